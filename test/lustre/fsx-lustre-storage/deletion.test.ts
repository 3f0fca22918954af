import { RemovalPolicy, Size, Stack, Token, aws_ec2 as ec2, aws_eks_v2 as eks } from 'aws-cdk-lib';
import {
  DataRepository, FsxLustreStorage, LustreDeploymentType, LustreManagedConfig, LustreMetadataMode, LustreProvisioning,
  ReclaimPolicy,
} from '../../../src';
import {
  MANIFEST, SCRATCH, TemplateResource, existingOn, importedCluster, importedVpc, managedOn, objectsOf, ownCluster,
  resourceOf, resourcesOf, storageOn,
  testApp, testStack,
} from '../../support/fixture';

const GROUP = 'AWS::EC2::SecurityGroup';
const FILE_SYSTEM = 'AWS::FSx::FileSystem';
const ASSOCIATION = 'AWS::FSx::DataRepositoryAssociation';
const KEPT = ['RetainExceptOnCreate', 'Retain'];
const KEPT_FROM_THE_FIRST = ['Retain', 'Retain'];
const GONE = ['Delete', 'Delete'];
const GONE_UNLESS_REPLACED = ['Delete', 'Retain'];
const policyOf = ({ DeletionPolicy = 'Delete', UpdateReplacePolicy = 'Delete' }: TemplateResource) => [DeletionPolicy, UpdateReplacePolicy];
const isRule = ({ Type }: TemplateResource) => /SecurityGroup(In|E)gress$/.test(Type);
const isShared = ({ id }: TemplateResource) => /FsxLustre(Disposable)?Clients/.test(id);
const SCRATCH_2 = { deploymentType: LustreDeploymentType.SCRATCH_2, perUnitStorageThroughput: undefined };
const PERSISTENT_1 = { deploymentType: LustreDeploymentType.PERSISTENT_1, perUnitStorageThroughput: 50 };
const EFA = {
  perUnitStorageThroughput: 1000,
  capacity: Size.gibibytes(4800),
  efaEnabled: true,
  metadataConfiguration: { mode: LustreMetadataMode.AUTOMATIC },
};

/** What a managed volume with a link and a client comes to, one entry for each kind of thing. */
function policiesWith(
  config: Partial<LustreManagedConfig>,
  clusterOf: (stack: Stack) => eks.ICluster = importedCluster,
) {
  const stack = testStack();
  const storage = managedOn(
    stack,
    { dataRepositories: [DataRepository.fromPath('s3://data')], ...config },
    { cluster: clusterOf(stack) },
  );
  storage.addClaim('Further');
  const groups = resourcesOf(stack, GROUP);
  const own = groups.find(({ Properties }) => Properties.GroupDescription.startsWith('Lustre file system'))!;
  const rules = resourcesOf(stack).filter(isRule);
  return {
    fileSystem: resourcesOf(stack, FILE_SYSTEM),
    group: [own],
    association: resourcesOf(stack, ASSOCIATION),
    manifests: resourcesOf(stack, MANIFEST).filter(({ id }) => id.startsWith('Data')),
    sharedGroup: groups.filter(isShared),
    sharedRules: rules.filter(isShared),
    ...(config.efaEnabled && { efaRules: rules.filter(({ id }) => /Efa/.test(id)) }),
  };
}

describe('what a managed volume leaves behind', () => {
  test.each<[string, Partial<LustreManagedConfig>, string[]]>([
    ['persistent: all of it', {}, KEPT],
    ['persistent with EFA: all of it', EFA, KEPT],
    ['persistent with RETAIN: all of it', { removalPolicy: RemovalPolicy.RETAIN }, KEPT_FROM_THE_FIRST],
    ['scratch: nothing', SCRATCH_2, GONE],
    ['scratch with RETAIN: all of it', { ...SCRATCH_2, removalPolicy: RemovalPolicy.RETAIN }, KEPT_FROM_THE_FIRST],
  ])('%s', (_, config, expected) => {
    for (const clusterOf of [importedCluster, ownCluster]) {
      for (const [kind, resources] of Object.entries(policiesWith(config, clusterOf))) {
        expect([kind, resources.length > 0]).toEqual([kind, true]);
        expect([kind, ...resources.map(policyOf)]).toEqual([kind, ...resources.map(() => expected)]);
      }
    }
  });

  test.each<[string, Partial<LustreManagedConfig>]>([
    ['PERSISTENT_2', {}], ['PERSISTENT_1', PERSISTENT_1], ['with EFA', EFA],
    ['with a type that is known at deployment only', { deploymentType: Token.asString({ Ref: 'Type' }) as LustreDeploymentType }],
  ])('persistent with DESTROY: nothing, but whatever an edit replaces is retained: %s', (_, config) => {
    const { manifests, sharedGroup, sharedRules, ...own } = policiesWith(
      { ...config, removalPolicy: RemovalPolicy.DESTROY },
      ownCluster,
    );
    for (const [kind, resources] of Object.entries(own)) {
      expect([kind, ...resources.map(policyOf)]).toEqual([kind, ...resources.map(() => GONE_UNLESS_REPLACED)]);
    }
    expect(manifests.map(policyOf)).toEqual([GONE, GONE]); // kubectl never replaces one
    expect(new Set([...sharedGroup, ...sharedRules].map(policyOf).map(String))).toEqual(
      new Set([String(GONE_UNLESS_REPLACED)]),
    );
  });

  test('but not the rules that name a security group of the app, which could not be deleted then', () => {
    const stack = testStack();
    const storage = managedOn(stack);
    storage.connections.allowDefaultPortFrom(new ec2.SecurityGroup(stack, 'Client', { vpc: importedVpc(stack, 'ClientVpc') }));
    const named = resourcesOf(stack).filter(isRule).filter(resource => JSON.stringify(resource).includes('Client') && !isShared(resource));
    expect(named.map(policyOf)).toEqual(Array(6).fill(GONE)); // the client lets everything out already
  });

  test('and the rules that name a security group that the app does not create', () => {
    const stack = testStack();
    managedOn(stack).connections.allowDefaultPortFrom(ec2.SecurityGroup.fromSecurityGroupId(stack, 'Client', 'sg-0aaaaaaaaaaaaaaa0', { allowAllOutbound: false }));
    const own = resourcesOf(stack).filter(isRule).filter(({ id }) => id.startsWith('DataSecurityGroupImported'));
    expect(own.map(policyOf)).toEqual(Array(4).fill(KEPT));
  });
});

