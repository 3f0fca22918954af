import { autogrowProblem } from './actions';
import { validateBackend } from './backend';
import { GIB, WORLD, backend, spec } from './cases';
import { Sources, validateClaim, snapshotProblem } from './claim';
import { schemaProblem } from './crds';
import { validateStorageClass } from './storage-class';
import { ONTAP_FORMATS } from '../../../src/ontap/limits';
import { ONTAP_BACKEND_RULES, ONTAP_CLAIM_RULES, ONTAP_DEFAULTS_RULES } from '../../../src/ontap/rules';
import { svmRules } from '../../../src/ontap/rules/protection';

/** What Trident has against objects that somebody wrote by hand, without the library. */
const ofBackend = (over: object) => (validateBackend(spec(over), WORLD) as { readonly message?: string }).message;
const ofClass = (parameters: object, config: object = {}) => validateStorageClass({ provisioner: 'csi.trident.netapp.io', parameters }, [backend(config)]).message;
function claimValidated(
  driver: string, over: any = {}, annotations: { [name: string]: string } = {}, config: object = {},
  sources: Sources = {},
) {
  const validated = validateStorageClass({ provisioner: 'csi.trident.netapp.io' }, [backend({ storageDriverName: driver, ...config })]);
  const claim = {
    metadata: { name: 'claim', namespace: 'apps', annotations: Object.fromEntries(Object.entries(annotations).map(([key, value]) => [`trident.netapp.io/${key}`, value])) },
    spec: { accessModes: ['ReadWriteOnce'], storageClassName: 'class', resources: { requests: { storage: '10Gi' } }, ...over },
  };
  return validateClaim(claim, validated, validated.pools, sources);
}
const ofClaim = (...claim: Parameters<typeof claimValidated>) => claimValidated(...claim).message;
const ignoredOf = (...claim: Parameters<typeof claimValidated>) => claimValidated(...claim).ignored.join();
const madeOn = (driver: string, config: object = {}, name?: string) => {
  const [pool] = backend({ storageDriverName: driver, ...config }, name).pools;
  return { storageClassName: 'class', bytes: 10 * GIB, volumeMode: 'Filesystem', pool };
};
const fromSnapshot = { dataSource: { apiGroup: 'snapshot.storage.k8s.io', kind: 'VolumeSnapshot', name: 'before' } };
const fromClaim = { dataSource: { kind: 'PersistentVolumeClaim', name: 'source' } };
const long = 'x'.repeat(300);

