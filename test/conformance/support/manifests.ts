import { Cloud, StackTemplate } from './cloud';
import { KubernetesObject } from './kubernetes';

/** The Kubernetes objects that a deployment brought to the cluster. */
export function objectsOf(cloud: Cloud, kind?: string): KubernetesObject[] {
  const objects = cloud.resources('Custom::AWSCDK-EKS-KubernetesResource').flatMap(({ properties }) => JSON.parse(properties.Manifest) as KubernetesObject[]);
  return objects.filter(object => kind === undefined || object.kind === kind);
}

/** How many manifests a set of templates holds. */
export function countManifests(templates: readonly StackTemplate[]): number {
  return templates.flatMap(({ template }) => Object.values<any>(template.Resources)).filter(({ Type }) => Type === 'Custom::AWSCDK-EKS-KubernetesResource').length;
}
