import { Duration, RemovalPolicy, Size } from 'aws-cdk-lib';
import * as fc from 'fast-check';
import {
  OntapBackend, OntapBlockFileSystem, OntapDeploymentType, OntapDiskIopsMode, OntapNfsVersion, OntapSanType,
  OntapTieringPolicy, OntapVolumeStyle,
  ReclaimPolicy,
} from '../../../src';
import { objectsOf, resourcesOf, testStack, warningsOf } from '../../support/fixture';
import { ONTAP_CLAIM, existingOntap, managedOntap } from '../../support/ontap';

const enumOf = <T extends string>(values: { [key: string]: T }) => fc.constantFrom(...Object.values(values));
const maybe = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: undefined });
const omitUndefined = (object: object): any =>
  Object.fromEntries(Object.entries(object).filter(([, value]) => value !== undefined));

const omit = (object: object, fields: string[]): any =>
  Object.fromEntries(Object.entries(object).filter(([field]) => !fields.includes(field)));

const KNOWN_WARNINGS = [
  'ontap/nodes-unprepared', 'ontap/tiering-moves-hot-data', 'ontap/route-tables-untagged', 'ontap/claim-larger-than-file-system',
  'ontap/deployment-type-unverified', 'ontap/nvme-unverified',
];

const THROUGHPUTS: { readonly [type in OntapDeploymentType]: readonly number[] } = {
  SINGLE_AZ_1: [128, 4096], MULTI_AZ_1: [256, 2048], SINGLE_AZ_2: [384, 6144], MULTI_AZ_2: [384, 6144],
  SINGLE_AZ_3: [1536, 18432], MULTI_AZ_3: [384, 18432],
};

/** Ingredients that go with each other. */
function legal() {
  const label = fc.stringMatching(/^[a-z][a-z0-9-]{0,14}[a-z0-9]$/).filter(text => text !== 'pool');
  const labels = maybe(fc.dictionary(label, label, { maxKeys: 2 }));
  const defaults = fc.record({
    tieringPolicy: maybe(enumOf(OntapTieringPolicy)),
    snapshotPolicy: maybe(fc.constantFrom('none', 'default', 'default-1weekly')),
    snapshotReserve: maybe(fc.integer({ min: 0, max: 90 })),
    snapshotDirectory: maybe(fc.boolean()),
    spaceReserved: maybe(fc.boolean()),
    splitOnClone: maybe(fc.boolean()),
    skipRecoveryQueue: maybe(fc.boolean()),
    qosPolicy: maybe(label),
  });
  const pools = fc.uniqueArray(
    fc.tuple(label, defaults).map(([name, rest]) => ({ ...rest, name })),
    { maxLength: 3, selector: ({ name }) => name },
  );
  const limitVolumeSize = maybe(fc.integer({ min: 2000, max: 9000 }).map(Size.mebibytes));
  const nas = fc.record({ nfsVersion: maybe(enumOf(OntapNfsVersion)), unixPermissions: maybe(fc.constant('0755')), labels, limitVolumeSize });
  const san = fc.record({ fileSystemType: maybe(enumOf(OntapBlockFileSystem)), labels, limitVolumeSize });
  /** What qtrees and LUNs in shared volumes ignore, and what prevents growth of block devices. */
  const without = (...fields: string[]) => (options: any): any => ({
    ...omit(options, fields), pools: options.pools.map((pool: any) => omit(pool, fields)),
  });
  const nasOptions = fc
    .tuple(defaults, pools, nas)
    .map(([base, virtual, more]) => ({ ...base, pools: virtual, ...more }));
  const sanOptions = fc
    .tuple(defaults, pools, san)
    .map(([base, virtual, more]) => ({ ...base, pools: virtual, ...more }));
  const volume = fc.record({
    name: fc.stringMatching(/^[A-Za-z_][A-Za-z0-9_]{0,10}$/), size: fc.integer({ min: 20, max: 100000 }).map(Size.mebibytes),
    tieringPolicy: maybe(enumOf(OntapTieringPolicy)),
  });
  return {
    fileSystem: enumOf(OntapDeploymentType).chain(deploymentType => fc.record({
      deploymentType: fc.constant(deploymentType),
      capacity: fc.integer({ min: 9216, max: 60000 }).map(Size.gibibytes),
      throughputCapacityPerHaPair: fc.constantFrom(...THROUGHPUTS[deploymentType]),
      diskIopsConfiguration: maybe(fc.constant({ mode: OntapDiskIopsMode.AUTOMATIC })),
      automaticBackupRetention: maybe(fc.integer({ min: 1, max: 90 }).map(days => Duration.days(days))),
      dailyAutomaticBackupStartTime: maybe(fc.constant('05:00')),
      weeklyMaintenanceStartTime: maybe(fc.constant('7:03:00')),
      svmName: maybe(fc.stringMatching(/^[A-Za-z][A-Za-z0-9_-]{0,46}$/)),
      tags: labels,
      volumes: fc.uniqueArray(volume, { maxLength: 2, selector: ({ name }) => name.toLowerCase() }),
      removalPolicy: maybe(
        fc.constantFrom(RemovalPolicy.DESTROY, RemovalPolicy.RETAIN, RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE),
      ),
    })).map(omitUndefined),
    backends: fc.uniqueArray(fc.oneof(
      nasOptions.map(options => OntapBackend.nas(options)), nasOptions.map(without('skipRecoveryQueue')).map(options => OntapBackend.nasEconomy(options)),
      nasOptions.map(options => OntapBackend.nasFlexgroup(options)),
      sanOptions.map(without('spaceReserved')).map(options => OntapBackend.san(options)),
      sanOptions.map(without('spaceReserved', 'skipRecoveryQueue')).map(options => OntapBackend.sanEconomy(options)),
    ), { minLength: 1, maxLength: 4, selector: ({ _driver }) => _driver }),
    claim: fc.record({
      name: maybe(label), namespace: maybe(label), size: fc.integer({ min: 20, max: 1999 }).map(Size.mebibytes),
      fixedName: maybe(fc.boolean()),
      labels, autogrow: maybe(fc.constant({ usedThreshold: '80%' })),
    }).map(omitUndefined),
    // the tree of constructs itself stumbles over valueOf and its like
    id: fc.oneof(
      fc.constantFrom('Data', '数据', 'x'.repeat(150), '1', 'Ω-ω', 'a b'), fc.stringMatching(/^[A-Za-z0-9]{1,30}$/).filter(id => !(id in {})),
    ),
  };
}

