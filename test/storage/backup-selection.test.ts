import { Lazy, Size, Stack, aws_backup as backup, aws_iam as iam } from 'aws-cdk-lib';
import { DataRepository, FsxLustreStorage, FsxOntapStorage, LustreDeploymentType, LustreManagedConfig, LustreStorageType } from '../../src';
import {
  MANIFEST, errorOf, existingOn, flattened, idsIn, inOrder, managedOn, objectsOf, ownCluster, resourceOf, resourcesOf,
  storageOn, testApp, testStack,
} from '../support/fixture';
import { VOLUME, existingOntap, readinessOf, managedOntap, manifestsWith } from '../support/ontap';

const SELECTION = 'AWS::Backup::BackupSelection';
const BACKUP = 'backup-0123456789abcdef0';
const planIn = (stack: Stack) => backup.BackupPlan.fromBackupPlanId(stack, 'Plan', '0a1b2c3d');
const selectionOf = (stack: Stack) => resourceOf(stack, SELECTION).Properties;
const arnsOf = (stack: Stack): string[] => selectionOf(stack).BackupSelection.Resources.map(flattened);
const CORPUS = { name: 'corpus', size: Size.gibibytes(100) };

describe('a plan protects', () => {
  test.each<[string, Partial<LustreManagedConfig>]>([
    ['PERSISTENT_2', {}],
    [
      'PERSISTENT_1 on hard disks',
      {
        deploymentType: LustreDeploymentType.PERSISTENT_1,
        storageType: LustreStorageType.HDD,
        perUnitStorageThroughput: 12,
        capacity: Size.gibibytes(6000),
        driveCacheType: 'NONE' as any,
      },
    ],
  ])('a Lustre file system of the stack, by its ARN: %s', (_, config) => {
    const stack = testStack();
    managedOn(stack, config).backUp('Nightly', planIn(stack));
    const { id } = resourceOf(stack, 'AWS::FSx::FileSystem');
    expect(arnsOf(stack)).toEqual([`arn:\${AWS::Partition}:fsx:eu-west-1:111122223333:file-system/\${${id}}`]);
    expect(selectionOf(stack).BackupPlanId).toBe('0a1b2c3d');
  });

  test('an existing Lustre file system', () => {
    const stack = testStack();
    existingOn(stack).backUp('Nightly', planIn(stack));
    expect(arnsOf(stack)).toEqual(['arn:${AWS::Partition}:fsx:eu-west-1:111122223333:file-system/fs-0123456789abcdef0']);
  });

  test('the ONTAP volumes of the stack, each by its ARN, and not the file system', () => {
    const stack = testStack();
    managedOntap(stack, { volumes: [CORPUS, { ...CORPUS, name: 'models' }] }).backUp('Nightly', planIn(stack));
    const volumes = resourcesOf(stack, VOLUME).map(({ id }) => `\${${id}.ResourceARN}`);
    expect(volumes).toHaveLength(2);
    expect(arnsOf(stack)).toEqual(volumes);
  });

  test('with a role that AWS Backup alone assumes, and whose policy a reviewer sees accepted', () => {
    const stack = testStack();
    managedOn(stack).backUp('Nightly', planIn(stack));
    const role = resourceOf(stack, 'AWS::IAM::Role') as any;
    expect(role.Properties.AssumeRolePolicyDocument.Statement).toEqual([
      { Action: 'sts:AssumeRole', Effect: 'Allow', Principal: { Service: 'backup.amazonaws.com' } },
    ]);
    expect(role.Properties.ManagedPolicyArns.map(flattened)).toEqual(['arn:${AWS::Partition}:iam::aws:policy/service-role/AWSBackupServiceRolePolicyForBackup']);
    expect(role.Metadata.cdk_nag.rules_to_suppress.map(({ id }: any) => id)).toEqual(['AwsSolutions-IAM4']);
    expect(selectionOf(stack).BackupSelection.IamRoleArn).toEqual({ 'Fn::GetAtt': [role.id, 'Arn'] });
  });

  test('with the role of another owner, to which nothing is added', () => {
    const stack = testStack();
    const role = new iam.Role(stack, 'Role', { assumedBy: new iam.ServicePrincipal('backup.amazonaws.com') });
    managedOn(stack).backUp('Nightly', planIn(stack), { role });
    const [own] = resourcesOf(stack, 'AWS::IAM::Role');
    expect(own.Properties).not.toHaveProperty('ManagedPolicyArns');
    expect(resourcesOf(stack, 'AWS::IAM::Role')).toHaveLength(1);
    expect(selectionOf(stack).BackupSelection.IamRoleArn).toEqual({ 'Fn::GetAtt': [own.id, 'Arn'] });
  });

  test('of another stack, which does not wait for the storage, and several of them', () => {
    const app = testApp();
    const [platform, stack] = [testStack(app, 'Platform'), testStack(app, 'Storage')];
    const plans = [backup.BackupPlan.daily35DayRetention(platform, 'Daily'), backup.BackupPlan.dailyMonthly1YearRetention(platform, 'Monthly')];
    const storage = managedOn(stack);
    plans.forEach(plan => storage.backUp(plan.node.id, plan));
    app.synth(); // no cycle
    expect(resourcesOf(stack, SELECTION)).toHaveLength(2);
    expect(platform.dependencies).toEqual([]);
    // what the CDK makes for a plan without a vault keeps the recovery points
    expect(resourcesOf(platform, 'AWS::Backup::BackupVault').map(({ DeletionPolicy }) => DeletionPolicy)).toEqual(['Retain', 'Retain']);
  });
});

