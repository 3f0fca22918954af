import { App, Duration, Size, Stack, aws_ec2 as ec2, aws_events as events, aws_kms as kms, aws_logs as logs, aws_s3 as s3 } from 'aws-cdk-lib';
import { FsxOntapStorage, OntapBackend, OntapDataSyncDirection, OntapDataSyncOptions } from '../../../src';
import { errorOf, flattened, idsIn, resourceOf, resourcesOf, testStack, warningTextsOf, warningsOf } from '../../support/fixture';
import { existingOntap, managedOntap } from '../../support/ontap';

const TASK = 'AWS::DataSync::Task';
const S3 = 'AWS::DataSync::LocationS3';
const ONTAP = 'AWS::DataSync::LocationFSxONTAP';
const INGRESS = 'AWS::EC2::SecurityGroupIngress';
const EGRESS = 'AWS::EC2::SecurityGroupEgress';
const { FROM_S3, TO_S3 } = OntapDataSyncDirection;
const CORPUS = { volumes: [{ name: 'corpus', size: Size.tebibytes(1) }] };
const SVM_ID = 'svm-0123456789abcdef0';
const DATA_SYNC = 'ontap/data-sync-';

const bucketOf = (storage: FsxOntapStorage) => Stack.of(storage).node.tryFindChild('Bucket') as s3.IBucket
  ?? s3.Bucket.fromBucketName(Stack.of(storage), 'Bucket', 'training-data');

/** A transfer of a storage with the volume `corpus`. */
function transfer(over: Partial<OntapDataSyncOptions> = {}, storage = managedOntap(testStack(), CORPUS)) {
  storage.addDataSync('Corpus', { bucket: bucketOf(storage), prefix: 'corpus/', direction: FROM_S3, path: '/corpus', ...over });
  return Stack.of(storage);
}

const rejected = (over: Partial<OntapDataSyncOptions>, storage?: FsxOntapStorage) =>
  idsIn(errorOf(() => transfer(over, storage)));
const statementsOf = (stack: Stack) => resourcesOf(stack, 'AWS::IAM::Policy')
  .filter(({ id }) => id.startsWith('DataDataSync')).flatMap(({ Properties }) => Properties.PolicyDocument.Statement);

describe('addDataSync', () => {
  test('copies from the prefix of the bucket to the directory of the volume, and nothing is deleted', () => {
    const stack = transfer();
    const [s3Location, ontap, task] = [resourceOf(stack, S3), resourceOf(stack, ONTAP), resourceOf(stack, TASK)];
    expect(task.Properties).toMatchObject({
      SourceLocationArn: { Ref: s3Location.id },
      DestinationLocationArn: { Ref: ontap.id },
      Options: { PreserveDeletedFiles: 'PRESERVE', VerifyMode: 'ONLY_FILES_TRANSFERRED', LogLevel: 'BASIC' },
    });
    expect(task.Properties.Schedule).toBeUndefined();
    expect(s3Location.Properties.Subdirectory).toBe('/corpus/');
    expect(ontap.Properties).toMatchObject({ Subdirectory: '/corpus', Protocol: { NFS: { MountOptions: { Version: 'NFS3' } } } });
    expect(JSON.stringify(ontap.Properties.StorageVirtualMachineArn)).toMatch(/storage-virtual-machine.*FileSystem.*StorageVirtualMachineId/);
  });

  test('copies in the other direction, on a schedule, and deletes only on request', () => {
    const stack = transfer({
      direction: TO_S3,
      deleteExtraFiles: true,
      schedule: events.Schedule.rate(Duration.hours(1)),
    });
    expect(resourceOf(stack, TASK).Properties).toMatchObject({
      SourceLocationArn: { Ref: resourceOf(stack, ONTAP).id },
      DestinationLocationArn: { Ref: resourceOf(stack, S3).id },
      Options: { PreserveDeletedFiles: 'REMOVE' },
      Schedule: { ScheduleExpression: 'rate(1 hour)' },
    });
  });

  test('creates the location after the volume of the stack, and the task after the rules', () => {
    const stack = transfer();
    const [volume] = resourcesOf(stack, 'AWS::FSx::Volume').map(({ id }) => id);
    expect(resourceOf(stack, ONTAP).DependsOn).toContain(volume);
    const rules = [...resourcesOf(stack, INGRESS), ...resourcesOf(stack, EGRESS)].map(({ id }) => id).filter(id => id.startsWith('DataDataSync'));
    expect(rules).toHaveLength(6);
    expect(resourceOf(stack, TASK).DependsOn).toEqual(expect.arrayContaining(rules));
  });

  test('retains nothing, because nothing contains data, also beside a retained file system', () => {
    const stack = transfer();
    const own = [TASK, S3, ONTAP, 'AWS::Logs::LogGroup', 'AWS::EC2::SecurityGroup', INGRESS, EGRESS].flatMap(type => resourcesOf(stack, type))
      .filter(({ id }) => id.startsWith('DataDataSync'));
    expect(own).toHaveLength(11);
    expect(own.filter(({ DeletionPolicy = 'Delete', UpdateReplacePolicy = 'Delete' }) => DeletionPolicy !== 'Delete' || UpdateReplacePolicy !== 'Delete')).toEqual([]);
  });
});

