import { Size } from 'aws-cdk-lib';
import { OntapClaimOptions, OntapVolumeSettings } from './claim-options';
import { slug } from '../kubernetes/names';

/** Options of a team's share of an ONTAP file system, which is a separate volume. */
export interface OntapShareOptions extends OntapVolumeSettings {
  /**
   * Storage that the team can use: the size of its claim, which ONTAP enforces. You can increase it.
   *
   * With an economy storage driver, it is the quota of a qtree. Volumes are thin-provisioned, so the sum of all quotas
   * can exceed the capacity of the file system.
   *
   * More than the limit of the backend fails with `ontap/claim-size-limit`.
   */
  readonly quota: Size;

  /**
   * Namespace of the team.
   *
   * @default - the name of the team
   */
  readonly namespace?: string;

  /**
   * Whether to create the namespace.
   *
   * @default false
   */
  readonly createNamespace?: boolean;

  /**
   * Total storage that all claims of the StorageClass in the namespace can request, including those that the team
   * creates. It is a ResourceQuota.
   *
   * Less than `quota` fails with `ontap/namespace-limit`.
   *
   * @default - no limit
   */
  readonly namespaceLimit?: Size;

  /**
   * Name prefix of the claim. A hash of the claim's immutable settings is appended.
   *
   * @default - the id of the storage, which is the same for all teams
   */
  readonly name?: string;

  /**
   * Whether `name` is the exact name of the claim, without a hash.
   *
   * @default false
   */
  readonly fixedName?: boolean;

  /**
   * Labels of the claim.
   *
   * @default - none
   */
  readonly labels?: { [key: string]: string };

  /**
   * Name of the backend.
   *
   * An unknown name fails with `ontap/backend-unknown`.
   *
   * @default - the first backend of the storage
   */
  readonly backend?: string;

  /**
   * Name of the virtual pool of the backend.
   *
   * An unknown name fails with `ontap/pool-unknown`.
   *
   * @default - the first pool
   */
  readonly pool?: string;
}

/** The claim of a share. */
export function claimOfShare(storage: string, team: string, options: OntapShareOptions): OntapClaimOptions {
  const { quota, namespaceLimit, name = slug(storage), namespace = slug(team), ...rest } = options;
  return { ...rest, name, namespace, size: quota };
}
