import { RemovalPolicy, Size, Stack, aws_ec2 as ec2 } from 'aws-cdk-lib';
import { FsxOntapStorageProps, OntapBackend, OntapManagedConfig, ReclaimPolicy } from '../../../src';
import {
  MANIFEST, errorOf, idsIn, inOrder, objectsOf, resourceOf, resourcesOf, TemplateResource, testStack, warningTextsOf,
  warningsOf,
} from '../../support/fixture';
import { ONTAP_CLAIM, ONTAP_FILE_SYSTEM, QUESTION, SECRET, SVM, VOLUME, existingOntap, managedOntap, manifestWith, ownOntap } from '../../support/ontap';

const GROUP = 'AWS::EC2::SecurityGroup';
const INGRESS = 'AWS::EC2::SecurityGroupIngress';
const KEPT = ['RetainExceptOnCreate', 'Retain'];
const GONE = ['Delete', 'Delete'];
const policyOf = ({ DeletionPolicy = 'Delete', UpdateReplacePolicy = 'Delete' }: TemplateResource) => [DeletionPolicy, UpdateReplacePolicy];

/** A storage with one of everything. */
function everything(config: Partial<OntapManagedConfig> = {}, props: Partial<FsxOntapStorageProps> = {}): Stack {
  const stack = testStack();
  const storage = managedOntap(stack, { volumes: [{ name: 'corpus', size: Size.gibibytes(10) }], ...config }, { claim: ONTAP_CLAIM, ...props });
  storage.restore('Undo', storage.snapshot('Baseline'));
  storage.cloneOf('Branch', storage);
  storage.addClaim('More', { ...ONTAP_CLAIM, namespace: 'ml', createNamespace: true });
  storage.importVolume('Corpus', { ...ONTAP_CLAIM, volumeName: 'corpus' });
  return stack;
}

const HOLDS_DATA = [ONTAP_FILE_SYSTEM, SVM, VOLUME];
const isNamespace = ({ id }: TemplateResource) => id.includes('FsxNamespace');

describe('what is retained with a file system', () => {
  test.each<[string, RemovalPolicy | undefined, string[], string[]]>([
    ['by default: all of it', undefined, KEPT, KEPT],
    ['with RETAIN: all of it', RemovalPolicy.RETAIN, ['Retain', 'Retain'], ['Retain', 'Retain']],
    ['with DESTROY: nothing, but what an edit replaces, with all that it needs', RemovalPolicy.DESTROY, ['Delete', 'Retain'], GONE],
  ])('%s', (_, removalPolicy, data, others) => {
    const stack = everything({ removalPolicy });
    for (const type of [...HOLDS_DATA, SECRET, GROUP]) {
      expect([type, ...resourcesOf(stack, type).map(policyOf)]).toEqual([type, data]);
    }
    const rules = resourcesOf(stack, INGRESS);
    expect(rules.map(policyOf)).toEqual(rules.map(() => data));
    const manifests = resourcesOf(stack, MANIFEST).filter(manifest => !isNamespace(manifest));
    expect(manifests.length).toBeGreaterThanOrEqual(7);
    expect(manifests.map(manifest => [manifest.id, ...policyOf(manifest)])).toEqual(
      manifests.map(({ id }) => [id, ...others]),
    );
  });

  test('no resource is forgotten: each is kept, or is nothing without the stack', () => {
    const left = resourcesOf(everything()).filter(resource => policyOf(resource)[0] === 'Delete').map(({ Type }) => Type);
    expect([...new Set(left)]).toEqual([QUESTION]);
  });

  test('a namespace is always retained', () => {
    const stack = everything({ removalPolicy: RemovalPolicy.DESTROY });
    expect(resourcesOf(stack, MANIFEST).filter(isNamespace).map(policyOf)).toEqual([['Retain', 'Retain']]);
  });

  test.each<[RemovalPolicy | undefined, string[]]>([
    [undefined, KEPT], [RemovalPolicy.RETAIN, ['Retain', 'Retain']], [RemovalPolicy.DESTROY, ['Delete', 'Retain']],
  ])('with %s the rules that name the security group of a cluster of the app do as all others: pods still use a file system that is retained', (removalPolicy, expected) => {
    const stack = testStack();
    ownOntap(stack, { removalPolicy });
    const rules = resourcesOf(stack, INGRESS).filter(({ id }) => id.startsWith('Data'));
    expect(rules.map(policyOf)).toEqual(rules.map(() => expected));
    expect(rules.length).toBeGreaterThan(0);
  });

  test.each(HOLDS_DATA)('%s is never replaced at once, whatever the policy', type => {
    for (const removalPolicy of [undefined, RemovalPolicy.RETAIN, RemovalPolicy.DESTROY]) {
      expect(resourcesOf(everything({ removalPolicy }), type).map(({ UpdateReplacePolicy }) => UpdateReplacePolicy)).toEqual(['Retain']);
    }
  });
});

