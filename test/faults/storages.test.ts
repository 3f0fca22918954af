import { Graph, Resource, stacksOf } from './graph';
import { REASONS } from './reasons';
import { Ending, billedLeft, destroyed, hurts, rolledBack, reported, volumesLeft } from './simulate';
import { PLACES, STORAGES } from './storages';
import { MANIFEST, QUESTION, isDriver, objectsOf } from './ties';

const EXTENTS = ['least', 'most'] as const;

const GRAPHS = new Map<string, Graph>();

/** An app, which several tests look at. */
function graphIn(place: string, storage: string): Graph {
  const key = `${place}: ${storage}`;
  const graph = GRAPHS.get(key) ?? new Graph(stacksOf(PLACES[place](STORAGES[storage])));
  GRAPHS.set(key, graph);
  return graph;
}

/** Every failure of a first creation, at every resource, in the order that makes least and in the one that makes most. */
function failures(graph: Graph) {
  return graph.resources.flatMap(failed =>
    EXTENTS.map(extent => ({ failed, ending: rolledBack(graph, failed, extent) })),
  );
}

describe.each(Object.keys(PLACES))('a first creation that fails %s', place => {
  test.each(Object.keys(STORAGES))('%s', name => {
    const graph = graphIn(place, name);
    const billed = new Set<string>();
    for (const { failed, ending } of failures(graph)) {
      const problems = hurts(graph, ending)
        .filter(hurt => !REASONS.some(({ fits }) => fits(hurt, graph, ending)))
        .map(reported);
      expect([failed.key, ...problems]).toEqual([failed.key]);
      billedLeft(ending, failed.stack).forEach(({ type }) => billed.add(type.split('::')[2]));
    }
    // RemovalPolicy.RETAIN keeps what a creation left, too; that is what RETAIN_ON_UPDATE_OR_DELETE is for
    expect([...billed].sort()).toEqual(!name.endsWith('RETAIN') ? []
      : name.startsWith('Lustre') ? ['FileSystem'] : ['FileSystem', 'Secret', 'StorageVirtualMachine', 'Volume']);
  });
});

describe('volumes of claims that retain outlive a creation that fails later', () => {
  const left = (name: string) => {
    const graph = graphIn('on an imported cluster, with a driver of the stack', name);
    return new Set(failures(graph).flatMap(({ ending }) => volumesLeft(graph, ending)).map(({ manifest }) => manifest.id.replace(/[0-9A-F]{8}$/, '')));
  };

  test.each([
    ['Lustre dynamic, Retain', ['DataClaimsMoreManifest', 'DataManifest']],
    ['ONTAP managed, as it is by itself', ['DataClonesBranchManifest', 'DataManifest']],
    ['ONTAP managed, DESTROY, volumes retained', ['DataClonesBranchManifest', 'DataManifest']],
    ['ONTAP existing, Retain', ['DataManifest']],
  ])('%s: docs/deletion.md says how to find them', (name, expected) => {
    expect([...left(name)].sort()).toEqual(expected);
  });

  test.each(['Lustre dynamic, Delete', 'Lustre managed, as it is by itself', 'Lustre existing', 'ONTAP managed, DESTROY', 'ONTAP existing, Delete'])('%s: none', name => {
    expect([...left(name)]).toEqual([]);
  });
});

