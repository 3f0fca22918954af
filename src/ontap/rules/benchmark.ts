import { benchmarkRulesOf } from '../../validation/common/benchmark';

/** Rules for addBenchmark() of FsxOntapStorage. */
export const ontapBenchmarkRules = benchmarkRulesOf('ontap');
