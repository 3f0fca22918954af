import { RemovalPolicy, Size, Stack } from 'aws-cdk-lib';
import * as fc from 'fast-check';
import { corpus } from './volumes';
import { MlBackend, MlLifetime, MlProtocol, MlTrainingVolume, MlTrainingVolumeProps, MlWorkload, ReclaimPolicy, ZoneAffinity } from '../../src';
import { KubernetesObject, objectsOf, ownCluster, resourcesOf, testApp, warningsOf } from '../support/fixture';

const enumOf = <T extends string>(values: { [key: string]: T }) => fc.constantFrom(...Object.values(values));
const maybe = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: undefined });
const label = fc.stringMatching(/^[a-z][a-z0-9-]{0,14}[a-z0-9]$/);
const BLOCK: MlProtocol[] = [MlProtocol.ISCSI, MlProtocol.NVME];

/** What a user may write; what contradicts itself among it. */
const PROPS = fc.record({
  workload: enumOf(MlWorkload),
  size: fc.oneof(
    fc.integer({ min: 1, max: 20000 }).map(Size.gibibytes), fc.integer({ min: 1, max: 400 }).map(Size.tebibytes),
    fc.integer({ min: 20, max: 9999 }).map(Size.mebibytes),
  ),
  throughputMBps: maybe(fc.integer({ min: 0, max: 12000 })),
  dataset: maybe(fc.record({ prefix: maybe(fc.constantFrom('imagenet/', 'a/b', '2026')), writeBack: maybe(fc.boolean()) })),
  multiAz: fc.constantFrom(undefined, false, true),
  snapshots: fc.constantFrom(undefined, false, true),
  clones: fc.constantFrom(undefined, false, true),
  protocols: maybe(fc.uniqueArray(enumOf(MlProtocol), { maxLength: 3 })),
  lifetime: maybe(enumOf(MlLifetime)),
  readers: maybe(fc.integer({ min: 1, max: 64 })),
  backend: maybe(enumOf(MlBackend)),
  claim: maybe(fc.record({
    name: maybe(label), fixedName: maybe(fc.boolean()), namespace: maybe(label), createNamespace: maybe(fc.boolean()),
    labels: maybe(fc.dictionary(label, label, { maxKeys: 2 })),
  })),
  zoneAffinity: maybe(fc.constantFrom(...Object.values(ZoneAffinity))),
  removalPolicy: maybe(
    fc.constantFrom(RemovalPolicy.DESTROY, RemovalPolicy.RETAIN, RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE),
  ),
  reclaimPolicy: maybe(enumOf(ReclaimPolicy)),
  outputReason: maybe(fc.boolean()),
  acknowledge: fc.constant(undefined),
});

/** The same, of which most can be: needs that exclude each other are left out. */
const POSSIBLE = PROPS.map(props => {
  const scratch = props.workload === MlWorkload.SCRATCH;
  const lustre = scratch || props.dataset !== undefined;
  return {
    ...props,
    backend: undefined,
    ...lustre && { multiAz: undefined, snapshots: undefined, clones: undefined, protocols: undefined },
    ...scratch && { lifetime: undefined },
    ...!lustre && { readers: 1 },
    // what is retained would block the deletion of what is not
    ...props.removalPolicy === RemovalPolicy.DESTROY && { reclaimPolicy: ReclaimPolicy.DELETE },
  };
});

const IDS = fc.oneof(
  fc.constantFrom('Data', '数据', 'x'.repeat(150), '1', 'Ω-ω', 'a b'), fc.stringMatching(/^[A-Za-z0-9]{1,30}$/).filter(id => !(id in {}) && id !== 'Cluster'),
);

/** Warnings that are about the cluster or the nodes, not about what was chosen. */
const EXPECTED_WARNINGS = ['ontap/nodes-unprepared', 'ontap/route-tables-untagged', 'lustre/nodes-in-other-zones', 'ml/implausible-value'];

/** A volume on a cluster of the app, in the stack of the cluster or in another; the error where there is one. */
function made(
  props: any,
  id: string,
  apart: boolean,
): { readonly stack: Stack; readonly volume?: MlTrainingVolume; readonly error?: Error } {
  const app = testApp();
  const env = { account: '111122223333', region: 'eu-west-1' };
  const platform = new Stack(app, 'Platform', { env });
  const cluster = ownCluster(platform);
  const stack = apart ? new Stack(app, 'Storage', { env }) : platform;
  const { dataset, ...rest } = props;
  const all: MlTrainingVolumeProps = { cluster, ...rest, dataset: dataset && { ...dataset, bucket: corpus(stack) } };
  try {
    return { stack, volume: new MlTrainingVolume(stack, id, all) };
  } catch (error) {
    return { stack, error: error as Error };
  }
}

function nameOf({ kind, metadata }: KubernetesObject): string {
  return `${kind} ${metadata.namespace ?? ''} ${metadata.name}`;
}

test('what can be synthesizes: one claim that pods mount, large enough, each object once, without a warning about what was chosen', () => {
  const found = { lustre: 0, ontap: 0, rejected: 0 };
  fc.assert(fc.property(POSSIBLE, IDS, fc.boolean(), (props, id, apart) => {
    const { stack, volume, error } = made(props, id, apart);
    if (!volume) {
      // the one thing that is left: more throughput or capacity than there is
      expect(error!.message).toMatch(/^MlTrainingVolume '.*': (no Amazon FSx .* has |nothing offers )/);
      found.rejected++;
      return;
    }
    const objects = objectsOf(stack);
    expect(new Set(objects.map(nameOf)).size).toBe(objects.length);
    const claims = objects.filter(({ kind }) => kind === 'PersistentVolumeClaim');
    expect(claims.map(({ metadata }) => [metadata.name, metadata.namespace])).toEqual([[volume.claimName, props.claim?.namespace ?? 'default']]);
    expect(warningsOf(stack).filter(warning => !EXPECTED_WARNINGS.includes(warning))).toEqual([]);
    const { capacityGiB, throughputMBps, backend } = volume.recommendation;
    expect(capacityGiB).toBeGreaterThanOrEqual(props.size.toGibibytes({ rounding: 2 }));
    expect(throughputMBps).toBeGreaterThanOrEqual(props.throughputMBps ?? 0);
    expect(Boolean(volume.lustre)).toBe(backend === MlBackend.LUSTRE);
    found[volume.lustre ? 'lustre' : 'ontap']++;
    const shared = (props.readers ?? 1) > 1 || (props.protocols ?? []).every(protocol => !BLOCK.includes(protocol));
    expect(shared ? claims[0].spec.accessModes : ['ReadWriteMany']).toEqual(['ReadWriteMany']);
    expect(resourcesOf(stack, 'AWS::FSx::FileSystem').filter(({ Properties }) => Properties.StorageCapacity !== capacityGiB)).toEqual([]);
  }), { numRuns: 30 });
  expect(Math.min(found.lustre, found.ontap)).toBeGreaterThan(0);
});

test('anything else is one error of the volume itself, in its words, before anything is made', () => {
  fc.assert(fc.property(PROPS, IDS, (props, id) => {
    const { stack, volume, error } = made(props, id, true);
    if (!volume) {
      expect(error).not.toBeInstanceOf(TypeError);
      expect(error!.message).toMatch(/^MlTrainingVolume '[^']+': /);
      expect(error!.message).not.toMatch(/FsxLustreStorage|FsxOntapStorage|undefined|NaN|Token\[|lustre\/|ontap\//);
      expect(stack.node.findChild(id).node.children).toEqual([]);
    }
  }), { numRuns: 60 });
});
