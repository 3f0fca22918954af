import { Account, Cluster } from './account';
import { CreatedResource, ResourceRequest } from './engine';
import { Rule } from './network';
import { roleNameOf } from './permissions';
import { ADMINISTRATOR, Rejected, mountNameOf } from '../../conformance/support/fsx-server';
import { ACCOUNT, REGION, attributeOf, idOf } from '../../conformance/support/values';

type Update = ResourceRequest & { readonly physicalId: string; readonly oldProperties: any };
type Delete = ResourceRequest & { readonly physicalId: string };
type Attributes = { readonly [name: string]: any };

/** How a type of resource is created, updated and deleted. */
export interface Handler {
  create(account: Account, request: ResourceRequest, seed: string): CreatedResource;
  update(account: Account, request: Update): CreatedResource;
  delete(account: Account, request: Delete): void;
}

/** What differs between types; the rest is in `handlerOf`. */
interface Type {
  /** Attributes that `Fn::GetAtt` reads, as the values of the proofs know them. */
  readonly attributes?: readonly string[];
  /** Acts, and tells the id and attributes where they are the service's. */
  readonly create?: (
    account: Account, request: ResourceRequest, id: string, seed: string,
  ) => { readonly id?: string; readonly attributes?: Attributes } | void;
  /** Absent: a change means nothing to the account. */
  readonly update?: (account: Account, request: Update) => Attributes | void;
  /** Absent: nothing holds it, and nothing is left. */
  readonly delete?: (account: Account, request: Delete) => void;
}

const KNOWN_ATTRIBUTES = new WeakMap<Account, Map<string, Attributes>>();

export function handlerOf(type: string): Handler {
  const definition: Type | undefined = TYPES[type];
  if (!definition) {
    throw new Error(`the account does not know the type ${type}`);
  }
  return {
    create: (account, request, seed) => {
      const { properties } = request;
      const made = definition.create?.(account, request, idOf({ type, properties, seed }), seed) ?? {};
      const attributes = {
        ...Object.fromEntries((definition.attributes ?? [])
          .map(name => [name, attributeOf({ type, properties, seed }, name)])),
        ...made.attributes,
      };
      const physicalId = made.id ?? idOf({ type, properties, seed });
      attributesIn(account).set(`${type} ${physicalId}`, attributes);
      return { physicalId, attributes };
    },
    update: (account, request) => {
      const key = `${type} ${request.physicalId}`;
      const attributes = { ...attributesIn(account).get(key), ...definition.update?.(account, request) };
      attributesIn(account).set(key, attributes);
      return { physicalId: request.physicalId, attributes };
    },
    delete: (account, request) => {
      // the provider of the CDK passes over the deletion of a custom resource that never came about
      if (attributesIn(account).has(`${type} ${request.physicalId}`) || !type.startsWith('Custom::')) {
        definition.delete?.(account, request);
      }
    },
  };
}

function attributesIn(account: Account): Map<string, Attributes> {
  const attributes = KNOWN_ATTRIBUTES.get(account) ?? new Map<string, Attributes>();
  KNOWN_ATTRIBUTES.set(account, attributes);
  return attributes;
}

/** The properties that differ. */
function changed({ properties, oldProperties }: Update): { [name: string]: any } {
  const names = [...new Set([...Object.keys(properties), ...Object.keys(oldProperties)])];
  return Object.fromEntries(names
    .filter(name => JSON.stringify(properties[name]) !== JSON.stringify(oldProperties[name]))
    .map(name => [name, properties[name]]));
}

/** CloudFormation takes what is gone already for deleted. */
function unlessGone(act: () => void): void {
  try {
    act();
  } catch (error) {
    if (!(error instanceof Rejected && /NotFound/.test(error.type))) {
      throw error;
    }
  }
}

const ON_PAPER: Type = {};

// --- EC2 ---

