import { Code, MethodCall, Program, StorageCode, Struct, importsOf, present, wrapped } from './code';

const WIDTH = 110;

/** A program in TypeScript. */
export function typescript(program: Program, stack: string): string {
  const { cdk, library } = importsOf(program, false, ['Stack', 'StackProps']);
  const parameters = program.parameters.map(({ name }) => name);
  return [
    importLine(cdk, 'aws-cdk-lib'),
    importLine(library, 'cdk-eks-fsx'),
    "import { Construct } from 'constructs';",
    '',
    `export interface ${stack}Props extends StackProps {`,
    ...program.parameters.flatMap(({ name, type, documentation }) => [`  /** ${documentation.replace(/\*\//g, '* /')} */`, `  readonly ${name}: ${type};`]),
    '}',
    '',
    `export class ${stack} extends Stack {`,
    `  constructor(scope: Construct, id: string, props: ${stack}Props) {`,
    '    super(scope, id, props);',
    `    const { ${parameters.join(', ')} } = props;`,
    ...program.storages.flatMap(storage => ['', ...statement(storage)]),
    '  }',
    '}',
    '',
  ].join('\n');
}

function importLine(names: readonly string[], module: string): string {
  const line = `import { ${names.join(', ')} } from '${module}';`;
  return line.length <= WIDTH ? line : `import {\n${wrapped(`${names.join(', ')},`, WIDTH - 2).map(part => `  ${part}`).join('\n')}\n} from '${module}';`;
}

function statement({ construct, id, props, comments, calls }: StorageCode): string[] {
  const variable = `${id[0].toLowerCase()}${id.slice(1)}`;
  const created = `new ${construct}(this, ${text(id)}, ${struct(props, 4)});`;
  return [
    ...comments.flatMap(comment => wrapped(comment).map((line, index) => `    // ${index === 0 ? '' : '  '}${line}`)),
    `    ${calls.length > 0 ? `const ${variable} = ` : ''}${created}`,
    ...calls.map((one: MethodCall) => `    ${variable}.${one.method}(${text(one.id)}, ${struct(one.options, 4)});`),
  ];
}

function struct({ fields }: Struct, indent: number): string {
  return block(present(fields).map(([name, value]) => {
    const written = print(value, indent + 2);
    return written === name ? name : `${name}: ${written}`;
  }), '{', '}', indent, ' ');
}

function block(items: readonly string[], open: string, close: string, indent: number, space: string): string {
  const line = items.length === 0 ? `${open}${close}` : `${open}${space}${items.join(', ')}${space}${close}`;
  if (line.length + indent <= 80 && !line.includes('\n')) {
    return line;
  }
  const inner = ' '.repeat(indent + 2);
  return `${open}\n${items.map(item => `${inner}${item},\n`).join('')}${' '.repeat(indent)}${close}`;
}

function print(code: Code, indent: number): string {
  switch (code.kind) {
    case 'literal':
      return typeof code.value === 'string' ? text(code.value) : String(code.value);
    case 'member':
      return `${code.owner}.${code.name}`;
    case 'parameter':
      return code.name;
    case 'call': {
      const args = [...code.self ? ['this'] : [], ...code.args.map(arg => print(arg, indent)), ...code.options ? [struct(code.options, indent)] : []];
      return `${code.target}(${args.join(', ')})`;
    }
    case 'list':
      return block(code.items.map(item => print(item, indent + 2)), '[', ']', indent, '');
    case 'map':
      return block(Object.entries(code.entries).map(([key, value]) => `${/^[A-Za-z_]\w*$/.test(key) ? key : text(key)}: ${text(value)}`), '{', '}', indent, ' ');
    default:
      return struct(code, indent);
  }
}

/** A string literal. */
function text(value: string): string {
  return `'${JSON.stringify(value).slice(1, -1).replace(/\\"/g, '"').replace(/'/g, "\\'").replace(/[\u2028\u2029]/g, character => `\\u${character.charCodeAt(0).toString(16)}`)}'`;
}
