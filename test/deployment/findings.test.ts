import { AppDescription, LustreDynamic, LustreManaged, MlVolume, OntapManaged, STORAGE, StorageDescription, synthesize } from './support/apps';
import { Engine, deployment } from './support/engine';
import { Simulation, Step } from './support/play';
import { GROWTH, OBSTACLES, deletionWith, documentedSections, prepareDeletion } from './support/recoveries';
import { Scenario } from './support/scenario';

void Engine;
afterAll(async () => Simulation.stop());

const PERSISTENT: LustreManaged = {
  kind: 'lustre managed', settings: { deploymentType: 'PERSISTENT_2', perUnitStorageThroughput: 125, capacity: 2400 }, claims: { main: {} },
};
const SCRATCH_SETTINGS = { deploymentType: 'SCRATCH_2', capacity: 2400 };
const DYNAMIC: LustreDynamic = { kind: 'lustre dynamic', settings: { deploymentType: 'SCRATCH_2' }, claims: { main: { sizeGiB: 1200 } } };
const ONTAP: OntapManaged = {
  kind: 'ontap managed', settings: { deploymentType: 'SINGLE_AZ_1', capacity: 1024, throughputCapacityPerHaPair: 128 }, backends: [{ driver: 'nas' }],
  claims: { main: { sizeGiB: 100 } },
};
const TRAINING: MlVolume = { kind: 'ml', workload: 'TRAINING_DATA', sizeGiB: 2000, writeBack: true };

const app = (storages: { readonly [id: string]: StorageDescription }, over: Partial<AppDescription> = {}): AppDescription => ({ cluster: 'app', stacks: 'two', ...over, storages });
const ids = (scenario: Scenario) => [...scenario.simulate.account.fsx.fileSystems.keys()].slice(2);
const outputsOf = ({ simulate }: Scenario) => [...simulate.stacks.values()].map(({ outputs }) => outputs.RetainedResources).filter(text => text !== undefined).join('\n');

deployment('the permissions of the driver', () => {
  describe.each(['one', 'two'] as const)('cluster, driver and storages in %s stack(s)', stacks => {
    test.each(['at once', 'late'] as const)('outlive a removed dynamic storage with reclaim policy Delete until its file system is deleted (%s)', async driverDeletes => {
      const scenario = await Scenario.of(app({ Data: DYNAMIC, Other: PERSISTENT }, { stacks }), { driverDeletes });
      const [dynamic] = ids(scenario).filter(id => scenario.simulate.account.fsx.fileSystems.get(id)!.tags.some(({ Key }) => Key === 'CSIVolumeName'));
      await scenario.edit(app({ Other: PERSISTENT }, { stacks }));
      expect(scenario.of('driversHaveTheirPermissions')).toEqual([]);
      expect(ids(scenario)).not.toContain(dynamic);
      expect(scenario.of('theEditIsDeployed')).toEqual([]);
    });

    test('outlive an edit of the reclaim policy from Delete to Retain until the old file system is deleted', async () => {
      const scenario = await Scenario.of(app({ Data: DYNAMIC }, { stacks }));
      const [old] = ids(scenario);
      await scenario.edit(app({ Data: { ...DYNAMIC, reclaimPolicy: 'Retain' } }, { stacks }), { otherVolumes: ['Data/main'] });
      expect(scenario.of('theEditIsDeployed')).toEqual([]);
      deleteOldClaims(scenario);
      expect(scenario.simulate.account.denials).toEqual([]);
      expect(ids(scenario)).not.toContain(old);
    });
  });

  test('let a retained file system of a claim grow after another storage is removed', async () => {
    const retained: LustreDynamic = { ...DYNAMIC, reclaimPolicy: 'Retain' };
    const scenario = await Scenario.of(app({ Data: retained, Other: DYNAMIC }));
    await scenario.edit(app({ Other: DYNAMIC }));
    expect([scenario.of('everyFileSystemIsReachable'), scenario.of('theEditIsDeployed')]).toEqual([[], []]);
  });
});

/** `kubectl delete pvc` of all claims that the app no longer has. */
function deleteOldClaims({ simulate }: Scenario): void {
  const now = Object.values(simulate.app!.claims);
  for (const { objects } of simulate.account.clusters.values()) {
    const old = objects.list('PersistentVolumeClaim').map(({ object }) => object).filter(({ metadata }) => !now.includes(`${metadata.namespace}/${metadata.name}`));
    objects.remove(old);
  }
  simulate.account.settle();
}

