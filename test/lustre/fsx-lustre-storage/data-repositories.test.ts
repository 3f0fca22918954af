import { App, CfnParameter, Size, Stack, aws_kms as kms, aws_s3 as s3 } from 'aws-cdk-lib';
import {
  DataRepository, DataRepositoryEvent, DataRepositoryOptions, LustreAutoImportPolicy, LustreDeploymentType,
  LustreManagedConfig, LustreProvisioning,
} from '../../../src';
import { MANIFEST, existingOn, flattened, idsIn, managedOn, messageOf, resourceOf, resourcesOf, storageOn, testApp, testStack, warningTextsOf } from '../../support/fixture';

const ASSOCIATION = 'AWS::FSx::DataRepositoryAssociation';
const ALL = ['NEW', 'CHANGED', 'DELETED'];

function associationsWith(dataRepositories: LustreManagedConfig['dataRepositories']) {
  const stack = testStack();
  managedOn(stack, { dataRepositories });
  return resourcesOf(stack, ASSOCIATION);
}

const one = (dataRepository: DataRepository) => associationsWith([dataRepository])[0].Properties;

test('the listing is loaded and every change imported, but nothing exported, unless said otherwise', () => {
  expect(one(DataRepository.fromPath('s3://data/imagenet'))).toEqual({
    FileSystemId: expect.anything(),
    FileSystemPath: '/',
    DataRepositoryPath: 's3://data/imagenet',
    BatchImportMetaDataOnCreate: true,
    S3: { AutoImportPolicy: { Events: ALL } },
  });
});

test('export, events, chunk size and listing are what the user says', () => {
  expect(one(DataRepository.fromPath('s3://data', {
    fileSystemPath: '/data',
    autoImportPolicy: [DataRepositoryEvent.NEW],
    autoExportPolicy: [DataRepositoryEvent.NEW, DataRepositoryEvent.CHANGED],
    batchImportMetaDataOnCreate: false,
    importedFileChunkSize: Size.gibibytes(2),
  }))).toMatchObject({
    FileSystemPath: '/data',
    BatchImportMetaDataOnCreate: false,
    ImportedFileChunkSize: 2048,
    S3: { AutoImportPolicy: { Events: ['NEW'] }, AutoExportPolicy: { Events: ['NEW', 'CHANGED'] } },
  });
});

test('a link without events has no S3 block', () => {
  expect(one(DataRepository.fromPath('s3://data', { autoImportPolicy: [] }))).not.toHaveProperty('S3');
});

test('belongs to the file system, which is there before the volumes are', () => {
  const stack = testStack();
  managedOn(stack, { dataRepositories: [DataRepository.fromPath('s3://data')] });
  const association = resourceOf(stack, ASSOCIATION);
  expect(association.Properties.FileSystemId).toEqual({ Ref: resourceOf(stack, 'AWS::FSx::FileSystem').id });
  expect(resourceOf(stack, MANIFEST).DependsOn).toContain(association.id);
});

test('a bucket of the stack is linked by its name, with and without a prefix', () => {
  const stack = testStack();
  const bucket = new s3.Bucket(stack, 'Bucket');
  managedOn(stack, {
    dataRepositories: [
      DataRepository.fromBucket(bucket, { prefix: 'imagenet/', fileSystemPath: '/imagenet' }),
      DataRepository.fromBucket(s3.Bucket.fromBucketName(stack, 'Other', 'other'), { fileSystemPath: '/other' }),
    ],
  });
  const paths = resourcesOf(stack, ASSOCIATION).map(({ Properties }) => Properties.DataRepositoryPath);
  expect(paths).toEqual([
    { 'Fn::Join': ['', ['s3://', { Ref: resourceOf(stack, 'AWS::S3::Bucket').id }, '/imagenet/']] },
    's3://other',
  ]);
});

