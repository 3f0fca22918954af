import { RemovalPolicy } from 'aws-cdk-lib';
import { OntapConfiguration } from './configuration';
import { OntapResources } from './resources';
import { Remains, nameOfPolicy, named } from '../cluster/what-stays';
import { text } from '../configuration/normalise';

const DELETE_VOLUME = 'aws fsx delete-volume --ontap-configuration SkipFinalBackup=true --volume-id';

/** What an ONTAP storage leaves behind: the file system, backups of its volumes, or volumes on one that somebody made. */
export function remainsOf(configuration: OntapConfiguration, resources: OntapResources): Remains | undefined {
  const { provisioning, removalPolicy, reclaimPolicy } = configuration;
  if (provisioning === 'existing') {
    return reclaimPolicy === 'Retain' ? retainedVolumes(resources) : undefined;
  }
  if (removalPolicy !== RemovalPolicy.DESTROY) {
    return retainedFileSystem(configuration, resources);
  }
  return Object.keys(resources.volumes).length > 0 ? finalBackups(resources) : undefined;
}

function retainedFileSystem(configuration: OntapConfiguration, { fileSystemId, svmId, secret }: OntapResources): Remains {
  const { deploymentType, capacity, removalPolicy } = configuration;
  return {
    kind: `FSx for ONTAP file system ${fileSystemId}`,
    details: `${text(deploymentType!)}, ${text(capacity!, ' GiB')}`,
    because: `its removal policy is ${nameOfPolicy(removalPolicy as RemovalPolicy)}`,
    with: 'its storage virtual machine, all its volumes, their secret (billed too), security group, backends, classes and claims',
    commands: () => [
      'kubectl delete claims and backends',
      `for each of aws fsx describe-volumes --filters Name=file-system-id,Values=${fileSystemId} but root volumes: ${DELETE_VOLUME} ID`,
      `aws fsx delete-storage-virtual-machine --storage-virtual-machine-id ${svmId}`,
      `aws fsx delete-file-system --file-system-id ${fileSystemId}`,
      `aws secretsmanager delete-secret --secret-id ${secret.secretArn}`,
    ],
  };
}

/** DeleteVolume takes a final backup unless it is told not to, which CloudFormation has no property for; Trident tells it. */
function finalBackups({ fileSystemId, volumes }: OntapResources): Remains {
  return {
    kind: 'The final backup of each volume of the stack',
    details: named(Object.keys(volumes)),
    because: 'FSx takes one when CloudFormation deletes a volume',
    commands: () => [`for each of aws fsx describe-backups --filters Name=file-system-id,Values=${fileSystemId}: aws fsx delete-backup --backup-id ID`],
  };
}

function retainedVolumes({ fileSystemId }: OntapResources): Remains {
  return {
    kind: `Every volume of a claim on FSx for ONTAP file system ${fileSystemId}`,
    because: 'the classes have the reclaim policy Retain',
    with: 'backends, classes and claims',
    commands: () => [
      'look for its name with kubectl get pv -o custom-columns=CLASS:.spec.storageClassName,CLAIM:.spec.claimRef.name,NAME:.spec.csi.volumeAttributes.internalName',
      'kubectl delete its claim and volume',
      `${DELETE_VOLUME} ID`,
    ],
  };
}
