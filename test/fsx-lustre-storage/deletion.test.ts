import { RemovalPolicy, Size, Stack, aws_ec2 as ec2 } from 'aws-cdk-lib';
import {
  DataRepository, FsxLustreStorage, LustreDeploymentType, LustreManagedConfig, LustreMetadataMode, LustreProvisioning, ReclaimPolicy,
} from '../../src';
import {
  MANIFEST, PERSISTENT, SCRATCH, TemplateResource, existingOn, importedVpc, managedOn, objectsOf, ownCluster, resourcesOf, storageOn, testApp,
  testStack,
} from '../support/fixture';

const GROUP = 'AWS::EC2::SecurityGroup';
const KEPT = ['RetainExceptOnCreate', 'Retain'];
const GONE = ['Delete', 'Delete'];
const policyOf = ({ DeletionPolicy = 'Delete', UpdateReplacePolicy = 'Delete' }: TemplateResource) => [DeletionPolicy, UpdateReplacePolicy];
const isRule = ({ Type }: TemplateResource) => /SecurityGroup(In|E)gress$/.test(Type);
const isMarker = ({ Properties }: TemplateResource) => /of this cluster/.test(Properties.GroupDescription);
const SCRATCH_2 = { deploymentType: LustreDeploymentType.SCRATCH_2, perUnitStorageThroughput: undefined };

/** What a managed volume with a link and a client comes to, one entry for each kind of thing. */
function policiesWith(config: Partial<LustreManagedConfig>) {
  const stack = testStack();
  const storage = managedOn(stack, { dataRepositories: [DataRepository.fromPath('s3://data')], ...config });
  storage.addClaim('Further');
  const groups = resourcesOf(stack, GROUP);
  const own = groups.find(({ Properties }) => Properties.GroupDescription.startsWith('Lustre'))!;
  const rules = resourcesOf(stack).filter(isRule);
  return {
    fileSystem: resourcesOf(stack, 'AWS::FSx::FileSystem'),
    group: [own],
    association: resourcesOf(stack, 'AWS::FSx::DataRepositoryAssociation'),
    manifests: resourcesOf(stack, MANIFEST),
    marker: groups.filter(isMarker),
    markerRules: rules.filter(({ id }) => id.includes('Marker')),
  };
}

describe('what a managed volume leaves behind', () => {
  test.each<[string, Partial<LustreManagedConfig>, string[]]>([
    ['persistent: all of it', {}, KEPT],
    ['persistent with RETAIN: all of it', { removalPolicy: RemovalPolicy.RETAIN }, ['Retain', 'Retain']],
    ['persistent with DESTROY: nothing', { removalPolicy: RemovalPolicy.DESTROY }, GONE],
    ['scratch: nothing', SCRATCH_2, GONE],
    ['scratch with RETAIN: all of it', { ...SCRATCH_2, removalPolicy: RemovalPolicy.RETAIN }, ['Retain', 'Retain']],
  ])('%s', (_, config, expected) => {
    for (const [kind, resources] of Object.entries(policiesWith(config))) {
      expect([kind, resources.length > 0]).toEqual([kind, true]);
      expect([kind, ...resources.map(policyOf)]).toEqual([kind, ...resources.map(() => expected)]);
    }
  });

  test('but not the rules that name a client, whose own security group could not be deleted then', () => {
    const stack = testStack();
    const storage = managedOn(stack);
    storage.connections.allowDefaultPortFrom(new ec2.SecurityGroup(stack, 'Client', { vpc: importedVpc(stack, 'ClientVpc') }));
    const named = resourcesOf(stack).filter(isRule).filter(resource => JSON.stringify(resource).includes('Client'));
    expect(named.map(policyOf)).toEqual(Array(6).fill(GONE)); // the client lets everything out already
  });

  test('scratch beside persistent storage: the marker stays for the one that stays', () => {
    for (const configs of [[{}, SCRATCH_2], [SCRATCH_2, {}]]) {
      const stack = testStack();
      configs.forEach((config, i) => managedOn(stack, config, {}, `Data${i}`));
      expect(resourcesOf(stack, GROUP).filter(isMarker).map(policyOf)).toEqual([KEPT]);
    }
  });
});

