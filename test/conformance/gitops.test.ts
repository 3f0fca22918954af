import { execFileSync } from 'child_process';
import { readdirSync, rmSync } from 'fs';
import { join } from 'path';
import { Yaml } from 'cdk8s';
import { KubernetesObject } from './support/kubernetes';
import { RealCluster } from './support/real-cluster';
import { SimulatedOntap } from './support/simulated-ontap';
import { TOOLS, proof, temporaryFolder, until } from './support/tools';

const EXAMPLE = join(__dirname, '..', '..', 'examples', 'gitops');

/** What `cdk8s synth` writes: it runs the app with the folder in its environment. */
function synthesized(): string {
  const CDK8S_OUTDIR = temporaryFolder();
  const tsNode = join(__dirname, '..', '..', 'node_modules', '.bin', 'ts-node');
  execFileSync(tsNode, ['--transpile-only', '--project', '../tsconfig.json', 'main.ts'], { cwd: EXAMPLE, env: { ...process.env, CDK8S_OUTDIR } });
  return CDK8S_OUTDIR;
}

proof('manifests that go by files', () => {
  const cluster = new RealCluster();
  const ontap = new SimulatedOntap(cluster);
  const kubectl = (...expected: string[]) => execFileSync(join(TOOLS, 'kubectl'), [...expected, `--kubeconfig=${cluster.plane.kubeconfig}`], { encoding: 'utf8' });
  const objectsIn = (folder: string) =>
    readdirSync(folder).flatMap((file): KubernetesObject[] => Yaml.load(join(folder, file)));
  const isThere = async ({ kind, metadata }: KubernetesObject) =>
    (await cluster.api.get(kind, metadata.name, metadata.namespace)) !== undefined;
  beforeAll(async () => {
    await ontap.installed();
    ontap.there('fs-0fedcba9876543210', 'kubernetes');
  });

  test('of a CDK app: one apply of the folder brings all, a second does no harm, claims are Bound', async () => {
    const folder = join(EXAMPLE, 'manifests');
    kubectl('apply', '-f', folder); // alphabetically, as it comes: the claim's namespace is in another file
    const again = kubectl('apply', '-f', folder);
    const objects = objectsIn(folder);
    // kubectl counts what the binder wrote into claimRef as a change, and takes it out; it is bound again
    const outcomes = again.trim().split('\n').map(line => line.split(/[/ ]/));
    expect(outcomes).toHaveLength(objects.length);
    expect(outcomes.filter(([kind, , outcome]) => outcome !== 'unchanged' && kind !== 'persistentvolume')).toEqual([]);
    for (const object of objects) {
      expect(await isThere(object)).toBe(true);
    }
    for (const claim of objects.filter(({ kind }) => kind === 'PersistentVolumeClaim')) {
      await cluster.bound(claim);
    }
    await until('the backend in force', 20, async () => {
      const { metadata } = objects.find(({ kind }) => kind === 'TridentBackendConfig')!;
      return (await cluster.api.get('TridentBackendConfig', metadata.name, metadata.namespace))?.status?.phase === 'Bound';
    });
  });

  test('of a plain cdk8s app: the static claim is Bound, the dynamic one waits for the driver', async () => {
    const folder = synthesized();
    const objects = objectsIn(folder);
    kubectl('apply', '-f', folder);
    rmSync(folder, { recursive: true });
    const claims = objects.filter(({ kind }) => kind === 'PersistentVolumeClaim');
    expect(claims).toHaveLength(2);
    for (const claim of claims) {
      const phase = async () => (await cluster.api.get('PersistentVolumeClaim', claim.metadata.name, claim.metadata.namespace))!.status.phase;
      if (claim.spec.volumeName) {
        await cluster.bound(claim);
      } else {
        expect(await phase()).toBe('Pending');
      }
    }
    expect(await isThere(objects.find(({ kind }) => kind === 'Job')!)).toBe(true);
  });
});
