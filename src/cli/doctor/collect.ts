import { Described, FactName, Facts, KubernetesObject, Log, Seen, Unseen } from './facts';
import { groupsOf } from './ports';
import { AWS_PERMISSIONS, AwsCommand, KUBERNETES_QUERIES, KubernetesQuery, Scope } from './queries';
import { DRIVERS, LUSTRE, driverOf, fileSystemOf, fileSystemOfBackend, volumesOf } from './shapes';
import { LUSTRE_DRIVER } from '../../lustre/driver';
import { SNAPSHOT_CONTROLLER, TRIDENT } from '../../ontap/driver';
import { ProgramResult, RunProgram } from '../programs';

/** The options of the doctor command. */
export interface DoctorOptions extends Scope {
  /** @default - the current context of kubectl */
  readonly context?: string;
  /** @default - the Region of the context or of the nodes */
  readonly region?: string;
  /** The name of the EKS cluster. @default - the name in the context, if `aws eks update-kubeconfig` wrote it */
  readonly cluster?: string;
  /** Whether to skip all AWS queries. */
  readonly noAws?: boolean;
}

/** The add-ons that the rows read. */
const ADDONS = [LUSTRE_DRIVER.addonName, TRIDENT.addonName, SNAPSHOT_CONTROLLER, 'eks-pod-identity-agent'];
/** Each query starts a program, which may fetch credentials first. */
const CONCURRENT_QUERIES = 4;
/** Only nodes with pods that wait for a mount need one. */
const MAX_LOGS = 5;
const CLUSTER_ARN = /^arn:[^:]+:eks:([^:]+):\d+:cluster\/(.+)$/;
const MAX_NODES = 100;
/** How kubectl marks an error that the API server returned; other errors never reached it. */
const SERVER_ERROR = /Error from server/;

/** A fact that cannot be read. */
class NotVisible extends Error {
  constructor(public readonly unseen: Unseen) {
    super(unseen.why);
  }
}

/** kubectl cannot reach the cluster, so that there is nothing to diagnose. */
export class ClusterUnreachable extends Error {
  constructor(reason: string) {
    super(`cannot reach the cluster: ${reason}`);
  }
}

/**
 * Reads all facts that the rows need. A fact that cannot be read is recorded with the reason.
 *
 * If the first query does not reach the cluster, it fails with ClusterUnreachable.
 */
export async function collect(run: RunProgram, options: DoctorOptions, now: number): Promise<Seen> {
  const facts: { -readonly [name in FactName]?: any } = {};
  const unseen: { [name in FactName]?: Unseen } = {};
  const record = async (fact: FactName, load: () => Promise<unknown>) => {
    try {
      facts[fact] = await load();
    } catch (error) {
      if (!(error instanceof NotVisible)) {
        throw error;
      }
      unseen[fact] = error.unseen;
    }
  };

  const kubernetes = new KubernetesReader(run, options);
  const [first, ...others] = KUBERNETES_QUERIES;
  await record(first.fact, async () => kubernetes.listFirst(first));
  await concurrently(others, async query => record(query.fact, async () => kubernetes.list(query)));
  await record('nodeLogs', async () => kubernetes.logs(known(facts, unseen, ['podEvents', 'pods', 'systemPods'])));

  const location = await kubernetes.location(facts.nodes ?? []);
  const aws = new AwsReader(run, options, location);
  await Promise.all(AWS_FACTS
    .map(async ({ fact, needs, load }) => record(fact, async () => load(aws, known(facts, unseen, needs)))));
  await record('securityGroupRules', async () =>
    aws.rules(known(facts, unseen, ['fileSystemInterfaces', 'nodeInterfaces'])));
  return { facts, unseen, now, region: location.region };
}

/** The facts that another one depends on; without them it is missing for the same reason. */
function known(facts: Partial<Facts>, unseen: Seen['unseen'], needs: readonly FactName[]): Facts {
  const missing = needs.find(name => facts[name] === undefined);
  if (missing) {
    throw new NotVisible(unseen[missing] ?? { why: `it depends on ${missing}, which is not known` });
  }
  return facts as Facts;
}

