import { EXISTING } from './support/account';
import { AppDescription, LustreDynamic, LustreExisting, LustreManaged, STORAGE, StorageDescription, synthesize } from './support/apps';
import { deployment } from './support/engine';
import { StoredObject } from './support/kubernetes';
import { Simulation, Step } from './support/play';

afterAll(async () => Simulation.stop());

const DNS = `${EXISTING.lustre.id}.fsx.eu-west-1.amazonaws.com`;
const VOLUME = {
  apiVersion: 'v1', kind: 'PersistentVolume', metadata: { name: 'fsx-pv' },
  spec: {
    capacity: { storage: '1200Gi' }, accessModes: ['ReadWriteMany'], volumeMode: 'Filesystem', persistentVolumeReclaimPolicy: 'Retain', storageClassName: '',
    claimRef: { name: 'data', namespace: 'default' },
    csi: { driver: 'fsx.csi.aws.com', volumeHandle: EXISTING.lustre.id, volumeAttributes: { dnsname: DNS, mountname: EXISTING.lustre.mountName } },
    nodeAffinity: {
      required: { nodeSelectorTerms: [{ matchExpressions: [{ key: 'topology.kubernetes.io/zone', operator: 'In', values: ['eu-west-1a'] }] }] },
    },
  },
};
const claimOf = (storageClassName: string, volumeName?: string) => ({
  apiVersion: 'v1', kind: 'PersistentVolumeClaim', metadata: { name: 'data', namespace: 'default' },
  spec: { accessModes: ['ReadWriteMany'], volumeMode: 'Filesystem', resources: { requests: { storage: '1200Gi' } }, storageClassName, volumeName },
});
const CLASS = {
  apiVersion: 'storage.k8s.io/v1', kind: 'StorageClass', metadata: { name: 'fsx' }, provisioner: 'fsx.csi.aws.com',
  parameters: { subnetId: EXISTING.subnets[0], securityGroupIds: EXISTING.fileSystemGroup, deploymentType: 'SCRATCH_2', fileSystemTypeVersion: '2.15' },
  reclaimPolicy: 'Delete', volumeBindingMode: 'Immediate',
};

const STATIC: LustreExisting = {
  kind: 'lustre existing', capacityGiB: 1200,
  claims: { main: { name: 'data', fixedName: true, volumeName: 'fsx-pv', volumeHandle: EXISTING.lustre.id, sizeGiB: 1200 } },
};
const DYNAMIC: LustreDynamic = {
  kind: 'lustre dynamic', settings: { deploymentType: 'SCRATCH_2' }, reclaimPolicy: 'Delete', existingSecurityGroup: true, fixedClassName: 'fsx',
  claims: { main: { name: 'data', fixedName: true, sizeGiB: 1200 } },
};
const OTHER: LustreManaged = { kind: 'lustre managed', settings: { deploymentType: 'SCRATCH_2', capacity: 1200 }, claims: { main: {} } };

const app = (storages: { readonly [id: string]: StorageDescription }): AppDescription => ({ cluster: 'imported', stacks: 'two', storages });
const adopting = <D extends StorageDescription>(storage: D): D => ({ ...storage, adopt: true });
const statusOf = (steps: readonly Step[]) => steps[steps.length - 1].result.status;

/** A cluster with the driver, and with a claim that someone created by hand. */
async function clusterWith(...objects: any[]): Promise<Simulation> {
  const simulation = await Simulation.start();
  await simulation.deploy(app({}));
  objectsOf(simulation).apply(objects);
  return simulation;
}

function objectsOf({ account }: Simulation) {
  return account.clusters.get(EXISTING.clusterName)!.objects;
}

/** The volume of a claim, as the driver creates it. */
function bind(simulation: Simulation): void {
  const { uid } = objectsOf(simulation).get('PersistentVolumeClaim', 'data')!;
  const claimRef = { name: 'data', namespace: 'default', uid };
  objectsOf(simulation).apply([{ ...VOLUME, metadata: { name: 'pvc-1' }, spec: { ...VOLUME.spec, persistentVolumeReclaimPolicy: 'Delete', storageClassName: 'fsx', claimRef } } as any]);
}

const keptOf = (simulation: Simulation): { [kind: string]: StoredObject['uid'] | undefined } => ({
  claim: objectsOf(simulation).get('PersistentVolumeClaim', 'data')?.uid,
  volume: (objectsOf(simulation).get('PersistentVolume', 'fsx-pv') ?? objectsOf(simulation).get('PersistentVolume', 'pvc-1'))?.uid,
});

