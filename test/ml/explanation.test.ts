import { MlBackend, MlDatasetAccess, MlLifetime, MlProtocol, MlWorkload, StorageAdvisor, StorageRequirements } from '../../src';

const explained = (requirements: StorageRequirements) => `\n${StorageAdvisor.explain(requirements)}\n`;

describe('an explanation that a person who does not know FSx understands', () => {
  test('images in S3, read by 64 pods', () => {
    expect(explained({
      workload: MlWorkload.TRAINING_DATA, sizeGiB: 4000, throughputMBps: 1000, dataset: MlDatasetAccess.READ_ONLY, readers: 64,
    })).toMatchInlineSnapshot(`
"
Training data, 4000 GiB: Amazon FSx for Lustre, persistent (PERSISTENT_2).
  What it is: a file system made for many pods that read and write large files at the same time.
  Why: large reads of data that lives in S3: Lustre shows the bucket as files, and fetches what is read.
  Size and speed: 4800 GiB, 1171 MB/s for all pods together, 18 MB/s for each of 64 pods when all read at once.
  When something fails: data survives the failure of disks and servers, in one Availability Zone.
  It cannot: take snapshots or clones; be reached by NFS, iSCSI or NVMe; be reached while its Availability Zone is down.
  Note: the file system has 4800 GiB for 4000 GiB of data: FSx sells Lustre in steps, and its throughput comes with its size.
  Note: it delivers 1171 MB/s where 1000 were asked for: throughput comes with the size.
  Nothing else meets what is asked for.
"
`);
  });

  test('checkpoints with snapshots', () => {
    expect(explained({ workload: MlWorkload.CHECKPOINTS, sizeGiB: 500, snapshots: true })).toMatchInlineSnapshot(`
"
Checkpoints, 500 GiB: Amazon FSx for NetApp ONTAP in one Availability Zone (SINGLE_AZ_1).
  What it is: a storage system with snapshots and copies that take no space, reached by NFS or as block devices.
  Why: only ONTAP has snapshots, and clones that take no space.
  Size and speed: 1024 GiB, 128 MB/s for all pods together.
  When something fails: data survives the failure of disks and servers, in one Availability Zone.
  It cannot: be linked to S3; be reached while its Availability Zone is down.
  Note: the file system has 1024 GiB for 500 GiB of data: ONTAP begins at 1024 GiB for each pair of servers, and is not filled beyond 80 percent.
  Also possible:
    - Amazon FSx for NetApp ONTAP in two Availability Zones (MULTI_AZ_1), 1024 GiB, 128 MB/s, about 1.9 times the price
"
`);
  });

  test('weights that many services load, where a zone may fail', () => {
    expect(explained({ workload: MlWorkload.MODEL_WEIGHTS, sizeGiB: 2000, throughputMBps: 900, multiAz: true, readers: 20 })).toMatchInlineSnapshot(`
"
Model weights, 2000 GiB: Amazon FSx for NetApp ONTAP in two Availability Zones (MULTI_AZ_1).
  What it is: a storage system with snapshots and copies that take no space, kept twice, in two Availability Zones.
  Why: only ONTAP keeps the data in two Availability Zones.
  Size and speed: 2500 GiB, 1024 MB/s for all pods together, 51 MB/s for each of 20 pods when all read at once.
  When something fails: data survives the loss of an Availability Zone, and pods go on.
  It cannot: be linked to S3.
  Note: the file system has 2500 GiB for 2000 GiB of data: ONTAP begins at 1024 GiB for each pair of servers, and is not filled beyond 80 percent.
  Note: it delivers 1024 MB/s where 900 were asked for: throughput comes in steps.
  Nothing else meets what is asked for.
"
`);
  });

  test('a shuffle of a day that writes its results back', () => {
    expect(explained({ workload: MlWorkload.SCRATCH, sizeGiB: 2048, dataset: MlDatasetAccess.WRITE_BACK })).toMatchInlineSnapshot(`
"
Scratch data, 2048 GiB: Amazon FSx for Lustre, scratch (SCRATCH_2).
  What it is: a fast file system for many pods, made for the time of a job.
  Why: a job needs it fast and for a while, which is what scratch storage is made for: it goes with its claim.
  Size and speed: 2400 GiB, 468 MB/s for all pods together.
  When something fails: one copy of the data: what a failing server held is lost.
  It cannot: keep data when a server fails; take snapshots or clones; be reached by NFS, iSCSI or NVMe; be reached while its Availability Zone is down.
  Note: it goes with the stack, not with its claim: only what the stack makes writes files back to S3 by itself.
  Note: the file system has 2400 GiB for 2048 GiB of data: FSx sells Lustre in steps, and its throughput comes with its size.
  Nothing else meets what is asked for.
"
`);
  });

  test('weights in one place, where the price decides', () => {
    expect(explained({ workload: MlWorkload.MODEL_WEIGHTS, sizeGiB: 1500 })).toMatchInlineSnapshot(`
"
Model weights, 1500 GiB: Amazon FSx for NetApp ONTAP in one Availability Zone (SINGLE_AZ_1).
  What it is: a storage system with snapshots and copies that take no space, reached by NFS or as block devices.
  Why: either service serves weights well, and this one is cheaper for the size.
  Size and speed: 1875 GiB, 128 MB/s for all pods together.
  When something fails: data survives the failure of disks and servers, in one Availability Zone.
  It cannot: be linked to S3; be reached while its Availability Zone is down.
  Note: the file system has 1875 GiB for 1500 GiB of data: ONTAP begins at 1024 GiB for each pair of servers, and is not filled beyond 80 percent.
  Also possible:
    - Amazon FSx for Lustre, persistent (PERSISTENT_2), 2400 GiB, 292 MB/s, about 1.1 times the price
    - Amazon FSx for NetApp ONTAP in two Availability Zones (MULTI_AZ_1), 1875 GiB, 128 MB/s, about 1.9 times the price
"
`);
  });

  test('requirements that nothing meets', () => {
    const contradictory = { workload: MlWorkload.SCRATCH, sizeGiB: 100, snapshots: true, protocols: [MlProtocol.NFS] };
    expect(() => explained(contradictory)).toThrowErrorMatchingInlineSnapshot(`
"StorageAdvisor: nothing offers NFS (protocols) and scratch storage that goes with its claim (MlWorkload.SCRATCH) together.
  Choose:
  - without scratch storage that goes with its claim (MlWorkload.SCRATCH): Amazon FSx for NetApp ONTAP in one Availability Zone, or Amazon FSx for NetApp ONTAP in two Availability Zones; use another workload, for example MlWorkload.PREPROCESSING, for data that stays"
`);
  });
});

