import { RemovalPolicy } from 'aws-cdk-lib';
import { ApiObject, DependencyGraph } from 'cdk8s';
import { Construct, Dependable, IConstruct, IDependable } from 'constructs';
import { ClusterHandle } from '../cluster/cluster-handle';
import { clusterRegistry } from '../cluster/cluster-registry';
import { ManifestDelivery } from '../delivery/manifest-delivery';
import { Violation } from '../validation/check';
import { KINDS } from '../validation/kinds';
import { entry, report } from '../validation/report';
import { validateInput } from '../validation/validate';

/** What the workloads of a storage share. */
export interface WorkloadProps {
  /** The construct that the user wrote, in whose scope the workload is created. */
  readonly owner: Construct;
  /** The type of the owner. */
  readonly subject: string;
  readonly handle: ClusterHandle;
  readonly delivery: ManifestDelivery;
  /** Delivers the class and the claim of the storage. */
  readonly storageManifest?: IConstruct;
}

/** A claim that the pods of an object mount. */
interface Mounted {
  readonly object: ApiObject;
  readonly namespace: string;
  readonly claimName: string;
}

const GROUP = 'Workloads';
const NAMESPACES = 'https://kubernetes.io/docs/concepts/storage/persistent-volumes/#a-note-on-namespaces';
const OBJECTS = 'https://kubernetes.io/docs/concepts/overview/working-with-objects/';
const CHARTS = 'https://cdk8s.io/docs/latest/basics/chart/';

/** The construct that delivers each object. */
const DELIVERED_BY = new WeakMap<ApiObject, string>();

/** Records who delivers objects, so that nothing is delivered twice. */
export function markDelivered(owner: IConstruct, objects: readonly ApiObject[]) {
  objects.forEach(object => DELIVERED_BY.set(object, owner.node.path));
}

/** Delivers the objects of a chart or of another cdk8s construct after the claims that their pods mount. */
export function addWorkload(id: string, workload: IConstruct, props: WorkloadProps): Construct {
  const operation = `addWorkload '${id}'`;
  const kind = { type: 'object', kind: KINDS.kubernetesObjects, required: true } as const;
  validateInput(props.owner, props.subject, { fields: { workload: kind }, value: { workload } }, operation);
  const chart = props.delivery._chart;
  const violations = chart && workload.node.root !== chart.node.root ? [violation(
    'workload/other-app', 'workload', `is not in the cdk8s app of chart '${chart.node.id}', which ManifestDelivery.chart() delivers`,
    'create the workload in that chart, or in another chart of the same app', CHARTS,
  )] : [];
  return deliverWorkload(id, operation, () => objectsOf(workload), props, violations);
}

/** Delivers plain objects after the claims that their pods mount. */
export function addManifest(
  id: string,
  manifest: readonly { readonly [key: string]: any }[],
  props: WorkloadProps,
): Construct {
  const operation = `addManifest '${id}'`;
  const list = { type: 'list', items: { type: 'map', items: { type: 'any' } }, required: true } as const;
  validateInput(props.owner, props.subject, { fields: { manifest: list }, value: { manifest } }, operation);
  const violations = manifest.flatMap((object, index) => shapeOf(object, `manifest[${index}]`));
  rejectViolations(operation, props, violations);
  const chart = props.delivery._chartFor(props.owner);
  const objects = manifest.map(
    (object, index) => new ApiObject(chart, `Workload-${props.owner.node.path}-${id}-${index}`, object as any),
  );
  return deliverWorkload(id, operation, () => objects, props);
}

function deliverWorkload(
  id: string, operation: string, objectsNow: () => readonly ApiObject[], props: WorkloadProps,
  violations: readonly Violation[] = [],
): Construct {
  const { owner, handle, delivery, storageManifest } = props;
  const objects = objectsNow();
  const empty = objects.length > 0 ? [] : [violation(
    'workload/empty', 'workload', 'contains no Kubernetes objects', 'add the objects before you pass the workload', OBJECTS,
  )];
  rejectViolations(operation, props, [
    ...violations,
    ...empty,
    ...objects.flatMap(deliveredTwice),
    ...namespaceViolations(handle, objects),
  ]);
  const group = owner.node.tryFindChild(GROUP) as Construct | undefined ?? new Construct(owner, GROUP);
  const scope = new Construct(group, id);
  markDelivered(scope, objects);
  // Pods can be changed until synthesis.
  scope.node.addValidation({
    validate: () => {
      const late = [...addedAfterwards(objects, objectsNow()), ...namespaceViolations(handle, objects)];
      return late.length > 0 ? [reportOf(operation, props, late)] : [];
    },
  });
  const after = [...storageManifest ? [storageManifest] : [], mountedClaims(handle, objects)];
  delivery._deliver(scope, 'Manifest', { owner: scope, handle, objects, removalPolicy: RemovalPolicy.DESTROY, after });
  return scope;
}

