import * as fc from 'fast-check';
import { autogrowProblem } from './actions';
import { AcceptedBackend, judgeBackend } from './backend';
import { JudgedClaim, SourceVolume, Sources, judgeClaim, showsSnapshots, snapshotProblem } from './claim';
import { JudgedClass, judgeStorageClass } from './storage-class';
import { World } from './world';
import { deployment } from '../../deployment/support/engine';
import { templatesFor } from '../support/apps';
import { Cloud } from '../support/cloud';
import { KubernetesObject } from '../support/kubernetes';
import { objectsOf } from '../support/manifests';
import { FILE_SYSTEM, GeneratedStorage, SVM, generatedStorages, makeOntapStorage } from '../support/ontap-storages';
import { tell } from '../support/tools';

const SEED = 20261121;
const WANTED = 300;

/** The mark by which a question is about one version of a backend. */
const REVISION = /revision-[0-9a-f]{8}/;

interface Made { readonly objects: readonly KubernetesObject[]; readonly world: World; readonly refusals: readonly string[] }

/** What the library makes of a storage, as it would come to the cluster; nothing where it refuses the storage. */
async function madeOf(generated: GeneratedStorage): Promise<Made | undefined> {
  let refusals: readonly string[] = [];
  let templates;
  try {
    templates = templatesFor('Storage', (stack, cluster) => { ({ refusals } = makeOntapStorage(stack, 'Data', cluster, generated)); });
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
  return { objects: objectsOf(cloud), world: { fileSystems: [there(FILE_SYSTEM, SVM), ...own] }, refusals };
}

/** Everything that Trident thinks of these objects. */
class Judgement {
  public readonly problems: string[] = [];
  public readonly counts = { backends: 0, classes: 0, claims: 0, clones: 0, imports: 0, snapshots: 0, policies: 0 };
  private readonly backends: AcceptedBackend[] = [];
  private readonly classes = new Map<string, JudgedClass>();
  private readonly claims = new Map<string, JudgedClaim>();

  constructor(private readonly objects: readonly KubernetesObject[], world: World) {
    for (const { spec, metadata } of this.of('TridentBackendConfig')) {
      const judged = judgeBackend(spec, world, metadata.name);
      this.counts.backends++;
      if (judged.accepted) {
        this.backends.push(judged);
      } else {
        this.problems.push(`backend: ${judged.message}`);
      }
    }
    for (const object of this.of('StorageClass')) {
      const judged = judgeStorageClass(object, this.backends);
      this.counts.classes++;
      this.classes.set(object.metadata.name, judged);
      if (this.problems.length === 0 && (!judged.accepted || judged.ignored || judged.dangerous.length > 0 || judged.pools.length !== 1)) {
        this.problems.push(`class: ${judged.message ?? judged.dangerous.join()} ${judged.pools.length} pools`);
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

  private claim(claim: KubernetesObject): JudgedClaim {
    const key = `${claim.metadata.namespace}/${claim.metadata.name}`;
    const known = this.claims.get(key);
    if (known) {
      return known;
    }
    const { 'trident.netapp.io/importBackendUUID': uuid } = claim.metadata.annotations ?? {};
    const storageClass = this.classes.get(claim.spec.storageClassName)!;
    const made = (found?: KubernetesObject): SourceVolume | undefined => {
      const judged = found && this.claim(found);
      return judged?.pool && {
        storageClassName: found!.spec.storageClassName, bytes: judged.bytes, volumeMode: found!.spec.volumeMode ?? 'Filesystem', pool: judged.pool,
        snapshotDir: showsSnapshots(found, judged.pool),
      };
    };
    const sources: Sources = {
      claim: (namespace, name) => made(this.find('PersistentVolumeClaim', namespace, name)),
      snapshot: (namespace, name) => {
        const snapshot = this.find('VolumeSnapshot', namespace, name);
        return made(snapshot && this.find('PersistentVolumeClaim', namespace, snapshot.spec.source.persistentVolumeClaimName));
      },
      importable: asked => {
        const config = this.of('TridentBackendConfig').find(({ spec }) => asked === `uuid-${Object.keys(spec.debugTraceFlags)[0]}`);
        return config && { bytes: 10 ** 12, backendName: config.metadata.name };
      },
    };
    const judged = judgeClaim(claim, storageClass, storageClass.pools, sources);
    this.claims.set(key, judged);
    this.counts[uuid ? 'imports' : claim.spec.dataSource ? 'clones' : 'claims']++;
    // where a source was refused, that is the problem
    const derived = this.problems.length > 0 && judged.message?.startsWith('there is no');
    this.problems.push(...judged.accepted || derived ? [] : [`claim: ${judged.message}`], ...judged.ignored.map(one => `ignored: ${one}`));
    return judged;
  }

  private snapshot({ metadata, spec }: KubernetesObject): void {
    this.counts.snapshots++;
    const { pool } = this.claim(this.find('PersistentVolumeClaim', metadata.namespace!, spec.source.persistentVolumeClaimName)!);
    const problem = pool && snapshotProblem(pool);
    this.problems.push(...problem ? [`snapshot: ${problem}`] : []);
  }
}

deployment(`Trident, and what the library makes of ${WANTED} storages`, () => {
  const all = {
    'storages': 0, 'refused': 0, 'refused claims': 0, 'backends': 0, 'classes': 0, 'claims': 0, 'clones': 0, 'imports': 0, 'snapshots': 0, 'policies': 0,
  };
  const found: { readonly problem: string; readonly generated: GeneratedStorage }[] = [];

  beforeAll(async () => {
    for (const generated of fc.sample(generatedStorages(), { seed: SEED, numRuns: WANTED * 6 })) {
      const made = all.storages < WANTED ? await madeOf(generated) : undefined;
      if (!made) {
        all.refused += all.storages < WANTED ? 1 : 0;
        continue;
      }
      all.storages++;
      all['refused claims'] += made.refusals.length;
      expect(made.refusals.filter(message => !message.startsWith('FsxOntapStorage '))).toEqual([]);
      const { problems, counts } = new Judgement(made.objects, made.world);
      Object.entries(counts).forEach(([name, count]) => { all[name as keyof typeof all] += count; });
      found.push(...problems.map(problem => ({ problem, generated })));
    }
    tell(Object.entries(all).map(([name, count]) => `${count} ${name}`).join(', '));
  }, 180_000);

  test('enough of each was made', () => {
    expect(all.storages).toBe(WANTED);
    expect(Object.entries(all).filter(([, count]) => count < 50)).toEqual([]);
  });

  test('it takes every backend, class, claim, clone, import, snapshot and policy, and no setting is without effect', () => {
    expect(found).toEqual([]);
  });
});