function ruleOf(id: string, direction: Rule['direction'], group: string, properties: any): Rule {
  const {
    IpProtocol, FromPort, ToPort, SourceSecurityGroupId, DestinationSecurityGroupId, CidrIp, CidrIpv6,
  } = properties;
  return { id, direction, group, protocol: `${IpProtocol}`, from: FromPort, to: ToPort, peer: SourceSecurityGroupId ?? DestinationSecurityGroupId ?? CidrIp ?? CidrIpv6 };
}

/** Without an outbound rule of its own a group gets the one that allows all (VPC user guide, security-group-rules). */
function inlineRules(group: string, { SecurityGroupIngress = [], SecurityGroupEgress = [{ IpProtocol: '-1', CidrIp: '0.0.0.0/0' }] }: any): Rule[] {
  return [
    ...SecurityGroupIngress.map((rule: any, index: number) => ruleOf(`${group} in ${index}`, 'in', group, rule)),
    ...SecurityGroupEgress.map((rule: any, index: number) => ruleOf(`${group} out ${index}`, 'out', group, rule)),
  ];
}

const standaloneRule = (direction: Rule['direction']): Type => ({
  create: ({ network }, { properties }, id) => network.addRule(ruleOf(id, direction, properties.GroupId, properties)),
  delete: ({ network }, { physicalId }) => network.removeRule(physicalId),
});

const EC2: { readonly [type: string]: Type } = {
  'AWS::EC2::VPC': {
    attributes: ['CidrBlock'],
    create: ({ network }, _, id) => network.addVpc(id),
    delete: ({ network }, { physicalId }) => network.removeVpc(physicalId),
  },
  'AWS::EC2::Subnet': {
    attributes: ['AvailabilityZone'],
    create: ({ network }, { properties }, id) => network.addSubnet(id, properties.VpcId),
    delete: ({ network }, { physicalId }) => network.removeSubnet(physicalId),
  },
  'AWS::EC2::SecurityGroup': {
    attributes: ['GroupId'],
    create: ({ network }, { properties }, id) => {
      network.addGroup(id, properties.VpcId, (properties.Tags ?? []).map(({ Key }: any) => Key));
      inlineRules(id, properties).forEach(rule => network.addRule(rule));
    },
    update: ({ network }, request) => {
      const { physicalId, properties, oldProperties } = request;
      if ('SecurityGroupIngress' in changed(request) || 'SecurityGroupEgress' in changed(request)) {
        inlineRules(physicalId, oldProperties).forEach(({ id }) => network.removeRule(id));
        inlineRules(physicalId, properties).forEach(rule => network.addRule(rule));
      }
    },
    delete: ({ network }, { physicalId }) => network.removeGroup(physicalId),
  },
  'AWS::EC2::SecurityGroupIngress': standaloneRule('in'),
  'AWS::EC2::SecurityGroupEgress': standaloneRule('out'),
  'AWS::EC2::EIP': {
    attributes: ['AllocationId'],
    create: ({ addresses }, _, id) => void addresses.add(id),
    delete: ({ addresses }, { physicalId }) => void addresses.delete(physicalId),
  },
  'AWS::EC2::NatGateway': {
    create: ({ addresses, network }, { properties }, id) => {
      addresses.add(id);
      network.attach(id, [properties.SubnetId], []);
    },
    delete: ({ addresses, network }, { physicalId }) => {
      addresses.delete(physicalId);
      network.detach(physicalId);
    },
  },
  'AWS::EC2::RouteTable': ON_PAPER,
  'AWS::EC2::SubnetRouteTableAssociation': ON_PAPER,
  'AWS::EC2::Route': ON_PAPER,
  'AWS::EC2::InternetGateway': ON_PAPER,
  'AWS::EC2::VPCGatewayAttachment': ON_PAPER,
};

// --- IAM ---