describe('a plan is rejected', () => {
  const rejected = (make: (stack: Stack) => FsxLustreStorage | FsxOntapStorage) => {
    const stack = testStack();
    const storage = make(stack);
    const message = errorOf(() => storage.backUp('Nightly', planIn(stack)));
    expect(resourcesOf(stack, SELECTION)).toEqual([]);
    return message;
  };

  test.each<[string, string, (stack: Stack) => FsxLustreStorage | FsxOntapStorage]>([
    ['for scratch', 'lustre/backup-plan-not-offered', stack => managedOn(stack, { deploymentType: LustreDeploymentType.SCRATCH_2, perUnitStorageThroughput: undefined })],
    ['with a link to S3', 'lustre/backup-plan-with-s3', stack => managedOn(stack, { dataRepositories: [DataRepository.fromPath('s3://data')] })],
    ['with an import path', 'lustre/backup-plan-with-s3',
      stack => managedOn(stack, { deploymentType: LustreDeploymentType.PERSISTENT_1, perUnitStorageThroughput: 50, s3ImportPath: 's3://data' })],
    ['for what the driver makes', 'lustre/backup-plan-on-dynamic', stack => storageOn(stack)],
    ['for ONTAP without volumes of the stack', 'ontap/backup-plan-without-volumes', stack => managedOntap(stack)],
    ['for an existing ONTAP file system', 'ontap/backup-plan-on-existing', stack => existingOntap(stack)],
  ])('%s', (_, id, make) => {
    const message = rejected(make);
    expect(idsIn(message)).toEqual([id]);
    expect(message).toMatch(/^Fsx(Lustre|Ontap)Storage 'Storage\/Data', backUp 'Nightly': 1 problem\n  plan: /);
  });

  test('not where the type is known at deployment only', () => {
    const stack = testStack();
    const deploymentType = Lazy.string({ produce: () => 'PERSISTENT_2' }) as LustreDeploymentType;
    managedOn(stack, { deploymentType }).backUp('Nightly', planIn(stack));
    expect(arnsOf(stack)).toHaveLength(1);
  });
});

describe('a backup becomes a mounted claim again', () => {
  test('Lustre: a new file system from the backup, and a new claim bound to it beside the old one', () => {
    const storage = (config: Partial<LustreManagedConfig>) => {
      const stack = testStack();
      return { stack, storage: managedOn(stack, config) };
    };
    const [before, after] = [storage({}), storage({ backupId: BACKUP })];
    const fileSystem = resourceOf(after.stack, 'AWS::FSx::FileSystem');
    expect(fileSystem.Properties.BackupId).toBe(BACKUP);
    expect(fileSystem.UpdateReplacePolicy).toBe('Retain'); // the old one is retained until the user has compared both
    expect(after.storage.claimName).not.toBe(before.storage.claimName);
    const [volume, claim] = ['PersistentVolume', 'PersistentVolumeClaim'].map(kind => objectsOf(after.stack).find(object => object.kind === kind)!);
    expect(claim.spec.volumeName).toBe(volume.metadata.name);
    expect(volume.spec.csi.volumeHandle).toContain(`\${${fileSystem.id}}`);
    expect(after.storage.podVolume.persistentVolumeClaim.claimName).toBe(claim.metadata.name);
  });

  test('ONTAP: a volume from the backup, and a claim that Trident imports it for when both are there', () => {
    const stack = testStack();
    const storage = managedOntap(stack, { volumes: [{ ...CORPUS, backupId: BACKUP }] });
    const claim = storage.importVolume('Corpus', { volumeName: 'corpus', size: CORPUS.size });
    const volume = resourceOf(stack, VOLUME);
    expect(volume.Properties).toMatchObject({ BackupId: BACKUP, Name: 'corpus' });
    expect(volume.UpdateReplacePolicy).toBe('Retain');
    const [manifest] = manifestsWith(stack, 'PersistentVolumeClaim');
    const [object] = objectsOf(stack).filter(({ kind }) => kind === 'PersistentVolumeClaim');
    expect(object.metadata).toMatchObject({ name: claim.claimName, annotations: { 'trident.netapp.io/importOriginalName': 'corpus' } });
    expect(inOrder(stack, volume.id, readinessOf(stack).accepted.id, manifest.id)).toBe(true);
    expect(resourcesOf(stack, MANIFEST).length).toBeGreaterThan(1);
  });

  test('ONTAP: without a backup nothing is said of one', () => {
    const stack = testStack();
    managedOntap(stack, { volumes: [CORPUS] });
    expect(resourceOf(stack, VOLUME).Properties).not.toHaveProperty('BackupId');
  });

  test('in a cluster of the app, too', () => {
    const stack = testStack();
    managedOntap(stack, { volumes: [{ ...CORPUS, backupId: BACKUP }] }, { cluster: ownCluster(stack) }).importVolume('Corpus', { volumeName: 'corpus', size: CORPUS.size });
    expect(resourceOf(stack, VOLUME).Properties.BackupId).toBe(BACKUP);
  });
});
