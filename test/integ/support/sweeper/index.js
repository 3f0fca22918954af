/**
 * Deletes what a test may leave in its VPC: file systems with the tags of the test, then security groups and detached network interfaces.
 *
 * The provider framework calls isComplete() until it says so, so one call does what is possible now, and nothing waits here.
 */
const {
  DeleteNetworkInterfaceCommand, DeleteSecurityGroupCommand, DescribeNetworkInterfacesCommand, DescribeSecurityGroupsCommand, EC2Client,
  RevokeSecurityGroupEgressCommand, RevokeSecurityGroupIngressCommand,
} = require('@aws-sdk/client-ec2');
const { DeleteFileSystemCommand, DescribeFileSystemsCommand, FSxClient } = require('@aws-sdk/client-fsx');

const fsx = new FSxClient({});
const ec2 = new EC2Client({});

exports.onEvent = async ({ LogicalResourceId }) => ({ PhysicalResourceId: LogicalResourceId });

exports.isComplete = async ({ RequestType, ResourceProperties: { vpcId, tags, network } }) => {
  if (RequestType !== 'Delete') {
    return { IsComplete: true };
  }
  const fileSystems = await fileSystemsIn(vpcId, tags);
  for (const { FileSystemId, Lifecycle } of fileSystems.filter(({ Lifecycle }) => Lifecycle !== 'DELETING')) {
    console.log(`${FileSystemId} is ${Lifecycle}: deleting it`);
    await attempt(fsx, new DeleteFileSystemCommand({ FileSystemId }));
  }
  const left = fileSystems.length > 0 || (network === 'true' && await networkLeft(vpcId));
  return { IsComplete: !left };
};

async function fileSystemsIn(vpcId, tags) {
  const found = [];
  let NextToken;
  do {
    const page = await fsx.send(new DescribeFileSystemsCommand({ NextToken }));
    found.push(...page.FileSystems);
    NextToken = page.NextToken;
  } while (NextToken);
  return found.filter(({ VpcId, Tags = [] }) => VpcId === vpcId
    && Object.entries(tags).every(([key, value]) => Tags.some(tag => tag.Key === key && tag.Value === value)));
}

/** Interfaces first, because they use groups; rules before groups, because groups name each other. */
async function networkLeft(vpcId) {
  const Filters = [{ Name: 'vpc-id', Values: [vpcId] }];
  const { NetworkInterfaces } = await ec2.send(new DescribeNetworkInterfacesCommand({ Filters: [...Filters, { Name: 'status', Values: ['available'] }] }));
  for (const { NetworkInterfaceId } of NetworkInterfaces) {
    await attempt(ec2, new DeleteNetworkInterfaceCommand({ NetworkInterfaceId }));
  }
  const groups = (await ec2.send(new DescribeSecurityGroupsCommand({ Filters }))).SecurityGroups.filter(({ GroupName }) => GroupName !== 'default');
  for (const { GroupId, IpPermissions, IpPermissionsEgress } of groups) {
    if (IpPermissions.length > 0) {
      await attempt(ec2, new RevokeSecurityGroupIngressCommand({ GroupId, IpPermissions }));
    }
    if (IpPermissionsEgress.length > 0) {
      await attempt(ec2, new RevokeSecurityGroupEgressCommand({ GroupId, IpPermissions: IpPermissionsEgress }));
    }
  }
  for (const { GroupId } of groups) {
    await attempt(ec2, new DeleteSecurityGroupCommand({ GroupId }));
  }
  return NetworkInterfaces.length + groups.length > 0;
}

/** What cannot be deleted yet, because something uses it or is being made, is tried again by the next call. */
async function attempt(client, command) {
  try {
    await client.send(command);
  } catch (error) {
    console.log(`${command.constructor.name}: ${error}`);
  }
}
