import { createHash } from 'crypto';

export const ACCOUNT = '111122223333';
export const REGION = 'eu-west-1';

/** A resource as it stands in the account that is played. */
export interface Deployed {
  readonly type: string;
  readonly properties: any;
  /** Tells one resource from every other, and from the one that it replaced. */
  readonly seed: string;
}

/** Hexadecimal digits that are the same in every run. */
export function digits(seed: string, count: number): string {
  return createHash('sha256').update(seed).digest('hex').slice(0, count);
}

const PREFIXES: { readonly [type: string]: string } = {
  'AWS::EC2::VPC': 'vpc',
  'AWS::EC2::Subnet': 'subnet',
  'AWS::EC2::SecurityGroup': 'sg',
  'AWS::EC2::RouteTable': 'rtb',
  'AWS::EC2::NatGateway': 'nat',
  'AWS::EC2::InternetGateway': 'igw',
  'AWS::FSx::FileSystem': 'fs',
  'AWS::FSx::DataRepositoryAssociation': 'dra',
  'AWS::FSx::StorageVirtualMachine': 'svm',
  'AWS::FSx::Volume': 'fsvol',
};

/** The id that AWS could have given. */
export function idOf({ type, properties, seed }: Deployed): string {
  const prefix = PREFIXES[type];
  if (prefix) {
    return `${prefix}-${digits(seed, 17)}`;
  }
  switch (type) {
    case 'AWS::S3::Bucket': return properties.BucketName ?? `bucket-${digits(seed, 12)}`;
    case 'AWS::KMS::Key': return digits(seed, 32).replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');
    case 'AWS::IAM::Role': return properties.RoleName ?? `role-${digits(seed, 12)}`;
    case 'Custom::AWSCDK-EKS-Cluster': return properties.Config.name ?? `Cluster-${digits(seed, 12)}`;
    case 'AWS::EKS::Cluster': return properties.Name ?? `Cluster-${digits(seed, 12)}`;
    case 'AWS::Lambda::Function': return `function-${digits(seed, 12)}`;
    case 'AWS::SecretsManager::Secret':
      return `arn:aws:secretsmanager:${REGION}:${ACCOUNT}:secret:${properties.Name ?? `secret-${digits(seed, 12)}`}-${digits(`${seed} suffix`, 6)}`;
    case 'AWS::EKS::Addon': return `${properties.ClusterName}|${properties.AddonName}`;
    case 'AWS::EKS::PodIdentityAssociation':
      return `arn:aws:eks:${REGION}:${ACCOUNT}:podidentityassociation/${properties.ClusterName}/a-${digits(seed, 17)}`;
    case 'AWS::Logs::LogGroup': return properties.LogGroupName ?? `log-group-${digits(seed, 12)}`;
    default: return `${type.split('::').pop()}-${digits(seed, 12)}`;
  }
}

type Attribute = (resource: Deployed, id: string) => any;
const ID: Attribute = (_, id) => id;
const arn = (service: string, path: (id: string) => string): Attribute => (_, id) => `arn:aws:${service}:${REGION}:${ACCOUNT}:${path(id)}`;
const globalArn = (text: (id: string) => string): Attribute => (_, id) => text(id);
const anyText = (name: string): Attribute => ({ seed }) => `${name}-${digits(seed, 8)}`;

/** The cluster as aws-eks and aws-eks-v2 make it. */
const CLUSTER = {
  ClusterSecurityGroupId: ({ seed }: Deployed) => `sg-${digits(`${seed} nodes`, 17)}`,
  Arn: arn('eks', id => `cluster/${id}`),
};

const ATTRIBUTES: { readonly [type: string]: { readonly [name: string]: Attribute } } = {
  'AWS::FSx::FileSystem': {
    LustreMountName: ({ properties, seed }) => properties.LustreConfiguration?.DeploymentType === 'SCRATCH_1' ? 'fsx' : digits(`${seed} mount name`, 8),
  },
  'AWS::FSx::StorageVirtualMachine': { StorageVirtualMachineId: ID },
  'AWS::FSx::Volume': { VolumeId: ID },
  'AWS::EC2::SecurityGroup': { GroupId: ID },
  'AWS::EC2::VPC': { CidrBlock: () => '10.0.0.0/16' },
  'AWS::EC2::EIP': { AllocationId: ({ seed }) => `eipalloc-${digits(seed, 17)}` },
  'AWS::EC2::Subnet': { AvailabilityZone: ({ properties }) => properties.AvailabilityZone },
  'Custom::AWSCDK-EKS-Cluster': CLUSTER,
  'AWS::EKS::Cluster': {
    ...CLUSTER,
    OpenIdConnectIssuerUrl: ({ seed }) => `https://oidc.eks.${REGION}.amazonaws.com/id/${digits(seed, 32).toUpperCase()}`,
    ...Object.fromEntries(['Endpoint', 'CertificateAuthorityData', 'EncryptionConfigKeyArn'].map(name => [name, anyText(name)])),
  },
  'AWS::S3::Bucket': { Arn: globalArn(id => `arn:aws:s3:::${id}`) },
  'AWS::KMS::Key': { Arn: arn('kms', id => `key/${id}`) },
  'AWS::IAM::Role': { Arn: globalArn(id => `arn:aws:iam::${ACCOUNT}:role/${id}`) },
  'AWS::Lambda::Function': { Arn: arn('lambda', id => `function:${id}`) },
  'AWS::Logs::LogGroup': { Arn: arn('logs', id => `log-group:${id}:*`) },
  'AWS::DataSync::LocationFSxONTAP': { LocationArn: arn('datasync', id => `location/${id}`) },
  'AWS::DataSync::LocationS3': { LocationArn: arn('datasync', id => `location/${id}`) },
  'AWS::DataSync::Task': { TaskArn: arn('datasync', id => `task/${id}`) },
  'AWS::CloudWatch::Alarm': { Arn: arn('cloudwatch', id => `alarm:${id}`) },
};

/** An attribute that AWS could answer with. One that is not known here is an error: a proof must not guess. */
export function attributeOf(resource: Deployed, name: string): any {
  const { type } = resource;
  if (type === 'AWS::CloudFormation::Stack' && /^Outputs\..*(Role|frameworkonEvent)[0-9A-F]{8}Arn$/.test(name)) { // what makes clusters of aws-eks
    return name.includes('Role') ? `arn:aws:iam::${ACCOUNT}:role/role-${digits(name, 12)}` : `arn:aws:lambda:${REGION}:${ACCOUNT}:function:function-${digits(name, 12)}`;
  }
  const attribute = ATTRIBUTES[type]?.[name];
  if (!attribute) {
    throw new Error(`the attribute ${name} of ${type} is not known to the values of the proofs`);
  }
  return attribute(resource, idOf(resource));
}

/** All attributes that are known of a resource. */
export function attributesOf(resource: Deployed): { readonly [name: string]: any } {
  return Object.fromEntries(
    Object.keys(ATTRIBUTES[resource.type] ?? {}).map(name => [name, attributeOf(resource, name)]),
  );
}
