import { IKubernetesVolume } from 'cdk-eks-fsx';

const MODEL = 'Qwen/Qwen3-8B';
const FOLDER = `/models/${MODEL}`;
const COMPLETE = `${FOLDER}/.complete`;
const DOWNLOAD = `pip install --quiet --user huggingface_hub
/tmp/.local/bin/hf download ${MODEL} --local-dir ${FOLDER}
touch ${COMPLETE}`;
const securityContext = { runAsUser: 1000, runAsGroup: 1000, runAsNonRoot: true };
const labels = { app: 'vllm' };

/** Downloads the model once. */
export function download(models: IKubernetesVolume): { [key: string]: any } {
  const job = {
    apiVersion: 'batch/v1',
    kind: 'Job',
    metadata: { name: 'download-qwen3-8b', namespace: models.claimNamespace },
    spec: {
      template: {
        spec: {
          restartPolicy: 'OnFailure',
          securityContext,
          containers: [{
            name: 'download',
            image: 'python:3.13-slim',
            env: [{ name: 'HOME', value: '/tmp' }],
            command: ['sh', '-ec', DOWNLOAD],
          }],
        },
      },
    },
  };
  return models.mountIntoManifest(job, { path: '/models', ownership: { user: 1000 } }); // a new Lustre file system belongs to root
}

/** Replicas with one GPU each that start when the model is complete, and read it from the volume. */
export function inference(models: IKubernetesVolume): { [key: string]: any }[] {
  const deployment = {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: 'vllm', namespace: models.claimNamespace },
    spec: {
      replicas: 3,
      selector: { matchLabels: labels },
      template: {
        metadata: { labels },
        spec: {
          securityContext,
          initContainers: [{
            name: 'model',
            image: 'public.ecr.aws/docker/library/busybox:1.37',
            command: ['sh', '-c', `until [ -e ${COMPLETE} ]; do sleep 10; done`],
          }],
          containers: [{
            name: 'vllm',
            image: 'vllm/vllm-openai:v0.11.2',
            args: ['--model', FOLDER, '--served-model-name', MODEL],
            env: [{ name: 'HOME', value: '/tmp' }, { name: 'USER', value: 'vllm' }, { name: 'HF_HUB_OFFLINE', value: '1' }],
            ports: [{ containerPort: 8000 }],
            readinessProbe: { httpGet: { path: '/health', port: 8000 } },
            resources: { limits: { 'nvidia.com/gpu': 1 } },
          }],
          tolerations: [{ key: 'nvidia.com/gpu', operator: 'Exists', effect: 'NoSchedule' }],
        },
      },
    },
  };
  const service = {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name: 'vllm', namespace: models.claimNamespace },
    spec: { selector: labels, ports: [{ port: 80, targetPort: 8000 }] },
  };
  return [models.mountIntoManifest(deployment, { path: '/models', readOnly: true }), service];
}
