import { KubernetesObject } from './support/kubernetes';
import { RealCluster } from './support/real-cluster';
import { log, proof, until } from './support/tools';
import { CRDS } from './trident/crds';
import { parseFile } from '../../src/lint/documents';
import { lint } from '../../src/lint/lint';
import { sort } from '../../src/lint/objects';
import { lustreClassValidations } from '../../src/policy/decisions';
import { FsxPolicyMode } from '../../src/policy/mode';
import { LUSTRE_PARAMETERS, TOP_LEVEL } from '../../src/policy/parameters';
import { PolicyOptions, policyObjects } from '../../src/policy/policies';
import { policyStorageClass } from '../../src/policy/storage-classes';
import { casesOf } from '../lint/corpus';

const USER = 'developer';
const ROLE_SESSION = 'arn:aws:sts::111122223333:assumed-role/kubectl/handler';
const OPTIONS: PolicyOptions = {
  name: 'fsx', mode: FsxPolicyMode.WARN, warningMode: FsxPolicyMode.WARN, exemptUsers: [], exemptPrefixes: ['arn:aws:sts::111122223333:assumed-role/kubectl/'], storageClasses: [],
};

function storageClass(name: string, provisioner: string, parameters: object, others: object = {}): KubernetesObject {
  return { apiVersion: 'storage.k8s.io/v1', kind: 'StorageClass', metadata: { name }, provisioner, parameters, ...others };
}

const IDS = { subnetId: 'subnet-01234567', securityGroupIds: 'sg-01234567' };
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

/** The ids of the rules, from the messages of the API server. */
function idsIn(messages: readonly string[]): string[] {
  return [...new Set(messages.flatMap(message => /: ((?:lustre|ontap|lint|input|policy)\/[a-z0-9-]+): /.exec(message)?.[1] ?? []))].sort();
}

/** The ids of the findings of the linter. */
function found(object: object): string[] {
  return [...new Set(lint([{ name: 'object', text: JSON.stringify(object) }]).findings.map(({ ruleId }) => ruleId))].sort();
}

/** Numbers that are the same in every run. */
function random(seed: number): () => number {
  let state = seed;
  return () => (state = (state * 1103515245 + 12345) % 2147483648) / 2147483648;
}

