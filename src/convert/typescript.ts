import { Code, Program, StorageCode, Struct, documentationOf, importsOf, present, variablesOf, wrapped } from './code';

const WIDTH = 110;

/** A program in TypeScript. */
export function typescript(program: Program, stack: string): string {
  const { cdk, library } = importsOf(program, false, ['Stack', 'StackProps']);
  const parameters = program.parameters.map(({ name }) => name);
  const variables = variablesOf(program);
  return [
    importLine(cdk, 'aws-cdk-lib'),
    importLine(library, 'cdk-eks-fsx'),
    "import { Construct } from 'constructs';",
    '',
    `export interface ${stack}Props extends StackProps {`,
    ...program.parameters.flatMap(parameter => [
      `  /** ${documentationOf(parameter).replace(/\*\//g, '* /')} */`, `  readonly ${parameter.name}: ${parameter.type};`,
    ]),
    '}',
    '',
    `export class ${stack} extends Stack {`,
    `  constructor(scope: Construct, id: string, props: ${stack}Props) {`,
    '    super(scope, id, props);',
    ...destructured(parameters),
    ...program.storages.flatMap(storage => ['', ...statements(storage, variables)]),
    '  }',
    '}',
    '',
  ].join('\n');
}

function importLine(names: readonly string[], module: string): string {
  const line = `import { ${names.join(', ')} } from '${module}';`;
  return line.length <= WIDTH ? line : `import {\n${wrapped(`${names.join(', ')},`, WIDTH - 2).map(part => `  ${part}`).join('\n')}\n} from '${module}';`;
}

function destructured(parameters: readonly string[]): string[] {
  const line = `    const { ${parameters.join(', ')} } = props;`;
  return line.length <= WIDTH ? [line] : ['    const {', ...wrapped(`${parameters.join(', ')},`, WIDTH - 6).map(part => `      ${part}`), '    } = props;'];
}

function statements({ construct, id, props, comments, calls }: StorageCode, variables: Variables): string[] {
  const assigned = (owner: string, expression: string) => `    ${variables.has(owner) ? `const ${variables.get(owner)} = ` : ''}${expression};`;
  return [
    ...comments.flatMap(comment => wrapped(comment).map((line, index) => `    // ${index === 0 ? '' : '  '}${line}`)),
    assigned(id, `new ${construct}(this, ${text(id)}, ${struct(props, 4, variables)})`),
    ...calls.map(one => assigned(one.id, `${variables.get(id)}.${one.method}(${
      [text(one.id), ...(one.args ?? []).map(arg => print(arg, 4, variables)), struct(one.options, 4, variables)].join(', ')})`)),
  ];
}

type Variables = ReadonlyMap<string, string>;

function struct({ fields }: Struct, indent: number, variables: Variables): string {
  return block(present(fields).map(([name, value]) => {
    const written = print(value, indent + 2, variables);
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

function print(code: Code, indent: number, variables: Variables): string {
  switch (code.kind) {
    case 'literal':
      return typeof code.value === 'string' ? text(code.value) : String(code.value);
    case 'member':
      return `${code.owner}.${code.name}`;
    case 'parameter':
      return code.name;
    case 'reference':
      return variables.get(code.id)!;
    case 'call': {
      const args = [...code.self ? ['this'] : [], ...code.args.map(arg => print(arg, indent, variables)), ...code.options ? [struct(code.options, indent, variables)] : []];
      return `${code.target}(${args.join(', ')})`;
    }
    case 'list':
      return block(code.items.map(item => print(item, indent + 2, variables)), '[', ']', indent, '');
    case 'map':
      return block(Object.entries(code.entries).map(([key, value]) => `${/^[A-Za-z_]\w*$/.test(key) ? key : text(key)}: ${text(value)}`), '{', '}', indent, ' ');
    default:
      return struct(code, indent, variables);
  }
}

/** A string literal. */
function text(value: string): string {
  return `'${JSON.stringify(value).slice(1, -1).replace(/\\"/g, '"').replace(/'/g, "\\'").replace(/[\u2028\u2029]/g, character => `\\u${character.charCodeAt(0).toString(16)}`)}'`;
}
