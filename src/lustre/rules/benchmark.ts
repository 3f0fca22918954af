import { benchmarkRulesOf } from '../../validation/common/benchmark';

/** Rules for addBenchmark() of FsxLustreStorage. */
export const lustreBenchmarkRules = benchmarkRulesOf('lustre');