test('a path known at deployment comes out as it went in', () => {
  const stack = testStack();
  managedOn(stack, { dataRepositories: [DataRepository.fromPath(new CfnParameter(stack, 'Path').valueAsString, { fileSystemPath: '/late' })] });
  expect(resourceOf(stack, ASSOCIATION).Properties).toMatchObject({ DataRepositoryPath: { Ref: 'Path' }, FileSystemPath: '/late' });
});

test('the order of the list means nothing to the template', () => {
  const repositories = ['a', 'b', 'c'].map(name => DataRepository.fromPath(`s3://data/${name}`, { fileSystemPath: `/${name}` }));
  const byId = (list: DataRepository[]) =>
    Object.fromEntries(associationsWith(list).map(({ id, Properties }) => [id, Properties.FileSystemPath]));
  const ids = byId(repositories);
  expect(Object.values(ids).sort()).toEqual(['/a', '/b', '/c']);
  expect(byId([...repositories].reverse())).toEqual(ids);
  expect(byId(repositories.slice(1))).toEqual(Object.fromEntries(Object.entries(ids).filter(([, path]) => path !== '/a')));
});

test('eight links are one file system, nine are rejected', () => {
  const links = (count: number) => Array.from({ length: count }, (_, i) => DataRepository.fromPath(`s3://data${i}`, { fileSystemPath: `/data${i}` }));
  expect(associationsWith(links(8))).toHaveLength(8);
  expect(() => associationsWith(links(9))).toThrow(/lustre\/repository-count/);
});

describe('a bucket that is encrypted', () => {
  const linked = (stack: Stack, ...buckets: s3.IBucket[]) => managedOn(stack, {
    dataRepositories: buckets.map((bucket, index) => DataRepository.fromBucket(bucket, { fileSystemPath: `/data${index}` })),
  });
  const admitting = (stack: Stack) => resourceOf(stack, 'AWS::KMS::Key').Properties.KeyPolicy.Statement
    .filter(({ Condition }: any) => Condition?.ArnLike);

  test('with a key of the app: FSx may use the key through S3, in this account, with its own roles only', () => {
    const stack = testStack();
    linked(stack, new s3.Bucket(stack, 'Bucket', { encryptionKey: new kms.Key(stack, 'Key') }));
    expect(admitting(stack)).toEqual([{
      Effect: 'Allow', Principal: { AWS: '*' }, Resource: '*',
      Action: ['kms:Decrypt', 'kms:DescribeKey', 'kms:Encrypt', 'kms:GenerateDataKey*', 'kms:ReEncrypt*'],
      Condition: {
        StringEquals: { 'kms:CallerAccount': '111122223333', 'kms:ViaService': { 'Fn::Join': ['', ['s3.eu-west-1.', { Ref: 'AWS::URLSuffix' }]] } },
        ArnLike: {
          'aws:PrincipalArn': {
            'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' },
              ':iam::111122223333:role/aws-service-role/s3.data-source.lustre.fsx.amazonaws.com/AWSServiceRoleForFSxS3Access_fs-*']],
          },
        },
      },
    }]);
  });

  test('two buckets with one key, in another stack: it lets FSx in once, and does not wait for the storage', () => {
    const app = testApp();
    const [data, stack] = [testStack(app, 'Data'), testStack(app, 'Storage')];
    const encryptionKey = new kms.Key(data, 'Key');
    linked(stack, new s3.Bucket(data, 'A', { encryptionKey }), new s3.Bucket(data, 'B', { encryptionKey }));
    app.synth(); // no cycle
    expect(admitting(data)).toHaveLength(1);
    expect(data.dependencies).toEqual([]);
  });

  test('with a key that storages of two accounts use: a statement for each, and none repeats an identifier', () => {
    const app = testApp();
    const data = testStack(app, 'Data');
    const bucket = new s3.Bucket(data, 'Bucket', { bucketName: 'data-of-app', encryptionKey: new kms.Key(data, 'Key') });
    linked(testStack(app), bucket);
    linked(new Stack(app, 'Other', { env: { account: '444455556666', region: 'eu-west-1' } }), bucket);
    expect(admitting(data).map(({ Sid, Condition }: any) => [Sid, Condition.StringEquals['kms:CallerAccount']]))
      .toEqual([[undefined, '111122223333'], [undefined, '444455556666']]);
  });

  test('in another Region: FSx uses the key through S3 of that Region', () => {
    const app = testApp();
    const data = new Stack(app, 'Data', { env: { account: '111122223333', region: 'us-east-1' } });
    const bucket = new s3.Bucket(data, 'Bucket', { bucketName: 'data-of-app', encryptionKey: new kms.Key(data, 'Key') });
    managedOn(testStack(app), { dataRepositories: [DataRepository.fromBucket(bucket, { autoImportPolicy: [] })] });
    expect(flattened(admitting(data)[0].Condition.StringEquals['kms:ViaService'])).toBe('s3.us-east-1.${AWS::URLSuffix}');
  });

  test('with a key of the service, of another owner, or none: nothing is written', () => {
    const stack = testStack();
    const theirs = kms.Key.fromKeyArn(stack, 'Theirs', 'arn:aws:kms:eu-west-1:111122223333:key/0a1b2c3d');
    const bucket = new s3.Bucket(stack, 'Managed', { encryption: s3.BucketEncryption.KMS_MANAGED });
    linked(stack, bucket, new s3.Bucket(stack, 'Plain'), s3.Bucket.fromBucketAttributes(stack, 'Imported', { bucketName: 'imported', encryptionKey: theirs }));
    expect(resourcesOf(stack, 'AWS::KMS::Key')).toEqual([]);
    expect(resourcesOf(stack, ASSOCIATION)).toHaveLength(3);
  });
});

