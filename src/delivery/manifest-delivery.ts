import { RemovalPolicy } from 'aws-cdk-lib';
import { ApiObject, App, Chart } from 'cdk8s';
import { Construct, IDependable } from 'constructs';
import { deliver } from './kubectl-delivery';
import { deliverLiterals } from './literal-delivery';
import { namespaceOf } from './namespace';
import { CHART_INPUT, YAML_INPUT } from './schema';
import { writeYaml } from './yaml-delivery';
import { ClusterHandle } from '../cluster/cluster-handle';
import { slug } from '../kubernetes/names';
import { namespace } from '../kubernetes/namespace';
import { validateArguments } from '../validation/validate';

/** Objects that are delivered to a cluster together. */
export interface ManifestBundle {
  /** The construct that the objects belong to. It determines their file and is the subject of errors. */
  readonly owner: Construct;
  readonly handle: ClusterHandle;
  readonly objects: readonly ApiObject[];
  /** The namespace to create, if any. */
  readonly createNamespace?: string;
  readonly removalPolicy: RemovalPolicy;
  /** Whether kubectl adopts objects that already exist instead of failing. */
  readonly adopt?: boolean;
  /** Created before the objects and deleted after them. */
  readonly after: readonly IDependable[];
}

/** Options for manifests in files. */
export interface YamlDeliveryOptions {
  /**
   * Path of the file that `cdk deploy --outputs-file` writes. Values that are known only after deployment are read from
   * it.
   *
   * The stack gets an output for each of these values. The first synthesis after a deployment writes the files: deploy,
   * synthesize again, commit. Until then, a warning lists the files that are not written.
   *
   * @default - none; values that are known only at deployment fail with `delivery/known-late`
   */
  readonly outputsFile?: string;
}

/**
 * How Kubernetes objects are delivered to the cluster.
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
export class ManifestDelivery {
  /**
   * Applies objects with the kubectl provider of the cluster during the deployment of the stack, in dependency order.
   */
  public static kubectl(): ManifestDelivery {
    return new ManifestDelivery(true, ownChart, (scope, id, { handle, createNamespace, after, ...bundle }) => {
      const namespaces = createNamespace === undefined ? [] : [namespaceOf(handle, createNamespace)];
      return deliver(scope, id, { ...bundle, cluster: handle.cluster, after: [...after, ...namespaces] });
    });
  }

  /**
   * Writes YAML files for GitOps (Argo CD, Flux), one per construct and one per namespace.
   *
   * Every synthesis writes the files; files are never deleted. Objects that must be retained have annotations with
   * which Argo CD and Flux keep them in the cluster.
   *
   * @param folder Path relative to the working directory.
   */
  public static yaml(folder: string, options: YamlDeliveryOptions = {}): ManifestDelivery {
    validateArguments('ManifestDelivery.yaml()', { fields: YAML_INPUT, value: { folder, options } });
    return new ManifestDelivery(false, ownChart, (scope, id, bundle) =>
      writeYaml(scope, id, bundle, { folder, ...options }));
  }

  /**
   * Adds the objects to a chart of yours, which `cdk8s synth` or your own code delivers.
   *
   * All values must be known at synthesis. Other values fail with `delivery/known-late`.
   */
  public static chart(chart: Chart): ManifestDelivery {
    validateArguments('ManifestDelivery.chart()', { fields: CHART_INPUT, value: { chart } });
    return new ManifestDelivery(false, () => chart, (scope, id, bundle) =>
      deliverLiterals(scope, id, withNamespace(bundle)), chart);
  }

  private constructor(
    /**
     * Whether the deployment calls kubectl, so that it can wait for conditions.
     *
     * @internal
     */
    public readonly _kubectl: boolean,
    /**
     * The chart for the objects of a construct.
     *
     * @internal
     */
    public readonly _chartFor: (owner: Construct) => Chart,
    /** @internal */
    public readonly _deliver: (scope: Construct, id: string, bundle: ManifestBundle) => IDependable,
    /**
     * The chart of the user that all objects are added to, if any.
     *
     * @internal
     */
    public readonly _chart?: Chart,
  ) {}
}

function ownChart(owner: Construct): Chart {
  return new Chart(new App(), slug(owner.node.id) || 'storage');
}

/** Adds the namespace to the objects, unless the chart already contains it, and makes the objects depend on it. */
function withNamespace(bundle: ManifestBundle): ManifestBundle {
  const { createNamespace, objects } = bundle;
  if (createNamespace === undefined) {
    return bundle;
  }
  const chart = Chart.of(objects[0]);
  const id = `Namespace-${createNamespace}`;
  const existing = chart.node.tryFindChild(id) as ApiObject | undefined;
  const created = existing ?? namespace(chart, id, createNamespace);
  objects.forEach(object => object.addDependency(created));
  return { ...bundle, objects: existing ? objects : [created, ...objects] };
}
