import { Size, Stack } from 'aws-cdk-lib';
import { App, Chart } from 'cdk8s';
import { FsxLustreStorage, LustreFileSystemTypeVersion, LustreShareOptions, ManifestDelivery, TolerationOperator, ZoneAffinity } from '../../../src';
import { projectIdOf } from '../../../src/lustre/share';
import { MANIFEST, errorOf, existingOn, idsIn, managedOn, objectsOf, resourcesOf, storageOn, testStack } from '../../support/fixture';

function shared(
  options: LustreShareOptions = {},
  make: (stack: Stack) => FsxLustreStorage = stack => managedOn(stack),
) {
  const stack = testStack();
  const storage = make(stack);
  const claim = storage.shareTo('Vision', options);
  const find = (kind: string, namespace?: string) =>
    objectsOf(stack).filter(
      object => object.kind === kind && [undefined, object.metadata.namespace].includes(namespace),
    );
  const volume = find('PersistentVolume').find(({ spec }) => spec.claimRef.name === claim.claimName)!;
  const job = find('Job')[0];
  const container = job?.spec.template.spec.containers[0];
  const env = Object.fromEntries((container?.env ?? []).map(({ name, value }: any) => [name, value]));
  return { stack, storage, claim, find, volume, job, container, env };
}
const problems = (options: LustreShareOptions, make?: (stack: Stack) => FsxLustreStorage) =>
  idsIn(errorOf(() => shared(options, make)));

test('a team has a claim in its namespace that shows its directory, under the name of the storage', () => {
  const { claim, volume } = shared();
  expect(claim).toMatchObject({ claimNamespace: 'vision', claimName: expect.stringMatching(/^data-[0-9a-f]{8}$/) });
  expect(volume.spec.csi.volumeAttributes.mountname).toMatch(/\/vision$/);
  expect(volume.spec.mountOptions).toEqual(['flock']);
});

test('namespace, directory and name are what was said', () => {
  const { claim, volume, find } = shared({ namespace: 'ml', createNamespace: true, subDirectory: 'teams/v', name: 'corpus', fixedName: true, labels: { team: 'v' } });
  expect(claim).toMatchObject({ claimNamespace: 'ml', claimName: 'corpus' });
  expect(volume.spec.csi.volumeAttributes.mountname).toMatch(/\/teams\/v$/);
  expect(find('Namespace').map(({ metadata }) => metadata.name)).toEqual(['ml']);
  expect(find('PersistentVolumeClaim', 'ml')[0].metadata.labels).toEqual({ team: 'v' });
});

test('a Job makes the directory, in a claim of the whole file system away from the team', () => {
  const { job, container, env, find, volume } = shared();
  const [root] = find('PersistentVolumeClaim', 'kube-system');
  expect(job.metadata.namespace).toBe('kube-system');
  expect(job.spec.template.spec.volumes).toEqual([
    { name: root.metadata.name, persistentVolumeClaim: { claimName: root.metadata.name } },
  ]);
  const mounted = find('PersistentVolume').find(({ spec }) => spec.claimRef.name === root.metadata.name)!;
  expect(`${mounted.spec.csi.volumeAttributes.mountname}/vision`).toBe(volume.spec.csi.volumeAttributes.mountname);
  expect(env).toEqual({ ROOT: '/volume', DIRECTORY: 'vision' });
  expect(container.securityContext.capabilities).toEqual({ drop: ['ALL'], add: ['DAC_OVERRIDE', 'CHOWN', 'FOWNER'] });
});

test('owner, permissions and limits reach the Job, in its units', () => {
  const { env, container } = shared({ user: 1000, quota: Size.gibibytes(100), fileLimit: 5000 });
  expect(env).toEqual({
    ROOT: '/volume', DIRECTORY: 'vision', OWNER: '1000:1000', MODE: '0770', PROJECT: String(projectIdOf('vision')), QUOTA_KIB: String(100 * 1024 * 1024), FILES: '5000',
  });
  expect(container.securityContext.capabilities.add).toEqual(['DAC_OVERRIDE', 'CHOWN', 'FOWNER', 'SYS_ADMIN', 'SYS_RESOURCE']);
  expect(shared({ group: 7, mode: '2775', projectId: 9, fileLimit: 1 }).env).toMatchObject({ OWNER: '0:7', MODE: '2775', PROJECT: '9', QUOTA_KIB: '0', FILES: '1' });
});

