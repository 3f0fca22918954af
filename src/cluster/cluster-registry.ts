import { CfnResource, Stage } from 'aws-cdk-lib';
import { IConstruct } from 'constructs';
import { ClusterHandle, clusterKey } from './cluster-handle';
import { SharedRemovalPolicy } from './removal';

/** What an app records about a cluster, across stacks and across imports of the same cluster. */
export interface ClusterRegistry {
  /** The construct that installs each CSI driver, by the name of the driver. */
  readonly drivers: Map<string, IConstruct>;
  /** Add-ons that several drivers need, by name. */
  readonly addons: Map<string, IConstruct>;
  /** Alarms on driver pods that exist already, by `driver/alarm`. */
  readonly monitored: Set<string>;
  /** The construct that creates each claim, by `namespace/name`. */
  readonly claims: Map<string, IConstruct>;
  /** The construct that creates each class with a fixed name, by `kind/name`, and the default class of each kind. */
  readonly classes: Map<string, IConstruct>;
  /** The construct that creates the admission policies of each name. */
  readonly policies: Map<string, IConstruct>;
  /** The rules between the nodes and an existing security group, by group. EC2 rejects duplicate rules. */
  readonly rules: Map<string, SharedRules>;
}

/** Rules in an existing security group, and the removal policy of the storages that use them. */
export interface SharedRules {
  /** Dependencies on these cover all rules of the group. */
  readonly rules: readonly CfnResource[];
  readonly removalPolicy: SharedRemovalPolicy;
}

const REGISTRIES = new WeakMap<IConstruct, Map<string, ClusterRegistry>>();
/** Caches the registry of each cluster construct. */
const CACHE = new WeakMap<IConstruct, ClusterRegistry>();

/**
 * The registry of a cluster in its app or stage. Stages share nothing, because they can be deployed to different
 * accounts.
 */
export function clusterRegistry(handle: ClusterHandle): ClusterRegistry {
  const found = CACHE.get(handle.cluster) ?? lookUp(handle);
  CACHE.set(handle.cluster, found);
  return found;
}

function lookUp(handle: ClusterHandle): ClusterRegistry {
  const app = Stage.of(handle.cluster) ?? handle.cluster.node.root;
  const ofApp = REGISTRIES.get(app) ?? new Map<string, ClusterRegistry>();
  REGISTRIES.set(app, ofApp);
  const key = clusterKey(handle);
  const registry = ofApp.get(key) ?? {
    drivers: new Map(),
    addons: new Map(),
    monitored: new Set(),
    claims: new Map(),
    classes: new Map(),
    policies: new Map(),
    rules: new Map(),
  };
  ofApp.set(key, registry);
  return registry;
}

/** Returns the construct with this id below the cluster, in the cluster's stack, and creates it on the first call. */
export function oncePerCluster<T extends IConstruct>(handle: ClusterHandle, id: string, create: () => T): T {
  return (handle.cluster.node.tryFindChild(id) as T | undefined) ?? create();
}
