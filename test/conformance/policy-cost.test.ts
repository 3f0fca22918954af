import { readdirSync } from 'fs';
import { join } from 'path';
import { Yaml } from 'cdk8s';
import { EXAMPLE_NAMES, exampleTemplates } from './support/apps';
import { Admitted, CEL_LIMITS, CelCost, celCosts } from './support/cel-cost';
import { installWorkloadCrds } from './support/crds';
import { KubernetesObject } from './support/kubernetes';
import { insertedObjects } from './support/manifests';
import { IDS, InstalledPolicies, OPTIONS, backend, claim, idsIn, storageClass, volume } from './support/policies';
import { RealCluster } from './support/real-cluster';
import { SimulatedOntap } from './support/simulated-ontap';
import { log, proof } from './support/tools';
import { FsxPolicyMode } from '../../src/policy/mode';
import { PolicyObject, policyObjects } from '../../src/policy/policies';
import { policyStorageClass } from '../../src/policy/storage-classes';

const GITOPS = join(__dirname, '..', '..', 'examples', 'gitops', 'manifests');
const KIB = 1024;
/** What the API server accepts in a StorageClass. */
const PARAMETERS = { count: 512, bytes: 256 * KIB };

/** The objects of the examples, each example on its own. */
const EXAMPLES: readonly (readonly [string, () => KubernetesObject[]])[] = [
  ...EXAMPLE_NAMES.map(
    name => [name, () => insertedObjects(exampleTemplates(name).map(({ template }) => template))] as const,
  ),
  ['gitops', () => readdirSync(GITOPS).flatMap((file): KubernetesObject[] => Yaml.load(join(GITOPS, file)))],
];

function repeated(text: string, bytes = PARAMETERS.bytes - KIB): string {
  return text.repeat(Math.floor(bytes / text.length));
}

function keys(count: number, length = 1): { [name: string]: string } {
  return Object.fromEntries(Array.from({ length: count }, (_, index) => [`key${index}`.padEnd(length, 'x'), '']));
}

const CLASSES = [
  storageClass('scratch', 'fsx.csi.aws.com', { ...IDS, deploymentType: 'PERSISTENT_2', perUnitStorageThroughput: '1000', efaEnabled: 'true', metadataConfigurationMode: 'AUTOMATIC' }),
  storageClass('nas', 'csi.trident.netapp.io', { backendType: 'ontap-nas', selector: 'tier=hot; cost in (low, high)', storagePools: 'nas:.*' }),
];

/** Objects as users write them, and the most expensive ones, by the policy that evaluates them. */
const OBJECTS: {
  readonly [policy: string]: {
    readonly usual: readonly KubernetesObject[];
    readonly largest: readonly KubernetesObject[];
  };
} = {
  'lustre-classes': {
    usual: [CLASSES[0], storageClass('s3', 'fsx.csi.aws.com', { ...IDS, deploymentType: 'SCRATCH_2', s3ImportPath: 's3://data/in', s3ExportPath: 's3://data/out', extraTags: 'team=a,stage=b' })],
    largest: [
      keys(PARAMETERS.count - 12, 500), { ...IDS, extraTags: repeated('a=b,') }, { ...IDS, perUnitStorageThroughput: repeated('1') }, { subnetId: IDS.subnetId, securityGroupIds: repeated('sg-01234567,') },
      { ...IDS, s3ImportPath: `s3://data/${repeated('a', 127 * KIB)}`, s3ExportPath: `s3://data/${repeated('b', 127 * KIB)}` },
    ].map(parameters => storageClass('large', 'fsx.csi.aws.com', parameters)),
  },
  'trident-classes': {
    usual: [CLASSES[1]],
    largest: [keys(PARAMETERS.count - 12, 500), { storagePools: repeated('a:b;') }, { selector: repeated('a=b;', 150 * KIB) }].map(parameters => storageClass('large', 'csi.trident.netapp.io', parameters)),
  },
  'trident-backends': {
    usual: [backend('nas', { version: 1, storageDriverName: 'ontap-nas', svm: 'a', aws: { fsxFilesystemID: 'fs-0123456789abcdef0' }, credentials: { name: 'a', type: 'awsarn' } })],
    largest: [keys(10_000), { aws: keys(10_000), credentials: { name: 'a', type: 'awsarn' } }].map(spec => backend('large', spec)),
  },
  'claims': { usual: [claim('data', 'scratch', '4800Gi'), claim('data', 'nas', '100Gi')], largest: [claim('data', 'nas', '1', 'ReadWriteMany', 'Filesystem', keys(3000))] },
  'volumes': {
    usual: [volume('data', 'fsx.csi.aws.com', 'Retain', { volumeAttributes: { dnsname: 'fs-0123456789abcdef0.fsx.eu-west-1.amazonaws.com', mountname: 'abcdefgh' } })],
    largest: [volume('data', 'fsx.csi.aws.com', 'Retain', { volumeAttributes: { dnsname: repeated('fs-0'), mountname: repeated('a/') } }), volume('data', 'fsx.csi.aws.com', 'Retain', { volumeAttributes: keys(3000) })],
  },
};

