import { LUSTRE_DRIVER } from '../../../lustre/driver';
import { TRIDENT } from '../../../ontap/driver';
import { Described, Facts, KubernetesObject } from '../facts';
import { Finding, Row, row } from '../row';
import { LUSTRE, ONTAP, nameOf, oneLine, volumesOf } from '../shapes';

/** The pods of the drivers, identified by the labels in their charts. */
const isLustrePod = ({ metadata }: KubernetesObject) => ['fsx-csi-controller', 'fsx-csi-node']
  .includes(metadata.labels?.app);
const isLustreController = ({ metadata }: KubernetesObject) => metadata.labels?.app === 'fsx-csi-controller';
const isTridentController = ({ metadata }: KubernetesObject) =>
  metadata.labels?.app === 'controller.csi.trident.netapp.io';

const AGENT = 'eks-pod-identity-agent';
/** How long a new pod may take to become ready. */
const STARTING_MINUTES = 5;
/** EKS sets this variable when it creates a pod whose service account has a Pod Identity association. */
const POD_IDENTITY_VARIABLE = 'AWS_CONTAINER_CREDENTIALS_FULL_URI';
const HEALTHY_ADDON = ['ACTIVE', 'CREATING', 'UPDATING'];
/** Nodes on which the drivers do not run. */
const isUnsupported = ({ metadata }: KubernetesObject) =>
  metadata.labels?.['eks.amazonaws.com/compute-type'] === 'fargate'
    || metadata.labels?.['kubernetes.io/os'] === 'windows';

type ClassFacts = Pick<Facts, 'volumes' | 'classes'>;
/** Static volumes need no controller and therefore no identity. */
const provisions = (driver: string, { classes }: Pick<Facts, 'classes'>) => classes
  .some(({ provisioner }) => provisioner === driver);
const uses = (driver: string, facts: ClassFacts) => volumesOf(driver, facts.volumes).length > 0
  || provisions(driver, facts);

