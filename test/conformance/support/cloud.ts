import { CloudFormationStackArtifact } from 'aws-cdk-lib/cx-api';
import { Answer, KubectlResource, RequestType } from './handler';
import { KubernetesObject } from './kubernetes';
import { Deployed, attributeOf, attributesOf, idOf } from './values';
import { CREATE_FAILED, CreatedResource, Engine, ResourceProvider, ResourceRequest, StackResult, StackTemplate } from '../../deployment/support/engine';

export type { StackTemplate };

const MANIFEST = 'Custom::AWSCDK-EKS-KubernetesResource';
const QUESTION = 'Custom::AWSCDK-EKS-KubernetesObjectValue';
/** The property by which a manifest tells which edit changes its objects on their way: it is never sent. */
const EDIT = 'CloudEdit';

/** A resource of a stack, as it is now. */
export interface Resource extends Deployed {
  readonly stack: string;
  readonly logicalId: string;
  readonly id: string;
  /** What the cluster answered. */
  readonly answer?: Answer;
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

/** A resource that exists already. */
type Existing = ResourceRequest & { readonly physicalId: string };

export type ObjectEdit = (object: KubernetesObject) => KubernetesObject;

/** What CloudFormation would report. */
export class DeploymentFailure extends Error {}

/** One process for all clouds of a test file. */
let engines: Promise<Engine> | undefined;
afterAll(async () => (await engines)?.stop());

/**
 * CloudFormation for proofs about manifests: manifests really go to the cluster, and questions really are asked of it; every other resource exists on paper.
 *
 * Order, updates, replacements, deletion policies and rollbacks are those of the engine (test/deployment).
 */
export class Cloud implements ResourceProvider {
  /** What was done with manifests, in order: `Create Stack/LogicalId`; and what was asked: `Ask Stack/LogicalId`. */
  public readonly story: string[] = [];
  private engine?: Engine;
  private readonly stacks: string[] = [];
  private readonly edits: ObjectEdit[] = [];
  /** By stack, logical id and id. */
  private readonly existing = new Map<string, Resource>();
  private readonly templates = new Map<string, any>();
  private generation = 0;
  private failed?: string;

  constructor(private readonly handler: ManifestHandler, private readonly watcher: Watcher = {}) {}

  /** Creates or updates stacks, those first that others import from; `edit` changes objects on their way. After a failure nothing is undone until `rollBack`. */
  public async deploy(stacks: readonly StackTemplate[], edit?: ObjectEdit): Promise<void> {
    this.generation++;
    const engine = await this.start();
    for (const { name, template } of stacks) {
      this.templates.set(name, template);
      if (!this.stacks.includes(name)) {
        this.stacks.push(name);
      }
      await this.finish(
        name,
        await engine.deploy(
          { name, template: edit ? this.edited(template, edit) : template },
          { disableRollback: true },
        ),
      );
    }
  }

  /** What CloudFormation does after a failure, where nobody disables it. */
  public async rollBack(): Promise<void> {
    const stack = this.failed!;
    this.failed = undefined;
    await this.finish(stack, await (await this.start()).rollBack(stack));
  }

  /** Deletes everything, the last stack first. */
  public async destroy(): Promise<void> {
    for (const stack of [...this.stacks].reverse()) {
      await this.finish(stack, await (await this.start()).destroy(stack));
    }
  }

  /** The resources of a type, resolved, of all stacks, in the order of their templates. */
  public resources(type: string): Resource[] {
    const place = ({ stack, logicalId }: Resource) =>
      Object.keys(this.templates.get(stack).Resources).indexOf(logicalId);
    const found = [...this.existing.values()].filter(resource => resource.type === type);
    return this.stacks.flatMap(stack =>
      found.filter(resource => resource.stack === stack).sort((one, other) => place(one) - place(other)),
    );
  }

  public async create({ type, logicalId, stack, properties }: ResourceRequest): Promise<CreatedResource> {
    const resource = { type, stack, logicalId, properties, seed: `${stack}/${logicalId}#${this.generation}` };
    const physicalId = idOf(resource);
    const answer = await this.deliver(resource, 'Create');
    this.note({ ...resource, id: physicalId, answer });
    await this.watcher.made?.({ ...resource, id: physicalId });
    return { physicalId, attributes: answer ?? this.attributes(resource) };
  }