/** The Region and the EKS cluster to query. */
interface Location {
  readonly region?: string;
  readonly cluster?: string;
}

class KubernetesReader {
  constructor(private readonly run: RunProgram, private readonly options: DoctorOptions) {}

  /** Without a cluster every query would fail in the same way, each after its own timeout. */
  public async listFirst(query: KubernetesQuery): Promise<KubernetesObject[]> {
    const result = await this.query(query);
    if (result.status !== 0 && !SERVER_ERROR.test(result.stderr)) {
      throw new ClusterUnreachable(kubectlError(result, query.permission));
    }
    return objectsOf(result, query);
  }

  public async list(query: KubernetesQuery): Promise<KubernetesObject[]> {
    return objectsOf(await this.query(query), query);
  }

  /**
   * Logs of the driver on nodes where pods wait for a mount. Without permission to read them they are empty, and the
   * pods are reported as not recognized.
   */
  public async logs({ podEvents, pods, systemPods }: Facts): Promise<Log[]> {
    const waiting = podEvents.filter(({ reason }) => reason === 'FailedMount')
      .map(({ involvedObject }) => `${involvedObject.namespace}/${involvedObject.name}`);
    const nodes = new Set(pods
      .filter(({ metadata, status }) => status?.phase === 'Pending'
        && waiting.includes(`${metadata.namespace}/${metadata.name}`))
      .map(({ spec }) => spec.nodeName));
    const onThem = systemPods
      .filter(({ metadata, spec }) => metadata.labels?.app === 'fsx-csi-node' && nodes.has(spec.nodeName))
      .slice(0, MAX_LOGS);
    return Promise.all(onThem.map(async ({ metadata, spec }) => {
      const { stdout } = await this.kubectl([
        'logs', '--namespace', LUSTRE_DRIVER.namespace, metadata.name, '--container', 'fsx-plugin', '--since', '30m',
        '--tail', '200',
      ]);
      return { pod: metadata.name, node: spec.nodeName, text: stdout };
    }));
  }

  /** The Region and the name of the cluster: from the options, the context, or the labels of the nodes. */
  public async location(nodes: readonly KubernetesObject[]): Promise<Location> {
    const { region, cluster, noAws } = this.options;
    const { stdout } = noAws || region && cluster
      ? { stdout: '' }
      : await this.kubectl(['config', 'view', '--minify', '--output', 'jsonpath={.contexts[0].context.cluster}']);
    const [, ofContext, name] = CLUSTER_ARN.exec(stdout.trim()) ?? [];
    return {
      region: region ?? ofContext ?? nodes[0]?.metadata.labels?.['topology.kubernetes.io/region'],
      cluster: cluster ?? name,
    };
  }

  private async query({ args }: KubernetesQuery): Promise<ProgramResult> {
    return this.kubectl([...args(this.options), '--output', 'json']);
  }

  private async kubectl(args: readonly string[]): Promise<ProgramResult> {
    const { context } = this.options;
    const contextArgs = context === undefined ? [] : ['--context', context];
    return this.run('kubectl', [...args, ...contextArgs, '--request-timeout', '30s']);
  }
}

function objectsOf(result: ProgramResult, { permission, optional }: KubernetesQuery): KubernetesObject[] {
  if (result.status !== 0) {
    if (optional && /doesn't have a resource type|could not find the requested resource/.test(result.stderr)) {
      return [];
    }
    throw new NotVisible({ why: kubectlError(result, permission) });
  }
  const body = result.stdout.trim() === '' ? { items: [] } : JSON.parse(result.stdout);
  return body.items ?? [body]; // kubectl prints an object that was requested by name without a list
}

interface AwsFact {
  readonly fact: FactName;
  readonly needs: readonly FactName[];
  readonly load: (aws: AwsReader, facts: Facts) => Promise<unknown>;
}