describe('event notifications of a bucket of the app', () => {
  const warned = (
    repository: (bucket: s3.IBucket) => DataRepository, notify: (bucket: s3.Bucket, stack: Stack) => void,
  ) => {
    const stack = testStack();
    const bucket = new s3.Bucket(stack, 'Bucket');
    managedOn(stack, { dataRepositories: [repository(bucket)] });
    notify(bucket, stack);
    return warningTextsOf(stack).filter(text => text.includes('lustre/repository-notifications'));
  };
  const imported = (bucket: s3.IBucket) => DataRepository.fromBucket(bucket, { prefix: 'imagenet/' });
  const queue: s3.IBucketNotificationDestination = {
    bind: () => ({ arn: 'arn:aws:sqs:eu-west-1:111122223333:queue', type: s3.BucketNotificationDestinationType.QUEUE }),
  };
  const addTo = (bucket: s3.IBucket) => bucket.addEventNotification(s3.EventType.OBJECT_CREATED, queue);

  test('replace those of FSx, also if they are added after the storage', () => {
    const [text, ...others] = warned(imported, addTo);
    expect(text).toContain('\'Storage/Bucket\'');
    expect(text).toContain('s3.Bucket.fromBucketName()');
    expect(others).toEqual([]);
    expect(warned(bucket => DataRepository.fromPath(bucket.s3UrlForObject('imagenet')), addTo)).toHaveLength(1);
    expect(warned(imported, bucket => bucket.enableEventBridgeNotification())).toHaveLength(1);
    expect(warned(imported, bucket => {
      const notificationConfiguration = { eventBridgeConfiguration: { eventBridgeEnabled: true } };
      Object.assign(bucket.node.defaultChild!, { notificationConfiguration });
    })).toHaveLength(1);
  });

  test('do not matter without automatic import, through a reference, and for other buckets', () => {
    expect(warned(bucket => DataRepository.fromBucket(bucket, { autoImportPolicy: [] }), addTo)).toEqual([]);
    const throughReference = (bucket: s3.Bucket, stack: Stack) =>
      addTo(s3.Bucket.fromBucketName(stack, 'Reference', bucket.bucketName));
    expect(warned(imported, throughReference)).toEqual([]);
    expect(warned(imported, (_, stack) => addTo(new s3.Bucket(stack, 'Other')))).toEqual([]);
    expect(warned(() => DataRepository.fromPath('s3://imagenet'), addTo)).toEqual([]);
  });
});

