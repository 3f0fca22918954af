import { Cloud, StackTemplate } from './cloud';
import { KubernetesObject } from './kubernetes';

const MANIFEST = 'Custom::AWSCDK-EKS-KubernetesResource';
const QUESTION = 'Custom::AWSCDK-EKS-KubernetesObjectValue';

/** The Kubernetes objects that a deployment brought to the cluster. */
export function objectsOf(cloud: Cloud, kind?: string): KubernetesObject[] {
  const objects = cloud.resources(MANIFEST).flatMap(({ properties }) => JSON.parse(properties.Manifest) as KubernetesObject[]);
  return objects.filter(object => kind === undefined || object.kind === kind);
}

/** How many manifests a set of templates holds. */
export function countManifests(templates: readonly StackTemplate[]): number {
  return count(templates, MANIFEST);
}

/** How many questions to the cluster. */
export function countQuestions(templates: readonly StackTemplate[]): number {
  return count(templates, QUESTION);
}

function count(templates: readonly StackTemplate[], type: string): number {
  return templates.flatMap(({ template }) => Object.values<any>(template.Resources)).filter(({ Type }) => Type === type).length;
}