deployment('durable data is not deleted', () => {
  const kept = (scenario: Scenario, id: string) => {
    expect(scenario.of('noDurableDataIsDeleted')).toEqual([]);
    expect(ids(scenario)).toContain(id);
    expect(scenario.of('theEditIsDeployed')).toEqual([]);
  };

  test('when PERSISTENT_2 becomes SCRATCH_2 under the same construct id', async () => {
    const scenario = await Scenario.of(app({ Data: PERSISTENT }));
    const [old] = ids(scenario);
    await scenario.edit(app({ Data: { ...PERSISTENT, settings: SCRATCH_SETTINGS } }), { otherVolumes: ['Data/main'] });
    kept(scenario, old);
  });

  test.each<[string, Partial<MlVolume>]>([['the workload becomes SCRATCH', { workload: 'SCRATCH' }], ['the lifetime becomes JOB', { lifetime: 'JOB' }]])(
    'when %s of an MlTrainingVolume that writes back', async (_, change) => {
      const scenario = await Scenario.of(app({ Data: TRAINING }));
      const [old] = ids(scenario);
      await scenario.edit(app({ Data: { ...TRAINING, ...change } }), { otherVolumes: ['Data/main'] });
      kept(scenario, old);
    });

  test('when one edit sets DESTROY and another throughput', async () => {
    const scenario = await Scenario.of(app({ Data: PERSISTENT }));
    const [old] = ids(scenario);
    const changed: LustreManaged = { ...PERSISTENT, removalPolicy: 'destroy', settings: { ...PERSISTENT.settings, perUnitStorageThroughput: 250 } };
    await scenario.edit(app({ Data: changed }), { otherVolumes: ['Data/main'] });
    kept(scenario, old);
  });

  test('when one edit sets DESTROY and another deployment type', async () => {
    const scenario = await Scenario.of(app({ Data: PERSISTENT }));
    const [old] = ids(scenario);
    const changed: LustreManaged = { ...PERSISTENT, removalPolicy: 'destroy', settings: { ...PERSISTENT.settings, deploymentType: 'PERSISTENT_1', perUnitStorageThroughput: 50 } };
    await scenario.edit(app({ Data: changed }), { otherVolumes: ['Data/main'] });
    kept(scenario, old);
  });
});

deployment('a changed removal policy of ONTAP', () => {
  test.each(['one', 'two'] as const)('leaves pods their volumes (%s stack(s))', async stacks => {
    const scenario = await Scenario.of(app({ Data: ONTAP }, { stacks }));
    await scenario.edit(app({ Data: { ...ONTAP, removalPolicy: 'destroy' } }, { stacks }));
    expect([scenario.of('podsKeepTheirVolumes'), scenario.of('theEditIsDeployed')]).toEqual([[], []]);
  });

  test.each<[string, boolean]>([['with volumes that are deleted beforehand', true], ['which has to be tried again', false]])(
    'leads to a documented teardown, %s', async (_, prepared) => {
      const scenario = await Scenario.of(app({ Data: ONTAP }, { cluster: 'imported' }));
      scenario.recoveries = deletionWith(...Object.values(OBSTACLES));
      await scenario.edit(app({ Data: { ...ONTAP, removalPolicy: 'destroy' } }, { cluster: 'imported' }));
      if (prepared) {
        prepareDeletion(scenario.simulate);
      }
      await scenario.destroy();
      expect(documentedSections()).toContain(OBSTACLES.volumes.section);
      expect([scenario.of('noStackIsStuck'), scenario.of('driversHaveTheirPermissions')]).toEqual([[], []]);
      expect([ids(scenario), [...scenario.simulate.stacks.keys()]]).toEqual([[], []]);
    });
});

