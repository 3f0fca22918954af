import { Code, Program, StorageCode, Struct, documentationOf, importsOf, present, snake, variablesOf, wrapped } from './code';

const TYPES: { readonly [type: string]: string } = { string: 'str', number: 'float', boolean: 'bool' };

/** A program in Python. */
export function python(program: Program, stack: string): string {
  const { cdk, library } = importsOf(program, true, ['Stack']);
  const variables = variablesOf(program);
  return [
    importLine(cdk, 'aws_cdk'),
    importLine(library, 'cdk_eks_fsx'),
    'from constructs import Construct',
    '',
    '',
    `class ${stack}(Stack):`,
    '    def __init__(',
    '        self,',
    '        scope: Construct,',
    '        construct_id: str,',
    '        *,',
    ...program.parameters.flatMap(parameter => [
      ...wrapped(documentationOf(parameter), 80).map(line => `        # ${line}`), `        ${snake(parameter.name)}: ${TYPES[parameter.type] ?? parameter.type},`,
    ]),
    '        **kwargs,',
    '    ) -> None:',
    '        super().__init__(scope, construct_id, **kwargs)',
    ...program.storages.flatMap(storage => ['', ...statements(storage, variables)]),
    '',
  ].join('\n');
}

function importLine(names: readonly string[], module: string): string {
  const line = `from ${module} import ${names.join(', ')}`;
  return line.length <= 88 ? line : `from ${module} import (\n${names.map(name => `    ${name},\n`).join('')})`;
}

type Variables = ReadonlyMap<string, string>;

function statements({ construct, id, props, comments, calls }: StorageCode, variables: Variables): string[] {
  const assigned = (owner: string, written: string) => `        ${variables.has(owner) ? `${snake(variables.get(owner)!)} = ` : ''}${written}`;
  return [
    ...comments.flatMap(comment => wrapped(comment, 76).map((line, index) => `        # ${index === 0 ? '' : '  '}${line}`)),
    assigned(id, invoke(construct, ['self', text(id)], props, 8, variables)),
    ...calls.map(one => assigned(one.id, invoke(
      `${snake(variables.get(id)!)}.${snake(one.method)}`, [text(one.id), ...(one.args ?? []).map(arg => print(arg, 12, variables))], one.options, 8, variables,
    ))),
  ];
}

/** jsii passes the last struct of a call as keyword arguments. */
function invoke(
  target: string,
  args: readonly string[],
  options: Struct | undefined,
  indent: number,
  variables: Variables,
): string {
  const keywords = present(options?.fields ?? {}).map(
    ([name, value]) => `${snake(name)}=${print(value, indent + 4, variables)}`,
  );
  return block([...args, ...keywords], `${target}(`, ')', indent);
}

function block(items: readonly string[], open: string, close: string, indent: number): string {
  const line = `${open}${items.join(', ')}${close}`;
  if (line.length + indent <= 72 && !line.includes('\n')) {
    return line;
  }
  return `${open}\n${items.map(item => `${' '.repeat(indent + 4)}${item},\n`).join('')}${' '.repeat(indent)}${close}`;
}

function print(code: Code, indent: number, variables: Variables): string {
  switch (code.kind) {
    case 'literal':
      return typeof code.value === 'string' ? text(code.value) : typeof code.value === 'boolean' ? (code.value ? 'True' : 'False') : String(code.value);
    case 'member':
      return `${code.owner}.${code.name}`;
    case 'parameter':
      return snake(code.name);
    case 'reference':
      return snake(variables.get(code.id)!);
    case 'call': {
      const [owner, ...path] = code.target.split('.');
      const target = [owner, ...path.map(name => /^[a-z]/.test(name) ? snake(name) : name)].join('.');
      return invoke(target, [...code.self ? ['self'] : [], ...code.args.map(arg => print(arg, indent + 4, variables))], code.options, indent, variables);
    }
    case 'list':
      return block(code.items.map(item => print(item, indent + 4, variables)), '[', ']', indent);
    case 'map':
      return block(Object.entries(code.entries).map(([key, value]) => `${text(key)}: ${text(value)}`), '{', '}', indent);
    default:
      return invoke(code.type, [], code, indent, variables);
  }
}

function text(value: string): string {
  return JSON.stringify(value);
}