test('another limit is another Job for the same claim', () => {
  const [first, same, second] = [1, 1, 2].map(gib => shared({ quota: Size.gibibytes(gib) }));
  expect(same.job.metadata.name).toBe(first.job.metadata.name);
  expect(second.job.metadata.name).not.toBe(first.job.metadata.name);
  expect(second.claim.claimName).toBe(first.claim.claimName);
});

test('who reads only gets a read-only volume, and the whole file system needs no Job', () => {
  const { volume, find } = shared({ readOnly: true, subDirectory: '/' });
  expect(volume.spec.mountOptions).toEqual(['flock', 'ro']);
  expect(volume.spec.csi.volumeAttributes.mountname).not.toContain('/');
  expect(find('Job')).toEqual([]);
  expect(find('PersistentVolumeClaim', 'kube-system')).toEqual([]);
  expect(shared({ readOnly: true, subDirectory: 'speech' }).env).toEqual({ ROOT: '/volume', DIRECTORY: 'speech' });
});

test('all Jobs of a namespace share the claim of the whole file system, and come after it', () => {
  const stack = testStack();
  const storage = managedOn(stack);
  ['vision', 'speech'].forEach(team => storage.shareTo(team));
  storage.shareTo('robots', { jobNamespace: 'admin' });
  const claims = objectsOf(stack).filter(({ kind }) => kind === 'PersistentVolumeClaim').map(({ metadata }) => metadata.namespace);
  expect(claims.sort()).toEqual(['admin', 'default', 'kube-system', 'robots', 'speech', 'vision']);
  const manifests = resourcesOf(stack, MANIFEST);
  const jobs = manifests.filter(({ Properties }) => JSON.stringify(Properties.Manifest).includes('\\"Job\\"'));
  expect(jobs).toHaveLength(3);
  jobs.forEach(({ DependsOn, DeletionPolicy }) => {
    expect(manifests.filter(({ id }) => DependsOn?.includes(id) && id.includes('Roots'))).toHaveLength(1);
    expect(DeletionPolicy).toBe('Delete');
  });
});

test('the Job prefers the zone of the file system where pods may be elsewhere, has the tolerations that are set, and takes another image', () => {
  const tolerations = [{ key: 'nvidia.com/gpu', operator: TolerationOperator.EXISTS }];
  const { job, container } = shared({ tolerations, image: 'mine' }, stack => managedOn(stack, { zoneAffinity: ZoneAffinity.PREFERRED }));
  const { affinity, tolerations: tolerated } = job.spec.template.spec;
  expect({ tolerated, image: container.image }).toEqual({ tolerated: tolerations, image: 'mine' });
  expect(JSON.stringify(affinity.nodeAffinity.preferredDuringSchedulingIgnoredDuringExecution)).toContain('eu-west-1a');
});

test('a file system that already exists is shared as well, where nobody knows its version', () => {
  expect(shared({ quota: Size.gibibytes(4800) }, stack => existingOn(stack)).env).toMatchObject({
    QUOTA_KIB: String(4800 * 1024 * 1024),
  });
});

test('goes where the other manifests go', () => {
  const chart = new Chart(new App(), 'Chart');
  const stack = testStack();
  existingOn(stack, { dnsName: 'lustre.example.com' }, { delivery: ManifestDelivery.chart(chart) }).shareTo('vision', { quota: Size.gibibytes(1) });
  expect(chart.toJson().map(({ kind, metadata }) => `${kind} ${metadata.namespace ?? ''}`).filter(name => !name.startsWith('PersistentVolume ')).sort()).toEqual([
    'Job kube-system', 'PersistentVolumeClaim default', 'PersistentVolumeClaim kube-system', 'PersistentVolumeClaim vision',
  ]);
  expect(resourcesOf(stack, MANIFEST)).toEqual([]);
});

