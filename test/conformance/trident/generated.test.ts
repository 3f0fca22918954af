import * as fc from 'fast-check';
import { autogrowProblem } from './actions';
import { AcceptedBackend, validateBackend } from './backend';
import { ValidatedClaim, SourceVolume, Sources, validateClaim, showsSnapshots, snapshotProblem } from './claim';
import { ValidatedClass, validateStorageClass } from './storage-class';
import { World } from './world';
import { deployment } from '../../deployment/support/engine';
import { templatesFor } from '../support/apps';
import { Cloud } from '../support/cloud';
import { KubernetesObject } from '../support/kubernetes';
import { objectsOf } from '../support/manifests';
import { FILE_SYSTEM, GeneratedStorage, SVM, generatedStorages, makeOntapStorage } from '../support/ontap-storages';
import { log } from '../support/tools';

const SEED = 20261121;
const WANTED = 300;

/** The mark by which a question is about one version of a backend. */
const REVISION = /revision-[0-9a-f]{8}/;

interface Created {
  readonly objects: readonly KubernetesObject[];
  readonly world: World;
  readonly rejections: readonly string[];
}

/** What the library makes of a storage, as it would come to the cluster; nothing where it refuses the storage. */
async function madeOf(generated: GeneratedStorage): Promise<Created | undefined> {
  let rejections: readonly string[] = [];
  let templates;
  try {
    templates = templatesFor('Storage', (stack, cluster) => { ({ rejections } = makeOntapStorage(stack, 'Data', cluster, generated)); });
  } catch (error) {
    if (!(error as Error).message.startsWith('FsxOntapStorage ')) {
      throw error;
    }
    return undefined;
  }
  // Trident's word is the revision here, and the id of a backend `uuid-` and its revision
  const cloud = new Cloud({
    call: async (_type, _request, { JsonPath = '', ObjectName }) => ({ Value: REVISION.exec(JsonPath)?.[0] ?? `uuid-${ObjectName}` }),
  });
  await cloud.deploy(templates);
  const there = (id: string, svm: string) => ({ id, svms: [svm], region: 'eu-west-1' });
  const own = cloud.resources('AWS::FSx::StorageVirtualMachine').map(({ properties }) => there(properties.FileSystemId, properties.Name));
  return { objects: objectsOf(cloud), world: { fileSystems: [there(FILE_SYSTEM, SVM), ...own] }, rejections };
}

/** Everything that Trident thinks of these objects. */
class Verdict {
  public readonly problems: string[] = [];
  public readonly counts = { backends: 0, classes: 0, claims: 0, clones: 0, imports: 0, snapshots: 0, policies: 0 };
  private readonly backends: AcceptedBackend[] = [];
  private readonly classes = new Map<string, ValidatedClass>();
  private readonly claims = new Map<string, ValidatedClaim>();

  constructor(private readonly objects: readonly KubernetesObject[], world: World) {
    for (const { spec, metadata } of this.of('TridentBackendConfig')) {
      const validated = validateBackend(spec, world, metadata.name);
      this.counts.backends++;
      if (validated.accepted) {
        this.backends.push(validated);
      } else {
        this.problems.push(`backend: ${validated.message}`);
      }
    }
    for (const object of this.of('StorageClass')) {
      const validated = validateStorageClass(object, this.backends);
      this.counts.classes++;
      this.classes.set(object.metadata.name, validated);
      const isFine =
        validated.accepted && !validated.ignored && validated.dangerous.length === 0 && validated.pools.length === 1;
      if (this.problems.length === 0 && !isFine) {
        this.problems.push(`class: ${validated.message ?? validated.dangerous.join()} ${validated.pools.length} pools`);
      }
    }
    if (this.problems.length === 0) {
      this.of('PersistentVolumeClaim').forEach(claim => this.claim(claim));
      this.of('VolumeSnapshot').forEach(snapshot => this.snapshot(snapshot));
    }
    for (const { spec } of this.of('TridentAutogrowPolicy')) {
      this.counts.policies++;
      const problem = autogrowProblem(spec);
      this.problems.push(...problem ? [`policy: ${problem}`] : []);
    }
  }

  private of(kind: string): KubernetesObject[] {
    return this.objects.filter(object => object.kind === kind);
  }

