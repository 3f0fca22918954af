import { readFileSync, readdirSync } from 'fs';
import { join, relative } from 'path';

/**
 * Prints what a synthesized app would deploy: `ts-node summary.ts cdk.out`.
 *
 * It reads the templates alone, so it shows what CloudFormation and the cluster would get.
 */
const folder = process.argv[2];
const templates = readdirSync(folder).filter(file => file.endsWith('.template.json'));
const stacks = templates.map(file => ({ file, resources: JSON.parse(readFileSync(join(folder, file), 'utf8')).Resources as Record<string, any> }));
const all = stacks.flatMap(({ resources }) => Object.values(resources));
const objects = all.filter(({ Type }) => Type === 'Custom::AWSCDK-EKS-KubernetesResource').flatMap(({ Properties }) => JSON.parse(flat(Properties.Manifest)));

heading('AWS resources');
for (const [type, count] of counted(all.map(({ Type }) => Type))) {
  line(type, `${count}`);
}
heading('Kubernetes objects');
for (const { kind, metadata } of objects) {
  line(kind, metadata.namespace ? `${metadata.namespace}/${metadata.name}` : metadata.name);
}
heading('Claims to mount');
for (const { metadata, spec } of objects.filter(({ kind }) => kind === 'PersistentVolumeClaim')) {
  line(`${metadata.namespace}/${metadata.name}`, sourceOf(spec));
}
heading('File systems');
for (const { Properties: p } of all.filter(({ Type }) => Type === 'AWS::FSx::FileSystem')) {
  const {
    DeploymentType, PerUnitStorageThroughput, ThroughputCapacity, HAPairs, ThroughputCapacityPerHAPair,
  } = p.LustreConfiguration ?? p.OntapConfiguration;
  const throughput = ThroughputCapacityPerHAPair ? HAPairs * ThroughputCapacityPerHAPair
    : ThroughputCapacity ?? Math.floor((PerUnitStorageThroughput ?? 200) * p.StorageCapacity / 1024);
  line(`${p.Tags.find(({ Key }: any) => Key === 'Name').Value}`, `${DeploymentType} ${p.StorageType}, ${p.StorageCapacity ?? 'elastic'} GiB, ${throughput} MB/s`);
}
heading('Templates');
for (const { file, resources } of stacks) {
  line(relative('', join(folder, file)), `${Object.keys(resources).length} resources`);
}

/** Where a claim's volume comes from. */
function sourceOf(spec: any): string {
  const volume = objects.find(({ kind, metadata }) => kind === 'PersistentVolume' && metadata.name === spec.volumeName);
  return volume
    ? `${volume.spec.capacity.storage} of ${volume.spec.csi.volumeHandle}`
    : `${spec.resources.requests.storage}, made by class ${spec.storageClassName}`;
}

function counted(types: string[]): [string, number][] {
  const counts = new Map<string, number>();
  types.forEach(type => counts.set(type, (counts.get(type) ?? 0) + 1));
  return [...counts].sort(([a], [b]) => a.localeCompare(b));
}

/** Intrinsic functions as text: `${LogicalId}`. */
function flat(value: any): string {
  if (typeof value === 'string') {
    return value;
  }
  const [[name, argument]] = Object.entries<any>(value);
  return name === 'Fn::Join' ? argument[1].map(flat).join(argument[0]) : `\${${[argument].flat().map(part => typeof part === 'string' ? part : name).join('.')}}`;
}

function heading(text: string) {
  console.log(`\n${text}`);
}

function line(left: string, right: string) {
  console.log(`  ${left.padEnd(62)} ${right}`);
}
