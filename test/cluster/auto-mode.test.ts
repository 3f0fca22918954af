import { Stack, aws_eks_v2 as eks } from 'aws-cdk-lib';
import {
  FsxOntapStorage, LustreCsiDriver, LustreFileSystemTypeVersion, LustreProvisioning, OntapBackend, OntapProvisioning,
  TridentDriver, VolumeAccessMode,
} from '../../src';
import { foreignCluster, lustreOn } from '../support/clusters';
import { PERSISTENT, errorOf, idsIn, objectsOf, ownCluster, resourceOf, resourcesOf, testStack, warningsOf } from '../support/fixture';
import { ONTAP_CLAIM, SINGLE } from '../support/ontap';

const ADDON = 'AWS::EKS::Addon';
const autoMode = (stack: Stack) =>
  ownCluster(stack, { defaultCapacityType: eks.DefaultCapacityType.AUTOMODE, defaultCapacity: undefined });
const addonsOf = (stack: Stack) => resourcesOf(stack, ADDON).map(({ Properties }) => Properties.AddonName).sort();

const ontapOn = (stack: Stack, cluster: eks.ICluster, backends?: OntapBackend[]) => new FsxOntapStorage(stack, 'Weights', {
  cluster, backends, claim: { ...ONTAP_CLAIM, accessMode: VolumeAccessMode.READ_WRITE_ONCE },
  provisioning: OntapProvisioning.managed({ ...SINGLE, vpcSubnets: { subnets: [cluster.vpc.privateSubnets[0]] } }),
});

describe('on EKS Auto Mode', () => {
  test('Lustre has no agent, which is built in, and its driver gets no value that its version may not support', () => {
    const stack = testStack();
    lustreOn(stack, autoMode(stack));
    expect(addonsOf(stack)).toEqual(['aws-fsx-csi-driver']);
    const { Properties } = resourceOf(stack, ADDON);
    expect(Properties).not.toHaveProperty('ConfigurationValues'); // decisions/0001: the Region comes with the credentials
    expect(resourceOf(stack, 'AWS::EKS::PodIdentityAssociation').Properties.ServiceAccount).toBe('fsx-csi-controller-sa');
  });

  test('the driver has its Region in its configuration, where the user wants it there', () => {
    const stack = testStack();
    const cluster = autoMode(stack);
    new LustreCsiDriver(stack, 'Driver', { cluster, configurationValues: { controller: { region: stack.region } } });
    expect(JSON.parse(resourceOf(stack, ADDON).Properties.ConfigurationValues)).toEqual({ controller: { region: 'eu-west-1' } });
  });

  test('file systems have Lustre 2.15, which its nodes can mount', () => {
    const stack = testStack();
    lustreOn(stack, autoMode(stack));
    expect(resourceOf(stack, 'AWS::FSx::FileSystem').Properties.FileSystemTypeVersion).toBe('2.15');
  });

  test('older versions are warned about, or rejected', () => {
    const withVersion = (fileSystemTypeVersion: LustreFileSystemTypeVersion) => {
      const stack = testStack();
      const cluster = autoMode(stack);
      const type = fileSystemTypeVersion === LustreFileSystemTypeVersion.V_2_10 ? { deploymentType: 'PERSISTENT_1' as any, perUnitStorageThroughput: 50 } : {};
      const provisioning = LustreProvisioning.managed({ ...PERSISTENT, ...type, fileSystemTypeVersion });
      lustreOn(stack, cluster, { provisioning });
      return stack;
    };
    expect(warningsOf(withVersion(LustreFileSystemTypeVersion.V_2_12))).toContain('lustre/version-2-12');
    expect(idsIn(errorOf(() => withVersion(LustreFileSystemTypeVersion.V_2_10)))).toEqual(['lustre/version-2-10']);
  });

  test('ONTAP by NFS works: Trident has no agent to bring, the snapshot controller is brought, the Region is in the backend', () => {
    const stack = testStack();
    ontapOn(stack, autoMode(stack));
    expect(addonsOf(stack)).toEqual(['netapp_trident-operator', 'snapshot-controller']);
    expect(objectsOf(stack)[0].spec.aws.apiRegion).toBe('eu-west-1');
  });

  test.each([['iSCSI', OntapBackend.san()], ['iSCSI, many on a volume', OntapBackend.sanEconomy()]])('ONTAP by %s is rejected, because the nodes run Bottlerocket', (_, backend) => {
    const stack = testStack();
    const message = errorOf(() => ontapOn(stack, autoMode(stack), [backend]));
    expect(idsIn(message)).toEqual(['ontap/block-on-auto-mode']);
    expect(message).toContain('Bottlerocket');
  });

  test('an imported cluster does not say that it is one, and gets no agent either', () => {
    const stack = testStack();
    const cluster = foreignCluster(stack);
    new LustreCsiDriver(stack, 'Driver', { cluster });
    new TridentDriver(stack, 'Trident', { cluster });
    expect(addonsOf(stack)).toEqual(['aws-fsx-csi-driver', 'netapp_trident-operator']);
  });
});

test('on node groups beside Auto Mode block devices work, when the user says so', () => {
  const stack = testStack();
  const cluster = autoMode(stack);
  cluster.addNodegroupCapacity('Nodes');
  expect(() => new FsxOntapStorage(stack, 'Weights', {
    cluster, backends: [OntapBackend.san()],
    provisioning: OntapProvisioning.managed({ ...SINGLE, vpcSubnets: { subnets: [cluster.vpc.privateSubnets[0]] } }),
    acknowledge: { 'ontap/block-on-auto-mode': 'pods with block devices run on the node group' },
  })).not.toThrow();
});
