import { KubernetesObject } from './support/kubernetes';
import { IDS, InstalledPolicies, ROLE_SESSION, RuleTable, backend, claim, idsIn, storageClass, volume } from './support/policies';
import { RealCluster } from './support/real-cluster';
import { log, proof, until } from './support/tools';
import { CRDS } from './trident/crds';
import { parseFile } from '../../src/lint/documents';
import { lint } from '../../src/lint/lint';
import { TRIDENT_PARAMETERS } from '../../src/lint/names';
import { sort } from '../../src/lint/objects';
import { CLAIM_ANNOTATIONS, OntapStorageDriver } from '../../src/ontap/limits';
import { lustreClassValidations } from '../../src/policy/decisions';
import { FsxPolicyMode } from '../../src/policy/mode';
import { LUSTRE_PARAMETERS, TOP_LEVEL } from '../../src/policy/parameters';
import { PolicyOptions } from '../../src/policy/policies';
import { policyStorageClass } from '../../src/policy/storage-classes';
import { backendValidations, claimValidations, tridentClassValidations, volumeValidations } from '../../src/policy/validations';
import { casesOf } from '../lint/corpus';

const V_2_15 = { ...IDS, fileSystemTypeVersion: '2.15', reclaimPolicy: 'Retain' };
/** Parameters and fields of StorageClasses that are valid. */
const VALID: readonly { [name: string]: string | boolean }[] = [
  { ...V_2_15, deploymentType: 'SCRATCH_1' },
  { ...V_2_15, deploymentType: 'SCRATCH_2', s3ImportPath: 's3://data/in', s3ExportPath: 's3://data/out', autoImportPolicy: 'NEW' },
  { ...V_2_15, deploymentType: 'PERSISTENT_1', storageType: 'SSD', perUnitStorageThroughput: '50', automaticBackupRetentionDays: '7', dailyAutomaticBackupStartTime: '05:30', copyTagsToBackups: 'true' },
  { ...V_2_15, deploymentType: 'PERSISTENT_1', storageType: 'HDD', perUnitStorageThroughput: '12', driveCacheType: 'READ' },
  { ...V_2_15, deploymentType: 'PERSISTENT_2', perUnitStorageThroughput: '1000', kmsKeyId: 'arn:aws:kms:eu-west-1:111122223333:key/0', allowVolumeExpansion: true },
  { ...V_2_15, deploymentType: 'PERSISTENT_2', perUnitStorageThroughput: '125', efaEnabled: 'true', metadataConfigurationMode: 'USER_PROVISIONED', metadataIops: '12000' },
  { ...V_2_15, deploymentType: 'PERSISTENT_2', perUnitStorageThroughput: '500', metadataConfigurationMode: 'AUTOMATIC' },
];

/** Fields of a StorageClass in addition to its parameters. */
const FIELDS = [...TOP_LEVEL, 'allowedTopologies'];

/** The ids of the findings of the linter. */
function found(object: object): string[] {
  return [...new Set(lint([{ name: 'object', text: JSON.stringify(object) }]).findings.map(({ ruleId }) => ruleId))].sort();
}

/** Those for a claim with its StorageClass. */
function foundInClaim(object: KubernetesObject, storageClassOfClaim: KubernetesObject): string[] {
  const text = [storageClassOfClaim, object].map(each => `---\n${JSON.stringify(each)}\n`).join('');
  return [...new Set(lint([{ name: 'x', text }]).findings.filter(finding => finding.object.startsWith('PersistentVolumeClaim')).map(({ ruleId }) => ruleId))].sort();
}

/** Numbers that are the same in every run. */
function random(seed: number): () => number {
  let state = seed;
  return () => (state = (state * 1103515245 + 12345) % 2147483648) / 2147483648;
}

