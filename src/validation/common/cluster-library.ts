/** The library that a cluster construct belongs to. */
export type ClusterLibrary = 'aws-eks' | 'aws-eks-v2-alpha' | 'aws-eks-v2' | 'none';

/** Names of the libraries in messages, and how to use a cluster of each. */
export const LIBRARIES: { readonly [library in ClusterLibrary]: { readonly called: string; readonly fix: string } } = {
  'aws-eks': { called: 'a cluster of aws-cdk-lib/aws-eks', fix: 'use ExistingCluster.fromEksV1()' },
  'aws-eks-v2-alpha': { called: 'a cluster of @aws-cdk/aws-eks-v2-alpha', fix: 'use ExistingCluster.fromEksV2Alpha()' },
  'aws-eks-v2': { called: 'a cluster of aws-cdk-lib/aws-eks-v2', fix: 'pass the cluster to the storage directly' },
  'none': { called: 'no cluster', fix: 'pass a cluster, or use ExistingCluster.fromAttributes() with its name' },
};
