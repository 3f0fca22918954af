import { CloudFormationStackArtifact } from 'aws-cdk-lib/cx-api';
import { RequestType } from './handler';
import { KubernetesObject } from './kubernetes';
import { Surroundings, needs, resolved } from './resolver';
import { ACCOUNT, Deployed, PSEUDO_PARAMETERS, REGION, ZONES, attributeOf, idOf, replaces } from './values';

const MANIFEST = 'Custom::AWSCDK-EKS-KubernetesResource';

interface Resource extends Deployed {
  readonly logicalId: string;
  readonly needs: ReadonlySet<string>;
  readonly deletionPolicy?: string;
  readonly updateReplacePolicy?: string;
}

/** A template of a stack, as CloudFormation gets it. */
export interface StackTemplate {
  readonly name: string;
  readonly template: any;
}

/** Who brings manifests to a cluster: the CDK's handler. */
export interface ManifestHandler {
  call(requestType: RequestType, properties: { [key: string]: any }): Promise<void>;
}

export type ObjectEdit = (object: KubernetesObject) => KubernetesObject;

/** What CloudFormation would report. */
export class DeploymentFailure extends Error {}

/**
 * CloudFormation, as far as manifests need it: the order of resources, ids and attributes, updates, replacements, deletion policies.
 *
 * Manifests really go to the cluster; every other resource exists on paper.
 */
export class Cloud {
  /** What was done with manifests, in order: `Create Stack/LogicalId`. */
  public readonly story: string[] = [];
  private readonly stacks = new Map<string, Map<string, Resource>>();
  private readonly exports = new Map<string, any>();
  private generation = 0;

  constructor(private readonly handler: ManifestHandler) {}

  /** Creates or updates stacks, those first that others import from; `edit` changes objects on their way. */
  public async deploy(stacks: readonly StackTemplate[], edit: ObjectEdit = object => object): Promise<void> {
    this.generation++;
    for (const stack of stacks) {
      const before = this.stacks.get(stack.name);
      try {
        await this.deployStack(stack, edit);
      } catch (error) {
        // on paper the stack rolls back; nothing is undone in the cluster
        this.stacks.delete(stack.name);
        if (before) {
          this.stacks.set(stack.name, before);
        }
        throw error;
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

  private async deployStack({ name, template }: StackTemplate, edit: ObjectEdit): Promise<void> {
    const old = this.stacks.get(name) ?? new Map<string, Resource>();
    const now = new Map(old); // until its turn comes, a resource is what it was
    this.stacks.set(name, now);
    const replaced: Resource[] = [];
    const around = this.surroundings(name, template, now);
    for (const logicalId of inOrder(template.Resources)) {
      const resource = await this.put(name, logicalId, template.Resources[logicalId], around, edit, old.get(logicalId));
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

  private async put(stack: string, logicalId: string, resource: any, around: Surroundings, edit: ObjectEdit, old?: Resource): Promise<Resource> {
    const type = resource.Type;
    const plain = resolved(resource.Properties ?? {}, around);
    const properties = type === MANIFEST ? asStrings({ ...plain, Manifest: JSON.stringify(JSON.parse(plain.Manifest).map(edit)) }) : plain;
    const kept = old && !replaces(type, old.properties, properties);
    if (type === MANIFEST) {
      if (!old) {
        await this.call('Create', stack, logicalId, properties);
      } else if (JSON.stringify(old.properties) !== JSON.stringify(properties)) {
        await this.call('Update', stack, logicalId, properties);
      }
    }
    return {
      logicalId, type, properties, seed: kept ? old.seed : `${stack}/${logicalId}#${this.generation}`,
      needs: needs(resource), deletionPolicy: resource.DeletionPolicy, updateReplacePolicy: resource.UpdateReplacePolicy,
    };
  }

  private async remove(stack: string, resource: Resource): Promise<void> {
    if (resource.type !== MANIFEST) {
      return;
    }
    if (resource.deletionPolicy?.startsWith('Retain')) {
      this.story.push(`Keep ${stack}/${resource.logicalId}`);
    } else {
      await this.call('Delete', stack, resource.logicalId, resource.properties);
    }
  }

  private async call(type: RequestType, stack: string, logicalId: string, properties: any): Promise<void> {
    const step = `${type} ${stack}/${logicalId}`;
    this.story.push(step);
    await this.handler.call(type, properties).catch(error => {
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
      attribute: (logicalId, name) => attributeOf(found(logicalId), name),
      imported: name => {
        if (!this.exports.has(name)) {
          throw new Error(`${stack} imports ${name}, which nothing exports`);
        }
        return this.exports.get(name);
      },
    };
  }
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