deployment('a static volume and its claim that exist', () => {
  const existing = async () => clusterWith(VOLUME, claimOf('', 'fsx-pv'));

  test('are not overwritten without adoption, and the failed deployment leaves them', async () => {
    const simulation = await existing();
    const before = keptOf(simulation);
    const steps = await simulation.deploy(app({ Data: STATIC }));
    expect([statusOf(steps), steps[steps.length - 1].result.reason]).toEqual(['ROLLBACK_COMPLETE', expect.stringContaining('AlreadyExists')]);
    expect(keptOf(simulation)).toEqual(before);
  });

  test('are adopted under their names, and are the same objects afterwards', async () => {
    const simulation = await existing();
    const before = keptOf(simulation);
    expect(statusOf(await simulation.deploy(app({ Data: adopting(STATIC) })))).toBe('CREATE_COMPLETE');
    expect([keptOf(simulation), simulation.app!.claims]).toEqual([before, { 'Data/main': 'default/data' }]);
  });

  test('survive the rollback of the creation that adopts them, whatever the order', async () => {
    for (const orderSeed of [1, 2, 3, 4, 5]) {
      const simulation = await existing();
      const before = keptOf(simulation);
      const { stacks: [, { template }] } = synthesize(app({ Data: adopting(STATIC), Other: OTHER }));
      const [logicalId] = Object.keys(template.Resources).filter(id => id.startsWith('OtherManifest'));
      const steps = await simulation.deploy(app({ Data: adopting(STATIC), Other: OTHER }), {
        failAt: { stack: STORAGE, logicalId },
        orderSeed,
      });
      expect([statusOf(steps), keptOf(simulation)]).toEqual(['ROLLBACK_COMPLETE', before]);
    }
  });

  test('survive the rollback of the update that adopts them', async () => {
    const simulation = await existing();
    await simulation.deploy(app({ Other: OTHER }));
    const before = keptOf(simulation);
    const { stacks: [, { template }] } = synthesize(app({ Data: adopting(STATIC), Other: OTHER, Third: OTHER }));
    const [logicalId] = Object.keys(template.Resources).filter(id => id.startsWith('ThirdManifest'));
    const steps = await simulation.deploy(app({ Data: adopting(STATIC), Other: OTHER, Third: OTHER }), {
      failAt: { stack: STORAGE, logicalId },
    });
    expect([statusOf(steps), keptOf(simulation)]).toEqual(['UPDATE_ROLLBACK_COMPLETE', before]);
  });

  test('remain when the stack is destroyed while it adopts', async () => {
    const simulation = await existing();
    const before = keptOf(simulation);
    await simulation.deploy(app({ Data: adopting(STATIC) }));
    expect((await simulation.destroy(STORAGE)).result.status).toBe('DELETE_COMPLETE');
    expect(keptOf(simulation)).toEqual(before);
  });

  test('belong to the stack after adopt is removed: they are deleted with it, and the file system is not', async () => {
    const simulation = await existing();
    const before = keptOf(simulation);
    await simulation.deploy(app({ Data: adopting(STATIC) }));
    expect(statusOf(await simulation.deploy(app({ Data: STATIC })))).toBe('UPDATE_COMPLETE');
    expect(keptOf(simulation)).toEqual(before);
    expect((await simulation.destroy(STORAGE)).result.status).toBe('DELETE_COMPLETE');
    expect(keptOf(simulation)).toEqual({ claim: undefined, volume: undefined });
    expect(simulation.account.fsx.fileSystems.has(EXISTING.lustre.id)).toBe(true);
  });

  test('are not changed where the app describes another volume', async () => {
    const simulation = await existing();
    const before = keptOf(simulation);
    const { main } = STATIC.claims;
    const steps = await simulation.deploy(app({ Data: adopting({ ...STATIC, claims: { main: { ...main, volumeHandle: 'another' } } }) }));
    expect([statusOf(steps), steps[steps.length - 1].result.reason]).toEqual(['ROLLBACK_COMPLETE', expect.stringContaining('immutable')]);
    expect(keptOf(simulation)).toEqual(before);
    expect(objectsOf(simulation).get('PersistentVolume', 'fsx-pv')!.object.spec.csi.volumeHandle).toBe(EXISTING.lustre.id);
  });
});

deployment('a claim that the driver has created a file system for', () => {
  const existing = async (...classes: any[]) => {
    const simulation = await clusterWith(...classes, claimOf('fsx'));
    bind(simulation);
    return simulation;
  };
  const fileSystems = ({ account }: Simulation) => [...account.fsx.fileSystems.keys()];

  test('is not adopted together with its class, whose parameters are immutable', async () => {
    const simulation = await existing(CLASS);
    const before = [keptOf(simulation), fileSystems(simulation)];
    const steps = await simulation.deploy(app({ Data: adopting(DYNAMIC) }));
    expect([statusOf(steps), steps[steps.length - 1].result.reason]).toEqual(['ROLLBACK_COMPLETE', expect.stringContaining('immutable')]);
    expect([keptOf(simulation), fileSystems(simulation)]).toEqual(before);
  });

  test('is adopted with its file system after its class was deleted', async () => {
    const simulation = await existing();
    const before = [keptOf(simulation), fileSystems(simulation)];
    expect(statusOf(await simulation.deploy(app({ Data: adopting(DYNAMIC) })))).toBe('CREATE_COMPLETE');
    expect([keptOf(simulation), fileSystems(simulation)]).toEqual(before);
  });

  test('keeps its file system when the adopting stack is rolled back or destroyed, although its reclaim policy is Delete', async () => {
    const simulation = await existing();
    const before = [keptOf(simulation), fileSystems(simulation)];
    const { stacks: [, { template }] } = synthesize(app({ Data: adopting(DYNAMIC), Other: OTHER }));
    const [logicalId] = Object.keys(template.Resources).filter(id => id.startsWith('OtherManifest'));
    await simulation.deploy(app({ Data: adopting(DYNAMIC), Other: OTHER }), { failAt: { stack: STORAGE, logicalId } });
    expect([
      keptOf(simulation),
      fileSystems(simulation).filter(id => before[1] && (before[1] as string[]).includes(id)),
    ]).toEqual(before);
    objectsOf(simulation).remove([{ ...CLASS } as any]);
    await simulation.deploy(app({ Data: adopting(DYNAMIC) }));
    await simulation.destroy(STORAGE);
    expect(keptOf(simulation)).toEqual(before[0]);
    expect(fileSystems(simulation)).toEqual(expect.arrayContaining(before[1] as string[]));
  });
});