/** A service that the cluster does not use is not queried. */
const AWS_FACTS: readonly AwsFact[] = [
  {
    fact: 'fileSystems', needs: ['volumes', 'classes', 'backendConfigs'],
    load: async (aws, facts) => usesFsx(facts) ? aws.fsx('describe-file-systems', 'FileSystems') : [],
  },
  {
    fact: 'associations', needs: ['volumes', 'backendConfigs'],
    load: async (aws, facts) => aws.ofCluster('describe-data-repository-associations', 'Associations', facts),
  },
  {
    fact: 'tasks', needs: ['volumes', 'backendConfigs'],
    load: async (aws, facts) => aws.ofCluster('describe-data-repository-tasks', 'DataRepositoryTasks', facts),
  },
  {
    fact: 'virtualMachines', needs: ['backendConfigs'],
    load: async (aws, facts) => facts.backendConfigs.length > 0
      ? aws.fsx('describe-storage-virtual-machines', 'StorageVirtualMachines')
      : [],
  },
  {
    fact: 'backups', needs: ['volumes', 'backendConfigs'],
    load: async (aws, facts) => aws.ofCluster('describe-backups', 'Backups', facts),
  },
  {
    fact: 'fileSystemInterfaces', needs: ['volumes', 'backendConfigs'],
    load: async (aws, facts) => aws.interfacesOfFileSystems(facts),
  },
  {
    fact: 'nodeInterfaces', needs: ['nodes', 'volumes', 'backendConfigs'],
    load: async (aws, facts) => fileSystemsInUse(facts).length > 0 ? aws.interfacesOfNodes(facts) : [],
  },
  { fact: 'addons', needs: [], load: async aws => aws.addons() },
  { fact: 'podIdentityAssociations', needs: [], load: async aws => aws.podIdentities() },
];

class AwsReader {
  private listed?: Promise<Described[]>;

  constructor(
    private readonly run: RunProgram, private readonly options: DoctorOptions, private readonly location: Location,
  ) {}

  public async fsx(command: AwsCommand, key: string): Promise<Described[]> {
    if (command !== 'describe-file-systems') {
      return this.describe('fsx', command, [], key);
    }
    this.listed ??= this.describe('fsx', command, [], key); // the network interfaces need the same list
    return this.listed;
  }

  /** Only what belongs to file systems that the cluster uses. */
  public async ofCluster(command: AwsCommand, key: string, facts: Facts): Promise<Described[]> {
    const inUse = fileSystemsInUse(facts);
    const all = inUse.length > 0 ? await this.fsx(command, key) : [];
    return all.filter(({ FileSystemId, FileSystem }) => inUse.includes(FileSystemId ?? FileSystem?.FileSystemId));
  }

  public async interfacesOfFileSystems(facts: Facts): Promise<Described[]> {
    const inUse = fileSystemsInUse(facts);
    const listed = inUse.length > 0 ? await this.fsx('describe-file-systems', 'FileSystems') : [];
    const found = listed.filter(({ FileSystemId }) => inUse.includes(FileSystemId));
    const ids = found.flatMap(({ NetworkInterfaceIds = [] }) => NetworkInterfaceIds as string[]);
    const interfaces = ids.length > 0 ? await this.interfaces('network-interface-id', ids) : [];
    return interfaces.map(one => {
      const owner = found.find(({ NetworkInterfaceIds = [] }) => NetworkInterfaceIds.includes(one.NetworkInterfaceId));
      return { ...one, FileSystemId: owner?.FileSystemId };
    });
  }

  public async interfacesOfNodes({ nodes }: Facts): Promise<Described[]> {
    const ids = nodes.map(({ spec }) => /i-[0-9a-f]+$/.exec(spec?.providerID ?? '')?.[0])
      .filter((id): id is string => id !== undefined);
    return ids.length > 0 ? this.interfaces('attachment.instance-id', ids.slice(0, MAX_NODES)) : [];
  }

  public async rules({ fileSystemInterfaces, nodeInterfaces }: Facts): Promise<Described[]> {
    const groups = new Set([...fileSystemInterfaces, ...nodeInterfaces].flatMap(groupsOf));
    const filter = ['--filters', `Name=group-id,Values=${[...groups].join(',')}`];
    return groups.size > 0 ? this.describe('ec2', 'describe-security-group-rules', filter, 'SecurityGroupRules') : [];
  }

