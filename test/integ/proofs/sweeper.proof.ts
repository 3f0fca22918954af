const TAGS = { 'cdk-eks-fsx-integ': 'Test', 'cdk-eks-fsx-integ-type': 'PERSISTENT_2' };
const VPC = 'vpc-0123456789abcdef0';

/** A Region with FSx and EC2, as far as the sweeper knows them: what is in use cannot be deleted, and what is deleted takes a round to disappear. */
class Region {
  public readonly fileSystems: any[] = [];
  public readonly interfaces: any[] = [];
  public readonly groups: any[] = [];
  public readonly pageSize = 1;

  public describeFileSystems({ NextToken = '0' }: any) {
    const end = Number(NextToken) + this.pageSize;
    return {
      FileSystems: this.fileSystems.slice(Number(NextToken), end),
      NextToken: end < this.fileSystems.length ? String(end) : undefined,
    };
  }

  public deleteFileSystem({ FileSystemId }: any) {
    const fileSystem = this.fileSystems.find(one => one.FileSystemId === FileSystemId);
    if (fileSystem.Lifecycle === 'CREATING') {
      throw new Error('BadRequest');
    }
    fileSystem.Lifecycle = 'DELETING';
  }

  public describeNetworkInterfaces({ Filters }: any) {
    expect(Filters).toEqual([{ Name: 'vpc-id', Values: [VPC] }, { Name: 'status', Values: ['available'] }]);
    return { NetworkInterfaces: this.interfaces.filter(({ Status }) => Status === 'available') };
  }

  public deleteNetworkInterface({ NetworkInterfaceId }: any) {
    this.interfaces.splice(this.interfaces.findIndex(one => one.NetworkInterfaceId === NetworkInterfaceId), 1);
  }

  public describeSecurityGroups({ Filters }: any) {
    expect(Filters).toEqual([{ Name: 'vpc-id', Values: [VPC] }]);
    return { SecurityGroups: [...this.groups] };
  }

  public revokeSecurityGroupIngress({ GroupId }: any) {
    this.groups.find(group => group.GroupId === GroupId).IpPermissions = [];
  }

  public revokeSecurityGroupEgress({ GroupId }: any) {
    this.groups.find(group => group.GroupId === GroupId).IpPermissionsEgress = [];
  }

  public deleteSecurityGroup({ GroupId }: any) {
    const named = this.groups.some(group => group.GroupId !== GroupId && JSON.stringify(group).includes(GroupId));
    if (named || this.interfaces.some(({ Groups }) => Groups.includes(GroupId))) {
      throw new Error('DependencyViolation');
    }
    this.groups.splice(this.groups.findIndex(group => group.GroupId === GroupId), 1);
  }

  /** What time does. */
  public pass() {
    for (const fileSystem of [...this.fileSystems].filter(({ Lifecycle }) => Lifecycle === 'DELETING')) {
      this.fileSystems.splice(this.fileSystems.indexOf(fileSystem), 1);
      this.interfaces
        .filter(({ Of }) => Of === fileSystem.FileSystemId)
        .forEach(one => this.interfaces.splice(this.interfaces.indexOf(one), 1));
    }
    this.fileSystems.filter(({ Lifecycle }) => Lifecycle === 'CREATING').forEach(one => { one.Lifecycle = 'AVAILABLE'; });
  }
}

let region: Region;

/** A package of the SDK: every command calls the method of the Region that has its name. */
function simulate(name: string, client: string, commands: readonly string[]) {
  jest.doMock(name, () => ({
    [client]: class {
      public async send(command: any) {
        return command.run();
      }
    },
    ...Object.fromEntries(commands.map(command => [`${command}Command`, class {
      constructor(private readonly input: object) {}
      public run() {
        return (region as any)[command.charAt(0).toLowerCase() + command.slice(1)](this.input);
      }
    }])),
  }), { virtual: true });
}

simulate('@aws-sdk/client-fsx', 'FSxClient', ['DescribeFileSystems', 'DeleteFileSystem']);
simulate('@aws-sdk/client-ec2', 'EC2Client', [
  'DescribeNetworkInterfaces', 'DeleteNetworkInterface', 'DescribeSecurityGroups', 'RevokeSecurityGroupIngress', 'RevokeSecurityGroupEgress', 'DeleteSecurityGroup',
]);

