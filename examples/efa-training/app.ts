import { App, Size, Stack } from 'aws-cdk-lib';
import { FsxLustreStorage, LustreDeploymentType, LustreMetadataMode, LustreProvisioning, TolerationOperator } from 'cdk-eks-fsx';
import { Platform } from '../platform';
import { INSTANCE_TYPE, LUSTRE_INTERFACES, efaNodes } from './efa-nodes';
import { rendezvous, trainingJob } from './training-job';

export const app = new App();
const { cluster, gpuSubnet: subnet } = new Platform(app); // Karpenter and the device plugins for GPUs and EFA are installed
const stack = new Stack(app, 'Training');

const corpus = new FsxLustreStorage(stack, 'Corpus', {
  cluster,
  provisioning: LustreProvisioning.managed({
    deploymentType: LustreDeploymentType.PERSISTENT_2,
    capacity: Size.gibibytes(14400),
    perUnitStorageThroughput: 1000,
    efaEnabled: true,
    metadataConfiguration: { mode: LustreMetadataMode.AUTOMATIC },
    subnet,
  }),
  claim: { name: 'corpus', namespace: 'ml', createNamespace: true },
});

const nodes = corpus.addManifest('Nodes', ...efaNodes({ subnet, role: 'KarpenterNodeRole', securityGroupId: cluster.clusterSecurityGroupId }));

// Fails if a node sends Lustre traffic by TCP. Its pods are privileged, so they use a claim outside the namespace of the team.
const check = corpus.addEfaCheck('Efa', {
  claim: corpus.addClaim('Check', { namespace: 'kube-system' }),
  pods: 2,
  efaDevices: 1,
  minimumInterfaces: LUSTRE_INTERFACES,
  nodeSelector: { 'node.kubernetes.io/instance-type': INSTANCE_TYPE },
  tolerations: [{ key: 'nvidia.com/gpu', operator: TolerationOperator.EXISTS }],
});
check.node.addDependency(nodes);

corpus.addManifest('Training', ...rendezvous('train-1', corpus), trainingJob('train-1', corpus)).node.addDependency(check);
