import { Described } from './facts';

/** A range of TCP ports, both ends included. */
export interface Ports {
  readonly from: number;
  readonly to: number;
}

/** A network interface that represents all interfaces with the same security groups. */
export interface Peer extends Described {
  /** The IDs of its security groups, for messages. */
  readonly groups: string;
}

/** One interface per combination of security groups; the nodes of a node group usually share one. */
export function groupsOfNodes(interfaces: readonly Described[]): Peer[] {
  const peers = interfaces.map(one => ({ ...one, groups: groupsOf(one).sort().join(' + ') }));
  return peers.filter(({ groups }, index) => groups !== ''
    && peers.findIndex(other => other.groups === groups) === index);
}

/** The ports that no security group rule of the servers opens to the client. Opens no connection. */
export function closedPorts(
  servers: readonly Described[], client: Described | undefined, rules: readonly Described[], ports: readonly Ports[],
): string[] {
  if (servers.length === 0 || client === undefined) {
    return [];
  }
  return ports.filter(({ from, to }) => servers.some(server => {
    const ingress = rules.filter(({ GroupId, IsEgress }) => !IsEgress && groupsOf(server).includes(GroupId));
    const all = Array.from({ length: to - from + 1 }, (_, index) => from + index);
    return !all.every(port => ingress.some(rule => opens(rule, port) && allows(rule, client)));
  })).map(({ from, to }) => from === to ? `${from}` : `${from}-${to}`);
}

/** The security groups of an interface. */
export function groupsOf({ Groups = [] }: Described): string[] {
  return Groups.map(({ GroupId }: Described) => GroupId);
}

function opens({ IpProtocol, FromPort, ToPort }: Described, port: number): boolean {
  return IpProtocol === '-1' || ['tcp', '6'].includes(IpProtocol) && FromPort <= port && port <= ToPort;
}

/** The entries of a prefix list are not read, so a rule with one counts as open. */
function allows({ ReferencedGroupInfo, CidrIpv4, PrefixListId }: Described, client: Described): boolean {
  return groupsOf(client).includes(ReferencedGroupInfo?.GroupId) || PrefixListId !== undefined
    || CidrIpv4 !== undefined && contains(CidrIpv4, client.PrivateIpAddress);
}

function contains(cidr: string, address: string): boolean {
  const [network, length] = cidr.split('/');
  const size = 2 ** (32 - Number(length));
  return Math.floor(numberOf(network) / size) === Math.floor(numberOf(address) / size);
}

function numberOf(address: string): number {
  return address.split('.').reduce((sum, part) => sum * 256 + Number(part), 0);
}
