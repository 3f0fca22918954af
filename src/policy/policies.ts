import { inList, list, text } from './cel';
import { EXEMPT, EXEMPT_LABEL, Validation, lustreClassValidations } from './decisions';
import { FsxPolicyMode } from './mode';
import { LUSTRE_PARAMETERS } from './parameters';
import {
  PolicyStorageClass, backendValidations, claimDeletionValidations, claimValidations, topologyValidation,
  tridentClassValidations,
  unknownLustreParameters, volumeDeletionValidations, volumeValidations,
} from './validations';
import { LUSTRE, TRIDENT_DRIVER } from '../lint/targets';
import { Severity } from '../validation/rule';

export interface PolicyOptions {
  /** Prefix of the names of all objects. */
  readonly name: string;
  /** What happens to objects that violate a rule with the severity error. */
  readonly mode: FsxPolicyMode;
  /** What happens to objects that violate a rule with the severity warning, and to deletions. */
  readonly warningMode: FsxPolicyMode;
  /** The StorageClasses whose claims are validated. */
  readonly storageClasses: readonly PolicyStorageClass[];
  /** Names of users who are exempt. */
  readonly exemptUsers: readonly string[];
  /** Beginnings of the names of users who are exempt: those of the sessions of a role. */
  readonly exemptPrefixes: readonly string[];
}

/** A Kubernetes object. */
export interface PolicyObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: { readonly name: string };
  readonly spec: { readonly [key: string]: any };
}

/** The rules for one kind of object. */
interface Subject {
  readonly name: string;
  readonly resource: {
    readonly apiGroups: readonly string[];
    readonly resources: readonly string[];
    readonly operations: readonly string[];
  };
  /** Other objects are not evaluated. */
  readonly matches: { readonly [name: string]: string };
  readonly variables: readonly (readonly [string, string])[];
  readonly validations: readonly Validation[];
  /** Of the rules. */
  readonly severities: readonly Severity[];
}

const API = 'admissionregistration.k8s.io/v1';
const CLASSES = { apiGroups: ['storage.k8s.io'], resources: ['storageclasses'], operations: ['CREATE'] };
const CLAIMS = { apiGroups: [''], resources: ['persistentvolumeclaims'] };
const VOLUMES = { apiGroups: [''], resources: ['persistentvolumes'] };
/** The annotation of volumes that a driver created. */
const PROVISIONED = 'pv.kubernetes.io/provisioned-by';
const PARAMETERS = ['p', 'object.?parameters.orValue({})'] as const;
const CLASS_OF_CLAIM = "spec.?storageClassName.orValue('')";
const REQUESTED = 'spec.resources.requests.storage';
/** Controllers that delete what a user has deleted, such as the objects of a namespace. */
const CONTROLLERS = "!('system:serviceaccounts:kube-system' in request.userInfo.groups)";
/** The API server repeats it with the name of the policy. */
const NAMES_OF_MODES: Record<FsxPolicyMode, readonly string[]> = { AUDIT: ['Audit'], WARN: ['Warn', 'Audit'], DENY: ['Deny', 'Audit'] };
const PARTS: Record<Severity, string> = { error: '', warning: '-warnings' };

/**
 * The policies and their bindings.
 *
 * The names do not depend on the StorageClasses: if there are none, the policies for their claims match nothing, and replace
 * earlier ones.
 */
export function policyObjects(options: PolicyOptions): PolicyObject[] {
  return subjects(options.storageClasses).flatMap(subject => subject.severities.flatMap(severity => {
    const validations = subject.validations.filter(each => each.severity === severity);
    return policyAndBinding(
      validations.length > 0 ? subject : { ...subject, matches: { 'no-rules': 'false' } }, severity, validations.length > 0 ? validations : [NO_RULE], options,
    );
  }));
}

const NO_RULE: Validation = { ruleId: '', severity: 'error', expression: 'true', message: 'valid' };

