import { EXAMPLE_NAMES, exampleTemplates } from './support/apps';
import { Cloud, StackTemplate } from './support/cloud';
import { startDriver } from './support/driver';
import { FsxServer } from './support/fsx-server';
import { PolicyDocument, Statement, validate } from './support/iam';
import { KubernetesObject } from './support/kubernetes';
import { objectsOf } from './support/manifests';
import { RealCluster } from './support/real-cluster';
import { actionsOf, driverPolicies, statementsOf, without, withoutAction } from './support/role';
import { proof, log, until } from './support/tools';
import { ACCOUNT, REGION } from './support/values';
import { deployment } from '../deployment/support/engine';

const templates = new Map(EXAMPLE_NAMES.map(name => [name, exampleTemplates(name)]));
const makesFileSystems = (name: string) => /provisioner\W+fsx\.csi\.aws\.com/.test(JSON.stringify(templates.get(name)));
const DYNAMIC = EXAMPLE_NAMES.filter(makesFileSystems);

/** What a creation asks for; what grows, is deleted or is looked at asks for one action each. */
const CREATION = /^(fsx:CreateFileSystem|fsx:TagResource|ec2:GetSecurityGroupsForVpc|iam:.*|s3:.*|kms:.*)$/;

proof.each(DYNAMIC)('the role of the driver in %s', example => {
  const cluster = new RealCluster();
  const fsx = new FsxServer();
  let cloud: Cloud;
  let role: PolicyDocument[];
  let claim: KubernetesObject;
  const allowed = () => statementsOf(role).filter(({ Effect }) => Effect === 'Allow');
  const granting = (action: string): Statement => allowed().find(statement => actionsOf(statement).includes(action))!;
  const fileSystemOf = async () => (await cluster.volumeOf(await cluster.bound(claim))).spec.csi.volumeHandle as string;

  /** Kubernetes says, about an object, that the role may not do this. */
  async function rejection(action: string, name: string, seconds: number): Promise<string> {
    return until(`${action} refused`, seconds, async () => {
      const events = await cluster.api.events(name, claim.metadata.namespace!);
      const found = events.find(event => event.includes(`not authorized to perform: ${action} `));
      return found && found.slice(0, found.indexOf(':'));
    });
  }

  beforeAll(async () => {
    await fsx.start();
    await startDriver(cluster.plane, fsx);
    cloud = cluster.cloud();
    // no rights until the tests hand them out
    await cloud.deploy(templates.get(example)!);
    role = driverPolicies(cloud);
    claim = objectsOf(cloud, 'PersistentVolumeClaim').find(({ spec }) => spec.storageClassName)!;
  });
  afterAll(async () => fsx.stop());

  test('every statement is for a step that is shown here', () => {
    const others = allowed().flatMap(actionsOf).filter(action => !CREATION.test(action));
    expect(others.sort()).toEqual(['fsx:DeleteFileSystem', 'fsx:DescribeFileSystems', 'fsx:UpdateFileSystem']);
  });

  test('without any one right that a creation needs, the claim stays Pending and says which', async () => {
    for (const statement of allowed()) {
      for (const action of actionsOf(statement).filter(name => CREATION.test(name))) {
        fsx.policies = () => withoutAction(role, statement, action);
        const reason = await rejection(action, claim.metadata.name, 15);
        expect((await cluster.api.get('PersistentVolumeClaim', claim.metadata.name, claim.metadata.namespace))!.status.phase).toBe('Pending');
        expect(fsx.fileSystems.size).toBe(0);
        log(`without ${statement.Sid} (${action}): Pending, ${reason}`);
      }
    }
  });

  test('without DescribeFileSystems the claim stays Pending', async () => {
    const statement = granting('fsx:DescribeFileSystems');
    fsx.policies = () => without(role, statement);
    log(`without ${statement.Sid}: Pending, ${await rejection('fsx:DescribeFileSystems', claim.metadata.name, 60)}`);
    expect((await cluster.api.get('PersistentVolumeClaim', claim.metadata.name, claim.metadata.namespace))!.status.phase).toBe('Pending');
  });

  test('with all of it the claim becomes Bound', async () => {
    const start = Date.now();
    fsx.policies = () => role;
    const bound = await cluster.bound(claim, 120);
    expect(fsx.fileSystems.has(await fileSystemOf())).toBe(true);
    log(`claim ${bound.metadata.name}: Pending -> Bound after ${((Date.now() - start) / 1000).toFixed(0)} s`);
  });

  test('the claim grows with UpdateFileSystem, and not without', async () => {
    const { name, namespace } = claim.metadata;
    const statement = granting('fsx:UpdateFileSystem');
    const before = fsx.fileSystems.get(await fileSystemOf())!.capacity;
    fsx.policies = () => without(role, statement);
    await cluster.api.patch('PersistentVolumeClaim', name, namespace!, { spec: { resources: { requests: { storage: `${before * 2}Gi` } } } });
    log(`without ${statement.Sid}: ${await rejection('fsx:UpdateFileSystem', name, 30)}`);
    expect(fsx.fileSystems.get(await fileSystemOf())!.capacity).toBe(before);
    fsx.policies = () => role;
    await until('claim grown', 60, async () => (await cluster.bound(claim)).status.capacity.storage === `${before * 2}Gi`);
    expect(fsx.fileSystems.get(await fileSystemOf())!.capacity).toBe(before * 2);
  });

  describe.each<[string, { [tag: string]: string }]>([
    ['a stack owns', { 'aws:cloudformation:stack-id': `arn:aws:cloudformation:${REGION}:${ACCOUNT}:stack/Other/1`, 'aws:cloudformation:logical-id': 'Fs' }],
    ['another cluster made', { 'cdk-eks-fsx/cluster': 'somebody-else', 'CSIVolumeName': 'pvc-1' }],
    ['a stack of this library owns, as far as tags of CloudFormation do not count', { 'cdk-eks-fsx/stack': 'Other' }],
    ['a stack owns, under the name of this cluster', { 'aws:cloudformation:stack-id': 'arn', 'cdk-eks-fsx/cluster': 'THIS' }],
  ])('a file system that %s', (whose, tags) => {
    let id: string;
    const arn = () => `arn:aws:fsx:${REGION}:${ACCOUNT}:file-system/${id}`;
    beforeAll(() => {
      fsx.policies = () => role;
      id = fsx.madeElsewhere(whose, Object.fromEntries(Object.entries(tags).map(([key, value]) => [key, value === 'THIS' ? clusterName() : value])));
    });
    afterAll(() => fsx.fileSystems.delete(id));

    test('cannot be tagged, changed or deleted', () => {
      expect(fsx.tried('TagResource', { ResourceARN: arn(), Tags: own() })).toBe('AccessDeniedException');
      expect(fsx.tried('UpdateFileSystem', { FileSystemId: id, StorageCapacity: 2400 })).toBe('AccessDeniedException');
      expect(fsx.tried('DeleteFileSystem', { FileSystemId: id })).toBe('AccessDeniedException');
      const requested = { action: 'fsx:UntagResource', resource: arn(), context: Object.fromEntries(Object.entries(tags).map(([key, value]) => [`aws:ResourceTag/${key}`, value])) };
      expect(validate(role, requested)).toBe('denied');
    });

    test('survives a volume that names it and says Delete', async () => {
      const name = `adopted-${id}`;
      await cluster.api.create({
        apiVersion: 'v1',
        kind: 'PersistentVolume',
        metadata: { name, annotations: { 'pv.kubernetes.io/provisioned-by': 'fsx.csi.aws.com' } },
        spec: {
          capacity: { storage: '1200Gi' },
          accessModes: ['ReadWriteMany'],
          storageClassName: '',
          persistentVolumeReclaimPolicy: 'Delete',
          claimRef: { name, namespace: 'default' },
          csi: { driver: 'fsx.csi.aws.com', volumeHandle: id, volumeAttributes: { dnsname: 'any', mountname: 'any' } },
        },
      });
      await cluster.api.create({
        apiVersion: 'v1',
        kind: 'PersistentVolumeClaim',
        metadata: { name, namespace: 'default' },
        spec: { accessModes: ['ReadWriteMany'], storageClassName: '', volumeName: name, resources: { requests: { storage: '1Gi' } } },
      });
      await cluster.bound({ metadata: { name, namespace: 'default' } });
      await cluster.api.remove('PersistentVolumeClaim', name);
      const reason = await until('deletion refused', 30, async () => {
        return (await cluster.api.events(name, 'default')).find(event => event.includes('not authorized to perform: fsx:DeleteFileSystem'));
      });
      expect(fsx.fileSystems.has(id)).toBe(true);
      log(`a file system that ${whose}: ${reason.slice(0, reason.indexOf(':'))}`);
    });

    test('could be taken without the Deny', () => {
      const denies = statementsOf(role).filter(({ Effect }) => Effect === 'Deny');
      fsx.policies = () => [{ Statement: statementsOf(role).filter(statement => !denies.includes(statement)) }];
      expect(fsx.tried('TagResource', { ResourceARN: arn(), Tags: own() })).toBeUndefined();
      expect(fsx.tried('DeleteFileSystem', { FileSystemId: id })).toBeUndefined();
      fsx.policies = () => role;
    });
  });

  test('each Deny keeps off what the other does not', () => {
    const denies = statementsOf(role).filter(({ Effect }) => Effect === 'Deny');
    expect(denies).toHaveLength(3);
    const foreign: { [tag: string]: string }[] = [{ 'aws:cloudformation:stack-id': 'arn' }, { 'cdk-eks-fsx/stack': 'Other' }, { 'cdk-eks-fsx/cluster': 'somebody-else' }];
    const adopted = denies.map(deny => foreign.map(tags => {
      fsx.policies = () => without(role, deny);
      const id = fsx.madeElsewhere(JSON.stringify(tags), tags);
      const error = fsx.tried('TagResource', { ResourceARN: `arn:aws:fsx:${REGION}:${ACCOUNT}:file-system/${id}`, Tags: own() });
      fsx.fileSystems.delete(id);
      return error === undefined;
    }));
    fsx.policies = () => role;
    expect(adopted.map(each => each.filter(taken => taken).length)).toEqual([1, 1, 1]);
    expect(foreign.map((_, index) => adopted.some(each => each[index]))).toEqual([true, true, true]);
  });

  test('a file system cannot be made without the tag of this cluster, or with that of another', () => {
    const request = { FileSystemType: 'LUSTRE', StorageCapacity: 1200, SubnetIds: ['subnet-0aaaaaaaaaaaaaaa0'], LustreConfiguration: { DeploymentType: 'SCRATCH_2' } };
    for (const Tags of [undefined, [{ Key: 'team', Value: 'vision' }], [{ Key: 'cdk-eks-fsx/cluster', Value: 'somebody-else' }]]) {
      expect(fsx.tried('CreateFileSystem', { ...request, ClientRequestToken: `none-${JSON.stringify(Tags)}`, Tags })).toBe('AccessDeniedException');
    }
  });

  test('what the README says stays open is open: tagging, then deleting, what neither a stack nor another cluster made', () => {
    const id = fsx.madeElsewhere('by hand', { owner: 'somebody' });
    expect(fsx.tried('DeleteFileSystem', { FileSystemId: id })).toBe('AccessDeniedException');
    expect(fsx.tried('TagResource', { ResourceARN: `arn:aws:fsx:${REGION}:${ACCOUNT}:file-system/${id}`, Tags: own() })).toBeUndefined();
    expect(fsx.tried('DeleteFileSystem', { FileSystemId: id })).toBeUndefined();
  });

  test('the claim is deleted with DeleteFileSystem, and not without', async () => {
    const id = await fileSystemOf();
    const { spec } = await cluster.bound(claim);
    const statement = granting('fsx:DeleteFileSystem');
    fsx.policies = () => without(role, statement);
    await cloud.destroy();
    const reason = await until('deletion refused', 30, async () => {
      return (await cluster.api.events(spec.volumeName, 'default')).find(event => event.includes('not authorized to perform: fsx:DeleteFileSystem'));
    });
    log(`without ${statement.Sid}: ${reason.slice(0, reason.indexOf(':'))}`);
    expect(fsx.fileSystems.has(id)).toBe(true);
    fsx.policies = () => role;
    await until('file system deleted', 30, async () => !fsx.fileSystems.has(id));
    await until('volume deleted', 30, async () => !await cluster.api.get('PersistentVolume', spec.volumeName));
  });

  /** The tags of a file system that the driver may delete. */
  function own() {
    return [{ Key: 'cdk-eks-fsx/cluster', Value: clusterName() }, { Key: 'cdk-eks-fsx/reclaim-policy', Value: 'Delete' }];
  }

  function clusterName(): string {
    return cloud.resources('AWS::EKS::Cluster')[0]?.id ?? claimedCluster;
  }
  let claimedCluster: string;
  beforeAll(() => claimedCluster = clusterName());
});