const IAM: { readonly [type: string]: Type } = {
  'AWS::IAM::Role': {
    attributes: ['Arn'],
    create: ({ permissions }, { properties }, id) => permissions.putRole(id, properties),
    update: ({ permissions }, { physicalId, properties }) => permissions.putRole(physicalId, properties),
    delete: ({ permissions }, { physicalId }) => permissions.removeRole(physicalId),
  },
  'AWS::IAM::Policy': {
    create: ({ permissions }, { properties }, id) =>
      permissions.putPolicy(id, properties.Roles, properties.PolicyDocument),
    update: ({ permissions }, { physicalId, properties }) =>
      permissions.putPolicy(physicalId, properties.Roles, properties.PolicyDocument),
    delete: ({ permissions }, { physicalId }) => permissions.removePolicy(physicalId),
  },
};

// --- EKS ---

function clusterOf(account: Account, name: string): Cluster {
  const cluster = account.clusters.get(name);
  if (!cluster) {
    throw new Rejected('ResourceNotFoundException', `No cluster found for name: ${name}.`);
  }
  return cluster;
}

/** Where the pods of an add-on are. */
const ADDON_NAMESPACES: { readonly [addon: string]: string } = {
  'aws-fsx-csi-driver': 'kube-system', 'eks-pod-identity-agent': 'kube-system', 'snapshot-controller': 'kube-system', 'netapp_trident-operator': 'trident',
};

/** The service accounts that an add-on is given roles for, by its associations or by annotation (IRSA). */
function identitiesOf(
  account: Account,
  { AddonName, PodIdentityAssociations = [], ServiceAccountRoleArn }: any,
): [string, string][] {
  const namespace = ADDON_NAMESPACES[AddonName];
  if (namespace === undefined) {
    throw new Error(`the account does not know the add-on ${AddonName}`);
  }
  const associations = PodIdentityAssociations.map(({ ServiceAccount, RoleArn }: any) => [
    `${namespace}/${ServiceAccount}`,
    roleNameOf(RoleArn),
  ]);
  if (ServiceAccountRoleArn !== undefined) {
    throw new Error('the account does not know roles of service accounts by annotation');
  }
  return associations.map(([account_, role]: [string, string]) => {
    if (!account.permissions.has(role)) {
      throw new Rejected('InvalidParameterException', `role ${role} does not exist`);
    }
    return [account_, role];
  });
}

/**
 * Software that is there without its add-on is taken over with OVERWRITE alone (API reference, CreateAddon, resolveConflicts). With PreserveOnDelete the software
 * stays and keeps its identity (DeleteAddon, preserve).
 */
const ADDON: Type = {
  create: (account, { properties }) => {
    const { AddonName, AddonVersion = 'default', ClusterName, ResolveConflicts } = properties;
    const cluster = clusterOf(account, ClusterName);
    if (cluster.addons.has(AddonName)) {
      throw new Rejected('ResourceInUseException', `Addon already exists: ${AddonName}`);
    }
    if (cluster.software.has(AddonName) && ResolveConflicts !== 'OVERWRITE') {
      throw new Rejected('ConfigurationConflict', `Conflicts found when trying to apply ${AddonName}. Will not continue due to resolve conflicts mode.`);
    }
    identitiesOf(account, properties).forEach(([serviceAccount, role]) => cluster.identities.set(serviceAccount, role));
    cluster.addons.set(AddonName, AddonVersion);
    cluster.install(AddonName);
    return { id: `${ClusterName}|${AddonName}` };
  },
  update: (account, { properties }) => {
    const cluster = clusterOf(account, properties.ClusterName);
    identitiesOf(account, properties).forEach(([serviceAccount, role]) => cluster.identities.set(serviceAccount, role));
    cluster.addons.set(properties.AddonName, properties.AddonVersion ?? 'default');
  },
  delete: (account, { properties }) => unlessGone(() => {
    const { AddonName, ClusterName, PreserveOnDelete } = properties;
    const cluster = clusterOf(account, ClusterName);
    cluster.addons.delete(AddonName);
    if (`${PreserveOnDelete}` !== 'true') {
      cluster.software.delete(AddonName);
      identitiesOf(account, { ...properties }).forEach(([serviceAccount]) => cluster.identities.delete(serviceAccount));
    }
  }),
};

