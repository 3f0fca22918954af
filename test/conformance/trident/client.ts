import { readFileSync } from 'fs';
import { Agent, request } from 'https';
import { KubernetesObject } from '../support/kubernetes';

/** Where the kinds live that the played controller reads or writes; `namespaced` ones below their namespace. */
const KINDS = {
  TridentBackendConfig: { path: '/apis/trident.netapp.io/v1', plural: 'tridentbackendconfigs', namespaced: true },
  TridentBackend: { path: '/apis/trident.netapp.io/v1', plural: 'tridentbackends', namespaced: true },
  TridentActionSnapshotRestore: { path: '/apis/trident.netapp.io/v1', plural: 'tridentactionsnapshotrestores', namespaced: true },
  TridentAutogrowPolicy: { path: '/apis/trident.netapp.io/v1', plural: 'tridentautogrowpolicies', namespaced: false },
  TridentVolumeReference: { path: '/apis/trident.netapp.io/v1', plural: 'tridentvolumereferences', namespaced: true },
  VolumeSnapshot: { path: '/apis/snapshot.storage.k8s.io/v1', plural: 'volumesnapshots', namespaced: true },
  VolumeSnapshotContent: { path: '/apis/snapshot.storage.k8s.io/v1', plural: 'volumesnapshotcontents', namespaced: false },
  VolumeSnapshotClass: { path: '/apis/snapshot.storage.k8s.io/v1', plural: 'volumesnapshotclasses', namespaced: false },
  StorageClass: { path: '/apis/storage.k8s.io/v1', plural: 'storageclasses', namespaced: false },
  CustomResourceDefinition: { path: '/apis/apiextensions.k8s.io/v1', plural: 'customresourcedefinitions', namespaced: false },
  PersistentVolume: { path: '/api/v1', plural: 'persistentvolumes', namespaced: false },
  PersistentVolumeClaim: { path: '/api/v1', plural: 'persistentvolumeclaims', namespaced: true },
  Secret: { path: '/api/v1', plural: 'secrets', namespaced: true },
  Event: { path: '/api/v1', plural: 'events', namespaced: true },
} as const;

export type Kind = keyof typeof KINDS;

/** What the API server has against something. */
export class ApiError extends Error {
  constructor(public readonly status: number, message: string) {
    super(message);
  }
}

/** The API server as a controller meets it: whole objects and their versions, with status apart. `support/kubernetes` knows neither these kinds nor that. */
export class Client {
  private readonly agent = new Agent({ rejectUnauthorized: false, keepAlive: true });
  private readonly server: string;
  private readonly token: string;

  constructor(kubeconfig: string) {
    const { clusters: [{ cluster }], users: [{ user }] } = JSON.parse(readFileSync(kubeconfig, 'utf8'));
    this.server = cluster.server;
    this.token = user.token;
  }

  /** All objects of a kind, of all namespaces or of one; none where the kind is not known. */
  public async list(kind: Kind, namespace?: string): Promise<KubernetesObject[]> {
    const { path, plural } = KINDS[kind];
    const { items = [] } = await this.send('GET', namespace ? `${path}/namespaces/${namespace}/${plural}` : `${path}/${plural}`) ?? {};
    return items.map((item: KubernetesObject) => ({ ...item, kind }));
  }

  public async get(kind: Kind, name: string, namespace?: string): Promise<KubernetesObject | undefined> {
    return this.send('GET', `${collection(kind, namespace)}/${name}`);
  }

  public async create(
    object: { readonly kind: string; readonly metadata: object; readonly [key: string]: any },
  ): Promise<KubernetesObject> {
    return this.send('POST', collection(object.kind as Kind, (object.metadata as any).namespace), object);
  }

  /** Replaces the object; a conflict, where somebody changed it meanwhile, is an error. */
  public async update(object: KubernetesObject): Promise<KubernetesObject> {
    return this.send('PUT', `${collection(object.kind as Kind, object.metadata.namespace)}/${object.metadata.name}`, object);
  }

  /** Replaces status, where that is a subresource. */
  public async updateStatus(object: KubernetesObject): Promise<KubernetesObject> {
    return this.send('PUT', `${collection(object.kind as Kind, object.metadata.namespace)}/${object.metadata.name}/status`, object);
  }

  public async remove(kind: Kind, name: string, namespace?: string): Promise<void> {
    await this.send('DELETE', `${collection(kind, namespace)}/${name}`);
  }

  private async send(method: string, path: string, object?: object): Promise<any> {
    const { status, body } = await new Promise<{ status: number; body: any }>((resolve, reject) => {
      const outgoing = request(`${this.server}${path}`, {
        method, agent: this.agent, headers: { 'authorization': `Bearer ${this.token}`, 'content-type': 'application/json' },
      }, response => {
        let text = '';
        response.on('data', chunk => text += chunk);
        response.on('end', () => resolve({ status: response.statusCode!, body: text.startsWith('{') ? JSON.parse(text) : { message: text } }));
      });
      outgoing.on('error', reject);
      outgoing.end(object && JSON.stringify(object));
    });
    if (status === 404 && method !== 'PUT' && method !== 'POST') {
      return undefined;
    }
    if (status >= 300) {
      throw new ApiError(status, body.message);
    }
    return body;
  }
}

function collection(kind: Kind, namespace = 'default'): string {
  const { path, plural, namespaced } = KINDS[kind];
  return namespaced ? `${path}/namespaces/${namespace}/${plural}` : `${path}/${plural}`;
}
