import { Client } from './client';
import { KubernetesObject } from '../support/kubernetes';

/** Events, as client-go's recorder writes them; what cannot be written is no reason to stop. */
export class Recorder {
  private count = 0;

  constructor(private readonly client: Client) {}

  public async record(about: KubernetesObject, type: string, reason: string, message: string): Promise<void> {
    const { apiVersion, kind, metadata: { name, namespace, uid } } = about;
    const now = new Date().toISOString();
    await this.client.create({
      apiVersion: 'v1', kind: 'Event', type, reason, message: message.slice(0, 1024), count: 1, firstTimestamp: now, lastTimestamp: now,
      metadata: { name: `${name}.${Date.now().toString(16)}${this.count++}`, namespace },
      involvedObject: { apiVersion, kind, name, namespace, uid }, source: { component: 'trident-crd-controller' },
    }).catch(() => undefined);
  }
}
