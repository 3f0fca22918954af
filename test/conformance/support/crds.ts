import { spawnSync } from 'child_process';
import { readFileSync, readdirSync } from 'fs';
import { join } from 'path';
import { Yaml } from 'cdk8s';
import { Kubernetes } from './kubernetes';
import { until } from './tools';

/** Installs CRDs of workloads, or only those of a group, from the Go modules of their projects. */
export async function installWorkloadCrds(api: Kubernetes, wanted = ''): Promise<void> {
  const { status, stdout, stderr } = spawnSync('python3', ['-B', join(__dirname, '..', 'tools', 'crds', 'install.py')], { encoding: 'utf8' });
  if (status !== 0) {
    throw new Error(`install.py failed: ${stderr}`);
  }
  const folder = stdout.trim();
  for (const file of readdirSync(folder).filter(name => name.startsWith(wanted))) {
    const crd = withoutDescriptions(Yaml.load(join(folder, file)).find(({ kind }: any) => kind === 'CustomResourceDefinition'));
    await api.create(crd);
    const { group, names: { kind }, versions } = crd.spec;
    for (const { name } of versions.filter(({ served }: any) => served)) {
      await until(`${kind} served`, 30, async () => api.serves(`${group}/${name}`, kind));
    }
  }
}

/** How many CRDs there are. */
export function countWorkloadCrds(): number {
  const modules = readFileSync(join(__dirname, '..', 'tools', 'crds', 'modules.txt'), 'utf8').split('\n').filter(line => line && !line.startsWith('#'));
  return modules.flatMap(line => line.split(' ').slice(3)).length;
}

/** Some exceed what etcd stores in one object. The API server does not read descriptions; a property can have that name. */
function withoutDescriptions(node: any): any {
  if (Array.isArray(node)) {
    return node.map(withoutDescriptions);
  }
  if (typeof node !== 'object' || node === null) {
    return node;
  }
  return Object.fromEntries(Object.entries(node).filter(([key, value]) => key !== 'description' || typeof value !== 'string')
    .map(([key, value]) => [key, withoutDescriptions(value)]));
}
