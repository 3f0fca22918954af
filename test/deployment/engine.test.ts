import { CREATE_FAILED, Engine, RejectedRequest, ResourceRequest, StackEvent, StackResult, deployment } from './support/engine';

/** An account of anything: every resource of every type exists, and refuses what a test tells it to refuse. */
class Anything {
  /** What was asked, in order: `create A`, `update A`, `delete A`, with the physical id where several of one logical id exist. */
  public readonly calls: string[] = [];
  public readonly requests: (ResourceRequest & { physicalId?: string; oldProperties?: any })[] = [];
  public readonly existing = new Set<string>();
  public rejects?: (call: string, request: ResourceRequest & { physicalId?: string }) => string | undefined;
  private count = 0;

  public reset(): void {
    this.rejects = undefined;
    this.existing.clear();
    this.count = 0;
  }

  public create(request: ResourceRequest) {
    this.note('create', request);
    const physicalId = `${request.logicalId}-${++this.count}`;
    this.existing.add(physicalId);
    return { physicalId, attributes: { Arn: `arn:${physicalId}`, Size: request.properties.Size ?? 'none' } };
  }

  public update(request: ResourceRequest & { physicalId: string; oldProperties: any }) {
    this.note('update', request);
    return { physicalId: request.properties.NewId ?? request.physicalId, attributes: { Arn: `arn:${request.physicalId}`, Size: request.properties.Size ?? 'none' } };
  }

  public delete(request: ResourceRequest & { physicalId: string }) {
    this.note('delete', request);
    this.existing.delete(request.physicalId);
  }

  private note(call: string, request: ResourceRequest & { physicalId?: string }): void {
    this.calls.push(`${call} ${call === 'delete' ? request.physicalId : request.logicalId}`);
    this.requests.push(request);
    const rejection = this.rejects?.(call, request);
    if (rejection) {
      throw new Error(rejection);
    }
  }
}

const FILE_SYSTEM = 'AWS::FSx::FileSystem'; // StorageCapacity updates in place, SubnetIds replaces
const GROUP = 'AWS::EC2::SecurityGroup'; // SecurityGroupIngress updates in place, GroupDescription replaces
const MANIFEST = 'Custom::AWSCDK-EKS-KubernetesResource';

const ref = (logicalId: string) => ({ Ref: logicalId });
const group = (description: string, more: object = {}) => ({
  Type: GROUP,
  Properties: { GroupDescription: description },
  ...more,
});
const fileSystem = (capacity: number, subnet = 'subnet-1', more: object = {}, properties: object = {}) =>
  ({ Type: FILE_SYSTEM, Properties: { StorageCapacity: capacity, SubnetIds: [subnet], ...properties }, ...more });
const manifest = (text: string, properties: object = {}, more: object = {}) => ({ Type: MANIFEST, Properties: { ServiceToken: 'arn:handler', Manifest: text, ...properties }, ...more });

