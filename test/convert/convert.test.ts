import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'fs';
import { tmpdir } from 'os';
import { join } from 'path';
import { convertCommand } from '../../src/cli/convert-command';
import { snake } from '../../src/convert/code';
import { convert } from '../../src/convert/convert';

const LEGAL = `
apiVersion: storage.k8s.io/v1
kind: StorageClass
metadata: {name: fsx}
provisioner: fsx.csi.aws.com
parameters: {subnetId: subnet-0123456789abcdef0, securityGroupIds: sg-0123456789abcdef0, deploymentType: SCRATCH_2, fileSystemTypeVersion: "2.15"}
mountOptions: [flock]
---
apiVersion: v1
kind: PersistentVolumeClaim
metadata: {name: data, namespace: ml}
spec: {accessModes: [ReadWriteMany], storageClassName: fsx, resources: {requests: {storage: 1200Gi}}}
`;
const ILLEGAL = LEGAL.replace('SCRATCH_2', 'PERSISTENT_2, perUnitStorageThroughput: "200"');
const FOREIGN = 'apiVersion: storage.k8s.io/v1\nkind: StorageClass\nmetadata: {name: gp3}\nprovisioner: ebs.csi.aws.com\n';
const converted = (text: string, language: 'typescript' | 'python' = 'typescript', adopt = false) => convert([{ name: 'a.yaml', text }], language, { adopt });

async function cli(text: string, ...args: string[]) {
  let [out, err, status] = ['', '', -1];
  const command = convertCommand(one => out += one, one => err += one, code => status = code, () => text)
    .exitOverride().configureOutput({ writeErr: one => err += one });
  await command.parseAsync(['-', ...args], { from: 'user' }).catch(({ exitCode }) => status = exitCode === 0 ? 0 : 2);
  return { out, err, status };
}

test('writes TypeScript with the properties that differ from the defaults', () => {
  expect(converted(LEGAL).code).toMatchInlineSnapshot(`
"import { Size, Stack, StackProps, aws_ec2 as ec2, aws_eks_v2 as eks } from 'aws-cdk-lib';
import { FsxLustreStorage, ILustreCsiDriver, LustreDeploymentType, LustreProvisioning } from 'cdk-eks-fsx';
import { Construct } from 'constructs';

export interface StorageStackProps extends StackProps {
  /** The cluster whose pods mount the volumes, with a kubectl provider. */
  readonly cluster: eks.ICluster;
  /** The Lustre driver of the cluster, for example LustreCsiDriver.existing(). */
  readonly lustreDriver: ILustreCsiDriver;
}

export class StorageStack extends Stack {
  constructor(scope: Construct, id: string, props: StorageStackProps) {
    super(scope, id, props);
    const { cluster, lustreDriver } = props;

    new FsxLustreStorage(this, 'Fsx', {
      cluster,
      driver: lustreDriver,
      provisioning: LustreProvisioning.dynamic({
        deploymentType: LustreDeploymentType.SCRATCH_2,
        subnet: ec2.Subnet.fromSubnetId(this, 'FsxSubnet', 'subnet-0123456789abcdef0'),
        securityGroup: ec2.SecurityGroup.fromSecurityGroupId(this, 'FsxSecurityGroup', 'sg-0123456789abcdef0', { mutable: false }),
        allowVolumeExpansion: false,
        storageClass: { fixedName: 'fsx' },
      }),
      claim: {
        name: 'data',
        fixedName: true,
        namespace: 'ml',
        size: Size.gibibytes(1200),
      },
    });
  }
}
"
`);
});

