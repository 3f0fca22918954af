import { CloudFormationStackArtifact } from 'aws-cdk-lib/cx-api';
import { Answer, KubectlResource, RequestType } from './handler';
import { KubernetesObject } from './kubernetes';
import { Surroundings, needs, resolved } from './resolver';
import { ACCOUNT, Deployed, PSEUDO_PARAMETERS, REGION, ZONES, attributeOf, idOf, replaces } from './values';

const MANIFEST = 'Custom::AWSCDK-EKS-KubernetesResource';
const QUESTION = 'Custom::AWSCDK-EKS-KubernetesObjectValue';

interface Resource extends Deployed {
  readonly logicalId: string;
  readonly needs: ReadonlySet<string>;
  readonly deletionPolicy?: string;
  readonly updateReplacePolicy?: string;
  /** What the cluster answered. */
  readonly answer?: Answer;
}

/** A resource that an operation came to, and what it was before. */
interface Reached {
  readonly old?: Resource;
  readonly now: Resource;
  /** It did not come about. */
  readonly failed: boolean;
}

/** A template of a stack, as CloudFormation gets it. */
export interface StackTemplate {
  readonly name: string;
  readonly template: any;
}

/** Who brings manifests to a cluster and questions: the CDK's handler. */
export interface ManifestHandler {
  call(resourceType: KubectlResource, requestType: RequestType, properties: { [key: string]: any }): Promise<Answer>;
}

/** Who wants to know what is made in the account, and what goes: a service that is played. */
export interface Watcher {
  made?(resource: Deployed & { readonly id: string }): Promise<void> | void;
  goes?(resource: Deployed & { readonly id: string }): Promise<void> | void;
}

export type ObjectEdit = (object: KubernetesObject) => KubernetesObject;

/** What CloudFormation would report. */
export class DeploymentFailure extends Error {}

/**
 * CloudFormation, as far as manifests need it: the order of resources, ids and attributes, updates, replacements, deletion policies.
 *
 * Manifests really go to the cluster, and questions really are asked of it; every other resource exists on paper.
 */
export class Cloud {
  /** What was done with manifests, in order: `Create Stack/LogicalId`; and what was asked: `Ask Stack/LogicalId`. */
  public readonly story: string[] = [];
  private readonly stacks = new Map<string, Map<string, Resource>>();
  private readonly exports = new Map<string, any>();
  private generation = 0;
  private failed?: { readonly stack: string; readonly reached: readonly Reached[] };

  constructor(private readonly handler: ManifestHandler, private readonly watcher: Watcher = {}) {}

  /** Creates or updates stacks, those first that others import from; `edit` changes objects on their way. */
  public async deploy(stacks: readonly StackTemplate[], edit: ObjectEdit = object => object): Promise<void> {
    this.generation++;
    for (const stack of stacks) {
      const before = this.stacks.get(stack.name);
      const reached: Reached[] = [];
      try {
        await this.deployStack(stack, edit, reached);
      } catch (error) {
        // on paper the stack rolls back; nothing is undone in the cluster until `rollBack`
        this.failed = { stack: stack.name, reached };
        this.stacks.delete(stack.name);
        if (before) {
          this.stacks.set(stack.name, before);
        }
        throw error;
      }
    }
  }

  /** What CloudFormation does after a failure: what was changed becomes what it was, in order; then what is new goes, but for `Retain`. */
  public async rollBack(): Promise<void> {
    const { stack, reached } = this.failed!;
    this.failed = undefined;
    for (const { old, now } of reached) {
      if (old && differ(old, now)) {
        await this.bring(stack, now.logicalId, now.type, old.properties, 'Update');
      }
    }
    for (const { now, failed } of reached.filter(({ old }) => !old).reverse()) {
      if (!failed) { // the CDK passes over the deletion of what never came about
        await this.remove(stack, { ...now, deletionPolicy: now.deletionPolicy === 'RetainExceptOnCreate' ? 'Delete' : now.deletionPolicy });
      }
    }
  }

  /** Deletes everything, in reverse order. */
  public async destroy(): Promise<void> {
    for (const [name, resources] of [...this.stacks].reverse()) {
      for (const resource of [...resources.values()].reverse()) {
        await this.remove(name, resource);
      }
      this.stacks.delete(name);
    }
  }

  /** The resources of a type, resolved, of all stacks. */
  public resources(type: string): (Resource & { readonly id: string })[] {
    return [...this.stacks.values()].flatMap(stack => [...stack.values()])
      .filter(resource => resource.type === type)
      .map(resource => ({ ...resource, id: idOf(resource) }));
  }

  private async deployStack({ name, template }: StackTemplate, edit: ObjectEdit, reached: Reached[]): Promise<void> {
    const old = this.stacks.get(name) ?? new Map<string, Resource>();
    const now = new Map(old); // until its turn comes, a resource is what it was
    this.stacks.set(name, now);
    const replaced: Resource[] = [];
    const around = this.surroundings(name, template, now);
    for (const logicalId of inOrder(template.Resources)) {
      const resource = await this.put(name, logicalId, template.Resources[logicalId], around, edit, reached, old.get(logicalId));
      now.delete(logicalId); // keeps the map in the order of creation
      now.set(logicalId, resource);
      if (old.has(logicalId) && old.get(logicalId)!.seed !== resource.seed) {
        replaced.push(old.get(logicalId)!);
      }
    }
    for (const output of Object.values<any>(template.Outputs ?? {})) {
      if (output.Export) {
        this.exports.set(resolved(output.Export.Name, around), resolved(output.Value, around));
      }
    }
    // what is no longer wanted goes last, when everything new is there
    for (const resource of [...old.values()].reverse().filter(({ logicalId }) => !(logicalId in template.Resources))) {
      await this.remove(name, resource);
      now.delete(resource.logicalId);
    }
    replaced.filter(({ updateReplacePolicy }) => updateReplacePolicy === 'Retain').forEach(({ logicalId }) => this.story.push(`Keep ${name}/${logicalId}`));
  }

