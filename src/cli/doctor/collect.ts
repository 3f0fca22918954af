import { Described, FactName, Facts, KubernetesObject, Log, Seen, Unseen } from './facts';
import { groupsOf } from './ports';
import { AWS_PERMISSIONS, AwsCommand, KUBERNETES_QUESTIONS, KubernetesQuestion, Where } from './questions';
import { DRIVERS, LUSTRE, driverOf, fileSystemOf, fileSystemOfBackend, volumesOf } from './shapes';
import { LUSTRE_DRIVER } from '../../lustre/driver';
import { SNAPSHOT_CONTROLLER, TRIDENT } from '../../ontap/driver';
import { Answer, Ask } from '../programs';

/** What a user says to the doctor. */
export interface DoctorOptions extends Where {
  /** @default - kubectl's current context */
  readonly context?: string;
  /** @default - that of the nodes */
  readonly region?: string;
  /** The name of the EKS cluster. @default - that of the context, where `aws eks update-kubeconfig` wrote it */
  readonly cluster?: string;
  /** Leave AWS alone. */
  readonly noAws?: boolean;
}

/** Addons that are told of. */
const ADDONS = [LUSTRE_DRIVER.addonName, TRIDENT.addonName, SNAPSHOT_CONTROLLER, 'eks-pod-identity-agent'];
/** Questions that run at once: each starts a program, which may ask for credentials first. */
const AT_ONCE = 4;
/** Logs that are read: those of nodes with pods that wait for a mount. */
const MOST_LOGS = 5;
const CLUSTER_ARN = /^arn:[^:]+:eks:([^:]+):\d+:cluster\/(.+)$/;
const NODES_AT_ONCE = 100;

class NotSeen extends Error {
  constructor(public readonly unseen: Unseen) {
    super(unseen.why);
  }
}

/** Asks for everything that the rows read. What cannot be had is noted with the reason, and never guessed. */
export async function collect(ask: Ask, options: DoctorOptions, now: number): Promise<Seen> {
  const facts: { -readonly [name in FactName]?: any } = {};
  const unseen: { [name in FactName]?: Unseen } = {};
  const learn = async (fact: FactName, tell: () => Promise<unknown>) => {
    try {
      facts[fact] = await tell();
    } catch (error) {
      if (!(error instanceof NotSeen)) {
        throw error;
      }
      unseen[fact] = error.unseen;
    }
  };

  const kubernetes = new KubernetesReader(ask, options);
  await inTurn(KUBERNETES_QUESTIONS, async question => learn(question.fact, async () => kubernetes.list(question)));
  await learn('nodeLogs', async () => kubernetes.logs(known(facts, unseen, ['podEvents', 'pods', 'systemPods'])));

  const place = await kubernetes.place(facts.nodes ?? []);
  const aws = new AwsReader(ask, options, place);
  await Promise.all(AWS_FACTS.map(async ({ fact, needs, tell }) => learn(fact, async () => tell(aws, known(facts, unseen, needs)))));
  await learn('securityGroupRules', async () => aws.rules(known(facts, unseen, ['fileSystemInterfaces', 'nodeInterfaces'])));
  return { facts, unseen, now, region: place.region };
}

/** The facts that a question builds on, or the reason why they are not there. */
function known(facts: Partial<Facts>, unseen: Seen['unseen'], needs: readonly FactName[]): Facts {
  const missing = needs.find(name => facts[name] === undefined);
  if (missing) {
    throw new NotSeen(unseen[missing] ?? { why: `it builds on ${missing}, which is not known` });
  }
  return facts as Facts;
}

/** Where AWS is asked. */
interface Place {
  readonly region?: string;
  readonly cluster?: string;
}

class KubernetesReader {
  constructor(private readonly ask: Ask, private readonly options: DoctorOptions) {}

  public async list({ args, mayLack, right }: KubernetesQuestion): Promise<KubernetesObject[]> {
    const answer = await this.kubectl([...args(this.options), '--output', 'json']);
    if (answer.status !== 0) {
      if (mayLack && /doesn't have a resource type|could not find the requested resource/.test(answer.stderr)) {
        return [];
      }
      throw new NotSeen({ why: whyOfKubectl(answer, right) });
    }
    const body = answer.stdout.trim() === '' ? { items: [] } : JSON.parse(answer.stdout);
    return body.items ?? [body]; // an object that was named comes alone
  }

