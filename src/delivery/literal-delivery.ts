import { RemovalPolicy } from 'aws-cdk-lib';
import { ApiObject } from 'cdk8s';
import { Construct, IDependable } from 'constructs';
import { DeferredField, deferredFieldsOf } from './deploy-time-values';
import { entry, report } from '../validation/report';

/** Objects that are not deployed with the stack. */
export interface LiteralBundle {
  /** The construct that the objects belong to. */
  readonly owner: Construct;
  readonly objects: readonly ApiObject[];
  /** The namespace to create, if any. */
  readonly createNamespace?: string;
  readonly removalPolicy: RemovalPolicy;
}

/** Annotations with which Argo CD and Flux retain an object that is removed from the repository. */
const RETAIN_ANNOTATIONS = {
  // https://argo-cd.readthedocs.io/en/stable/user-guide/sync-options/
  'argocd.argoproj.io/sync-options': 'Prune=false,Delete=false',
  // https://fluxcd.io/flux/components/kustomize/kustomizations/#prune
  'kustomize.toolkit.fluxcd.io/prune': 'disabled',
};
const PROBLEM = 'these values are known only at deployment, so a file cannot contain them yet';
/** Deleting a namespace deletes all claims in it. */
const ALWAYS_RETAINED = ['Namespace'];

/** Leaves objects in a chart that the user delivers. */
export function deliverLiterals(scope: Construct, id: string, bundle: LiteralBundle): IDependable {
  annotateRetained(bundle);
  const fields = bundle.objects.flatMap(deferredFieldsOf);
  rejectDeferred(bundle.owner, fields, 'use ManifestDelivery.kubectl(), or .yaml() with outputsFile, in the app that creates it');
  return new Construct(scope, id);
}

/** Adds the retain annotations as the removal policy requires. */
export function annotateRetained({ objects, removalPolicy }: LiteralBundle) {
  for (const object of objects) {
    if (removalPolicy !== RemovalPolicy.DESTROY || ALWAYS_RETAINED.includes(object.kind)) {
      Object.entries(RETAIN_ANNOTATIONS).forEach(([key, value]) => object.metadata.addAnnotation(key, value));
    }
  }
}

/** Reports all values that are known only at deployment in one error. */
export function rejectDeferred(owner: Construct, fields: readonly DeferredField[], alternative: string) {
  if (fields.length > 0) {
    throw new Error(report(`${owner.constructor.name} '${owner.node.path}'`, [entry({
      id: 'delivery/known-late',
      severity: 'error',
      acknowledgeable: false,
      at: 'delivery',
      value: undefined,
      problem: [PROBLEM, ...fields.map(({ field }) => field)].join('\n      '),
      fix: `reference existing resources by their literal IDs (existing(), Subnet.fromSubnetAttributes(), SecurityGroup.fromSecurityGroupId()); or ${alternative}`,
      source: 'https://docs.aws.amazon.com/cdk/v2/guide/tokens.html',
    }, {})]));
  }
}
