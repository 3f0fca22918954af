import { MlBackend, MlDatasetAccess, MlLifetime, MlProtocol, MlWorkload, StorageAdvisor, StorageRequirements } from '../../src';
import { explanation } from '../../src/ml/explanation';

const explained = (requirements: StorageRequirements) => `\n${StorageAdvisor.explain(requirements)}\n`;

describe('an explanation that a person who does not know FSx understands', () => {
  test('images in S3, read by 64 pods', () => {
    expect(
      explained({
        workload: MlWorkload.TRAINING_DATA,
        sizeGiB: 4000,
        throughputMBps: 1000,
        dataset: MlDatasetAccess.READ_ONLY,
        readers: 64,
      }),
    ).toMatchInlineSnapshot(`
"
Training data, 4000 GiB: Amazon FSx for Lustre, persistent (PERSISTENT_2).
  Description: a file system for many pods that read and write large files at the same time.
  Reason: Lustre shows the objects in S3 as files, and loads a file when it is read.
  Required throughput: 1000 MB/s (as stated).
  Capacity and throughput: 4800 GiB, 1171 MB/s for all pods together, 18 MB/s for each of 64 pods when all read at once.
  Cost: about 1008 US dollars per month (us-east-1, 2026-11-21, two sources): storage 1008.
  Billed in addition, by use: traffic between Availability Zones (price not known); requests that load files from S3, once (0.0004 US dollars per 1000 requests, us-east-1, 2026-11-21, one source).
  Durability: data survives the failure of disks and servers, in one Availability Zone.
  Limitations: cannot create snapshots or clones; cannot be accessed with NFS, iSCSI or NVMe; cannot be accessed while its Availability Zone is down.
  Note: the file system has 4800 GiB for 4000 GiB of data: Lustre has capacity steps, and its throughput grows with its capacity.
  Note: it delivers 1171 MB/s where 1000 MB/s are required: throughput grows with the capacity.
  Consider Mountpoint for Amazon S3: pods that read large objects from start to end can read them from the bucket, without a second copy and without provisioned capacity; it suits neither random reads nor changes of files (https://docs.aws.amazon.com/eks/latest/userguide/s3-csi.html).
  Other options:
    - Amazon FSx for Lustre, persistent (PERSISTENT_1), 7200 GiB, 1406 MB/s, price unknown
    - Amazon FSx for Lustre on hard disks (PERSISTENT_1, HDD), 27000 GiB, 1054 MB/s, price unknown; it cannot read small files quickly; it delivers 1054 MB/s instead of 1171 MB/s
  To pay less, or for more throughput:
    - with half the throughputMBps: Amazon FSx for Lustre, persistent (PERSISTENT_2), 4800 GiB, 585 MB/s, about 696 US dollars per month
    - for twice the throughput: Amazon FSx for Lustre, persistent (PERSISTENT_2), 4800 GiB, 2343 MB/s, about 1632 US dollars per month
"
`);
  });

  test('checkpoints with snapshots', () => {
    expect(explained({ workload: MlWorkload.CHECKPOINTS, sizeGiB: 500, snapshots: true })).toMatchInlineSnapshot(`
"
Checkpoints, 500 GiB: Amazon FSx for NetApp ONTAP in one Availability Zone (SINGLE_AZ_1).
  Description: a storage system with snapshots and clones that share space, with NFS and block devices.
  Reason: only ONTAP supports snapshots, and clones that share space.
  Required throughput: 298.26 MB/s (a checkpoint of 50 GiB in 180 s).
  Capacity and throughput: 1024 GiB, 512 MB/s for all pods together.
  Cost: about 497 US dollars per month (us-east-1, 2026-11-21, two sources): storage 128, throughput 369.
  Billed in addition, by use: backups (0.05 US dollars per GB-month, us-east-1, 2026-11-21, one source); traffic between Availability Zones (price not known).
  Durability: data survives the failure of disks and servers, in one Availability Zone.
  Limitations: cannot be linked to S3; cannot be accessed while its Availability Zone is down.
  Note: the file system has 1024 GiB for 500 GiB of data: ONTAP starts at 1024 GiB per HA pair, and at most 80 percent are planned for data.
  Note: it delivers 512 MB/s where 298.26 MB/s are required: throughput has steps.
  Assumption: one checkpoint has 50 GiB: a tenth of the volume, at most 1024 GiB (checkpointSizeGiB).
  Assumption: training may stop for 180 s for a checkpoint: 5 percent of 60 minutes (checkpointPauseSeconds).
  Other options:
    - Amazon FSx for NetApp ONTAP in one Availability Zone (SINGLE_AZ_2), 1024 GiB, 384 MB/s, about 742 US dollars per month; it delivers 384 MB/s instead of 512 MB/s
    - Amazon FSx for NetApp ONTAP in two Availability Zones (MULTI_AZ_1), 1024 GiB, 512 MB/s, about 870 US dollars per month
    - Amazon FSx for NetApp ONTAP in two Availability Zones (MULTI_AZ_2), 1024 GiB, 384 MB/s, about 1216 US dollars per month; it delivers 384 MB/s instead of 512 MB/s
    - Amazon FSx for NetApp ONTAP in two Availability Zones (MULTI_AZ_3), 1024 GiB, 384 MB/s, price unknown; it delivers 384 MB/s instead of 512 MB/s; AWS does not document its maximum SSD storage and SSD IOPS, its prices, the Regions that offer it, whether it supports NVMe, and whether CloudFormation accepts it
    - Amazon FSx for NetApp ONTAP in one Availability Zone (SINGLE_AZ_3), 1024 GiB, 1536 MB/s, price unknown; AWS does not document its maximum SSD storage and SSD IOPS, its prices, the Regions that offer it, whether it supports NVMe, and whether CloudFormation accepts it
  To pay less, or for more throughput:
    - without snapshots and clones: Amazon FSx for Lustre, persistent (PERSISTENT_2), 1200 GiB, 585 MB/s, about 408 US dollars per month
    - for twice the throughput: Amazon FSx for NetApp ONTAP in one Availability Zone (SINGLE_AZ_1), 1024 GiB, 1024 MB/s, about 865 US dollars per month
"
`);
  });

  test('weights that many services load, where a zone may fail', () => {
    expect(explained({ workload: MlWorkload.MODEL_WEIGHTS, sizeGiB: 2000, throughputMBps: 900, multiAz: true, readers: 20 })).toMatchInlineSnapshot(`
"
Model weights, 2000 GiB: Amazon FSx for NetApp ONTAP in two Availability Zones (MULTI_AZ_1).
  Description: a storage system with snapshots and clones that share space, with copies of the data in two Availability Zones.
  Reason: only ONTAP stores the data in two Availability Zones.
  Required throughput: 900 MB/s (as stated).
  Capacity and throughput: 2500 GiB, 1024 MB/s for all pods together, 51 MB/s for each of 20 pods when all read at once.
  Cost: about 1854 US dollars per month (us-east-1, 2026-11-21, two sources): storage 625, throughput 1229.
  Billed in addition, by use: backups (0.05 US dollars per GB-month, us-east-1, 2026-11-21, one source).
  Durability: data survives the failure of an Availability Zone, and pods keep access to it.
  Limitations: cannot be linked to S3.
  Note: the file system has 2500 GiB for 2000 GiB of data: ONTAP starts at 1024 GiB per HA pair, and at most 80 percent are planned for data.
  Note: it delivers 1024 MB/s where 900 MB/s are required: throughput has steps.
  Other options:
    - Amazon FSx for NetApp ONTAP in two Availability Zones (MULTI_AZ_2), 2500 GiB, 1536 MB/s, about 4465 US dollars per month
    - Amazon FSx for NetApp ONTAP in two Availability Zones (MULTI_AZ_3), 2500 GiB, 1536 MB/s, price unknown; AWS does not document its maximum SSD storage and SSD IOPS, its prices, the Regions that offer it, whether it supports NVMe, and whether CloudFormation accepts it
  To pay less, or for more throughput:
    - without multiAz: Amazon FSx for Lustre, persistent (PERSISTENT_2), 2400 GiB, 1171 MB/s, about 816 US dollars per month
    - with half the throughputMBps: Amazon FSx for NetApp ONTAP in two Availability Zones (MULTI_AZ_1), 2500 GiB, 512 MB/s, about 1239 US dollars per month
    - for twice the throughput: Amazon FSx for NetApp ONTAP in two Availability Zones (MULTI_AZ_1), 2500 GiB, 2048 MB/s, about 3083 US dollars per month
"
`);
  });

  test('a shuffle of a day that writes its results back', () => {
    expect(explained({ workload: MlWorkload.SCRATCH, sizeGiB: 2048, dataset: MlDatasetAccess.WRITE_BACK })).toMatchInlineSnapshot(`
"
Scratch data, 2048 GiB: Amazon FSx for Lustre, scratch (SCRATCH_2).
  Description: a fast file system for many pods for the duration of a job.
  Reason: scratch storage is fast and suits the duration of a job: it is deleted with its claim.
  Required throughput: 100 MB/s (1 reader at an assumed 100 MB/s each).
  Capacity and throughput: 2400 GiB, 468 MB/s for all pods together.
  Cost: about 336 US dollars per month (us-east-1, 2026-11-21, two sources): storage 336.
  Billed in addition, by use: traffic between Availability Zones (price not known); requests that load files from S3, once (0.0004 US dollars per 1000 requests, us-east-1, 2026-11-21, one source).
  Durability: one copy of the data: files on a failing server are lost.
  Limitations: cannot keep data when a server fails; cannot create snapshots or clones; cannot be accessed with NFS, iSCSI or NVMe; cannot be accessed while its Availability Zone is down.
  Note: it is deleted with the stack, not with its claim, because only file systems of the stack export files to S3 automatically.
  Note: the file system has 2400 GiB for 2048 GiB of data: Lustre has capacity steps, and its throughput grows with its capacity.
  Note: it delivers 468 MB/s where 100 MB/s are required: throughput grows with the capacity.
  Assumption: each pod reads or writes 100 MB/s (throughputPerReaderMBps).
  Assumption: one pod uses the volume at a time (readers).
  No other option meets the requirements.
  To pay less, or for more throughput:
    - for twice the throughput: Amazon FSx for Lustre, scratch (SCRATCH_2), 4800 GiB, 937 MB/s, about 672 US dollars per month
"
`);
  });

  test('weights in one place, where the price decides', () => {
    expect(explained({ workload: MlWorkload.MODEL_WEIGHTS, sizeGiB: 1500 })).toMatchInlineSnapshot(`
"
Model weights, 1500 GiB: Amazon FSx for NetApp ONTAP in one Availability Zone (SINGLE_AZ_1).
  Description: a storage system with snapshots and clones that share space, with NFS and block devices.
  Reason: any service suits weights that pods load in time, and this is the least expensive option that meets every requirement: the cheaper one for the size and speed.
  Required throughput: 100 MB/s (1 reader at an assumed 100 MB/s each).
  Capacity and throughput: 1875 GiB, 128 MB/s for all pods together.
  Cost: about 327 US dollars per month (us-east-1, 2026-11-21, two sources): storage 234, throughput 92.
  Billed in addition, by use: backups (0.05 US dollars per GB-month, us-east-1, 2026-11-21, one source); traffic between Availability Zones (price not known).
  Durability: data survives the failure of disks and servers, in one Availability Zone.
  Limitations: cannot be linked to S3; cannot be accessed while its Availability Zone is down.
  Note: the file system has 1875 GiB for 1500 GiB of data: ONTAP starts at 1024 GiB per HA pair, and at most 80 percent are planned for data.
  Note: it delivers 128 MB/s where 100 MB/s are required: throughput has steps.
  Assumption: each pod reads or writes 100 MB/s (throughputPerReaderMBps).
  Assumption: one pod uses the volume at a time (readers).
  Other options:
    - Amazon FSx for Lustre, persistent (PERSISTENT_2, SSD), 2400 GiB, 292 MB/s, about 348 US dollars per month; it cannot create snapshots or clones; it cannot be accessed with NFS, iSCSI or NVMe
    - Amazon FSx for NetApp ONTAP in two Availability Zones (MULTI_AZ_1), 1875 GiB, 128 MB/s, about 622 US dollars per month
    - Amazon FSx for NetApp ONTAP in one Availability Zone (SINGLE_AZ_2), 1875 GiB, 384 MB/s, about 849 US dollars per month
    - Amazon FSx for NetApp ONTAP in two Availability Zones (MULTI_AZ_2), 1875 GiB, 384 MB/s, about 1429 US dollars per month
    - Amazon FSx for Lustre, Intelligent-Tiering (PERSISTENT_2, INTELLIGENT_TIERING), 1500 GiB, 1000 MB/s, price unknown; it cannot create snapshots or clones; it cannot be accessed with NFS, iSCSI or NVMe
    - Amazon FSx for NetApp ONTAP in two Availability Zones (MULTI_AZ_3), 1875 GiB, 384 MB/s, price unknown; AWS does not document its maximum SSD storage and SSD IOPS, its prices, the Regions that offer it, whether it supports NVMe, and whether CloudFormation accepts it
    - Amazon FSx for NetApp ONTAP in one Availability Zone (SINGLE_AZ_3), 1875 GiB, 1536 MB/s, price unknown; AWS does not document its maximum SSD storage and SSD IOPS, its prices, the Regions that offer it, whether it supports NVMe, and whether CloudFormation accepts it
    - Amazon FSx for Lustre, persistent (PERSISTENT_1, SSD), 2400 GiB, 117 MB/s, price unknown; it cannot create snapshots or clones; it cannot be accessed with NFS, iSCSI or NVMe; it delivers 117 MB/s instead of 128 MB/s
    - Amazon FSx for Lustre on hard disks (PERSISTENT_1, HDD), 3600 GiB, 140 MB/s, price unknown; it cannot read small files quickly; it cannot create snapshots or clones; it cannot be accessed with NFS, iSCSI or NVMe
  To pay less, or for more throughput:
    - for twice the throughput: Amazon FSx for Lustre, persistent (PERSISTENT_2), 2400 GiB, 292 MB/s, about 348 US dollars per month
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
  const all = Object.values(MlWorkload)
    .flatMap(workload => [undefined, ...Object.values(MlBackend)].map(backend => ({ workload, backend })))
    .flatMap(part => Object.values(MlLifetime).map(lifetime => ({ ...part, lifetime, sizeGiB: 300 })))
    .filter(({ workload, backend }) => workload !== MlWorkload.HOME_DIRECTORIES || backend !== MlBackend.LUSTRE)
    .filter(
      ({ workload, backend, lifetime }) =>
        workload !== MlWorkload.SCRATCH || (backend !== MlBackend.ONTAP && lifetime === MlLifetime.JOB),
    );

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
    const of = (readers?: number) =>
      StorageAdvisor.explain({ workload: MlWorkload.TRAINING_DATA, sizeGiB: 1200, throughputMBps: 120, readers });
    expect(of(10)).toContain('146 MB/s for all pods together, 14 MB/s for each of 10 pods when all read at once.');
    expect([of(), of(1)].map(text => text.includes('for each'))).toEqual([false, false]);
  });

  test('states the price with its date, Region and confidence; without prices there is no dollar', () => {
    for (const requirements of all) {
      expect(StorageAdvisor.explain(requirements)).toMatch(/ {2}Cost: about \d+ US dollars per month \(us-east-1, 2026-11-21, (one source|two sources)\): storage \d+/);
      expect(explanation(StorageAdvisor._choose('', requirements), { withPrices: false })).not.toMatch(/\$|USD|dollar|Cost|price of/i);
    }
  });
});