  public async addons(): Promise<Described[]> {
    const found = await Promise.all(ADDONS.map(async name => {
      const result = await this.aws('eks', 'describe-addon', ['--cluster-name', this.cluster(), '--addon-name', name]);
      if (result.status !== 0 && !result.stderr.includes('ResourceNotFoundException')) {
        throw new NotVisible({ why: awsError(result, 'describe-addon') });
      }
      return result.status === 0 ? [JSON.parse(result.stdout).addon as Described] : [];
    }));
    return found.flat();
  }

  public async podIdentities(): Promise<Described[]> {
    return this.describe('eks', 'list-pod-identity-associations', ['--cluster-name', this.cluster()], 'associations');
  }

  private async interfaces(filter: string, values: readonly string[]): Promise<Described[]> {
    return this.describe(
      'ec2', 'describe-network-interfaces', ['--filters', `Name=${filter},Values=${values.join(',')}`],
      'NetworkInterfaces',
    );
  }

  private async describe(
    service: string, command: AwsCommand, args: readonly string[], key: string,
  ): Promise<Described[]> {
    const result = await this.aws(service, command, args);
    if (result.status !== 0) {
      throw new NotVisible({ why: awsError(result, command) });
    }
    return JSON.parse(result.stdout)[key] ?? [];
  }

  private async aws(service: string, command: AwsCommand, args: readonly string[]): Promise<ProgramResult> {
    if (this.options.noAws) {
      throw new NotVisible({ why: '--no-aws', excluded: true });
    }
    const { region } = this.location;
    const regionArgs = region === undefined ? [] : ['--region', region];
    return this.run('aws', [service, command, ...args, ...regionArgs, '--output', 'json']);
  }

  private cluster(): string {
    if (this.options.noAws) {
      throw new NotVisible({ why: '--no-aws', excluded: true });
    }
    if (this.location.cluster === undefined) {
      throw new NotVisible({ why: 'the context does not contain the name of the EKS cluster: use --cluster NAME' });
    }
    return this.location.cluster;
  }
}

/** The file systems that volumes and backends of the cluster use. */
function fileSystemsInUse({ volumes, backendConfigs }: Pick<Facts, 'volumes' | 'backendConfigs'>): string[] {
  const ids = [...volumesOf(LUSTRE, volumes).map(fileSystemOf), ...backendConfigs.map(fileSystemOfBackend)];
  return [...new Set(ids.filter(id => id !== undefined))];
}

/** A class without volumes counts too: FSx may have failed to create its file system. */
function usesFsx({ volumes, classes, backendConfigs }: Facts): boolean {
  return fileSystemsInUse({ volumes, backendConfigs }).length > 0
    || classes.some(({ provisioner }) => provisioner === LUSTRE);
}

/** The claims of the FSx drivers, and those whose driver is not known. */
export function ourClaims(
  { claims, volumes, classes }: Pick<Facts, 'claims' | 'volumes' | 'classes'>,
): KubernetesObject[] {
  return claims.filter(claim => {
    const driver = driverOf(claim, volumes, classes);
    return driver === undefined || DRIVERS.includes(driver);
  });
}

function kubectlError({ stderr }: ProgramResult, permission: string): string {
  if (/forbidden/i.test(stderr)) {
    return `no permission: kubectl get ${permission}`;
  }
  return lastLine(stderr) || 'kubectl failed without a message';
}

function awsError({ stderr }: ProgramResult, command: AwsCommand): string {
  if (/AccessDenied|UnauthorizedOperation|not authorized/.test(stderr)) {
    return `no permission: ${AWS_PERMISSIONS[command]}`;
  }
  return lastLine(stderr) || 'aws failed without a message';
}

/** kubectl writes its retries first and the error last. */
function lastLine(text: string): string {
  return text.trim().split('\n').at(-1)!;
}

async function concurrently<T>(all: readonly T[], run: (one: T) => Promise<void>): Promise<void> {
  const queue = [...all];
  await Promise.all(Array.from({ length: CONCURRENT_QUERIES }, async () => {
    for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
      await run(next);
    }
  }));
}