const EKS: { readonly [type: string]: Type } = {
  'AWS::EKS::Cluster': {
    attributes: ['Arn', 'ClusterSecurityGroupId', 'OpenIdConnectIssuerUrl', 'Endpoint', 'CertificateAuthorityData', 'EncryptionConfigKeyArn'],
    create: (account, { properties }, name, seed) => {
      const { SubnetIds, SecurityGroupIds = [] } = properties.ResourcesVpcConfig;
      const group = attributeOf({ type: 'AWS::EKS::Cluster', properties, seed }, 'ClusterSecurityGroupId');
      const { network } = account;
      network.addGroup(group, network.subnets.get(SubnetIds[0])!.vpc);
      network.addRule({ id: `${group} in`, group, direction: 'in', protocol: '-1', peer: group });
      network.addRule({ id: `${group} out`, group, direction: 'out', protocol: '-1', peer: '0.0.0.0/0' });
      network.attach(`cluster ${name}`, SubnetIds, [group, ...SecurityGroupIds]);
      account.clusters.set(name, new Cluster(account, name, group, properties.Version));
    },
    update: (account, request) => {
      const { Version } = changed(request);
      if (Version !== undefined) {
        upgrade(clusterOf(account, request.physicalId), Version);
      }
    },
    /** EKS leaves the cluster's group behind when a rule of another group names it. */
    delete: (account, { physicalId }) => {
      const cluster = account.clusters.get(physicalId);
      if (cluster && cluster.nodeGroups.size > 0) {
        throw new Rejected('ResourceInUseException', 'Cluster has nodegroups attached');
      }
      account.clusters.delete(physicalId);
      account.network.detach(`cluster ${physicalId}`);
      if (cluster && account.network.canRemoveGroup(cluster.securityGroup)) {
        account.network.removeGroup(cluster.securityGroup);
      }
    },
  },
  'AWS::EKS::Nodegroup': {
    create: (account, { properties }, id) => {
      const cluster = clusterOf(account, properties.ClusterName);
      cluster.nodeGroups.add(id);
      account.network.attach(id, properties.Subnets, cluster.nodes.groups);
    },
    delete: (account, { physicalId, properties }) => {
      account.clusters.get(properties.ClusterName)?.nodeGroups.delete(physicalId);
      account.network.detach(physicalId);
    },
  },
  'AWS::EKS::Addon': ADDON,
  'AWS::EKS::PodIdentityAssociation': {
    create: (account, { properties }) => {
      const { ClusterName, Namespace, ServiceAccount, RoleArn } = properties;
      const { identities } = clusterOf(account, ClusterName);
      if (identities.has(`${Namespace}/${ServiceAccount}`)) {
        throw new Rejected('ResourceInUseException', `Association already exists: ${Namespace}/${ServiceAccount}`);
      }
      identities.set(`${Namespace}/${ServiceAccount}`, roleNameOf(RoleArn));
    },
    update: (account, { properties: { ClusterName, Namespace, ServiceAccount, RoleArn } }) => {
      clusterOf(account, ClusterName).identities.set(`${Namespace}/${ServiceAccount}`, roleNameOf(RoleArn));
    },
    delete: (account, { properties: { ClusterName, Namespace, ServiceAccount } }) => {
      account.clusters.get(ClusterName)?.identities.delete(`${Namespace}/${ServiceAccount}`);
    },
  },
  'AWS::EKS::AccessEntry': ON_PAPER,
};

/** One minor version at a time, and never back (EKS user guide, update-cluster). */
function upgrade(cluster: Cluster, version: string): void {
  const minor = (text: string) => Number(text.split('.')[1]);
  if (minor(version) !== minor(cluster.version) + 1) {
    throw new Rejected('InvalidParameterException', `Unsupported Kubernetes minor version update from ${cluster.version} to ${version}`);
  }
  cluster.version = version;
}