  /** What the driver said on the nodes where pods wait for a mount. Without the right to logs the pods are told of all the same, as not recognised. */
  public async logs({ podEvents, pods, systemPods }: Facts): Promise<Log[]> {
    const waiting = podEvents.filter(({ reason }) => reason === 'FailedMount').map(({ involvedObject }) => `${involvedObject.namespace}/${involvedObject.name}`);
    const nodes = new Set(pods.filter(({ metadata, status }) => status?.phase === 'Pending' && waiting.includes(`${metadata.namespace}/${metadata.name}`))
      .map(({ spec }) => spec.nodeName));
    const onThem = systemPods.filter(({ metadata, spec }) => metadata.labels?.app === 'fsx-csi-node' && nodes.has(spec.nodeName)).slice(0, MOST_LOGS);
    return Promise.all(onThem.map(async ({ metadata, spec }) => {
      const { stdout } = await this.kubectl(['logs', '--namespace', LUSTRE_DRIVER.namespace, metadata.name, '--container', 'fsx-plugin', '--since', '30m', '--tail', '200']);
      return { pod: metadata.name, node: spec.nodeName, text: stdout };
    }));
  }

  /** The Region and the name of the cluster: as the user says, as the context says, or as the nodes say. */
  public async place(nodes: readonly KubernetesObject[]): Promise<Place> {
    const { region, cluster, noAws } = this.options;
    const { stdout } = noAws || region && cluster ? { stdout: '' } : await this.kubectl(['config', 'view', '--minify', '--output', 'jsonpath={.contexts[0].context.cluster}']);
    const [, ofContext, name] = CLUSTER_ARN.exec(stdout.trim()) ?? [];
    return { region: region ?? ofContext ?? nodes[0]?.metadata.labels?.['topology.kubernetes.io/region'], cluster: cluster ?? name };
  }

  private async kubectl(args: readonly string[]): Promise<Answer> {
    const { context } = this.options;
    return this.ask('kubectl', [...args, ...context === undefined ? [] : ['--context', context], '--request-timeout', '30s']);
  }
}

interface AwsFact {
  readonly fact: FactName;
  readonly needs: readonly FactName[];
  readonly tell: (aws: AwsReader, facts: Facts) => Promise<unknown>;
}

/** Nothing is asked of a service that the cluster does not use. */
const AWS_FACTS: readonly AwsFact[] = [
  {
    fact: 'fileSystems', needs: ['volumes', 'classes', 'backendConfigs'],
    tell: async (aws, facts) => uses(facts) ? aws.fsx('describe-file-systems', 'FileSystems') : [],
  },
  {
    fact: 'associations', needs: ['volumes', 'backendConfigs'],
    tell: async (aws, facts) => aws.ofOurs('describe-data-repository-associations', 'Associations', facts),
  },
  {
    fact: 'tasks', needs: ['volumes', 'backendConfigs'],
    tell: async (aws, facts) => aws.ofOurs('describe-data-repository-tasks', 'DataRepositoryTasks', facts),
  },
  {
    fact: 'virtualMachines', needs: ['backendConfigs'],
    tell: async (aws, facts) => facts.backendConfigs.length > 0 ? aws.fsx('describe-storage-virtual-machines', 'StorageVirtualMachines') : [],
  },
  { fact: 'backups', needs: ['volumes', 'backendConfigs'], tell: async (aws, facts) => aws.ofOurs('describe-backups', 'Backups', facts) },
  { fact: 'fileSystemInterfaces', needs: ['volumes', 'backendConfigs'], tell: async (aws, facts) => aws.interfacesOfFileSystems(facts) },
  {
    fact: 'nodeInterfaces', needs: ['nodes', 'volumes', 'backendConfigs'],
    tell: async (aws, facts) => ourFileSystems(facts).length > 0 ? aws.interfacesOfNodes(facts) : [],
  },
  { fact: 'addons', needs: [], tell: async aws => aws.addons() },
  { fact: 'podIdentityAssociations', needs: [], tell: async aws => aws.podIdentities() },
];

class AwsReader {
  private listed?: Promise<Described[]>;

  constructor(private readonly ask: Ask, private readonly options: DoctorOptions, private readonly place: Place) {}

  public async fsx(command: AwsCommand, key: string): Promise<Described[]> {
    if (command !== 'describe-file-systems') {
      return this.describe('fsx', command, [], key);
    }
    this.listed ??= this.describe('fsx', command, [], key); // the interfaces are asked of the same list
    return this.listed;
  }

  /** Of the file systems that the cluster uses. */
  public async ofOurs(command: AwsCommand, key: string, facts: Facts): Promise<Described[]> {
    const ours = ourFileSystems(facts);
    const all = ours.length > 0 ? await this.fsx(command, key) : [];
    return all.filter(({ FileSystemId, FileSystem }) => ours.includes(FileSystemId ?? FileSystem?.FileSystemId));
  }

  public async interfacesOfFileSystems(facts: Facts): Promise<Described[]> {
    const ours = ourFileSystems(facts);
    const listed = ours.length > 0 ? await this.fsx('describe-file-systems', 'FileSystems') : [];
    const found = listed.filter(({ FileSystemId }) => ours.includes(FileSystemId));
    const ids = found.flatMap(({ NetworkInterfaceIds = [] }) => NetworkInterfaceIds as string[]);
    const interfaces = ids.length > 0 ? await this.interfaces('network-interface-id', ids) : [];
    return interfaces.map(one => {
      const owner = found.find(({ NetworkInterfaceIds = [] }) => NetworkInterfaceIds.includes(one.NetworkInterfaceId));
      return { ...one, FileSystemId: owner?.FileSystemId };
    });
  }

