import { VolumeAccessMode, VolumeMode, ReclaimPolicy } from '../kubernetes/enums';
import * as lustre from '../lustre/limits';
import { LustreSettingRow, SETTING_ROWS } from '../lustre/setting-rows';
import * as ontap from '../ontap/limits';
import { ONTAP_SETTING_ROWS } from '../ontap/setting-rows';
import { SettingRow } from '../validation/schema';

/** The language of a file. Rules are written for users of the constructs; a file names the same settings differently. */
export type Dialect = 'kubernetes' | 'cloudFormation';

/** Phrases of rules that only make sense in code, the longest first. */
const PHRASES: readonly (readonly [RegExp, string])[] = [
  [/use LustreProvisioning\.managed\(\) with dataRepositories/g, 'create the file system and its AWS::FSx::DataRepositoryAssociation with CloudFormation, and a PersistentVolume for it'],
  [/, or LustreProvisioning\.managed\(\)/g, ', or a file system that CloudFormation creates'],
  [/use LustreProvisioning\.managed\(\)/g, 'create the file system with CloudFormation, and a PersistentVolume for it'],
  [/replace (\S+) with a data repository: DataRepository\.fromPath\(\)/g, 'replace $1 with an AWS::FSx::DataRepositoryAssociation'],
  [/, or DataRepository\.fromBucket\(\)/g, ''],
  [/, or bucket\.s3UrlForObject\('prefix'\)/g, ''],
  [/a backend created by OntapBackend\.nas\(\) or OntapBackend\.san\(\)/g, 'a backend with the driver ontap-nas or ontap-san'],
  [/a backend created by OntapBackend\.(nas|san)\(\)/g, 'a backend with the driver ontap-$1'],
  [/OntapBackend\.(nas|san)\(\)/g, 'the driver ontap-$1'],
  [/import the secret with Secret\.fromSecretCompleteArn\(\)/g, 'use the full ARN of the secret'],
  [/for a directory, set subDirectory of the claim/g, 'a directory follows after a slash: abcdefgh/data'],
  [/; each of dataRepositories has its own(?: autoImportPolicy)?/g, ''],
  [/acknowledge this (?:warning|error)/g, 'suppress this finding'],
  [/use VolumeAccessMode\.READ_WRITE_MANY; for read-only access, mount the claim with readOnly: true/g, 'use ReadWriteMany; for read-only access, mount the claim with readOnly: true'],
  [/use Duration\.days\(\) in this range/g, 'use a number of days in this range'],
  [/, or set fileSystem to an fsx\.LustreFileSystem, which has one/g, ''],
];

const ENUMS: { readonly [name: string]: unknown } = {
  ...lustre,
  ...ontap,
  VolumeAccessMode,
  VolumeMode,
  ReclaimPolicy,
};
const MEMBER = /\b(Lustre[A-Z]\w*|Ontap[A-Z]\w*|DataRepositoryEvent|VolumeAccessMode|VolumeMode|ReclaimPolicy)\.([A-Z0-9_]+)\b/g;
const SIZE = /Size\.(gibi|mebi|tebi)bytes\(([\d.]*)\)/g;
const SUFFIXES: { readonly [unit: string]: string } = { gibi: 'Gi', mebi: 'Mi', tebi: 'Ti' };

type Row = SettingRow & Pick<LustreSettingRow, 'storageClass'>;

/** Names of properties in each dialect, with those of nested properties. */
const NAMES: Record<Dialect, ReadonlyMap<string, string>> = {
  kubernetes: namesOf(({ storageClass }) => storageClass),
  cloudFormation: namesOf(({ cloudFormation }) => cloudFormation?.split('.').pop()),
};
/** Names that no row of a file system has. */
const OTHER_NAMES: Record<Dialect, readonly (readonly [string, string])[]> = {
  kubernetes: [['metadataConfiguration', 'metadataConfigurationMode'], ['mountName', 'mountname'], ['autoExportCidrs', 'autoExportCIDRs'], ['dataRepositories', 'data repository associations']],
  cloudFormation: [
    ['metadataConfiguration', 'MetadataConfiguration'], ['dataReadCacheConfiguration', 'DataReadCacheConfiguration'], ['iops', 'Iops'],
    ['dataRepositories', 'data repository associations'], ['preferredSubnet', 'PreferredSubnetId'], ['routeTableIds', 'RouteTableIds'],
    ['vpcSubnets', 'SubnetIds'], ['subnets', 'SubnetIds'], ['subnetIds', 'SubnetIds'], ['size', 'SizeGiB'], ['junctionPath', 'JunctionPath'], ['coolingPeriod', 'CoolingPeriod'],
    ['fileSystemPath', 'FileSystemPath'], ['logGroup', 'Destination'],
  ],
};
const WORDS: Record<Dialect, ReadonlyMap<string, string>> = {
  kubernetes: new Map([...NAMES.kubernetes, ...OTHER_NAMES.kubernetes]),
  cloudFormation: new Map([...NAMES.cloudFormation, ...OTHER_NAMES.cloudFormation]),
};
const PATTERNS: Record<Dialect, RegExp> = {
  kubernetes: patternOf(WORDS.kubernetes),
  cloudFormation: patternOf(WORDS.cloudFormation),
};

/** The text of a rule, in the words of a file. */
export function worded(text: string, dialect: Dialect): string {
  const phrased = PHRASES.reduce((result, [phrase, replacement]) => result.replace(phrase, replacement), text);
  return phrased
    .replace(MEMBER, (_, name: string, member: string) => valueOf(name, member, dialect))
    .replace(SIZE, (_, unit: string, amount: string) => dialect === 'kubernetes' ? `${amount}${SUFFIXES[unit]}` : amount)
    .replace(/Duration\.days\((\d+)\)/g, '$1')
    .replace(PATTERNS[dialect], name => WORDS[dialect].get(name)!);
}

function valueOf(name: string, member: string, dialect: Dialect): string {
  if (name === 'OntapTieringPolicy' && dialect === 'kubernetes') {
    return ontap.TIERING_POLICIES[member as ontap.OntapTieringPolicy]?.trident ?? member;
  }
  return (ENUMS[name] as { readonly [member: string]: string } | undefined)?.[member] ?? member;
}

function namesOf(nameIn: (row: Row) => string | undefined): ReadonlyMap<string, string> {
  const rows: Row[] = [...SETTING_ROWS, ...ONTAP_SETTING_ROWS].map(([, row]) => row);
  return new Map(rows.flatMap(row => {
    const name = nameIn(row);
    return name === undefined ? [] : [[row.property, name] as const];
  }));
}

/** Whole words only, so that a name is replaced once. */
function patternOf(words: ReadonlyMap<string, string>): RegExp {
  const names = [...words.keys()].sort((a, b) => b.length - a.length).map(name => name.replace('.', '\\.'));
  return new RegExp(`(?<![\\w.:/'-])(?:${names.join('|')})(?![\\w/'-]|\\.\\w)`, 'g');
}
