import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'fs';
import { tmpdir } from 'os';
import { join } from 'path';
import { convertCommand } from '../../src/cli/convert-command';
import { convert } from '../../src/convert/convert';
import { snake } from '../../src/convert/python';

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

test.each([['a complete conversion', LEGAL, 0], ['objects that cannot be expressed', FOREIGN, 1], ['invalid YAML', 'kind: [StorageClass', 2]])('exits after %s', async (_, text, status) => {
  expect((await cli(text)).status).toBe(status);
});

test('prints what differs to the standard error, or as JSON', async () => {
  expect((await cli(ILLEGAL)).err).toContain('Changed:\n  <stdin>: StorageClass \'fsx\': perUnitStorageThroughput is now 250');
  const { out, err } = await cli(FOREIGN, '--json');
  expect([JSON.parse(out).notExpressible.length, err]).toEqual([1, '']);
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
