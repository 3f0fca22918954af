import { IncomingHttpHeaders } from 'http';
import { Agent, request } from 'https';

export interface KubernetesObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly namespace?: string; readonly [key: string]: any };
  readonly [key: string]: any;
}

/** Where the kinds that proofs look at live. */
const PATHS: { [kind: string]: (namespace: string) => string } = {
  Namespace: () => '/api/v1/namespaces',
  Node: () => '/api/v1/nodes',
  Pod: namespace => `/api/v1/namespaces/${namespace}/pods`,
  PersistentVolume: () => '/api/v1/persistentvolumes',
  PersistentVolumeClaim: namespace => `/api/v1/namespaces/${namespace}/persistentvolumeclaims`,
  Event: namespace => `/api/v1/namespaces/${namespace}/events`,
  StorageClass: () => '/apis/storage.k8s.io/v1/storageclasses',
  CSIDriver: () => '/apis/storage.k8s.io/v1/csidrivers',
  CSINode: () => '/apis/storage.k8s.io/v1/csinodes',
  Job: namespace => `/apis/batch/v1/namespaces/${namespace}/jobs`,
  VolumeSnapshot: namespace => `/apis/snapshot.storage.k8s.io/v1/namespaces/${namespace}/volumesnapshots`,
  VolumeSnapshotContent: () => '/apis/snapshot.storage.k8s.io/v1/volumesnapshotcontents',
  VolumeSnapshotClass: () => '/apis/snapshot.storage.k8s.io/v1/volumesnapshotclasses',
  TridentBackendConfig: namespace => `/apis/trident.netapp.io/v1/namespaces/${namespace}/tridentbackendconfigs`,
  TridentBackend: namespace => `/apis/trident.netapp.io/v1/namespaces/${namespace}/tridentbackends`,
  TridentActionSnapshotRestore: namespace => `/apis/trident.netapp.io/v1/namespaces/${namespace}/tridentactionsnapshotrestores`,
  TridentAutogrowPolicy: () => '/apis/trident.netapp.io/v1/tridentautogrowpolicies',
  ClusterRole: () => '/apis/rbac.authorization.k8s.io/v1/clusterroles',
  ClusterRoleBinding: () => '/apis/rbac.authorization.k8s.io/v1/clusterrolebindings',
  ValidatingAdmissionPolicy: () => '/apis/admissionregistration.k8s.io/v1/validatingadmissionpolicies',
  ValidatingAdmissionPolicyBinding: () => '/apis/admissionregistration.k8s.io/v1/validatingadmissionpolicybindings',
  CustomResourceDefinition: () => '/apis/apiextensions.k8s.io/v1/customresourcedefinitions',
};

/** A small client of the API server: proofs look at the cluster with it, the library's objects go in by kubectl. */
export class Kubernetes {
  private readonly agent = new Agent({ rejectUnauthorized: false, keepAlive: true });

  constructor(
    public readonly url: string, private readonly token: string,
    private readonly identity: { readonly [header: string]: string | string[] } = {},
  ) {}

  /** The API server as a service account sees it. */
  public as(token: string): Kubernetes {
    return new Kubernetes(this.url, token);
  }

  /** A token of a service account, as its pods get it. */
  public async tokenOf(serviceAccount: string, namespace: string): Promise<string> {
    const path = `/api/v1/namespaces/${namespace}/serviceaccounts/${serviceAccount}/token`;
    return (await this.expecting(201, 'POST', path, { apiVersion: 'authentication.k8s.io/v1', kind: 'TokenRequest', spec: {} })).status.token;
  }

  /** Ends a pod with success, as the kubelet does. */
  public async succeed({ metadata: { name, namespace } }: KubernetesObject): Promise<void> {
    await this.expecting(200, 'PATCH', `${PATHS.Pod(namespace!)}/${name}/status`, { status: { phase: 'Succeeded' } });
  }

  /** The status of a request. */
  public async statusOf(method: string, path: string, object?: object): Promise<number> {
    return (await this.send(method, path, object)).status;
  }

  /** The same server, to which this client presents itself as another user. */
  public impersonating(user: string, ...groups: string[]): Kubernetes {
    return new Kubernetes(this.url, this.token, { 'impersonate-user': user, 'impersonate-group': groups });
  }

  /** What admission says about a request that changes nothing: the message of a rejection, and warnings. */
  public async admission(method: 'POST' | 'PUT' | 'DELETE', object: KubernetesObject): Promise<{ readonly status: number; readonly message?: string; readonly warnings: readonly string[] }> {
    const path = PATHS[object.kind](object.metadata.namespace ?? 'default');
    const { status, body, headers } = await this.send(method, `${path}${method === 'POST' ? '' : `/${object.metadata.name}`}?dryRun=All`, method === 'DELETE' ? undefined : object);
    const header = headers?.warning;
    return { status, ...status >= 400 && { message: body.message }, warnings: header === undefined ? [] : [...`${header}`.matchAll(/299 - "((?:[^"\\]|\\.)*)"/g)].map(([, text]) => text.replace(/\\(.)/g, '$1')) };
  }

