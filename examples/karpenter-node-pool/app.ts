import { App, Size, Stack } from 'aws-cdk-lib';
import { FsxLustreStorage, LustreDeploymentType, LustreProvisioning } from 'cdk-eks-fsx';
import { gpuJob } from '../gpu-job';
import { gpuNodes } from './gpu-nodes';
import { Platform } from '../platform';

export const app = new App();
const { cluster, gpuSubnet: subnet } = new Platform(app); // Karpenter is installed in this cluster
const stack = new Stack(app, 'Training');

const corpus = new FsxLustreStorage(stack, 'Corpus', {
  cluster,
  provisioning: LustreProvisioning.managed({
    deploymentType: LustreDeploymentType.PERSISTENT_2,
    capacity: Size.gibibytes(2400),
    perUnitStorageThroughput: 125,
    subnet,
  }),
  claim: { name: 'corpus', namespace: 'ml', createNamespace: true },
});

const nodes = corpus.addManifest('Nodes', ...gpuNodes({ subnet, role: 'KarpenterNodeRole', securityGroupId: cluster.clusterSecurityGroupId }));
corpus.addManifest('Training', gpuJob('train-1', corpus)).node.addDependency(nodes);