describe('a persistent file system that becomes scratch under the same construct id', () => {
  const idsOf = (config: Partial<LustreManagedConfig>) => {
    const stack = testStack();
    managedOn(stack, { dataRepositories: [DataRepository.fromPath('s3://data')], ...config });
    return resourcesOf(stack).filter(({ Type }) => !Type.startsWith('Custom::')).map(({ id }) => id);
  };

  test.each<[string, Partial<LustreManagedConfig>]>([
    ['PERSISTENT_2', {}], ['PERSISTENT_1', PERSISTENT_1], ['that is retained as scratch, too', { removalPolicy: RemovalPolicy.RETAIN }],
  ])('keeps none of its resources, so that their old policies apply: %s', (_, persistent) => {
    const [before, after] = [idsOf(persistent), idsOf({ ...SCRATCH_2, removalPolicy: persistent.removalPolicy })];
    expect(before.filter(id => after.includes(id))).toEqual([]);
    expect(after).toHaveLength(before.length); // and each has its like
  });

  test('leaves the security groups that it carries', () => {
    const stack = testStack();
    managedOn(stack);
    const groups = resourceOf(stack, FILE_SYSTEM).Properties.SecurityGroupIds.map((group: any) => group['Fn::GetAtt'][0]);
    expect(groups).toHaveLength(2);
    expect(groups.filter((id: string) => idsOf(SCRATCH_2).includes(id))).toEqual([]);
  });
});

describe('a dynamic storage whose reclaim policy changes', () => {
  const dynamic = (stack: Stack, reclaimPolicy: ReclaimPolicy) => storageOn(stack, {
    provisioning: LustreProvisioning.dynamic({ deploymentType: LustreDeploymentType.SCRATCH_2, reclaimPolicy }),
  });
  const idsOf = (reclaimPolicy: ReclaimPolicy) => {
    const stack = testStack();
    dynamic(stack, reclaimPolicy);
    return resourcesOf(stack).filter(({ Type }) => Type.startsWith('AWS::EC2::')).map(({ id }) => id);
  };

  test('has other security groups, so that those of file systems that are retained stay', () => {
    const [before, after] = [ReclaimPolicy.RETAIN, ReclaimPolicy.DELETE].map(idsOf);
    expect(before.filter(id => after.includes(id))).toEqual([]);
    expect(after).toHaveLength(before.length);
  });

  test.each<[string, string[], (stack: Stack) => unknown]>([
    ['durable with managed persistent ones', ['FsxLustreClients'], stack => managedOn(stack)],
    ['durable where the class retains', ['FsxLustreClients'], stack => dynamic(stack, ReclaimPolicy.RETAIN)],
    ['disposable with scratch', ['FsxLustreDisposableClients'], stack => managedOn(stack, SCRATCH_2)],
    ['disposable where the class deletes', ['FsxLustreDisposableClients'], stack => dynamic(stack, ReclaimPolicy.DELETE)],
  ])('shares a security group: %s', (_, expected, make) => {
    const stack = testStack();
    make(stack);
    expect(resourcesOf(stack, GROUP).filter(isShared).map(({ id }) => /FsxLustre\w*Clients/.exec(id)![0])).toEqual(expected);
  });
});

