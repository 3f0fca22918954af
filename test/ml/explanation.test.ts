import { MlBackend, MlDatasetAccess, MlLifetime, MlProtocol, MlWorkload, StorageAdvisor, StorageRequirements } from '../../src';

const explained = (requirements: StorageRequirements) => `\n${StorageAdvisor.explain(requirements)}\n`;

describe('an explanation that a person who does not know FSx understands', () => {
  test('images in S3, read by 64 pods', () => {
    expect(explained({
      workload: MlWorkload.TRAINING_DATA, sizeGiB: 4000, throughputMBps: 1000, dataset: MlDatasetAccess.READ_ONLY, readers: 64,
    })).toMatchInlineSnapshot(`
"
Training data, 4000 GiB: Amazon FSx for Lustre, persistent (PERSISTENT_2).
  Description: a file system for many pods that read and write large files at the same time.
  Reason: Lustre shows the objects in S3 as files, and loads a file when it is read.
  Capacity and throughput: 4800 GiB, 1171 MB/s for all pods together, 18 MB/s for each of 64 pods when all read at once.
  Durability: data survives the failure of disks and servers, in one Availability Zone.
  Limitations: cannot create snapshots or clones; cannot be accessed with NFS, iSCSI or NVMe; cannot be accessed while its Availability Zone is down.
  Note: the file system has 4800 GiB for 4000 GiB of data: Lustre has capacity steps, and its throughput grows with its capacity.
  Note: it delivers 1171 MB/s where 1000 MB/s are required: throughput grows with the capacity.
  No other option meets the requirements.
"
`);
  });

  test('checkpoints with snapshots', () => {
    expect(explained({ workload: MlWorkload.CHECKPOINTS, sizeGiB: 500, snapshots: true })).toMatchInlineSnapshot(`
"
Checkpoints, 500 GiB: Amazon FSx for NetApp ONTAP in one Availability Zone (SINGLE_AZ_1).
  Description: a storage system with snapshots and clones that share space, with NFS and block devices.
  Reason: only ONTAP supports snapshots, and clones that share space.
  Capacity and throughput: 1024 GiB, 128 MB/s for all pods together.
  Durability: data survives the failure of disks and servers, in one Availability Zone.
  Limitations: cannot be linked to S3; cannot be accessed while its Availability Zone is down.
  Note: the file system has 1024 GiB for 500 GiB of data: ONTAP starts at 1024 GiB per HA pair, and at most 80 percent are planned for data.
  Other options:
    - Amazon FSx for NetApp ONTAP in two Availability Zones (MULTI_AZ_1), 1024 GiB, 128 MB/s, about 1.9 times the price
"
`);
  });

  test('weights that many services load, where a zone may fail', () => {
    expect(explained({ workload: MlWorkload.MODEL_WEIGHTS, sizeGiB: 2000, throughputMBps: 900, multiAz: true, readers: 20 })).toMatchInlineSnapshot(`
"
Model weights, 2000 GiB: Amazon FSx for NetApp ONTAP in two Availability Zones (MULTI_AZ_1).
  Description: a storage system with snapshots and clones that share space, with copies of the data in two Availability Zones.
  Reason: only ONTAP stores the data in two Availability Zones.
  Capacity and throughput: 2500 GiB, 1024 MB/s for all pods together, 51 MB/s for each of 20 pods when all read at once.
  Durability: data survives the failure of an Availability Zone, and pods keep access to it.
  Limitations: cannot be linked to S3.
  Note: the file system has 2500 GiB for 2000 GiB of data: ONTAP starts at 1024 GiB per HA pair, and at most 80 percent are planned for data.
  Note: it delivers 1024 MB/s where 900 MB/s are required: throughput has steps.
  No other option meets the requirements.
"
`);
  });

  test('a shuffle of a day that writes its results back', () => {
    expect(explained({ workload: MlWorkload.SCRATCH, sizeGiB: 2048, dataset: MlDatasetAccess.WRITE_BACK })).toMatchInlineSnapshot(`
"
Scratch data, 2048 GiB: Amazon FSx for Lustre, scratch (SCRATCH_2).
  Description: a fast file system for many pods for the duration of a job.
  Reason: scratch storage is fast and suits the duration of a job: it is deleted with its claim.
  Capacity and throughput: 2400 GiB, 468 MB/s for all pods together.
  Durability: one copy of the data: files on a failing server are lost.
  Limitations: cannot keep data when a server fails; cannot create snapshots or clones; cannot be accessed with NFS, iSCSI or NVMe; cannot be accessed while its Availability Zone is down.
  Note: it is deleted with the stack, not with its claim, because only file systems of the stack export files to S3 automatically.
  Note: the file system has 2400 GiB for 2048 GiB of data: Lustre has capacity steps, and its throughput grows with its capacity.
  No other option meets the requirements.
"
`);
  });

  test('weights in one place, where the price decides', () => {
    expect(explained({ workload: MlWorkload.MODEL_WEIGHTS, sizeGiB: 1500 })).toMatchInlineSnapshot(`
"
Model weights, 1500 GiB: Amazon FSx for NetApp ONTAP in one Availability Zone (SINGLE_AZ_1).
  Description: a storage system with snapshots and clones that share space, with NFS and block devices.
  Reason: both services suit weights, and this one is cheaper for the size.
  Capacity and throughput: 1875 GiB, 128 MB/s for all pods together.
  Durability: data survives the failure of disks and servers, in one Availability Zone.
  Limitations: cannot be linked to S3; cannot be accessed while its Availability Zone is down.
  Note: the file system has 1875 GiB for 1500 GiB of data: ONTAP starts at 1024 GiB per HA pair, and at most 80 percent are planned for data.
  Other options:
    - Amazon FSx for Lustre, persistent (PERSISTENT_2), 2400 GiB, 292 MB/s, about 1.1 times the price
    - Amazon FSx for NetApp ONTAP in two Availability Zones (MULTI_AZ_1), 1875 GiB, 128 MB/s, about 1.9 times the price
"
`);
  });

  test('requirements that nothing meets', () => {
    const contradictory = { workload: MlWorkload.SCRATCH, sizeGiB: 100, snapshots: true, protocols: [MlProtocol.NFS] };
    expect(() => explained(contradictory)).toThrowErrorMatchingInlineSnapshot(`
"StorageAdvisor: nothing offers NFS (protocols) and scratch storage that is deleted with its claim (MlWorkload.SCRATCH) together.
  Alternatives:
  - without scratch storage that is deleted with its claim (MlWorkload.SCRATCH): Amazon FSx for NetApp ONTAP in one Availability Zone, or Amazon FSx for NetApp ONTAP in two Availability Zones; use another workload, for example MlWorkload.PREPROCESSING, for data that must be retained"
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
    expect(text.includes('No other option')).toBe(others.length === 0);
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