  public async update({ type, logicalId, stack, physicalId, properties }: Existing): Promise<CreatedResource> {
    const { seed } = this.existing.get(keyOf(stack, logicalId, physicalId))!;
    const resource = { type, stack, logicalId, properties, seed };
    const answer = await this.deliver(resource, 'Update');
    this.note({ ...resource, id: physicalId, answer });
    return { physicalId, attributes: answer ?? this.attributes(resource) };
  }

  public async delete({ type, logicalId, stack, physicalId, properties }: Existing): Promise<void> {
    if (physicalId === CREATE_FAILED) { // the CDK passes over it
      return;
    }
    const key = keyOf(stack, logicalId, physicalId);
    if (type === MANIFEST) {
      await this.call(MANIFEST, 'Delete', stack, logicalId, this.sent(properties));
    } else {
      await this.watcher.goes?.({ type, properties, id: physicalId, seed: this.existing.get(key)!.seed });
    }
    this.existing.delete(key);
  }

  private async start(): Promise<Engine> {
    engines ??= Engine.start(this);
    return this.engine ??= (await engines).sibling(this);
  }

  /** Marks the manifests of a template with an edit, so that another edit is a change. */
  private edited(template: any, edit: ObjectEdit): any {
    const number = this.edits.includes(edit) ? this.edits.indexOf(edit) : this.edits.push(edit) - 1;
    const mark = (resource: any) =>
      resource.Type === MANIFEST ? { ...resource, Properties: { ...resource.Properties, [EDIT]: number } } : resource;
    return {
      ...template,
      Resources: Object.fromEntries(Object.entries(template.Resources).map(([id, resource]) => [id, mark(resource)])),
    };
  }

  /** The properties of a manifest as they go to the cluster. */
  private sent({ [EDIT]: number, ...properties }: any): any {
    const edit = this.edits[Number(number)];
    return edit ? { ...properties, Manifest: JSON.stringify(JSON.parse(properties.Manifest).map(edit)) } : properties;
  }

  private async deliver({ type, stack, logicalId, properties }: Omit<Resource, 'id'>, request: 'Create' | 'Update'): Promise<Answer | undefined> {
    return type === MANIFEST || type === QUESTION
      ? this.call(type, request, stack, logicalId, this.sent(properties))
      : undefined;
  }

  private async call(
    type: KubectlResource, request: RequestType, stack: string, logicalId: string, properties: any,
  ): Promise<Answer> {
    const step = `${type === QUESTION ? 'Ask' : request} ${stack}/${logicalId}`;
    this.story.push(step);
    return this.handler.call(type, request, properties).catch(error => {
      throw new DeploymentFailure(`${step}: ${error.message}`);
    });
  }

  private note(resource: Resource): void {
    const properties = this.sent(resource.properties);
    this.existing.set(keyOf(resource.stack, resource.logicalId, resource.id), { ...resource, properties });
  }

  /** All that are known; of a nested stack, those outputs that its template reads. */
  private attributes(resource: Omit<Resource, 'id'>): { readonly [name: string]: any } {
    if (resource.type !== 'AWS::CloudFormation::Stack') {
      return attributesOf(resource);
    }
    const read = [...JSON.stringify(this.templates.get(resource.stack)).matchAll(new RegExp(`"Fn::GetAtt":\\["${resource.logicalId}","(Outputs\\.[^"]+)"\\]`, 'g'))];
    return Object.fromEntries(read.map(([, name]) => [name, attributeOf(resource, name!)]));
  }

  /** Takes over what the stack has after an operation, and reports a failure. */
  private async finish(stack: string, { status, reason, events }: StackResult): Promise<void> {
    events.filter(event => event.status === 'DELETE_SKIPPED' && event.type === MANIFEST).forEach(({ logicalId }) => this.story.push(`Keep ${stack}/${logicalId}`));
    const now = new Set(
      (await (await this.start()).resources(stack)).map(({ logicalId, physicalId }) =>
        keyOf(stack, logicalId, physicalId),
      ),
    );
    [...this.existing.keys()].filter(key => key.startsWith(`${stack}/`) && !now.has(key)).forEach(key => this.existing.delete(key));
    if (status.endsWith('FAILED')) {
      this.failed = stack;
      throw new DeploymentFailure(reason);
    }
  }
}

function keyOf(stack: string, logicalId: string, id: string): string {
  return `${stack}/${logicalId}/${id}`;
}

/** The stacks of an assembly; the CDK lists those first that others depend on. */
export function templatesOf(stacks: readonly CloudFormationStackArtifact[]): StackTemplate[] {
  return stacks.map(({ stackName, template }) => ({ name: stackName, template }));
}