describe('the Region of a bucket', () => {
  const REGIONS = { region: 'us-east-1', account: '111122223333' };
  const bucketIn = (app: App, env?: { region?: string; account?: string }) => {
    return new s3.Bucket(new Stack(app, 'Data', { env }), 'Bucket', { bucketName: 'data-of-app' });
  };
  const WAYS: { readonly [way: string]: (bucket: s3.IBucket, options: DataRepositoryOptions) => DataRepository } = {
    'fromBucket()': (bucket, options) => DataRepository.fromBucket(bucket, options),
    's3UrlForObject()': (bucket, options) => DataRepository.fromPath(bucket.s3UrlForObject(), options),
    's3UrlForObject() with a prefix': (bucket, options) => DataRepository.fromPath(bucket.s3UrlForObject('imagenet'), options),
  };
  const NONE = { autoImportPolicy: [] };

  test.each(Object.keys(WAYS))('must be that of the file system for automatic import: %s', way => {
    const errorWith = (
      options: DataRepositoryOptions,
      env?: { region?: string; account?: string },
      storageEnv: any = {},
    ) => {
      const app = testApp();
      const repository = WAYS[way](bucketIn(app, env), options);
      const stack = storageEnv.region === null ? new Stack(app, 'Storage') : testStack(app);
      return messageOf(() => managedOn(stack, { dataRepositories: [repository] }));
    };
    expect(idsIn(errorWith({}, REGIONS))).toEqual(['lustre/repository-region']);
    expect(errorWith({ fileSystemPath: '/data' }, REGIONS)).toContain('the bucket of \'/data\' is in us-east-1');
    expect(errorWith({ autoImportPolicy: [DataRepositoryEvent.DELETED] }, REGIONS)).toContain('lustre/repository-region');
    expect(errorWith({ ...NONE, autoExportPolicy: [DataRepositoryEvent.NEW] }, REGIONS)).toBe('');
    expect(errorWith({}, { ...REGIONS, region: 'eu-west-1' })).toBe('');
    expect(errorWith({}, { region: 'eu-west-1', account: '444455556666' })).toBe('');
    expect(errorWith({})).toBe(''); // not known
    expect(errorWith({}, REGIONS, { region: null })).toBe('');
  });

  test('is that of the attributes of an imported bucket, and unknown for a path', () => {
    const linked = (repository: (stack: Stack) => DataRepository) => {
      const stack = testStack();
      return idsIn(messageOf(() => existingOn(stack, { dataRepositories: [repository(stack)] })));
    };
    const imported = (region: string) => (stack: Stack) => DataRepository.fromBucket(
      s3.Bucket.fromBucketAttributes(stack, 'Bucket', { bucketName: 'data', region }),
    );
    expect(linked(imported('us-east-1'))).toEqual(['lustre/repository-region']);
    expect(linked(imported('eu-west-1'))).toEqual([]);
    expect(linked(() => DataRepository.fromPath('s3://data'))).toEqual([]);
  });

  test('must be that of the file system for the automatic import of an import path', () => {
    const errorWith = (autoImportPolicy: LustreAutoImportPolicy | undefined, region: string) => {
      const app = testApp();
      const s3ImportPath = bucketIn(app, { ...REGIONS, region }).s3UrlForObject('imagenet');
      const provisioning = LustreProvisioning.dynamic({
        deploymentType: LustreDeploymentType.SCRATCH_2,
        s3ImportPath,
        autoImportPolicy,
      });
      return idsIn(messageOf(() => storageOn(testStack(app), { provisioning })));
    };
    expect(errorWith(LustreAutoImportPolicy.NEW, 'us-east-1')).toEqual(['lustre/auto-import-region']);
    expect(errorWith(LustreAutoImportPolicy.NONE, 'us-east-1')).toEqual([]);
    expect(errorWith(undefined, 'us-east-1')).toEqual([]);
    expect(errorWith(LustreAutoImportPolicy.NEW, 'eu-west-1')).toEqual([]);
  });
});