/** Rules of the library that Trident has too: what breaks them, by hand, and a word of Trident's. */
const REJECTED_TOO: { readonly [id: string]: readonly (readonly [string | undefined, RegExp])[] } = {
  'ontap/svm-name-is-an-id': [[ofBackend({ svm: 'svm-0123456789abcdef0' }), /no SVM of the name/]],
  'ontap/svm-name-format': [[ofBackend({ svm: '1st' }), /no SVM of the name/]],
  'ontap/file-system-id-format': [[ofBackend({ aws: { fsxFilesystemID: 'fsx-0123456789abcdef0' } }), /FSx does not know/]],
  'ontap/secret-arn-partial': [[ofBackend({ credentials: { type: 'awsarn', name: 'arn:aws:secretsmanager:eu-west-1:111122223333:secret:vsadmin' } }), /no whole ARN/]],
  'ontap/storage-prefix-format': [
    [ofBackend({ storagePrefix: '1team_' }), /no digit first/], [ofBackend({ storageDriverName: 'ontap-nas-economy', storagePrefix: 'a b' }), /may hold/],
  ],
  'ontap/auto-export-cidrs': [[ofBackend({ autoExportPolicy: true, autoExportCIDRs: ['10.0.0.0'] }), /no CIDRs/]],
  'ontap/claims-per-volume': [
    [ofBackend({ storageDriverName: 'ontap-nas-economy', qtreesPerFlexvol: '301' }), /between 50 and 300/],
    [ofBackend({ storageDriverName: 'ontap-san-economy', lunsPerFlexvol: '49' }), /between 50 and 200/],
  ],
  'ontap/qos-policies': [
    [ofBackend({ defaults: { qosPolicy: 'a', adaptiveQosPolicy: 'b' } }), /beside a qosPolicy/],
    [ofBackend({ defaults: { qosPolicy: 'a' }, storage: [{ defaults: { adaptiveQosPolicy: 'b' } }] }), /beside a qosPolicy/],
    [ofBackend({ storageDriverName: 'ontap-nas-economy', defaults: { adaptiveQosPolicy: 'b' } }), /nothing for qtrees/],
  ],
  'ontap/labels-too-long': [[ofBackend({ storageDriverName: 'ontap-san', labels: { team: long } }), /254 are allowed/]],
  'ontap/volume-limit': [
    [ofClaim('ontap-nas', { resources: { requests: { storage: '1Mi' } } }, {}, { limitVolumeSize: '19Mi' }), /more than limitVolumeSize/],
    [ofClaim('ontap-san-economy', { resources: { requests: { storage: '1Mi' } } }, {}, { limitVolumePoolSize: '19Mi' }), /more than limitVolumePoolSize/],
  ],
  'ontap/pool-name': [[ofClass({ selector: 'pool=a.b' }, { storage: [{ labels: { pool: 'a.b' } }] }), /no selector/]],
  'ontap/export-policy-automatic': [[ignoredOf('ontap-nas', {}, { exportPolicy: 'apps' }, { autoExportPolicy: true }), /autoExportPolicy sets its own/]],
  'ontap/backend-unknown': [[ofClass({ storagePools: 'nobody:.*' }), /no pool of any backend/]],
  'ontap/pool-unknown': [[ofClass({ selector: 'pool=cold' }, { storage: [{ labels: { pool: 'hot' } }] }), /no pool of any backend/]],
  'ontap/tiering-policy-unknown': [[ignoredOf('ontap-nas', {}, { tieringPolicy: 'auto' }), /no ONTAP driver reads it/]],
  'ontap/access-mode': [[ofClaim('ontap-san', { accessModes: ['ReadWriteMany'] }), /no pool of the class holds file/]],
  'ontap/volume-mode-block': [[ofClaim('ontap-nas', { volumeMode: 'Block' }), /no pool of the class holds block/]],
  'ontap/claim-size-missing': [[ofClaim('ontap-nas', { resources: {} }), /asks for no size/]],
  'ontap/claim-size-limit': [
    [ofClaim('ontap-nas', {}, {}, { limitVolumeSize: '5Gi' }), /more than limitVolumeSize/],
    [ofClaim('ontap-nas-economy', {}, {}, { limitVolumePoolSize: '5Gi' }), /more than limitVolumePoolSize/],
  ],
  'ontap/annotation-not-read': [
    [ignoredOf('ontap-san', {}, { unixPermissions: '0755' }), /does not use it/], [ignoredOf('ontap-nas-economy', {}, { snapshotReserve: '10' }), /does not use it/],
  ],
  'ontap/snapshots-not-offered': [
    [snapshotProblem(backend({ storageDriverName: 'ontap-nas-economy' }).pools[0]), /takes no snapshots/],
    [ofClaim('ontap-nas-economy', fromClaim, {}, {}, { claim: () => madeOn('ontap-nas-economy') }), /makes no clones/],
  ],
  'ontap/source-of-other-storage': [[ofClaim('ontap-nas', fromClaim, {}, {}, { claim: () => ({ ...madeOn('ontap-nas', {}, 'else'), storageClassName: 'other' }) }), /no pool on the backend of the source/]],
  'ontap/read-only-clone': [[ofClaim('ontap-nas', fromSnapshot, { readOnlyClone: 'true' }, {}, { snapshot: () => madeOn('ontap-nas') }), /needs snapshotDir/]],
  'ontap/import-setting-ignored': [[
    ignoredOf('ontap-nas', {}, { importOriginalName: 'old', importBackendUUID: 'u', notManaged: 'true', exportPolicy: 'apps' }, {}, { importable: () => ({ bytes: 20 * GIB, backendName: 'fsx' }) }),
    /the import does not apply it/,
  ]],
  'ontap/autogrow-never-acts': [[ignoredOf('ontap-san', {}, { autogrowPolicy: 'p' }, { defaults: { spaceReserve: 'volume' } }), /not eligible/]],
  'ontap/import-not-offered': [
    [ofClaim('ontap-nas-economy', {}, { importOriginalName: 'old', importBackendUUID: 'u' }, {}, { importable: () => ({ bytes: 20 * GIB, backendName: 'fsx' }) }), /imports nothing/],
  ],
  'ontap/import-name-format': [[ofClaim('ontap-nas', {}, { importOriginalName: 'web-text', importBackendUUID: 'u' }), /has no volume web-text/]],
  'ontap/autogrow-format': [[autogrowProblem({ usedThreshold: '50Gi' }), /no percentage/], [autogrowProblem({ usedThreshold: '80%', growthAmount: 'much' }), /neither/]],
  'ontap/autogrow-max-size': [[autogrowProblem({ usedThreshold: '80%', growthAmount: '50Gi', maxSize: '50Gi' }), /not more than growthAmount/]],
};

