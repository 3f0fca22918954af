import { Size } from 'aws-cdk-lib';
import { backend } from './cases';
import { validateClaim } from './claim';
import { validateStorageClass } from './storage-class';
import { MlProtocol, MlTrainingVolumeProps, MlWorkload } from '../../../src';
import { mlVolume } from '../../ml/volumes';
import { objectOf, testStack } from '../../support/fixture';

/**
 * What is shown: the claim of a volume with `snapshots` carries the annotation of which Trident makes the snapshot policy
 * of the ONTAP volume (helper.go getVolumeConfig, ontap_common.go getVolumeOptsCommon: the annotation precedes the
 * default `none` of the backend), on each driver that MlTrainingVolume uses. What is not shown: that ONTAP takes
 * snapshots by its policy `default`, which needs a file system.
 */
function claimOn(props: Partial<MlTrainingVolumeProps>) {
  const stack = testStack();
  mlVolume(stack, { workload: MlWorkload.CHECKPOINTS, size: Size.gibibytes(500), ...props });
  const { spec: { storageDriverName, defaults } } = objectOf(stack, 'TridentBackendConfig');
  const claim = objectOf(stack, 'PersistentVolumeClaim');
  const validatedClass = validateStorageClass({ provisioner: 'csi.trident.netapp.io' }, [backend({ storageDriverName, defaults })]);
  const annotations: { readonly [key: string]: string } = (claim.metadata as any).annotations ?? {};
  const validated = validateClaim(claim, validatedClass, validatedClass.pools, {});
  return { driver: storageDriverName, annotations, pools: validatedClass.pools, validated };
}

const POLICY = 'trident.netapp.io/snapshotPolicy';

test.each<[string, Partial<MlTrainingVolumeProps>]>([
  ['ontap-nas', {}],
  ['ontap-nas-flexgroup', { throughputMBps: 12000 }],
  ['ontap-san', { protocols: [MlProtocol.ISCSI] }],
])('on %s, a claim with snapshots gives its volume the policy default', (driver, props) => {
  const on = claimOn({ snapshots: true, ...props });
  expect(on.driver).toBe(driver);
  expect(on.validated).toMatchObject({ accepted: true });
  expect(on.annotations[POLICY]).toBe('default');
  expect(JSON.stringify((on.validated as any).ignored ?? [])).not.toContain('snapshotPolicy');
  expect(on.pools.map(({ defaults }) => defaults.snapshotPolicy)).toEqual(['none']);
});

test('a claim without snapshots has the policy none, which takes none', () => {
  const on = claimOn({ clones: true });
  expect(on.annotations[POLICY]).toBeUndefined();
  expect(on.pools.map(({ defaults }) => defaults.snapshotPolicy)).toEqual(['none']);
});