describe('the network of a transfer', () => {
  test('reaches TCP 111, 635 and 2049 of the file system, and nothing else', () => {
    const stack = transfer();
    const ports = (type: string) => resourcesOf(stack, type).filter(({ id }) => id.startsWith('DataDataSync'))
      .map(({ Properties: { IpProtocol, FromPort, ToPort } }) => [IpProtocol, FromPort, ToPort]);
    const expected = [111, 635, 2049].map(port => ['tcp', port, port]);
    expect(ports(INGRESS)).toEqual(expected);
    expect(ports(EGRESS)).toEqual(expected);
  });

  test('uses the security group of the user, whose rules it leaves alone', () => {
    const storage = managedOntap(testStack(), CORPUS);
    const securityGroup = ec2.SecurityGroup.fromSecurityGroupId(Stack.of(storage), 'Transfers', 'sg-0eeeeeeeeeeeeeee0');
    const stack = transfer({ securityGroup }, storage);
    expect(JSON.stringify(resourceOf(stack, ONTAP).Properties.SecurityGroupArns)).toContain('security-group/sg-0eeeeeeeeeeeeeee0');
    expect(resourcesOf(stack, EGRESS)).toEqual([]);
    expect(resourcesOf(stack, INGRESS).filter(({ Properties }) => Properties.SourceSecurityGroupId === 'sg-0eeeeeeeeeeeeeee0')).toHaveLength(3);
  });
});

