import { CfnResource, RemovalPolicy, Tags, aws_fsx as fsx, aws_secretsmanager as secretsmanager } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { OntapConfiguration } from './configuration';
import { routeTableOfApp } from './configure';
import { ONTAP_LIMITS, OntapDeploymentType, OntapTieringPolicy, ROUTE_TABLE_TAG } from './limits';
import { OntapNetwork } from './network';
import { OntapProvisioning } from './provisioning';
import { VolumeConfiguration } from './rules/volumes';
import { ONTAP_SETTING_ROWS } from './setting-rows';
import { ClusterHandle } from '../cluster/cluster-handle';
import { nameAndTags } from '../cluster/name-tag';
import { addOwnershipTags } from '../cluster/ownership-tags';
import { removeDurable } from '../cluster/removal';
import { acceptFinding } from '../csi/accepted-findings';
import { DeferredValue } from '../validation/deferred-value';
import { toToken } from '../validation/normalize';
import { templateOf } from '../validation/settings';

/**
 * The SVM administrator, as which Trident logs in. It has the permissions that Trident needs, but none on the file
 * system.
 */
const SVM_ADMINISTRATOR = 'vsadmin';
const PASSWORD_LENGTH = 32;
/** FSx rejects passwords that contain the word admin, which these characters exclude. */
const EXCLUDED_CHARACTERS = 'mM';

/** The file system of a storage, and the values that Trident needs. */
export interface OntapResources {
  readonly fileSystemId: string;
  readonly svmName: string;
  /** Undefined for an existing SVM. */
  readonly svmId?: string;
  readonly secret: secretsmanager.ISecret;
  readonly fileSystem: fsx.IFileSystem;
  readonly volumes: { readonly [name: string]: fsx.CfnVolume };
  /** Created before the backends of Trident and deleted after them. */
  readonly all: CfnResource[];
}

export interface OntapResourcesProps {
  readonly handle: ClusterHandle;
  readonly configuration: OntapConfiguration;
  readonly volumes: readonly VolumeConfiguration[];
  readonly provisioning: OntapProvisioning;
  readonly network: OntapNetwork;
}

/** Creates the file system, its SVM and volumes, or references an existing file system. */
export function ontapResources(scope: Construct, props: OntapResourcesProps): OntapResources {
  const { configuration, provisioning, network } = props;
  if (configuration.provisioning === 'existing') {
    const fileSystemId = toToken(configuration.fileSystemId!);
    return {
      fileSystemId,
      svmName: toToken(configuration.svmName!),
      secret: provisioning._options.secret!,
      volumes: {},
      all: [],
      fileSystem: { fileSystemId, connections: network.connections },
    };
  }
  const resource = fileSystemOf(scope, props);
  const secret = secretOf(scope, props);
  const svm = svmOf(scope, props, resource.ref, secret);
  const volumes = Object.fromEntries(props.volumes
    .map(volume => [toToken(volume.volumeName), volumeOf(scope, props, svm, volume)]));
  return {
    fileSystemId: resource.ref, svmName: toToken(configuration.svmName!), svmId: svm.attrStorageVirtualMachineId,
    secret, volumes,
    all: [resource, svm, ...Object.values(volumes)],
    fileSystem: { fileSystemId: resource.ref, connections: network.connections },
  };
}

function fileSystemOf(scope: Construct, { configuration, network }: OntapResourcesProps): fsx.CfnFileSystem {
  const { ontapConfiguration, ...template } = templateOf(ONTAP_SETTING_ROWS, configuration);
  const multiAz = ONTAP_LIMITS[toToken(configuration.deploymentType!) as OntapDeploymentType]?.zones === 2;
  const resource = new fsx.CfnFileSystem(scope, 'FileSystem', {
    ...template,
    fileSystemType: 'ONTAP',
    storageType: 'SSD',
    subnetIds: configuration.subnetIds!.map(toToken),
    securityGroupIds: [network.group!.securityGroupId],
    ontapConfiguration: {
      ...ontapConfiguration,
      ...multiAz && {
        preferredSubnetId: toToken(configuration.preferredSubnetId!),
        routeTableIds: configuration.routeTableIds!.map(toToken),
      },
    },
  });
  nameAndTags(resource, scope, configuration.tags);
  resource.node.addDependency(...network.rules);
  removeDurable(resource, configuration.removalPolicy as RemovalPolicy);
  for (const table of multiAz ? configuration.routeTableIds!.map(id => routeTableOfApp(toToken(id))) : []) {
    table && Tags.of(table).add(ROUTE_TABLE_TAG.key, ROUTE_TABLE_TAG.value);
  }
  return resource;
}

