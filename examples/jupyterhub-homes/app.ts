import { App, Size, Stack, aws_eks_v2 as eks } from 'aws-cdk-lib';
import { FsxOntapStorage, OntapBackend, OntapDeploymentType, OntapProvisioning } from 'cdk-eks-fsx';
import { Platform } from '../platform';

export const app = new App();
const { cluster } = new Platform(app);
const stack = new Stack(app, 'Notebooks');

const homes = new FsxOntapStorage(stack, 'Homes', {
  cluster,
  provisioning: OntapProvisioning.managed({
    deploymentType: OntapDeploymentType.MULTI_AZ_2,
    capacity: Size.tebibytes(4),
    throughputCapacityPerHaPair: 384,
  }),
  backends: [OntapBackend.nas({ limitVolumeSize: Size.gibibytes(50) })], // no user can request more
});

// JupyterHub creates a claim for each user who logs in for the first time. Its size is the quota, which ONTAP enforces.
const hub = new eks.HelmChart(stack, 'JupyterHub', {
  cluster,
  chart: 'jupyterhub',
  repository: 'https://hub.jupyter.org/helm-chart/',
  version: '4.3.3',
  release: 'jupyterhub',
  namespace: 'jupyterhub',
  values: {
    singleuser: {
      uid: 1000,
      fsGid: 100,
      storage: {
        capacity: '20Gi',
        dynamic: { storageClass: homes.storageClassName, storageAccessModes: ['ReadWriteMany'] },
      },
    },
  },
});
hub.node.addDependency(homes);
