import { Stack } from 'aws-cdk-lib';

/** Of partitions whose suffix is public; the tables of the CDK know more, and take longer to load than a stack of volumes to make. */
const SUFFIXES: readonly (readonly [RegExp, string])[] = [
  [/^(af|ap|ca|eu|il|me|mx|sa|us)-(gov-)?(central|east|north|northeast|northwest|south|southeast|southwest|west)-\d+$/, 'amazonaws.com'],
  [/^cn-(north|northwest)-\d+$/, 'amazonaws.com.cn'],
];

/** The end of the DNS names of services: written out where the Region is known, so that a file can hold it. */
export function urlSuffixOf({ region, urlSuffix }: Stack): string {
  return SUFFIXES.find(([regions]) => regions.test(region))?.[1] ?? urlSuffix;
}
