import { Duration, aws_eks_v2 as eks } from 'aws-cdk-lib';
import { ApiObject, Chart } from 'cdk8s';
import { Construct } from 'constructs';
import { TRIDENT } from '../driver';
import { tridentBackendConfig } from './trident-objects';
import { deadline } from '../../kubernetes/deadline';
import { hashOf } from '../../kubernetes/names';

/** How long Trident may fail before its message is taken for its last word: it tries again by itself, and often succeeds. */
const TIMEOUT_SECONDS = 300;
/** Long enough to be seen, short enough not to cut the patience of a second try. */
const TIMER_KEPT_SECONDS = 120;
const WAIT_TIMEOUT = Duration.minutes(10);
const STATUS_TIMEOUT = Duration.minutes(5);
/** There is nothing to wait for: a second try if the first meets a network in trouble. */
const LOOKUP_TIMEOUT = Duration.seconds(15);

/** An object name for kubectl that means all of them. */
const ALL = '--ignore-not-found=true';
const BACKENDS = 'tridentbackends.trident.netapp.io';
const CONFIGS = 'tridentbackendconfigs.trident.netapp.io';
const TIMERS = 'jobs.batch';
const FAILED = 'Failed';

export interface BackendObjects {
  readonly objects: ApiObject[];
  /** Names this version of the backend wherever it is looked for. */
  readonly revision: string;
}

/**
 * The backend with a mark of its version, and the clock that starts with it.
 *
 * Trident keeps trace flags that it does not know with the backend, and writes them down with every change that it accepts: a flag that is false does nothing,
 * and tells which version is in force.
 */
export function revisionedBackend(
  chart: Chart, name: string, spec: { readonly [key: string]: unknown }, resolve: (value: unknown) => unknown,
): BackendObjects {
  const { deletionPolicy, ...settings } = spec; // says what becomes of the backend, not what it is: Trident accepts it whatever it is
  const revision = `revision-${hashOf(resolve([name, settings]))}`;
  const config = tridentBackendConfig(chart, `Backend-${name}`, { name, spec: { ...spec, debugTraceFlags: { [revision]: false } } });
  config.metadata.addLabel(revision, FAILED); // found by whoever asks whether this version has failed
  const timer = deadline(chart, `Clock-${name}`, {
    name: `${name.slice(0, 40)}-${revision}`, namespace: TRIDENT.namespace, label: revision, seconds: TIMEOUT_SECONDS, keptSeconds: TIMER_KEPT_SECONDS,
  });
  return { revision, objects: [config, timer] };
}

/** The backend alone, where nobody waits for it. */
export function unrevisionedBackend(chart: Chart, name: string, spec: { readonly [key: string]: unknown }): BackendObjects {
  return { revision: '', objects: [tridentBackendConfig(chart, `Backend-${name}`, { name, spec })] };
}

/**
 * Waits until Trident has accepted this version of a backend, or fails with what Trident says of it.
 *
 * The API server takes any backend, and its status is of the version before until Trident has looked at the new one. So the first question waits until the
 * version is in force or the time is up. The second asks for Trident's word: the name of its backend, or the message of the failure. The third looks the backend
 * up by that word: a message is no name, and CloudFormation shows what was looked for.
 */
export class BackendReadiness extends Construct {
  /** The id that Trident gave the backend, once it is in force. */
  public readonly backendUuid: string;

  constructor(scope: Construct, id: string, cluster: eks.ICluster, revision: string) {
    super(scope, id);
    const wait = new eks.KubernetesObjectValue(this, 'Patience', {
      cluster,
      objectType: `${BACKENDS},${TIMERS}`,
      objectName: ALL,
      objectNamespace: TRIDENT.namespace,
      jsonPath: inForce(revision) + then(`.items[?(@.metadata.labels.${revision}==@.status.conditions[0].reason)]`, '.metadata.name'),
      timeout: WAIT_TIMEOUT,
    });
    const status = new eks.KubernetesObjectValue(this, 'Word', {
      cluster,
      objectType: `${BACKENDS},${CONFIGS}`,
      objectName: ALL,
      objectNamespace: TRIDENT.namespace,
      jsonPath: inForce(revision) + then(`.items[?(@.metadata.labels.${revision}==@.status.lastOperationStatus)]`, '.status.message'),
      timeout: STATUS_TIMEOUT,
    });
    status.node.addDependency(wait);
    this.backendUuid = new eks.KubernetesObjectValue(this, 'Accepted', {
      cluster,
      objectType: BACKENDS,
      objectName: status.value,
      objectNamespace: TRIDENT.namespace,
      jsonPath: '.backendUUID',
      timeout: LOOKUP_TIMEOUT,
    }).value;
  }
}

/** The name of the backend that this version is in force of. The first brace is kubectl's handler's. */
function inForce(revision: string): string {
  return `range .items[?(@.config.ontap_config.debugTraceFlags.${revision}==false)]}{.metadata.name}{end}`;
}

/** What another list holds; the last brace is kubectl's handler's. */
function then(list: string, path: string): string {
  return `{range ${list}}{${path}}{end`;
}