deployment('The engine of the deployment proofs does what CloudFormation documents', () => {
  const account = new Anything();
  let engine: Engine;

  beforeAll(async () => {
    engine = await Engine.start(account);
  });
  afterAll(async () => engine.stop());
  beforeEach(async () => {
    await engine.reset();
    account.reset();
    forget();
  });

  const forget = () => [account.calls, account.requests].forEach(list => list.length = 0);
  const deploy = async (resources: object, options = {}, more: object = {}, name = 'Stack') => engine.deploy({ name, template: { Resources: resources, ...more } }, options);
  /** Deploys, and forgets what was asked for it. */
  const deployed = async (resources: object, more: object = {}, name = 'Stack') => {
    const result = await deploy(resources, {}, more, name);
    expect(result.status).toMatch(/^(CREATE|UPDATE)_COMPLETE$/);
    forget();
    return result;
  };
  const has = async (name = 'Stack') => (await engine.resources(name)).map(({ logicalId }) => logicalId).sort();
  const steps = ({ events }: StackResult) => events.map(({ logicalId, status }: StackEvent) => `${logicalId} ${status}`);
  const [failure, recovery] = ['Refused by the account', { logicalId: 'Broken' }];

  describe('order', () => {
    // DependsOn attribute, https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-attribute-dependson.html
    test('a resource is created after what it refers to and what it depends on, and deleted before them', async () => {
      await deploy({ A: { ...group('a'), DependsOn: 'C' }, B: fileSystem(1200, 'subnet-1', {}, { SecurityGroupIds: [ref('A')] }), C: group('c') });
      expect(account.calls).toEqual(['create C', 'create A', 'create B']);
      forget();
      await engine.destroy('Stack');
      expect(account.calls).toEqual(['delete B-3', 'delete A-2', 'delete C-1']);
    });

    // "CloudFormation … creates … resources in parallel" where nothing orders them: DependsOn attribute, as above
    test('seeds give every order that references and DependsOn leave open, and no other', async () => {
      const orders = new Set<string>();
      for (let orderSeed = 1; orderSeed <= 60; orderSeed++) {
        await deploy({ A: group('a'), B: { ...group('b'), DependsOn: ['A'] }, C: group('c') }, { orderSeed });
        orders.add(account.calls.map(call => call.slice(-1)).join(''));
        forget();
        await engine.reset();
      }
      expect([...orders].sort()).toEqual(['ABC', 'ACB', 'CAB']);
    });

    test('the same seed gives the same order', async () => {
      const once = async () => {
        await engine.reset();
        forget();
        await deploy(Object.fromEntries([...'ABCDEFGH'].map(name => [name, group(name)])), { orderSeed: 7 });
        return [...account.calls];
      };
      expect(await once()).toEqual(await once());
    });

    test('an attribute reaches what refers to it', async () => {
      await deploy({ A: group('a'), B: group('b', { Properties: { GroupDescription: { 'Fn::GetAtt': ['A', 'Arn'] } } }) });
      expect(account.requests[1]!.properties.GroupDescription).toBe('arn:A-1');
    });

    // Validate a template, https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/using-cfn-validate-template.html
    test('a reference to what the template does not have is rejected before anything happens', async () => {
      await expect(deploy({ A: group('a', { DependsOn: 'Nothing' }) })).rejects.toThrow('Unresolved resource dependencies [Nothing]');
      expect(account.calls).toEqual([]);
    });
  });

  describe('an update', () => {
    // Update behaviors of stack resources, https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/using-cfn-updating-stacks-update-behaviors.html
    test('touches only what changed', async () => {
      await deployed({ A: group('a'), B: fileSystem(1200) });
      const result = await deploy({ A: group('a'), B: fileSystem(2400) });
      expect(account.calls).toEqual(['update B']);
      expect(account.requests[0]).toMatchObject({ physicalId: 'B-2', oldProperties: { StorageCapacity: 1200 }, properties: { StorageCapacity: 2400 }, phase: 'update' });
      // Monitor the progress of a stack update, https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/using-cfn-updating-stacks-monitor-stack.html
      expect(steps(result)).toEqual([
        'Stack UPDATE_IN_PROGRESS', 'B UPDATE_IN_PROGRESS', 'B UPDATE_COMPLETE', 'Stack UPDATE_COMPLETE_CLEANUP_IN_PROGRESS', 'Stack UPDATE_COMPLETE',
      ]);
    });

    test('without changes does nothing', async () => {
      await deployed({ A: group('a') });
      expect(await deploy({ A: group('a') })).toMatchObject({ status: 'CREATE_COMPLETE', events: [] });
      expect(account.calls).toEqual([]);
    });

    test('reaches resources whose properties change because another resource was replaced', async () => {
      await deployed({ A: group('a'), B: fileSystem(1200, 'subnet-1', {}, { Tags: [{ Key: 'group', Value: ref('A') }] }) });
      await deploy({ A: group('another'), B: fileSystem(1200, 'subnet-1', {}, { Tags: [{ Key: 'group', Value: ref('A') }] }) });
      expect(account.calls).toEqual(['create A', 'update B', 'delete A-1']);
    });

    // Stack events, UPDATE_COMPLETE_CLEANUP_IN_PROGRESS, https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/view-stack-events.html
    test('creates and changes first, then deletes what was removed, dependents first', async () => {
      await deployed({ A: group('a'), B: fileSystem(1200, 'subnet-1', {}, { SecurityGroupIds: [ref('A')] }), C: group('c') });
      const result = await deploy({ C: group('c', { Properties: { GroupDescription: 'c', SecurityGroupIngress: [] } }), D: group('d') });
      expect(account.calls).toEqual(['update C', 'create D', 'delete B-2', 'delete A-1']);
      expect(account.requests.map(({ phase }) => phase)).toEqual(['update', 'update', 'cleanup', 'cleanup']);
      expect(steps(result)).toContain('D CREATE_COMPLETE');
      expect(await has()).toEqual(['C', 'D']);
    });

    // Update behaviors of stack resources (Replacement), as above
    test('creates a replacement first and deletes the old resource in the cleanup, after the dependents of the old one', async () => {
      const both = (subnet: string) => ({
        A: group(subnet), B: fileSystem(1200, subnet, {}, { SecurityGroupIds: [ref('A')] }),
        ...subnet === 'one' ? { C: { ...manifest('c'), DependsOn: 'B' } } : {},
      });
      await deployed(both('one'));
      await deploy(both('two'));
      expect(account.calls).toEqual(['create A', 'create B', 'delete C-3', 'delete B-2', 'delete A-1']);
      expect([...account.existing].sort()).toEqual(['A-4', 'B-5']);
    });

    // AWS::FSx::FileSystem, Update requires: Replacement, https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-fsx-filesystem.html
    test.each([
      ['SubnetIds', {}, { SubnetIds: ['subnet-2'] }, true],
      ['LustreConfiguration.PerUnitStorageThroughput', { LustreConfiguration: { PerUnitStorageThroughput: 125 } }, { LustreConfiguration: { PerUnitStorageThroughput: 250 } }, true],
      ['FileSystemTypeVersion', { FileSystemTypeVersion: '2.12' }, { FileSystemTypeVersion: '2.15' }, true],
      ['LustreConfiguration.AutoImportPolicy', { LustreConfiguration: { AutoImportPolicy: 'NEW' } }, { LustreConfiguration: { AutoImportPolicy: 'NONE' } }, false],
      ['OntapConfiguration.ThroughputCapacity', { OntapConfiguration: { ThroughputCapacity: 128 } }, { OntapConfiguration: { ThroughputCapacity: 256 } }, false],
    ])('of %s of a file system replaces where the resource reference says so', async (_, before, after, replaced) => {
      await deployed({ A: fileSystem(1200, 'subnet-1', {}, before) });
      await deploy({ A: fileSystem(1200, 'subnet-1', {}, { ...before, ...after }) });
      expect(account.calls).toEqual(replaced ? ['create A', 'delete A-1'] : ['update A']);
    });

    // AWS::CloudFormation::CustomResource, https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-cloudformation-customresource.html
    test('whose custom resource answers another physical id deletes the old one in the cleanup', async () => {
      await deployed({ A: manifest('a') });
      await deploy({ A: manifest('b', { NewId: 'other' }) });
      expect(account.calls).toEqual(['update A', 'delete A-1']);
    });

    test('gives a custom resource every scalar as a string', async () => {
      await deploy({ A: manifest('a', { Overwrite: true, Count: 3, List: [{ Deep: false }] }) });
      expect(account.requests[0]!.properties).toMatchObject({ Overwrite: 'true', Count: '3', List: [{ Deep: 'false' }] });
    });

    // "Update of resource type is not permitted": https://repost.aws/knowledge-center/cloudformation-update-resource-type
    test('cannot change the type of a resource', async () => {
      await deployed({ A: group('a') });
      await expect(deploy({ A: fileSystem(1200) })).rejects.toThrow(RejectedRequest);
    });
  });

  describe('policies', () => {
    // UpdateReplacePolicy attribute, https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-attribute-updatereplacepolicy.html
    test.each([['Retain', 'Delete', true], ['Delete', 'Retain', false]])(
      'UpdateReplacePolicy is read from the new template: %s over %s', async (now, before, retained) => {
        await deployed({ A: fileSystem(1200, 'one', { UpdateReplacePolicy: before }) });
        const result = await deploy({ A: fileSystem(1200, 'two', { UpdateReplacePolicy: now }) });
        expect(account.existing.has('A-1')).toBe(retained);
        expect(steps(result).includes('A DELETE_SKIPPED')).toBe(retained);
      });

    // DeletionPolicy attribute, https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-attribute-deletionpolicy.html
    test('UpdateReplacePolicy alone does not keep a removed resource, and DeletionPolicy alone does not keep a replaced one', async () => {
      await deployed({ A: fileSystem(1200, 'one', { UpdateReplacePolicy: 'Retain' }), B: fileSystem(1200, 'one', { DeletionPolicy: 'Retain' }) });
      await deploy({ B: fileSystem(1200, 'two', { DeletionPolicy: 'Retain' }) });
      expect([...account.existing]).toEqual(['B-3']);
    });

    test.each(['Retain', 'RetainExceptOnCreate'])('a removed resource stays with the DeletionPolicy %s of the template that had it', async policy => {
      await deployed({ A: fileSystem(1200, 'one', { DeletionPolicy: policy }), B: group('b') });
      const result = await deploy({ B: group('b') });
      expect([...account.existing]).toContain('A-1');
      expect(steps(result)).toContain('A DELETE_SKIPPED');
      expect(await has()).toEqual(['B']);
    });

    test('a policy that the same update removes together with its resource counts', async () => {
      await deployed({ A: fileSystem(1200, 'one', { DeletionPolicy: 'Retain' }), B: group('b') });
      await deployed({ A: fileSystem(1200, 'one', { DeletionPolicy: 'Delete' }), B: group('b') });
      await deploy({ B: group('b') });
      expect([...account.existing]).toEqual(['B-2']);
    });

    test('a deleted stack leaves what its policies retain', async () => {
      await deployed({ A: fileSystem(1200, 'one', { DeletionPolicy: 'Retain' }), B: fileSystem(1200, 'one', { DeletionPolicy: 'RetainExceptOnCreate' }), C: group('c') });
      expect((await engine.destroy('Stack')).status).toBe('DELETE_COMPLETE');
      expect([...account.existing]).toEqual(['A-1', 'B-2']);
      expect(await has()).toEqual([]);
    });
  });

  describe('a failed creation of a stack', () => {
    const failing = { Broken: group('broken', { DependsOn: ['A', 'B', 'C'] }) };
    const policies = {
      A: fileSystem(1200, 'one', { DeletionPolicy: 'Retain' }), B: fileSystem(1200, 'one', { DeletionPolicy: 'RetainExceptOnCreate' }), C: group('c'),
    };

    // DeletionPolicy attribute (RetainExceptOnCreate), as above
    test('deletes what it created, but for DeletionPolicy Retain', async () => {
      const result = await deploy({ ...policies, ...failing }, { failAt: recovery });
      expect(result).toMatchObject({ status: 'ROLLBACK_COMPLETE', reason: 'The failure that the test asked for' });
      expect(account.calls).toEqual(['create A', 'create B', 'create C', 'delete C-3', 'delete B-2']);
      expect([...account.existing]).toEqual(['A-1']);
    });

    // Stack failure options, https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/stack-failure-options.html: a stack in ROLLBACK_COMPLETE can only be deleted
    test('leaves a stack that the next deployment creates anew, as the CDK CLI does', async () => {
      await deploy({ ...policies, ...failing }, { failAt: recovery });
      expect((await deploy({ ...policies, ...failing })).status).toBe('CREATE_COMPLETE');
      expect([...account.existing].filter(id => id.startsWith('A'))).toHaveLength(2); // what Retain left behind is no longer known to the stack
    });

    // Stack status codes (ROLLBACK_FAILED), https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/view-stack-events.html
    test('whose rollback cannot delete something ends in ROLLBACK_FAILED, and a deletion of the stack tries again', async () => {
      account.rejects = call => call === 'delete' ? failure : undefined;
      expect((await deploy({ C: group('c'), Broken: group('broken', { DependsOn: 'C' }) }, { failAt: recovery })).status).toBe('ROLLBACK_FAILED');
      await expect(deploy({ C: group('c') })).rejects.toThrow(RejectedRequest);
      account.rejects = undefined;
      expect((await engine.destroy('Stack')).status).toBe('DELETE_COMPLETE');
      expect([...account.existing]).toEqual([]);
    });

    // Custom resource response (PhysicalResourceId), https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/crpg-ref-responses.html;
    // CREATE_FAILED of the provider framework, https://docs.aws.amazon.com/cdk/api/v2/docs/aws-cdk-lib.custom_resources-readme.html#handling-lifecycle-events-onevent
    test('sends a Delete request to the custom resource that failed', async () => {
      account.rejects = call => call === 'create' ? failure : undefined;
      expect((await deploy({ A: manifest('a') })).status).toBe('ROLLBACK_COMPLETE');
      expect(account.requests[1]).toMatchObject({ type: MANIFEST, physicalId: CREATE_FAILED, properties: { Manifest: 'a' } });
    });
  });

  describe('a failed update', () => {
    // Stack events (UPDATE_ROLLBACK_IN_PROGRESS, …_CLEANUP_IN_PROGRESS), https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/view-stack-events.html
    test('takes back what it changed, then deletes what it created, and leaves what it would have removed', async () => {
      await deployed({ A: fileSystem(1200), B: group('b'), Z: group('z') });
      const result = await deploy({
        A: fileSystem(2400), B: group('other'), C: fileSystem(1200, 'one', { DeletionPolicy: 'RetainExceptOnCreate' }), Broken: group('broken', { DependsOn: ['A', 'B', 'C'] }),
      }, { failAt: recovery });
      expect(result.status).toBe('UPDATE_ROLLBACK_COMPLETE');
      expect(account.calls).toEqual(['update A', 'create B', 'create C', 'update A', 'delete C-5', 'delete B-4']);
      expect(account.requests[3]).toMatchObject({ phase: 'rollback', properties: { StorageCapacity: 1200 }, oldProperties: { StorageCapacity: 2400 } });
      expect(account.requests[4]!.phase).toBe('cleanup');
      expect([...account.existing].sort()).toEqual(['A-1', 'B-2', 'Z-3']);
      expect(steps(result).slice(-2)).toEqual(['B DELETE_COMPLETE', 'Stack UPDATE_ROLLBACK_COMPLETE']);
      expect(await has()).toEqual(['A', 'B', 'Z']);
    });

    test('leaves the template that the stack had: the next update is compared with it', async () => {
      await deployed({ A: fileSystem(1200) });
      await deploy({ A: fileSystem(2400), Broken: group('broken', { DependsOn: 'A' }) }, { failAt: recovery });
      forget();
      expect((await deploy({ A: fileSystem(2400) })).status).toBe('UPDATE_COMPLETE');
      expect(account.requests).toMatchObject([
        { oldProperties: { StorageCapacity: 1200 }, properties: { StorageCapacity: 2400 } },
      ]);
    });

    // No AWS documentation says what becomes of the new copy; measured on AWS by https://github.com/go-to-k/cdkd/pull/2634
    test.each([['Retain', ['A-1', 'A-2']], ['Delete', ['A-1']]])('leaves the copy that was to replace a resource with UpdateReplacePolicy %s: %j', async (policy, left) => {
      const policies = { UpdateReplacePolicy: policy, DeletionPolicy: 'RetainExceptOnCreate' };
      await deployed({ A: fileSystem(1200, 'one', policies) });
      await deploy({ A: fileSystem(1200, 'two', policies), Broken: group('broken', { DependsOn: 'A' }) }, { failAt: recovery });
      expect([...account.existing].sort()).toEqual(left);
      expect((await engine.resources('Stack'))[0]!.physicalId).toBe('A-1');
    });

    test('sends the custom resource whose update failed back, and no other resource', async () => {
      await deployed({ A: manifest('a'), B: fileSystem(1200) });
      account.rejects = (call, { phase }) => call === 'update' && phase === 'update' ? failure : undefined;
      await deploy({ A: manifest('b'), B: fileSystem(1200) });
      expect(account.requests.map(({ phase, properties }) => `${phase} ${properties.Manifest}`)).toEqual(['update b', 'rollback a']);
      forget();
      await deploy({ A: manifest('a'), B: fileSystem(2400) });
      expect(account.calls).toEqual(['update B']);
    });

    test('whose cleanup cannot delete something completes all the same', async () => {
      await deployed({ A: group('a') });
      const result = await deploy({ A: group('a'), B: group('b'), Broken: group('broken', { DependsOn: 'B' }) }, { failAt: recovery });
      expect(result.status).toBe('UPDATE_ROLLBACK_COMPLETE');
      account.rejects = call => call === 'delete' ? failure : undefined;
      expect((await deploy({ A: group('a'), B: group('b'), Broken: group('broken', { DependsOn: 'B' }) }, { failAt: recovery })).status).toBe('UPDATE_ROLLBACK_COMPLETE');
      expect(await has()).toEqual(['A']);
    });
  });

  describe('an update that cannot roll back', () => {
    const stuck = async () => {
      await deployed({ A: fileSystem(1200), B: group('b') });
      return deploy({ A: fileSystem(2400), B: group('b'), C: group('c'), Broken: group('broken', { DependsOn: ['A', 'C'] }) }, { failAt: recovery });
    };
    const cannotShrink = (_: string, { phase, logicalId }: ResourceRequest) => phase === 'rollback' && logicalId === 'A' ? 'cannot shrink' : undefined;

    // Continue rolling back an update, https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/using-cfn-updating-stacks-continueupdaterollback.html
    test('ends in UPDATE_ROLLBACK_FAILED before its cleanup, and can be neither updated nor silently passed over', async () => {
      account.rejects = cannotShrink;
      expect((await stuck()).status).toBe('UPDATE_ROLLBACK_FAILED');
      expect(account.existing.has('C-3')).toBe(true);
      await expect(deploy({ A: fileSystem(1200), B: group('b') })).rejects.toThrow('UPDATE_ROLLBACK_FAILED');
    });

    test('continues when the cause is gone', async () => {
      account.rejects = cannotShrink;
      await stuck();
      expect((await engine.continueUpdateRollback('Stack')).status).toBe('UPDATE_ROLLBACK_FAILED');
      account.rejects = undefined;
      expect((await engine.continueUpdateRollback('Stack')).status).toBe('UPDATE_ROLLBACK_COMPLETE');
      expect([...account.existing].sort()).toEqual(['A-1', 'B-2']);
    });

    test('completes when the resource is skipped, which stays as it is; only resources that failed can be skipped', async () => {
      account.rejects = cannotShrink;
      await stuck();
      await expect(engine.continueUpdateRollback('Stack', ['B'])).rejects.toThrow(RejectedRequest);
      forget();
      expect((await engine.continueUpdateRollback('Stack', ['A'])).status).toBe('UPDATE_ROLLBACK_COMPLETE');
      expect(account.calls).toEqual(['delete C-3']);
      forget();
      await deploy({ A: fileSystem(2400), B: group('b') }); // the stack takes it for 1200
      expect(account.requests).toMatchObject([{ oldProperties: { StorageCapacity: 1200 } }]);
    });

    test('can be deleted, with what it had created', async () => {
      account.rejects = cannotShrink;
      await stuck();
      expect((await engine.destroy('Stack')).status).toBe('DELETE_COMPLETE');
      expect([...account.existing]).toEqual([]);
    });
  });

  describe('a deletion that fails', () => {
    // Resource removed from stack but not deleted, https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/troubleshooting.html;
    // https://github.com/aws/aws-cdk-cli/pull/1576
    test('in the cleanup of an update is tried three times; the update completes, and the resource leaves the stack', async () => {
      await deployed({ A: group('a'), B: group('b') });
      account.rejects = call => call === 'delete' ? failure : undefined;
      const result = await deploy({ A: group('other') });
      expect(account.calls.filter(call => call === 'delete B-2')).toHaveLength(3);
      expect(account.calls.filter(call => call === 'delete A-1')).toHaveLength(3);
      expect(result).toMatchObject({ status: 'UPDATE_COMPLETE', reason: failure });
      expect(result.events.at(-1)!.reason).toBe('Update successful. One or more resources could not be deleted.');
      expect(await has()).toEqual(['A']);
      account.rejects = undefined;
      await engine.destroy('Stack');
      expect([...account.existing].sort()).toEqual(['A-1', 'B-2']);
    });

    test('in the cleanup of an update succeeds at the next attempt when what stood in its way is gone', async () => {
      await deployed({ A: group('a'), B: group('b') });
      account.rejects = (call, { logicalId }) => call === 'delete' && logicalId === 'B' && account.existing.has('A-1') ? failure : undefined;
      await deploy({ C: group('c') });
      expect([...account.existing]).toEqual(['C-3']);
    });

    // Delete a stack, https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cfn-console-delete-stack.html; that the rest is deleted all the same, even
    // what the resource depends on: the log in https://github.com/aws/aws-cdk/issues/18683
    test('leaves the stack in DELETE_FAILED, with the rest deleted; it can be tried again, or the resource retained', async () => {
      await deployed({ A: group('a'), B: fileSystem(1200, 'one', { DependsOn: 'A' }) });
      const fails = { failAt: { logicalId: 'B', on: 'delete' as const } };
      expect(await engine.destroy('Stack', fails)).toMatchObject({ status: 'DELETE_FAILED', reason: 'The failure that the test asked for' });
      expect(await has()).toEqual(['B']);
      await expect(deploy({ A: group('a') })).rejects.toThrow(RejectedRequest);
      expect((await engine.destroy('Stack', fails)).status).toBe('DELETE_FAILED');
      expect((await engine.destroy('Stack', { ...fails, retainResources: ['B'] })).status).toBe('DELETE_COMPLETE');
      expect([...account.existing]).toEqual(['B-2']);
    });
  });

  describe('exports', () => {
    const exporting = (value: any, name = 'Shared') => ({ Outputs: { Value: { Value: value, Export: { Name: name } } } });
    const importing = { User: group('user', { Properties: { GroupDescription: { 'Fn::ImportValue': 'Shared' } } }) };
    const both = async () => {
      await deployed({ A: group('a') }, exporting(ref('A')), 'Exporter');
      await deployed(importing, {}, 'Importer');
    };

    test('reach the stack that imports them', async () => {
      const { outputs } = await deploy({ A: group('a') }, {}, exporting(ref('A')), 'Exporter');
      await deploy(importing, {}, {}, 'Importer');
      expect([outputs, account.requests[1]!.properties.GroupDescription]).toEqual([{ Value: 'A-1' }, 'A-1']);
    });

    // The events of an unsuccessful creation, https://github.com/widdix/aws-s3-virusscan/issues/39
    test('that do not exist stop the operation before its first resource', async () => {
      const late = { A: group('a'), B: group('b', { DependsOn: 'A', Properties: { GroupDescription: { 'Fn::ImportValue': 'Nothing' } } }) };
      const reason = 'No export named Nothing found. Rollback requested by user.';
      await expect(deploy(late)).resolves.toMatchObject({ status: 'ROLLBACK_COMPLETE', reason });
      await deployed({ C: group('c') }, {}, 'Other');
      await expect(deploy(late, {}, {}, 'Other')).resolves.toMatchObject({ status: 'UPDATE_ROLLBACK_COMPLETE', reason });
      expect(account.calls).toEqual([]);
      expect((await deploy({ C: group('c') }, {}, {}, 'Other')).status).toBe('UPDATE_ROLLBACK_COMPLETE');
    });

    // Get exported outputs from a deployed CloudFormation stack, https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/using-cfn-stack-exports.html
    test('cannot be removed while another stack imports them: the update rolls back', async () => {
      await both();
      const result = await deploy({ A: group('a', { Properties: { GroupDescription: 'a', SecurityGroupIngress: [] } }) }, {}, {}, 'Exporter');
      expect(result).toMatchObject({ status: 'UPDATE_ROLLBACK_COMPLETE', reason: 'Cannot delete export Shared as it is in use by Importer.' });
      expect(account.calls).toEqual(['update A', 'update A']);
    });

    test('cannot change while another stack imports them: the new resource is deleted, the old one stays', async () => {
      await both();
      const result = await deploy({ A: group('other') }, {}, exporting(ref('A')), 'Exporter');
      expect(result).toMatchObject({ status: 'UPDATE_ROLLBACK_COMPLETE', reason: 'Cannot update export Shared as it is in use by Importer.' });
      expect(account.existing.has('A-1')).toBe(true);
      expect(account.calls).toEqual(['create A', 'delete A-3']);
    });

    test('keep their stack from being deleted', async () => {
      await both();
      await expect(engine.destroy('Exporter')).rejects.toThrow('Export Shared is imported by stack Importer');
      await engine.destroy('Importer');
      expect((await engine.destroy('Exporter')).status).toBe('DELETE_COMPLETE');
    });

    test('that nobody imports can change, be removed and be taken by another stack, but have one owner at a time', async () => {
      await deployed({ A: group('a') }, exporting(ref('A')), 'Exporter');
      expect((await deploy({ B: group('b') }, {}, exporting(ref('B')), 'Other')).reason).toMatch('Export with name Shared is already exported by stack Exporter');
      await deployed({ A: group('a') }, {}, 'Exporter');
      expect((await deploy({ B: group('b') }, {}, exporting(ref('B')), 'Other')).status).toBe('CREATE_COMPLETE');
    });
  });

  // Pseudo parameters reference, https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/pseudo-parameter-reference.html
  test('conditions know the Region', async () => {
    const conditions = { Conditions: { Here: { 'Fn::Equals': [ref('AWS::Region'), 'eu-west-1'] }, There: { 'Fn::Not': [{ Condition: 'Here' }] } } };
    await deploy({ A: group('a', { Condition: 'Here' }), B: group('b', { Condition: 'There' }) }, {}, conditions);
    expect(account.calls).toEqual(['create A']);
  });

  // Resource tags, https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-properties-resource-tags.html
  test('a file system carries the tags of its stack', async () => {
    await deploy({ A: fileSystem(1200) });
    expect(account.requests[0]!.properties.Tags).toContainEqual({ Key: 'aws:cloudformation:stack-name', Value: 'Stack' });
  });

  // Stack failure options, https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/stack-failure-options.html
  test('a stack that failed with rollback disabled stays as it is until it is rolled back', async () => {
    await deployed({ A: fileSystem(1200) });
    const failed = await engine.deploy(
      { name: 'Stack', template: { Resources: { A: fileSystem(2400), B: group('b'), Broken: group('broken', { DependsOn: ['A', 'B'] }) } } },
      { failAt: recovery, disableRollback: true },
    );
    expect([failed.status, account.calls]).toEqual(['UPDATE_FAILED', ['update A', 'create B']]);
    expect((await engine.rollBack('Stack')).status).toBe('UPDATE_ROLLBACK_COMPLETE');
    expect(account.calls.slice(2)).toEqual(['update A', 'delete B-2']);
  });

  test('two engines in one process know nothing of each other', async () => {
    const others = new Anything();
    const other = engine.sibling(others);
    await deployed({ A: group('a') });
    await other.deploy({ name: 'Stack', template: { Resources: { B: group('b') } } });
    expect([await has(), (await other.resources('Stack')).map(({ logicalId }) => logicalId), account.calls, others.calls]).toEqual([['A'], ['B'], [], ['create B']]);
  });

  test('a failure that is requested at a resource that does not change does not happen', async () => {
    await deployed({ A: group('a'), Broken: group('broken') });
    expect((await deploy({ A: group('b'), Broken: group('broken') }, { failAt: recovery })).status).toBe('UPDATE_COMPLETE');
  });

  test('an update of a stack of 60 resources takes milliseconds', async () => {
    const resources = (size: number) => Object.fromEntries(Array.from({ length: 60 }, (_, index) => [`Resource${index}`, {
      ...fileSystem(index === 30 ? size : 1200, 'subnet-1', {}, { Tags: Array.from({ length: 5 }, (__, tag) => ({ Key: `key-${tag}`, Value: index > 0 ? { 'Fn::GetAtt': [`Resource${index - 1}`, 'Arn'] } : 'first' })) }),
    }]));
    await deploy(resources(1));
    const updates = 100;
    const start = process.hrtime.bigint();
    for (let size = 2; size < updates + 2; size++) {
      await deploy(resources(size));
    }
    const milliseconds = Number(process.hrtime.bigint() - start) / 1e6 / updates;
    process.stdout.write(`      one update of 60 resources: ${milliseconds.toFixed(1)} ms\n`);
    expect(milliseconds).toBeLessThan(100); // 10 on an idle machine
  });
});