  private async put(
    stack: string, logicalId: string, resource: any, around: Surroundings, edit: ObjectEdit, reached: Reached[], old?: Resource,
  ): Promise<Resource> {
    const type = resource.Type;
    const plain = resolved(resource.Properties ?? {}, around);
    const properties = type === MANIFEST ? asStrings({ ...plain, Manifest: JSON.stringify(JSON.parse(plain.Manifest).map(edit)) })
      : type === QUESTION ? asStrings(plain) : plain;
    const kept = old && !replaces(type, old.properties, properties);
    const now: Resource = {
      logicalId, type, properties, seed: kept ? old.seed : `${stack}/${logicalId}#${this.generation}`, answer: old?.answer,
      needs: needs(resource), deletionPolicy: resource.DeletionPolicy, updateReplacePolicy: resource.UpdateReplacePolicy,
    };
    if (old && !differ(old, now)) {
      return now;
    }
    try {
      const answer = await this.bring(stack, logicalId, type, properties, old ? 'Update' : 'Create');
      reached.push({ old, now, failed: false });
      if (now.seed !== old?.seed) {
        await this.watcher.made?.({ ...now, id: idOf(now) });
      }
      return { ...now, answer };
    } catch (error) {
      reached.push({ old, now, failed: true });
      throw error;
    }
  }

  /** A resource on its way: what the cluster answers, where it is asked. */
  private async bring(stack: string, logicalId: string, type: string, properties: any, request: 'Create' | 'Update'): Promise<Answer | undefined> {
    return type === MANIFEST || type === QUESTION ? this.call(type, request, stack, logicalId, properties) : undefined;
  }

  private async remove(stack: string, resource: Resource): Promise<void> {
    const stays = resource.deletionPolicy?.startsWith('Retain');
    if (resource.type !== MANIFEST) {
      // nothing happens when a question goes
      await (stays ? undefined : this.watcher.goes?.({ ...resource, id: idOf(resource) }));
    } else if (stays) {
      this.story.push(`Keep ${stack}/${resource.logicalId}`);
    } else {
      await this.call(MANIFEST, 'Delete', stack, resource.logicalId, resource.properties);
    }
  }

  private async call(type: KubectlResource, request: RequestType, stack: string, logicalId: string, properties: any): Promise<Answer | undefined> {
    const step = `${type === QUESTION ? 'Ask' : request} ${stack}/${logicalId}`;
    this.story.push(step);
    return this.handler.call(type, request, properties).catch(error => {
      throw new DeploymentFailure(`${step}: ${error.message}`);
    });
  }

  private surroundings(stack: string, template: any, resources: Map<string, Resource>): Surroundings {
    const found = (logicalId: string) => {
      const resource = resources.get(logicalId);
      if (!resource) {
        throw new Error(`${stack} refers to ${logicalId}, which does not exist`);
      }
      return resource;
    };
    return {
      zones: ZONES,
      conditions: template.Conditions ?? {},
      ref: name => PSEUDO_PARAMETERS[name] ?? template.Parameters?.[name]?.Default
        ?? ({ 'AWS::StackName': stack, 'AWS::StackId': `arn:aws:cloudformation:${REGION}:${ACCOUNT}:stack/${stack}/0` }[name] ?? idOf(found(name))),
      attribute: (logicalId, name) => found(logicalId).answer?.[name] ?? attributeOf(found(logicalId), name),
      imported: name => {
        if (!this.exports.has(name)) {
          throw new Error(`${stack} imports ${name}, which nothing exports`);
        }
        return this.exports.get(name);
      },
    };
  }
}

function differ(old: Resource, now: Resource): boolean {
  return JSON.stringify(old.properties) !== JSON.stringify(now.properties);
}

/** The stacks of an assembly; the CDK lists those first that others depend on. */
export function templatesOf(stacks: readonly CloudFormationStackArtifact[]): StackTemplate[] {
  return stacks.map(({ stackName, template }) => ({ name: stackName, template }));
}

/** Logical ids, each after those that it needs; among equals the template's order. */
function inOrder(resources: { readonly [logicalId: string]: any }): string[] {
  const ordered = new Set<string>();
  const visit = (logicalId: string, waiting: readonly string[]): void => {
    if (waiting.includes(logicalId)) {
      throw new DeploymentFailure(`circular dependency: ${[...waiting, logicalId].join(' -> ')}`);
    }
    if (!ordered.has(logicalId)) {
      needs(resources[logicalId]).forEach(needed => needed in resources && visit(needed, [...waiting, logicalId]));
      ordered.add(logicalId);
    }
  };
  Object.keys(resources).forEach(logicalId => visit(logicalId, []));
  return [...ordered];
}

/** CloudFormation hands every scalar to a custom resource as a string. */
function asStrings(value: any): any {
  if (Array.isArray(value)) {
    return value.map(asStrings);
  }
  return typeof value === 'object' ? Object.fromEntries(Object.entries(value).map(([key, item]) => [key, asStrings(item)])) : `${value}`;
}
