import { RemovalPolicy } from 'aws-cdk-lib';
import { ApiObject, App, Chart } from 'cdk8s';
import { Construct, IDependable } from 'constructs';
import { deliver } from './kubectl-delivery';
import { deliverLiterals } from './literal-delivery';
import { namespaceOf } from './namespace';
import { YAML_INPUT } from './schema';
import { writeYaml } from './yaml-delivery';
import { ClusterHandle } from '../cluster/cluster-handle';
import { slug } from '../kubernetes/names';
import { namespace } from '../kubernetes/namespace';
import { KINDS } from '../validation/kinds';
import { validateArguments } from '../validation/validate';

/** Objects that are delivered to a cluster together. */
export interface ManifestBundle {
  /** The construct that the objects belong to: their file, and the subject of their errors. */
  readonly owner: Construct;
  readonly handle: ClusterHandle;
  readonly objects: readonly ApiObject[];
  /** The namespace that is made on request. */
  readonly createNamespace?: string;
  readonly removalPolicy: RemovalPolicy;
  /** What must be there before the objects, and stay until they are gone. */
  readonly after: readonly IDependable[];
}

/** How manifests are written as files. */
export interface YamlDeliveryOptions {
  /**
   * What `cdk deploy --outputs-file` wrote: values that are known only after deployment are read from it.
   *
   * The stack then has an output for each of them. Files are written by the first synthesis after a deployment: deploy, synthesize again, commit. Until then a
   * warning says which files wait.
   *
   * @default - none: such a value is an error that lists the fields
   */
  readonly outputsFile?: string;
}

/**
 * How Kubernetes objects reach the cluster.
 *
 * @example
 * declare const cluster: eks.ICluster;
 * new FsxLustreStorage(this, 'Corpus', {
 *   cluster,
 *   provisioning: LustreProvisioning.existing({
 *     fileSystemId: 'fs-0123456789abcdef0', mountName: 'abcdefgh', capacity: Size.gibibytes(1200), dnsName: 'fs-0123456789abcdef0.fsx.eu-west-1.amazonaws.com',
 *   }),
 *   claim: { name: 'corpus', namespace: 'ml' },
 *   delivery: ManifestDelivery.yaml('manifests'),
 * });
 */
export abstract class ManifestDelivery {
  /** By the kubectl provider of the cluster, with the stack: one custom resource for what belongs together, made in order and waited for. */
  public static kubectl(): ManifestDelivery {
    return new DeliveryStrategy(true, ownChart, (scope, id, { handle, createNamespace, after, ...bundle }) => {
      const namespaces = createNamespace === undefined ? [] : [namespaceOf(handle, createNamespace)];
      return deliver(scope, id, { ...bundle, cluster: handle.cluster, after: [...after, ...namespaces] });
    });
  }

  /**
   * As YAML files in a folder, one for each construct and each namespace, for GitOps (Argo CD, Flux): written at every synthesis, never deleted.
   *
   * What a deletion must not take carries annotations by which both leave it in the cluster.
   *
   * @param folder relative to the working directory
   */
  public static yaml(folder: string, options: YamlDeliveryOptions = {}): ManifestDelivery {
    validateArguments('ManifestDelivery.yaml()', { fields: YAML_INPUT, value: { folder, options } });
    return new DeliveryStrategy(false, ownChart, (scope, id, bundle) => writeYaml(scope, id, bundle, { folder, ...options }));
  }

  /**
   * Into a chart of yours, which `cdk8s synth` or your own code delivers. Every value must be known at synthesis: an error lists the fields that are not.
   */
  public static chart(chart: Chart): ManifestDelivery {
    validateArguments('ManifestDelivery.chart()', { fields: { chart: { type: 'object', kind: KINDS.chart, required: true } }, value: { chart } });
    return new DeliveryStrategy(false, () => chart, (scope, id, bundle) => deliverLiterals(scope, id, withNamespace(bundle)));
  }

  protected constructor() {}

  /**
   * Whether the deployment calls kubectl, and so can wait and ask.
   *
   * @internal
   */
  public abstract get _kubectl(): boolean;

  /**
   * Where the objects of a construct are put together.
   *
   * @internal
   */
  public abstract _chartFor(owner: Construct): Chart;

  /** @internal */
  public abstract _deliver(scope: Construct, id: string, bundle: ManifestBundle): IDependable;
}

class DeliveryStrategy extends ManifestDelivery {
  constructor(
    public readonly _kubectl: boolean,
    public readonly _chartFor: (owner: Construct) => Chart,
    public readonly _deliver: (scope: Construct, id: string, bundle: ManifestBundle) => IDependable,
  ) {
    super();
  }
}

function ownChart(owner: Construct): Chart {
  return new Chart(new App(), slug(owner.node.id) || 'storage');
}

/** The namespace is one of the objects, once in the chart, and before them. */
function withNamespace(bundle: ManifestBundle): ManifestBundle {
  const { createNamespace, objects } = bundle;
  if (createNamespace === undefined) {
    return bundle;
  }
  const chart = Chart.of(objects[0]);
  const id = `Namespace-${createNamespace}`;
  const there = chart.node.tryFindChild(id) as ApiObject | undefined;
  const made = there ?? namespace(chart, id, createNamespace);
  objects.forEach(object => object.addDependency(made));
  return { ...bundle, objects: there ? objects : [made, ...objects] };
}
