import { CfnResource, Stack, aws_ec2 as ec2 } from 'aws-cdk-lib';
import { SecurityGroupRule, isSecurityGroupRule } from './closed-group';
import { PortRange } from '../validation/ports';

/**
 * The connections of a file system whose protocol uses several port ranges.
 *
 * A `Port` contains one range only, so there is no `defaultPort`. Call `allowDefaultPortFrom` on the connections of the
 * file system.
 */
export class FileSystemConnections extends ec2.Connections {
  constructor(
    props: ec2.ConnectionsProps,
    private readonly ports: readonly PortRange[],
    private readonly purpose: string,
    private readonly callbacks: boolean,
  ) {
    super(props);
  }

  /** Allows a client on every port, and the file system to the client if the protocol needs it. */
  public allowDefaultPortFrom(other: ec2.IConnectable, description = `${this.purpose} client`) {
    for (const { from, to, protocol } of this.ports) {
      const port = protocol === 'udp' ? ec2.Port.udpRange(from, to) : ec2.Port.tcpRange(from, to);
      this.allowFrom(other, port, description);
      if (this.callbacks) {
        this.allowTo(other, port, description);
      }
    }
  }

  public allowDefaultPortTo(other: ec2.IConnectable, description?: string) {
    this.allowDefaultPortFrom(other, description);
  }
}

/**
 * Allows clients on all ports of a file system, and returns the rules of both sides, for dependencies on them: a client
 * that can no longer reach the file system cannot unmount it.
 *
 * Rules in another stack are not returned, because that stack may depend on this one.
 */
export function allowClients(
  connections: FileSystemConnections, clients: readonly ec2.IConnectable[], stack: Stack,
): CfnResource[] {
  clients.forEach(client => connections.allowDefaultPortFrom(client));
  const { securityGroups } = connections;
  const own = securityGroups.map(({ securityGroupId }) => securityGroupId);
  const isOfFileSystem = ({ groupId, sourceSecurityGroupId, destinationSecurityGroupId }: SecurityGroupRule) =>
    [groupId, sourceSecurityGroupId, destinationSecurityGroupId].some(id => id !== undefined && own.includes(id));
  const groups = new Set([...securityGroups, ...clients.flatMap(client => client.connections.securityGroups)]);
  return [...groups].flatMap(({ node }) => node.findAll().filter(isSecurityGroupRule))
    .filter(rule => Stack.of(rule) === stack && isOfFileSystem(rule));
}
