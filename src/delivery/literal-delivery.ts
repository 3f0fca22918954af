import { RemovalPolicy } from 'aws-cdk-lib';
import { ApiObject } from 'cdk8s';
import { Construct, IDependable } from 'constructs';
import { DeferredField, deferredFieldsOf } from './deploy-time-values';
import { entry, report } from '../validation/report';

/** Objects that do not go with the stack: somebody else brings them to the cluster. */
export interface LiteralBundle {
  /** The construct that the objects belong to. */
  readonly owner: Construct;
  readonly objects: readonly ApiObject[];
  /** The namespace that is made on request. */
  readonly createNamespace?: string;
  readonly removalPolicy: RemovalPolicy;
}

/** How Argo CD and Flux are told to leave an object in the cluster when it leaves the repository. */
const KEPT = {
  // https://argo-cd.readthedocs.io/en/stable/user-guide/sync-options/
  'argocd.argoproj.io/sync-options': 'Prune=false,Delete=false',
  // https://fluxcd.io/flux/components/kustomize/kustomizations/#prune
  'kustomize.toolkit.fluxcd.io/prune': 'disabled',
};
/** Its deletion would take every claim in it along. */
const ALWAYS_KEPT = ['Namespace'];

/** Puts objects in a chart that somebody else delivers. */
export function deliverLiterals(scope: Construct, id: string, bundle: LiteralBundle): IDependable {
  keep(bundle);
  rejectDeferred(bundle.owner, bundle.objects.flatMap(deferredFieldsOf), 'use ManifestDelivery.kubectl(), or .yaml() with outputsFile, in the app that makes it');
  return new Construct(scope, id);
}

/** What the removal policy keeps, GitOps keeps. */
export function keep({ objects, removalPolicy }: LiteralBundle) {
  for (const object of objects) {
    if (removalPolicy !== RemovalPolicy.DESTROY || ALWAYS_KEPT.includes(object.kind)) {
      Object.entries(KEPT).forEach(([key, value]) => object.metadata.addAnnotation(key, value));
    }
  }
}

/** One error for all values that nobody can write down yet. */
export function rejectDeferred(owner: Construct, fields: readonly DeferredField[], alternative: string) {
  if (fields.length > 0) {
    throw new Error(report(`${owner.constructor.name} '${owner.node.path}'`, [entry({
      id: 'delivery/known-late',
      severity: 'error',
      acknowledgeable: false,
      at: 'delivery',
      value: undefined,
      problem: ['these values are known only when the stack is deployed, so no file can hold them now', ...fields.map(({ field }) => field)].join('\n      '),
      fix: `name what exists already by its literal id (existing(), Subnet.fromSubnetAttributes(), SecurityGroup.fromSecurityGroupId()); or ${alternative}`,
      source: 'https://docs.aws.amazon.com/cdk/v2/guide/tokens.html',
    }, {})]));
  }
}
