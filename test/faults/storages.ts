import { KubectlV34Layer } from '@aws-cdk/lambda-layer-kubectl-v34';
import { App, RemovalPolicy, Size, Stack, aws_eks_v2 as eks, aws_iam as iam } from 'aws-cdk-lib';
import {
  DataRepository, DriverIdentity, ExistingCluster, FsxLustreStorage, FsxOntapStorage, ITridentDriver, LustreCsiDriver,
  LustreDeploymentType,
  LustreMetadataMode, LustreProvisioning, OntapBackend, OntapProvisioning, ReclaimPolicy, TridentDriver,
  TridentInstallation,
} from '../../src';
import { EXISTING, PERSISTENT, ownCluster, testApp, testStack } from '../support/fixture';
import { MULTI, ONTAP_CLAIM, SINGLE, routedCluster, vsadmin } from '../support/ontap';

/** A storage that uses what its kind can, in a stack, on a cluster; with a driver of its own where one is asked for. */
export type Make = (
  stack: Stack,
  cluster: eks.ICluster,
  driver?: { lustre: LustreCsiDriver; trident: ITridentDriver },
) => void;

const CLAIM = { name: 'data', namespace: 'ml', createNamespace: true };
const lustre =
  (provisioning: (cluster: eks.ICluster) => LustreProvisioning, size?: Size): Make =>
    (stack, cluster, driver) => {
      const storage = new FsxLustreStorage(stack, 'Data', {
        cluster,
        driver: driver?.lustre,
        provisioning: provisioning(cluster),
        claim: { ...CLAIM, size },
      });
      storage.addClaim('More', { size });
    };
const managed = (config: object) => lustre(cluster => LustreProvisioning.managed({
  ...PERSISTENT, subnet: cluster.vpc.privateSubnets[0], ...config,
}));
const dynamic = (config: object) => lustre(cluster => LustreProvisioning.dynamic({
  deploymentType: LustreDeploymentType.SCRATCH_2, subnet: cluster.vpc.privateSubnets[0], ...config,
}), Size.gibibytes(4800));
const durable = { deploymentType: LustreDeploymentType.PERSISTENT_2, perUnitStorageThroughput: 1000 };
const ontap = (config: object, reclaimPolicy?: ReclaimPolicy): Make => (stack, cluster, driver) => {
  const storage = new FsxOntapStorage(stack, 'Data', {
    cluster, driver: driver?.trident, claim: { ...ONTAP_CLAIM, namespace: 'ml', createNamespace: true }, backends: [OntapBackend.nas(), OntapBackend.san()],
    acknowledge: { 'ontap/nodes-unprepared': 'nobody mounts here' }, reclaimPolicy,
    provisioning: OntapProvisioning.managed({
      ...MULTI, vpcSubnets: { subnets: cluster.vpc.privateSubnets.slice(0, 2) }, volumes: [{ name: 'corpus', size: Size.gibibytes(10) }], ...config,
    }),
  });
  storage.restore('Undo', storage.snapshot('Baseline'));
  storage.cloneOf('Branch', storage);
  if (reclaimPolicy !== ReclaimPolicy.DELETE) {
    storage.importVolume('Corpus', { ...ONTAP_CLAIM, volumeName: 'corpus' });
  }
};
const existingOntap = (reclaimPolicy?: ReclaimPolicy): Make => (stack, cluster, driver) => {
  new FsxOntapStorage(stack, 'Data', {
    cluster, driver: driver?.trident, claim: ONTAP_CLAIM, reclaimPolicy,
    provisioning: OntapProvisioning.existing({ fileSystemId: 'fs-0123456789abcdef0', svmName: 'training', secret: vsadmin(stack) }),
  });
};

const { DESTROY, RETAIN } = RemovalPolicy;

