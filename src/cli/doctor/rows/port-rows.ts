import { Facts } from '../facts';
import { Peer, Ports, groupsOfNodes, closedPorts } from '../ports';
import { Finding, Row, Section, row } from '../row';

const READS = ['volumes', 'backendConfigs', 'fileSystems', 'fileSystemInterfaces', 'nodeInterfaces', 'securityGroupRules'] as const;
type PortFacts = Pick<Facts, typeof READS[number]>;

export interface PortRows {
  readonly id: string;
  readonly section: Section;
  readonly ports: readonly Ports[];
  /** Servers open connections to clients too. */
  readonly callsBack?: boolean;
  /** The IDs of the file systems to check. */
  readonly of: (facts: PortFacts) => readonly string[];
  readonly fix: string;
}

/**
 * Two rows that compare ports with security group rules: a problem if they are closed to all nodes, and a note if they
 * are closed to some, because pods that mount the file system may run on the other nodes only.
 */
export function portRows({ id, section, ports, callsBack, of, fix }: PortRows): Row[] {
  const closed = (facts: PortFacts) => of(facts).map(fileSystem => {
    const servers = facts.fileSystemInterfaces.filter(({ FileSystemId }) => FileSystemId === fileSystem);
    const nodes = groupsOfNodes(facts.nodeInterfaces);
    const findings = nodes
      .map(node => findingOf(fileSystem, node, closedPorts(servers, node, facts.securityGroupRules, ports),
        callsBack ? closedPorts([node], servers[0], facts.securityGroupRules, ports) : []))
      .filter((found): found is Finding => found !== undefined);
    return { findings, all: findings.length === nodes.length };
  });
  const common = { section, reads: READS, fix };
  return [
    row({
      ...common, id, severity: 'problem',
      find: facts => closed(facts).filter(({ all }) => all).flatMap(({ findings }) => findings),
      cause: 'the security group rules allow no node',
    }),
    row({
      ...common, id: `${id}-for-some`, severity: 'note',
      find: facts => closed(facts).filter(({ all }) => !all).flatMap(({ findings }) => findings),
      cause: 'the security group rules allow some nodes but not these; this is a problem if pods mount the volume there',
    }),
  ];
}

function findingOf(
  subject: string, { groups }: Peer, inbound: readonly string[], callbacks: readonly string[],
): Finding | undefined {
  const seen = [
    ...inbound.length > 0 ? [`no rule allows nodes with ${groups} on TCP ${inbound.join(', ')}`] : [],
    ...callbacks.length > 0 ? [`no rule of ${groups} allows the file system on TCP ${callbacks.join(', ')}`] : [],
  ];
  return seen.length > 0 ? { subject, seen: seen.join('; ') } : undefined;
}