/** Rules of the library that Trident does not have, or says too late, and why the library has them. */
const STRICTER: { readonly [id: string]: string } = {
  'ontap/space-allocation-on-files': 'NAS drivers do not read it',
  'ontap/topology-empty': 'it matches every node, as if it were absent',
  'ontap/import-permissions-unset': 'Trident sets 0777 on the root of existing data (ontap_nas.go Import)',
  'ontap/import-of-foreign-volume': 'ontap_san_economy.go Import, long after the deployment; the names of volumes are not simulated',
  'ontap/flexgroup-with-concurrency': 'core/concurrent_core.go rejects the backend; the concurrent core is not simulated',
  'ontap/read-only-clone-split': 'CreateClone returns before it looks at splitOnClone',
  'ontap/skip-recovery-queue-ignored': 'the economy drivers do not read it',
  'ontap/file-system-or-id': 'of the library: one of two properties names the file system',
  'ontap/backends-missing': 'a storage without a backend makes nothing',
  'ontap/snapshots-without-backend': 'the claim of a VolumeSnapshot fails, long after the deployment',
  'ontap/deployment-type-known-late': 'of the library: subnets depend on it',
  'ontap/clients-without-group': 'of security groups, which Trident does not see',
  'ontap/backend-name-format': 'the API server refuses the name of the object, or a regular expression of a class reads it otherwise',
  'ontap/backend-twice': 'the API server knows one object of a name',
  'ontap/backend-known-late': 'of the library: names in the cluster are made of it',
  'ontap/block-not-offered': 'FSx switches block protocols off, and every claim fails',
  'ontap/nvme-not-offered': 'FSx does not offer it, and every claim fails',
  'ontap/block-on-auto-mode': 'of nodes, at the mount',
  'ontap/nconnect': 'of nodes, at the mount',
  'ontap/mount-options': 'of nodes, and of the ports that are open',
  'ontap/label-format': 'a selector of a class cannot read other characters, and two braces begin a template',
  'ontap/snapshot-reserve': 'ONTAP refuses the volume of the first claim',
  'ontap/unix-permissions-format': 'ONTAP refuses the volume of the first claim',
  'ontap/policy-name': 'ONTAP refuses the volume of the first claim',
  'ontap/security-style-on-block': 'Trident passes over it',
  'ontap/annotation-reserved': 'of the library: a property sets it, and has rules',
  'ontap/claim-size-largest': 'ONTAP rejects the volume of the claim, long after the deployment',
  'ontap/storage-prefix-shared': 'Trident does not compare backends (issue 1188)',
  'ontap/claim-size-smallest': 'Trident makes a larger volume without a word, and Kubernetes shows another size than the app',
  'ontap/claim-size-positive': 'the API server refuses it',
  'ontap/claim-name-format': 'the API server refuses it',
  'ontap/name-known-late': 'of the library: names carry hashes',
  'ontap/namespace-format': 'the API server refuses it',
  'ontap/class-name-format': 'the API server refuses it',
  'ontap/claim-twice': 'the API server knows one object of a name',
  'ontap/snapshots-off': 'nothing in the cluster takes them',
  'ontap/import-twice': 'Trident knows the volume already and refuses the second claim, long after the deployment; not played',
  'ontap/import-by-kubectl-only': 'of the library: the id of a backend is known only by asking for it',
  'ontap/adopt-managed': 'Kubernetes: objects that already exist; Trident does not see it',
  'ontap/restore-by-kubectl-only': 'Trident restores once; not what it takes, but when',
  'ontap/tag-count': 'of FSx, which Trident does not ask for tags',
  'ontap/tag-format': 'of FSx, which Trident does not ask for tags',
  'ontap/tag-reserved': 'of the library: queries and policies read these tags',
  'ontap/namespace-limit': 'of the library: a limit below what its own claim asks for',
};