  public async interfacesOfNodes({ nodes }: Facts): Promise<Described[]> {
    const ids = nodes.map(({ spec }) => /i-[0-9a-f]+$/.exec(spec?.providerID ?? '')?.[0]).filter((id): id is string => id !== undefined);
    return ids.length > 0 ? this.interfaces('attachment.instance-id', ids.slice(0, NODES_AT_ONCE)) : [];
  }

  public async rules({ fileSystemInterfaces, nodeInterfaces }: Facts): Promise<Described[]> {
    const groups = new Set([...fileSystemInterfaces, ...nodeInterfaces].flatMap(groupsOf));
    const filter = ['--filters', `Name=group-id,Values=${[...groups].join(',')}`];
    return groups.size > 0 ? this.describe('ec2', 'describe-security-group-rules', filter, 'SecurityGroupRules') : [];
  }

  public async addons(): Promise<Described[]> {
    const found = await Promise.all(ADDONS.map(async name => {
      const answer = await this.aws('eks', 'describe-addon', ['--cluster-name', this.cluster(), '--addon-name', name]);
      if (answer.status !== 0 && !answer.stderr.includes('ResourceNotFoundException')) {
        throw new NotSeen({ why: whyOfAws(answer, 'describe-addon') });
      }
      return answer.status === 0 ? [JSON.parse(answer.stdout).addon as Described] : [];
    }));
    return found.flat();
  }

  public async podIdentities(): Promise<Described[]> {
    return this.describe('eks', 'list-pod-identity-associations', ['--cluster-name', this.cluster()], 'associations');
  }

  private async interfaces(filter: string, values: readonly string[]): Promise<Described[]> {
    return this.describe('ec2', 'describe-network-interfaces', ['--filters', `Name=${filter},Values=${values.join(',')}`], 'NetworkInterfaces');
  }

  private async describe(service: string, command: AwsCommand, args: readonly string[], key: string): Promise<Described[]> {
    const answer = await this.aws(service, command, args);
    if (answer.status !== 0) {
      throw new NotSeen({ why: whyOfAws(answer, command) });
    }
    return JSON.parse(answer.stdout)[key] ?? [];
  }

  private async aws(service: string, command: AwsCommand, args: readonly string[]): Promise<Answer> {
    if (this.options.noAws) {
      throw new NotSeen({ why: '--no-aws', wanted: true });
    }
    const { region } = this.place;
    return this.ask('aws', [service, command, ...args, ...region === undefined ? [] : ['--region', region], '--output', 'json']);
  }

  private cluster(): string {
    if (this.options.noAws) {
      throw new NotSeen({ why: '--no-aws', wanted: true });
    }
    if (this.place.cluster === undefined) {
      throw new NotSeen({ why: 'the name of the EKS cluster is not in the context: say --cluster NAME' });
    }
    return this.place.cluster;
  }
}

/** The file systems that volumes and backends of the cluster name. */
function ourFileSystems({ volumes, backendConfigs }: Pick<Facts, 'volumes' | 'backendConfigs'>): string[] {
  const ids = [...volumesOf(LUSTRE, volumes).map(fileSystemOf), ...backendConfigs.map(fileSystemOfBackend)];
  return [...new Set(ids.filter(id => id !== undefined))];
}

/** A class alone may have a file system that FSx failed to make. */
function uses({ volumes, classes, backendConfigs }: Facts): boolean {
  return ourFileSystems({ volumes, backendConfigs }).length > 0 || classes.some(({ provisioner }) => provisioner === LUSTRE);
}

/** The claims that are the doctor's business. */
export function ourClaims({ claims, volumes, classes }: Pick<Facts, 'claims' | 'volumes' | 'classes'>): KubernetesObject[] {
  return claims.filter(claim => {
    const driver = driverOf(claim, volumes, classes);
    return driver === undefined || DRIVERS.includes(driver);
  });
}

function whyOfKubectl({ stderr }: Answer, right: string): string {
  if (/forbidden/i.test(stderr)) {
    return `no permission: kubectl get ${right}`;
  }
  return stderr.trim().split('\n').at(-1) || 'kubectl failed without a word';
}

function whyOfAws({ stderr }: Answer, command: AwsCommand): string {
  if (/AccessDenied|UnauthorizedOperation|not authorized/.test(stderr)) {
    return `no permission: ${AWS_PERMISSIONS[command]}`;
  }
  return stderr.trim().split('\n').at(-1) || 'aws failed without a word';
}

async function inTurn<T>(all: readonly T[], each: (one: T) => Promise<void>): Promise<void> {
  const left = [...all];
  await Promise.all(Array.from({ length: AT_ONCE }, async () => {
    for (let next = left.shift(); next !== undefined; next = left.shift()) {
      await each(next);
    }
  }));
}
