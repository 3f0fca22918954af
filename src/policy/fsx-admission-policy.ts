import { RemovalPolicy, Stack, aws_iam as iam } from 'aws-cdk-lib';
import { ApiObject, Chart } from 'cdk8s';
import { Construct } from 'constructs';
import { FsxAdmissionPolicyProps } from './fsx-admission-policy-props';
import { FsxPolicyMode, defaultWarningMode } from './mode';
import { policyObjects } from './policies';
import { admissionPolicyRules } from './rules';
import { ADMISSION_POLICY_FIELDS } from './schema';
import { policyStorageClass } from './storage-classes';
import { clusterHandle, tryGet } from '../cluster/cluster-handle';
import { clusterRegistry } from '../cluster/cluster-registry';
import { clusterElsewhere, clusterEnvironment } from '../cluster/environment';
import { ManifestDelivery } from '../delivery/manifest-delivery';
import { nameWithIdentity, slug } from '../kubernetes/names';
import { PlainObject, dataOf } from '../kubernetes/plain-object';
import { isDeferred } from '../validation/normalize';
import { omitUndefined } from '../validation/settings';
import { validate, validateInput } from '../validation/validate';

const WITHOUT_VALUE = { property: 'cluster', withoutValue: true };

/**
 * The rules of this library in the cluster: ValidatingAdmissionPolicies for StorageClasses of both drivers, for claims of
 * given StorageClasses, for backends of Trident, and for deletions.
 *
 * They apply to objects of every origin: kubectl, Helm, GitOps. Existing objects are not affected. Objects with the label
 * `cdk-eks-fsx/policy: exempt` are exempt.
 *
 * @see https://kubernetes.io/docs/reference/access-authn-authz/validating-admission-policy/
 *
 * @example
 * declare const cluster: eks.ICluster;
 * declare const scratch: FsxLustreStorage;
 * new FsxAdmissionPolicy(this, 'Policy', {
 *   cluster,
 *   mode: FsxPolicyMode.DENY,
 *   storageClassesOf: [scratch.manifests],
 * });
 */
export class FsxAdmissionPolicy extends Construct {
  /** Prefix of the names of the policies and their bindings. */
  public readonly policyName: string;

  /** The Kubernetes objects of the policy. */
  public readonly manifests: Chart;

  constructor(scope: Construct, id: string, props: FsxAdmissionPolicyProps) {
    super(scope, id);
    validateInput(this, 'FsxAdmissionPolicy', { fields: ADMISSION_POLICY_FIELDS, value: props });
    const { cluster, mode = FsxPolicyMode.DENY, delivery = ManifestDelivery.kubectl() } = props;
    const { exemptRoles = [], exemptUsers = [], storageClassesOf = [] } = props;
    const handle = clusterHandle(cluster);
    const { policies } = clusterRegistry(handle);
    this.policyName = props.policyName ?? nameWithIdentity(slug(id), [Stack.of(this).stackName, this.node.path]);
    validate(this, {
      subject: 'FsxAdmissionPolicy',
      rules: admissionPolicyRules,
      configuration: omitUndefined({
        policyName: props.policyName,
        policyNameTakenBy: policies.get(this.policyName)?.node.path,
        clusterLibrary: handle.otherLibrary,
        kubectl: delivery._kubectl ? handle.kubectl : undefined,
        clusterElsewhere: clusterElsewhere(handle, this),
        clusterEnvironment: delivery._kubectl ? clusterEnvironment(handle, this) : undefined,
      }),
      names: {
        clusterLibrary: WITHOUT_VALUE,
        kubectl: WITHOUT_VALUE,
        clusterElsewhere: WITHOUT_VALUE,
        clusterEnvironment: WITHOUT_VALUE,
      },
    });
    policies.set(this.policyName, this);
    this.manifests = delivery._chartFor(this);
    const kubectlRole = delivery._kubectl ? tryGet(() => cluster.kubectlProvider?.role) : undefined;
    const objects = policyObjects({
      name: this.policyName,
      mode,
      warningMode: props.warningMode ?? defaultWarningMode(mode),
      exemptUsers,
      exemptPrefixes: [...(kubectlRole ? [kubectlRole] : []), ...exemptRoles].map(role => this.sessionsOf(role)),
      storageClasses: storageClassesOf.flatMap(chart =>
        chart.apiObjects.flatMap(object => policyStorageClass(plain(object)) ?? []),
      ),
    });
    delivery._deliver(this, 'Manifest', {
      owner: this, handle, removalPolicy: RemovalPolicy.DESTROY, after: [],
      objects: objects.map(object => new PlainObject(this.manifests, `${this.node.path}/${object.kind}/${object.metadata.name}`, object)),
    });
  }

  /** The beginning of the user names of a role's sessions, as EKS derives them. */
  private sessionsOf(role: iam.IRole): string {
    const stack = Stack.of(this);
    const [, partition, , , account] = isDeferred(role.roleArn) ? [undefined, stack.partition, undefined, undefined, stack.account] : role.roleArn.split(':');
    return `arn:${partition}:sts::${account}:assumed-role/${role.roleName}/`;
  }
}

function plain(object: ApiObject): unknown {
  return dataOf(object) ?? object.toJson();
}
