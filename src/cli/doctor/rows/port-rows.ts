import { Facts } from '../facts';
import { Peer, Ports, groupsOfNodes, shutPorts } from '../ports';
import { Finding, Row, Section, row } from '../row';

const READS = ['volumes', 'backendConfigs', 'fileSystems', 'fileSystemInterfaces', 'nodeInterfaces', 'securityGroupRules'] as const;
type PortFacts = Pick<Facts, typeof READS[number]>;

export interface PortRows {
  readonly id: string;
  readonly answers: Section;
  readonly ports: readonly Ports[];
  /** Servers open connections to clients too. */
  readonly callsBack?: boolean;
  /** The file systems that it is about. */
  readonly of: (facts: PortFacts) => readonly string[];
  readonly todo: string;
}

/**
 * What the rules of security groups let through.
 *
 * No node gets through: a problem. Some do: a note, because nobody here knows whether the others mount anything.
 */
export function portRows({ id, answers, ports, callsBack, of, todo }: PortRows): Row[] {
  const shut = (facts: PortFacts) => of(facts).map(fileSystem => {
    const servers = facts.fileSystemInterfaces.filter(({ FileSystemId }) => FileSystemId === fileSystem);
    const nodes = groupsOfNodes(facts.nodeInterfaces);
    const findings = nodes.map(node => findingOf(fileSystem, node, shutPorts(servers, node, facts.securityGroupRules, ports),
      callsBack ? shutPorts([node], servers[0], facts.securityGroupRules, ports) : [])).filter((found): found is Finding => found !== undefined);
    return { findings, all: findings.length === nodes.length };
  });
  const common = { answers, reads: READS, todo };
  return [
    row({
      ...common, id, severity: 'problem',
      find: facts => shut(facts).filter(({ all }) => all).flatMap(({ findings }) => findings),
      cause: 'the rules of the security groups let no node through',
    }),
    row({
      ...common, id: `${id}-for-some`, severity: 'note',
      find: facts => shut(facts).filter(({ all }) => !all).flatMap(({ findings }) => findings),
      cause: 'the rules of the security groups let some nodes through, and these not: a fault if pods mount there',
    }),
  ];
}

function findingOf(subject: string, { groups }: Peer, into: readonly string[], back: readonly string[]): Finding | undefined {
  const seen = [
    ...into.length > 0 ? [`no rule lets nodes with ${groups} in on TCP ${into.join(', ')}`] : [],
    ...back.length > 0 ? [`no rule of ${groups} lets the file system in on TCP ${back.join(', ')}`] : [],
  ];
  return seen.length > 0 ? { subject, seen: seen.join('; ') } : undefined;
}