deployment('growth that cannot be rolled back', () => {
  const failed = (steps: readonly Step[]) => steps[steps.length - 1].result.status;
  const grown = (storage: LustreManaged | OntapManaged, capacity: number) => ({
    ...storage, settings: { ...storage.settings, capacity },
  }) as StorageDescription;

  test.each<[string, StorageDescription, StorageDescription]>([
    ['a Lustre file system of the stack', PERSISTENT, grown(PERSISTENT, 4800)],
    ['an ONTAP file system of the first generation', ONTAP, { ...grown(ONTAP, 2048), claims: { main: { sizeGiB: 200 } } } as StorageDescription],
    ['a dynamic claim', { ...DYNAMIC, claims: { main: { sizeGiB: 1200 }, more: { sizeGiB: 1200 } } }, { ...DYNAMIC, claims: { main: { sizeGiB: 2400 }, more: { sizeGiB: 2400 } } }],
  ])('has a documented recovery: %s', async (_, before, after) => {
    const scenario = await Scenario.of(app({ Data: before }));
    scenario.recoveries = [GROWTH];
    const [deployed] = await scenario.edit(app({ Data: before }));
    void deployed;
    const manifests = [...scenario.simulate.stacks.get(STORAGE)!.resources].filter(({ type }) => type === 'Custom::AWSCDK-EKS-KubernetesResource');
    const last = manifests[manifests.length - 1].logicalId;
    const steps = await scenario.fail(app({ Data: after }), { stack: STORAGE, logicalId: last });
    expect(failed(steps)).toBe('UPDATE_ROLLBACK_FAILED');
    expect(scenario.simulate.steps[scenario.simulate.steps.length - 1].result.status).toBe('UPDATE_ROLLBACK_COMPLETE');
    expect(scenario.of('noStackIsStuck')).toEqual([]);
    await scenario.edit(app({ Data: before }), {}, 'afterwards, the app as it was');
    expect([scenario.of('theEditIsDeployed'), scenario.of('podsKeepTheirVolumes')]).toEqual([[], []]);
  });
});

deployment('a retained file system stays within reach', () => {
  test.each(['app', 'app, imported VPC', 'imported'] as const)('when it was the last retained one of the app, and then the next storage goes (cluster: %s)', async cluster => {
    const scenario = await Scenario.of(app({ Data: PERSISTENT, Other: DYNAMIC }, { cluster }));
    await scenario.edit(app({ Other: DYNAMIC }, { cluster }), {}, 'the retained storage leaves');
    await scenario.edit(app({}, { cluster }), {}, 'the next leaves');
    expect([scenario.of('everyFileSystemIsReachable'), scenario.of('theEditIsDeployed')]).toEqual([[], []]);
  });

  test.each(['app', 'imported'] as const)('when the stack of the storages is deleted (cluster: %s)', async cluster => {
    const scenario = await Scenario.of(app({ Data: PERSISTENT, Ontap: ONTAP }, { cluster }));
    await scenario.destroy([STORAGE]);
    expect([scenario.of('everyFileSystemIsReachable'), scenario.of('theEditIsDeployed')]).toEqual([[], []]);
  });
});

deployment('a file system that an edit leaves behind is reported in that deployment, and a query finds it', () => {
  const settings = { ...PERSISTENT.settings, deploymentType: 'PERSISTENT_1', perUnitStorageThroughput: 50 };

  test.each<[string, { readonly [id: string]: StorageDescription }, { readonly [id: string]: StorageDescription }]>([
    ['renamed', { Data: PERSISTENT }, { Renamed: PERSISTENT }],
    ['removed, while another stays', { Data: PERSISTENT, Other: PERSISTENT }, { Other: PERSISTENT }],
    ['of another deployment type', { Data: PERSISTENT }, { Data: { ...PERSISTENT, settings } }],
    ['from managed to dynamic', { Data: PERSISTENT }, { Data: { ...DYNAMIC, reclaimPolicy: 'Retain' } }],
    ['from managed to existing', { Data: PERSISTENT }, { Data: { kind: 'lustre existing', capacityGiB: 4800, claims: { main: {} } } }],
    ['dynamic, with another class', { Data: { ...DYNAMIC, reclaimPolicy: 'Retain' } }, { Data: { ...DYNAMIC, reclaimPolicy: 'Retain', storageClassName: 'other' } }],
    ['ONTAP, renamed', { Data: ONTAP }, { Renamed: ONTAP }],
  ])('%s', async (_, before, after) => {
    const scenario = await Scenario.of(app(before));
    await scenario.edit(app(after), { otherVolumes: ['Data/main'] });
    expect([scenario.of('everythingBilledIsReported'), scenario.of('theEditIsDeployed')]).toEqual([[], []]);
  });
});

