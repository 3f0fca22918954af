import { Size, Stack, aws_ec2 as ec2 } from 'aws-cdk-lib';
import * as fc from 'fast-check';
import { lint, lintProof, temporaryFolder, templatesIn } from './cfn-lint';
import { storageOf } from './storages';
import { FsxLustreStorage, LustreCsiDriver, LustreProvisioning } from '../../../src';
import { LustreConfiguration } from '../../../src/lustre/configuration';
import { dynamic, managed } from '../../oracle/configurations';
import { verdictOn } from '../../oracle/verdict';
import { importedCluster, testApp, testStack } from '../../support/fixture';
import { routedCluster } from '../../support/ontap';
import { generatedStorages, makeOntapStorage } from '../support/ontap-storages';

const SEED = 20261121;
const STORAGES = 300;
const TOGETHER = 5;
const ONTAP_STORAGES = 200;

/** What the library accepts, in the order of generation. */
function accepted(arbitrary: fc.Arbitrary<LustreConfiguration>, count: number): LustreConfiguration[] {
  const all = fc
    .sample(arbitrary, { numRuns: count * 6, seed: SEED })
    .filter(configuration => verdictOn(configuration).errors.length === 0);
  expect(all.length).toBeGreaterThanOrEqual(count);
  return all.slice(0, count);
}

/** Templates of some storages each, synthesized into one folder. */
function synthesized(count: number, fill: (stack: Stack, index: number) => void): string[] {
  process.env.CDK_OUTDIR = temporaryFolder();
  const app = testApp();
  for (let i = 0; i < count; i++) {
    fill(testStack(app, `Storages${i}`), i);
  }
  return templatesIn(app.synth().directory);
}

lintProof('cfn-lint has nothing against the templates of', () => {
  test.each([['managed', managed()], ['dynamic', dynamic()]])(`${STORAGES} legal %s storages`, (mode, arbitrary) => {
    const configurations = accepted(arbitrary, STORAGES);
    const kinds = new Set(configurations.map(({ deploymentType, storageType }) => `${deploymentType as string} ${storageType as string}`));
    expect(kinds.size).toBe(mode === 'managed' ? 6 : 5);
    const templates = synthesized(STORAGES / TOGETHER, (stack, i) => {
      const cluster = importedCluster(stack);
      configurations.slice(i * TOGETHER, (i + 1) * TOGETHER).forEach((configuration, j) => {
        storageOf(stack, `Data${j}`, cluster, configuration).monitor({ containerInsights: true });
      });
    });
    expect(lint(templates)).toEqual([]);
  });

  test(`${ONTAP_STORAGES} legal ONTAP storages, with claims, snapshots, clones and imports`, () => {
    const legal = fc.sample(generatedStorages(), { numRuns: ONTAP_STORAGES * 6, seed: SEED }).filter(generated => {
      try {
        const stack = testStack();
        makeOntapStorage(stack, 'Data', routedCluster(stack), generated);
        return true;
      } catch (error) {
        expect((error as Error).message).toMatch(/^FsxOntapStorage /);
        return false;
      }
    }).slice(0, ONTAP_STORAGES);
    expect(legal).toHaveLength(ONTAP_STORAGES);
    expect(new Set(legal.map(({ config }) => config?.deploymentType)).size).toBe(7); // and undefined, on an existing file system
    const templates = synthesized(ONTAP_STORAGES / TOGETHER, (stack, i) => {
      legal.slice(i * TOGETHER, (i + 1) * TOGETHER).forEach((generated, j) => {
        makeOntapStorage(stack, `Data${j}`, routedCluster(stack), generated).storage.monitor({ containerInsights: true });
      });
    });
    expect(lint(templates)).toEqual([]);
  });

  test('existing storages, with and without a group, with claims on directories, with a driver of their own', () => {
    const templates = synthesized(4, (stack, i) => {
      const cluster = importedCluster(stack);
      const driver = i < 3 ? LustreCsiDriver.existing() : new LustreCsiDriver(stack, 'Driver', { cluster, version: 'v1.10.0-eksbuild.2' });
      const storage = new FsxLustreStorage(stack, 'Data', {
        cluster,
        driver,
        provisioning: LustreProvisioning.existing({
          fileSystemId: `fs-0123456789abcde${i}0`, mountName: 'abcdefgh', capacity: Size.gibibytes(1200),
          availabilityZone: i % 2 ? 'eu-west-1a' : undefined,
          securityGroup: i % 2 ? ec2.SecurityGroup.fromSecurityGroupId(stack, 'Group', 'sg-0fedcba9876543210') : undefined,
        }),
        claim: { name: 'data', namespace: 'ml', createNamespace: true },
      });
      storage.addClaim('Team', { subDirectory: 'teams/vision' });
    });
    expect(lint(templates)).toEqual([]);
  });
});
