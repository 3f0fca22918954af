import https from 'https';
import { Deployment, Resource, TESTS, deploymentsOf } from './synthesis';

/** What integ-tests deploys: the functions behind its assertions. */
const HANDLER = '@aws-cdk/integ-tests-alpha/lib/assertions/providers/lambda-handler.bundle/index.js';

/** Answers of AWS that an assertion must accept, and must reject. */
interface Answers {
  /** The call, the parameters that reach the SDK, and the path that is asserted, if it is not the whole response. */
  readonly call: string;
  readonly parameters: object;
  readonly path?: string;
  readonly accepted: object;
  readonly rejected: readonly object[];
}

/** Stands for a value that is known only at deployment. */
const DEPLOY_TIME = 'deploy-time';

const fileSystem = (fields: object) => ({ FileSystems: [{ FileSystemId: 'fs-0123456789abcdef0', Lifecycle: 'AVAILABLE', StorageCapacity: 1200, ...fields }] });
const tagged = (count: number) => ({
  PaginationToken: '',
  ResourceTagMappingList: Array(count).fill({ ResourceARN: 'arn:aws:fsx:us-east-2:111122223333:file-system/fs-0123456789abcdef0', Tags: [{ Key: 'a', Value: 'b' }] }),
});

const taggedFileSystems = (key: string, value: string, count: number): Answers => ({
  call: 'resource-groups-tagging-api GetResources',
  parameters: { TagFilters: [{ Key: key, Values: [value] }], ResourceTypeFilters: ['fsx:file-system'] },
  accepted: tagged(count),
  rejected: [tagged(count + 1), ...count > 0 ? [tagged(count - 1)] : []],
});
const lustreType = (type: string, other: string): Answers => ({
  call: 'fsx DescribeFileSystems',
  parameters: { FileSystemIds: [DEPLOY_TIME] },
  path: 'FileSystems.0.LustreConfiguration.DeploymentType',
  accepted: fileSystem({ LustreConfiguration: { DeploymentType: type } }),
  rejected: [fileSystem({ LustreConfiguration: { DeploymentType: other } }), { FileSystems: [] }],
});
const repositoryIsAvailable: Answers = {
  call: 'fsx DescribeDataRepositoryAssociations',
  parameters: { Filters: [{ Name: 'file-system-id', Values: [DEPLOY_TIME] }] },
  path: 'Associations.0.Lifecycle',
  accepted: { Associations: [{ Lifecycle: 'AVAILABLE' }] },
  rejected: [{ Associations: [{ Lifecycle: 'MISCONFIGURED' }] }, { Associations: [] }],
};
const TEST_TAG = 'cdk-eks-fsx-integ';
const TYPE_TAG = 'cdk-eks-fsx-integ-type';

/** By test case, in the order of the template. */
const ANSWERS: { readonly [testCase: string]: readonly Answers[] } = {
  'LustreRepository/DefaultTest': [
    {
      call: 's3 GetObject',
      parameters: { Bucket: DEPLOY_TIME, Key: 'data/output.txt' },
      accepted: { Body: { transformToString: () => 'from the pod\n' }, ContentLength: 13 },
      rejected: [{ Body: { transformToString: () => '' }, ContentLength: 0 }],
    },
    lustreType('PERSISTENT_2', 'SCRATCH_2'),
    repositoryIsAvailable,
  ],
  'LustreScratch/create': [taggedFileSystems(TEST_TAG, 'LustreScratch', 1)],
  'LustreScratch/grow': [taggedFileSystems(TEST_TAG, 'LustreScratch', 1)],
  'LustreScratch/remove': [taggedFileSystems(TEST_TAG, 'LustreScratch', 0)],
  'PersistentToScratch/persistent': [taggedFileSystems(TYPE_TAG, 'PERSISTENT_2', 1)],
  'PersistentToScratch/scratch': [
    taggedFileSystems(TYPE_TAG, 'SCRATCH_2', 1),
    {
      call: 'fsx DescribeFileSystems',
      parameters: { FileSystemIds: [DEPLOY_TIME] },
      path: 'FileSystems.0.Lifecycle',
      accepted: fileSystem({}),
      rejected: [fileSystem({ Lifecycle: 'DELETING' }), { FileSystems: [] }],
    },
    lustreType('PERSISTENT_2', 'SCRATCH_2'),
  ],
  'OntapClone/DefaultTest': [
    {
      call: 'fsx DescribeFileSystems',
      parameters: { FileSystemIds: [DEPLOY_TIME] },
      path: 'FileSystems.0.OntapConfiguration.DeploymentType',
      accepted: fileSystem({ OntapConfiguration: { DeploymentType: 'SINGLE_AZ_1' } }),
      rejected: [fileSystem({ OntapConfiguration: { DeploymentType: 'MULTI_AZ_1' } })],
    },
    {
      call: 'fsx DescribeStorageVirtualMachines',
      parameters: { Filters: [{ Name: 'file-system-id', Values: [DEPLOY_TIME] }] },
      path: 'StorageVirtualMachines.0.Lifecycle',
      accepted: { StorageVirtualMachines: [{ Lifecycle: 'CREATED' }] },
      rejected: [{ StorageVirtualMachines: [{ Lifecycle: 'MISCONFIGURED' }] }, { StorageVirtualMachines: [] }],
    },
  ],
  'MlPrefetch/DefaultTest': [lustreType('PERSISTENT_2', 'SCRATCH_2'), repositoryIsAvailable],
};