deployment('the role of a driver that only mounts what is there', () => {
  const statics = EXAMPLE_NAMES.filter(name => !makesFileSystems(name));

  test.each(statics)('%s: describes, and nothing else', async name => {
    const nowhere = new Cloud({ call: async () => ({ Value: '' }) });
    await nowhere.deploy(templates.get(name) as StackTemplate[]);
    const statements = statementsOf(driverPolicies(nowhere));
    expect(statements.filter(({ Effect }) => Effect === 'Allow').flatMap(actionsOf)).toEqual(statements.length === 0 ? [] : ['fsx:DescribeFileSystems']);
    const resource = `arn:aws:fsx:${REGION}:${ACCOUNT}:file-system/fs-0123456789abcdef0`;
    const asks = ['CreateFileSystem', 'TagResource', 'UntagResource', 'UpdateFileSystem', 'DeleteFileSystem', 'CreateBackup', 'DeleteBackup', 'CreateDataRepositoryAssociation'];
    for (const action of asks) {
      const context = { 'aws:ResourceTag/cdk-eks-fsx/cluster': 'training', 'aws:RequestTag/cdk-eks-fsx/cluster': 'training' };
      const verdict = validate([{ Statement: statements }], { action: `fsx:${action}`, resource, context });
      expect([action, ['denied', 'not allowed'].includes(verdict)]).toEqual([action, true]);
    }
  });

  test('one of the examples has such a role', async () => {
    const roles = await Promise.all(statics.map(async name => {
      const nowhere = new Cloud({ call: async () => ({ Value: '' }) });
      await nowhere.deploy(templates.get(name) as StackTemplate[]);
      return driverPolicies(nowhere);
    }));
    expect(roles.filter(policies => policies.length > 0)).not.toHaveLength(0);
  });
});