  private find(kind: string, namespace: string, name: string): KubernetesObject | undefined {
    return this.of(kind).find(({ metadata }) => metadata.namespace === namespace && metadata.name === name);
  }

  private claim(claim: KubernetesObject): ValidatedClaim {
    const key = `${claim.metadata.namespace}/${claim.metadata.name}`;
    const known = this.claims.get(key);
    if (known) {
      return known;
    }
    const { 'trident.netapp.io/importBackendUUID': uuid } = claim.metadata.annotations ?? {};
    const storageClass = this.classes.get(claim.spec.storageClassName)!;
    const made = (found?: KubernetesObject): SourceVolume | undefined => {
      const validated = found && this.claim(found);
      return validated?.pool && {
        storageClassName: found!.spec.storageClassName, bytes: validated.bytes, volumeMode: found!.spec.volumeMode ?? 'Filesystem', pool: validated.pool,
        snapshotDir: showsSnapshots(found, validated.pool),
      };
    };
    const sources: Sources = {
      claim: (namespace, name) => made(this.find('PersistentVolumeClaim', namespace, name)),
      snapshot: (namespace, name) => {
        const snapshot = this.find('VolumeSnapshot', namespace, name);
        return made(snapshot && this.find('PersistentVolumeClaim', namespace, snapshot.spec.source.persistentVolumeClaimName));
      },
      importable: requested => {
        const config = this.of('TridentBackendConfig').find(({ spec }) => requested === `uuid-${Object.keys(spec.debugTraceFlags)[0]}`);
        return config && { bytes: 10 ** 12, backendName: config.metadata.name };
      },
    };
    const validated = validateClaim(claim, storageClass, storageClass.pools, sources);
    this.claims.set(key, validated);
    this.counts[uuid ? 'imports' : claim.spec.dataSource ? 'clones' : 'claims']++;
    // where a source was rejected, that is the problem
    const derived = this.problems.length > 0 && validated.message?.startsWith('there is no');
    this.problems.push(...validated.accepted || derived ? [] : [`claim: ${validated.message}`], ...validated.ignored.map(one => `ignored: ${one}`));
    return validated;
  }

  private snapshot({ metadata, spec }: KubernetesObject): void {
    this.counts.snapshots++;
    const source = this.find('PersistentVolumeClaim', metadata.namespace!, spec.source.persistentVolumeClaimName)!;
    const { pool } = this.claim(source);
    const problem = pool && snapshotProblem(pool, showsSnapshots(source, pool));
    this.problems.push(...problem ? [`snapshot: ${problem}`] : []);
  }
}

deployment(`Trident, and what the library makes of ${WANTED} storages`, () => {
  const all = {
    'storages': 0, 'rejected': 0, 'rejected claims': 0, 'backends': 0, 'classes': 0, 'claims': 0, 'clones': 0, 'imports': 0, 'snapshots': 0, 'policies': 0,
  };
  const found: { readonly problem: string; readonly generated: GeneratedStorage }[] = [];

  beforeAll(async () => {
    for (const generated of fc.sample(generatedStorages(), { seed: SEED, numRuns: WANTED * 6 })) {
      const made = all.storages < WANTED ? await madeOf(generated) : undefined;
      if (!made) {
        all.rejected += all.storages < WANTED ? 1 : 0;
        continue;
      }
      all.storages++;
      all['rejected claims'] += made.rejections.length;
      expect(made.rejections.filter(message => !message.startsWith('FsxOntapStorage '))).toEqual([]);
      const { problems, counts } = new Verdict(made.objects, made.world);
      Object.entries(counts).forEach(([name, count]) => { all[name as keyof typeof all] += count; });
      found.push(...problems.map(problem => ({ problem, generated })));
    }
    log(Object.entries(all).map(([name, count]) => `${count} ${name}`).join(', '));
  }, 180_000);

  test('enough of each was made', () => {
    expect(all.storages).toBe(WANTED);
    expect(Object.entries(all).filter(([, count]) => count < 50)).toEqual([]);
  });

  test('it takes every backend, class, claim, clone, import, snapshot and policy, and no setting is without effect', () => {
    expect(found).toEqual([]);
  });
});
