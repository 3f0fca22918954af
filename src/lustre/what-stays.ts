import { RemovalPolicy } from 'aws-cdk-lib';
import { LustreConfiguration } from './configuration';
import { Remains, nameOfPolicy, named } from '../cluster/what-stays';
import { text } from '../configuration/normalise';
import { Setting } from '../rules/later';

/** A claim of the storage, and how large a file system of its own is, where it has one. */
export interface ClaimOfStorage {
  readonly namespace: string;
  readonly name: string;
  /** GiB. */
  readonly size?: Setting<number>;
}

/** A file system of the stack that stays with it. */
export function retainedFileSystem(configuration: LustreConfiguration, fileSystemId: string, removalPolicy: RemovalPolicy): Remains {
  const { deploymentType, capacity } = configuration;
  return {
    kind: 'FSx for Lustre file system',
    id: fileSystemId,
    details: `${text(deploymentType!)}, ${capacity === undefined ? 'elastic' : text(capacity, ' GiB')}`,
    because: `its removal policy is ${nameOfPolicy(removalPolicy)}`,
    with: 'its security groups, S3 links, volumes and claims',
    commands: id => [`aws fsx delete-file-system --file-system-id ${id}`],
  };
}

/** File systems of a class that retains: the driver made them, so their ids are in the cluster. */
export function retainedByClass(storageClassName: string, claims: readonly ClaimOfStorage[]): Remains {
  const told = named(claims.map(({ namespace, name, size }) => `${namespace}/${name} ${text(size!, ' GiB')}`));
  return {
    kind: `Every FSx for Lustre file system of a claim of class ${storageClassName}`,
    details: told,
    because: 'the class has the reclaim policy Retain',
    with: 'class, volumes and claims',
    commands: () => [
      'look for its id with kubectl get pv -o custom-columns=CLASS:.spec.storageClassName,CLAIM:.spec.claimRef.name,ID:.spec.csi.volumeHandle',
      'kubectl delete its claim and volume',
      'aws fsx delete-file-system --file-system-id ID',
    ],
  };
}