test('writes Python', () => {
  expect(converted(LEGAL, 'python', true).code).toMatchInlineSnapshot(`
"from aws_cdk import Size, Stack, aws_ec2 as ec2, aws_eks_v2 as eks
from cdk_eks_fsx import (
    ClassOptions,
    FsxLustreStorage,
    ILustreCsiDriver,
    LustreClaimOptions,
    LustreDeploymentType,
    LustreProvisioning,
)
from constructs import Construct


class StorageStack(Stack):
    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        *,
        # The cluster whose pods mount the volumes, with a kubectl provider.
        cluster: eks.ICluster,
        # The Lustre driver of the cluster, for example LustreCsiDriver.existing().
        lustre_driver: ILustreCsiDriver,
        **kwargs,
    ) -> None:
        super().__init__(scope, construct_id, **kwargs)

        FsxLustreStorage(
            self,
            "Fsx",
            cluster=cluster,
            driver=lustre_driver,
            provisioning=LustreProvisioning.dynamic(
                deployment_type=LustreDeploymentType.SCRATCH_2,
                subnet=ec2.Subnet.from_subnet_id(
                    self,
                    "FsxSubnet",
                    "subnet-0123456789abcdef0",
                ),
                security_group=ec2.SecurityGroup.from_security_group_id(
                    self,
                    "FsxSecurityGroup",
                    "sg-0123456789abcdef0",
                    mutable=False,
                ),
                allow_volume_expansion=False,
                storage_class=ClassOptions(fixed_name="fsx"),
            ),
            claim=LustreClaimOptions(
                name="data",
                fixed_name=True,
                namespace="ml",
                size=Size.gibibytes(1200),
            ),
            adopt=True,
        )
"
`);
});

test('is deterministic', () => {
  expect(converted(ILLEGAL)).toEqual(converted(ILLEGAL));
});

test('converts a rejected value to the nearest legal one, and states the rule', () => {
  const { code, changed } = converted(ILLEGAL);
  expect(changed).toEqual([expect.objectContaining({ object: "StorageClass 'fsx'", ruleId: 'lustre/throughput-not-offered' })]);
  expect(code).toContain('perUnitStorageThroughput: 250');
  expect(code).toContain("// StorageClass 'fsx': perUnitStorageThroughput is now 250, because");
});

test('a placeholder becomes one parameter of the stack', () => {
  const { parameters, code } = converted(LEGAL.replace('subnet-0123456789abcdef0', '"${SUBNET}"'));
  expect(parameters.map(({ name }) => name)).toContain('subnetId');
  expect(code).toContain('readonly subnetId: string;');
});

test('text of the input does not end a comment or a string', () => {
  const { code } = converted(LEGAL.replace(/fsx\}/, '"a\'b"}').replace('flock', '"x\\n*/ process.exit() //"'));
  expect(code).toContain("'a\\'b'");
  expect(code).not.toMatch(/^\*\/ process/m);
});

const SMB = 'apiVersion: storage.k8s.io/v1\nkind: StorageClass\nmetadata: {name: smb}\nprovisioner: csi.trident.netapp.io\nparameters: {backendType: ontap-nas, nasType: smb}\n';

test.each([
  ['a complete conversion', LEGAL, 0], ['objects of other drivers next to those of FSx', `${LEGAL}---\n${FOREIGN}`, 0], ['nothing to convert', FOREIGN, 1], ['an empty file', '', 1],
  ['objects that cannot be expressed', `${LEGAL}---\n${SMB}`, 1], ['invalid YAML', 'kind: [StorageClass', 2],
])('exits after %s', async (_, text, status) => {
  expect((await cli(text)).status).toBe(status);
});

test('prints what differs to the standard error, or as JSON', async () => {
  expect((await cli(ILLEGAL)).err).toContain('Changed:\n  <stdin>: StorageClass \'fsx\': perUnitStorageThroughput is now 250');
  const { out, err } = await cli(FOREIGN, '--json');
  expect([JSON.parse(out).left, err]).toEqual([[{ object: "StorageClass 'gp3'", file: '<stdin>', reason: expect.stringContaining('ebs.csi.aws.com') }], '']);
});

