import { Code, MethodCall, Program, StorageCode, Struct, importsOf, present, wrapped } from './code';

const TYPES: { readonly [type: string]: string } = { string: 'str', number: 'float', boolean: 'bool' };

/** A program in Python. */
export function python(program: Program, stack: string): string {
  const { cdk, library } = importsOf(program, true, ['Stack']);
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
    ...program.parameters.flatMap(({ name, type, documentation }) => [
      ...wrapped(documentation, 80).map(line => `        # ${line}`), `        ${snake(name)}: ${TYPES[type] ?? type},`,
    ]),
    '        **kwargs,',
    '    ) -> None:',
    '        super().__init__(scope, construct_id, **kwargs)',
    ...program.storages.flatMap(storage => ['', ...statement(storage)]),
    '',
  ].join('\n');
}

function importLine(names: readonly string[], module: string): string {
  const line = `from ${module} import ${names.join(', ')}`;
  return line.length <= 88 ? line : `from ${module} import (\n${names.map(name => `    ${name},\n`).join('')})`;
}

function statement({ construct, id, props, comments, calls }: StorageCode): string[] {
  const variable = snake(`${id[0].toLowerCase()}${id.slice(1)}`);
  return [
    ...comments.flatMap(comment => wrapped(comment, 76).map((line, index) => `        # ${index === 0 ? '' : '  '}${line}`)),
    `        ${calls.length > 0 ? `${variable} = ` : ''}${invoke(construct, ['self', text(id)], props, 8)}`,
    ...calls.map((one: MethodCall) => `        ${invoke(`${variable}.${one.method === 'addClaim' ? 'add_claim' : snake(one.method)}`, [text(one.id)], one.options, 8)}`),
  ];
}

/** jsii passes the last struct of a call as keyword arguments. */
function invoke(target: string, args: readonly string[], options: Struct | undefined, indent: number): string {
  const keywords = present(options?.fields ?? {}).map(([name, value]) => `${snake(name)}=${print(value, indent + 4)}`);
  return block([...args, ...keywords], `${target}(`, ')', indent);
}

function block(items: readonly string[], open: string, close: string, indent: number): string {
  const line = `${open}${items.join(', ')}${close}`;
  if (line.length + indent <= 72 && !line.includes('\n')) {
    return line;
  }
  return `${open}\n${items.map(item => `${' '.repeat(indent + 4)}${item},\n`).join('')}${' '.repeat(indent)}${close}`;
}

function print(code: Code, indent: number): string {
  switch (code.kind) {
    case 'literal':
      return typeof code.value === 'string' ? text(code.value) : typeof code.value === 'boolean' ? (code.value ? 'True' : 'False') : String(code.value);
    case 'member':
      return `${code.owner}.${code.name}`;
    case 'parameter':
      return snake(code.name);
    case 'call': {
      const [owner, ...path] = code.target.split('.');
      const target = [owner, ...path.map(name => /^[a-z]/.test(name) ? snake(name) : name)].join('.');
      return invoke(target, [...code.self ? ['self'] : [], ...code.args.map(arg => print(arg, indent + 4))], code.options, indent);
    }
    case 'list':
      return block(code.items.map(item => print(item, indent + 4)), '[', ']', indent);
    case 'map':
      return block(Object.entries(code.entries).map(([key, value]) => `${text(key)}: ${text(value)}`), '{', '}', indent);
    default:
      return invoke(code.type, [], code, indent);
  }
}

/** The name of a property or method in Python, as jsii writes it. */
export function snake(name: string): string {
  return name.replace(/([a-z0-9])([A-Z])/g, '$1_$2').replace(/([A-Z]+)([A-Z][a-z])/g, '$1_$2').toLowerCase();
}

function text(value: string): string {
  return JSON.stringify(value);
}