export const driverChecks: readonly Row[] = [
  row({
    id: 'driver/pod-not-running',
    section: 'driver-not-running', severity: 'problem',
    reads: ['systemPods', 'tridentPods'],
    find: ({ systemPods, tridentPods, now }) => [...systemPods.filter(isLustrePod), ...tridentPods].flatMap(pod => {
      const seen = failureOf(pod, now);
      return seen === undefined ? [] : [{ subject: `pod ${nameOf(pod)}`, seen }];
    }),
    cause: 'a pod of the driver does not run: no suitable node, an image that cannot be pulled, or an error at startup',
    fix: 'untolerated taint: set tolerations of LustreCsiDriver or TridentDriver; CrashLoopBackOff: read its log; no Region or no credentials: see the problems about identity',
  }),
  row({
    id: 'driver/not-installed',
    section: 'driver-not-running', severity: 'problem',
    reads: ['volumes', 'classes', 'csiDrivers'],
    find: facts => [LUSTRE, ONTAP]
      .filter(driver => uses(driver, facts) && !facts.csiDrivers.some(({ metadata }) => metadata.name === driver))
      .map(driver => ({
        subject: `CSIDriver ${driver}`, seen: 'does not exist, but StorageClasses or volumes of the driver do',
      })),
    cause: 'the driver is not installed, or was deleted before its volumes',
    fix: 'create a LustreCsiDriver or TridentDriver; check an add-on with aws eks describe-addon',
  }),
  row({
    id: 'driver/no-controller',
    section: 'driver-not-running', severity: 'problem',
    reads: ['volumes', 'classes', 'systemPods', 'tridentPods'],
    find: facts => [
      ...provisions(LUSTRE, facts) && !facts.systemPods.some(isLustreController)
        ? [{ subject: 'fsx-csi-controller', seen: `no pod in ${LUSTRE_DRIVER.namespace}` }]
        : [],
      ...provisions(ONTAP, facts) && !facts.tridentPods.some(isTridentController)
        ? [{ subject: 'trident-controller', seen: `no pod in ${TRIDENT.namespace}` }]
        : [],
    ],
    cause: 'without its controller, the driver creates no volumes for claims of these StorageClasses',
    fix: 'check the add-on and the Deployment of the controller',
  }),
  row({
    id: 'driver/node-not-registered',
    section: 'driver-not-running', severity: 'problem',
    reads: ['volumes', 'classes', 'nodes', 'csiNodes'],
    find: facts => {
      const used = [LUSTRE, ONTAP].filter(driver => uses(driver, facts));
      return facts.nodes.filter(node => !isUnsupported(node) && isReady(node)).flatMap(({ metadata }) => {
        const csiNode = facts.csiNodes.find(one => one.metadata.name === metadata.name);
        const missing = used.filter(driver => !csiNode?.spec?.drivers?.some(({ name }: Described) => name === driver));
        return missing.length > 0
          ? [{ subject: `node ${metadata.name}`, seen: `${missing.join(', ')} is not registered` }]
          : [];
      });
    },
    cause: 'the node pod of the driver has not started there, or its registration failed; pods with volumes remain in ContainerCreating',
    fix: 'check the node pod of the driver on that node; start new nodes with LustreCsiDriver.startupTaint()',
  }),
  row({
    id: 'driver/addon-not-in-order',
    section: 'driver-not-running', severity: 'problem',
    reads: ['addons'],
    find: ({ addons }) => addons.filter(({ status }) => !HEALTHY_ADDON.includes(status))
      .map(({ addonName, addonVersion, status, health }) => {
        const issues = (health?.issues ?? []).map(({ code, message }: any) => `${code}: ${message}`);
        return { subject: `add-on ${addonName} ${addonVersion}`, seen: oneLine([status, ...issues].join('; ')) };
      }),
    cause: 'EKS could not install or update the add-on',
    fix: 'conflict: set resolveConflicts or use existing(); invalid configuration value: remove it; no subscription to Trident: subscribe in AWS Marketplace, or use TridentInstallation.HELM',
  }),
  row({
    id: 'driver/no-identity',
    section: 'driver-not-running', severity: 'problem',
    reads: ['classes', 'addons', 'podIdentityAssociations', 'systemPods', 'tridentPods', 'serviceAccounts'],
    find: facts => [
      ...provisions(LUSTRE, facts)
        ? identityFindings(LUSTRE_DRIVER, facts.systemPods.filter(isLustreController), facts)
        : [],
      ...provisions(ONTAP, facts)
        ? identityFindings(TRIDENT, facts.tridentPods.filter(isTridentController), facts)
        : [],
    ],
    cause: 'the controller has neither a Pod Identity association nor an IRSA role, so AWS denies its requests or it finds no Region',
    fix: 'create the association with LustreCsiDriver or TridentDriver, or by hand, then restart the controller',
  }),
  row({
    id: 'driver/credentials-not-injected',
    section: 'driver-not-running', severity: 'problem',
    reads: ['podIdentityAssociations', 'systemPods', 'tridentPods'],
    find: ({ podIdentityAssociations: known, systemPods, tridentPods }) => [
      ...systemPods.filter(isLustreController), ...tridentPods.filter(isTridentController),
    ]
      .filter(pod => isAssociated(known, pod.metadata.namespace!, pod.spec.serviceAccountName)
        && !hasVariable(pod, POD_IDENTITY_VARIABLE))
      .map(pod => ({
        subject: `pod ${nameOf(pod)}`,
        seen: `started without ${POD_IDENTITY_VARIABLE}, although its service account has an association`,
      })),
    cause: 'pods get credentials only when they start, and this pod started before its association was created',
    fix: 'restart the controller',
  }),
  row({
    id: 'driver/no-pod-identity-agent',
    section: 'driver-not-running', severity: 'problem',
    reads: ['podIdentityAssociations', 'systemPods', 'nodes'],
    find: ({ podIdentityAssociations, systemPods, nodes }) => {
      const needed = [LUSTRE_DRIVER, TRIDENT]
        .some(({ namespace, controllerServiceAccount: account }) =>
          isAssociated(podIdentityAssociations, namespace, account));
      const builtIn = nodes.some(({ metadata }) => metadata.labels?.['eks.amazonaws.com/compute-type'] === 'auto');
      const there = builtIn || systemPods.some(({ metadata }) => metadata.name.startsWith(AGENT));
      return needed && !there
        ? [{ subject: AGENT, seen: 'no pod in kube-system, but a driver has a Pod Identity association' }]
        : [];
    },
    cause: 'the agent that provides the credentials is not installed',
    fix: 'set podIdentityAgent: true on the driver, or install the add-on eks-pod-identity-agent; EKS Auto Mode has it built in',
  }),
];

