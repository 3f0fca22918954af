import { Annotations, Duration, Size, Stack } from 'aws-cdk-lib';
import { FsxOntapStorageProps, OntapBackend, OntapClaimOptions, OntapManagedConfig, OntapSanType, OntapTieringPolicy } from '../../../src';
import { errorOf, idsIn, testStack, warningsOf } from '../../support/fixture';
import { MULTI, ONTAP_CLAIM, existingOntap, managedOntap, ownOntap } from '../../support/ontap';

function warnedOf(config: Partial<OntapManagedConfig> = {}, props: Partial<FsxOntapStorageProps> = {}): string[] {
  const stack = testStack();
  managedOntap(stack, config, props);
  return warningsOf(stack);
}

describe('a warning', () => {
  test.each<[string, Partial<OntapManagedConfig>, Partial<FsxOntapStorageProps>]>([
    ['ontap/nodes-unprepared', {}, { backends: [OntapBackend.san()] }],
    ['ontap/nodes-unprepared', {}, { backends: [OntapBackend.sanEconomy()] }],
    ['ontap/tiering-moves-hot-data', {}, { backends: [OntapBackend.nas({ tieringPolicy: OntapTieringPolicy.ALL })] }],
    ['ontap/tiering-moves-hot-data', {}, { backends: [OntapBackend.nas({ pools: [{ name: 'cold', tieringPolicy: OntapTieringPolicy.ALL }] })] }],
    ['ontap/route-tables-untagged', MULTI, {}],
    ['ontap/claim-larger-than-file-system', {}, { claim: { size: Size.tebibytes(3) } }],
  ])('%s: %#', (id, config, props) => {
    expect(warnedOf(config, props)).toEqual([id]);
    expect(warnedOf(config, { ...props, acknowledge: { [id]: 'we know' } })).toEqual([]);
  });

  test('is not given for what nobody would question', () => {
    expect(warnedOf({}, { claim: ONTAP_CLAIM })).toEqual([]);
    const stack = testStack();
    ownOntap(stack, {}, { claim: ONTAP_CLAIM });
    existingOntap(stack, {}, { cluster: stack.node.findChild('Cluster') as any, driver: undefined }, 'Existing');
    expect(warningsOf(stack)).toEqual([]);
  });

  test('of NVMe names its packages, of iSCSI its own', () => {
    const messageOf = (sanType: OntapSanType) => {
      const stack = testStack();
      const storage = managedOntap(stack, {}, { backends: [OntapBackend.san({ sanType })] });
      return storage.node.metadata.map(({ data }) => `${data}`).join('\n');
    };
    expect(messageOf(OntapSanType.NVME)).toContain('nvme-tcp');
    expect(messageOf(OntapSanType.ISCSI)).toContain('multipath');
  });

  test('is silenced the way of the CDK too', () => {
    const stack = testStack();
    managedOntap(stack, MULTI);
    Annotations.of(stack).acknowledgeWarning('cdk-eks-fsx:ontap/route-tables-untagged');
    expect(warningsOf(stack)).toEqual([]);
  });

  test('that is acknowledged stays so for claims that are added later', () => {
    const stack = testStack();
    const storage = managedOntap(stack, {}, { acknowledge: { 'ontap/claim-larger-than-file-system': 'it tiers' } });
    storage.addClaim('More', { size: Size.tebibytes(3) });
    expect(warningsOf(stack)).toEqual([]);
  });

  test('of a claim that is added later is given then', () => {
    const stack = testStack();
    managedOntap(stack).addClaim('More', { size: Size.tebibytes(3) });
    expect(warningsOf(stack)).toEqual(['ontap/claim-larger-than-file-system']);
  });
});