proof('the admission policies on a real API server', () => {
  const cluster = new RealCluster();
  const policies = new InstalledPolicies(cluster);
  const user = () => policies.user;
  const install = async (options: Partial<PolicyOptions>) => policies.install(options);

  test('every rule for StorageClasses of Lustre finds exactly what the linter finds', async () => {
    await install({});
    const next = random(7);
    const pick = <T>(items: readonly T[]): T => items[Math.floor(next() * items.length)];
    const table = new RuleTable([...lustreClassValidations().map(({ ruleId }) => ruleId), 'lint/unknown-parameter', 'lint/topology-ignored']);
    const differences: string[] = [];
    for (let i = 0; i < 2500; i++) {
      const changes = Array.from(
        { length: Math.floor(next() * 4) },
        () => pick(pick(LUSTRE_PARAMETERS).classes).samples[0],
      );
      const sample: { [name: string]: unknown } = { ...pick(VALID), ...Object.assign({}, ...changes) };
      if (next() < 0.02) {
        sample.subnetID = 'subnet-01234567';
      }
      if (next() < 0.02) {
        sample.allowedTopologies = [{ matchLabelExpressions: [{ key: 'topology.kubernetes.io/zone', values: ['eu-west-1a'] }] }];
      }
      if (next() < 0.02) {
        delete sample[pick(['subnetId', 'securityGroupIds'])];
      }
      const entries = Object.entries(sample);
      const object = storageClass(`class-${i}`, 'fsx.csi.aws.com', Object.fromEntries(entries.filter(([name]) => !FIELDS.includes(name))),
        Object.fromEntries(entries.filter(([name]) => FIELDS.includes(name))));
      const { status, warnings } = await user().admission('POST', object);
      expect(status).toBe(201);
      const all = found(object).filter(id => table.has(id));
      const actual = idsIn(warnings);
      // policies group all numbers that are not offered, so they do not compare such a number with the minimum for EFA
      const expected = all.filter(id => id !== 'lustre/efa-metadata-iops' || actual.includes(id) || !all.includes('lustre/metadata-iops-not-offered'));
      table.count(actual);
      // the further findings of an object with an invalid value may differ
      const isInvalid = expected.some(id => id.startsWith('input/') || id.endsWith('-format'));
      if (isInvalid ? actual.length === 0 || expected.some(id => id.startsWith('input/') && !actual.includes(id)) : JSON.stringify(expected) !== JSON.stringify(actual)) {
        differences.push(`${JSON.stringify(sample)}: linter ${expected}, server ${actual}`);
      }
    }
    expect(differences.slice(0, 20)).toEqual([]);
    table.close();
  });

  test('the corpus of the linter: StorageClasses and backends', async () => {
    await install({}); // before the kinds of Trident exist
    for (const crd of CRDS) {
      await cluster.api.create(crd);
    }
    await until('CRDs', 30, async () => (await user().admission('POST', backend('probe', {}))).status === 201);
    const rows = { defective: { objects: 0, found: 0, other: 0 }, working: { objects: 0, found: 0, other: 0 } };
    const wrong: string[] = [];
    const lustreRules = new Set([...lustreClassValidations().map(({ ruleId }) => ruleId), ...OTHER_RULES]);
    for (const kind of ['defective', 'working'] as const) {
      for (const { name, file } of casesOf(kind)) {
        const { objects: all } = sort(parseFile(file).documents);
        for (const { root } of all.filter(each => each.kind === 'StorageClass' || each.kind === 'TridentBackendConfig')) {
          const object = JSON.parse(JSON.stringify({ ...root, metadata: { name: 'corpus', namespace: root.kind === 'StorageClass' ? undefined : 'default' } }));
          if (/\$\{|\{\{|<[^<>]+>/.test(JSON.stringify(object)) || Object.values(object.parameters ?? {}).some(value => typeof value !== 'string')) {
            continue; // a template, or what the API server rejects anyway
          }
          const expected = found(object).filter(id => root.kind === 'StorageClass' ? lustreRules.has(id) : id !== 'lint/unknown-parameter' && OTHER_RULES.includes(id));
          const { status, message, warnings } = await user().admission('POST', object);
          expect([name, status, message]).toEqual([name, 201, undefined]);
          const actual = idsIn(warnings);
          rows[kind].objects++;
          rows[kind][JSON.stringify(actual) === JSON.stringify(expected) ? 'found' : 'other']++;
          if (JSON.stringify(actual) !== JSON.stringify(expected)) {
            wrong.push(`${name}: linter ${expected}, server ${actual}`);
          }
        }
      }
    }
    log(`corpus: ${JSON.stringify(rows)}`);
    expect(wrong).toEqual([]);
  });

  test('claims: sizes that the driver rounds, access modes, and deletions', async () => {
    const classes = [
      storageClass('scratch', 'fsx.csi.aws.com', { ...IDS, deploymentType: 'SCRATCH_2', fileSystemTypeVersion: '2.15' }),
      storageClass('scratch-1', 'fsx.csi.aws.com', { ...IDS, deploymentType: 'SCRATCH_1', fileSystemTypeVersion: '2.15' }),
      storageClass('hdd', 'fsx.csi.aws.com', { ...IDS, deploymentType: 'PERSISTENT_1', storageType: 'HDD', perUnitStorageThroughput: '12', driveCacheType: 'NONE', fileSystemTypeVersion: '2.15' }),
      storageClass('efa', 'fsx.csi.aws.com', {
        ...IDS, deploymentType: 'PERSISTENT_2', perUnitStorageThroughput: '1000', efaEnabled: 'true', metadataConfigurationMode: 'AUTOMATIC', fileSystemTypeVersion: '2.15',
      }, { reclaimPolicy: 'Retain' }),
      storageClass('nas', 'csi.trident.netapp.io', { backendType: 'ontap-nas' }, { reclaimPolicy: 'Retain' }),
    ];
    await install({ storageClasses: classes.map(each => policyStorageClass(each)!) });
    const other = claim('other', 'unknown', '1300Gi');
    expect((await user().admission('POST', other)).warnings).toEqual([]);
    await until('claims', 30, async () => (await user().admission('POST', claim('probe', 'scratch', '1Gi'))).warnings.length > 0);
    const differences: string[] = [];
    const table = new RuleTable(['lustre/access-mode', 'lustre/claim-size-rounded', 'lustre/efa-claim-size', 'lustre/volume-mode-block']);
    for (const each of classes.slice(0, 4)) {
      for (const size of ['1', '1.5Ti', '100M', '1200Gi', '1201Gi', '2399Gi', '2400Gi', '2401Gi', '3600Gi', '4800Gi', '6000Gi', '7200Gi', '9600Gi', '1800Gi', '38400Gi', '1288490188800', '1200.5Gi', '2399.5Gi']) {
        for (const mode of ['ReadWriteMany', 'ReadWriteOnce', 'ReadOnlyMany', 'ReadWriteOncePod']) {
          const object = claim('data', each.metadata.name, size, mode, size === '1200Gi' ? 'Block' : 'Filesystem');
          const expected = foundInClaim(object, each);
          const actual = idsIn((await user().admission('POST', object)).warnings);
          table.count(actual);
          if (JSON.stringify(actual) !== JSON.stringify(expected)) {
            differences.push(`${each.metadata.name} ${size} ${mode}: linter ${expected}, server ${actual}`);
          }
        }
      }
    }
    expect(differences.slice(0, 20)).toEqual([]);
    table.close();

    // a claim that grows, and one that only gets a label
    await cluster.api.create(classes[0]);
    const created = await user().create(claim('grown', 'scratch', '1300Gi'));
    const label = { ...created, kind: 'PersistentVolumeClaim', apiVersion: 'v1', metadata: { ...created.metadata, labels: { team: 'a' } } };
    expect((await user().admission('PUT', label)).warnings).toEqual([]);

    // deletions
    const deletion = async (object: KubernetesObject, as = user()) => idsIn((await as.admission('DELETE', object)).warnings);
    const retained = [claim('kept', 'efa', '4800Gi'), claim('nas', 'nas', '1Gi'), claim('lost', 'hdd', '6000Gi'), volume('kept', 'fsx.csi.aws.com', 'Retain'), volume('nas', 'csi.trident.netapp.io', 'Retain'), volume('passing', 'fsx.csi.aws.com', 'Delete'), volume('ebs', 'ebs.csi.aws.com', 'Retain')];
    for (const object of retained) {
      await cluster.api.create(object);
    }
    expect(await Promise.all([label, ...retained].map(async object => deletion(object)))).toEqual([
      [], ['policy/claim-deletion-retains-data'], ['policy/claim-deletion-retains-data'], ['policy/claim-deletion-loses-data'],
      ['policy/volume-deletion-retains-data'], ['policy/volume-deletion-retains-data'], [], [],
    ]);
    expect(await deletion(retained[0], cluster.api.impersonating(ROLE_SESSION, 'system:masters'))).toEqual([]);
    expect(await deletion(retained[0], cluster.api.impersonating('system:serviceaccount:kube-system:namespace-controller', 'system:masters', 'system:serviceaccounts:kube-system'))).toEqual([]);
  });

  test('StorageClasses and backends of Trident, and volumes for Lustre: exactly what the linter finds', async () => {
    await install({});
    const table = new RuleTable(
      [...tridentClassValidations(), ...backendValidations(), ...volumeValidations()].map(({ ruleId }) => ruleId),
    );
    const next = random(11);
    const pick = <T>(items: readonly T[]): T => items[Math.floor(next() * items.length)];
    const some = (changes: readonly object[]) => Array.from({ length: Math.floor(next() * 4) }, () => pick(changes));
    const mix = (base: object, changes: readonly object[]) => Object.assign({}, base, ...some(changes));
    const values = { boolean: ['true', 'F', 'maybe'], number: ['100', '1.5', 'many'], string: ['nas:.*;san:a,b', 'nas', 'tier=hot; cost in (low, high)', 'tier=hot && cost=low'] };
    const parameters = [{ colour: 'blue' }, ...Object.entries(TRIDENT_PARAMETERS).flatMap(([name, row]) => (row.values ? [row.values[0], 'other'] : values[row.type]).map(value => ({ [name]: value })))];
    const ID = 'fs-0123456789abcdef0';
    const settings = [
      { username: 'fsxadmin' }, { Password: 'secret' }, { version: 2 }, { credentials: { name: 'a', type: 'awsarn' } }, { credentials: { name: 'a', namespace: 'b' } },
      { limitAggregateUsage: '80%' }, { aws: { fsxFilesystemID: ID } }, { aws: { fsxFilesystemID: ID, secretKey: 'x' } }, { AWS: { fsxfilesystemid: ID } },
    ];
    const attributes = [
      { dnsname: `${ID}.fsx.eu-west-1.amazonaws.com` }, { dnsname: 'fs-0fedcba9876543210.fsx.eu-west-1.amazonaws.com' }, { dnsname: `${ID}.fsx.eu-west-1.amazonaws.com@tcp:/abcdefgh` },
      { dnsname: 'lustre .example.com' }, { dnsname: 'example.com' }, { mountname: 'fsx' }, { mountname: 'fsx/a' }, { mountname: 'fsxabcde' }, { mountName: 'abcdefgh' }, { 'storage.kubernetes.io/csiProvisionerIdentity': 'a' },
    ];
    const volumeOf = (annotations: object = {}) => volume('data', 'fsx.csi.aws.com', pick(['Retain', 'Delete', 'Recycle']), {
      volumeHandle: pick([ID, `${ID}::a`, 'data', 'fs-01', 'fs-0fedcba9876543210']), volumeAttributes: mix({ mountname: 'abcdefgh' }, attributes),
    }, { annotations });
    const differences: string[] = [];
    for (let i = 0; i < 1200; i++) {
      const object = [
        () => storageClass('data', 'csi.trident.netapp.io', mix({ backendType: 'ontap-nas' }, parameters), { reclaimPolicy: 'Retain' }),
        () => backend('data', mix({ version: 1, storageDriverName: 'ontap-nas', svm: 'a', credentials: { name: 'a' } }, settings)),
        volumeOf,
      ][i % 3]();
      const compared = object.kind === 'TridentBackendConfig' ? backendValidations().map(({ ruleId }) => ruleId) : undefined;
      const expected = found(object).filter(id => compared?.includes(id) ?? table.has(id));
      const { status, message, warnings } = await user().admission('POST', object);
      expect([status, message]).toEqual([201, undefined]);
      const actual = idsIn(warnings);
      table.count(actual);
      if (JSON.stringify(expected) !== JSON.stringify(actual)) {
        differences.push(`${JSON.stringify(object.parameters ?? object.spec)}: linter ${expected}, server ${actual}`);
      }
    }
    expect(differences.slice(0, 20)).toEqual([]);
    table.close();
    expect(idsIn((await user().admission('POST', volumeOf({ 'pv.kubernetes.io/provisioned-by': 'fsx.csi.aws.com' }))).warnings)).toEqual([]);
  });

  test('claims of StorageClasses of Trident: exactly what the linter finds', async () => {
    const classes = Object.values(OntapStorageDriver).map(driver => storageClass(driver, 'csi.trident.netapp.io', { backendType: driver }, { reclaimPolicy: 'Retain' }));
    const known = classes.map(each => policyStorageClass(each)!);
    await install({ storageClasses: known });
    await until('claims', 30, async () => (await user().admission('POST', claim('probe', 'ontap-nas', '1'))).warnings.length > 0);
    const table = new RuleTable(claimValidations(known).map(({ ruleId }) => ruleId));
    const annotations = [{}, ...Object.values(CLAIM_ANNOTATIONS).map(name => ({ [name]: '1' })), { 'trident.netapp.io/snapshotpolicy': 'a' }, { 'example.com/snapshotpolicy': 'a' }];
    const next = random(13);
    const pick = <T>(items: readonly T[]): T => items[Math.floor(next() * items.length)];
    const differences: string[] = [];
    for (let i = 0; i < 1000; i++) {
      const each = pick(classes);
      const object = claim(
        'data', each.metadata.name, pick(['1', '19Mi', '20Mi', '20M', '1Gi', '300Ti', '307201Gi', '20Pi', '20481Ti']), pick(['ReadWriteMany', 'ReadWriteOnce', 'ReadOnlyMany', 'ReadWriteOncePod']),
        pick(['Filesystem', 'Filesystem', 'Block']), pick(annotations),
      );
      const expected = foundInClaim(object, each).filter(id => table.has(id));
      const actual = idsIn((await user().admission('POST', object)).warnings);
      table.count(actual);
      if (JSON.stringify(actual) !== JSON.stringify(expected)) {
        differences.push(`${JSON.stringify(object)}: linter ${expected}, server ${actual}`);
      }
    }
    expect(differences.slice(0, 20)).toEqual([]);
    table.close();
  });

  test('Deny rejects, Audit is silent; roles, labeled objects and other provisioners are exempt', async () => {
    const defective = storageClass('defective', 'fsx.csi.aws.com', { ...IDS, deploymentType: 'PERSISTENT_1', perUnitStorageThroughput: '250', fileSystemTypeVersion: '2.15' });
    const plain = backend('plain', { version: 1, storageDriverName: 'ontap-nas', username: 'fsxadmin', password: 'secret' });
    await install({ mode: FsxPolicyMode.DENY });
    for (const object of [defective, plain]) {
      await until('Deny', 30, async () => (await user().admission('POST', object)).status !== 201); // each policy takes effect on its own
      const { status, message } = await user().admission('POST', object);
      expect([status, idsIn([message!])]).toEqual([422, [object === plain ? 'lint/inline-credentials' : 'lustre/throughput-not-offered']]);
      log(message!);
      for (const exempt of [
        cluster.api.impersonating(ROLE_SESSION, 'system:masters').admission('POST', object),
        user().admission('POST', { ...object, metadata: { ...object.metadata, labels: { 'cdk-eks-fsx/policy': 'exempt' } } }),
      ]) {
        expect(await exempt).toEqual({ status: 201, warnings: [] });
      }
    }
    expect((await user().admission('POST', { ...defective, provisioner: 'ebs.csi.aws.com' })).status).toBe(201);
    expect((await user().admission('POST', { ...defective, provisioner: 'fsx.openzfs.csi.aws.com' })).status).toBe(201);
    await install({ mode: FsxPolicyMode.AUDIT, warningMode: FsxPolicyMode.WARN });
    expect(await user().admission('POST', { ...defective, reclaimPolicy: 'Retain' })).toEqual({ status: 201, warnings: [] });
  });
});

/** Rules that are written for the policies. */
const OTHER_RULES = [
  'lint/unknown-parameter', 'lint/topology-ignored', 'lint/storage-pools-format', 'lint/selector-format', 'lint/inline-credentials', 'lint/backend-version',
  'lint/credentials-format', 'lint/arn-without-aws', 'lint/limit-aggregate-usage',
];