/** All objects of a construct, in the order of their dependencies. */
function objectsOf(workload: IConstruct): ApiObject[] {
  return new DependencyGraph(workload.node)
    .topology()
    .filter((construct): construct is ApiObject => ApiObject.isApiObject(construct));
}

/** The claims that pods mount are delivered first. Pods are read at synthesis. */
function mountedClaims(handle: ClusterHandle, objects: readonly ApiObject[]): IDependable {
  const dependable: IDependable = {} as any;
  Dependable.implement(dependable, {
    get dependencyRoots() {
      const { claims } = clusterRegistry(handle);
      return mountedBy(objects).flatMap(({ namespace, claimName }) => {
        const manifest = claims.get(`${namespace}/${claimName}`)?.node.tryFindChild('Manifest');
        return manifest ? [manifest] : [];
      });
    },
  });
  return dependable;
}

function mountedBy(objects: readonly ApiObject[]): Mounted[] {
  return objects.flatMap(object => {
    const json = object.toJson();
    const namespace = json.metadata?.namespace ?? 'default';
    return [...new Set(claimNamesIn(json))].map(claimName => ({ object, namespace, claimName }));
  });
}

function claimNamesIn(node: any): string[] {
  if (typeof node !== 'object' || node === null) {
    return [];
  }
  const { claimName } = node.persistentVolumeClaim ?? {};
  return [...typeof claimName === 'string' ? [claimName] : [], ...Object.values(node).flatMap(claimNamesIn)];
}

function namespaceViolations(handle: ClusterHandle, objects: readonly ApiObject[]): Violation[] {
  const { claims } = clusterRegistry(handle);
  return mountedBy(objects).flatMap(({ object, namespace, claimName }) => {
    const others = [...claims.keys()].filter(key => key.endsWith(`/${claimName}`)).map(key => key.slice(0, key.indexOf('/')));
    return others.length === 0 || others.includes(namespace) ? [] : [violation(
      'workload/namespace', `${object.kind} '${object.name}'`,
      `is in namespace '${namespace}', and mounts claim '${claimName}' of namespace '${others[0]}'. Pods can mount only claims of their own namespace`,
      `set metadata.namespace of the object, or namespace of its chart, to claimNamespace: '${others[0]}'`, NAMESPACES,
    )];
  });
}

function deliveredTwice(object: ApiObject): Violation[] {
  const path = DELIVERED_BY.get(object);
  return path === undefined ? [] : [violation(
    'workload/twice', `${object.kind} '${object.name}'`, `is already deployed by '${path}'`, 'pass each object once', OBJECTS,
  )];
}

function addedAfterwards(before: readonly ApiObject[], now: readonly ApiObject[]): Violation[] {
  return now.filter(object => !before.includes(object)).map(object => violation(
    'workload/added-afterwards', `${object.kind} '${object.name}'`, 'was added to the workload afterwards and would not be deployed',
    'call addWorkload() after you have added all objects', OBJECTS,
  ));
}

/** What a plain object lacks. */
function shapeOf(object: { readonly [key: string]: any }, at: string): Violation[] {
  const lacks = (value: unknown) => typeof value !== 'string' || value === '';
  const missing = [
    ...lacks(object.apiVersion) ? ['apiVersion'] : [], ...lacks(object.kind) ? ['kind'] : [], ...lacks(object.metadata?.name) ? ['metadata.name'] : [],
  ];
  if (Array.isArray(object.items) && `${object.kind}`.endsWith('List')) {
    return [violation('workload/list', at, `is a ${object.kind}`, 'pass its items', OBJECTS)];
  }
  return missing.length === 0 ? [] : [violation(
    'workload/incomplete', at, `has no ${missing.join(', ')}`, 'set apiVersion, kind and metadata.name of every object', OBJECTS,
  )];
}

function violation(id: string, at: string, problem: string, fix: string, source: string): Violation {
  return { id, severity: 'error', acknowledgeable: false, at, value: undefined, problem, fix, source };
}

function rejectViolations(operation: string, props: WorkloadProps, violations: readonly Violation[]) {
  if (violations.length > 0) {
    throw new Error(reportOf(operation, props, violations));
  }
}

function reportOf(operation: string, { owner, subject }: WorkloadProps, violations: readonly Violation[]): string {
  return report(`${subject} '${owner.node.path}', ${operation}`, violations.map(found => entry(found, {})));
}
