import { generateKeyPairSync, randomBytes } from 'crypto';
import { rmSync, writeFileSync } from 'fs';
import { join } from 'path';
import { Kubernetes } from './kubernetes';
import { Processes, freePorts } from './processes';
import { TOOLS, temporaryFolder, until } from './tools';

/** The controllers that have to do with volumes, and those of Jobs. No scheduler and no kubelet: no pod runs here. */
const CONTROLLERS = [
  'persistentvolume-binder-controller', 'persistentvolume-expander-controller', 'persistentvolumeclaim-protection-controller',
  'persistentvolume-protection-controller', 'namespace-controller', 'garbage-collector-controller',
  'job-controller', 'ttl-after-finished-controller', 'validatingadmissionpolicy-status-controller',
];

/** etcd, kube-apiserver and kube-controller-manager on loopback, each proof its own: nothing of one is seen by another. */
export class ControlPlane {
  public static async start(): Promise<ControlPlane> {
    const plane = new ControlPlane(await freePorts(4));
    await plane.run();
    return plane;
  }

  public readonly folder = temporaryFolder();
  public readonly kubeconfig = join(this.folder, 'kubeconfig');
  public readonly api: Kubernetes;
  public readonly processes = new Processes(this.folder);
  private readonly token = randomBytes(16).toString('hex');

  private constructor(private readonly ports: number[]) {
    this.api = new Kubernetes(this.server, this.token);
  }

  public async stop(): Promise<void> {
    await this.processes.stop();
    rmSync(this.folder, { recursive: true, force: true });
  }

  private get server(): string {
    return `https://127.0.0.1:${this.ports[0]}`;
  }

  private async run(): Promise<void> {
    const [apiPort, managerPort, etcdPort, peerPort] = this.ports;
    const key = this.file('service-accounts.key', generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey.export({ type: 'pkcs8', format: 'pem' }) as string);
    const tokens = this.file('tokens.csv', `${this.token},conformance,conformance,system:masters\n`);
    this.file('kubeconfig', JSON.stringify({
      'apiVersion': 'v1',
      'kind': 'Config',
      'current-context': 'conformance',
      'clusters': [{ name: 'conformance', cluster: { 'server': this.server, 'insecure-skip-tls-verify': true } }],
      'users': [{ name: 'conformance', user: { token: this.token } }],
      'contexts': [{ name: 'conformance', context: { cluster: 'conformance', user: 'conformance', namespace: 'default' } }],
    }));

    const etcd = `http://127.0.0.1:${etcdPort}`;
    const peer = `http://127.0.0.1:${peerPort}`;
    this.processes.start('etcd', 'etcd', [
      `--data-dir=${join(this.folder, 'etcd')}`, `--listen-client-urls=${etcd}`, `--advertise-client-urls=${etcd}`,
      `--listen-peer-urls=${peer}`, `--initial-advertise-peer-urls=${peer}`, `--initial-cluster=default=${peer}`, '--unsafe-no-fsync',
    ]);
    await this.ready('etcd', async () => (await fetch(`${etcd}/health`).catch(() => undefined))?.ok);
    this.processes.start('kube-apiserver', join(TOOLS, 'kube-apiserver'), [
      `--etcd-servers=${etcd}`, '--bind-address=127.0.0.1', '--advertise-address=127.0.0.1', `--secure-port=${apiPort}`,
      `--cert-dir=${join(this.folder, 'certificates')}`, `--token-auth-file=${tokens}`, '--authorization-mode=RBAC',
      '--service-account-issuer=https://kubernetes.default.svc', `--service-account-key-file=${key}`, `--service-account-signing-key-file=${key}`,
      '--service-cluster-ip-range=10.96.0.0/24', '--endpoint-reconciler-type=none',
      '--disable-admission-plugins=ServiceAccount', // pods need no token here
      '--allow-privileged=true', // as on EKS, whose own pods are privileged
    ]);
    await this.ready('kube-apiserver', async () => this.api.ready());
    this.processes.start('kube-controller-manager', join(TOOLS, 'kube-controller-manager'), [
      `--kubeconfig=${this.kubeconfig}`, '--bind-address=127.0.0.1', `--secure-port=${managerPort}`, '--leader-elect=false',
      `--cert-dir=${join(this.folder, 'certificates')}`, '--pvclaimbinder-sync-period=2s', `--controllers=${CONTROLLERS.join(',')}`,
    ]);
  }

  private async ready(name: string, look: () => Promise<boolean | undefined>): Promise<void> {
    await until(name, 60, look).catch(error => {
      throw new Error(`${error.message}\n${this.processes.tail(name)}`);
    });
  }

  private file(name: string, content: string): string {
    const path = join(this.folder, name);
    writeFileSync(path, content, { mode: 0o600 });
    return path;
  }
}
