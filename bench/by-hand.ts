import { Aws, CfnDeletionPolicy, CfnResource, Tags, aws_ec2 as ec2, aws_eks_v2 as eks, aws_fsx as fsx } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { Variant } from './app';

const PORTS = [[988, 988], [1018, 1023]];

/** The same volumes as a careful person writes them with the CDK alone: no checks, no choices, no names but those that are written down. */
export const volumes: Variant = ({ stack, cluster, subnet, bucket }, count) => {
  const shared = new ec2.SecurityGroup(stack, 'Lustre', { vpc: cluster.vpc, description: 'File systems of this cluster', allowAllOutbound: false });
  tag(shared, 'Bench/FsxLustreClients-be2f5529');
  const nodes = cluster.clusterSecurityGroupId;
  const group = shared.securityGroupId;
  const rules = PORTS.flatMap(([fromPort, toPort]) => {
    const range = { ipProtocol: 'tcp', fromPort, toPort };
    const ingress = (id: string, groupId: string, sourceSecurityGroupId: string, description: string) =>
      new ec2.CfnSecurityGroupIngress(stack, `${id}${fromPort}`, { groupId, sourceSecurityGroupId, description, ...range });
    const egress = (id: string, groupId: string, destinationSecurityGroupId: string, description: string) =>
      new ec2.CfnSecurityGroupEgress(stack, `${id}${fromPort}`, { groupId, destinationSecurityGroupId, description, ...range });
    return [
      ingress('ServersIn', group, group, 'Lustre between file systems'), egress('ServersOut', group, group, 'Lustre between file systems'),
      ingress('NodesIn', group, nodes, 'Lustre between file systems and nodes'), egress('NodesOut', group, nodes, 'Lustre between file systems and nodes'),
      ingress('Callbacks', nodes, group, 'Lustre from file systems to nodes'),
    ];
  });
  [shared.node.defaultChild as CfnResource, ...rules].forEach(keep);

  for (let index = 0; index < count; index++) {
    const own = new ec2.SecurityGroup(stack, `Group${index}`, { vpc: cluster.vpc, description: `Lustre file system ${index}`, allowAllOutbound: false });
    keep(own.node.defaultChild as CfnResource);
    tag(own, `Bench/Volume${index}`);
    const fileSystem = new fsx.CfnFileSystem(stack, `FileSystem${index}`, {
      fileSystemType: 'LUSTRE',
      fileSystemTypeVersion: '2.15',
      storageCapacity: 1200,
      storageType: 'SSD',
      subnetIds: [subnet.subnetId],
      securityGroupIds: [own.securityGroupId, shared.securityGroupId],
      lustreConfiguration: { deploymentType: 'PERSISTENT_2', perUnitStorageThroughput: 250 },
    });
    Tags.of(fileSystem).add('Name', `Bench/Volume${index}`);
    tag(fileSystem, `Bench/Volume${index}`);
    fileSystem.node.addDependency(...rules);
    keep(fileSystem);
    const association = new fsx.CfnDataRepositoryAssociation(stack, `Repository${index}`, {
      fileSystemId: fileSystem.ref,
      fileSystemPath: '/data',
      dataRepositoryPath: bucket.s3UrlForObject(`set-${index}/`),
      batchImportMetaDataOnCreate: true,
      s3: { autoImportPolicy: { events: ['NEW', 'CHANGED', 'DELETED'] } },
    });
    keep(association);
    const manifest = new eks.KubernetesManifest(stack, `Manifest${index}`, { cluster, manifest: objects(index, fileSystem, stack.region), prune: false, overwrite: false });
    manifest.node.addDependency(association);
    keep(manifest.node.defaultChild as CfnResource);
  }
};

/** To be found when the stack is gone. */
function tag(resource: Construct, storage: string) {
  Tags.of(resource).add('cdk-eks-fsx/stack', Aws.STACK_NAME);
  Tags.of(resource).add('cdk-eks-fsx/storage', storage);
}

/** Stays, unless its creation failed. */
function keep(resource: CfnResource) {
  resource.cfnOptions.deletionPolicy = CfnDeletionPolicy.RETAIN_EXCEPT_ON_CREATE;
  resource.cfnOptions.updateReplacePolicy = CfnDeletionPolicy.RETAIN;
}

function objects(index: number, fileSystem: fsx.CfnFileSystem, region: string): { [key: string]: any }[] {
  const volume = `ml-data-${index}-0123abcd`;
  const claim = `data-${index}-0123abcd`;
  return [
    {
      apiVersion: 'v1',
      kind: 'PersistentVolume',
      metadata: { name: volume },
      spec: {
        accessModes: ['ReadWriteMany'],
        capacity: { storage: '1200Gi' },
        claimRef: { apiVersion: 'v1', kind: 'PersistentVolumeClaim', name: claim, namespace: 'ml' },
        csi: {
          driver: 'fsx.csi.aws.com',
          volumeHandle: `${fileSystem.ref}::${volume}`,
          volumeAttributes: { dnsname: `${fileSystem.ref}.fsx.${region}.amazonaws.com`, mountname: fileSystem.attrLustreMountName },
        },
        mountOptions: ['flock'],
        nodeAffinity: {
          required: { nodeSelectorTerms: [{ matchExpressions: [{ key: 'topology.kubernetes.io/zone', operator: 'In', values: ['eu-west-1a'] }] }] },
        },
        persistentVolumeReclaimPolicy: 'Retain',
        storageClassName: '',
        volumeMode: 'Filesystem',
      },
    },
    {
      apiVersion: 'v1',
      kind: 'PersistentVolumeClaim',
      metadata: { name: claim, namespace: 'ml' },
      spec: {
        accessModes: ['ReadWriteMany'], resources: { requests: { storage: '1Gi' } }, storageClassName: '', volumeMode: 'Filesystem', volumeName: volume,
      },
    },
  ];
}
