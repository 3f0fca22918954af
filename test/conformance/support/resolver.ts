/** What a template can refer to. */
export interface Surroundings {
  readonly conditions: { readonly [name: string]: any };
  readonly zones: readonly string[];
  /** The value of a parameter or pseudo parameter, or the id of a resource. */
  ref(name: string): any;
  attribute(logicalId: string, name: string): any;
  imported(name: string): any;
}

/** A value of a template with its intrinsic functions carried out. A function that is not known here is an error: a proof must not guess. */
export function resolved(value: any, around: Surroundings): any {
  if (Array.isArray(value)) {
    return value.map(item => resolved(item, around)).filter(item => item !== undefined);
  }
  if (typeof value !== 'object' || value === null) {
    return value;
  }
  const entries = Object.entries<any>(value);
  const [name, argument] = entries[0] ?? [];
  if (entries.length === 1 && (name === 'Ref' || name === 'Condition' && typeof argument === 'string' || name!.startsWith('Fn::'))) {
    return carriedOut(name!, argument, around);
  }
  return Object.fromEntries(entries.map(([key, item]) => [key, resolved(item, around)] as const).filter(([, item]) => item !== undefined));
}

function carriedOut(name: string, argument: any, around: Surroundings): any {
  const plain = (value: any) => resolved(value, around);
  switch (name) {
    case 'Ref': return argument === 'AWS::NoValue' ? undefined : around.ref(argument);
    case 'Fn::GetAtt': {
      const [logicalId, ...attribute] = Array.isArray(argument) ? argument : argument.split('.');
      return around.attribute(logicalId, plain(attribute.join('.')));
    }
    case 'Fn::Join': return plain(argument[1]).join(argument[0]);
    case 'Fn::Select': return plain(argument[1])[Number(plain(argument[0]))];
    case 'Fn::Split': return plain(argument[1]).split(argument[0]);
    case 'Fn::Sub': return substituted(argument, around);
    case 'Fn::GetAZs': return around.zones;
    case 'Fn::ImportValue': return around.imported(plain(argument));
    case 'Condition': return plain(around.conditions[argument]);
    case 'Fn::If': return plain(plain(around.conditions[argument[0]]) ? argument[1] : argument[2]);
    case 'Fn::Equals': return plain(argument[0]) === plain(argument[1]);
    case 'Fn::Not': return !plain(argument[0]);
    case 'Fn::And': return argument.every(plain);
    case 'Fn::Or': return argument.some(plain);
    default: throw new Error(`${name} is not known to the resolver`);
  }
}

function substituted(argument: any, around: Surroundings): string {
  const [text, variables] = Array.isArray(argument) ? argument : [argument, {}];
  return text.replace(/\$\{([^!][^}]*)\}/g, (_: string, name: string) => {
    if (name in variables) {
      return resolved(variables[name], around);
    }
    const [logicalId, ...attribute] = name.split('.');
    return attribute.length > 0 ? around.attribute(logicalId, attribute.join('.')) : around.ref(name);
  });
}

/** The logical ids that a resource needs: those it refers to, and those it depends on. */
export function needs(resource: any): Set<string> {
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