deployment('a rollback that deletes an ONTAP volume leaves a final backup', () => {
  test.each<[string, { readonly [id: string]: StorageDescription }]>([['an ONTAP storage', { Weights: ONTAP }], ['Lustre alone', { Data: PERSISTENT }]])(
    'and the output of the stack before, with %s, names the query for it', async (_, before) => {
      const volumes = { ...ONTAP, volumes: { corpus: 100 } };
      const scenario = await Scenario.of(app(before));
      const edited = app({ ...before, Added: volumes });
      const added = Object.keys(synthesize(edited).stacks.find(({ name }) => name === STORAGE)!.template.Resources).filter(id => /^AddedManifest|^AddedClaim/.test(id));
      await scenario.fail(edited, { stack: STORAGE, logicalId: added[added.length - 1] });
      expect(scenario.simulate.account.fsx.backups.size).toBe(1);
      expect(scenario.problems).toEqual([]);
    });
});

deployment('a change of the delivery', () => {
  const EXISTING_LUSTRE: StorageDescription = { kind: 'lustre existing', capacityGiB: 4800, claims: { main: {} } };
  const ontapExisting = (reclaimPolicy: 'Delete' | 'Retain'): StorageDescription => ({
    kind: 'ontap existing', backends: [{ driver: 'nas' }], claims: { main: { sizeGiB: 100 } }, reclaimPolicy,
  });
  const retained = { removalPolicy: 'retain-on-update-or-delete' } as const;
  const adopted = { adopt: true } as const;
  const files = { delivery: 'files' } as const;
  const withData = (one: StorageDescription, over: object) => app({ Data: { ...one, ...over } as StorageDescription });

  test.each<[string, StorageDescription, object]>([
    ['Lustre managed', PERSISTENT, {}],
    ['ONTAP managed', ONTAP, {}],
    ['ONTAP existing, Retain', ontapExisting('Retain'), {}],
    ['Lustre managed scratch', { ...PERSISTENT, settings: SCRATCH_SETTINGS }, retained],
    ['Lustre dynamic', DYNAMIC, retained],
    ['Lustre existing', EXISTING_LUSTRE, adopted],
    ['ONTAP existing, Delete', ontapExisting('Delete'), adopted],
  ])('to files keeps volumes after the documented preparation (%s)', async (_, one, preparation) => {
    const scenario = await Scenario.of(withData(one, {}));
    await scenario.edit(withData(one, preparation), {}, 'prepared');
    await scenario.edit(withData(one, { ...preparation, ...files }), {}, 'files');
    expect([scenario.of('podsKeepTheirVolumes'), scenario.of('theEditIsDeployed')]).toEqual([[], []]);
  });

  test.each<[string, StorageDescription, object, object]>([
    ['Lustre managed', PERSISTENT, {}, {}],
    ['ONTAP existing', ontapExisting('Retain'), {}, adopted],
    ['Lustre dynamic', DYNAMIC, retained, adopted],
    ['Lustre existing', EXISTING_LUSTRE, adopted, adopted],
  ])('back to kubectl keeps volumes as documented (%s)', async (_, one, preparation, back) => {
    const scenario = await Scenario.of(withData(one, preparation));
    await scenario.edit(withData(one, { ...preparation, ...files }), {}, 'files');
    await scenario.edit(withData(one, { ...preparation, ...back }), {}, 'back');
    await scenario.edit(withData(one, {}), {}, 'as before');
    expect([scenario.of('podsKeepTheirVolumes'), scenario.of('theEditIsDeployed')]).toEqual([[], []]);
  });
});

deployment('a change of the delivery of an ONTAP file system of the stack back to kubectl', () => {
  test('fails, rolls back and keeps the volumes', async () => {
    const filed: OntapManaged = { ...ONTAP, delivery: 'files' };
    const scenario = await Scenario.of(app({ Data: ONTAP }));
    await scenario.edit(app({ Data: filed }));
    const { simulate: { account: { fsx } } } = scenario;
    const before = [...fsx.volumes.keys()];
    const steps = await scenario.fail(app({ Data: ONTAP }));
    expect(steps[steps.length - 1].result.reason).toContain('AlreadyExists');
    expect([scenario.problems, [...fsx.volumes.keys()]]).toEqual([[], before]);
  });
});

