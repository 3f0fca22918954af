import { Size } from 'aws-cdk-lib';
import { OntapBackend, OntapShareOptions } from '../../../src';
import { errorOf, idsIn, objectsOf, testStack } from '../../support/fixture';
import { managedOntap } from '../../support/ontap';

const HUNDRED = Size.gibibytes(100);

function shared(options: Partial<OntapShareOptions> = {}) {
  const stack = testStack();
  const storage = managedOntap(
    stack,
    {},
    { backends: [OntapBackend.nas({ limitVolumeSize: Size.gibibytes(500) }), OntapBackend.nasEconomy()] },
  );
  const claim = storage.shareTo('Vision', { quota: HUNDRED, ...options });
  const objects = objectsOf(stack);
  const kinds = objects.filter(({ metadata }) => metadata.namespace === claim.claimNamespace);
  return { storage, claim, kinds, found: kinds.find(({ metadata }) => metadata.name === claim.claimName)! };
}

test('a team has a claim in its namespace, as large as its quota, under the name of the storage', () => {
  const { storage, claim, found, kinds } = shared();
  expect(claim).toMatchObject({ claimNamespace: 'vision', claimName: expect.stringMatching(/^data-[0-9a-f]{8}$/) });
  expect(found.spec).toMatchObject({ resources: { requests: { storage: '100Gi' } }, storageClassName: storage.storageClassName });
  expect(kinds.map(({ kind }) => kind)).toEqual(['PersistentVolumeClaim']);
});

test('a limit of the namespace counts the class of the claim, and comes behind it', () => {
  const { kinds, found } = shared({ namespaceLimit: Size.tebibytes(1), backend: 'nas-economy', namespace: 'ml', unixPermissions: '0770' });
  expect(kinds.map(({ kind }) => kind)).toEqual(['PersistentVolumeClaim', 'ResourceQuota']);
  expect(kinds[1].spec).toEqual({ hard: { [`${found.spec.storageClassName}.storageclass.storage.k8s.io/requests.storage`]: '1024Gi' } });
  expect(found.metadata).toMatchObject({ annotations: { 'trident.netapp.io/unixPermissions': '0770' } });
});

test('another limit is the same object', () => {
  const names = [1, 2].map(tib => shared({ namespaceLimit: Size.tebibytes(tib) }).kinds[1].metadata.name);
  expect(names[0]).toBe(names[1]);
});

test('a clone of a share brings no limit of its own', () => {
  const { storage, claim } = shared({ namespaceLimit: HUNDRED });
  storage.cloneOf('Copy', claim);
  expect(storage.manifests.toJson().filter(({ kind }: any) => kind === 'ResourceQuota')).toHaveLength(1);
});

test.each<[string[], Partial<OntapShareOptions>]>([
  [['ontap/namespace-limit'], { namespaceLimit: Size.gibibytes(99) }],
  [['ontap/claim-size-limit'], { quota: Size.gibibytes(501) }],
  [['ontap/backend-unknown'], { backend: 'san' }],
  [['ontap/claim-size-positive'], { quota: Size.gibibytes(0) }],
])('%j is one error', (...[ids, options]) => expect(idsIn(errorOf(() => shared(options)))).toEqual(ids));

test('a limit as large as the claim is enough', () => {
  expect(shared({ namespaceLimit: HUNDRED }).kinds).toHaveLength(2);
});