proof('admission policies in Deny mode', () => {
  const cluster = new RealCluster();
  const ontap = new SimulatedOntap(cluster);
  const policies = new InstalledPolicies(cluster);
  beforeAll(async () => {
    await ontap.installed();
    await installWorkloadCrds(cluster.api);
  });

  test('admit every object of every example', async () => {
    const examples = EXAMPLES.map(([name, create]) => ({ name, objects: create() }));
    const all = examples.flatMap(({ objects }) => objects);
    for (const namespace of new Set(all.flatMap(({ kind, metadata }) => [metadata.namespace, kind === 'Namespace' ? metadata.name : undefined]).filter(Boolean))) {
      await cluster.namespace(namespace!);
    }
    await policies.install({
      mode: FsxPolicyMode.DENY,
      storageClasses: all.flatMap(object => policyStorageClass(object) ?? []),
    });
    const problems: string[] = [];
    const evaluated: { [kind: string]: number } = {};
    for (const { name, objects } of examples) {
      for (const object of objects) {
        const problem = await cluster.api.dryRun(object);
        if (problem !== undefined && !(object.kind === 'Namespace' && problem.includes('already exists'))) {
          problems.push(`${name}: ${object.kind} ${object.metadata.name}: ${problem}`);
        }
        if (['StorageClass', 'PersistentVolume', 'PersistentVolumeClaim', 'TridentBackendConfig'].includes(object.kind)) {
          evaluated[object.kind] = (evaluated[object.kind] ?? 0) + 1;
          const { warnings } = await policies.user.admission('POST', object);
          problems.push(...idsIn(warnings).map(id => `${name}: ${object.kind} ${object.metadata.name}: warning ${id}`));
        }
      }
    }
    log(`${all.length} objects of ${examples.length} examples; evaluated: ${JSON.stringify(evaluated)}`);
    expect(problems).toEqual([]);
  });

  test('cost little of what the API server allows; a larger object than users write is still admitted or rejected, never unchecked', async () => {
    const created = policyObjects({ ...OPTIONS, storageClasses: CLASSES.map(each => policyStorageClass(each)!) }).filter(({ kind }) => kind === 'ValidatingAdmissionPolicy');
    log(`policy              objects  expression (of ${CEL_LIMITS.expression})  all (of ${CEL_LIMITS.total})  conditions (of ${CEL_LIMITS.conditions})`);
    for (const [subject, sizes] of Object.entries(OBJECTS)) {
      const own = created.filter(({ metadata: { name } }) => name.replace(/-warnings$/, '') === `fsx-${subject}`);
      for (const [size, objects] of Object.entries(sizes)) {
        const cost = highest(costsOf(own, objects));
        log(`${subject.padEnd(19)} ${size.padEnd(8)} ${`${cost.expression}`.padStart(24)} ${`${cost.total}`.padStart(19)} ${`${cost.conditions}`.padStart(26)}`);
        const limit = size === 'usual' ? 0.001 : 1;
        const exceeded = Object.entries(CEL_LIMITS).filter(
          ([name, allowed]) => cost[name as keyof typeof CEL_LIMITS] > allowed * limit,
        );
        expect([subject, size, exceeded]).toEqual([subject, size, []]);
      }
    }
    const deletions = created.filter(({ metadata: { name } }) => name.includes('deletions'));
    expect(highest(celCosts(deletions, [...OBJECTS.claims.usual, ...OBJECTS.volumes.usual].map(object => ({ object, operation: 'DELETE' })))).total).toBeLessThan(100);
  }, 900_000); // the first run compiles the evaluator

  test('take little time', async () => {
    await policies.remove();
    const [lustre] = CLASSES;
    const timeOf = async (object: KubernetesObject) => {
      const start = process.hrtime.bigint();
      for (let i = 0; i < 500; i++) {
        await policies.user.admission('POST', object);
      }
      return Number(process.hrtime.bigint() - start) / 500e6;
    };
    const objects = { StorageClass: lustre, claim: claim('data', 'nas', '100Gi') };
    const times: { [name: string]: number[] } = {};
    const measure = async () => {
      for (const [name, object] of Object.entries(objects)) {
        (times[name] ??= []).push(await timeOf(object));
      }
    };
    await measure();
    await measure(); // the first requests of a server are slow
    await policies.install({
      mode: FsxPolicyMode.DENY,
      storageClasses: CLASSES.map(each => policyStorageClass(each)!),
    });
    await measure();
    await policies.remove();
    await measure();
    for (const [name, [, before, during, after]] of Object.entries(times)) {
      const ratio = during / ((before + after) / 2);
      log(`500 dry runs of a ${name}: ${[before, during, after].map(time => time.toFixed(2)).join(', ')} ms without, with and without policies; ratio ${ratio.toFixed(2)}`);
    }
  });
});

function costsOf(policies: readonly PolicyObject[], objects: readonly KubernetesObject[]): CelCost[] {
  const costs = celCosts(policies, objects.map((object): Admitted => ({ object, operation: 'CREATE' })));
  expect(costs.filter(({ error }) => error)).toEqual([]);
  return costs;
}

function highest(costs: readonly CelCost[]): typeof CEL_LIMITS {
  const max = (values: readonly number[]) => Math.max(...values);
  return {
    expression: max(costs.flatMap(({ expressions }) => expressions)),
    total: max(costs.map(({ total }) => total)),
    conditions: max(costs.map(({ conditions }) => conditions)),
  };
}