// cli/k8s_client/yaml_factory.go tridentAutogrowPolicyCRDYAMLv1: the API server rejects what the controller would accept
test.each<[string, string, boolean, boolean]>([
  ['usedThreshold', '80%', true, true], ['usedThreshold', '1%', true, true], ['usedThreshold', '99.0%', true, true], ['usedThreshold', '0.5%', false, false],
  ['usedThreshold', '100%', false, false], ['usedThreshold', '99.5%', true, false],
  ['growthAmount', '10%', true, true], ['growthAmount', '50Gi', true, true], ['growthAmount', '1.5G', true, true], ['growthAmount', '0%', false, false],
  ['growthAmount', '1000', false, false], ['growthAmount', '0Gi', true, false],
])('%s %s: the API server accepts it: %s, and the library: %s', (field, value, byServer, byLibrary) => {
  expect(schemaProblem('TridentAutogrowPolicy', { usedThreshold: '80%', [field]: value }) === undefined).toBe(byServer);
  const format = field === 'usedThreshold' ? ONTAP_FORMATS.autogrowThreshold : ONTAP_FORMATS.autogrowAmount;
  expect(format.test(value)).toBe(byLibrary);
});

test('an autogrow policy has a threshold, and a maximum with a unit', () => {
  expect(schemaProblem('TridentAutogrowPolicy', {})).toBe('usedThreshold is required');
  expect(schemaProblem('TridentAutogrowPolicy', { usedThreshold: '80%', maxSize: '1024Gi' })).toBeUndefined();
  expect(schemaProblem('TridentAutogrowPolicy', { usedThreshold: '80%', maxSize: '1024' })).toMatch(/^maxSize/);
});

const rules = [...svmRules, ...ONTAP_BACKEND_RULES, ...ONTAP_DEFAULTS_RULES, ...ONTAP_CLAIM_RULES].filter(({ severity }) => severity === 'error');
const ids = [...new Set(rules.map(({ id }) => id))];

test.each(Object.entries(REJECTED_TOO).flatMap(([id, cases]) => cases.map(([message, wanted]) => [id, message, wanted] as const)))('%s: Trident says "%s"', (_id, message, wanted) => {
  expect(message).toMatch(wanted);
});

test('every error about backends and claims is also Trident\'s, or stricter for a reason that is written down', () => {
  expect([...Object.keys(REJECTED_TOO), ...Object.keys(STRICTER)].sort()).toEqual(ids.sort());
});