function isReady({ status }: KubernetesObject): boolean {
  return status?.conditions?.some(({ type, status: is }: any) => type === 'Ready' && is === 'True') ?? false;
}

/** Why a pod does not run; undefined if it does. */
function failureOf({ metadata, status }: KubernetesObject, now: number): string | undefined {
  const containers = [...status?.initContainerStatuses ?? [], ...status?.containerStatuses ?? []];
  const waiting = containers.find(({ state }) => /BackOff|Err|Error|Invalid/.test(state?.waiting?.reason ?? ''));
  if (waiting) {
    const last = waiting.lastState?.terminated;
    const ended = last ? `, last ended with ${last.exitCode} ${last.message ?? last.reason ?? ''}` : '';
    return oneLine(`${waiting.name}: ${waiting.state.waiting.reason}, ${waiting.restartCount} restarts${ended}`);
  }
  const unscheduled = status?.conditions
    ?.find(({ type, status: is }: any) => type === 'PodScheduled' && is === 'False');
  if (unscheduled) {
    return oneLine(`Pending: ${unscheduled.message ?? unscheduled.reason}`);
  }
  const started = Date.parse(status?.startTime ?? metadata.creationTimestamp);
  const notReady = status?.conditions?.find(({ type, status: is }: any) => type === 'Ready' && is === 'False');
  const ended = status?.phase === 'Succeeded';
  return notReady && !ended && now - started > STARTING_MINUTES * 60_000
    ? oneLine(`${status.phase}, not ready: ${notReady.message ?? notReady.reason ?? ''}`)
    : undefined;
}

type Driver = Pick<typeof TRIDENT, 'addonName' | 'namespace' | 'controllerServiceAccount'>;

type IdentityFacts = Pick<Facts, 'addons' | 'podIdentityAssociations' | 'serviceAccounts'>;

function hasRole({ addonName, namespace, controllerServiceAccount }: Driver, facts: IdentityFacts): boolean {
  return isAssociated(facts.podIdentityAssociations, namespace, controllerServiceAccount)
    || facts.addons.some(addon => addon.addonName === addonName
      && (addon.serviceAccountRoleArn || addon.podIdentityAssociations?.length > 0))
    || facts.serviceAccounts
      .some(({ metadata }) => metadata.namespace === namespace && metadata.name === controllerServiceAccount
        && metadata.annotations?.['eks.amazonaws.com/role-arn'] !== undefined);
}

function isAssociated(
  associations: Facts['podIdentityAssociations'], namespace: string, serviceAccount: string,
): boolean {
  return associations.some(one => one.namespace === namespace && one.serviceAccount === serviceAccount);
}

/** IRSA sets this variable in pods whose service account has the annotation. */
function hasWebIdentity(pod: KubernetesObject): boolean {
  return hasVariable(pod, 'AWS_WEB_IDENTITY_TOKEN_FILE');
}

function hasVariable({ spec }: KubernetesObject, variable: string): boolean {
  return (spec.containers ?? []).some(({ env = [] }: any) => env.some(({ name }: any) => name === variable));
}

/** Without a pod, `driver/no-controller` applies instead. */
function identityFindings(driver: Driver, controllers: readonly KubernetesObject[], facts: IdentityFacts): Finding[] {
  const subject = `service account ${driver.namespace}/${driver.controllerServiceAccount}`;
  return controllers.length === 0 || hasRole(driver, facts) || controllers.some(hasWebIdentity)
    ? []
    : [{ subject, seen: 'no association and no role' }];
}
