import { readFileSync, readdirSync } from 'fs';
import { join, relative } from 'path';
import { Priced, confidenceOf, priceLines, totalOf } from '../src/ml/price';
import { PRICES } from '../src/ml/prices';

/**
 * Prints what a synthesized app would deploy: `ts-node summary.ts cdk.out`.
 *
 * It reads the templates alone, so it shows what CloudFormation and the cluster would get. Templates contain no prices;
 * the estimate comes from the price table of the advisor.
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
const fileSystems = all.filter(({ Type }) => Type === 'AWS::FSx::FileSystem').map(({ Properties }) => pricedOf(Properties));
heading('File systems');
for (const { name, priced: { deploymentType, capacityGiB, throughputMBps }, storageType } of fileSystems) {
  line(name, `${deploymentType} ${storageType}, ${capacityGiB || 'elastic'} GiB, ${throughputMBps} MB/s`);
}
heading('Templates');
for (const { file, resources } of stacks) {
  line(relative('', join(folder, file)), `${Object.keys(resources).length} resources`);
}

heading('Estimated price in US dollars per month');
for (const { name, priced } of fileSystems) {
  const lines = priceLines(priced, PRICES);
  line(name, lines
    ? `about ${Math.round(totalOf(lines))} (${PRICES.region}, ${PRICES.date}, ${confidenceOf(lines.map(({ row }) => row))})`
    : 'not known');
}
line('cluster, nodes, NAT gateways, backups, requests, traffic', 'billed in addition');

heading('Next steps');
line('node lib/cli/main.js explain --workload training-data --size 4TiB', 'what the advisor recommends, why, and how to pay less');
line('docs/choosing.md', 'how to choose a type and a size');
line('README.md, Install', 'your own app; only npx cdk deploy creates resources');

/** The name of a file system, and what determines its price. */
function pricedOf(p: any): { readonly name: string; readonly storageType: string; readonly priced: Priced } {
  const {
    DeploymentType, PerUnitStorageThroughput, ThroughputCapacity, HAPairs, ThroughputCapacityPerHAPair,
    MetadataConfiguration,
  } = p.LustreConfiguration ?? p.OntapConfiguration;
  return {
    name: p.Tags.find(({ Key }: any) => Key === 'Name').Value,
    storageType: p.StorageType,
    priced: {
      deploymentType: DeploymentType,
      storageType: p.LustreConfiguration ? p.StorageType : undefined,
      capacityGiB: p.StorageCapacity ?? 0,
      throughputMBps: ThroughputCapacityPerHAPair ? HAPairs * ThroughputCapacityPerHAPair
        : ThroughputCapacity ?? Math.floor((PerUnitStorageThroughput ?? 200) * p.StorageCapacity / 1024),
      perUnitStorageThroughput: PerUnitStorageThroughput,
      metadataIops: MetadataConfiguration?.Iops,
    },
  };
}

/** Where a claim's volume comes from. */
function sourceOf(spec: any): string {
  const volume = objects.find(({ kind, metadata }) => kind === 'PersistentVolume' && metadata.name === spec.volumeName);
  return volume
    ? `${volume.spec.capacity.storage} of ${fileSystemOf(volume.spec.csi.volumeHandle)}`
    : `${spec.resources.requests.storage}, created by class ${spec.storageClassName}`;
}

/** The file system of a volume: its name, because its id is known only after the deployment. */
function fileSystemOf(volumeHandle: string): string {
  const [id] = volumeHandle.split('::');
  const [, logicalId] = /^\$\{(\w+)\}$/.exec(id) ?? [];
  const fileSystem = stacks.map(({ resources }) => resources[logicalId]).find(resource => resource !== undefined);
  return fileSystem ? pricedOf(fileSystem.Properties).name : id;
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
