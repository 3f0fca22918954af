import { TAG_FORMAT, TAG_KEY_LENGTH, TAG_VALUE_LENGTH } from './tags';

/** What a text must look like. The rows of the schema and the rules of both backends share these formats. */
export interface Format {
  /** The problem with a text, or undefined. `region` is the Region of the stack, if it is known. */
  readonly problemOf: (text: string, region?: string) => string | undefined;
  readonly fix: string | ((text: string) => string);
  /** The documentation, API model or code on which the format is based. */
  readonly source: string;
}

const NAMES = 'https://kubernetes.io/docs/concepts/overview/working-with-objects/names/';
const LABELS = 'https://kubernetes.io/docs/concepts/overview/working-with-objects/labels/#syntax-and-character-set';
const FSX = 'https://docs.aws.amazon.com/fsx/latest/APIReference';
const EC2_IDS = 'https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/resource-ids.html';
const BUCKETS = 'https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html';
const ARNS = 'https://docs.aws.amazon.com/IAM/latest/UserGuide/reference-arns.html';
const ZONES = 'https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/using-regions-availability-zones.html';

/** Names of Kubernetes objects (DNS subdomains) and of namespaces (DNS labels). */
export const OBJECT_NAME = /^(?=.{1,253}$)[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*$/;
export const NAMESPACE_NAME = /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/;
const LABEL_NAME = /^[A-Za-z0-9]([A-Za-z0-9_.-]{0,61}[A-Za-z0-9])?$/;

/** Ids of file systems, from the model of FSx. */
export const FILE_SYSTEM_ID = /^fs-[0-9a-f]{8,18}$/;
/** Ids of backups, from the model of FSx. */
export const BACKUP_ID = /^backup-[0-9a-f]{8,}$/;

/** Octets have no leading zeros, which parsers read as octal numbers or reject. */
const OCTET = '(25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)';
const IPV4 = new RegExp(`^(${OCTET}\\.){3}${OCTET}$`);
export const IPV4_RANGE = new RegExp(`^(${OCTET}\\.){3}${OCTET}/(3[0-2]|[12]?\\d)$`);

/** A host name; the last label is not a number, so that an invalid address is not taken for one. */
const HOST_NAME = /^(?=.{1,253}$)([A-Za-z]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?)(\.[A-Za-z0-9_]([A-Za-z0-9_-]{0,61}[A-Za-z0-9])?)*$/;

/** Names such as eu-west-1a, and those of Local Zones (us-west-2-lax-1a) and Wavelength Zones (us-east-1-wl1-bos-wlz-1). */
const ZONE_NAME = /^[a-z]{2,4}(-[a-z]+)+-\d+([a-z]|-[a-z0-9-]+[a-z0-9])$/;
const ZONE_ID = /^[a-z0-9]+(-[a-z0-9]+)?-az\d+$/;

/** What the CDK returns in the first synthesis, before a lookup has a result (aws-cdk-lib, ec2 `DUMMY_VPC_PROPS`, core `Stack.availabilityZones`). */
const LOOKUP_PENDING = /^([ps]-\d{5}|vpc-12345|rtb-12345[ps]?|dummy-?1[a-c])$/;

/** Whether an id is the placeholder of a lookup that the CDK has not performed yet. */
export function isLookupPending(id: string): boolean {
  return LOOKUP_PENDING.test(id);
}

const IMAGE = new RegExp('^((\\[[0-9a-fA-F:]+\\]|[A-Za-z0-9.-]+)(:\\d+)?/)?'
  + '[a-z0-9]+((\\.|_|__|-+)[a-z0-9]+)*(/[a-z0-9]+((\\.|_|__|-+)[a-z0-9]+)*)*'
  + '(:\\w[\\w.-]{0,127})?(@[A-Za-z0-9_+.-]+:[0-9a-fA-F]{32,})?$');

export const FORMATS = {
  objectName: pattern(
    OBJECT_NAME, 'must consist of at most 253 lower-case letters, digits, - and ., and must begin and end with a letter or digit',
    text => `use '${suggestedObjectName(text)}'`, NAMES,
  ),
  namespace: pattern(
    NAMESPACE_NAME, 'must consist of at most 63 lower-case letters, digits and -, and must begin and end with a letter or digit',
    text => `use '${suggestedNamespace(text)}'`, NAMES,
  ),
  labelKey: {
    problemOf: labelKeyProblem,
    fix: 'use a key such as \'team\' or \'example.com/team\'',
    source: LABELS,
  },
  labelValue: {
    problemOf: text => text === '' || LABEL_NAME.test(text)
      ? undefined
      : 'must consist of at most 63 letters, digits, -, _ and ., and must begin and end with a letter or digit, or be empty',
    fix: text => `use '${text.replace(/[^A-Za-z0-9_.-]+/g, '-').slice(0, 63).replace(/^[^A-Za-z0-9]+|[^A-Za-z0-9]+$/g, '')}'`,
    source: LABELS,
  },
  tagKey: {
    problemOf: text => {
      if (/^aws:/i.test(text)) {
        return 'must not begin with aws:, which is reserved';
      }
      return text.length >= 1 && text.length <= TAG_KEY_LENGTH && TAG_FORMAT.test(text)
        ? undefined
        : `must have 1 to ${TAG_KEY_LENGTH} characters: letters, digits, spaces and _ . : / = + - @`;
    },
    fix: 'use another key',
    source: `${FSX}/API_Tag.html`,
  },
  tagValue: {
    problemOf: text => text.length <= TAG_VALUE_LENGTH && TAG_FORMAT.test(text)
      ? undefined
      : `must have at most ${TAG_VALUE_LENGTH} characters: letters, digits, spaces and _ . : / = + - @`,
    fix: 'use another value',
    source: `${FSX}/API_Tag.html`,
  },
  mountOption: pattern(
    /^\S+$/, 'must be one mount option without white space', 'list each option as one string, for example [\'flock\', \'noatime\']',
    'https://kubernetes.io/docs/concepts/storage/persistent-volumes/#mount-options',
  ),
  hostName: {
    problemOf: text => IPV4.test(text) || HOST_NAME.test(text)
      ? undefined
      : 'must be a DNS name or an IPv4 address, without a protocol, a port, a path or a trailing dot',
    fix: 'use DNSName from `aws fsx describe-file-systems`, for example fs-0123456789abcdef0.fsx.eu-west-1.amazonaws.com, or leave '
      + 'the property out',
    source: `${FSX}/API_FileSystem.html`,
  },
  zone: {
    problemOf: zoneProblem,
    fix: 'use ZoneName from `aws ec2 describe-availability-zones`',
    source: ZONES,
  },
  subnetId: ec2Id('subnet', 'describe-subnets'),
  securityGroupId: ec2Id('sg', 'describe-security-groups'),
  vpcId: ec2Id('vpc', 'describe-vpcs'),
  routeTableId: ec2Id('rtb', 'describe-route-tables'),
  fileSystemId: pattern(
    FILE_SYSTEM_ID, 'must have the form fs- followed by at least 8 hexadecimal digits',
    'use FileSystemId from `aws fsx describe-file-systems`', `${FSX}/API_FileSystem.html`,
  ),
  svmId: pattern(
    /^svm-[0-9a-f]{17}$/, 'must have the form svm- followed by 17 hexadecimal digits',
    'use StorageVirtualMachineId from `aws fsx describe-storage-virtual-machines`', `${FSX}/API_StorageVirtualMachine.html`,
  ),
  backupId: pattern(
    BACKUP_ID, 'must have the form backup- followed by at least 8 hexadecimal digits',
    'use BackupId from `aws fsx describe-backups`', `${FSX}/API_Backup.html`,
  ),
  dailyTime: pattern(
    /^([01]\d|2[0-3]):[0-5]\d$/, 'must have the form HH:MM (UTC), from 00:00 to 23:59', 'use a time such as \'05:30\'',
    `${FSX}/API_CreateFileSystemLustreConfiguration.html`,
  ),
  weeklyTime: pattern(
    /^[1-7]:([01]\d|2[0-3]):[0-5]\d$/, 'must have the form d:HH:MM (UTC), where d is 1 (Monday) to 7 (Sunday)',
    'use a time such as \'7:03:00\'', `${FSX}/API_CreateFileSystemLustreConfiguration.html`,
  ),
  clusterName: pattern(
    /^[0-9A-Za-z][0-9A-Za-z_-]{0,99}$/, 'must consist of at most 100 letters, digits, - and _, and must begin with a letter or digit',
    'use a name listed by `aws eks list-clusters`, not the ARN', 'https://docs.aws.amazon.com/eks/latest/APIReference/API_CreateCluster.html',
  ),
  bucketName: {
    problemOf: text => /^[a-z0-9]([a-z0-9-]|\.(?!\.)){1,61}[a-z0-9]$/.test(text) && !IPV4.test(text)
      ? undefined
      : 'must have 3 to 63 lower-case letters, digits, - and single dots, must begin and end with a letter or digit, and must not be '
        + 'an IP address',
    fix: 'use a name listed by `aws s3 ls`, without s3:// and without a prefix',
    source: BUCKETS,
  },
  keyArn: pattern(
    /^arn:aws[a-z-]*:kms:[a-z0-9-]+:\d{12}:(key|alias)\/[A-Za-z0-9:/_-]{1,256}$/,
    'must be the ARN of a KMS key or alias', 'import the key with kms.Key.fromKeyArn()',
    'https://docs.aws.amazon.com/kms/latest/developerguide/find-cmk-id-arn.html',
  ),
  roleArn: pattern(
    /^arn:aws[a-z-]*:iam::\d{12}:role\/[\w+=,.@/-]{1,576}$/, 'must be the ARN of an IAM role', 'import the role with iam.Role.fromRoleArn()', ARNS,
  ),
  image: pattern(
    IMAGE, 'must be the reference of a container image, for example public.ecr.aws/amazonlinux/amazonlinux:2023',
    'use registry/repository:tag; repositories are in lower case', 'https://kubernetes.io/docs/concepts/containers/images/#image-names',
  ),
  httpsUrl: pattern(
    /^https:\/\/[A-Za-z0-9][A-Za-z0-9.-]*(:\d{1,5})?(\/[A-Za-z0-9._~%+@=,-]+)+$/,
    'must be the address of a file that begins with https://, without a query',
    'use an address such as https://mirror.example.com/package.zip', 'https://www.rfc-editor.org/rfc/rfc3986',
  ),
  sha256: pattern(
    /^[0-9a-f]{64}$/, 'must be a SHA-256 digest: 64 hexadecimal digits in lower case', 'use the output of sha256sum',
    'https://www.gnu.org/software/coreutils/manual/html_node/sha2-utilities.html',
  ),
} as const satisfies { readonly [name: string]: Format };

function pattern(expression: RegExp, problem: string, fix: Format['fix'], source: string): Format {
  return { problemOf: text => expression.test(text) ? undefined : problem, fix, source };
}

function ec2Id(prefix: string, command: string): Format {
  const expression = new RegExp(`^${prefix}-[0-9a-f]{8}([0-9a-f]{9})?$`);
  return {
    problemOf: text => expression.test(text) || LOOKUP_PENDING.test(text)
      ? undefined
      : `must have the form ${prefix}- followed by 8 or 17 hexadecimal digits`,
    fix: `use an id listed by \`aws ec2 ${command}\``,
    source: EC2_IDS,
  };
}

function labelKeyProblem(key: string): string | undefined {
  const slash = key.indexOf('/');
  if (slash >= 0 && !OBJECT_NAME.test(key.slice(0, slash))) {
    return 'the prefix before the slash must be a DNS name of at most 253 lower-case letters, digits, - and .';
  }
  return LABEL_NAME.test(key.slice(slash + 1))
    ? undefined
    : 'the name must consist of at most 63 letters, digits, -, _ and ., and must begin and end with a letter or digit';
}

function zoneProblem(zone: string, region?: string): string | undefined {
  if (LOOKUP_PENDING.test(zone)) {
    return undefined;
  }
  if (ZONE_ID.test(zone)) {
    return 'must be the name of an Availability Zone, not its id, because nodes are labeled with the name';
  }
  if (!ZONE_NAME.test(zone)) {
    return `must be the name of an Availability Zone, for example ${region ?? 'eu-west-1'}a`;
  }
  return region === undefined || (zone.startsWith(region) && /^[a-z-]/.test(zone.slice(region.length)))
    ? undefined
    : `must be in the Region of the stack, ${region}`;
}

function suggestedObjectName(name: string): string {
  const legal = name.toLowerCase().replace(/[^a-z0-9.]+/g, '-').replace(/-*\.[-.]*/g, '.').slice(0, 253);
  return legal.replace(/^[-.]+|[-.]+$/g, '') || 'training-data';
}

function suggestedNamespace(name: string): string {
  return name.toLowerCase().replace(/[^a-z0-9]+/g, '-').slice(0, 63).replace(/^-+|-+$/g, '') || 'ml';
}
