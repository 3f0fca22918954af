import { CfnResource, RemovalPolicy, Stack, aws_fsx as fsx } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { DataRepositoryConfiguration, LustreConfiguration } from './configuration';
import { isDurable, removeWithFileSystem, resourceScope } from './durability';
import { FileSystemAddress } from './manifests';
import { LustreNetwork } from './network';
import { LustreProvisioning } from './provisioning';
import { SETTING_ROWS } from './setting-rows';
import { nameAndTags } from '../cluster/name-tag';
import { urlSuffixOf } from '../cluster/url-suffix';
import { hashOf, slug } from '../kubernetes/names';
import { toToken } from '../validation/normalize';
import { templateOf } from '../validation/settings';

/** The lowest supported aws-cdk-lib has no type for this property and would drop it. */
const UNTYPED = 'LustreConfiguration.LogConfiguration';
const TYPED_ROWS = SETTING_ROWS
  .filter(([, { cloudFormation }]) => cloudFormation && !cloudFormation.startsWith(UNTYPED));
const UNTYPED_ROWS = SETTING_ROWS.filter(([, { cloudFormation }]) => cloudFormation?.startsWith(UNTYPED));

/** The file system of a storage, if it has one, and its data repository associations. */
export interface LustreResources {
  readonly fileSystem?: fsx.IFileSystem;
  readonly address?: FileSystemAddress;
  readonly associations: CfnResource[];
}

/** The removal policy of a storage: by default, durable data is retained. */
export function removalPolicyOf(configuration: LustreConfiguration, provisioning: LustreProvisioning): RemovalPolicy {
  if (configuration.adopt) {
    return RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE; // what adopted objects need
  }
  if (configuration.provisioning === 'existing') {
    return RemovalPolicy.DESTROY; // applies to volumes, claims and associations only
  }
  return provisioning._options.removalPolicy ?? (isDurable(configuration)
    ? RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE
    : RemovalPolicy.DESTROY);
}

/** Creates the file system, or references an existing one. */
export function lustreResources(
  scope: Construct, configuration: LustreConfiguration, network: LustreNetwork, removalPolicy: RemovalPolicy,
): LustreResources {
  if (configuration.provisioning === 'dynamic') {
    return { associations: [] };
  }
  if (configuration.provisioning === 'existing') {
    const fileSystemId = toToken(configuration.fileSystemId!);
    const dnsName = configuration.dnsName === undefined
      ? dnsNameOf(scope, fileSystemId)
      : toToken(configuration.dnsName);
    return {
      fileSystem: fileSystemOn(network, fileSystemId),
      address: { fileSystemId, mountName: toToken(configuration.mountName!), dnsName },
      associations: associationsOf(scope, configuration, fileSystemId, removalPolicy),
    };
  }
  const resource = fileSystemOf(scope, configuration, network, removalPolicy);
  const fileSystemId = resource.ref;
  return {
    fileSystem: fileSystemOn(network, fileSystemId),
    address: { fileSystemId, mountName: resource.attrLustreMountName, dnsName: dnsNameOf(scope, fileSystemId) },
    associations: associationsOf(scope, configuration, fileSystemId, removalPolicy),
  };
}

/** Connections are created on first access. */
function fileSystemOn(network: LustreNetwork, fileSystemId: string): fsx.IFileSystem {
  return { fileSystemId, get connections() { return network.connections; } };
}

/** The same name as the L2 of the CDK, because GetAtt DNSName is documented for Windows only. */
export function dnsNameOf(scope: Construct, fileSystemId: string): string {
  return `${fileSystemId}.fsx.${Stack.of(scope).region}.${urlSuffixOf(Stack.of(scope))}`;
}

function fileSystemOf(
  scope: Construct, configuration: LustreConfiguration, network: LustreNetwork, removalPolicy: RemovalPolicy,
): fsx.CfnFileSystem {
  const resource = new fsx.CfnFileSystem(resourceScope(scope, configuration), 'FileSystem', {
    ...templateOf(TYPED_ROWS, configuration),
    fileSystemType: 'LUSTRE',
    subnetIds: [toToken(configuration.subnetId!)],
    securityGroupIds: network.securityGroupIds,
  });
  for (const [field, { cloudFormation }] of UNTYPED_ROWS) {
    if (configuration[field] !== undefined) {
      resource.addPropertyOverride(cloudFormation!, toToken<unknown>(configuration[field]));
    }
  }
  nameAndTags(resource, scope, configuration.tags);
  removeWithFileSystem(resource, removalPolicy, isDurable(configuration));
  resource.node.addDependency(...network.rules); // FSx validates them when it creates the file system
  return resource;
}

function associationsOf(
  scope: Construct, configuration: LustreConfiguration, fileSystemId: string, removalPolicy: RemovalPolicy,
): CfnResource[] {
  return (configuration.dataRepositories ?? []).map(repository => {
    const resource = association(resourceScope(scope, configuration), fileSystemId, repository);
    removeWithFileSystem(resource, removalPolicy, isDurable(configuration));
    return resource;
  });
}

function association(
  scope: Construct, fileSystemId: string, repository: DataRepositoryConfiguration,
): fsx.CfnDataRepositoryAssociation {
  const { autoImportPolicy, autoExportPolicy } = repository;
  const path = toToken(repository.fileSystemPath);
  return new fsx.CfnDataRepositoryAssociation(scope, idOf(path), {
    fileSystemId,
    fileSystemPath: path,
    dataRepositoryPath: toToken(repository.dataRepositoryPath),
    batchImportMetaDataOnCreate: repository.batchImportMetaDataOnCreate,
    importedFileChunkSize: repository.importedFileChunkSize && toToken(repository.importedFileChunkSize),
    s3: autoImportPolicy.length + autoExportPolicy.length === 0 ? undefined : {
      autoImportPolicy: autoImportPolicy.length > 0 ? { events: [...autoImportPolicy] } : undefined,
      autoExportPolicy: autoExportPolicy.length > 0 ? { events: [...autoExportPolicy] } : undefined,
    },
  });
}

/** The id depends on the directory, not on the order of the list. */
function idOf(fileSystemPath: string): string {
  const path = fileSystemPath.replace(/\/+$/, '');
  return `Repository${slug(path) && `-${slug(path)}`}-${hashOf(path)}`;
}
