import { CfnResource, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { IConstruct } from 'constructs';
import * as library from '../../src';
import replacing from '../deployment/engine/replacing-properties.json';
import { normalised } from '../support/normalized';

const MANIFEST = 'Custom::AWSCDK-EKS-KubernetesResource';
const CLASSES: readonly unknown[] = Object.values(library).filter(one => typeof one === 'function');

/** What tells a resource from another: another value, and CloudFormation makes another resource. */
export interface Identity {
  readonly type: string;
  /** The properties that replace, names among them, as the template writes them. */
  readonly replacing: { readonly [path: string]: unknown };
  /** The names of Kubernetes objects. */
  readonly objects?: readonly string[];
}

/** By stack and logical id. */
export interface Identities { readonly [stack: string]: { readonly [logicalId: string]: Identity } }

/** The identities of the resources that this library creates in an app; VPCs and clusters are the user's own. */
export function identitiesOf(app: IConstruct): Identities {
  const stacks = app.node.findAll().filter(Stack.isStack);
  return Object.fromEntries(
    stacks.map(stack => [stack.stackName, identitiesIn(stack)]).filter(([, found]) => Object.keys(found).length > 0),
  );
}

function identitiesIn(stack: Stack): Identities[string] {
  const { Resources = {} } = normalised(Template.fromStack(stack).toJSON());
  const ours = stack.node.findAll().filter(CfnResource.isCfnResource)
    .filter(resource => resource.stack === stack && resource.node.scopes.some(isOurs))
    .map(resource => `${stack.resolve(resource.logicalId)}`).filter(id => id in Resources).sort();
  return Object.fromEntries(ours.map(id => [id, identityOf(Resources[id])]));
}

function isOurs({ constructor, node }: IConstruct): boolean {
  return CLASSES.includes(constructor) || node.id.startsWith('Fsx');
}

function identityOf({ Type, Properties = {} }: any): Identity {
  const paths: readonly string[] = (replacing as { readonly [type: string]: readonly string[] })[Type] ?? [];
  const values = paths.map(path => [path, path.split('/').reduce((value: any, key) => value?.[key], Properties)] as const).filter(([, value]) => value !== undefined);
  return {
    type: Type,
    replacing: Object.fromEntries(values),
    // a Job runs once, and another one is no loss
    ...Type === MANIFEST && {
      objects: Properties.Manifest.filter(({ kind }: any) => kind !== 'Job').map(({ kind, metadata }: any) => [kind, metadata.namespace, metadata.name].filter(part => part).join(' ')),
    },
  };
}

/** What an upgrade from one version of the library to another does to a stack that is deployed. */
export function changes(before: Identities, after: Identities): string[] {
  return Object.entries(before).flatMap(([stack, resources]) => Object.entries(resources).flatMap(([id, was]) => {
    const is = after[stack]?.[id];
    const what = `${stack}/${id} (${was.type})`;
    if (is?.type !== was.type) {
      return [`${what} is gone: an upgrade deletes it, or leaves it behind`];
    }
    const paths = [...new Set([...Object.keys(was.replacing), ...Object.keys(is.replacing)])];
    return [
      ...paths.filter(path => JSON.stringify(was.replacing[path]) !== JSON.stringify(is.replacing[path])).map(path => `${what}: ${path} is another: an upgrade replaces it`),
      ...(was.objects ?? []).filter(name => !is.objects?.includes(name)).map(name => `${what}: ${name} has another name`),
    ];
  }));
}

/** What the record does not know yet. */
export function additions(before: Identities, after: Identities): string[] {
  return Object.entries(after).flatMap(([stack, resources]) =>
    Object.entries(resources).flatMap(([id, { objects = [] }]) => {
      const was = before[stack]?.[id];
      return was
        ? objects.filter(name => !was.objects?.includes(name)).map(name => `${stack}/${id}: ${name}`)
        : [`${stack}/${id}`];
    }),
  );
}