function secretOf(scope: Construct, { configuration, provisioning }: OntapResourcesProps): secretsmanager.Secret {
  const secret = new secretsmanager.Secret(scope, 'SvmSecret', {
    description: `Administrator of the storage virtual machine of ${scope.node.path}`,
    encryptionKey: provisioning._options.secretEncryptionKey,
    generateSecretString: {
      secretStringTemplate: JSON.stringify({ username: SVM_ADMINISTRATOR }),
      generateStringKey: 'password',
      passwordLength: PASSWORD_LENGTH,
      excludeCharacters: EXCLUDED_CHARACTERS,
      excludePunctuation: true,
      requireEachIncludedType: true,
    },
  });
  removeDurable(secret.node.defaultChild as CfnResource, configuration.removalPolicy as RemovalPolicy);
  addOwnershipTags(secret, scope);
  acceptFinding(
    secret, 'AwsSolutions-SMG4',
    'rotating only the secret would break the login of Trident, because the password of the storage virtual machine must change too',
  );
  return secret;
}

/** The password is a dynamic reference, which CloudFormation resolves when it creates the SVM. */
function svmOf(
  scope: Construct, { configuration }: OntapResourcesProps, fileSystemId: string, secret: secretsmanager.Secret,
): fsx.CfnStorageVirtualMachine {
  const svm = new fsx.CfnStorageVirtualMachine(scope, 'Svm', {
    fileSystemId,
    name: toToken(configuration.svmName!),
    rootVolumeSecurityStyle: 'UNIX',
    svmAdminPassword: secret.secretValueFromJson('password').unsafeUnwrap(),
  });
  nameAndTags(svm, scope, configuration.tags, 'Svm');
  removeDurable(svm, configuration.removalPolicy as RemovalPolicy);
  return svm;
}

function volumeOf(
  scope: Construct, { configuration }: OntapResourcesProps, svm: fsx.CfnStorageVirtualMachine,
  volume: VolumeConfiguration,
): fsx.CfnVolume {
  const name = toToken(volume.volumeName);
  const resource = new fsx.CfnVolume(scope, `Volume-${name}`, {
    name,
    volumeType: 'ONTAP',
    backupId: volume.backupId && toToken(volume.backupId),
    ontapConfiguration: {
      storageVirtualMachineId: svm.attrStorageVirtualMachineId,
      junctionPath: toToken(volume.junctionPath),
      sizeInBytes: bytes(volume.volumeSize as number),
      volumeStyle: volume.volumeStyle,
      ontapVolumeType: 'RW',
      securityStyle: 'UNIX',
      snapshotPolicy: toToken(volume.snapshotPolicy),
      storageEfficiencyEnabled: `${volume.storageEfficiencyEnabled}`,
      copyTagsToBackups: `${volume.copyTagsToBackups}`,
      tieringPolicy: tieringOf(volume),
    },
  });
  nameAndTags(resource, scope, configuration.tags, name);
  removeDurable(resource, configuration.removalPolicy as RemovalPolicy);
  return resource;
}

function tieringOf(
  { tieringPolicy, coolingPeriod }: VolumeConfiguration,
): { readonly name: OntapTieringPolicy; readonly coolingPeriod?: number } {
  return {
    name: tieringPolicy,
    coolingPeriod: coolingPeriod instanceof DeferredValue ? toToken(coolingPeriod) : coolingPeriod,
  };
}

function bytes(gibibytes: number): string {
  return `${Math.round(gibibytes * 1024 ** 3)}`;
}
