import { CfnResource, RemovalPolicy, Stack, aws_ec2 as ec2, aws_fsx as fsx } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { DataRepositoryConfiguration, LustreConfiguration } from './configuration';
import { LIMITS } from './limits';
import { FileSystemAddress } from './manifests';
import { LustreNetwork } from './network';
import { LustreProvisioning } from './provisioning';
import { SETTING_ROWS } from './settings';
import { nameAndTags } from '../cluster/name-tag';
import { urlSuffixOf } from '../cluster/url-suffix';
import { deployable } from '../configuration/normalise';
import { templateOf } from '../configuration/setting';
import { hashOf, slug } from '../kubernetes/names';

/** Not typed by the lowest supported aws-cdk-lib, which would drop it. */
const UNTYPED = 'LustreConfiguration.LogConfiguration';

/** The file system of a storage, if it has one, and what must be there before it is mounted. */
export interface LustreResources {
  readonly fileSystem?: fsx.IFileSystem;
  readonly address?: FileSystemAddress;
  readonly associations: CfnResource[];
}

/** What the stack keeps: data that was worth replicating stays, unless the user says otherwise. */
export function removalPolicyOf(configuration: LustreConfiguration, provisioning: LustreProvisioning): RemovalPolicy {
  const { deploymentType, reclaimPolicy } = configuration;
  switch (configuration.provisioning) {
    case 'managed': {
      const scratch = typeof deploymentType === 'string' && !LIMITS[deploymentType].durable;
      return provisioning._options.removalPolicy ?? (scratch ? RemovalPolicy.DESTROY : RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE);
    }
    case 'dynamic':
      return reclaimPolicy === 'Retain' ? RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE : RemovalPolicy.DESTROY;
    case 'existing':
      return RemovalPolicy.DESTROY; // of volumes and claims: the file system is not ours
  }
}

/** Makes the file system of this stack, or takes in the existing one. */
export function lustreResources(
  scope: Construct, configuration: LustreConfiguration, network: LustreNetwork, removalPolicy: RemovalPolicy,
): LustreResources {
  if (configuration.provisioning === 'dynamic') {
    return { associations: [] };
  }
  if (configuration.provisioning === 'existing') {
    const fileSystemId = deployable(configuration.fileSystemId!);
    const dnsName = configuration.dnsName === undefined ? dnsNameOf(scope, fileSystemId) : deployable(configuration.dnsName);
    return {
      fileSystem: { fileSystemId, connections: network.connections },
      address: { fileSystemId, mountName: deployable(configuration.mountName!), dnsName },
      associations: [],
    };
  }
  const fileSystem = new ManagedFileSystem(scope, 'FileSystem', {
    configuration, connections: network.connections, securityGroups: network.groups, removalPolicy, after: network.rules,
  });
  const { fileSystemId, mountName, associations } = fileSystem;
  return { fileSystem, address: { fileSystemId, mountName, dnsName: dnsNameOf(scope, fileSystemId) }, associations };
}

/** Made as the L2 of the CDK makes it: GetAtt DNSName is documented for Windows only. */
function dnsNameOf(scope: Construct, fileSystemId: string): string {
  return `${fileSystemId}.fsx.${Stack.of(scope).region}.${urlSuffixOf(Stack.of(scope))}`;
}

interface ManagedFileSystemProps {
  readonly configuration: LustreConfiguration;
  readonly connections: ec2.Connections;
  readonly securityGroups: readonly ec2.ISecurityGroup[];
  readonly removalPolicy: RemovalPolicy;
  /** The rules that FSx checks when it makes the file system. */
  readonly after: readonly CfnResource[];
}

/** A file system of this stack, with its links to S3. */
class ManagedFileSystem extends Construct implements fsx.IFileSystem {
  public readonly fileSystemId: string;
  public readonly mountName: string;
  public readonly connections: ec2.Connections;
  public readonly associations: fsx.CfnDataRepositoryAssociation[];
  public readonly resource: fsx.CfnFileSystem;

  constructor(scope: Construct, id: string, props: ManagedFileSystemProps) {
    super(scope, id);
    const { configuration, removalPolicy } = props;
    this.connections = props.connections;
    this.resource = new fsx.CfnFileSystem(this, 'Resource', {
      ...templateOf(SETTING_ROWS, configuration, ({ cloudFormation }) => !cloudFormation!.startsWith(UNTYPED)),
      fileSystemType: 'LUSTRE',
      subnetIds: [deployable(configuration.subnetId!)],
      securityGroupIds: props.securityGroups.map(({ securityGroupId }) => securityGroupId),
    });
    for (const [field, { cloudFormation }] of SETTING_ROWS) {
      if (cloudFormation?.startsWith(UNTYPED) && configuration[field] !== undefined) {
        this.resource.addPropertyOverride(cloudFormation, deployable<unknown>(configuration[field]));
      }
    }
    nameAndTags(this.resource, scope.node.path, configuration.tags);
    this.resource.applyRemovalPolicy(removalPolicy);
    this.resource.node.addDependency(...props.after);
    this.fileSystemId = this.resource.ref;
    this.mountName = this.resource.attrLustreMountName;
    this.associations = (configuration.dataRepositories ?? []).map(repository => association(this, this.fileSystemId, repository, removalPolicy));
  }
}

function association(
  scope: Construct, fileSystemId: string, repository: DataRepositoryConfiguration, policy: RemovalPolicy,
): fsx.CfnDataRepositoryAssociation {
  const { autoImportPolicy, autoExportPolicy } = repository;
  const path = deployable(repository.fileSystemPath);
  const resource = new fsx.CfnDataRepositoryAssociation(scope, idOf(path), {
    fileSystemId,
    fileSystemPath: path,
    dataRepositoryPath: deployable(repository.dataRepositoryPath),
    batchImportMetaDataOnCreate: repository.batchImportMetaDataOnCreate,
    importedFileChunkSize: repository.importedFileChunkSize && deployable(repository.importedFileChunkSize),
    s3: autoImportPolicy.length + autoExportPolicy.length === 0 ? undefined : {
      autoImportPolicy: autoImportPolicy.length > 0 ? { events: [...autoImportPolicy] } : undefined,
      autoExportPolicy: autoExportPolicy.length > 0 ? { events: [...autoExportPolicy] } : undefined,
    },
  });
  resource.applyRemovalPolicy(policy);
  return resource;
}

/** Named by its directory, so that the order of a list means nothing. */
function idOf(fileSystemPath: string): string {
  const path = fileSystemPath.replace(/\/+$/, '');
  return `Repository${slug(path) && `-${slug(path)}`}-${hashOf(path)}`;
}
