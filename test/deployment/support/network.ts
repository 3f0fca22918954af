import { Rejected } from '../../conformance/support/fsx-server';

/** A rule of a security group; the peer is a group or a range of addresses. */
export interface Rule {
  readonly id: string;
  readonly group: string;
  readonly direction: 'in' | 'out';
  readonly protocol: string;
  readonly from?: number;
  readonly to?: number;
  readonly peer: string;
}

interface SecurityGroup {
  readonly id: string;
  readonly vpc: string;
  readonly isDefault?: true;
  readonly tags?: readonly string[];
}
interface NetworkInterface { readonly owner: string; readonly subnet: string; readonly groups: readonly string[] }

const ALL_PROTOCOLS = '-1';
const ANYWHERE = '0.0.0.0/0';

/** Where one of two parties is in the network. */
export interface Party { readonly groups: readonly string[] }

/** The network of EC2, as far as deletions and reachability depend on it. */
export class Network {
  public readonly vpcs = new Map<string, { readonly id: string }>();
  public readonly subnets = new Map<string, { readonly id: string; readonly vpc: string }>();
  public readonly groups = new Map<string, SecurityGroup>();
  public readonly rules = new Map<string, Rule>();
  private readonly interfaces = new Map<string, NetworkInterface[]>();

  public addVpc(id: string): void {
    this.vpcs.set(id, { id });
    this.groups.set(`${id} default`, { id: `${id} default`, vpc: id, isDefault: true });
  }

  public addSubnet(id: string, vpc: string): void {
    this.subnets.set(id, { id, vpc });
  }

  public addGroup(id: string, vpc: string, tags: readonly string[] = []): void {
    this.groups.set(id, { id, vpc, tags });
  }

  /** The same rule twice is refused (API reference, AuthorizeSecurityGroupIngress: InvalidPermission.Duplicate). */
  public addRule(rule: Rule): void {
    this.group(rule.group);
    if (rule.peer.startsWith('sg-')) {
      this.group(rule.peer);
    }
    const key = (one: Rule) => JSON.stringify([one.group, one.direction, one.protocol, one.from, one.to, one.peer]);
    if ([...this.rules.values()].some(other => key(other) === key(rule))) {
      throw new Rejected('InvalidPermission.Duplicate', `the specified rule of ${rule.group} already exists`);
    }
    this.rules.set(rule.id, rule);
  }

  public removeRule(id: string): void {
    this.rules.delete(id);
  }

  /** The network interfaces of an owner: a file system or a cluster. */
  public attach(owner: string, subnets: readonly string[], groups: readonly string[]): void {
    groups.forEach(group => this.group(group));
    this.interfaces.set(owner, subnets.map(subnet => ({ owner, subnet, groups })));
  }

  public detach(owner: string): void {
    this.interfaces.delete(owner);
  }

  /** The groups that the network interfaces of an owner carry. */
  public groupsOf(owner: string): string[] {
    return [...new Set((this.interfaces.get(owner) ?? []).flatMap(({ groups }) => groups))];
  }

  /** Refused while an interface carries the group or a rule of another group names it (API reference, DeleteSecurityGroup: DependencyViolation). */
  public removeGroup(id: string): void {
    const carriers = this.all().filter(({ groups }) => groups.includes(id)).map(({ owner }) => owner);
    const rules = [...this.rules.values()]
      .filter(rule => rule.group !== id && rule.peer === id)
      .map(({ group }) => group);
    if (carriers.length + rules.length > 0) {
      throw new Rejected('DependencyViolation', `resource ${id} has a dependent object: ${[...new Set([...carriers, ...rules])].join(', ')}`);
    }
    this.groups.delete(id);
    [...this.rules.values()].filter(rule => rule.group === id).forEach(rule => this.rules.delete(rule.id));
  }

  /** Whether EC2 would delete the group now. */
  public canRemoveGroup(id: string): boolean {
    return (
      this.all().every(({ groups }) => !groups.includes(id))
      && [...this.rules.values()].every(rule => rule.group === id || rule.peer !== id)
    );
  }

  public removeSubnet(id: string): void {
    const owners = this.all().filter(({ subnet }) => subnet === id).map(({ owner }) => owner);
    if (owners.length > 0) {
      throw new Rejected('DependencyViolation', `the subnet '${id}' has dependencies and cannot be deleted: interfaces of ${owners.join(', ')}`);
    }
    this.subnets.delete(id);
  }

  /** A VPC is deleted when nothing but its default group is in it (VPC user guide, delete-vpc). */
  public removeVpc(id: string): void {
    const within = [
      ...this.subnets.values(),
      ...[...this.groups.values()].filter(({ isDefault }) => !isDefault),
    ].filter(({ vpc }) => vpc === id);
    if (within.length > 0) {
      throw new Rejected('DependencyViolation', `the vpc '${id}' has dependencies and cannot be deleted: ${within.map(one => one.id).join(', ')}`);
    }
    this.vpcs.delete(id);
    this.groups.delete(`${id} default`);
  }

  /** Whether packets to a port leave one party and enter the other; answers need no rule. */
  public lets(from: Party, to: Party, port: number, protocol = 'tcp'): boolean {
    const matches = (direction: Rule['direction'], own: Party, peer: Party) => [...this.rules.values()].some(rule => rule.direction === direction
      && own.groups.includes(rule.group) && (peer.groups.includes(rule.peer) || rule.peer === ANYWHERE)
      && (rule.protocol === ALL_PROTOCOLS || rule.protocol === protocol && rule.from! <= port && port <= rule.to!));
    return matches('out', from, to) && matches('in', to, from);
  }

  private group(id: string): SecurityGroup {
    const group = this.groups.get(id);
    if (!group) {
      throw new Rejected('InvalidGroup.NotFound', `the security group '${id}' does not exist`);
    }
    return group;
  }

  private all(): NetworkInterface[] {
    return [...this.interfaces.values()].flat();
  }
}