describe('an acknowledgement', () => {
  test.each<[string, any]>([
    ['of an unknown id', { 'ontap/no-such-rule': 'typo' }], ['of an error', { 'ontap/labels-too-long': 'please' }],
    ['without a reason', { 'ontap/nodes-unprepared': ' ' }],
  ])('%s is rejected', (_, acknowledge) => {
    const message = errorOf(() => managedOntap(testStack(), {}, { acknowledge }));
    expect(idsIn(message)).toEqual(['rules/acknowledgement']);
    expect(message).toContain(Object.keys(acknowledge)[0]);
  });

  test('does not hide other problems', () => {
    const acknowledge = { 'ontap/route-tables-untagged': 'they are' };
    expect(idsIn(errorOf(() => managedOntap(testStack(), { ...MULTI, capacity: Size.gibibytes(1) }, { acknowledge })))).toEqual(['ontap/capacity-range']);
  });
});

describe('words that there are not, as untyped languages can write them', () => {
  test.each<[string, Partial<OntapManagedConfig>, Partial<FsxOntapStorageProps>]>([
    ['MULTI', { deploymentType: 'MULTI' as any }, {}],
    ['auto', { diskIopsConfiguration: { mode: 'auto' as any } }, {}],
    ['keep', {}, { reclaimPolicy: 'keep' as any }],
    ['DESTROY', { removalPolicy: 'DESTROY' as any }, {}],
    ['nfs4', {}, { backends: [OntapBackend.nas({ nfsVersion: 'nfs4' as any })] }],
    ['hot', {}, { backends: [OntapBackend.nas({ tieringPolicy: 'hot' as any })] }],
    ['hot', {}, { backends: [OntapBackend.nas({ pools: [{ name: 'hot', tieringPolicy: 'hot' as any }] })] }],
    ['ntfs', {}, { backends: [OntapBackend.nas({ securityStyle: 'ntfs' as any })] }],
    ['fc', {}, { backends: [OntapBackend.san({ sanType: 'fc' as any })], acknowledge: { 'ontap/nodes-unprepared': 'they are' } }],
    ['zfs', {}, { backends: [OntapBackend.san({ fileSystemType: 'zfs' as any })] }],
    ['RWX', {}, { claim: { ...ONTAP_CLAIM, accessMode: 'RWX' as any } }],
    ['raw', {}, { claim: { ...ONTAP_CLAIM, volumeMode: 'raw' as any } }],
    ['COLD', {}, { claim: { ...ONTAP_CLAIM, tieringPolicy: 'COLD' as any } }],
    ['flex', { volumes: [{ name: 'corpus', size: Size.gibibytes(1), style: 'flex' as any }] }, {}],
    ['cold', { volumes: [{ name: 'corpus', size: Size.gibibytes(1), tieringPolicy: 'cold' as any, coolingPeriod: Duration.days(31) }] }, {}],
  ])('%s: %#', (word, config, props) => {
    const message = errorOf(() => managedOntap(testStack(), config, props));
    expect(idsIn(message)).toEqual(['input/value']);
    expect(message).toMatch(new RegExp(`must be .*, got "${word}"`));
  });

  test.each<[string, (stack: Stack) => unknown]>([
    ['no options', stack => managedOntap(stack, {}, { backends: undefined, claim: undefined, clients: undefined, acknowledge: undefined })],
    ['empty lists', stack => managedOntap(stack, { volumes: [], tags: {} }, { backends: [OntapBackend.nas({ pools: [], labels: {}, mountOptions: [] })], clients: [] })],
  ])('but what is absent is absent: %s', (_, make) => {
    expect(() => make(testStack())).not.toThrow();
  });

  test.each<[string, Partial<OntapClaimOptions>]>([['a growth without threshold', { autogrow: {} as any }], ['an empty name', { name: '' }]])('%s is described in words', (_, claim) => {
    const message = errorOf(() => managedOntap(testStack(), {}, { claim: { ...ONTAP_CLAIM, ...claim } }));
    expect(idsIn(message)).toHaveLength(1);
    expect(message).not.toContain('undefined');
  });
});
