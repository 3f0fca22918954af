import { Graph, Resource } from './graph';
import { flattened } from '../support/fixture';

export const MANIFEST = 'Custom::AWSCDK-EKS-KubernetesResource';
export const QUESTION = 'Custom::AWSCDK-EKS-KubernetesObjectValue';
const HELM = 'Custom::AWSCDK-EKS-HelmChart';

/** One thing that another cannot do without as long as it is there. */
export interface Tie {
  readonly holder: Resource;
  readonly held: Resource;
  /** AWS refuses to delete what is held; or it does not, and the holder is of no use then, or its deletion fails. */
  readonly kind: 'held' | 'used';
}

type Held = (resource: Resource, graph: Graph) => readonly Resource[];
const of = (...paths: string[]): Held => ({ stack, properties }, graph) => paths.flatMap(path => {
  return graph.referred(stack, path.split('.').reduce((value, name) => value?.[name], properties));
});

/** What AWS refuses to delete before the other is gone. */
const HELD: { readonly [type: string]: Held } = {
  'AWS::FSx::FileSystem': of('SubnetIds', 'SecurityGroupIds'),
  'AWS::FSx::StorageVirtualMachine': of('FileSystemId'),
  'AWS::FSx::Volume': of('OntapConfiguration.StorageVirtualMachineId'),
  'AWS::EC2::Subnet': of('VpcId'),
  'AWS::EC2::SecurityGroup': (group, graph) => [
    ...of('VpcId')(group, graph), ...peersOf(group, graph, group.properties.SecurityGroupIngress), ...peersOf(group, graph, group.properties.SecurityGroupEgress),
  ],
  // a group cannot go while a rule of another group names it; EKS deletes a cluster all the same, and leaves its group behind
  'AWS::EC2::SecurityGroupIngress': (rule, graph) => otherThan(rule, graph, rule.properties.SourceSecurityGroupId).filter(isGroup),
  'AWS::EC2::SecurityGroupEgress': (rule, graph) => otherThan(rule, graph, rule.properties.DestinationSecurityGroupId).filter(isGroup),
};

/** What must work when the other is made and deleted. */
const USED: { readonly [type: string]: Held } = {
  'AWS::FSx::FileSystem': (fileSystem, graph) => [...of('KmsKeyId')(fileSystem, graph), ...rulesOf(fileSystem, graph)],
  'AWS::FSx::DataRepositoryAssociation': of('FileSystemId'),
  'AWS::FSx::StorageVirtualMachine': of('SvmAdminPassword'),
  'AWS::SecretsManager::Secret': of('KmsKeyId'),
  [MANIFEST]: (manifest, graph) => [
    ...kubectlOf(manifest, graph),
    ...driverOf(manifest, graph),
    ...storageOf(manifest, graph),
  ],
  [QUESTION]: (question, graph) => [...kubectlOf(question, graph)],
  [HELM]: (chart, graph) => [...kubectlOf(chart, graph)],
};

const KNOWN = new WeakMap<Graph, readonly Tie[]>();

export function tiesOf(graph: Graph): readonly Tie[] {
  const known = KNOWN.get(graph) ?? allTiesOf(graph);
  KNOWN.set(graph, known);
  return known;
}

function allTiesOf(graph: Graph): Tie[] {
  return graph.resources.flatMap(holder => [
    ...unique(HELD[holder.type]?.(holder, graph)).map((held): Tie => ({ holder, held, kind: 'held' })),
    ...unique(USED[holder.type]?.(holder, graph)).map((held): Tie => ({ holder, held, kind: 'used' })),
  ]);
}

/** The Kubernetes objects of a manifest, intrinsic functions as text. */
export function objectsOf({ properties }: Resource): any[] {
  return JSON.parse(flattened(properties.Manifest));
}

/** The class of a claim, where the app makes it. */
export function classOf(claim: any, graph: Graph): any {
  return graph.resources.filter(({ type }) => type === MANIFEST).flatMap(objectsOf)
    .find(({ kind, metadata }) => kind === 'StorageClass' && metadata.name === claim.spec.storageClassName);
}

export function isDriver({ type, properties }: Resource, name: 'lustre' | 'trident'): boolean {
  return name === 'lustre' ? properties.AddonName === 'aws-fsx-csi-driver'
    : properties.AddonName === 'netapp_trident-operator' || type === HELM && properties.Chart === 'trident-operator';
}

/** Whom a manifest needs in the cluster. */
function driverName(manifest: Resource, graph: Graph): 'lustre' | 'trident' | undefined {
  const text = JSON.stringify(objectsOf(manifest).map(object => [object, object.kind === 'PersistentVolumeClaim' ? classOf(object, graph) : undefined]));
  return /trident\.netapp\.io|snapshot\.storage/.test(text) ? 'trident' : /fsx\.csi\.aws\.com/.test(text) ? 'lustre' : undefined;
}

/** Where the controllers of drivers run. */
const NAMESPACES = { lustre: 'kube-system', trident: 'trident' };

