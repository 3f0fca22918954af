import { Cloud, StackTemplate } from './cloud';
import { KubernetesObject } from './kubernetes';
import { ACCOUNT, REGION, attributeOf, idOf } from './values';

const MANIFEST = 'Custom::AWSCDK-EKS-KubernetesResource';
const QUESTION = 'Custom::AWSCDK-EKS-KubernetesObjectValue';

/** The Kubernetes objects that a deployment brought to the cluster. */
export function objectsOf(cloud: Cloud, kind?: string): KubernetesObject[] {
  const objects = cloud
    .resources(MANIFEST)
    .flatMap(({ properties }) => JSON.parse(properties.Manifest) as KubernetesObject[]);
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
  return templates.flatMap(({ template }) => Object.values<any>(template.Resources)).filter(({ Type }) => Type === type)
    .length;
}

/** The objects of templates, with the values that a deployment could insert. */
export function insertedObjects(templates: readonly any[]): KubernetesObject[] {
  return templates.flatMap(({ Resources = {}, ...template }) =>
    Object.values<any>(Resources)
      .filter(({ Type }) => Type === MANIFEST)
      .flatMap(({ Properties }) => JSON.parse(inserted(Properties.Manifest, { ...template, Resources }, templates))),
  );
}

const PSEUDO: { readonly [name: string]: string } = {
  'AWS::Partition': 'aws', 'AWS::Region': REGION, 'AWS::AccountId': ACCOUNT, 'AWS::URLSuffix': 'amazonaws.com', 'AWS::StackName': 'Storage',
};
const PARAMETERS: { readonly [name: string]: string } = { Late: 'late', LateNumber: '42', LateList: 'late' };

/** A value with intrinsic functions replaced. */
export function inserted(value: any, template: any, others: readonly any[] = []): any {
  if (typeof value !== 'object' || value === null) {
    return value;
  }
  if (Array.isArray(value)) {
    return value.map(item => inserted(item, template, others));
  }
  const resource = (id: string) => ({
    type: template.Resources[id].Type,
    properties: template.Resources[id].Properties ?? {},
    seed: id,
  });
  const [name, argument] = Object.entries<any>(value)[0] ?? [];
  switch (name) {
    case 'Ref':
      return PSEUDO[argument] ?? PARAMETERS[argument] ?? idOf(resource(argument));
    case 'Fn::GetAtt':
      return argument[1] === 'Value' ? 'answer' : attributeOf(resource(argument[0]), argument[1]); // `Value`: what the cluster answers
    case 'Fn::Join':
      return inserted(argument[1], template, others).join(argument[0]);
    case 'Fn::Select':
      return inserted(argument[1], template, others)[argument[0]];
    case 'Fn::Split':
      return inserted(argument[1], template, others).split(argument[0]);
    case 'Fn::ImportValue':
      return exported(argument, others);
    default:
      return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, inserted(item, template, others)]));
  }
}

function exported(name: string, templates: readonly any[]): any {
  for (const template of templates) {
    const output = Object.values<any>(template.Outputs ?? {}).find(({ Export }) => Export?.Name === name);
    if (output) {
      return inserted(output.Value, template, templates);
    }
  }
  throw new Error(`no stack exports ${name}`);
}
