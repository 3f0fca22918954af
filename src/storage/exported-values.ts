import { CfnOutput, Stack, Stage, Token, aws_ssm as ssm } from 'aws-cdk-lib';
import { Construct, IConstruct, IDependable } from 'constructs';
import { ClusterHandle } from '../cluster/cluster-handle';
import { clusterRegistry } from '../cluster/cluster-registry';
import { outermostStack } from '../cluster/ownership-tags';
import { IKubernetesVolume } from '../kubernetes/kubernetes-volume';
import { ExportedValuesConfiguration, exportedValuesRules } from '../validation/common/exported-values';
import { omitUndefined } from '../validation/settings';
import { validate } from '../validation/validate';

/** Where `exportValues()` exports values. Set at least one of the two prefixes; otherwise it fails with `values/nowhere`. */
export interface ExportValuesOptions {
  /**
   * Prefix of the logical ids of stack outputs, for example `Imagenet` for `ImagenetClaimName`.
   *
   * Letters and digits, at most 238; other values fail with `values/output-prefix-format`. A prefix that is already used
   * in the stack fails with `values/output-prefix-twice`. In a nested stack, the outputs belong to the outermost stack.
   *
   * @default - no outputs
   */
  readonly outputPrefix?: string;

  /**
   * Prefix of the names of SSM parameters, for example `/ml/imagenet` for `/ml/imagenet/claim-name`.
   *
   * Begins with `/` and consists of at most 14 names of letters, digits, `_`, `.` and `-`, in total at most 900
   * characters, and does not begin with `/aws` or `/ssm`; other values fail with `values/parameter-prefix-format`. A prefix
   * that is already used in the account and Region fails with `values/parameter-prefix-twice`.
   *
   * @default - no SSM parameters
   * @see https://docs.aws.amazon.com/systems-manager/latest/userguide/sysman-paramstore-su-create.html
   */
  readonly parameterPrefix?: string;

  /**
   * The claim whose name and namespace are exported, for example one that `addClaim()` returns.
   *
   * @default - the claim of the props, if there is one
   */
  readonly claim?: IKubernetesVolume;
}

/** The values of a storage that other tools need. Values that a storage does not have are absent. */
export interface ExportedValues {
  readonly claimName?: string;
  readonly claimNamespace?: string;
  readonly storageClassName?: string;
  readonly snapshotClassName?: string;
  readonly fileSystemId?: string;
  readonly dnsName?: string;
  readonly mountName?: string;
  readonly svmId?: string;
  readonly svmName?: string;
}

/** Descriptions of values. Their names are `ClaimName` in outputs and `claim-name` in SSM parameters. */
const DESCRIPTIONS: { readonly [name in keyof ExportedValues]-?: string } = {
  claimName: 'Name of the PersistentVolumeClaim',
  claimNamespace: 'Namespace of the PersistentVolumeClaim',
  storageClassName: 'Name of the StorageClass',
  snapshotClassName: 'Name of the VolumeSnapshotClass',
  fileSystemId: 'Id of the file system',
  dnsName: 'DNS name of the file system',
  mountName: 'Mount name of the file system',
  svmId: 'Id of the storage virtual machine',
  svmName: 'Name of the storage virtual machine',
};
const NAMES = Object.keys(DESCRIPTIONS) as (keyof ExportedValues)[];
const GROUP = 'ExportedValues';

/** Who exports values under a prefix, by app. */
const TAKEN = new WeakMap<IConstruct, Map<string, string>>();

/** What the values of a storage are exported from. */
export interface ExportValuesProps {
  /** The construct that the user wrote, in whose scope the parameters are created. */
  readonly owner: Construct;
  /** The type of the owner. */
  readonly subject: string;
  readonly handle: ClusterHandle;
  readonly values: ExportedValues;
  /** Delivers the class and the claim of the storage. */
  readonly storageManifest?: IConstruct;
}

/** Exports the values of a storage to stack outputs, to SSM parameters, or to both. */
export function exportValues({ outputPrefix, parameterPrefix, claim }: ExportValuesOptions, props: ExportValuesProps) {
  const { owner, subject, handle } = props;
  const values: ExportedValues = {
    ...props.values,
    ...(claim && { claimName: claim.claimName, claimNamespace: claim.claimNamespace }),
  };
  const taken = TAKEN.get(owner.node.root) ?? new Map<string, string>();
  TAKEN.set(owner.node.root, taken);
  const [outputKey, parameterKey] = [`${outermostStack(owner).node.path} ${outputPrefix}`, `${placeOf(owner)} ${parameterPrefix}`];
  validate<ExportedValuesConfiguration>(owner, {
    subject,
    rules: exportedValuesRules,
    operation: { name: 'exportValues' },
    names: {},
    configuration: omitUndefined<ExportedValuesConfiguration>({
      outputPrefix,
      parameterPrefix,
      outputPrefixTakenBy: outputPrefix && taken.get(outputKey),
      parameterPrefixTakenBy: parameterPrefix && taken.get(parameterKey),
    }),
  });
  const present = NAMES.filter(name => values[name] !== undefined);
  const description = (name: keyof ExportedValues) => `${DESCRIPTIONS[name]} (${owner.node.path})`;
  if (outputPrefix !== undefined) {
    taken.set(outputKey, owner.node.path);
    const scope = new Construct(outermostStack(owner), `FsxExportedValues-${outputPrefix}`);
    for (const name of present) {
      const id = outputName(name);
      new CfnOutput(scope, id, { value: values[name]!, description: description(name) }).overrideLogicalId(`${outputPrefix}${id}`);
    }
  }
  if (parameterPrefix !== undefined) {
    taken.set(parameterKey, owner.node.path);
    const group = owner.node.tryFindChild(GROUP) as Construct | undefined ?? new Construct(owner, GROUP);
    const scope = new Construct(group, parameterPrefix.slice(1).replace(/\//g, '-'));
    for (const name of present) {
      const parameter = new ssm.StringParameter(scope, outputName(name), {
        parameterName: `${parameterPrefix}/${name.replace(/[A-Z]/g, letter => `-${letter.toLowerCase()}`)}`,
        simpleName: false,
        stringValue: values[name]!,
        description: description(name),
      });
      // A tool that reads the name of a claim can use the claim.
      parameter.node.addDependency(...manifestsOf(handle, values, props.storageManifest));
    }
  }
}

function outputName(name: string): string {
  return `${name[0].toUpperCase()}${name.slice(1)}`;
}

/** Where names of parameters are unique, as far as it is known at synthesis. */
function placeOf(owner: Construct): string {
  const { account, region } = Stack.of(owner);
  return Token.isUnresolved(account) || Token.isUnresolved(region) ? `stage ${Stage.of(owner)?.node.path}` : `${account}/${region}`;
}

function manifestsOf(
  handle: ClusterHandle,
  { claimNamespace, claimName }: ExportedValues,
  storageManifest?: IConstruct,
): IDependable[] {
  const ofClaim = clusterRegistry(handle).claims.get(`${claimNamespace}/${claimName}`)?.node.tryFindChild('Manifest');
  return [...(storageManifest ? [storageManifest] : []), ...(ofClaim && ofClaim !== storageManifest ? [ofClaim] : [])];
}