describe('the rules of the marker', () => {
  const policies = (stack: Stack, pattern: RegExp) => resourcesOf(stack).filter(isRule).filter(({ id }) => pattern.test(id)).map(policyOf);

  test('with the nodes of a cluster of the app go with it, or its security group could not', () => {
    const stack = testStack();
    new FsxLustreStorage(stack, 'Data', { cluster: ownCluster(stack), provisioning: LustreProvisioning.managed(PERSISTENT) });
    expect(policies(stack, /Marker(Nodes|Callbacks)/)).toEqual(Array(6).fill(GONE));
    expect(policies(stack, /MarkerServers/)).toEqual(Array(4).fill(KEPT));
    expect(resourcesOf(stack, GROUP).filter(isMarker).map(policyOf)).toEqual([KEPT]);
  });

  test('with the nodes of an imported cluster stay, or the data could not be reached', () => {
    const stack = testStack();
    managedOn(stack);
    expect(policies(stack, /Marker(Nodes|Callbacks)/)).toEqual(Array(6).fill(KEPT));
  });

  // red until it is so: the rules with the nodes are children of the group, whose children all stay
  test('of a file system with EFA do with the nodes as the marker does', () => {
    const efa = {
      ...PERSISTENT, perUnitStorageThroughput: 1000, capacity: Size.gibibytes(4800), efaEnabled: true,
      metadataConfiguration: { mode: LustreMetadataMode.AUTOMATIC },
    };
    const stack = testStack();
    new FsxLustreStorage(stack, 'Data', { cluster: ownCluster(stack), provisioning: LustreProvisioning.managed(efa) });
    expect(policies(stack, /EfaServers/)).toEqual(Array(2).fill(KEPT));
    expect(policies(stack, /Efa(Nodes|Callbacks)/)).toEqual(Array(3).fill(GONE));
  });
});

describe('what others leave behind', () => {
  test.each<[string, (stack: Stack) => unknown, string[]]>([
    ['a class that retains', stack => storageOn(stack, {
      provisioning: LustreProvisioning.dynamic({ deploymentType: LustreDeploymentType.SCRATCH_2, reclaimPolicy: ReclaimPolicy.RETAIN }),
    }), KEPT],
    ['a class that deletes', stack => storageOn(stack), GONE],
  ])('%s', (_, make, expected) => {
    const stack = testStack();
    make(stack);
    const resources = [...resourcesOf(stack, MANIFEST), ...resourcesOf(stack, GROUP)];
    expect(resources.map(policyOf)).toEqual(Array(3).fill(expected));
  });

  test('volumes of an existing file system go; the file system was never ours', () => {
    const stack = testStack();
    existingOn(stack);
    expect(resourcesOf(stack, MANIFEST).map(policyOf)).toEqual([GONE]);
    expect(objectsOf(stack)[0].spec.persistentVolumeReclaimPolicy).toBe('Retain');
  });
});

test('nothing is pruned, nothing overwritten', () => {
  const stack = testStack();
  const claim = { name: 'data', createNamespace: true, namespace: 'ml', size: Size.gibibytes(1200) };
  storageOn(stack, { claim }).addClaim('Further', { size: Size.gibibytes(1200) });
  managedOn(stack, {}, {}, 'Managed');
  existingOn(stack, {}, {}, 'Existing');
  const manifests = resourcesOf(stack, MANIFEST);
  expect(manifests).toHaveLength(5);
  for (const { Properties } of manifests) {
    expect(Properties).not.toHaveProperty('PruneLabel');
    const adopts = /"Namespace"/.test(JSON.stringify(Properties.Manifest).replace(/\\/g, ''));
    expect(Properties.Overwrite ?? false).toBe(adopts);
  }
});

describe('a namespace made on request', () => {
  const CLAIM = { namespace: 'ml', createNamespace: true };
  const namespaces = (stack: Stack) => resourcesOf(stack, MANIFEST).filter(({ id }) => id.includes('FsxNamespace'));

  test('is a manifest of its own, made once for two storages, and never deleted', () => {
    const stack = testStack();
    ['A', 'B'].forEach(id => managedOn(stack, {}, { claim: CLAIM }, id).addClaim('More', CLAIM));
    expect(namespaces(stack).map(policyOf)).toEqual([['Retain', 'Retain']]);
    expect(objectsOf(stack).filter(({ kind }) => kind === 'Namespace').map(({ metadata }) => metadata.name)).toEqual(['ml']);
    const others = resourcesOf(stack, MANIFEST).filter(({ id }) => !id.includes('FsxNamespace'));
    expect(others).toHaveLength(4);
    others.forEach(({ DependsOn }) => expect(DependsOn).toContain(namespaces(stack)[0].id));
  });

  test('is made beside the cluster, also for two stacks', () => {
    const app = testApp();
    const platform = testStack(app, 'Platform');
    const cluster = ownCluster(platform);
    const stacks = ['A', 'B'].map(id => testStack(app, id));
    stacks.forEach(stack => new FsxLustreStorage(stack, 'Data', { cluster, provisioning: SCRATCH, claim: { ...CLAIM, size: Size.gibibytes(1200) } }));
    expect(namespaces(platform)).toHaveLength(1);
    stacks.forEach(stack => expect(namespaces(stack)).toEqual([]));
  });

  test('is not made unless asked for', () => {
    const stack = testStack();
    managedOn(stack, {}, { claim: { namespace: 'ml' } });
    expect(namespaces(stack)).toEqual([]);
  });
});