test('any configuration of legal ingredients synthesizes, with names that Kubernetes takes and each object once', () => {
  const { fileSystem, backends, claim, id: ids } = legal();
  fc.assert(fc.property(fileSystem, backends, claim, ids, fc.boolean(), (config, ways, requested, id, existing) => {
    const stack = testStack();
    // what is retained would block the deletion of what is not
    const reclaimPolicy = config.removalPolicy === RemovalPolicy.DESTROY ? ReclaimPolicy.DELETE : undefined;
    const options = { backends: ways, claim: { name: 'data', ...requested }, reclaimPolicy };
    const storage = existing ? existingOntap(stack, {}, options, id) : managedOntap(stack, config, options, id);
    storage.addClaim('More', { ...ONTAP_CLAIM, size: Size.mebibytes(100), backend: ways[ways.length - 1]._driver.replace('ontap-', '') });
    const objects = objectsOf(stack);
    const names = objects.map(({ kind, metadata }) => `${kind} ${metadata.namespace ?? ''} ${metadata.name}`);
    expect(new Set(names).size).toBe(names.length);
    objects.forEach(({ metadata }) => expect(metadata.name).toMatch(/^[a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?$/));
    const text = JSON.stringify([resourcesOf(stack).map(({ Properties }) => Properties), storage._configuration]);
    expect(text).not.toMatch(/undefined|\bNaN\b|\[object|Token\[/);
    expect(warningsOf(stack).filter(warning => !KNOWN_WARNINGS.includes(warning))).toEqual([]);
  }), { numRuns: 50 });
}, 60000);

/** Ingredients of which most are wrong. */
function wrong() {
  const text: fc.Arbitrary<any> = fc.oneof(
    fc.string({ maxLength: 12 }), fc.constantFrom('', ' ', 'Data', 'a.b', '-', '数据', '${x}', 'constructor', 'x'.repeat(300)),
  );
  const word = (values: { [key: string]: string }): fc.Arbitrary<any> => fc.oneof(enumOf(values), text);
  const texts = maybe(fc.array(text, { maxLength: 2 }));
  const number = fc.oneof(fc.integer({ min: -5, max: 700000 }), fc.double({ noNaN: true, min: -2, max: 10000 }));
  const size = fc.oneof(
    fc.integer({ min: 0, max: 2000000 }).map(Size.gibibytes),
    fc.integer({ min: 0, max: 100 }).map(Size.mebibytes),
  );
  const days = fc.integer({ min: 0, max: 200 }).map(amount => Duration.days(amount));
  const defaults = fc.record({
    tieringPolicy: maybe(word(OntapTieringPolicy)),
    snapshotPolicy: maybe(text),
    snapshotReserve: maybe(number),
    unixPermissions: maybe(text),
    exportPolicy: maybe(text),
    securityStyle: maybe(text),
    qosPolicy: maybe(text),
    adaptiveQosPolicy: maybe(text),
  });
  const options = fc.tuple(defaults, fc.record({
    name: maybe(text), nfsVersion: maybe(word(OntapNfsVersion)), sanType: maybe(word(OntapSanType)),
    fileSystemType: maybe(text),
    nconnect: maybe(number), storagePrefix: maybe(text), labels: maybe(fc.dictionary(text, text, { maxKeys: 2 })),
    limitVolumeSize: maybe(size),
    limitVolumePoolSize: maybe(size), qtreesPerFlexvol: maybe(number), lunsPerFlexvol: maybe(number),
    autoExportPolicy: maybe(fc.boolean()),
    autoExportCidrs: texts, mountOptions: texts,
    pools: fc.array(
      fc.tuple(defaults, text).map(([base, name]) => ({ ...omitUndefined(base), name })), { maxLength: 2 },
    ),
  })).map(([base, more]) => omitUndefined({ ...base, ...more }));
  return {
    text,
    fileSystem: fc.record({
      deploymentType: word(OntapDeploymentType), capacity: size, throughputCapacityPerHaPair: number,
      haPairs: maybe(number),
      diskIopsConfiguration: maybe(fc.record({ mode: word(OntapDiskIopsMode), iops: maybe(number) })),
      automaticBackupRetention: maybe(days),
      dailyAutomaticBackupStartTime: maybe(text), weeklyMaintenanceStartTime: maybe(text),
      endpointIpAddressRange: maybe(text), svmName: maybe(text),
      routeTableIds: texts,
      volumes: fc.array(fc.record({
        name: text, size, style: word(OntapVolumeStyle), junctionPath: text, snapshotPolicy: text, coolingPeriod: days,
        tieringPolicy: word(OntapTieringPolicy),
      }), { maxLength: 2 }),
    }).map(omitUndefined),
    backends: fc.array(fc.oneof(
      options.map(all => OntapBackend.nas(all)), options.map(all => OntapBackend.nasEconomy(all)),
      options.map(all => OntapBackend.san(all)),
      options.map(all => OntapBackend.sanEconomy(all)),
    ), { maxLength: 3 }),
    claim: fc.record({
      name: maybe(text), namespace: maybe(text), size: maybe(size), accessMode: maybe(text), volumeMode: maybe(text),
      backend: maybe(text),
      pool: maybe(text), tieringPolicy: maybe(word(OntapTieringPolicy)), snapshotReserve: maybe(number),
      unixPermissions: maybe(text),
      autogrow: maybe(fc.record({ usedThreshold: text, growthAmount: text })),
    }).map(omitUndefined),
  };
}

test('whatever is written, an error is one of ours: each problem with fix, id and page, in the words of the user', () => {
  const { fileSystem, backends, claim, text } = wrong();
  let rejected = 0;
  const props = fc.record({
    backends,
    claim,
    reclaimPolicy: maybe(enumOf(ReclaimPolicy)),
    storageClassName: maybe(text),
  });
  fc.assert(fc.property(fileSystem, props, (config, over) => {
    const stack = testStack();
    const error = errorThrown(() => managedOntap(stack, config, over));
    if (error === undefined) {
      return;
    }
    rejected++;
    expect(error.stack).not.toMatch(/^(Type|Range|Reference)Error/);
    const [, count] = /^FsxOntapStorage 'Storage\/Data': (\d+) problems?\n {2}/.exec(error.message)!;
    expect(error.message.match(/^ {4}(ontap|rules|input)\/[a-z0-9-]+ {2}https:\/\//gm)).toHaveLength(Number(count));
    expect(error.message.match(/^ {4}Fix: /gm)).toHaveLength(Number(count));
    expect(error.message).not.toMatch(/undefined|\bNaN\b|\[object|Token\[|\bnull\b/);
    expect(resourcesOf(stack)).toEqual([]);
  }), { numRuns: 200 });
  expect(rejected).toBeGreaterThan(150);
}, 60000);

function errorThrown(make: () => unknown): Error | undefined {
  try {
    make();
    return undefined;
  } catch (error) {
    return error as Error;
  }
}
