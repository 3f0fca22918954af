import { Stack } from 'aws-cdk-lib';

/** The DNS suffixes of public partitions. The tables of the CDK contain more, but take long to load. */
const SUFFIXES: readonly (readonly [RegExp, string])[] = [
  [/^(af|ap|ca|eu|il|me|mx|sa|us)-(gov-)?(central|east|north|northeast|northwest|south|southeast|southwest|west)-\d+$/, 'amazonaws.com'],
  [/^cn-(north|northwest)-\d+$/, 'amazonaws.com.cn'],
];

/** The DNS suffix of services, as a literal if the Region is known, so that YAML files can contain it. */
export function urlSuffixOf({ region, urlSuffix }: Stack): string {
  return SUFFIXES.find(([regions]) => regions.test(region))?.[1] ?? urlSuffix;
}
