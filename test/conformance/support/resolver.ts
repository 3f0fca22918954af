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