// --- Kubernetes ---

/** The cluster of a custom resource, if the function that brings it there exists. */
function reached(account: Account, { ServiceToken, ClusterName }: any): Cluster {
  if (!account.functions.has(ServiceToken)) {
    throw new Rejected('ResourceNotFoundException', `Function not found: ${ServiceToken}`);
  }
  return clusterOf(account, ClusterName);
}

/** The three questions of the library's backends, and that for a definition. */
function answerTo(cluster: Cluster, { ObjectType, ObjectName, JsonPath }: any): Attributes {
  const runs = cluster.software.has('netapp_trident-operator');
  if (ObjectType === 'crd' && `${ObjectName}`.endsWith('.trident.netapp.io')) {
    return runs ? { Value: 'TridentBackendConfig' } : noAnswer(ObjectName);
  }
  const [revision] = /revision-[0-9a-f]+/.exec(JsonPath) ?? [];
  if (revision !== undefined) {
    const { backend, message } = cluster.trident.inForce(revision);
    return { Value: backend?.name ?? message ?? noAnswer(revision) };
  }
  if (JsonPath === '.backendUUID') {
    const backend = cluster.trident.backends.get(ObjectName);
    return backend ? { Value: backend.uuid } : noAnswer(ObjectName);
  }
  throw new Error(`the simulated cluster does not know the question ${ObjectType} ${ObjectName} ${JsonPath}`);
}

function noAnswer(name: string): never {
  throw new Rejected('kubectl', `Timeout waiting for output from kubectl command: ${name}`);
}

const manifest = ({ Manifest }: any) => JSON.parse(Manifest);
/** The software of a chart. */
const CHARTS: { readonly [chart: string]: string } = { 'trident-operator': 'netapp_trident-operator', 'aws-fsx-csi-driver': 'aws-fsx-csi-driver' };

function softwareOf({ Chart }: any): string {
  if (CHARTS[Chart] === undefined) {
    throw new Error(`the simulated cluster does not know the chart ${Chart}`);
  }
  return CHARTS[Chart];
}

const KUBERNETES: { readonly [type: string]: Type } = {
  'Custom::AWSCDK-EKS-KubernetesResource': {
    create: (account, { properties }) => {
      const { objects } = reached(account, properties);
      if (`${properties.Overwrite}` === 'true') {
        objects.apply(manifest(properties));
      } else {
        objects.create(manifest(properties));
      }
    },
    update: (account, { properties }) => {
      if (properties.PruneLabel !== undefined) {
        throw new Error('the simulated cluster does not know how to prune');
      }
      reached(account, properties).objects.apply(manifest(properties));
    },
    delete: (account, { properties }) => reached(account, properties).objects.remove(manifest(properties)),
  },
  'Custom::AWSCDK-EKS-KubernetesObjectValue': {
    create: (account, { properties }) => ({ attributes: answerTo(reached(account, properties), properties) }),
    update: (account, { properties }) => answerTo(reached(account, properties), properties),
  },
  'Custom::AWSCDK-EKS-HelmChart': {
    // Helm does not overwrite objects that another owner installed
    create: (account, { properties }) => {
      const cluster = reached(account, properties);
      const software = softwareOf(properties);
      if (cluster.software.has(software)) {
        throw new Rejected('HelmChart', `invalid ownership metadata: objects of ${software} exist and cannot be imported into the current release`);
      }
      cluster.install(software);
    },
    delete: (account, { properties }) => void reached(account, properties).software.delete(softwareOf(properties)),
  },
};

// --- FSx ---

const FILE_SYSTEM_PROPERTIES = [
  'FileSystemType', 'StorageCapacity', 'StorageType', 'SubnetIds', 'SecurityGroupIds', 'Tags', 'KmsKeyId', 'FileSystemTypeVersion', 'LustreConfiguration', 'OntapConfiguration',
  'BackupId',
];

