import { IKubernetesVolume } from 'cdk-eks-fsx';

const NAME = 'preprocessing';
const SHARDS = 8;
const image = '111122223333.dkr.ecr.eu-west-1.amazonaws.com/preprocess:1'; // your scripts
const resources = { requests: { cpu: '2', memory: '4Gi' }, limits: { memory: '4Gi' } };
const securityContext = { allowPrivilegeEscalation: false, capabilities: { drop: ['ALL'] } };

/** The pods of a workflow report their results to the controller of Argo. */
export function executor(namespace: string): { [key: string]: any }[] {
  const metadata = { name: NAME, namespace };
  return [
    { apiVersion: 'v1', kind: 'ServiceAccount', metadata },
    {
      apiVersion: 'rbac.authorization.k8s.io/v1',
      kind: 'Role',
      metadata,
      rules: [{ apiGroups: ['argoproj.io'], resources: ['workflowtaskresults'], verbs: ['create', 'patch'] }],
    },
    {
      apiVersion: 'rbac.authorization.k8s.io/v1',
      kind: 'RoleBinding',
      metadata,
      roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name: NAME },
      subjects: [{ kind: 'ServiceAccount', name: NAME, namespace }],
    },
  ];
}

/** Every night, eight pods convert a part of the recordings each, and one pod writes the index of all shards. */
export function preprocessing(raw: IKubernetesVolume, shards: IKubernetesVolume, user: number): { [key: string]: any } {
  const workflow = {
    apiVersion: 'argoproj.io/v1alpha1',
    kind: 'CronWorkflow',
    metadata: { name: NAME, namespace: shards.claimNamespace },
    spec: {
      schedules: ['0 2 * * *'],
      concurrencyPolicy: 'Forbid', // two runs would write the same shards
      workflowSpec: {
        entrypoint: 'all',
        serviceAccountName: NAME,
        securityContext: { runAsUser: user, runAsGroup: user, runAsNonRoot: true, seccompProfile: { type: 'RuntimeDefault' } },
        ttlStrategy: { secondsAfterCompletion: 86400 },
        templates: [
          {
            name: 'all',
            dag: {
              tasks: [
                {
                  name: 'convert',
                  template: 'convert',
                  withSequence: { count: `${SHARDS}` },
                  arguments: { parameters: [{ name: 'shard', value: '{{item}}' }] },
                },
                { name: 'index', template: 'index', dependencies: ['convert'] },
              ],
            },
          },
          {
            name: 'convert',
            inputs: { parameters: [{ name: 'shard' }] },
            retryStrategy: { limit: '2' },
            container: {
              image, resources, securityContext,
              command: ['python', 'convert.py', '--input=/raw', '--output=/shards', '--shard={{inputs.parameters.shard}}', `--shards=${SHARDS}`],
            },
          },
          { name: 'index', container: { image, resources, securityContext, command: ['python', 'index.py', '/shards'] } },
        ],
      },
    },
  };
  return shards.mountIntoManifest(raw.mountIntoManifest(workflow, { path: '/raw', readOnly: true }), { path: '/shards' });
}
