import { Stack } from 'aws-cdk-lib';
import { Callable, TYPES, Type } from './assembly';
import * as library from '../../src';
import { mlVolume } from '../ml/volumes';
import { managedOn, testStack } from '../support/fixture';
import { managedOntap } from '../support/ontap';

const WRONG = [42, null, {}, [], '', true, 'bad\nname'];
const OURS = /input\/(type|required|empty|characters)/;

interface Method extends Callable {
  readonly name: string;
  readonly static?: true;
  readonly parameters?: readonly { readonly name: string; readonly type: { readonly fqn?: string } }[];
}

const STACK = testStack();
/** Instances of the classes whose methods users call. */
const INSTANCES: { readonly [type: string]: any } = {
  FsxLustreStorage: managedOn(STACK, {}, {}, 'Lustre'),
  FsxOntapStorage: managedOntap(testStack()),
  MlTrainingVolume: mlVolume(testStack()),
};

function methodsOf({ methods = [], base }: Type & { readonly base?: string }): readonly Method[] {
  const own = methods as readonly Method[];
  const names = new Set(own.map(({ name }) => name));
  const inherited = base !== undefined && TYPES[base] ? methodsOf(TYPES[base]) : [];
  return [...own, ...inherited.filter(({ name }) => !names.has(name))];
}

const CALLS = Object.values(TYPES).filter(({ kind }) => kind === 'class').flatMap(type => methodsOf(type)
  .filter(({ parameters, static: isStatic }) => parameters?.length && (isStatic || INSTANCES[type.name]))
  .flatMap(method => method.parameters!.map((parameter, index) => (
    [`${type.name}.${method.name}(${parameter.name})`, type.name, method, index] as const))));

/** Errors of a call with wrong values of one argument, after plausible ones. */
function errorsOf(type: string, { name, static: isStatic, parameters }: Method, index: number) {
  const target = isStatic ? (library as any)[type] : INSTANCES[type];
  const before = parameters!.slice(0, index).map(parameter => {
    return parameter.type.fqn === 'constructs.Construct' && index > 0 ? new Stack() : 'text';
  });
  return WRONG.map(wrong => {
    try {
      target[name](...before, wrong);
      return undefined;
    } catch (error) {
      return error as Error;
    }
  });
}

test.each(CALLS)('%s rejects a wrong argument with an error of this library', (_, type, method, index) => {
  const errors = errorsOf(type, method, index);
  expect(errors.filter(error => error?.name === 'TypeError').map(error => error!.stack)).toEqual([]);
  if (['id', 'team'].includes(method.parameters![index].name)) {
    expect(errors.map(error => error?.message).filter(message => !OURS.test(message ?? ''))).toEqual([]);
  }
});

test('every method of the storages is called', () => {
  expect(CALLS.length).toBeGreaterThan(80);
});
