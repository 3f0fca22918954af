/** What a template says of its deployment. */
export interface Shape {
  readonly resources: number;
  /** Custom resources that call kubectl. */
  readonly kubectl: number;
  /** The longest chain of resources that wait for each other: the deployment takes as many steps. */
  readonly steps: number;
  /** How many resources there are of each type. */
  readonly types: { readonly [type: string]: number };
}

interface Resource {
  readonly Type: string;
  readonly DependsOn?: string | string[];
  readonly Properties?: unknown;
}

const KUBECTL = 'Custom::AWSCDK-EKS-Kubernetes';

export function shapeOf(template: { readonly Resources: { readonly [id: string]: Resource } }): Shape {
  const all = Object.entries(template.Resources);
  const types: { [type: string]: number } = {};
  all.forEach(([, { Type }]) => types[Type] = (types[Type] ?? 0) + 1);
  const depths = new Map<string, number>();
  const depth = (id: string): number => {
    const known = depths.get(id);
    if (known !== undefined) {
      return known;
    }
    const { DependsOn = [], Properties } = template.Resources[id];
    const before = [...[DependsOn].flat(), ...referred(Properties)].filter(other => other in template.Resources);
    const found = 1 + Math.max(0, ...before.map(depth));
    depths.set(id, found);
    return found;
  };
  return {
    resources: all.length,
    kubectl: all.filter(([, { Type }]) => Type.startsWith(KUBECTL)).length,
    steps: Math.max(...all.map(([id]) => depth(id))),
    types,
  };
}

function referred(value: unknown): string[] {
  if (typeof value !== 'object' || value === null) {
    return [];
  }
  const { Ref, 'Fn::GetAtt': attribute } = value as { 'Ref'?: string; 'Fn::GetAtt'?: string[] };
  return [
    ...(Ref ? [Ref] : []),
    ...(Array.isArray(attribute) ? [attribute[0]] : []),
    ...Object.values(value).flatMap(referred),
  ];
}