/** The SDK of the Lambda function: one client for each service, which gives the answer that is set. */
const sdk = { answer: {} as object, sent: [] as { readonly call: string; readonly parameters: object }[] };

function simulate(service: string, client: string, commands: readonly string[]) {
  class Client {
    public async send({ call, input }: { call: string; input: object }) {
      sdk.sent.push({ call, parameters: input });
      return { ...sdk.answer };
    }
  }
  const command = (name: string) => class {
    public readonly call = `${service} ${name}`;
    constructor(public readonly input: object) {}
  };
  jest.doMock(`@aws-sdk/client-${service}`, () => ({
    [client]: Client, ...Object.fromEntries(commands.map(name => [`${name}Command`, command(name)])),
  }), { virtual: true });
}

simulate('fsx', 'FSxClient', ['DescribeFileSystems', 'DescribeDataRepositoryAssociations', 'DescribeStorageVirtualMachines']);
simulate('s3', 'S3Client', ['GetObject']);
simulate('resource-groups-tagging-api', 'ResourceGroupsTaggingAPIClient', ['GetResources']);

/** What the function reports to CloudFormation. */
interface Report {
  readonly Status: string;
  readonly Data?: { readonly [attribute: string]: string };
}
const reports: Report[] = [];

beforeAll(() => {
  jest.spyOn(console, 'log').mockImplementation();
  jest.spyOn(console, 'info').mockImplementation();
  jest.spyOn(https, 'request').mockImplementation(((_options: unknown, done: () => void) => ({
    on: () => undefined, write: (body: string) => reports.push(JSON.parse(body)), end: () => done(),
  })) as any);
});

/** Whether an assertion accepts an answer, as CloudFormation and integ-runner see it. */
async function accepts(assertion: Resource, answer: object): Promise<boolean> {
  const result = await report(assertion, answer);
  return result?.Status === 'SUCCESS' && JSON.parse(result.Data!.assertion).status === 'success';
}

/** What the function reports of a call that gets an answer. */
async function report(assertion: Resource, answer: object): Promise<Report | undefined> {
  const { handler, isComplete } = jest.requireActual(HANDLER);
  sdk.answer = answer;
  const event = {
    RequestType: 'Create', ResourceType: assertion.Type, ResourceProperties: known(assertion.Properties), ResponseURL: 'https://example.com/',
    LogicalResourceId: 'Assertion', StackId: 'stack', RequestId: 'request',
  };
  reports.length = 0;
  if (assertion.Properties.stateMachineArn === undefined) {
    await handler(event, { getRemainingTimeInMillis: () => 90_000 });
  } else {
    await isComplete(event, { getRemainingTimeInMillis: () => 90_000 }).catch(() => undefined); // fails, and is called again, until it is satisfied
  }
  return reports[0];
}

/** The properties as the function gets them. */
function known(value: any): any {
  if (Array.isArray(value)) {
    return value.map(known);
  }
  if (typeof value !== 'object' || value === null) {
    return value;
  }
  const [[key, argument] = []] = Object.entries<any>(value);
  if (key === 'Fn::Join') {
    return argument[1].map(known).join(argument[0]);
  }
  return key === 'Ref' || key?.startsWith('Fn::') ? DEPLOY_TIME : Object.fromEntries(Object.entries(value).map(([name, item]) => [name, known(item)]));
}

const deployments: Deployment[] = TESTS.flatMap(deploymentsOf);

test('every step of every test is known here', () => {
  expect(deployments.map(({ testCase }) => testCase).sort()).toEqual(Object.keys(ANSWERS).sort());
});

describe.each(deployments.map(deployment => [deployment.testCase, deployment] as const))('%s', (testCase, { assertions }) => {
  const calls = Object.values(assertions.Resources).filter(({ Type }) => Type.startsWith('Custom::DeployAssert@'));
  const asserted = calls.filter(({ Properties }) => Properties.expected !== undefined);

  test('asserts what is listed here', () => {
    expect(asserted.map(({ Properties }) => Properties.actualPath)).toEqual(ANSWERS[testCase].map(({ path }) => path));
  });

  test.each(ANSWERS[testCase].map((answers, index) => [answers.call, answers.path ?? 'the response', index] as const))('%s: %s', async (_call, _path, index) => {
    const { call, parameters, accepted, rejected } = ANSWERS[testCase][index];
    sdk.sent.length = 0;
    expect(await accepts(asserted[index], accepted)).toBe(true);
    expect(sdk.sent).toEqual([{ call, parameters }]);
    for (const answer of rejected) {
      expect([answer, await accepts(asserted[index], answer)]).toEqual([answer, false]);
    }
  });

  for (const [id, call] of Object.entries(assertions.Resources).filter(
    ([, resource]) => calls.includes(resource) && !asserted.includes(resource),
  )) {
    test(`${id} returns what others read from it`, async () => {
      const read = [
        ...JSON.stringify(assertions).matchAll(new RegExp(`"Fn::GetAtt":\\["${id}","([^"]+)"\\]`, 'g')),
      ].map(([, attribute]) => attribute);
      expect(read).not.toEqual([]);
      expect(Object.keys((await report(call, tagged(1)))!.Data!)).toEqual(expect.arrayContaining(read));
    });
  }
});
