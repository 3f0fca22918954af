import { execFileSync, spawnSync } from 'child_process';
import { rmSync, writeFileSync } from 'fs';
import { join } from 'path';
import { Stack } from 'aws-cdk-lib';
import { debianProgram } from './support/debian';
import { log, temporaryFolder } from './support/tools';
import { existingOn, objectsOf, testStack } from '../support/fixture';
import { existingOntap } from '../support/ontap';

const PROMTOOL = debianProgram('prometheus', 'promtool');
const real = PROMTOOL ? describe : describe.skip;

const groupsOf = (stack: Stack) => objectsOf(stack).find(({ kind }) => kind === 'PrometheusRule')!.spec;

real('promtool', () => {
  const folder = temporaryFolder();
  const lustre = testStack();
  existingOn(lustre).addPrometheusRules({ cloudWatchExporter: true });
  const ontap = testStack();
  existingOntap(ontap).addPrometheusRules({ cloudWatchExporter: true, thresholds: { capacityPoolTiB: 1 } });
  const files = Object.entries({ lustre, ontap }).map(([name, stack]) => {
    const file = join(folder, `${name}.json`);
    writeFileSync(file, JSON.stringify(groupsOf(stack)));
    return file;
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  test.each(files)('accepts the rules', file => {
    log(execFileSync(PROMTOOL, ['check', 'rules', file], { encoding: 'utf8' }).trim().split('\n').join(' '));
  });

  test('rejects a rule whose expression is wrong', () => {
    const wrong = join(folder, 'wrong.json');
    writeFileSync(wrong, JSON.stringify({ groups: [{ name: 'a', rules: [{ alert: 'A', expr: 'max(aws_fsx' }] }] }));
    expect(spawnSync(PROMTOOL, ['check', 'rules', wrong]).status).not.toBe(0);
  });

  /** Series of one value each, and the alerts that fire after 61 minutes. */
  test.each<[string, { [series: string]: number }, string[]]>([
    [files[0], {}, []],
    [files[0], { 'aws_fsx_free_data_storage_capacity_sum{dimension_FileSystemId="fs-0123456789abcdef0"}': 4800 * 2 ** 30 * 0.11 }, []],
    [files[0], { 'aws_fsx_free_data_storage_capacity_sum{dimension_FileSystemId="fs-0123456789abcdef0"}': 4800 * 2 ** 30 * 0.09 }, ['FsxLustreFreeCapacityPercent']],
    [
      files[0], { 'aws_fsx_disk_iops_utilization_maximum{dimension_FileSystemId="fs-0123456789abcdef0",disk="OST0000"}': 95 },
      ['FsxLustreDiskIopsPercent'],
    ],
    [files[0], { 'kube_daemonset_status_number_unavailable{namespace="kube-system",daemonset="fsx-csi-node"}': 1 }, ['FsxLustreUnavailableNodePods']],
    [files[0], { 'kube_daemonset_status_number_unavailable{namespace="kube-system",daemonset="fsx-csi-node"}': 0 }, []],
    [files[1], { 'trident_backend_count{backend_type="ontap-nas",backend_state="offline"}': 1 }, ['FsxOntapBackendsNotOnline']],
    [files[1], { 'trident_backend_count{backend_type="ontap-nas",backend_state="online"}': 2 }, []],
  ])('%s with %j fires %j', (file, series, fired) => {
    const rules = JSON.parse(execFileSync('cat', [file], { encoding: 'utf8' })).groups[0].rules;
    const test = {
      rule_files: [file], evaluation_interval: '1m',
      tests: [{
        interval: '1m',
        input_series: Object.entries(series).map(([name, value]) => ({ series: name, values: `${value}x70` })),
        alert_rule_test: rules.map(({ alert, labels, annotations }: any) => ({
          eval_time: '61m', alertname: alert,
          exp_alerts: fired.includes(alert)
            ? [{ exp_labels: { ...labels, ...labelsOf(Object.keys(series)[0], alert) }, exp_annotations: annotations }]
            : [],
        })),
      }],
    };
    const path = join(folder, 'test.json');
    writeFileSync(path, JSON.stringify(test));
    const { status, stdout, stderr } = spawnSync(PROMTOOL, ['test', 'rules', path], { encoding: 'utf8' });
    expect(status === 0 ? '' : stdout + stderr).toBe('');
  });

  /** Aggregations have no labels of the series. */
  function labelsOf(series: string, alert: string): { [name: string]: string } {
    return /DiskIops|Backends/.test(alert)
      ? {}
      : Object.fromEntries([...series.matchAll(/(\w+)="([^"]*)"/g)].map(([, name, value]) => [name, value]));
  }
});
