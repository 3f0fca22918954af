import { Size, Stack } from 'aws-cdk-lib';
import { LustreDeploymentType, LustreDynamicConfig, LustreProvisioning, ReclaimPolicy } from '../../src';
import { existingOn, managedOn, objectOf, resourcesOf, storageOn, testStack } from '../support/fixture';
import { ONTAP_CLAIM, existingOntap, managedOntap } from '../support/ontap';

const MANIFEST = 'Custom::AWSCDK-EKS-KubernetesResource';
const NAMED = { name: 'data', fixedName: true };
const STATIC = { ...NAMED, volumeName: 'fsx-pv', volumeHandle: 'fs-0123456789abcdef0', size: Size.gibibytes(1200) };

function dynamicOn(stack: Stack, adopt: boolean, config: Partial<LustreDynamicConfig> = {}) {
  const provisioning = LustreProvisioning.dynamic({ deploymentType: LustreDeploymentType.SCRATCH_2, ...config });
  return storageOn(stack, { provisioning, claim: { ...NAMED, size: Size.gibibytes(1200) }, adopt });
}

/** Whether kubectl overwrites existing objects, and the deletion policies. */
const policiesOf = (stack: Stack, type = MANIFEST) =>
  resourcesOf(stack, type).map(({ Properties, DeletionPolicy, UpdateReplacePolicy }) => [
    Properties.Overwrite,
    DeletionPolicy,
    UpdateReplacePolicy,
  ]);

test('existing objects are not overwritten by default', () => {
  const stack = testStack();
  dynamicOn(stack, false, { reclaimPolicy: ReclaimPolicy.DELETE });
  expect(policiesOf(stack)).toEqual([[false, 'Delete', 'Delete']]);
});

test('adopted objects are overwritten, and retained even if their creation is rolled back', () => {
  const stack = testStack();
  dynamicOn(stack, true, { reclaimPolicy: ReclaimPolicy.DELETE });
  expect(policiesOf(stack)).toEqual([[true, 'Retain', 'Retain']]);
});

test('further claims of the storage are adopted, too', () => {
  const stack = testStack();
  dynamicOn(stack, true).addClaim('More', { name: 'more', fixedName: true, size: Size.gibibytes(1200) });
  expect(policiesOf(stack)).toEqual([[true, 'Retain', 'Retain'], [true, 'Retain', 'Retain']]);
});

test('nothing waits for the deletion of claims that are retained', () => {
  const stack = testStack();
  dynamicOn(stack, true, { reclaimPolicy: ReclaimPolicy.DELETE });
  expect(resourcesOf(stack).filter(({ Type }) => Type.startsWith('Custom::') && Type !== MANIFEST)).toEqual([]);
});

test('adopts a static volume under its name and handle, with the size that its claim requests', () => {
  const stack = testStack();
  existingOn(stack, {}, { adopt: true, claim: STATIC });
  expect(objectOf(stack, 'PersistentVolume')).toMatchObject({
    metadata: { name: 'fsx-pv' }, spec: { csi: { volumeHandle: 'fs-0123456789abcdef0' }, claimRef: { name: 'data' } },
  });
  expect(objectOf(stack, 'PersistentVolumeClaim')).toMatchObject({
    metadata: { name: 'data' }, spec: { volumeName: 'fsx-pv', resources: { requests: { storage: '1200Gi' } } },
  });
  expect(policiesOf(stack)).toEqual([[true, 'Retain', 'Retain']]);
});

test('a static claim has a size only if it names its volume', () => {
  expect(() => existingOn(testStack(), {}, { claim: { ...STATIC, volumeName: undefined } })).toThrow('lustre/claim-size-given');
  expect(() => existingOn(testStack(), {}, { claim: STATIC })).not.toThrow();
});

test('the driver names the volume of a dynamic claim', () => {
  const claim = { ...NAMED, size: Size.gibibytes(1200) };
  expect(() => storageOn(testStack(), { claim: { ...claim, volumeName: 'fsx-pv' } })).toThrow('lustre/volume-metadata-dynamic');
  expect(() => storageOn(testStack(), { claim: { ...claim, volumeHandle: 'fs-0123456789abcdef0' } })).toThrow('lustre/volume-metadata-dynamic');
});

test('claims of an existing ONTAP storage are adopted; its backends are always new', () => {
  const stack = testStack();
  existingOntap(stack, {}, { adopt: true, claim: { ...ONTAP_CLAIM, fixedName: true } });
  const byKind = resourcesOf(stack, MANIFEST).map(({ Properties, DeletionPolicy }) => [/TridentBackendConfig/.test(JSON.stringify(Properties.Manifest)), Properties.Overwrite, DeletionPolicy]);
  expect(byKind).toEqual(expect.arrayContaining([[true, false, 'RetainExceptOnCreate'], [false, true, 'Retain']]));
});

test('objects cannot be adopted for a file system that the stack creates', () => {
  expect(() => managedOn(testStack(), {}, { adopt: true })).toThrow('lustre/adopt-managed');
  expect(() => managedOntap(testStack(), {}, { adopt: true })).toThrow('ontap/adopt-managed');
});
