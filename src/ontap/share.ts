import { Size } from 'aws-cdk-lib';
import { OntapClaimOptions, OntapVolumeSettings } from './claim-options';
import { slug } from '../kubernetes/names';

/** What a team gets of an ONTAP file system: a volume of its own. */
export interface OntapShareOptions extends OntapVolumeSettings {
  /**
   * How much the team can store: the size of its claim, which ONTAP holds the volume to. It can grow.
   *
   * With an economy driver it is the quota of a qtree. The volumes of all teams together may be larger than the file system, because they are thin.
   *
   * Beyond the limit of the backend: error ontap/claim-size-limit.
   */
  readonly quota: Size;

  /**
   * The namespace of the team.
   *
   * @default - the name of the team
   */
  readonly namespace?: string;

  /**
   * Whether the namespace is made.
   *
   * @default false
   */
  readonly createNamespace?: boolean;

  /**
   * What all claims of the namespace may ask for together of the class of this claim, those that the team makes itself included: a ResourceQuota.
   *
   * Less than `quota`: error ontap/namespace-limit.
   *
   * @default - no limit
   */
  readonly namespaceLimit?: Size;

  /**
   * The name of the claim, as it begins; a hash of what cannot change follows.
   *
   * @default - the id of the storage, so that every team finds it under the same name
   */
  readonly name?: string;

  /**
   * Whether the claim has exactly the name given, without the hash.
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
   * The name of the backend. Another name: error ontap/backend-unknown.
   *
   * @default - the first backend of the storage
   */
  readonly backend?: string;

  /**
   * The name of the virtual pool of the backend. Another name: error ontap/pool-unknown.
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
