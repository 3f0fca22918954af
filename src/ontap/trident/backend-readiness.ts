import { Duration, Lazy, aws_eks_v2 as eks } from 'aws-cdk-lib';
import { ApiObject, Chart } from 'cdk8s';
import { Construct } from 'constructs';
import { TRIDENT } from '../driver';
import { backendConfigProps, tridentBackendConfig } from './trident-objects';
import { EXPIRED, deadlineProps } from '../../kubernetes/deadline';
import { hashOf } from '../../kubernetes/names';

/** How long Trident may retry a failed backend before the failure is final. Retries often succeed. */
const TIMEOUT_SECONDS = 300;
/** Long enough for the check to see the expired timer, and short enough not to affect the next deployment. */
const TIMER_KEPT_SECONDS = 120;
const WAIT_TIMEOUT = Duration.minutes(10);
const STATUS_TIMEOUT = Duration.minutes(5);
/** The result exists already, so this only allows one retry after a network error. */
const LOOKUP_TIMEOUT = Duration.seconds(15);

/** A kubectl option in place of an object name, so that kubectl lists all objects. */
const ALL = '--ignore-not-found=true';
const BACKENDS = 'tridentbackends.trident.netapp.io';
const CONFIGS = 'tridentbackendconfigs.trident.netapp.io';
const TIMERS = 'jobs.batch';
/** The status of a backend that Trident has accepted. */
const SUCCESS = 'Success';

export interface BackendObjects {
  readonly objects: ApiObject[];
  /** Identifies this version of the backend in queries. A token, because the backend can be patched until synthesis. */
  readonly revision: string;
}

/**
 * A backend that contains its revision, and the timer that starts with it.
 *
 * Trident stores unknown trace flags with the backend, and updates them with every change that it accepts. A flag that
 * is false has no effect, and shows which revision is active. The label states the status that the revision must reach,
 * and selects the object in queries.
 */
export function revisionedBackend(
  chart: Chart, name: string, spec: { readonly [key: string]: unknown }, resolve: (value: unknown) => unknown,
): BackendObjects {
  const config = new RevisionedBackend(chart, name, spec, resolve);
  const timer = new RevisionTimer(chart, config);
  return { revision: Lazy.string({ produce: () => config.revision }), objects: [config, timer] };
}

/** Adds the revision when it is rendered, so that the revision covers patches. */
class RevisionedBackend extends ApiObject {
  constructor(
    chart: Chart, name: string, spec: { readonly [key: string]: unknown },
    private readonly resolve: (value: unknown) => unknown,
  ) {
    super(chart, `Backend-${name}`, backendConfigProps({ name, spec }));
  }

  public get revision(): string {
    const { name, resolve } = this;
    const { deletionPolicy, ...settings } = super.toJson().spec; // affects only the deletion, and Trident accepts any value
    const revision = `revision-${hashOf(resolve([name, settings]))}`;
    return revision;
  }

  public toJson(): any {
    const { metadata, spec, ...object } = super.toJson();
    const { revision } = this;
    return {
      ...object,
      metadata: { ...metadata, labels: { ...metadata.labels, [revision]: SUCCESS } },
      spec: { ...spec, debugTraceFlags: { ...spec.debugTraceFlags, [revision]: false } },
    };
  }
}

/** The timer of the revision. */
class RevisionTimer extends ApiObject {
  constructor(chart: Chart, private readonly backend: RevisionedBackend) {
    super(
      chart,
      `Clock-${backend.name}`,
      deadlineProps({
        name: backend.name.slice(0, 40),
        namespace: TRIDENT.namespace,
        seconds: TIMEOUT_SECONDS,
        keptSeconds: TIMER_KEPT_SECONDS,
      }),
    );
  }

  public toJson(): any {
    const { metadata, ...object } = super.toJson();
    const { revision } = this.backend;
    return {
      ...object,
      metadata: { ...metadata, name: `${metadata.name}-${revision}`, labels: { ...metadata.labels, [revision]: EXPIRED } },
    };
  }
}

/** A backend without a revision, for deliveries that cannot wait for it. */
export function unrevisionedBackend(
  chart: Chart, name: string, spec: { readonly [key: string]: unknown },
): BackendObjects {
  return { revision: '', objects: [tridentBackendConfig(chart, `Backend-${name}`, { name, spec })] };
}

/**
 * Waits until Trident has accepted this revision of a backend, or fails with the message of Trident.
 *
 * The API server accepts any backend, and its status belongs to the previous revision until Trident has processed the
 * new one. The first query therefore waits until the revision is active or the timer has expired. The second query
 * returns the name of Trident's backend, or the message of the failure. The third query looks up the backend by this
 * result. A message is not a valid name, so the query fails and CloudFormation shows the message.
 */
export class BackendReadiness extends Construct {
  /** The UUID of the backend in Trident. */
  public readonly backendUuid: string;

  constructor(scope: Construct, id: string, cluster: eks.ICluster, revision: string) {
    super(scope, id);
    const wait = new eks.KubernetesObjectValue(this, 'Patience', {
      cluster,
      objectType: `${BACKENDS},${TIMERS}`,
      objectName: ALL,
      objectNamespace: TRIDENT.namespace,
      jsonPath: activeBackend(revision) + then(
        `.items[?(@.metadata.labels.${revision}==@.status.conditions[0].reason)]`, '.metadata.name',
      ),
      timeout: WAIT_TIMEOUT,
    });
    const status = new eks.KubernetesObjectValue(this, 'Word', {
      cluster,
      objectType: `${BACKENDS},${CONFIGS}`,
      objectName: ALL,
      objectNamespace: TRIDENT.namespace,
      jsonPath: activeBackend(revision) + then(
        `.items[?(@.metadata.labels.${revision}!=@.status.lastOperationStatus)]`, '.status.message',
      ),
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

/** A JSONPath for the name of the backend with this active revision. The kubectl handler adds the first brace. */
function activeBackend(revision: string): string {
  return `range .items[?(@.config.ontap_config.debugTraceFlags.${revision}==false)]}{.metadata.name}{end}`;
}

/** A JSONPath for another list. The kubectl handler adds the last brace. */
function then(list: string, path: string): string {
  return `{range ${list}}{${path}}{end`;
}
