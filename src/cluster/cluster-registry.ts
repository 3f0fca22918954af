import { CfnResource, Stage } from 'aws-cdk-lib';
import { IConstruct } from 'constructs';
import { ClusterHandle, clusterKey } from './cluster-handle';
import { SharedRemovalPolicy } from './removal';

/** What an app remembers of a cluster, across stacks and across two imports of the same cluster. */
export interface ClusterRegistry {
  /** The construct that installs each CSI driver, by the name of the driver. */
  readonly drivers: Map<string, IConstruct>;
  /** Add-ons that several drivers need, by name. */
  readonly addons: Map<string, IConstruct>;
  /** The alarms of the pods of drivers, by `driver/alarm`. */
  readonly monitored: Set<string>;
  /** The construct path that made each claim, by `namespace/name`. */
  readonly claims: Map<string, string>;
  /** The rules that let the nodes and an existing security group reach each other, by group: EC2 refuses the same rule twice. */
  readonly rules: Map<string, SharedRules>;
}

/** Rules in an existing security group, and the removal policy of the storages that use them. */
export interface SharedRules {
  /** What waits for these waits for all. */
  readonly rules: readonly CfnResource[];
  readonly removalPolicy: SharedRemovalPolicy;
}

const REGISTRIES = new WeakMap<IConstruct, Map<string, ClusterRegistry>>();
/** The same, for clusters that were looked up before. */
const FOUND = new WeakMap<IConstruct, ClusterRegistry>();

/** The notes on a cluster; they live as long as the app, or the stage of it: stages share nothing, and are deployed to accounts of their own. */
export function clusterRegistry(handle: ClusterHandle): ClusterRegistry {
  const found = FOUND.get(handle.cluster) ?? lookUp(handle);
  FOUND.set(handle.cluster, found);
  return found;
}

function lookUp(handle: ClusterHandle): ClusterRegistry {
  const app = Stage.of(handle.cluster) ?? handle.cluster.node.root;
  const ofApp = REGISTRIES.get(app) ?? new Map<string, ClusterRegistry>();
  REGISTRIES.set(app, ofApp);
  const key = clusterKey(handle);
  const notes = ofApp.get(key) ?? { drivers: new Map(), addons: new Map(), monitored: new Set(), claims: new Map(), rules: new Map() };
  ofApp.set(key, notes);
  return notes;
}

/** A construct that exists once below a cluster, in the cluster's own stack: made by whoever asks first. */
export function oncePerCluster<T extends IConstruct>(handle: ClusterHandle, id: string, make: () => T): T {
  return (handle.cluster.node.tryFindChild(id) as T | undefined) ?? make();
}
