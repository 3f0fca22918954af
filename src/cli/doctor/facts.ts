/** An object as `kubectl get -o json` prints it. */
export interface KubernetesObject {
  readonly kind?: string;
  readonly metadata: {
    readonly name: string; readonly namespace?: string; readonly uid?: string; readonly [key: string]: any;
  };
  readonly spec?: any;
  readonly status?: any;
  readonly [key: string]: any;
}

/** A resource as `aws … --output json` prints it. */
export interface Described {
  readonly [key: string]: any;
}

/** The log of a container. */
export interface Log {
  readonly pod: string;
  readonly node?: string;
  readonly text: string;
}

/** Everything that the doctor reads about a cluster and its file systems, as kubectl and the AWS CLI print it. */
export interface Facts {
  readonly claims: readonly KubernetesObject[];
  readonly volumes: readonly KubernetesObject[];
  readonly classes: readonly KubernetesObject[];
  readonly claimEvents: readonly KubernetesObject[];
  readonly podEvents: readonly KubernetesObject[];
  readonly pods: readonly KubernetesObject[];
  readonly nodes: readonly KubernetesObject[];
  readonly csiNodes: readonly KubernetesObject[];
  readonly csiDrivers: readonly KubernetesObject[];
  readonly systemPods: readonly KubernetesObject[];
  readonly tridentPods: readonly KubernetesObject[];
  readonly serviceAccounts: readonly KubernetesObject[];
  readonly backendConfigs: readonly KubernetesObject[];
  readonly backends: readonly KubernetesObject[];
  readonly snapshots: readonly KubernetesObject[];
  readonly snapshotDefinitions: readonly KubernetesObject[];
  readonly resourceQuotas: readonly KubernetesObject[];
  readonly nodeLogs: readonly Log[];

  readonly fileSystems: readonly Described[];
  readonly associations: readonly Described[];
  readonly tasks: readonly Described[];
  readonly virtualMachines: readonly Described[];
  readonly backups: readonly Described[];
  /** Of the file systems that the cluster uses, each with its FileSystemId. */
  readonly fileSystemInterfaces: readonly Described[];
  readonly nodeInterfaces: readonly Described[];
  /** Of the security groups of both kinds of interfaces. */
  readonly securityGroupRules: readonly Described[];
  readonly addons: readonly Described[];
  readonly podIdentityAssociations: readonly Described[];
}

export type FactName = keyof Facts;

/** Why a fact could not be read. */
export interface Unseen {
  readonly why: string;
  /** The user excluded it, for example with --no-aws. */
  readonly excluded?: boolean;
}

/**
 * All facts, and the reasons for the missing ones. The time is part of it, so that the same input always gives the same
 * diagnosis.
 */
export interface Seen {
  readonly facts: Partial<Facts>;
  readonly unseen: { readonly [name in FactName]?: Unseen };
  readonly now: number;
  readonly region?: string;
}
