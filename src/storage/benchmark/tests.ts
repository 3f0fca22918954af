/** The units of measurements. */
export type BenchmarkUnit = 'MB/s' | 'IOPS' | 'ops/s';

/** What a file system promises: for each quantity, the total of all clients. */
export interface BenchmarkPromise {
  /** Sequential reads, in MB/s. */
  readonly readMBps?: number;
  /** Sequential writes, in MB/s. */
  readonly writeMBps?: number;
  /** Random reads of 4 KiB per second. */
  readonly readIops?: number;
  /** Files created or deleted per second. */
  readonly metadataOps?: number;
}

/** One measurement. */
export interface BenchmarkTest {
  readonly name: string;
  readonly unit: BenchmarkUnit;
  /** Options of fio. */
  readonly fio: string;
  /** Column of the result in the terse output of fio, counted from 0. */
  readonly column: number;
  /** Files of metadata tests, instead of the data files. */
  readonly metadata?: true;
  readonly promise?: keyof BenchmarkPromise;
}

/** Columns of the terse output, version 3: https://fio.readthedocs.io/en/latest/fio_doc.html#terse-output */
const READ = { kibPerSecond: 6, iops: 7 };
const WRITE = { kibPerSecond: 47, iops: 48 };
const LARGE = '--bs=1M --iodepth=8';
const SMALL = '--bs=4k --iodepth=32';

/** The measurements, in this order. The last one deletes the files of the one before. */
export const BENCHMARK_TESTS: readonly BenchmarkTest[] = [
  { name: 'sequential-write', unit: 'MB/s', fio: `--rw=write ${LARGE}`, column: WRITE.kibPerSecond, promise: 'writeMBps' },
  { name: 'sequential-read', unit: 'MB/s', fio: `--rw=read ${LARGE}`, column: READ.kibPerSecond, promise: 'readMBps' },
  { name: 'random-write', unit: 'IOPS', fio: `--rw=randwrite ${SMALL}`, column: WRITE.iops },
  { name: 'random-read', unit: 'IOPS', fio: `--rw=randread ${SMALL}`, column: READ.iops, promise: 'readIops' },
  { name: 'file-create', unit: 'ops/s', fio: '--ioengine=filecreate', column: READ.iops, metadata: true, promise: 'metadataOps' },
  { name: 'file-stat', unit: 'ops/s', fio: '--ioengine=filestat', column: READ.iops, metadata: true },
  { name: 'file-delete', unit: 'ops/s', fio: '--ioengine=filedelete', column: READ.iops, metadata: true, promise: 'metadataOps' },
];
