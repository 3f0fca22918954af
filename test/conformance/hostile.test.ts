import { installWorkloadCrds } from './support/crds';
import { Kubernetes, KubernetesObject } from './support/kubernetes';
import { inserted, insertedObjects } from './support/manifests';
import { RealCluster } from './support/real-cluster';
import { SimulatedOntap } from './support/simulated-ontap';
import { log, proof } from './support/tools';
import { acceptedOutcomes } from '../assembly/cases';

proof('a dry run of a real API server', () => {
  const cluster = new RealCluster();
  const ontap = new SimulatedOntap(cluster);
  beforeAll(async () => {
    await ontap.installed();
    await installWorkloadCrds(cluster.api, 'monitoring.coreos.com');
  });

  test('accepts the manifests of every hostile value that the library accepts', async () => {
    const objects = new Map<string, { readonly name: string; readonly object: KubernetesObject }>();
    for (const [name, { template, result }] of acceptedOutcomes()) {
      for (const object of [...insertedObjects([template]), ...objectsIn(result)]) {
        const key = JSON.stringify(object);
        objects.set(key, objects.get(key) ?? { name, object });
      }
    }
    const found = [...objects.values()];
    for (const namespace of new Set(found.map(({ object }) => object.metadata.namespace).filter(Boolean))) {
      await cluster.namespace(namespace!);
    }
    const problems: string[] = [];
    for (const { name, object } of found) {
      const problem = await problemOf(cluster.api, object);
      if (problem !== undefined) {
        problems.push(`${name}: ${object.kind}: ${problem}`);
      }
    }
    log(`${found.length} objects: ${[...new Set(found.map(({ object }) => object.kind))].join(', ')}`);
    expect(found.length).toBeGreaterThan(100);
    expect(problems).toEqual([]);
  });
});

/** A namespace exists already, because the other objects need it. */
async function problemOf(api: Kubernetes, object: KubernetesObject): Promise<string | undefined> {
  const problem = await api.dryRun(object);
  return object.kind === 'Namespace' && /already exists/.test(problem ?? '') ? undefined : problem;
}

/** The objects that a method returns. */
function objectsIn(value: any): KubernetesObject[] {
  if (typeof value !== 'object' || value === null) {
    return [];
  }
  return value.apiVersion && value.kind ? [inserted(value, {})] : Object.values(value).flatMap(objectsIn);
}