  /** The metrics of the server, as text. */
  public async metrics(): Promise<string> {
    return (await this.send('GET', '/metrics')).body;
  }

  public async ready(): Promise<boolean> {
    return (await this.send('GET', '/readyz').catch(() => ({ status: 0 }))).status === 200;
  }

  public async get(kind: string, name: string, namespace = 'default'): Promise<KubernetesObject | undefined> {
    const { status, body } = await this.send('GET', `${PATHS[kind](namespace)}/${name}`);
    return status === 404 ? undefined : body;
  }

  /** An object as it is in the cluster now, of any kind that the server knows. */
  public async find(object: KubernetesObject): Promise<KubernetesObject | undefined> {
    const { status, body } = await this.send('GET', `${await this.pathOf(object)}/${object.metadata.name}`);
    return status === 404 ? undefined : body;
  }

  public async list(kind: string, namespace?: string): Promise<KubernetesObject[]> {
    const path = namespace === undefined ? PATHS[kind]('').replace('/namespaces//', '/') : PATHS[kind](namespace);
    const { body } = await this.send('GET', path);
    return body.items.map((item: KubernetesObject) => ({ ...item, kind }));
  }

  /** The object as the server takes it; throws what the server has against it. */
  public async create(object: KubernetesObject): Promise<KubernetesObject> {
    return this.expecting(201, 'POST', PATHS[object.kind](object.metadata.namespace ?? 'default'), object);
  }

  /** What the server has against an object, which is not created; unknown fields are an error. Of any kind that the server knows. */
  public async dryRun(object: KubernetesObject): Promise<string | undefined> {
    const path = await this.pathOf(object);
    if (path === undefined) {
      return `no kind ${object.kind} in ${object.apiVersion}`;
    }
    const { status, body } = await this.send('POST', `${path}?dryRun=All&fieldValidation=Strict`, object);
    return status === 201 ? undefined : body.message ?? `${status} ${body}`;
  }

  public async patch(kind: string, name: string, namespace: string, patch: object): Promise<KubernetesObject> {
    return this.expecting(200, 'PATCH', `${PATHS[kind](namespace)}/${name}`, patch);
  }

  public async remove(kind: string, name: string, namespace = 'default'): Promise<void> {
    await this.send('DELETE', `${PATHS[kind](namespace)}/${name}`);
  }

  /** What Kubernetes says about an object, newest last. */
  public async events(name: string, namespace: string): Promise<string[]> {
    const events = await this.list('Event', namespace);
    return events.filter(({ involvedObject }) => involvedObject.name === name).map(({ reason, message }) => `${reason}: ${message}`);
  }

  /** Where objects of a kind live: as listed above, or as the server says. */
  private async pathOf({ apiVersion, kind, metadata: { namespace = 'default' } }: KubernetesObject): Promise<string | undefined> {
    if (PATHS[kind]) {
      return PATHS[kind](namespace);
    }
    const resource = await this.resourceOf(apiVersion, kind);
    return resource && `${groupPath(apiVersion)}/${resource.namespaced ? `namespaces/${namespace}/` : ''}${resource.name}`;
  }

  /** Whether the server knows a kind. */
  public async serves(apiVersion: string, kind: string): Promise<boolean> {
    return await this.resourceOf(apiVersion, kind) !== undefined;
  }

  private async resourceOf(apiVersion: string, kind: string): Promise<{
    readonly name: string;
    readonly namespaced: boolean;
  } | undefined> {
    const { body } = await this.send('GET', groupPath(apiVersion));
    return body.resources?.find((other: any) => other.kind === kind && !other.name.includes('/'));
  }

  private async expecting(wanted: number, method: string, path: string, object: object): Promise<KubernetesObject> {
    const { status, body } = await this.send(method, path, object);
    if (status !== wanted) {
      throw new Error(body.message);
    }
    return body;
  }

  private async send(method: string, path: string, object?: object): Promise<{
    status: number;
    body: any;
    headers?: IncomingHttpHeaders;
  }> {
    const type = method === 'PATCH' ? 'application/merge-patch+json' : 'application/json';
    return new Promise((resolve, reject) => {
      const outgoing = request(`${this.url}${path}`, {
        method, agent: this.agent, headers: { 'authorization': `Bearer ${this.token}`, 'content-type': type, ...this.identity },
      }, response => {
        let text = '';
        response.on('data', chunk => text += chunk);
        response.on('end', () => resolve({ status: response.statusCode!, body: text.startsWith('{') ? JSON.parse(text) : text, headers: response.headers }));
      });
      outgoing.on('error', reject);
      outgoing.end(object && JSON.stringify(object));
    });
  }
}

function groupPath(apiVersion: string): string {
  return apiVersion === 'v1' ? '/api/v1' : `/apis/${apiVersion}`;
}
