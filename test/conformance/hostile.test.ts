import { installWorkloadCrds } from './support/crds';
import { Kubernetes, KubernetesObject } from './support/kubernetes';
import { RealCluster } from './support/real-cluster';
import { SimulatedOntap } from './support/simulated-ontap';
import { log, proof } from './support/tools';
import { ACCOUNT, REGION, attributeOf, idOf } from './support/values';
import { acceptedOutcomes } from '../assembly/cases';
import { MANIFEST } from '../support/fixture';

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
      for (const object of [...manifestsOf(template), ...objectsIn(result)]) {
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

/** The objects of a template, with the values that a deployment could insert. */
function manifestsOf({ Resources = {}, ...template }: any): KubernetesObject[] {
  return Object.values<any>(Resources).filter(({ Type }) => Type === MANIFEST)
    .flatMap(({ Properties }) => JSON.parse(inserted(Properties.Manifest, { ...template, Resources })));
}

/** The objects that a method returns. */
function objectsIn(value: any): KubernetesObject[] {
  if (typeof value !== 'object' || value === null) {
    return [];
  }
  return value.apiVersion && value.kind ? [inserted(value, {})] : Object.values(value).flatMap(objectsIn);
}

const PSEUDO: { readonly [name: string]: string } = {
  'AWS::Partition': 'aws', 'AWS::Region': REGION, 'AWS::AccountId': ACCOUNT, 'AWS::URLSuffix': 'amazonaws.com', 'AWS::StackName': 'Storage',
};
const PARAMETERS: { readonly [name: string]: string } = { Late: 'late', LateNumber: '42', LateList: 'late' };

/** A value with intrinsic functions replaced. */
function inserted(value: any, template: any): any {
  if (typeof value !== 'object' || value === null) {
    return value;
  }
  if (Array.isArray(value)) {
    return value.map(item => inserted(item, template));
  }
  const resource = (id: string) => ({ type: template.Resources[id].Type, properties: template.Resources[id].Properties ?? {}, seed: id });
  const [name, argument] = Object.entries<any>(value)[0] ?? [];
  switch (name) {
    case 'Ref': return PSEUDO[argument] ?? PARAMETERS[argument] ?? idOf(resource(argument));
    case 'Fn::GetAtt': return argument[1] === 'Value' ? 'answer' : attributeOf(resource(argument[0]), argument[1]); // `Value`: what the cluster answers
    case 'Fn::Join': return inserted(argument[1], template).join(argument[0]);
    case 'Fn::Select': return inserted(argument[1], template)[argument[0]];
    case 'Fn::Split': return inserted(argument[1], template).split(argument[0]);
    default: return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, inserted(item, template)]));
  }
}