/** The driver, and all that lets it work: its role with what it may do, whoever hands it credentials, nodes. */
function driverOf(manifest: Resource, graph: Graph): Resource[] {
  const name = driverName(manifest, graph);
  const drivers = name === undefined ? [] : graph.resources.filter(resource => isDriver(resource, name));
  return drivers.flatMap(driver => {
    const associations = graph.resources.filter(({ type, stack, properties }) => {
      return type === 'AWS::EKS::PodIdentityAssociation' && stack === driver.stack && properties.Namespace === NAMESPACES[name!];
    });
    const roles = [driver, ...associations].flatMap(({ stack, properties }) => {
      return graph.referred(stack, [
        properties.ServiceAccountRoleArn,
        properties.RoleArn,
        properties.ConfigurationValues,
        properties.Values,
      ]);
    });
    const around = graph.resources.filter(({ type, stack, properties }) => stack === driver.stack
      && (properties.AddonName === 'eks-pod-identity-agent' || type === 'AWS::EKS::Nodegroup'));
    const policies = roles.flatMap(role => policiesOf(role, graph));
    const permissions = actionsOf(manifest, graph).flatMap(action => allowing(action, manifest, policies, graph));
    return [driver, ...associations, ...roles, ...permissions, ...around];
  });
}

/** What a driver calls for the objects of a manifest, when they are created or deleted. */
function actionsOf(manifest: Resource, graph: Graph): string[] {
  const objects = objectsOf(manifest);
  if (driverName(manifest, graph) === 'trident') {
    return ['fsx:DeleteVolume', 'secretsmanager:GetSecretValue'];
  }
  const classes = objects.filter(({ kind }) => kind === 'PersistentVolumeClaim').map(claim => classOf(claim, graph))
    .filter(storageClass => storageClass !== undefined);
  return classes.flatMap(({ reclaimPolicy, allowVolumeExpansion }) => [
    'fsx:CreateFileSystem', ...reclaimPolicy === 'Delete' ? ['fsx:DeleteFileSystem'] : [], ...allowVolumeExpansion ? ['fsx:UpdateFileSystem'] : [],
  ]);
}

/** The policies that allow an action; those that the manifest waits for, if any: the others are of other storages. */
function allowing(action: string, manifest: Resource, policies: readonly Resource[], graph: Graph): Resource[] {
  const allows = ({ Effect, Action }: any) => Effect === 'Allow' && [Action].flat().includes(action);
  const all = policies.filter(({ properties }) => properties.PolicyDocument.Statement.some(allows));
  const awaited = all.filter(policy => graph.before(manifest).has(policy));
  if (all.length === 0) {
    throw new Error(`no policy allows ${action}, which ${manifest.key} needs`);
  }
  return awaited.length > 0 ? awaited : all;
}

/** The functions that apply manifests, their roles with what they may do, and their access to the cluster. */
function kubectlOf({ stack, properties }: Resource, graph: Graph): Resource[] {
  const [framework] = graph.referred(stack, properties.ServiceToken);
  if (!framework) {
    return []; // of another owner
  }
  const handlers = graph.referred(framework.stack, framework.properties.Environment).filter(({ type }) => type === 'AWS::Lambda::Function');
  const functions = [framework, ...handlers];
  const roles = functions.flatMap(each => graph.referred(each.stack, each.properties.Role));
  const entries = graph.resources.filter(entry => entry.type === 'AWS::EKS::AccessEntry'
    && graph.referred(entry.stack, entry.properties.PrincipalArn).some(role => roles.includes(role)));
  return [...functions, ...roles, ...roles.flatMap(role => policiesOf(role, graph)), ...entries, ...graph.resources.filter(({ type }) => type === 'AWS::EKS::Cluster')];
}

/** The file system, virtual machine, secret and links behind what a manifest brings, so far as it names them; and the rules that it is reached through. */
function storageOf(manifest: Resource, graph: Graph): Resource[] {
  const named = graph.referred(manifest.stack, manifest.properties.Manifest).filter(({ type }) => /^AWS::(FSx|SecretsManager)::/.test(type));
  const links = graph.resources.filter(link => link.type === 'AWS::FSx::DataRepositoryAssociation'
    && graph.referred(link.stack, link.properties.FileSystemId).some(fileSystem => named.includes(fileSystem)));
  return [...named, ...links, ...named.filter(({ type }) => type === 'AWS::FSx::FileSystem').flatMap(fileSystem => rulesOf(fileSystem, graph))];
}

/** The rules of the groups of a file system that stand alone, but for those of clients that somebody named: an exchange needs them all. */
function rulesOf(fileSystem: Resource, graph: Graph): Resource[] {
  const groups = graph.referred(fileSystem.stack, fileSystem.properties.SecurityGroupIds);
  return graph.resources.filter(({ type, stack, id, properties }) => /SecurityGroup(In|E)gress$/.test(type) && /Clients|Nodes|Servers|Callbacks/.test(id)
    && graph.referred(stack, properties.GroupId).some(group => groups.includes(group)));
}

function policiesOf(role: Resource, graph: Graph): Resource[] {
  return graph.resources.filter(({ type, stack, properties }) => type === 'AWS::IAM::Policy' && graph.referred(stack, properties.Roles).includes(role));
}

function peersOf(group: Resource, graph: Graph, rules: unknown[] = []): Resource[] {
  const peers = rules.map(({ SourceSecurityGroupId, DestinationSecurityGroupId }: any) => [
    SourceSecurityGroupId,
    DestinationSecurityGroupId,
  ]);
  return graph.referred(group.stack, peers).filter(peer => peer !== group);
}

function otherThan(rule: Resource, graph: Graph, peer: unknown): Resource[] {
  const own = graph.referred(rule.stack, rule.properties.GroupId);
  return graph.referred(rule.stack, peer).filter(resource => !own.includes(resource));
}

function isGroup({ type }: Resource): boolean {
  return type === 'AWS::EC2::SecurityGroup';
}

function unique(resources: readonly Resource[] = []): Resource[] {
  return [...new Set(resources)];
}