describe('what reclaims', () => {
  const policiesOf = (stack: Stack) => [
    ...objectsOf(stack).filter(({ kind }) => kind === 'StorageClass').map(({ reclaimPolicy }) => reclaimPolicy),
    ...objectsOf(stack).filter(({ kind }) => kind === 'VolumeSnapshotClass').map(({ deletionPolicy }) => deletionPolicy),
  ];

  test.each<[RemovalPolicy | undefined, ReclaimPolicy | undefined, string]>([
    [undefined, undefined, 'Retain'], [RemovalPolicy.RETAIN, undefined, 'Retain'], [RemovalPolicy.DESTROY, undefined, 'Retain'],
    [undefined, ReclaimPolicy.DELETE, 'Delete'], [RemovalPolicy.DESTROY, ReclaimPolicy.DELETE, 'Delete'],
  ])('a file system with %s, reclaiming %s: volumes and snapshots by %s', (removalPolicy, reclaimPolicy, expected) => {
    expect(policiesOf(everything({ removalPolicy }, { reclaimPolicy }))).toEqual([expected, expected]);
  });

  test.each<[string, RemovalPolicy | undefined, ReclaimPolicy | undefined, string[]]>([
    ['by default', RemovalPolicy.DESTROY, undefined, ['ontap/volumes-outlive-file-system']],
    ['on request', RemovalPolicy.DESTROY, ReclaimPolicy.RETAIN, ['ontap/volumes-outlive-file-system']],
    ['not', RemovalPolicy.DESTROY, ReclaimPolicy.DELETE, []],
    ['with the file system', undefined, undefined, []],
  ])('warns of volumes that are retained %s and so block the deletion of their file system', (_, removalPolicy, reclaimPolicy, expected) => {
    const stack = everything({ removalPolicy }, { reclaimPolicy });
    expect(warningsOf(stack)).toEqual(expected);
    const [message = ''] = warningTextsOf(stack);
    expect(message).toMatch(expected.length > 0 ? /ReclaimPolicy\.DELETE.*docs\/deletion#/s : /^$/);
  });

  test('a policy that no resource of FSx has is rejected in words', () => {
    expect(idsIn(errorOf(() => managedOntap(testStack(), { removalPolicy: RemovalPolicy.SNAPSHOT })))).toEqual(['input/value']);
  });
});

describe('of an existing file system', () => {
  test.each<[ReclaimPolicy | undefined, string[]]>([[undefined, KEPT], [ReclaimPolicy.RETAIN, KEPT], [ReclaimPolicy.DELETE, GONE]])('that reclaims %s, the manifests do as the volumes', (reclaimPolicy, expected) => {
    const stack = testStack();
    existingOntap(stack, {}, { claim: ONTAP_CLAIM, reclaimPolicy });
    expect(resourcesOf(stack, MANIFEST).map(policyOf)).toEqual([expected, expected]);
  });

  test.each<[string, (ReclaimPolicy | undefined)[], string[]]>([
    ['stay with volumes that are retained', [undefined], KEPT],
    ['go with volumes that are deleted', [ReclaimPolicy.DELETE], GONE],
    ['stay as soon as one storage that uses them retains its volumes', [ReclaimPolicy.DELETE, ReclaimPolicy.RETAIN, ReclaimPolicy.DELETE], KEPT],
  ])('the rules in its security group %s', (_, policies, expected) => {
    const stack = testStack();
    const securityGroup = ec2.SecurityGroup.fromSecurityGroupId(stack, 'Theirs', 'sg-0fffffffffffffff0');
    policies.forEach((reclaimPolicy, index) => existingOntap(stack, { securityGroup }, { reclaimPolicy }, `Data${index}`));
    expect(resourcesOf(stack, INGRESS).map(policyOf)).toEqual([expected, expected]);
  });
});

describe('nothing is deleted before what needs it', () => {
  test('clone, claim, gates, backends, storage virtual machine, file system, in this order', () => {
    const stack = testStack();
    const storage = ownOntap(stack, { removalPolicy: RemovalPolicy.DESTROY }, { claim: ONTAP_CLAIM });
    storage.cloneOf('Branch', storage);
    const clone = resourcesOf(stack, MANIFEST).find(({ id }) => id.includes('Clones'))!;
    const steps = [
      resourceOf(stack, ONTAP_FILE_SYSTEM), resourceOf(stack, SVM), manifestWith(stack, 'TridentBackendConfig'), manifestWith(stack, 'StorageClass'), clone,
    ];
    expect(inOrder(stack, ...steps.map(({ id }) => id))).toBe(true);
  });

  test('Trident, its role and its policies outlive the backends', () => {
    const stack = testStack();
    ownOntap(stack, { removalPolicy: RemovalPolicy.DESTROY });
    const backends = manifestWith(stack, 'TridentBackendConfig').id;
    const needed = resourcesOf(stack).filter(({ id, Type }) => /Trident/.test(id) && !/SnapshotController/.test(id) && Type !== MANIFEST);
    expect(needed.map(({ Type }) => Type)).toEqual(expect.arrayContaining(['AWS::EKS::Addon', 'AWS::EKS::PodIdentityAssociation', 'AWS::IAM::Policy']));
    needed.forEach(({ id }) => expect([id, inOrder(stack, id, backends)]).toEqual([id, true]));
  });

  test('the controller of snapshots outlives them', () => {
    const stack = testStack();
    const storage = ownOntap(stack, { removalPolicy: RemovalPolicy.DESTROY }, { claim: ONTAP_CLAIM });
    storage.snapshot('Baseline');
    const controller = resourcesOf(stack, 'AWS::EKS::Addon').find(({ Properties }) => Properties.AddonName === 'snapshot-controller')!;
    expect(inOrder(stack, controller.id, manifestWith(stack, 'VolumeSnapshot').id)).toBe(true);
  });

  test('the rules of a group that already exists outlive the backends', () => {
    const stack = everything({ removalPolicy: RemovalPolicy.DESTROY });
    const backends = manifestWith(stack, 'TridentBackendConfig').id;
    resourcesOf(stack, INGRESS).forEach(({ id }) => expect(inOrder(stack, id, backends)).toBe(true));
  });
});

test('nothing is pruned, and nothing overwritten but a namespace', () => {
  const stack = everything({}, { backends: [OntapBackend.nas(), OntapBackend.nasFlexgroup()] });
  for (const manifest of resourcesOf(stack, MANIFEST)) {
    expect(manifest.Properties).not.toHaveProperty('PruneLabel');
    expect(manifest.Properties.Overwrite ?? false).toBe(isNamespace(manifest));
  }
});