/** Every way in which a file system comes about and goes. */
export const STORAGES: { readonly [name: string]: Make } = {
  'Lustre managed, as it is by itself': managed({}),
  'Lustre managed, with S3 links': managed({ dataRepositories: ['/data', '/more'].map(fileSystemPath => DataRepository.fromPath(`s3:/${fileSystemPath}`, { fileSystemPath })) }),
  'Lustre managed, with EFA': managed({ ...durable, capacity: Size.gibibytes(4800), efaEnabled: true, metadataConfiguration: { mode: LustreMetadataMode.AUTOMATIC } }),
  'Lustre managed, RETAIN': managed({ removalPolicy: RETAIN }),
  'Lustre managed, DESTROY': managed({ removalPolicy: DESTROY, dataRepositories: [DataRepository.fromPath('s3://data')] }),
  'Lustre managed, scratch': managed({ deploymentType: LustreDeploymentType.SCRATCH_2, perUnitStorageThroughput: undefined }),
  'Lustre dynamic, Delete': dynamic({ s3ImportPath: 's3://data' }),
  'Lustre dynamic, Retain': dynamic(durable),
  'Lustre existing': lustre(() => LustreProvisioning.existing(EXISTING)),
  'ONTAP managed, as it is by itself': ontap({}),
  'ONTAP managed, one zone': (stack, cluster, driver) => ontap({ ...SINGLE, vpcSubnets: { subnets: [cluster.vpc.privateSubnets[0]] } })(stack, cluster, driver),
  'ONTAP managed, RETAIN': ontap({ removalPolicy: RETAIN }),
  'ONTAP managed, DESTROY': ontap({ removalPolicy: DESTROY }, ReclaimPolicy.DELETE),
  'ONTAP managed, DESTROY, volumes retained': ontap({ removalPolicy: DESTROY }),
  'ONTAP existing, Retain': existingOntap(),
  'ONTAP existing, Delete': existingOntap(ReclaimPolicy.DELETE),
};

/** Where cluster, driver and storage are. */
export const PLACES: { readonly [name: string]: (make: Make) => App } = {
  'on an imported cluster, with a driver of the stack': make => {
    const app = testApp();
    const stack = testStack(app);
    const cluster = routedCluster(stack);
    make(stack, cluster, { lustre: new LustreCsiDriver(stack, 'Lustre', { cluster }), trident: new TridentDriver(stack, 'Trident', { cluster, nodesPreparedForIscsi: true }) });
    return app;
  },
  'on an imported cluster, with kubectl of the stack': make => {
    const app = testApp();
    const stack = testStack(app);
    const { vpc, clusterName, clusterSecurityGroupId } = routedCluster(stack);
    const cluster = ExistingCluster.fromAttributes(stack, 'Existing', {
      vpc, clusterName, clusterSecurityGroupId, kubectlLayer: new KubectlV34Layer(stack, 'Kubectl'),
    });
    make(stack, cluster, { lustre: new LustreCsiDriver(stack, 'Lustre', { cluster }), trident: new TridentDriver(stack, 'Trident', { cluster, nodesPreparedForIscsi: true }) });
    return app;
  },
  'on an imported cluster, by Helm and IRSA': make => {
    const app = testApp();
    const stack = testStack(app);
    const openIdConnectProvider = iam.OpenIdConnectProvider.fromOpenIdConnectProviderArn(stack, 'Oidc', 'arn:aws:iam::111122223333:oidc-provider/oidc.eks.eu-west-1.amazonaws.com/id/ABC');
    const cluster = routedCluster(stack, { openIdConnectProvider });
    make(stack, cluster, {
      lustre: new LustreCsiDriver(stack, 'Lustre', { cluster, identity: DriverIdentity.IRSA }),
      trident: new TridentDriver(stack, 'Trident', {
        cluster, identity: DriverIdentity.IRSA, installation: TridentInstallation.HELM, prepareNodesForIscsi: true,
      }),
    });
    return app;
  },
  'on a cluster of another stack': make => {
    const app = testApp();
    make(testStack(app), withNodes(ownCluster(testStack(app, 'Platform'))));
    return app;
  },
  'on a cluster of the same stack': make => {
    const app = testApp();
    const stack = testStack(app);
    make(stack, withNodes(ownCluster(stack)));
    return app;
  },
};

function withNodes(cluster: eks.Cluster): eks.Cluster {
  cluster.addNodegroupCapacity('Nodes');
  return cluster;
}