proof('the admission policies on a real API server', () => {
  const cluster = new RealCluster();
  const user = () => cluster.api.impersonating(USER, 'system:masters');
  const objects: KubernetesObject[] = [];
  let serial = 0;

  /** Replaces the policies, and waits until the API server applies them. */
  async function install(options: Partial<PolicyOptions>): Promise<void> {
    for (const { kind, metadata } of objects.splice(0)) {
      await cluster.api.remove(kind, metadata.name);
    }
    const created = policyObjects({ ...OPTIONS, ...options, name: `fsx-${++serial}` }) as unknown as KubernetesObject[];
    for (const object of created) {
      expect(await cluster.api.dryRun(object)).toBeUndefined();
      objects.push(await cluster.api.create(object).then(() => object));
    }
    for (const { metadata } of created.filter(({ kind }) => kind === 'ValidatingAdmissionPolicy')) {
      const checked = await until(`${metadata.name} checked`, 30, async () => {
        const policy = await cluster.api.get('ValidatingAdmissionPolicy', metadata.name);
        return policy?.status?.observedGeneration === policy?.metadata.generation && policy;
      });
      expect([metadata.name, checked.status?.typeChecking?.expressionWarnings ?? []]).toEqual([metadata.name, []]);
    }
    const probe = storageClass('probe', 'fsx.csi.aws.com', { deploymentType: 'PERSISTENT_1' });
    await until('policies applied', 30, async () => {
      if (options.mode === FsxPolicyMode.AUDIT) {
        return (await user().admission('POST', probe)).warnings.some(text => text.includes(`fsx-${serial}-`));
      }
      const { message = '', warnings } = await user().admission('POST', probe);
      return [`fsx-${serial}-lustre-classes'`, `fsx-${serial}-lustre-classes-warnings'`].every(name => [message, ...warnings].some(text => text.includes(name)));
    });
  }

  test('every rule for StorageClasses of Lustre finds exactly what the linter finds', async () => {
    await install({});
    const next = random(7);
    const pick = <T>(items: readonly T[]): T => items[Math.floor(next() * items.length)];
    const generated = new Set(lustreClassValidations().map(({ ruleId }) => ruleId));
    generated.add('lint/unknown-parameter');
    const table = new Map<string, { rejected: number; admitted: number }>([...generated].map(id => [id, { rejected: 0, admitted: 0 }]));
    const differences: string[] = [];
    for (let i = 0; i < 2500; i++) {
      const changes = Array.from({ length: Math.floor(next() * 4) }, () => pick(pick(LUSTRE_PARAMETERS).classes).samples[0]);
      const sample = { ...pick(VALID), ...Object.assign({}, ...changes) };
      if (next() < 0.02) {
        sample.subnetID = 'subnet-01234567';
      }
      if (next() < 0.02) {
        delete sample[pick(['subnetId', 'securityGroupIds'])];
      }
      const entries = Object.entries(sample);
      const object = storageClass(`class-${i}`, 'fsx.csi.aws.com', Object.fromEntries(entries.filter(([name]) => !TOP_LEVEL.includes(name))),
        Object.fromEntries(entries.filter(([name]) => TOP_LEVEL.includes(name))));
      const { status, warnings } = await user().admission('POST', object);
      expect(status).toBe(201);
      const all = found(object).filter(id => generated.has(id));
      const actual = idsIn(warnings);
      // policies group all numbers that are not offered, so they do not compare such a number with the minimum for EFA
      const expected = all.filter(id => id !== 'lustre/efa-metadata-iops' || actual.includes(id) || !all.includes('lustre/metadata-iops-not-offered'));
      for (const [id, row] of table) {
        row[actual.includes(id) ? 'rejected' : 'admitted']++;
      }
      // the further findings of an object with an invalid value may differ
      const isInvalid = expected.some(id => id.startsWith('input/') || id.endsWith('-format'));
      if (isInvalid ? actual.length === 0 || expected.some(id => id.startsWith('input/') && !actual.includes(id)) : JSON.stringify(expected) !== JSON.stringify(actual)) {
        differences.push(`${JSON.stringify(sample)}: linter ${expected}, server ${actual}`);
      }
    }
    log('rule                                     rejected  admitted');
    for (const [id, { rejected, admitted }] of [...table].sort(([a], [b]) => a.localeCompare(b))) {
      log(`${id.padEnd(40)} ${`${rejected}`.padStart(8)}  ${`${admitted}`.padStart(8)}`);
    }
    expect(differences.slice(0, 20)).toEqual([]);
    expect([...table].filter(([, row]) => row.rejected === 0 || row.admitted === 0).map(([id]) => id)).toEqual([]);
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
    const counts: { [id: string]: [number, number] } = {};
    for (const each of classes.slice(0, 4)) {
      for (const size of ['1', '1.5Ti', '100M', '1200Gi', '1201Gi', '2399Gi', '2400Gi', '2401Gi', '3600Gi', '4800Gi', '6000Gi', '7200Gi', '9600Gi', '1800Gi', '38400Gi', '1288490188800', '1200.5Gi', '2399.5Gi']) {
        for (const mode of ['ReadWriteMany', 'ReadWriteOnce', 'ReadOnlyMany', 'ReadWriteOncePod']) {
          const object = claim('data', each.metadata.name, size, mode);
          const expected = [...new Set(lint([{ name: 'x', text: [each, object].map(one => `---\n${JSON.stringify(one)}\n`).join('') }]).findings
            .filter(finding => finding.object.startsWith('PersistentVolumeClaim')).map(({ ruleId }) => ruleId))].sort();
          const actual = idsIn((await user().admission('POST', object)).warnings);
          for (const id of ['lustre/access-mode', 'lustre/claim-size-rounded', 'lustre/efa-claim-size']) {
            counts[id] ??= [0, 0];
            counts[id][actual.includes(id) ? 0 : 1]++;
          }
          if (JSON.stringify(actual) !== JSON.stringify(expected)) {
            differences.push(`${each.metadata.name} ${size} ${mode}: linter ${expected}, server ${actual}`);
          }
        }
      }
    }
    for (const [id, [rejected, admitted]] of Object.entries(counts)) {
      log(`${id.padEnd(40)} ${`${rejected}`.padStart(8)}  ${`${admitted}`.padStart(8)}`);
    }
    expect(differences.slice(0, 20)).toEqual([]);

    // a claim that grows, and one that only gets a label
    await cluster.api.create(classes[0]);
    const created = await user().create(claim('grown', 'scratch', '1300Gi'));
    const label = { ...created, kind: 'PersistentVolumeClaim', apiVersion: 'v1', metadata: { ...created.metadata, labels: { team: 'a' } } };
    expect((await user().admission('PUT', label)).warnings).toEqual([]);

    // deletions
    const deletion = async (object: KubernetesObject, as = user()) => idsIn((await as.admission('DELETE', object)).warnings);
    const volume = (name: string, driver: string, policy: string): KubernetesObject => ({
      apiVersion: 'v1', kind: 'PersistentVolume', metadata: { name },
      spec: { capacity: { storage: '1200Gi' }, accessModes: ['ReadWriteMany'], persistentVolumeReclaimPolicy: policy, csi: { driver, volumeHandle: name } },
    });
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

  test('Deny rejects, Audit is silent; roles, labeled objects and other provisioners are exempt', async () => {
    const defective = storageClass('defective', 'fsx.csi.aws.com', { ...IDS, deploymentType: 'PERSISTENT_1', perUnitStorageThroughput: '250', fileSystemTypeVersion: '2.15' });
    const plain = backend('plain', { version: 1, storageDriverName: 'ontap-nas', username: 'fsxadmin', password: 'secret' });
    await install({ mode: FsxPolicyMode.DENY });
    for (const object of [defective, plain]) {
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

function backend(name: string, spec: object): KubernetesObject {
  return { apiVersion: 'trident.netapp.io/v1', kind: 'TridentBackendConfig', metadata: { name, namespace: 'default' }, spec };
}

function claim(name: string, storageClassName: string, storage: string, mode = 'ReadWriteMany'): KubernetesObject {
  return {
    apiVersion: 'v1', kind: 'PersistentVolumeClaim', metadata: { name, namespace: 'default' },
    spec: { accessModes: [mode], storageClassName, resources: { requests: { storage } } },
  };
}
