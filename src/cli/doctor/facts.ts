/** An object as `kubectl get -o json` prints it. */
export interface KubernetesObject {
  readonly kind?: string;
  readonly metadata: { readonly name: string; readonly namespace?: string; readonly uid?: string; readonly [key: string]: any };
  readonly spec?: any;
  readonly status?: any;
  readonly [key: string]: any;
}

/** What AWS describes, as `aws … --output json` prints it. */
export interface Described {
  readonly [key: string]: any;
}

/** The log of a container. */
export interface Log {
  readonly pod: string;
  readonly node?: string;
  readonly text: string;
}

/** Everything that the doctor knows of a cluster and of the file systems behind it, as it was told. */
export interface Facts {
  readonly claims: readonly KubernetesObject[];
  readonly volumes: readonly KubernetesObject[];
  readonly classes: readonly KubernetesObject[];
  readonly claimEvents: readonly KubernetesObject[];
  readonly podEvents: readonly KubernetesObject[];
  /** Those that mount claims. */
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
  readonly nodeLogs: readonly Log[];

  readonly fileSystems: readonly Described[];
  readonly associations: readonly Described[];
  readonly tasks: readonly Described[];
  readonly virtualMachines: readonly Described[];
  readonly backups: readonly Described[];
  /** Of the file systems that volumes of the cluster name. */
  readonly fileSystemInterfaces: readonly Described[];
  readonly nodeInterfaces: readonly Described[];
  /** Of both. */
  readonly securityGroupRules: readonly Described[];
  readonly addons: readonly Described[];
  readonly podIdentityAssociations: readonly Described[];
}

export type FactName = keyof Facts;

/** What could not be learned, and why. */
export interface Unseen {
  readonly why: string;
  /** The user said so. */
  readonly wanted?: boolean;
}

/** What was learned, and for the rest why not. Two who look at different times of the day agree: the clock is a fact too. */
export interface Seen {
  readonly facts: Partial<Facts>;
  readonly unseen: { readonly [name in FactName]?: Unseen };
  readonly now: number;
  readonly region?: string;
}
