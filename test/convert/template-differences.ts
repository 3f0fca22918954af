import { Stack } from 'aws-cdk-lib';
import { Template as Synthesized } from 'aws-cdk-lib/assertions';
import { Template } from '../../src/lint/objects';
import { isUnknown } from '../../src/lint/values';

/** Properties that the storage adds, and why. Others are differences. */
const ADDED: readonly (readonly [path: RegExp, reason: string])[] = [
  [/^SecurityGroupIds/, 'the storage creates its security groups'],
  [/^Tags/, 'the storage tags its resources'],
  [/^StorageType$/, 'the default of FSx, SSD, stated'],
  [/^FileSystemTypeVersion$/, 'the default of FSx, stated'],
  [/^OntapConfiguration\.HAPairs$/, 'the default of FSx, 1, stated'],
  [/^OntapConfiguration\.ThroughputCapacityPerHAPair$/, 'the total of one pair, stated per pair'],
  [/^BatchImportMetaDataOnCreate$/, 'the default of FSx, false, stated'],
  [/^(SvmAdminPassword|RootVolumeSecurityStyle)$/, 'the storage generates the password; UNIX is the default of FSx'],
  [/^VolumeType$|^OntapConfiguration\.(SizeInBytes|OntapVolumeType|SecurityStyle|VolumeStyle|StorageEfficiencyEnabled|CopyTagsToBackups|SnapshotPolicy|TieringPolicy)/, 'defaults of FSx, stated'],
];
/** Properties of the input that the result states in another way. */
const ELSEWHERE: readonly (readonly [path: RegExp, reason: string])[] = [
  [/^OntapConfiguration\.ThroughputCapacity$/, 'ThroughputCapacityPerHAPair'],
  [/^OntapConfiguration\.SizeInMegabytes$/, 'SizeInBytes'],
  [/^(FileSystemId|OntapConfiguration\.StorageVirtualMachineId)$/, 'refers to the resource of the result'],
];

export const resourcesIn = ({ resources }: Template): [string, any][] => Object.entries<any>(resources).filter(([, { Type }]) => Type.startsWith('AWS::FSx::'));

/** Differences between the FSx resources of a template and those of its result, leaf by leaf. Deploy-time values equal any value. */
export function templateDifferences(
  template: Template,
  stack: Stack,
  isComparable: (name: string) => boolean,
): string[] {
  const results = Object.values<any>(Synthesized.fromStack(stack).toJSON().Resources);
  return resourcesIn(template)
    .filter(([id, { Type }]) => isComparable(`${Type} '${id}'`))
    .flatMap(([id, { Type, Properties }]) => {
      const found = results
        .filter(result => result.Type === Type)
        .map(result => differencesOf(leavesOf(Properties), leavesOf(result.Properties)));
      return (found.sort((a, b) => a.length - b.length)[0] ?? ['is not created']).map(
        text => `${Type} '${id}': ${text}`,
      );
    });
}

type Leaves = ReadonlyMap<string, unknown>;

function differencesOf(input: Leaves, output: Leaves): string[] {
  const is = (table: typeof ADDED, path: string) => table.some(([pattern]) => pattern.test(path));
  const lost = [...input].filter(([path, value]) => !is(ELSEWHERE, path) && !isUnknown(value) && !output.has(path) && value !== null).map(([path]) => `${path} is lost`);
  const isKnown = (path: string) => output.has(path) && !isUnknown(input.get(path)) && !isUnknown(output.get(path));
  const changed = [...input]
    .filter(([path, value]) => isKnown(path) && String(value) !== String(output.get(path)) && !is(ELSEWHERE, path))
    .map(([path, value]) => `${path} ${JSON.stringify(value)} -> ${JSON.stringify(output.get(path))}`);
  const added = [...output].filter(([path, value]) => !input.has(path) && !is(ADDED, path) && !is(ELSEWHERE, path) && value !== undefined).map(([path]) => `${path} is added`);
  return [...lost, ...changed, ...added];
}

/** The values of properties by path; items of lists of strings are sorted, functions are values. */
function leavesOf(properties: any): Leaves {
  const leaves = new Map<string, unknown>();
  const visit = (value: any, path: string): void => {
    const isFunction = typeof value === 'object' && value !== null && Object.keys(value).some(key => key === 'Ref' || key.startsWith('Fn::'));
    if (path === 'Tags') {
      (Array.isArray(value) ? value : []).forEach((tag: any) => leaves.set(`Tags.${tag.Key}`, tag.Value));
    } else if (isFunction || typeof value !== 'object' || value === null) {
      value?.Ref === 'AWS::NoValue' || leaves.set(path, value);
    } else {
      Object.entries(value).forEach(([key, item]) => visit(item, path === '' ? key : `${path}.${key}`));
    }
  };
  visit(properties, '');
  return leaves;
}