/** Calls the function until it says that it is complete, and returns how often. */
async function sweep(properties: { readonly network: boolean }, rounds = 10): Promise<number> {
  const { isComplete } = jest.requireActual('../support/sweeper/index.js');
  // CloudFormation makes strings of all values
  const ResourceProperties = { vpcId: VPC, tags: TAGS, network: String(properties.network) };
  for (let round = 1; round <= rounds; round++) {
    const { IsComplete } = await isComplete({ RequestType: 'Delete', ResourceProperties });
    if (IsComplete) {
      return round;
    }
    region.pass();
  }
  throw new Error('the sweeper does not end');
}

const fileSystem = (id: string, fields: object = {}) => ({
  FileSystemId: id, Lifecycle: 'AVAILABLE', VpcId: VPC, Tags: Object.entries(TAGS).map(([Key, Value]) => ({ Key, Value })), ...fields,
});
const group = (id: string, peer?: string, name = id) => ({
  GroupId: id, GroupName: name, IpPermissions: peer ? [{ peer }] : [], IpPermissionsEgress: peer ? [{ peer }] : [],
});

beforeEach(() => {
  region = new Region();
  jest.spyOn(console, 'log').mockImplementation();
});

test('creation and update do nothing', async () => {
  const { isComplete, onEvent } = jest.requireActual('../support/sweeper/index.js');
  region.fileSystems.push(fileSystem('fs-1'));
  expect(await onEvent({ LogicalResourceId: 'Sweeper' })).toEqual({ PhysicalResourceId: 'Sweeper' });
  expect(await isComplete({ RequestType: 'Create', ResourceProperties: {} })).toEqual({ IsComplete: true });
  expect(await isComplete({ RequestType: 'Update', ResourceProperties: {} })).toEqual({ IsComplete: true });
  expect(region.fileSystems.map(({ Lifecycle }) => Lifecycle)).toEqual(['AVAILABLE']);
});

test('deletes the file systems of the VPC that have all tags, on every page, and waits until they are gone', async () => {
  region.fileSystems.push(
    fileSystem('fs-other-vpc', { VpcId: 'vpc-other' }), fileSystem('fs-1'), fileSystem('fs-untagged', { Tags: undefined }), fileSystem('fs-one-tag', { Tags: [{ Key: 'cdk-eks-fsx-integ', Value: 'Test' }] }),
    fileSystem('fs-2'),
  );
  region.groups.push(group('sg-kept'));
  expect(await sweep({ network: false })).toBe(2);
  expect(region.fileSystems.map(({ FileSystemId }) => FileSystemId)).toEqual(['fs-other-vpc', 'fs-untagged', 'fs-one-tag']);
  expect(region.groups).toHaveLength(1);
});

test('tries again where a file system cannot be deleted yet', async () => {
  region.fileSystems.push(fileSystem('fs-1', { Lifecycle: 'CREATING' }));
  expect(await sweep({ network: false })).toBe(3);
  expect(region.fileSystems).toEqual([]);
});

test('deletes interfaces and security groups that name each other, after the file systems that use them, and leaves the default group', async () => {
  region.fileSystems.push(fileSystem('fs-1'));
  region.groups.push(group('sg-default', undefined, 'default'), group('sg-1', 'sg-2'), group('sg-2', 'sg-1'), group('sg-3'));
  region.interfaces.push({ NetworkInterfaceId: 'eni-1', Status: 'in-use', Of: 'fs-1', Groups: ['sg-1'] }, { NetworkInterfaceId: 'eni-2', Status: 'available', Groups: ['sg-3'] });
  await sweep({ network: true });
  expect(region.groups.map(({ GroupId }) => GroupId)).toEqual(['sg-default']);
  expect(region.interfaces).toEqual([]);
});

test('does not end while a security group is in use', async () => {
  region.groups.push(group('sg-1'));
  region.interfaces.push({ NetworkInterfaceId: 'eni-1', Status: 'in-use', Groups: ['sg-1'] });
  await expect(sweep({ network: true })).rejects.toThrow('does not end');
});