describe('the permissions of a transfer', () => {
  test('only DataSync of the account and Region assumes the role', () => {
    const stack = transfer();
    const [statement] = resourcesOf(stack, 'AWS::IAM::Role').filter(({ id }) => id.startsWith('DataDataSync'))[0].Properties.AssumeRolePolicyDocument.Statement;
    expect(statement.Principal).toEqual({ Service: 'datasync.amazonaws.com' });
    expect(statement.Condition.StringEquals['aws:SourceAccount']).toBeDefined();
    expect(JSON.stringify(statement.Condition.ArnLike['aws:SourceArn'])).toMatch(/:datasync:.*:\*/);
  });

  test.each([
    [FROM_S3, false, ['s3:PutObject', 's3:DeleteObject'], ['s3:GetObject']],
    [TO_S3, false, ['s3:DeleteObject'], ['s3:GetObject', 's3:PutObject', 's3:AbortMultipartUpload']],
    [TO_S3, true, [], ['s3:GetObject', 's3:PutObject', 's3:DeleteObject']],
  ] as const)('%s with deletion %s', (direction, deleteExtraFiles, absent, present) => {
    const [list, objects] = statementsOf(transfer({ direction, deleteExtraFiles }));
    expect(list.Action).toEqual(['s3:GetBucketLocation', 's3:ListBucket', 's3:ListBucketMultipartUploads']);
    expect(JSON.stringify(list.Resource)).toMatch(/s3:::training-data"/);
    expect(JSON.stringify(objects.Resource)).toMatch(/training-data\/corpus\/\*"/);
    expect(objects.Action).toEqual(expect.arrayContaining([...present]));
    expect(absent.filter(action => objects.Action.includes(action))).toEqual([]);
  });

  test.each([['corpus', '/corpus/'], ['corpus/', '/corpus/'], [undefined, '/']])('the prefix %s ends at a slash', (prefix, directory) => {
    const stack = transfer({ prefix });
    expect(resourceOf(stack, S3).Properties.Subdirectory).toBe(directory);
    expect(JSON.stringify(statementsOf(stack)[1].Resource)).toContain(`training-data${directory}*`);
  });

  test.each([[FROM_S3, 'kms:Decrypt'], [TO_S3, ['kms:Decrypt', 'kms:GenerateDataKey']]])('%s uses the key of the bucket with %s', (direction, actions) => {
    const storage = managedOntap(testStack(), CORPUS);
    const bucket = new s3.Bucket(Stack.of(storage), 'Encrypted', { encryptionKey: new kms.Key(Stack.of(storage), 'Key') });
    const stack = transfer({ bucket, direction }, storage);
    expect(statementsOf(stack).filter(({ Action }: any) => `${Action}`.includes('kms')).map(({ Action }: any) => Action)).toEqual([actions]);
  });

  test('uses the key of a bucket in another account', () => {
    const storage = managedOntap(testStack(), CORPUS);
    const stack = Stack.of(storage);
    const theirs = new Stack(stack.node.root as App, 'Theirs', { env: { account: '444455556666', region: stack.region } });
    const encryptionKey = new kms.Key(theirs, 'Key');
    const bucket = new s3.Bucket(theirs, 'Bucket', { bucketName: 'their-training-data', encryptionKey });
    transfer({ bucket }, storage);
    const [statement] = statementsOf(stack).filter(({ Action }: any) => Action === 'kms:Decrypt');
    expect(flattened(statement.Resource)).toBe('arn:${AWS::Partition}:kms:eu-west-1:444455556666:key/*');
    expect(flattened(statement.Condition.StringEquals['kms:ViaService'])).toBe('s3.eu-west-1.${AWS::URLSuffix}');
    const { Statement } = resourceOf(theirs, 'AWS::KMS::Key').Properties.KeyPolicy;
    expect(Statement.at(-1)).toMatchObject({ Action: 'kms:Decrypt', Effect: 'Allow' });
    expect(flattened(Statement.at(-1).Principal.AWS)).toMatch(/^arn:.*:iam::111122223333:role\/storagetasynccorpusrole/);
  });

  test('DataSync writes to the log group for tasks of the account', () => {
    const { PolicyDocument } = resourceOf(transfer(), 'AWS::Logs::ResourcePolicy').Properties;
    expect(JSON.stringify(PolicyDocument)).toMatch(/logs:PutLogEvents.*:task\/\*.*datasync.amazonaws.com/s);
  });

  test('a log group of the user is used instead of a new one', () => {
    const storage = managedOntap(testStack(), CORPUS);
    const stack = transfer({ logGroup: logs.LogGroup.fromLogGroupName(Stack.of(storage), 'Theirs', 'transfers') }, storage);
    expect(resourcesOf(stack, 'AWS::Logs::LogGroup')).toEqual([]);
  });
});

describe('a transfer with an existing file system', () => {
  const theirs = (over = {}) => {
    const stack = testStack();
    return existingOntap(stack, { securityGroup: ec2.SecurityGroup.fromSecurityGroupId(stack, 'Theirs', 'sg-0fffffffffffffff0'), ...over });
  };

  test('uses the ID of its SVM', () => {
    const stack = transfer({ svmId: SVM_ID }, theirs());
    expect(JSON.stringify(resourceOf(stack, ONTAP).Properties.StorageVirtualMachineArn)).toContain(`storage-virtual-machine/fs-0123456789abcdef0/${SVM_ID}`);
  });

  test('is rejected without the ID, or without access to its network', () => {
    expect(rejected({}, theirs())).toEqual([`${DATA_SYNC}svm`]);
    expect(rejected({ svmId: 'training' }, theirs())).toEqual(['input/format']);
    expect(rejected({ svmId: SVM_ID }, theirs({ securityGroup: undefined }))).toEqual([`${DATA_SYNC}network`]);
  });

  test('can use a security group that the file system already allows', () => {
    const storage = theirs({ securityGroup: undefined });
    const securityGroup = ec2.SecurityGroup.fromSecurityGroupId(Stack.of(storage), 'Transfers', 'sg-0eeeeeeeeeeeeeee0');
    const stack = transfer({ svmId: SVM_ID, securityGroup }, storage);
    expect(resourcesOf(stack, INGRESS)).toEqual([]);
  });
});

describe('what cannot work is rejected', () => {
  test('an ID of an SVM that the stack creates', () => expect(rejected({ svmId: SVM_ID })).toEqual([`${DATA_SYNC}svm`]));

  test.each(['/', 'corpus', '/a//b', '/a/../b', `/${'a'.repeat(255)}`])('the path %s', path => {
    expect(rejected({ path })).toEqual([`${DATA_SYNC}path-format`]);
  });

  test.each(['/corpus', '/corpus/train', '/Corpus'])('but not the path %s', path => {
    const stack = transfer({ path });
    expect(warningsOf(stack).filter(text => text.includes(DATA_SYNC))).toEqual([]);
  });

  test.each(['/corpus', 'a//b', 'a/../b', 'a*', 'a?', '${aws:username}'])('the prefix %s', prefix => {
    expect(rejected({ prefix })).toEqual([`${DATA_SYNC}prefix`]);
  });

  test.each([
    events.Schedule.rate(Duration.minutes(59)), events.Schedule.cron({ hour: '2' }), events.Schedule.cron({ minute: '*/30' }),
    events.Schedule.cron({ minute: '0,30' }), events.Schedule.expression('at(2026-12-01T00:00:00)'),
  ])('the schedule $expressionString', schedule => expect(rejected({ schedule })).toEqual([`${DATA_SYNC}schedule`]));

  test.each([
    events.Schedule.rate(Duration.minutes(60)), events.Schedule.rate(Duration.days(1)), events.Schedule.cron({ minute: '0', hour: '2' }),
  ])('but not the schedule $expressionString', schedule => expect(() => transfer({ schedule })).not.toThrow());

  const claims = (backends: OntapBackend[]) => managedOntap(testStack(), CORPUS, { backends, acknowledge: { 'ontap/nodes-unprepared': 'the image has it' } });
  const autoExport = OntapBackend.nas({ storagePrefix: 'k8s-', autoExportPolicy: true });
  const blocks = OntapBackend.san({ storagePrefix: 'blocks_' });

  test('a volume whose export policy lists only the nodes, but not a volume of the stack', () => {
    expect(rejected({ path: '/k8s_pvc_1' }, claims([autoExport]))).toEqual([`${DATA_SYNC}export-policy`]);
    expect(() => transfer({}, claims([autoExport]))).not.toThrow();
  });

  test('a block device, but not a volume of the stack or of another backend', () => {
    expect(rejected({ path: '/blocks_pvc_1' }, claims([OntapBackend.nas(), blocks]))).toEqual([`${DATA_SYNC}block-device`]);
    expect(rejected({ path: '/other' }, claims([blocks]))).toEqual([`${DATA_SYNC}block-device`]);
    expect(() => transfer({}, claims([blocks]))).not.toThrow();
    expect(() => transfer({ path: '/k8s_pvc_1' }, claims([OntapBackend.nas({ storagePrefix: 'k8s_' }), blocks]))).not.toThrow();
  });
});

describe('warnings', () => {
  const warned = (over: Partial<OntapDataSyncOptions>) =>
    warningsOf(transfer(over)).filter(text => text.includes(DATA_SYNC));

  test('report a volume that nothing in the app creates', () => {
    expect(warned({ path: '/elsewhere' })).toEqual([expect.stringContaining(`${DATA_SYNC}volume-unknown`)]);
    expect(warned({ path: '/corpus-2' })).toEqual([expect.stringContaining(`${DATA_SYNC}volume-unknown`)]);
  });

  test.each([['region', 'us-east-1'], ['account', '444455556666']])('report a bucket of another %s', (property, value) => {
    const storage = managedOntap(testStack(), CORPUS);
    const bucket = s3.Bucket.fromBucketAttributes(Stack.of(storage), 'Other', { bucketName: 'other', [property]: value });
    transfer({ bucket }, storage);
    expect(warningTextsOf(Stack.of(storage)).filter(text => text.includes(`${DATA_SYNC}bucket-elsewhere`))).toEqual([expect.stringContaining(value)]);
  });
});
