import { MlPrefetch } from 'cdk-eks-fsx';
import { QUEUE } from './training-job-set';

const KUBECTL = 'registry.k8s.io/kubectl:v1.34.2';
const NAME = 'queue-after-load';

/** Adds a JobSet to the queue when the data is loaded, so that it waits without reserving GPUs. Kueue ignores it until then. */
export function queueAfter(
  { jobName, jobNamespace: namespace }: MlPrefetch,
  jobSet: string,
  queue: string = QUEUE,
): { [key: string]: any }[] {
  const metadata = { name: NAME, namespace };
  const kubectl = (name: string, ...args: string[]) => ({
    name,
    image: KUBECTL,
    command: ['kubectl', ...args],
    securityContext: { allowPrivilegeEscalation: false, capabilities: { drop: ['ALL'] } },
  });
  return [
    { apiVersion: 'v1', kind: 'ServiceAccount', metadata },
    {
      apiVersion: 'rbac.authorization.k8s.io/v1',
      kind: 'Role',
      metadata,
      rules: [
        { apiGroups: ['batch'], resources: ['jobs'], verbs: ['get', 'list', 'watch'] },
        { apiGroups: ['jobset.x-k8s.io'], resources: ['jobsets'], resourceNames: [jobSet], verbs: ['get', 'patch'] },
      ],
    },
    {
      apiVersion: 'rbac.authorization.k8s.io/v1',
      kind: 'RoleBinding',
      metadata,
      roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name: NAME },
      subjects: [{ kind: 'ServiceAccount', name: NAME, namespace }],
    },
    {
      apiVersion: 'batch/v1',
      kind: 'Job',
      metadata: { name: `queue-${jobSet}`, namespace },
      spec: {
        template: {
          spec: {
            restartPolicy: 'OnFailure',
            serviceAccountName: NAME,
            securityContext: { runAsUser: 65532, runAsNonRoot: true, seccompProfile: { type: 'RuntimeDefault' } },
            initContainers: [kubectl('wait', 'wait', '--for=condition=complete', `job/${jobName}`, '--timeout=24h')],
            containers: [kubectl('queue', 'label', `jobset/${jobSet}`, `kueue.x-k8s.io/queue-name=${queue}`)],
          },
        },
      },
    },
  ];
}
