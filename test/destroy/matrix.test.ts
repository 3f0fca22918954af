import { readFileSync } from 'fs';
import { RemovalPolicy, Stack } from 'aws-cdk-lib';
import { Fate, Fates, MATRIX, Row, rendered } from './matrix';
import { Graph, Resource, stacksOf } from '../faults/graph';
import { destroyed, hurts, reported } from '../faults/simulate';
import { MANIFEST, objectsOf } from '../faults/ties';
import { errorOf, idsIn, importedCluster, managedOn, ownCluster, testApp, testStack } from '../support/fixture';
import { managedOntap, routedCluster } from '../support/ontap';

/** What a column of the matrix is made of, in a template. */
const OF: { readonly [column in keyof Fates]?: (resource: Resource) => boolean } = {
  group: ({ type, id }) => /^AWS::EC2::SecurityGroup(|Ingress|Egress)$/.test(type) && id.startsWith('Data'),
  associations: ({ type }) => type === 'AWS::FSx::DataRepositoryAssociation',
  svm: ({ type }) => type === 'AWS::FSx::StorageVirtualMachine',
  secret: ({ type }) => type === 'AWS::SecretsManager::Secret',
  volumes: ({ type }) => type === 'AWS::FSx::Volume',
  backends: delivers('TridentBackendConfig'),
  classes: delivers('StorageClass'),
  persistentVolumes: delivers('PersistentVolume'),
  claims: delivers('PersistentVolumeClaim'),
  namespace: delivers('Namespace'),
  backupSelection: ({ type }) => type === 'AWS::Backup::BackupSelection',
};

function isShared({ id }: Resource): boolean {
  return /FsxLustre(Disposable)?Clients/.test(id);
}

function delivers(kind: string): (resource: Resource) => boolean {
  return resource => resource.type === MANIFEST && objectsOf(resource).some(object => object.kind === kind);
}

/** What becomes of those that are alike; of others than the library's, nothing is said. */
function fateOf(resources: readonly Resource[]): Fate | undefined {
  const fates = new Set(resources.map(({ deletion }): Fate => deletion === 'Delete' ? 'deleted' : 'retained'));
  if (fates.size > 1) {
    throw new Error(`some stay, others go: ${resources.map(({ id, deletion }) => `${id} ${deletion}`).join(', ')}`);
  }
  return [...fates][0];
}

/** The row that a template shows. */
function fatesIn(graph: Graph): Fates {
  const ofColumns = Object.fromEntries(
    Object.entries(OF).map(([column, is]) => [column, fateOf(graph.resources.filter(is!))]),
  );
  const classes = graph.resources.filter(({ type }) => type === MANIFEST).flatMap(objectsOf).filter(({ kind }) => kind === 'StorageClass');
  const [reclaim] = new Set<string>(classes.map(({ reclaimPolicy }) => reclaimPolicy));
  const byTrident = classes.some(({ provisioner }) => provisioner === 'csi.trident.netapp.io');
  const made = fateOf(graph.resources.filter(({ type }) => type === 'AWS::FSx::FileSystem'));
  const outputs = Object.values<any>(graph.stacks[0].template.Outputs ?? {});
  return {
    ...ofColumns,
    fileSystem: made ?? (classes.length === 0 || byTrident ? 'not in the stack' : reclaim === 'Retain' ? 'retained' : 'deleted by the driver'),
    volumesOfClaims: !byTrident ? undefined : reclaim !== 'Retain' ? 'deleted by Trident' : made === 'deleted' ? 'retained, blocks the deletion of backend and SVM' : 'retained',
    reported: outputs.some(({ Value }) => /retains resources that continue to incur charges/.test(JSON.stringify(Value))),
  } as Fates;
}

const omitUndefined = (fates: object) =>
  Object.fromEntries(Object.entries(fates).filter(([, fate]) => fate !== undefined));

/** Columns that a variant of the row does not have: links, or a plan. */
const OPTIONAL = ['associations', 'backupSelection'];

/** Most tests look at the same apps. */
const GRAPHS = new Map<Row['make'][number], Graph>();

function graphOf(make: Row['make'][number], own: boolean): Graph {
  const known = own ? undefined : GRAPHS.get(make);
  if (known) {
    return known;
  }
  const app = testApp();
  const stack = testStack(app);
  if (own) {
    // storages find the cluster of their stack by this name
    ownCluster(stack);
  } else {
    (make.toString().includes('managedOntap') ? routedCluster : importedCluster)(stack);
  }
  make(stack);
  const graph = new Graph(stacksOf(app));
  if (!own) {
    GRAPHS.set(make, graph);
  }
  return graph;
}

describe.each(MATRIX.map(row => [`${row.what}, ${row.policy}`, row] as const))('%s', (_name, { make, fates }) => {
  test.each(make.map((one, index) => [index, one] as const))('is what templates show (%i)', (_index, one) => {
    const { sharedGroup: _, ...expected } = fates;
    const graph = graphOf(one, false);
    const found = { ...fatesIn(graph), sharedGroupElsewhere: fateOf(graph.resources.filter(isShared)) };
    const absent = OPTIONAL.filter(column => found[column as keyof Fates] === undefined);
    expect(omitUndefined(found)).toEqual(
      omitUndefined(Object.fromEntries(Object.entries(expected).filter(([column]) => !absent.includes(column)))),
    );
  });

  test('is what templates show on a cluster of the app, in a VPC of the app', () => {
    for (const one of make.slice(0, 1)) {
      const { resources } = graphOf(one, true);
      expect([fateOf(resources.filter(OF.group!)), fateOf(resources.filter(isShared))]).toEqual([
        fates.group,
        fates.sharedGroup,
      ]);
    }
  });

  test('holds nothing up: what goes needs nothing that stays, and what stays holds nothing that goes', () => {
    for (const one of make) {
      const graph = graphOf(one, false);
      const holding = hurts(graph, destroyed(graph)).filter(({ how }) => how !== 'stays without it');
      expect(holding.map(reported)).toEqual([]);
    }
  });
});

test('every column is shown by some row, with links and plans', () => {
  const seen = new Set(
    MATRIX.flatMap(({ make }) => make.flatMap(one => Object.keys(omitUndefined(fatesIn(graphOf(one, false)))))),
  );
  expect([...seen].sort()).toEqual([...Object.keys(OF), 'fileSystem', 'reported', 'volumesOfClaims'].sort());
});

test('the library makes no key, so none is left', () => {
  const keys = MATRIX.flatMap(({ make }) => graphOf(make[0], false).resources).filter(({ type }) => type === 'AWS::KMS::Key');
  expect(keys).toEqual([]);
});

test.each<[string, (stack: Stack) => unknown, string]>([
  ['Lustre', stack => managedOn(stack, { removalPolicy: RemovalPolicy.SNAPSHOT }), 'lustre/removal-policy-snapshot'],
  ['ONTAP', stack => managedOntap(stack, { removalPolicy: RemovalPolicy.SNAPSHOT }), 'input/value'],
])('SNAPSHOT is rejected for %s: CloudFormation takes none of FSx', (_, make, id) => {
  expect(idsIn(errorOf(() => make(testStack())))).toEqual([id]);
});

test('the documentation shows this matrix', () => {
  const text = readFileSync('docs/deletion.md', 'utf8');
  for (const line of [...rendered('Lustre'), ...rendered('ONTAP')]) {
    expect(text).toContain(`\n${line}\n`);
  }
});
