import { existsSync, mkdtempSync, readFileSync, readdirSync } from 'fs';
import { tmpdir } from 'os';
import { join } from 'path';
import { App, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { Yaml } from 'cdk8s';
import { podsFrom } from './conformance/support/workload-kinds';
import { flattened, objectsOf } from './support/fixture';
import { EFA_CHECK_CONTAINER } from '../src/lustre/efa/check-script';

/*
 * Reads the workload of every example as the scheduler and the kubelet would, from the manifests that it deploys and the
 * node groups of its cluster.
 */

const EXAMPLES = join(__dirname, '..', 'examples');
const examples = readdirSync(EXAMPLES).filter(name => existsSync(join(EXAMPLES, name, 'app.ts')));

const GPU = 'nvidia.com/gpu';
/** Images whose programs use a GPU. */
const GPU_IMAGE = /cuda|-gpu$|^vllm\//;
/** GPUs per node, https://docs.aws.amazon.com/ec2/latest/instancetypes/ac.html */
const GPUS_OF: { readonly [instanceType: string]: number } = { 'g6.12xlarge': 4, 'p5.48xlarge': 8 };
const QUANTITY = /^(\d+(?:\.\d+)?)(m|[kMGTPE]i?|Ki)?$/;
const SUFFIXES: { readonly [suffix: string]: number } = {
  '': 1, 'm': 1e-3, 'k': 1e3, 'M': 1e6, 'G': 1e9, 'T': 1e12, 'P': 1e15, 'E': 1e18,
  'Ki': 2 ** 10, 'Mi': 2 ** 20, 'Gi': 2 ** 30, 'Ti': 2 ** 40, 'Pi': 2 ** 50, 'Ei': 2 ** 60,
};
/** Mode of new volumes of Trident (`unixPermissions`, storage_drivers/ontap/ontap_common.go). */
const TRIDENT_PERMISSIONS = '0777';
const LUSTRE = 'fsx.csi.aws.com';
/** The name of a claim for which pods wait, and which no container mounts. */
const GATE = /-loaded-[0-9a-f]{8}$/;

interface NodeGroup {
  readonly gpus: number;
  readonly zones: readonly string[];
  readonly taints: readonly { readonly key: string; readonly value?: string; readonly effect: string }[];
}

/** The objects of an example, and the node groups of its cluster, if the example creates it. */
interface Cluster {
  readonly objects: any[];
  readonly nodeGroups: readonly NodeGroup[];
}

/** A pod of a workload, with its namespace and its claims. */
interface Pod {
  readonly name: string;
  readonly namespace: string;
  readonly copies: number;
  readonly spec: any;
}

/** What prevents the pods of a cluster from being scheduled and started, or from writing. */
function problemsOf(cluster: Cluster): string[] {
  return podsOf(cluster.objects).flatMap(pod =>
    [
      ...resourceProblems(pod),
      ...namespaceProblems(pod, cluster),
      ...claimProblems(pod, cluster),
      ...nodeProblems(pod, cluster),
      ...userProblems(pod),
      ...writeProblems(pod, cluster),
    ].map(problem => `${pod.namespace}/${pod.name}: ${problem}`),
  );
}

function resourceProblems({ spec }: Pod): string[] {
  return containersOf(spec).flatMap(({ name, resources = {}, image, command = [] }) => {
    const processes = command.map((word: string) => /^--nproc-per-node=(\d+)$/.exec(word)?.[1]).find(Boolean);
    const needed = processes ? Number(processes) : GPU_IMAGE.test(image) ? 1 : 0;
    const { requests = {}, limits = {} } = resources;
    return [
      // cdk8s-plus drops what it cannot read as a quantity
      ...Object.entries<any>(resources).filter(([, list]) => Object.keys(list).length === 0).map(([list]) => `${name}: ${list} are empty`),
      ...[...Object.entries<any>(requests), ...Object.entries<any>(limits)].filter(([, quantity]) => !QUANTITY.test(`${quantity}`))
        .map(([resource, quantity]) => `${name}: ${quantity} is no quantity of ${resource}`),
      ...Object.keys(limits).filter(resource => amount(requests[resource] ?? 0) > amount(limits[resource])).map(resource => `${name}: requests more ${resource} than its limit`),
      // extended resources cannot be overcommitted, and are requested only by limits
      ...Object.keys({ ...requests, ...limits }).filter(resource => resource.includes('/') && (requests[resource] ?? limits[resource]) !== limits[resource])
        .map(resource => `${name}: limit of ${resource} differs from its request`),
      ...gpusOf({ resources }) === needed ? [] : [`${name}: requests ${gpusOf({ resources })} GPUs and uses ${needed}`],
    ];
  });
}

function namespaceProblems({ namespace }: Pod, { objects }: Cluster): string[] {
  const exists = ['default', 'kube-system'].includes(namespace) || objects.some(({ kind, metadata }) => kind === 'Namespace' && metadata.name === namespace);
  return exists ? [] : [`nothing creates the namespace ${namespace}`];
}

function claimProblems(pod: Pod, { objects }: Cluster): string[] {
  const volumes = pod.spec.volumes ?? [];
  const mounts = containersOf(pod.spec).flatMap(({ volumeMounts = [] }) => volumeMounts.map(({ name }: any) => name));
  return [
    ...mounts.filter((name: string) => !volumes.some((volume: any) => volume.name === name)).map((name: string) => `mounts the unknown volume ${name}`),
    ...volumes.filter(({ name }: any) => !mounts.includes(name) && !GATE.test(name)).map(({ name }: any) => `no container mounts ${name}`),
    ...claimNamesOf(pod).flatMap(name => {
      const claim = claimOf(name, pod, objects);
      if (!claim) {
        return [`the claim ${name} is not in the namespace of the pod`];
      }
      return pod.copies > 1 && claim.spec.accessModes.every((mode: string) => mode.startsWith('ReadWriteOnce')) ? [`${pod.copies} pods mount ${name}, which one node can mount`] : [];
    }),
  ];
}

function nodeProblems(pod: Pod, { objects, nodeGroups }: Cluster): string[] {
  const zones = claimNamesOf(pod)
    .map(name => zonesOf(claimOf(name, pod, objects), objects))
    .filter(known => known !== undefined);
  const common =
    zones.length === 0 ? undefined : zones.reduce((some, more) => some.filter(zone => more.includes(zone)));
  const gpus = Math.max(...containersOf(pod.spec).map(gpusOf));
  const tolerated = (taint: any) => (pod.spec.tolerations ?? []).some((toleration: any) => {
    return (!toleration.key || toleration.key === taint.key) && (toleration.operator === 'Exists' || toleration.value === taint.value)
      && (!toleration.effect || toleration.effect === taint.effect);
  });
  const fits: [string, (group: NodeGroup) => boolean][] = [
    [`${gpus} GPUs`, group => group.gpus >= gpus],
    ['taints that the pod tolerates', group => group.taints.every(tolerated)],
    [`a zone of the volumes (${common})`, group => common === undefined || common.some(zone => group.zones.includes(zone))],
  ];
  const left = fits.reduce<{ groups: readonly NodeGroup[]; missing?: string }>(({ groups, missing }, [name, isFit]) => {
    const remaining = groups.filter(isFit);
    return { groups: remaining, missing: missing ?? (remaining.length === 0 ? name : undefined) };
  }, { groups: nodeGroups });
  return [
    ...common?.length === 0 ? ['its volumes have no zone in common'] : [],
    ...gpus > 0 && !tolerated({ key: GPU, effect: 'NoSchedule' }) ? ['does not tolerate the taint of GPU nodes'] : [],
    ...gpus === 0 && !containersOf(pod.spec).some(({ name }) => name === EFA_CHECK_CONTAINER) && (pod.spec.tolerations ?? []).some(({ key }: any) => key === GPU) ? ['occupies GPU nodes without a GPU'] : [],
    ...nodeGroups.length > 0 && left.missing ? [`no node group has ${left.missing}`] : [],
  ];
}

/** The kubelet does not start a container as root that must not run as root. Images of the examples run as root by default. */
function userProblems({ spec }: Pod): string[] {
  return containersOf(spec)
    .filter(
      container =>
        userOf(container, spec) === 0
        && (container.securityContext?.runAsNonRoot ?? spec.securityContext?.runAsNonRoot),
    )
    .map(({ name }) => `${name}: must not run as root, and has no other user`);
}

function writeProblems(pod: Pod, { objects }: Cluster): string[] {
  const writable = (container: any): any[] => (container.volumeMounts ?? []).filter(({ readOnly }: any) => !readOnly);
  return containersOf(pod.spec).flatMap(container => writable(container).flatMap(({ name }) => {
    const volume = (pod.spec.volumes ?? []).find((other: any) => other.name === name)?.persistentVolumeClaim;
    const claim = volume && claimOf(volume.claimName, pod, objects);
    if (!claim || userOf(container, pod.spec) === 0) {
      return [];
    }
    const user = userOf(container, pod.spec);
    return volume.readOnly || !mayWrite(user, name, claim, pod.spec, objects) ? [`${container.name}: user ${user} may not write to ${name}`] : [];
  }));
}

/**
 * Lustre: a new file system belongs to root, and the driver does not apply fsGroup to volumes that many nodes mount.
 * ONTAP: the permissions of new NFS volumes, or fsGroup on block devices.
 */
function mayWrite(user: number, volume: string, claim: any, spec: any, objects: any[]): boolean {
  const isOwned = (spec.initContainers ?? []).some(({ command = [], volumeMounts = [] }: any) => {
    return command[0] === 'chown' && command[1].split(':')[0] === `${user}` && volumeMounts.some(({ name }: any) => name === volume);
  });
  if (isOwned || driverOf(claim, objects) === LUSTRE) {
    return isOwned || ownerOfShare(claim, objects) === `${user}`;
  }
  if (claim.spec.accessModes.includes('ReadWriteOnce')) {
    return spec.securityContext?.fsGroup !== undefined;
  }
  const permissions = claim.metadata.annotations?.['trident.netapp.io/unixPermissions'] ?? defaultPermissions(objects);
  return ['2', '3', '6', '7'].includes(permissions.slice(-1));
}

/** The user whom a Job makes the owner of the directory of a share. */
function ownerOfShare(claim: any, objects: any[]): string | undefined {
  const [, directory] = /\/(.*)$/.exec(volumeOf(claim, objects)?.spec.csi.volumeAttributes.mountname) ?? [];
  const environments = objects.filter(({ kind }) => kind === 'Job').flatMap(({ spec }) => containersOf(spec.template.spec)).map(({ env = [] }) => {
    return Object.fromEntries(env.map(({ name, value }: any) => [name, value]));
  });
  return environments.find(({ DIRECTORY, OWNER }) => DIRECTORY === directory && OWNER)?.OWNER.split(':')[0];
}

/** The permissions of the backend that grants the least. */
function defaultPermissions(objects: any[]): string {
  const backends = objects.filter(({ kind }) => kind === 'TridentBackendConfig');
  return (
    backends.map(({ spec }) => spec.defaults?.unixPermissions ?? TRIDENT_PERMISSIONS).sort()[0] ?? TRIDENT_PERMISSIONS
  );
}

function podsOf(objects: any[]): Pod[] {
  return objects.flatMap(object => podSpecsOf(object, objects).map(({ copies, pod }) => ({
    name: object.metadata.name, namespace: object.metadata.namespace ?? 'default', copies, spec: pod,
  }))).filter(({ copies }) => copies > 0); // the timers of backends create no pods
}

/** The pods of an object, and how many there are of each. */
function podSpecsOf(object: any, objects: any[]): { readonly copies: number; readonly pod: any }[] {
  const { kind, metadata = {}, spec } = object;
  if (kind === 'TrainingRuntime') { // a TrainJob has its pods
    return [];
  }
  if (kind === 'TrainJob') {
    const { runtimeRef, trainer } = spec;
    const runtime = objects.find(other => {
      return (
        other.kind === runtimeRef.kind
        && other.metadata.name === runtimeRef.name
        && other.metadata.namespace === metadata.namespace
      );
    });
    return podsFrom(object, runtime).map(pod => ({
      copies: trainer.numNodes,
      pod: { ...pod, containers: pod.containers.map((container: any) => trainerContainer(container, trainer)) },
    }));
  }
  if (['Workflow', 'CronWorkflow'].includes(kind)) {
    return podsFrom(object).map(pod => ({ copies: 1, pod }));
  }
  const { replicatedJobs, rayClusterSpec } = spec ?? {};
  const parts = replicatedJobs?.map(({ template }: any) => template.spec)
    ?? (rayClusterSpec && [rayClusterSpec.headGroupSpec, ...rayClusterSpec.workerGroupSpecs]) ?? [spec];
  return parts.flatMap((part: any) =>
    podSpecsIn(part).map(pod => ({ copies: part?.parallelism ?? part?.replicas ?? 1, pod })),
  );
}

/** The container `node` of a training runtime with the settings of a TrainJob; Trainer passes the number of processes to torchrun. */
function trainerContainer(container: any, { command: [program, ...args], numProcPerNode, resourcesPerNode }: any): any {
  return container.name === 'node' ? { ...container, command: [program, `--nproc-per-node=${numProcPerNode}`, ...args], resources: resourcesPerNode } : container;
}

/** The pod specs in an object, at any depth. */
function podSpecsIn(value: any): any[] {
  if (typeof value !== 'object' || value === null) {
    return [];
  }
  return Array.isArray(value.containers) ? [value] : Object.values(value).flatMap(podSpecsIn);
}

function containersOf(spec: any): any[] {
  return [...spec.initContainers ?? [], ...spec.containers];
}

function gpusOf({ resources }: any): number {
  return Number(resources?.limits?.[GPU] ?? 0);
}

function amount(quantity: unknown): number {
  const [, number = '0', suffix = ''] = QUANTITY.exec(`${quantity}`) ?? [];
  return Number(number) * SUFFIXES[suffix];
}

function userOf(container: any, spec: any): number {
  return container.securityContext?.runAsUser ?? spec.securityContext?.runAsUser ?? 0;
}

function claimNamesOf({ spec }: Pod): string[] {
  return (spec.volumes ?? []).flatMap(({ persistentVolumeClaim: claim }: any) => claim ? [claim.claimName] : []);
}

function claimOf(name: string, { namespace }: Pod, objects: any[]): any {
  return objects.find(({ kind, metadata }) => kind === 'PersistentVolumeClaim' && metadata.name === name && (metadata.namespace ?? 'default') === namespace);
}

function volumeOf(claim: any, objects: any[]): any {
  return objects.find(({ kind, metadata }) => kind === 'PersistentVolume' && metadata.name === claim?.spec.volumeName);
}

function driverOf(claim: any, objects: any[]): string | undefined {
  return volumeOf(claim, objects)?.spec.csi.driver
    ?? objects.find(({ kind, metadata }) => kind === 'StorageClass' && metadata.name === claim.spec.storageClassName)?.provisioner;
}

function zonesOf(claim: any, objects: any[]): string[] | undefined {
  const terms = volumeOf(claim, objects)?.spec.nodeAffinity?.required.nodeSelectorTerms;
  return terms?.flatMap(({ matchExpressions }: any) => matchExpressions.flatMap(({ values }: any) => values));
}

const CLUSTERS = new Map<string, Cluster>();

function clusterOf(example: string): Cluster {
  const known = CLUSTERS.get(example) ?? readCluster(example);
  CLUSTERS.set(example, known);
  return known;
}

function readCluster(example: string): Cluster {
  const { app }: { app: App } = require(join(EXAMPLES, example, 'app'));
  const stacks = app.node.children.filter(Stack.isStack);
  const folder = join(EXAMPLES, example, 'manifests');
  const files = existsSync(folder) ? readdirSync(folder).map(file => join(folder, file)) : [];
  const templates = stacks.map(stack => Template.fromStack(stack));
  const objects = [
    ...stacks.flatMap(objectsOf),
    ...files.flatMap(file => Yaml.load(file)),
    ...chartsOf(example),
    ...templates.flatMap(homesOf),
  ];
  return { objects, nodeGroups: [...templates.flatMap(nodeGroupsOf), ...objects.flatMap(nodePoolOf)] };
}

/** What JupyterHub creates for a user, by its Helm values (KubeSpawner), and the namespace of its release. */
function homesOf(template: Template): any[] {
  return Object.values<any>(template.findResources('Custom::AWSCDK-EKS-HelmChart')).filter(({ Properties }) => Properties.Chart === 'jupyterhub')
    .flatMap(({ Properties: { Namespace: namespace, Values } }) => {
      const { uid, fsGid, storage: { capacity, dynamic } } = JSON.parse(flattened(Values)).singleuser;
      return [
        { kind: 'Namespace', metadata: { name: namespace } },
        {
          kind: 'PersistentVolumeClaim', metadata: { name: 'claim-user', namespace },
          spec: {
            storageClassName: dynamic.storageClass, accessModes: dynamic.storageAccessModes,
            resources: { requests: { storage: capacity } },
          },
        },
        {
          kind: 'Pod', metadata: { name: 'jupyter-user', namespace },
          spec: {
            securityContext: { fsGroup: fsGid },
            containers: [{ name: 'notebook', image: 'jupyter', securityContext: { runAsUser: uid }, volumeMounts: [{ name: 'home', mountPath: '/home/jovyan' }] }],
            volumes: [{ name: 'home', persistentVolumeClaim: { claimName: 'claim-user' } }],
          },
        },
      ];
    });
}

/** The nodes that Karpenter or EKS Auto Mode can start. Start-up taints disappear. */
function nodePoolOf({ kind, spec }: any): NodeGroup[] {
  if (kind !== 'NodePool') {
    return [];
  }
  const { requirements, taints } = spec.template.spec;
  const valuesOf = (key: string): string[] => requirements.find((one: any) => one.key === key).values;
  return [{
    gpus: Math.min(...valuesOf('node.kubernetes.io/instance-type').map(type => GPUS_OF[type])), zones: valuesOf('topology.kubernetes.io/zone'), taints,
  }];
}

/** The objects of an app of cdk8s. */
function chartsOf(example: string): any[] {
  if (!existsSync(join(EXAMPLES, example, 'main.ts'))) {
    return [];
  }
  process.env.CDK8S_OUTDIR = mkdtempSync(join(tmpdir(), 'charts-'));
  try {
    return require(join(EXAMPLES, example, 'main')).app.charts.flatMap((chart: any) => chart.toJson());
  } finally {
    delete process.env.CDK8S_OUTDIR;
  }
}

function nodeGroupsOf(template: Template): NodeGroup[] {
  const subnets = template.findResources('AWS::EC2::Subnet');
  return Object.values<any>(template.findResources('AWS::EKS::Nodegroup')).map(({ Properties: { InstanceTypes = [], Subnets, Taints = [] } }) => ({
    gpus: Math.min(...InstanceTypes.map((type: string) => GPUS_OF[type] ?? 0)),
    zones: Subnets.map(({ Ref }: any) => textOf(subnets[Ref]?.Properties.AvailabilityZone)),
    taints: Taints.map(({ Key, Value, Effect }: any) => ({ key: Key, value: Value, effect: Effect.replace('NO_SCHEDULE', 'NoSchedule') })),
  }));
}

/** A value of a template, as objectsOf() shows it. */
function textOf(value: unknown): string {
  return typeof value === 'string' ? value : `\${${JSON.stringify(value).replace(/"/g, '\'')}}`;
}

test.each(examples)('the pods of %s can be scheduled and started, and can write', example => {
  expect(problemsOf(clusterOf(example))).toEqual([]);
});

test.each(examples)('%s requests the GPUs that its text promises', example => {
  const texts = readdirSync(join(EXAMPLES, example)).filter(file => file.endsWith('.ts')).map(file => readFileSync(join(EXAMPLES, example, file), 'utf8'));
  const requests = podsOf(clusterOf(example).objects).some(({ spec }) =>
    containersOf(spec).some(container => gpusOf(container) > 0),
  );
  expect(requests).toBe(texts.some(text => /GPU/.test(text)));
});

test('the examples contain the workloads that these checks are about', () => {
  const isGpuNodeGroup = ({ gpus, zones }: NodeGroup) => gpus > 0 && zones.length > 0;
  const withPods = examples.filter(example => podsOf(clusterOf(example).objects).length > 0);
  expect(withPods).toEqual([
    'argo-workflow', 'auto-mode-node-pool', 'efa-training', 'gitops', 'hyperpod', 'jobset-kueue', 'jupyterhub-homes', 'karpenter-node-pool', 'lustre-s3-training', 'ml-scratch-job', 'ml-training-volume',
    'ontap-checkpoints', 'ray-job', 'trainjob-resume', 'vllm-model-cache',
  ]);
  expect(withPods.filter(example => !clusterOf(example).nodeGroups.some(isGpuNodeGroup))).toEqual(['gitops', 'hyperpod', 'ontap-checkpoints']);
});

describe('examples of platforms', () => {
  const all = (example: string, kind: string): any[] =>
    clusterOf(example).objects.filter(object => object.kind === kind);

  test('have as many GPUs in all pods as their queue and their nodes have', () => {
    const [{ spec: { resourceGroups } }] = all('jobset-kueue', 'ClusterQueue');
    const used = podsOf(clusterOf('jobset-kueue').objects).map(({ copies, spec }) => copies * Math.max(...containersOf(spec).map(gpusOf)));
    expect(Math.max(...used)).toBe(resourceGroups[0].flavors[0].resources[0].nominalQuota);
    const limits = ['karpenter-node-pool', 'auto-mode-node-pool', 'efa-training'].map(example => Number(all(example, 'NodePool')[0].spec.limits[GPU]));
    expect(limits.every(limit => limit % GPUS_OF['g6.12xlarge'] === 0)).toBe(true);
  });

  test('start nodes whose taint the driver removes, in the zone of the volume', () => {
    for (const example of ['karpenter-node-pool', 'auto-mode-node-pool', 'efa-training']) {
      const [{ spec: { template: { spec } } }] = all(example, 'NodePool');
      expect(spec.startupTaints).toEqual([{ key: `${LUSTRE}/agent-not-ready`, effect: 'NoExecute' }]);
      const [claim] = all(example, 'PersistentVolumeClaim');
      expect(spec.requirements[0].values).toEqual(zonesOf(claim, clusterOf(example).objects));
    }
  });

  test('queue a JobSet that is suspended until its data is loaded', () => {
    const [{ metadata, spec: { suspend } }] = all('jobset-kueue', 'JobSet');
    expect([suspend, metadata.labels]).toEqual([true, undefined]);
    const [load, queue] = ['load', 'queue'].map(prefix => all('jobset-kueue', 'Job').find(job => job.metadata.name.startsWith(prefix)));
    const { initContainers: [wait], containers: [label] } = queue.spec.template.spec;
    expect(wait.command).toContain(`job/${load.metadata.name}`);
    expect(label.command.slice(2)).toEqual([`jobset/${metadata.name}`, `kueue.x-k8s.io/queue-name=${all('jobset-kueue', 'LocalQueue')[0].metadata.name}`]);
    expect(load.metadata.namespace).toBe(queue.metadata.namespace);
  });

  test('give each user a home directory of a class that exists, below the limit of the backend', () => {
    const [claim] = all('jupyterhub-homes', 'PersistentVolumeClaim');
    expect(all('jupyterhub-homes', 'StorageClass').map(({ metadata }) => metadata.name)).toContain(claim.spec.storageClassName);
    const [{ spec: { limitVolumeSize } }] = all('jupyterhub-homes', 'TridentBackendConfig');
    expect(amount(claim.spec.resources.requests.storage)).toBeLessThanOrEqual(amount(limitVolumeSize));
  });

  test('start replicas of a model when its download is complete', () => {
    const [deployment] = all('vllm-model-cache', 'Deployment');
    const [{ command: [, , wait] }] = deployment.spec.template.spec.initContainers;
    const [, marker] = /-e (\S+)/.exec(wait)!;
    const [job] = all('vllm-model-cache', 'Job');
    expect(job.spec.template.spec.containers[0].command.join(' ')).toMatch(new RegExp(`touch ${marker}$`));
    expect(deployment.spec.template.spec.containers[0].args).toContain(marker.replace('/.complete', ''));
  });
});

describe('a changed example is noticed', () => {
  type Change = (job: any, cluster: any) => void;
  const container = (job: any) => job.spec.template.spec.containers[0];
  const pod = (job: any) => job.spec.template.spec;
  const objectIn = (objects: any[], kind: string) => objects.find(object => object.kind === kind);

  /** The problems of an example after a change of its job. */
  function afterwards(example: string, change: Change): string[] {
    const cluster = JSON.parse(JSON.stringify(clusterOf(example)));
    const [job] = cluster.objects.filter(({ kind, spec }: any) => kind === 'Job' && spec.parallelism !== 0 && podSpecsIn(spec).length > 0).slice(-1);
    change(job, cluster);
    return problemsOf(cluster);
  }

  test.each<[string, string, Change, RegExp]>([
    ['fewer GPUs', 'lustre-s3-training', job => { container(job).resources.limits[GPU] = 1; }, /requests 1 GPUs and uses 4/],
    ['no resources', 'lustre-s3-training', job => { delete container(job).resources; }, /requests 0 GPUs and uses 4/],
    ['empty limits', 'lustre-s3-training', job => { container(job).resources.limits = {}; }, /limits are empty/],
    ['a wrong quantity', 'ontap-checkpoints', job => { container(job).resources.limits.memory = '2GB'; }, /2GB is no quantity/],
    ['a request above the limit', 'ontap-checkpoints', job => { container(job).resources.requests.cpu = '2'; }, /more cpu than its limit/],
    ['another request of GPUs', 'lustre-s3-training', job => { container(job).resources.requests[GPU] = 2; }, /differs from its request/],
    ['no toleration', 'lustre-s3-training', job => { delete pod(job).tolerations; }, /does not tolerate/],
    ['a toleration without GPUs', 'ontap-checkpoints', job => { pod(job).tolerations = [{ key: GPU, operator: 'Exists' }]; }, /occupies GPU nodes/],
    ['nodes without GPUs', 'lustre-s3-training', (_, { nodeGroups }) => nodeGroups.forEach((group: any) => { group.gpus = 0; }), /no node group has 4 GPUs/],
    ['another taint of the nodes', 'lustre-s3-training', (_, { nodeGroups }) => nodeGroups.forEach((group: any) => group.taints.push({ key: 'team', value: 'a', effect: 'NoSchedule' })), /no node group has taints/],
    ['nodes in another zone', 'lustre-s3-training', (_, { nodeGroups }) => nodeGroups.forEach((group: any) => { group.zones = ['eu-west-1z']; }), /no node group has a zone/],
    ['volumes in two zones', 'lustre-s3-training', (_, { objects }) => {
      objects.find(({ kind }: any) => kind === 'PersistentVolume').spec.nodeAffinity.required.nodeSelectorTerms[0].matchExpressions[0].values = ['eu-west-1z'];
    }, /no zone in common/],
    ['another namespace of the pod', 'lustre-s3-training', job => { job.metadata.namespace = 'default'; }, /is not in the namespace of the pod/],
    ['no namespace', 'ontap-checkpoints', (_, cluster) => { cluster.objects = cluster.objects.filter(({ kind }: any) => kind !== 'Namespace'); }, /nothing creates the namespace/],
    ['another claim', 'ontap-checkpoints', job => { pod(job).volumes[0].persistentVolumeClaim.claimName = 'weights'; }, /claim weights is not in/],
    ['another volume', 'ontap-checkpoints', job => { pod(job).volumes[0].name = 'other'; }, /mounts the unknown volume/],
    ['several pods of a block device', 'ontap-checkpoints', (job, { objects }) => {
      job.spec.parallelism = 2;
      objects.filter(({ kind }: any) => kind === 'PersistentVolumeClaim').forEach(({ spec }: any) => { spec.accessModes = ['ReadWriteOnce']; });
    }, /which one node can mount/],
    ['no user', 'ontap-checkpoints', job => { delete container(job).securityContext.runAsUser; }, /must not run as root/],
    ['no ownership', 'ml-scratch-job', job => { delete pod(job).initContainers; }, /user 1000 may not write/],
    ['the ownership of another user', 'ml-scratch-job', job => { pod(job).initContainers[0].command[1] = '2000:2000'; }, /user 1000 may not write/],
    ['a user on Lustre without ownership', 'gitops', job => { container(job).securityContext.runAsUser = 1000; }, /user 1000 may not write to scratch/],
    ['narrower permissions of the backend', 'ontap-checkpoints', (_, { objects }) => {
      objects.find(({ kind }: any) => kind === 'TridentBackendConfig').spec.defaults = { unixPermissions: '0755' };
    }, /user 1000 may not write/],
    ['a read-only volume', 'ontap-checkpoints', job => { pod(job).volumes[0].persistentVolumeClaim.readOnly = true; }, /user 1000 may not write/],
    ['fewer GPUs of a TrainJob', 'trainjob-resume', (_, { objects }) => { objectIn(objects, 'TrainJob').spec.trainer.resourcesPerNode.limits[GPU] = 1; }, /resnet-1: node: requests 1 GPUs and uses 4/],
    ['another user of a training runtime', 'trainjob-resume', (_, { objects }) => {
      objectIn(objects, 'TrainingRuntime').spec.template.spec.replicatedJobs[0].template.spec.template.spec.securityContext.runAsUser = 2000;
    }, /resnet-1: node: user 2000 may not write/],
    ['workers of Ray without a toleration', 'ray-job', (_, { objects }) => {
      delete objectIn(objects, 'RayJob').spec.rayClusterSpec.workerGroupSpecs[0].template.spec.tolerations;
    }, /tune-1: does not tolerate/],
    ['a head of Ray that takes a GPU node', 'ray-job', (_, { objects }) => {
      objectIn(objects, 'RayJob').spec.rayClusterSpec.headGroupSpec.template.spec.tolerations = [{ key: GPU, operator: 'Exists' }];
    }, /tune-1: occupies GPU nodes/],
    ['a JobSet in another namespace', 'jobset-kueue', (_, { objects }) => { objectIn(objects, 'JobSet').metadata.namespace = 'default'; }, /is not in the namespace of the pod/],
    ['a node pool in another zone', 'karpenter-node-pool', (_, { nodeGroups }) => nodeGroups.forEach((group: any) => { group.zones = ['eu-west-1z']; }), /no node group has a zone/],
    ['homes that only root may write to', 'jupyterhub-homes', (_, { objects }) => {
      objectIn(objects, 'TridentBackendConfig').spec.defaults = { unixPermissions: '0755' };
    }, /jupyter-user: notebook: user 1000 may not write/],
    ['a download without ownership', 'vllm-model-cache', job => { delete pod(job).initContainers; }, /user 1000 may not write/],
  ])('%s in %s', (_, example, change, problem) => {
    expect(afterwards(example, () => undefined)).toEqual([]);
    expect(afterwards(example, change)).toContainEqual(expect.stringMatching(problem));
  });
});