describe('by name', () => {
  const graphOf = (name: string, place = 'on a cluster of the same stack') => graphIn(place, name);
  const ids = (resources: Iterable<Resource>, pattern: RegExp) => [...resources].filter(({ id, type }) => pattern.test(`${type} ${id}`));

  test.each([['Lustre dynamic, Retain', 'lustre'], ['Lustre managed, with S3 links', 'lustre'], ['ONTAP managed, as it is by itself', 'trident']] as const)(
    'the add-on fails (%s): no object has come to the cluster but namespaces', (name, driver) => {
      const graph = graphOf(name);
      const failed = graph.resources.find(resource => isDriver(resource, driver))!;
      const { there } = rolledBack(graph, failed, 'most');
      const kinds = [...there].filter(({ type }) => type === MANIFEST).flatMap(objectsOf).map(({ kind }) => kind);
      expect(kinds.filter(kind => kind !== 'Namespace')).toEqual([]);
    });

  test('an association with S3 fails: the file system has no claim yet, and goes', () => {
    const graph = graphOf('Lustre managed, with S3 links');
    const [failed] = ids(graph.resources, /DataRepositoryAssociation/);
    const { there, goes } = rolledBack(graph, failed, 'most');
    expect(ids(there, /KubernetesResource Data/)).toEqual([]);
    const [fileSystem] = ids(there, /FSx::FileSystem/);
    expect(goes.has(fileSystem)).toBe(true);
  });

  test('the association with the role fails: neither Trident nor a backend has come', () => {
    const graph = graphOf('ONTAP managed, as it is by itself');
    const [failed] = ids(graph.resources, /PodIdentityAssociation/);
    const { there } = rolledBack(graph, failed, 'most');
    expect([...there].filter(resource => isDriver(resource, 'trident') || /KubernetesResource Data/.test(`${resource.type} ${resource.id}`))).toEqual([]);
  });

  test('a backend is rejected: its gate fails, and neither classes nor claims have come', () => {
    const graph = graphOf('ONTAP managed, as it is by itself');
    const readiness = graph.resources.filter(({ type, id }) => type === QUESTION && /Gate.*Accepted/.test(id));
    expect(readiness).toHaveLength(2);
    for (const failed of readiness) {
      const { there, goes } = rolledBack(graph, failed, 'most');
      const manifests = [...there].filter(({ type, id }) => type === MANIFEST && id.startsWith('Data'));
      expect(manifests.map(({ id }) => id.replace(/[0-9A-F]{8}$/, ''))).toEqual(['DataBackends']);
      expect(goes.has(manifests[0])).toBe(true);
    }
  });

  test.each(Object.keys(STORAGES))('kubectl times out (%s): what it may have left costs nothing, but for claims that a driver makes a volume of', name => {
    const graph = graphOf(name, 'on an imported cluster, with a driver of the stack');
    // the provider of the CDK passes over the deletion of what never came about, so such objects stay in the cluster
    const left = graph.resources.filter(({ type }) => type === MANIFEST).flatMap(objectsOf);
    const making = left.filter(({ kind, spec }) => kind === 'PersistentVolumeClaim' && spec.storageClassName !== '');
    expect(making.length > 0).toBe(!/Lustre (managed|existing)/.test(name));
    const others = left.filter(object => !making.includes(object)).map(({ kind }) => kind);
    expect(others.filter(kind => !COSTS_NOTHING.includes(kind))).toEqual([]);
  });

  const COSTS_NOTHING = [
    'PersistentVolumeClaim', 'Namespace', 'StorageClass', 'PersistentVolume', 'VolumeSnapshotClass', 'VolumeSnapshot', 'TridentBackendConfig', 'TridentActionSnapshotRestore', 'Job',
  ];
});

const met = new Set<string>();

/** The problems that no documented reason explains. */
function unexplained(graph: Graph, ending: Ending): string[] {
  return hurts(graph, ending).filter(hurt => {
    const reasons = REASONS.filter(({ fits }) => fits(hurt, graph, ending));
    reasons.forEach(({ why }) => met.add(why));
    return reasons.length === 0;
  }).map(reported);
}

describe.each(Object.keys(PLACES))('a deletion %s', place => {
  describe.each(Object.keys(STORAGES))('%s', name => {
    const graph = graphIn(place, name);

    test('all is deleted in an order that works, and what stays holds nothing up, but for reasons that are reported', () => {
      expect(unexplained(graph, destroyed(graph))).toEqual([]);
    });

    test('so is the stack of the storage alone', () => {
      expect(unexplained(graph, destroyed(graph, ['Storage']))).toEqual([]);
    });

    test('what goes leaves nothing in the way', () => {
      const ending = destroyed(graph);
      const retained = graph.resources.filter(({ stack, type, deletion }) => stack === 'Storage' && deletion !== 'Delete' && type.startsWith('AWS::'));
      const isLeftForOthers = ({ id }: Resource) => /FsxLustreClients/.test(id) && place.includes('imported') && name.includes('DESTROY');
      const holding = hurts(graph, ending).filter(({ how }) => how === 'stays and holds it');
      expect([retained.some(resource => !isLeftForOthers(resource)), holding.length > 0]).toEqual(
        /DESTROY|scratch|Lustre existing|Delete/.test(name) ? [false, false] : [true, !/existing/.test(name) && !place.includes('imported')],
      );
    });
  });
});

test('each reason is met', () => {
  expect([...met].sort()).toEqual(REASONS.map(({ why }) => why).sort());
});
