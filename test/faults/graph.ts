import { App, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';

export type DeletionPolicy = 'Delete' | 'Retain' | 'RetainExceptOnCreate';

/** A resource of a template, and what CloudFormation makes before it and deletes after it. */
export interface Resource {
  readonly key: string;
  readonly stack: string;
  readonly id: string;
  readonly type: string;
  readonly properties: any;
  readonly deletion: DeletionPolicy;
  readonly replacement: string;
}

/** A template, and the stacks that are deployed before it. */
export interface StackInput {
  readonly name: string;
  readonly template: any;
  readonly after: readonly string[];
}

/** The stacks of an app. */
export function stacksOf(app: App): StackInput[] {
  return app.node
    .findAll()
    .filter(Stack.isStack)
    .map(stack => ({
      name: stack.stackName,
      template: Template.fromStack(stack).toJSON(),
      after: stack.dependencies.map(({ stackName }) => stackName),
    }));
}

/** The resources of all stacks, with every edge that CloudFormation goes by: Ref, GetAtt, Sub, DependsOn, imports, and the order of stacks. */
export class Graph {
  public readonly resources: readonly Resource[];
  private readonly byKey: ReadonlyMap<string, Resource>;
  private readonly exports = new Map<string, readonly string[]>();
  private readonly edges = new Map<string, readonly Resource[]>();
  private readonly known = new Map<string, ReadonlySet<Resource>>();

  constructor(public readonly stacks: readonly StackInput[]) {
    this.resources = stacks.flatMap(({ name, template }) =>
      Object.entries<any>(template.Resources ?? {}).map(([id, resource]) => ({
        key: `${name}/${id}`,
        stack: name,
        id,
        type: resource.Type,
        properties: resource.Properties ?? {},
        deletion: resource.DeletionPolicy ?? 'Delete',
        replacement: resource.UpdateReplacePolicy ?? 'Delete',
      })),
    );
    this.byKey = new Map(this.resources.map(resource => [resource.key, resource]));
    for (const { name, template } of stacks) {
      for (const output of Object.values<any>(template.Outputs ?? {}).filter(({ Export }) => Export)) {
        this.exports.set(JSON.stringify(output.Export.Name), [...needs({ Properties: output.Value })].map(id => `${name}/${id}`));
      }
    }
    for (const { name, template } of stacks) {
      for (const [id, resource] of Object.entries<any>(template.Resources ?? {})) {
        this.edges.set(`${name}/${id}`, [...this.found([...needs(resource)].map(other => `${name}/${other}`)), ...this.imported(resource)]);
      }
    }
  }

  /** What a value of a template refers to, in whichever stack it is. */
  public referred(stack: string, value: unknown): Resource[] {
    return value === undefined ? [] : [...this.found([...needs({ Properties: value })].map(id => `${stack}/${id}`)), ...this.imported(value)];
  }

  /** All that is there before a resource is made, and until it is gone. */
  public before(resource: Resource): ReadonlySet<Resource> {
    const known = this.known.get(resource.key);
    if (known) {
      return known;
    }
    const found = new Set<Resource>();
    const visit = (other: Resource) => {
      if (!found.has(other)) {
        found.add(other);
        this.edges.get(other.key)!.forEach(visit);
      }
    };
    this.edges.get(resource.key)!.forEach(visit);
    const earlier = this.stacksBefore(resource.stack);
    this.resources.filter(({ stack }) => earlier.has(stack)).forEach(other => found.add(other));
    this.known.set(resource.key, found);
    return found;
  }

  private stacksBefore(name: string): Set<string> {
    const found = new Set<string>();
    const visit = (other: string): void => this.stacks.find(stack => stack.name === other)!.after.forEach(next => {
      if (!found.has(next)) {
        found.add(next);
        visit(next);
      }
    });
    visit(name);
    return found;
  }

  private imported(value: unknown): Resource[] {
    if (typeof value !== 'object' || value === null) {
      return [];
    }
    return Object.entries(value).flatMap(([key, item]) => key === 'Fn::ImportValue' ? this.found(this.exports.get(JSON.stringify(item)) ?? []) : this.imported(item));
  }

  private found(keys: readonly string[]): Resource[] {
    return keys.map(key => this.byKey.get(key)).filter((resource): resource is Resource => resource !== undefined);
  }
}

/** The logical ids that a resource needs: those it refers to, and those it depends on. */
function needs(resource: any): Set<string> {
  const found = new Set<string>([resource.DependsOn ?? []].flat());
  const look = (value: any): void => {
    if (typeof value !== 'object' || value === null) {
      return;
    }
    for (const [key, item] of Object.entries<any>(value)) {
      if (key === 'Ref') {
        found.add(item);
      } else if (key === 'Fn::GetAtt') {
        found.add(Array.isArray(item) ? item[0] : item.split('.')[0]);
      } else if (key === 'Fn::Sub') {
        [...`${[item].flat()[0]}`.matchAll(/\$\{([^!.}]+)/g)].forEach(([, name]) => found.add(name));
      }
      look(item);
    }
  };
  look(resource.Properties);
  return found;
}