test('writes a new file, and does not overwrite one', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'convert-'));
  try {
    const file = join(folder, 'stack.ts');
    expect([(await cli(LEGAL, '--out', file)).status, existsSync(file)]).toEqual([0, true]);
    writeFileSync(file, 'mine');
    expect([(await cli(LEGAL, '--out', file)).status, readFileSync(file, 'utf8')]).toEqual([2, 'mine']);
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test('names of Python are those of jsii', () => {
  expect(['perUnitStorageThroughput', 's3ImportPath', 'kmsKey', 'autoExportCidrs', 'throughputCapacityPerHaPair'].map(snake))
    .toEqual(['per_unit_storage_throughput', 's3_import_path', 'kms_key', 'auto_export_cidrs', 'throughput_capacity_per_ha_pair']);
});

describe('Trident', () => {
  const BACKEND = `
apiVersion: trident.netapp.io/v1
kind: TridentBackendConfig
metadata: {name: fsx, namespace: trident}
spec:
  version: 1
  storageDriverName: ontap-nas
  svm: training
  aws: {fsxFilesystemID: fs-0123456789abcdef0}
  credentials: {name: "arn:aws:secretsmanager:us-west-2:111122223333:secret:svm-admin-AbCd12", type: awsarn}
`;
  const POOLS = `${BACKEND}  storage:
    - {labels: {tier: gold}, defaults: {snapshotPolicy: default}}
    - {labels: {tier: silver}, defaults: {tieringPolicy: auto}}
`;
  const classOf = (name: string, parameters: string, fields = '') => `---
apiVersion: storage.k8s.io/v1
kind: StorageClass
metadata: {name: ${name}}
provisioner: csi.trident.netapp.io
parameters: {backendType: ontap-nas${parameters}}
allowVolumeExpansion: true
reclaimPolicy: Retain
${fields}`;
  const claimOf = (name: string, storageClass: string, fields = '', metadata = '') => `---
apiVersion: v1
kind: PersistentVolumeClaim
metadata: {name: ${name}${metadata}}
spec: {accessModes: [ReadWriteMany], storageClassName: ${storageClass}, resources: {requests: {storage: 10Gi}}${fields}}
`;

  test('a selector becomes the class of the pool that it selects', () => {
    const { code, changed } = converted(`${POOLS}${classOf('cold', ', selector: "tier=silver"')}${claimOf('data', 'cold')}`);
    expect(changed).toEqual([]);
    expect(code).toContain("storageClass: { fixedName: 'cold' }");
    expect(code).toMatch(/name: 'silver',\s+tieringPolicy: OntapTieringPolicy.AUTO/);
    expect(code).toContain("pool: 'silver'");
  });

  test('settings of volumes that Trident does not read in a class become settings of its backend', () => {
    const { code, changed } = converted(`${BACKEND}${classOf('nas', ', snapshotPolicy: default, snapshotReserve: "10"')}`);
    expect(code).toMatch(/snapshotPolicy: 'default',\s+snapshotReserve: 10/);
    expect(new Set(changed.map(({ ruleId }) => ruleId))).toEqual(new Set(['lint/unknown-parameter']));
  });

  test('a class that selects different pools is reported, because Trident uses any of them', () => {
    expect(converted(`${POOLS}${classOf('any', '')}`).changed).toEqual([expect.objectContaining({ reason: expect.stringContaining('2 pools with different settings') })]);
  });

  test('a second class of a backend has a backend with the same settings, and a storage of its own for another reclaim policy', () => {
    const { code, changed } = converted(`${BACKEND}${classOf('keep', '')}${classOf('scratch', '').replace('Retain', 'Delete')}${classOf('keep-too', '')}`);
    expect(changed).toEqual([]);
    expect(code.match(/new FsxOntapStorage/g)).toHaveLength(2);
    expect(code.match(/fixedName: '(keep|scratch|keep-too)'/g)).toHaveLength(3);
    expect(code.match(/fileSystemId: 'fs-0123456789abcdef0'/g)).toHaveLength(2);
  });

  test('snapshots and clones follow what they are a copy of', () => {
    const snapshot = '---\napiVersion: snapshot.storage.k8s.io/v1\nkind: VolumeSnapshot\nmetadata: {name: v1}\nspec: {source: {persistentVolumeClaimName: branch}}\n';
    const { code } = converted([
      BACKEND, classOf('nas', ''), claimOf('copy', 'nas', ', dataSource: {kind: VolumeSnapshot, name: v1}'), snapshot, claimOf('branch', 'nas', ', dataSourceRef: {kind: PersistentVolumeClaim, name: data}'),
      claimOf('data', 'nas'),
    ].join(''));
    expect(code.slice(code.indexOf('const branch'))).toMatchInlineSnapshot(`
"const branch = fsx.cloneOf('Branch', fsx, { name: 'branch', fixedName: true });
    const v1 = fsx.snapshot('V1', { claim: branch, name: 'v1', fixedName: true });
    fsx.cloneOf('Copy', v1, { name: 'copy', fixedName: true });
  }
}
"
`);
  });

  test('a clone of a snapshot that the input lacks refers to the existing one', () => {
    const { code, parameters } = converted(`${BACKEND}${classOf('nas', '')}${claimOf('copy', 'nas', ', dataSource: {kind: VolumeSnapshot, name: v1}')}`);
    expect(parameters.map(({ name }) => name)).toContain('claimOfV1');
    expect(code).toContain("fsx.existingClaim('V1Claim', { claimName: claimOfV1, size: Size.gibibytes(10) })");
    expect(code).toContain("fsx.existingSnapshot('V1', { snapshotName: 'v1', claim: v1Claim })");
  });

  test('a snapshot that the driver does not support is not converted', () => {
    const economy = `${BACKEND.replace('ontap-nas', 'ontap-nas-economy')}${classOf('nas', '-economy')}${claimOf('data', 'nas')}`;
    expect(converted(`${economy}${claimOf('copy', 'nas', ', dataSource: {kind: PersistentVolumeClaim, name: data}')}`).notExpressible)
      .toEqual([expect.objectContaining({ object: "PersistentVolumeClaim 'copy'", ruleId: 'ontap/snapshots-not-offered' })]);
  });

  test('claims of one name in two namespaces are two claims; a second class of one name is reported', () => {
    const { code } = converted(`${BACKEND}${classOf('nas', '')}${claimOf('data', 'nas', '', ', namespace: a')}${claimOf('data', 'nas', '', ', namespace: b')}`);
    expect(code.match(/namespace: '[ab]'/g)).toEqual(["namespace: 'a'", "namespace: 'b'"]);
    const overlays = converted(`${BACKEND}${classOf('nas', '')}${classOf('nas', '', 'mountOptions: [nconnect=4]\n')}${classOf('nas', '')}`);
    expect(overlays.notExpressible).toEqual([expect.objectContaining({ object: "StorageClass 'nas'", reason: expect.stringContaining('another object of this name') })]);
  });

  test.each(['class', 'default', 'cluster', 'lambda', 'eks', 'props'])('a storage called %s has a legal variable', name => {
    const text = `${BACKEND.replace('name: fsx,', `name: ${name},`)}${classOf('nas', '')}${claimOf('a', 'nas')}${claimOf('b', 'nas')}`;
    expect(converted(text).code).toContain(`const ${name}Storage = new FsxOntapStorage(`);
    expect(converted(text, 'python').code).toContain(`${name}_storage = FsxOntapStorage(`);
  });

  test('metadata of Helm remains with Helm', () => {
    const labels = ', labels: {app.kubernetes.io/managed-by: Helm, helm.sh/chart: a-1, team: vision}, annotations: {meta.helm.sh/release-name: a}';
    expect(converted(`${BACKEND}${classOf('nas', '')}${claimOf('data', 'nas', '', labels)}`).code).toMatch(/labels: \{ team: 'vision' \},\s+\}/);
  });
});