deployment('what a failed attempt created', () => {
  const used: LustreDynamic = { ...DYNAMIC, workload: 'python:3.12' };

  test.each<[string, LustreDynamic]>([['hash', used], ['fixed name', { ...used, fixedClassName: 'scratch' }]])(
    'is deleted before the next one: a class with a %s, its claims and their file systems', async (_, storage) => {
      const scenario = await Scenario.of(app({ Data: PERSISTENT }));
      const edited = app({ Data: storage });
      const { Resources } = synthesize(edited).stacks.find(({ name }) => name === STORAGE)!.template;
      await scenario.fail(edited, { stack: STORAGE, logicalId: Object.keys(Resources).find(id => id.startsWith('DataWorkloads'))! });
      await scenario.edit(edited, { otherVolumes: ['Data/main'] });
      expect(scenario.problems).toEqual([]);
    });

  test('is deleted, too, when a storage was dynamic in an earlier version of the app', async () => {
    const scenario = await Scenario.of(app({ Data: DYNAMIC }));
    await scenario.edit(app({ Data: PERSISTENT }), { otherVolumes: ['Data/main'] });
    await scenario.edit(app({ Data: DYNAMIC }), { otherVolumes: ['Data/main'] });
    expect(scenario.problems).toEqual([]);
  });
});

deployment('an admission policy with another name and id', () => {
  test.each<[string, string | undefined, number]>([['is deleted under its old name', 'Renamed', 0], ['without another id, is left', undefined, 10]])('%s', async (_, policyId, left) => {
    const scenario = await Scenario.of(app({ Data: PERSISTENT }, { policy: 'DENY', policyName: 'old' }));
    await scenario.edit(app({ Data: PERSISTENT }, { policy: 'DENY', policyName: 'new', policyId }));
    const policies = [...scenario.simulate.account.clusters.values()].flatMap(({ objects }) => objects.list('ValidatingAdmissionPolicy'));
    expect(policies.filter(({ object }) => object.metadata.name.startsWith('old-')).length).toBe(left);
    expect(policies.filter(({ object }) => object.metadata.name.startsWith('new-')).length).toBe(10);
  });
});

deployment('pods that wait for the prefetch', () => {
  test.each([1, 2, 3, 4])('are deleted before the claim that holds them back, in every order that the template allows (%d)', async orderSeed => {
    const scenario = await Scenario.of(app({ Data: { ...TRAINING, train: 'python:3.12', prefetch: {} } }), { orderSeed });
    scenario.recoveries = deletionWith(OBSTACLES.fileSystems);
    await scenario.destroy();
    expect(scenario.problems).toEqual([]);
  });
});

deployment('when the last storage is removed', () => {
  test.each(['one', 'two'] as const)('the driver and the Pod Identity agent stay in the cluster (%s stack(s))', async stacks => {
    const scenario = await Scenario.of(app({ Data: PERSISTENT }, { stacks }));
    await scenario.edit(app({}, { stacks }));
    const [, cluster] = [...scenario.simulate.account.clusters.values()];
    expect(scenario.of('theEditIsDeployed')).toEqual([]);
    expect([...cluster.software].sort()).toEqual(expect.arrayContaining(['aws-fsx-csi-driver', 'eks-pod-identity-agent']));
  });

  test.each(['one', 'two'] as const)('a storage can be added again (%s stack(s))', async stacks => {
    const scenario = await Scenario.of(app({ Data: PERSISTENT }, { stacks }));
    await scenario.edit(app({}, { stacks }));
    await scenario.edit(app({ Another: PERSISTENT }, { stacks }));
    expect(scenario.of('theEditIsDeployed')).toEqual([]);
  });
});

deployment('the deletion of all stacks of an app with a VPC of its own', () => {
  test.each<[string, StorageDescription]>([['Lustre', PERSISTENT], ['ONTAP', ONTAP]])('says beforehand that the VPC stays, and how to delete it (%s)', async (_, storage) => {
    const scenario = await Scenario.of(app({ Data: storage }));
    const output = outputsOf(scenario);
    scenario.recoveries = deletionWith(OBSTACLES.fileSystems);
    await scenario.destroy();
    expect(output).toMatch(/VPC/);
    expect(output).toMatch(/delete-file-system[^]*delete-security-group/);
    expect(scenario.of('noStackIsStuck')).toEqual([]);
    expect([
      ids(scenario),
      [...scenario.simulate.stacks.keys()],
      [...scenario.simulate.account.network.vpcs.keys()].length,
    ]).toEqual([[], [], 1]);
  });
});