function subjects(storageClasses: readonly PolicyStorageClass[]): Subject[] {
  const claimedClasses = storageClasses.filter(({ lustre, ontap }) => lustre ?? ontap).map(({ name }) => name);
  const durableClasses = storageClasses.filter(({ durable }) => durable).map(({ name }) => name);
  return [
    {
      name: 'lustre-classes', resource: CLASSES, matches: { provisioner: `object.provisioner == ${text(LUSTRE)}` },
      variables: [PARAMETERS, ...LUSTRE_PARAMETERS.map(({ name, cel }) => [name, cel] as const)],
      validations: [unknownLustreParameters(), topologyValidation(), ...lustreClassValidations()], severities: ['error', 'warning'],
    },
    {
      name: 'trident-classes', resource: CLASSES, matches: { provisioner: `object.provisioner == ${text(TRIDENT_DRIVER)}` },
      variables: [PARAMETERS], validations: tridentClassValidations(), severities: ['error'],
    },
    {
      name: 'trident-backends',
      resource: { apiGroups: ['trident.netapp.io'], resources: ['tridentbackendconfigs'], operations: ['CREATE', 'UPDATE'] },
      matches: {}, variables: [['s', 'object.?spec.orValue({})']], validations: backendValidations(), severities: ['error'],
    },
    {
      name: 'claims', resource: { ...CLAIMS, operations: ['CREATE', 'UPDATE'] },
      matches: {
        'storage-class': inList(`object.${CLASS_OF_CLAIM}`, claimedClasses),
        // controllers update claims, too
        'size-changes': `request.operation == 'CREATE' || object.${REQUESTED} != oldObject.${REQUESTED}`,
      },
      variables: [
        ['class', `object.${CLASS_OF_CLAIM}`], ['size', `quantity(object.${REQUESTED})`],
        ['bytes', 'variables.size.isInteger() ? variables.size.asInteger() : int(variables.size.asApproximateFloat())'],
      ],
      validations: claimValidations(storageClasses), severities: ['error', 'warning'],
    },
    {
      name: 'volumes', resource: { ...VOLUMES, operations: ['CREATE'] },
      matches: {
        driver: `object.spec.?csi.?driver.orValue('') == ${text(LUSTRE)}`,
        // not those that the driver creates for claims
        static: `!(${text(PROVISIONED)} in object.metadata.?annotations.orValue({}))`,
      },
      variables: [['a', 'object.spec.csi.?volumeAttributes.orValue({})']], validations: volumeValidations(), severities: ['error', 'warning'],
    },
    {
      name: 'claim-deletions', resource: { ...CLAIMS, operations: ['DELETE'] },
      matches: { 'storage-class': inList(`oldObject.${CLASS_OF_CLAIM}`, durableClasses), 'controllers': CONTROLLERS },
      variables: [['class', `oldObject.${CLASS_OF_CLAIM}`]], validations: claimDeletionValidations(storageClasses), severities: ['warning'],
    },
    {
      name: 'volume-deletions', resource: { ...VOLUMES, operations: ['DELETE'] },
      matches: { driver: `oldObject.spec.?csi.?driver.orValue('') in ${list([LUSTRE, TRIDENT_DRIVER])}`, controllers: CONTROLLERS },
      variables: [], validations: volumeDeletionValidations(), severities: ['warning'],
    },
  ];
}

function policyAndBinding(
  subject: Subject, severity: Severity, validations: readonly Validation[],
  { name, mode, warningMode, exemptUsers, exemptPrefixes }: PolicyOptions,
): PolicyObject[] {
  const policyName = `${name}-${subject.name}${PARTS[severity]}`;
  const isDeletion = subject.resource.operations.includes('DELETE');
  const conditions = {
    ...subject.matches,
    ...exemptUsers.length > 0 && { 'exempt-users': `!(${inList('request.userInfo.username', exemptUsers)})` },
    ...exemptPrefixes.length > 0 && { 'exempt-roles': `!${list(exemptPrefixes)}.exists(p, request.userInfo.username.startsWith(p))` },
  };
  return [
    {
      apiVersion: API, kind: 'ValidatingAdmissionPolicy', metadata: { name: policyName },
      spec: {
        // the expressions cannot fail for objects that the API server accepts; a deletion must never fail because of the policy
        failurePolicy: isDeletion ? 'Ignore' : 'Fail',
        matchConstraints: {
          objectSelector: { matchExpressions: [{ key: EXEMPT_LABEL, operator: 'NotIn', values: [EXEMPT] }] },
          resourceRules: [{ ...subject.resource, apiVersions: ['*'] }],
        },
        ...Object.keys(conditions).length > 0 && {
          matchConditions: Object.entries(conditions).map(([key, expression]) => ({ name: key, expression })),
        },
        ...withVariables(subject.variables, validations),
        validations: validations.map(({ expression, message, messageExpression }) => ({
          expression, message, ...messageExpression && { messageExpression }, reason: 'Invalid',
        })),
      },
    },
    {
      apiVersion: API, kind: 'ValidatingAdmissionPolicyBinding', metadata: { name: policyName },
      spec: { policyName, validationActions: NAMES_OF_MODES[severity === 'error' ? mode : warningMode] },
    },
  ];
}

/** The variables that the expressions use, also in other variables. */
function withVariables(variables: Subject['variables'], validations: readonly Validation[]) {
  const used = new Set<string>();
  const visit = (expression: string) => variables.filter(([name]) => !used.has(name) && new RegExp(`variables\\.${name}\\b`).test(expression)).forEach(([name, own]) => {
    used.add(name);
    visit(own);
  });
  validations.forEach(({ expression, messageExpression = '' }) => visit(`${expression} ${messageExpression}`));
  const named = variables.filter(([name]) => used.has(name)).map(([name, expression]) => ({ name, expression }));
  return named.length === 0 ? {} : { variables: named };
}