describe('the shared client security group and all its rules', () => {
  /** The policies of what all storages of a class share. */
  const sharedIn = (stack: Stack, which: string) => {
    const found = resourcesOf(stack).filter(
      resource => resource.id.includes(which) && (isRule(resource) || resource.Type === GROUP),
    );
    expect(found).toHaveLength(11);
    return [...new Set(found.map(policyOf).map(String))].map(policies => policies.split(','));
  };
  const stackWith = (configs: Partial<LustreManagedConfig>[], clusterOf: (stack: Stack) => eks.ICluster) => {
    const stack = testStack();
    const cluster = clusterOf(stack);
    configs.forEach((config, i) => managedOn(stack, config, { cluster }, `Data${i}`));
    return stack;
  };
  const DESTROY = { removalPolicy: RemovalPolicy.DESTROY };
  const RETAIN = { removalPolicy: RemovalPolicy.RETAIN };

  test.each<[string, Partial<LustreManagedConfig>[], string[]]>([
    ['one is retained', [{}], KEPT],
    ['one is retained, another is not', [{}, DESTROY], KEPT],
    ['one is not retained, another is', [DESTROY, {}], KEPT],
    ['one is retained from its creation on', [RETAIN, {}], KEPT_FROM_THE_FIRST],
    ['one is retained from its creation on, in another order', [{}, RETAIN, DESTROY], KEPT_FROM_THE_FIRST],
    ['none is retained', [DESTROY, DESTROY], GONE_UNLESS_REPLACED],
  ])('in a VPC of the app, are retained as soon as one durable storage is: %s', (_, configs, expected) => {
    expect(sharedIn(stackWith(configs, ownCluster), 'FsxLustreClients')).toEqual([expected]);
  });

  test.each<[string, Partial<LustreManagedConfig>[], string[]]>([
    ['of durable storages, always: an earlier version of the app may have left a file system that carries it', [DESTROY], KEPT],
    ['of durable storages, from the creation on where one storage wants it', [DESTROY, RETAIN], KEPT_FROM_THE_FIRST],
  ])('in a VPC that the app does not create, are retained: %s', (_, configs, expected) => {
    expect(sharedIn(stackWith(configs, importedCluster), 'FsxLustreClients')).toEqual([expected]);
  });

  test.each<[string, Partial<LustreManagedConfig>[], string[]]>([
    ['with the last', [SCRATCH_2], GONE],
    ['with the one that is retained', [SCRATCH_2, { ...SCRATCH_2, ...RETAIN }], KEPT_FROM_THE_FIRST],
    ['whatever durable storages do', [{}, SCRATCH_2], GONE],
  ])('of disposable storages go or stay %s', (_, configs, expected) => {
    for (const clusterOf of [ownCluster, importedCluster]) {
      expect(sharedIn(stackWith(configs, clusterOf), 'FsxLustreDisposableClients')).toEqual([expected]);
    }
  });
});

describe('the rules in an existing security group', () => {
  const theirs = (stack: Stack) => ec2.SecurityGroup.fromSecurityGroupId(stack, 'Given', 'sg-0fffffffffffffff0');
  const policiesOf = (make: (stack: Stack, securityGroup: ec2.ISecurityGroup) => unknown) => {
    const stack = testStack();
    make(stack, theirs(stack));
    const rules = resourcesOf(stack).filter(isRule);
    expect(rules).toHaveLength(6);
    return [...new Set(rules.map(policyOf).map(String))].map(policies => policies.split(','));
  };
  const dynamic = (stack: Stack, securityGroup: ec2.ISecurityGroup, reclaimPolicy: ReclaimPolicy) => storageOn(stack, {
    provisioning: LustreProvisioning.dynamic(
      { deploymentType: LustreDeploymentType.SCRATCH_2, reclaimPolicy, securityGroup },
    ),
  }, reclaimPolicy);

  test.each<[string, (stack: Stack, securityGroup: ec2.ISecurityGroup) => unknown, string[]]>([
    ['go with the volumes of an existing file system', (stack, securityGroup) => existingOn(stack, { securityGroup }), GONE],
    ['go with a class that deletes', (stack, group) => dynamic(stack, group, ReclaimPolicy.DELETE), GONE],
    ['stay with the file systems of a class that retains', (stack, group) => dynamic(stack, group, ReclaimPolicy.RETAIN), KEPT],
    ['stay as soon as one storage that uses them is retained', (stack, group) => {
      dynamic(stack, group, ReclaimPolicy.RETAIN);
      existingOn(stack, { securityGroup: group }, {}, 'Existing');
      dynamic(stack, group, ReclaimPolicy.DELETE);
    }, KEPT],
  ])('%s', (_, make, expected) => {
    expect(policiesOf(make)).toEqual([expected]);
  });
});

describe('what others leave behind', () => {
  test.each<[string, (stack: Stack) => unknown, string[]]>([
    [
      'a class that retains',
      stack =>
        storageOn(stack, {
          provisioning: LustreProvisioning.dynamic({
            deploymentType: LustreDeploymentType.SCRATCH_2,
            reclaimPolicy: ReclaimPolicy.RETAIN,
          }),
        }),
      KEPT,
    ],
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

  test('is not made unless requested', () => {
    const stack = testStack();
    managedOn(stack, {}, { claim: { namespace: 'ml' } });
    expect(namespaces(stack)).toEqual([]);
  });
});