test.each<{ ids: string[]; options: LustreShareOptions; make?: (stack: Stack) => FsxLustreStorage }>([
  {
    ids: ['lustre/quota-version'], options: { quota: Size.gibibytes(1) },
    make: stack => managedOn(stack, { fileSystemTypeVersion: LustreFileSystemTypeVersion.V_2_12 }, { acknowledge: { 'lustre/version-2-12': 'x' } }),
  },
  { ids: ['lustre/quota-beyond-capacity'], options: { quota: Size.gibibytes(2401) } },
  { ids: ['lustre/quota-of-root'], options: { quota: Size.gibibytes(1), subDirectory: '/' } },
  { ids: ['lustre/share-job-of-root'], options: { subDirectory: '/', user: 1000, mode: '0770' } },
  ...[{ user: 0 }, { group: 1000 }, { mode: '0755' }, { image: 'amazonlinux:2023' }, { jobNamespace: 'storage' }, { readOnly: true, tolerations: [] }]
    .map(options => ({ ids: ['lustre/share-job-of-root'], options: { ...options, subDirectory: '/' } })),
  { ids: ['lustre/share-owner-read-only'], options: { subDirectory: '/', user: 1000, readOnly: true } },
  { ids: ['lustre/quota-read-only'], options: { fileLimit: 1, readOnly: true } },
  { ids: ['lustre/share-owner-read-only'], options: { user: 1, readOnly: true } },
  { ids: ['lustre/sub-directory-format'], options: { subDirectory: '/vision' } },
  ...['.', './vision', 'vision/.', 'vision//a', 'vision/', '..', 'a/../b', 'v'.repeat(256)]
    .map(subDirectory => ({ ids: ['lustre/sub-directory-format'], options: { subDirectory, user: 1000 } })),
  { ids: ['lustre/sub-directory-format'], options: { subDirectory: '.', quota: Size.gibibytes(1), user: 1000 } },
  { ids: ['lustre/namespace-format'], options: { namespace: 'a.b' } },
  ...[-2, 0, 1.5, 2001].map(stripeCount => ({ ids: ['lustre/share-stripe-count'], options: { stripeCount } })),
  { ids: ['lustre/share-job-of-root'], options: { subDirectory: '/', stripeCount: 1 } },
  { ids: ['lustre/quota-positive', 'lustre/share-mode-format', 'lustre/share-owner'], options: { quota: Size.gibibytes(0), user: -1, mode: 'rwx' } },
])('$ids is one error', ({ ids, options, make }) => expect(problems(options, make).sort()).toEqual(ids));

test.each([-1, 1, 2000])('sets a stripe count of %i', stripeCount => {
  expect(() => managedOn(testStack()).shareTo('vision', { stripeCount })).not.toThrow();
});

test('a dynamic storage has nothing to share', () => {
  expect(problems({}, stack => storageOn(stack))).toContain('lustre/share-dynamic');
});

test.each<[string, LustreShareOptions, string | undefined]>([
  ['beside', { subDirectory: 'teams/speech' }, undefined],
  ['with a name that only begins alike', { subDirectory: 'teams/vision2' }, undefined],
  ['below', { subDirectory: 'teams/vision/sub' }, 'lustre/quota-nested'],
  ['above', { subDirectory: 'teams' }, 'lustre/quota-nested'],
  ['in another spelling', { subDirectory: './teams/vision' }, 'lustre/sub-directory-format'],
  ['below in another spelling', { subDirectory: 'teams//vision/sub' }, 'lustre/sub-directory-format'],
  ['with the same number', { subDirectory: 'teams/speech', projectId: 7 }, 'lustre/quota-project-taken'],
])('a second quota %s', (_, options, id) => {
  const stack = testStack();
  const storage = managedOn(stack);
  storage.shareTo('vision', { subDirectory: 'teams/vision', quota: Size.gibibytes(1), projectId: 7 });
  const add = () => storage.shareTo('speech', { ...options, quota: Size.gibibytes(1) });
  expect(id === undefined ? add() && [] : idsIn(errorOf(add))).toEqual(
    id === undefined ? [] : expect.arrayContaining([id]),
  );
});

test('projects are numbers that Lustre takes, the same for a directory everywhere', () => {
  const ids = ['vision', 'speech', 'teams/vision'].map(projectIdOf);
  expect(new Set(ids).size).toBe(3);
  ids.forEach(id => expect(id > 0 && id < 2 ** 31).toBe(true));
  expect(projectIdOf('vision')).toBe(ids[0]);
});
