import { createHash } from 'crypto';

export const ACCOUNT = '111122223333';
export const REGION = 'eu-west-1';
export const ZONES = ['eu-west-1a', 'eu-west-1b', 'eu-west-1c'];

export const PSEUDO_PARAMETERS: { readonly [name: string]: string } = {
  'AWS::AccountId': ACCOUNT,
  'AWS::Region': REGION,
  'AWS::Partition': 'aws',
  'AWS::URLSuffix': 'amazonaws.com',
};

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

/** An attribute that AWS could answer with. One that is not known here is an error: a proof must not guess. */
export function attributeOf(resource: Deployed, name: string): any {
  const { type, properties, seed } = resource;
  const id = idOf(resource);
  if (type === 'AWS::CloudFormation::Stack' && /^Outputs\..*(Role|frameworkonEvent)[0-9A-F]{8}Arn$/.test(name)) { // what makes clusters of aws-eks
    return name.includes('Role') ? `arn:aws:iam::${ACCOUNT}:role/role-${digits(name, 12)}` : `arn:aws:lambda:${REGION}:${ACCOUNT}:function:function-${digits(name, 12)}`;
  }
  switch (`${type}.${name}`) {
    case 'AWS::FSx::FileSystem.LustreMountName': return properties.LustreConfiguration.DeploymentType === 'SCRATCH_1' ? 'fsx' : digits(`${seed} mount name`, 8);
    case 'AWS::FSx::StorageVirtualMachine.StorageVirtualMachineId':
    case 'AWS::FSx::Volume.VolumeId':
    case 'AWS::EC2::SecurityGroup.GroupId': return id;
    case 'Custom::AWSCDK-EKS-Cluster.ClusterSecurityGroupId':
    case 'AWS::EKS::Cluster.ClusterSecurityGroupId': return `sg-${digits(`${seed} nodes`, 17)}`;
    case 'AWS::EKS::Cluster.OpenIdConnectIssuerUrl': return `https://oidc.eks.${REGION}.amazonaws.com/id/${digits(seed, 32).toUpperCase()}`;
    case 'AWS::EC2::VPC.CidrBlock': return '10.0.0.0/16';
    case 'AWS::EC2::EIP.AllocationId': return `eipalloc-${digits(seed, 17)}`;
    case 'AWS::EC2::Subnet.AvailabilityZone': return properties.AvailabilityZone;
    case 'AWS::S3::Bucket.Arn': return `arn:aws:s3:::${id}`;
    case 'AWS::KMS::Key.Arn': return `arn:aws:kms:${REGION}:${ACCOUNT}:key/${id}`;
    case 'AWS::IAM::Role.Arn': return `arn:aws:iam::${ACCOUNT}:role/${id}`;
    case 'Custom::AWSCDK-EKS-Cluster.Arn':
    case 'AWS::EKS::Cluster.Arn': return `arn:aws:eks:${REGION}:${ACCOUNT}:cluster/${id}`;
    case 'AWS::Lambda::Function.Arn': return `arn:aws:lambda:${REGION}:${ACCOUNT}:function:${id}`;
    case 'AWS::CloudWatch::Alarm.Arn': return `arn:aws:cloudwatch:${REGION}:${ACCOUNT}:alarm:${id}`;
    case 'AWS::EKS::Cluster.Endpoint':
    case 'AWS::EKS::Cluster.CertificateAuthorityData':
    case 'AWS::EKS::Cluster.EncryptionConfigKeyArn': return `${name}-${digits(seed, 8)}`;
    default: throw new Error(`the attribute ${name} of ${type} is not known to the resolver`);
  }
}

/** CloudFormation replaces a file system when one of these changes (AWS::FSx::FileSystem in the resource reference). */
const REPLACING = ['SubnetIds', 'SecurityGroupIds', 'KmsKeyId', 'FileSystemType', 'FileSystemTypeVersion', 'BackupId'];
const REPLACING_LUSTRE = [
  'DeploymentType', 'PerUnitStorageThroughput', 'DriveCacheType', 'ImportPath', 'ExportPath', 'ImportedFileChunkSize', 'CopyTagsToBackups',
];
const REPLACING_ONTAP = ['DeploymentType', 'EndpointIpAddressRange', 'PreferredSubnetId'];

export function replaces(type: string, old: any, now: any): boolean {
  const differs = (a: any, b: any) => JSON.stringify(a) !== JSON.stringify(b);
  switch (type) {
    case 'AWS::FSx::FileSystem': return REPLACING.some(key => differs(old[key], now[key]))
      || REPLACING_LUSTRE.some(key => differs(old.LustreConfiguration?.[key], now.LustreConfiguration?.[key]))
      || REPLACING_ONTAP.some(key => differs(old.OntapConfiguration?.[key], now.OntapConfiguration?.[key]));
    case 'AWS::FSx::StorageVirtualMachine': return ['FileSystemId', 'Name', 'RootVolumeSecurityStyle'].some(key => differs(old[key], now[key]));
    case 'AWS::S3::Bucket': return old.BucketName !== now.BucketName;
    case 'AWS::EC2::Subnet': return ['CidrBlock', 'AvailabilityZone', 'VpcId'].some(key => differs(old[key], now[key]));
    default: return false;
  }
}