describe('an explanation', () => {
  const all = [MlWorkload.TRAINING_DATA, MlWorkload.CHECKPOINTS, MlWorkload.MODEL_WEIGHTS, MlWorkload.PREPROCESSING, MlWorkload.SCRATCH]
    .flatMap(workload => [undefined, ...Object.values(MlBackend)].map(backend => ({ workload, backend })))
    .flatMap(part => Object.values(MlLifetime).map(lifetime => ({ ...part, lifetime, sizeGiB: 300 })))
    .filter(({ workload, backend, lifetime }) => workload !== MlWorkload.SCRATCH || (backend !== MlBackend.ONTAP && lifetime === MlLifetime.JOB));

  test.each(all)('says all that the recommendation has: $workload $backend $lifetime', requirements => {
    const [best, ...others] = StorageAdvisor.recommend(requirements);
    const text = StorageAdvisor.explain(requirements);
    const said = [
      best.reason, best.durability, best.deploymentType, ...best.cannot, ...best.deviations, `${best.capacityGiB} GiB`, `${best.throughputMBps} MB/s`,
      ...others.map(({ deploymentType }) => `(${deploymentType})`),
    ];
    expect(said.filter(part => !text.includes(part))).toEqual([]);
    expect(text.includes('Nothing else')).toBe(others.length === 0);
  });

  test('has no line that ends without a full stop but for those of lists, and none with two', () => {
    for (const requirements of all) {
      const lines = StorageAdvisor.explain(requirements).split('\n');
      expect(lines.filter(line => !/^ {4}- |:$/.test(line) && !/[^.]\.$/.test(line))).toEqual([]);
    }
  });

  test('shares the throughput among the pods that read', () => {
    const of = (readers?: number) => StorageAdvisor.explain({ workload: MlWorkload.TRAINING_DATA, sizeGiB: 1200, readers });
    expect(of(10)).toContain('146 MB/s for all pods together, 14 MB/s for each of 10 pods when all read at once.');
    expect([of(), of(1)].map(text => text.includes('for each'))).toEqual([false, false]);
  });

  test('tells prices as ratios, never as dollars', () => {
    for (const requirements of all) {
      expect(StorageAdvisor.explain(requirements)).not.toMatch(/\$|USD|dollar/i);
    }
  });
});