/** The engine tags what it creates, as CloudFormation does; a request may not hold such tags. */
function tagsIn({ Tags = [] }: any): { readonly own: any[]; readonly system: any[] } {
  const isSystem = ({ Key }: any) => Key.startsWith('aws:');
  return { own: Tags.filter((tag: any) => !isSystem(tag)), system: Tags.filter(isSystem) };
}

function known(properties: any): any {
  const unknown = Object.keys(properties).filter(name => !FILE_SYSTEM_PROPERTIES.includes(name));
  if (unknown.length > 0) {
    throw new Error(`the account does not know ${unknown.join(', ')} of AWS::FSx::FileSystem`);
  }
  return properties;
}

const FSX: { readonly [type: string]: Type } = {
  'AWS::FSx::FileSystem': {
    create: ({ fsx }, { properties }, _, seed) => {
      const { own, system } = tagsIn(known(properties));
      const request = { ...properties, Tags: own, ClientRequestToken: seed };
      const id = fsx.call('CreateFileSystem', request, { policies: 'everything', systemTags: system }).FileSystem.FileSystemId;
      const ResourceARN = `arn:aws:fsx:${REGION}:${ACCOUNT}:file-system/${id}`;
      const lustre = properties.LustreConfiguration;
      return {
        id,
        attributes: { ResourceARN, ...(lustre && { LustreMountName: mountNameOf(id, lustre.DeploymentType) }) },
      };
    },
    update: ({ fsx }, request) => {
      const { Tags, ...changes } = changed(request);
      if (Tags) {
        const { own } = tagsIn({ Tags });
        fsx.call('TagResource', { ResourceARN: `arn:aws:fsx:${REGION}:${ACCOUNT}:file-system/${request.physicalId}`, Tags: own }, ADMINISTRATOR);
      }
      if (Object.keys(changes).length > 0) {
        fsx.call('UpdateFileSystem', { FileSystemId: request.physicalId, ...changes }, ADMINISTRATOR);
      }
    },
    delete: ({ fsx }, { physicalId }) => unlessGone(() => fsx.call('DeleteFileSystem', { FileSystemId: physicalId }, ADMINISTRATOR)),
  },
  'AWS::FSx::DataRepositoryAssociation': {
    create: ({ fsx }, { properties }) => ({ id: fsx.call('CreateDataRepositoryAssociation', properties, ADMINISTRATOR).Association.AssociationId }),
    update: ({ fsx }, { physicalId }) => fsx.call('UpdateDataRepositoryAssociation', { AssociationId: physicalId }, ADMINISTRATOR) && undefined,
    delete: ({ fsx }, { physicalId }) => unlessGone(() => fsx.call('DeleteDataRepositoryAssociation', { AssociationId: physicalId }, ADMINISTRATOR)),
  },
  'AWS::FSx::StorageVirtualMachine': {
    create: ({ fsx, secrets }, { properties }) => {
      const [, secret] = /^\{\{resolve:secretsmanager:(arn:[^}]*?):SecretString/.exec(properties.SvmAdminPassword) ?? [];
      if (secret === undefined || !secrets.has(secret)) {
        throw new Rejected('ResourceNotFoundException', `Secrets Manager can't find the specified secret ${properties.SvmAdminPassword}`);
      }
      const id = fsx.call('CreateStorageVirtualMachine', properties, ADMINISTRATOR).StorageVirtualMachine.StorageVirtualMachineId;
      return { id, attributes: { StorageVirtualMachineId: id, ResourceARN: `arn:aws:fsx:${REGION}:${ACCOUNT}:storage-virtual-machine/${properties.FileSystemId}/${id}` } };
    },
    update: ({ fsx }, { physicalId }) => fsx.call('UpdateStorageVirtualMachine', { StorageVirtualMachineId: physicalId }, ADMINISTRATOR) && undefined,
    delete: (account, { physicalId }) => unlessGone(() => {
      account.fsx.call('DeleteStorageVirtualMachine', { StorageVirtualMachineId: physicalId }, ADMINISTRATOR);
      account.deleted('storage virtual machine', physicalId);
    }),
  },
  'AWS::FSx::Volume': {
    create: ({ fsx }, { properties }) => {
      const id = fsx.call('CreateVolume', properties, ADMINISTRATOR).Volume.VolumeId;
      const { fileSystemId } = fsx.storageVirtualMachines.get(properties.OntapConfiguration.StorageVirtualMachineId)!;
      return { id, attributes: { VolumeId: id, ResourceARN: `arn:aws:fsx:${REGION}:${ACCOUNT}:volume/${fileSystemId}/${id}` } };
    },
    update: ({ fsx }, { physicalId }) => fsx.call('UpdateVolume', { VolumeId: physicalId }, ADMINISTRATOR) && undefined,
    delete: (account, { physicalId }) => unlessGone(() => {
      account.fsx.call('DeleteVolume', { VolumeId: physicalId }, ADMINISTRATOR);
      account.deleted('volume', physicalId);
    }),
  },
};

// --- others ---

const OTHERS: { readonly [type: string]: Type } = {
  'AWS::SecretsManager::Secret': {
    create: ({ secrets }, _, id) => void secrets.add(id),
    delete: (account, { physicalId }) => {
      account.secrets.delete(physicalId);
      account.deleted('secret', physicalId);
    },
  },
  'AWS::Lambda::Function': {
    attributes: ['Arn'],
    create: ({ functions }, { properties }, _, seed) => void functions.add(attributeOf({ type: 'AWS::Lambda::Function', properties, seed }, 'Arn')),
    delete: ({ functions }, { physicalId }) => void functions.delete(`arn:aws:lambda:${REGION}:${ACCOUNT}:function:${physicalId}`),
  },
  'AWS::Lambda::LayerVersion': ON_PAPER,
  'AWS::Lambda::Permission': ON_PAPER,
  'AWS::SSM::Parameter': ON_PAPER,
  'AWS::DataSync::LocationFSxONTAP': { attributes: ['LocationArn'] },
  'AWS::DataSync::LocationS3': { attributes: ['LocationArn'] },
  'AWS::DataSync::Task': { attributes: ['TaskArn'] },
  'AWS::S3::Bucket': { attributes: ['Arn'] },
  'AWS::KMS::Key': { attributes: ['Arn'] },
  'AWS::Logs::LogGroup': { attributes: ['Arn'] },
  'AWS::CloudWatch::Alarm': { attributes: ['Arn'] },
  'AWS::Logs::ResourcePolicy': ON_PAPER,
  'AWS::CloudWatch::Dashboard': ON_PAPER,
  /** Ours: where the claims have left the stack, it holds the deletion up until the driver has deleted their file systems. */
  'Custom::FsxDeletionWait': {
    delete: (account, { stack, properties }) => {
      if (!account.has(stack, properties.ManifestLogicalId)) {
        account.settle();
        const wanted = [['cdk-eks-fsx/cluster', properties.Cluster], ['cdk-eks-fsx/storage', properties.Storage], ['cdk-eks-fsx/reclaim-policy', 'Delete']];
        const left = [...account.fsx.fileSystems.values()]
          .filter(({ tags }) => wanted.every(([key, value]) =>
            tags.some(tag => tag.Key === key && tag.Value === value)));
        if (left.length > 0) {
          throw new Rejected('FAILED', `${left.length} file systems of ${properties.Storage} are not deleted: ${left.map(({ id }) => id).join(', ')}`);
        }
      }
    },
  },
  'Custom::AWSCDKCfnJson': { create: (_, { properties }) => ({ attributes: { Value: JSON.parse(properties.Value) } }) },
};

const TYPES: { readonly [type: string]: Type } = { ...EC2, ...IAM, ...EKS, ...KUBERNETES, ...FSX, ...OTHERS };
