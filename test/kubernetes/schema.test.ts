import { PodToleration, TolerationEffect, TolerationOperator } from '../../src';
import { TOLERATIONS, WORKLOAD_MOUNT_FIELDS } from '../../src/kubernetes/schema';
import { rejectInvalid } from '../../src/validation/input';
import { errorOf } from '../support/fixture';

const { EXISTS, EQUAL } = TolerationOperator;
const { NO_EXECUTE, NO_SCHEDULE } = TolerationEffect;

function tolerate(toleration: PodToleration) {
  rejectInvalid('Share', { fields: { tolerations: TOLERATIONS }, value: { tolerations: [toleration] } });
}

describe('a toleration', () => {
  test.each<PodToleration>([
    { key: 'gpu' },
    { key: 'gpu', operator: EQUAL, value: 'true' },
    { key: 'gpu', operator: EXISTS, value: '' },
    { operator: EXISTS },
    { key: 'gpu', effect: NO_EXECUTE, tolerationSeconds: -1 },
  ])('%j is accepted', toleration => {
    expect(() => tolerate(toleration)).not.toThrow();
  });

  test.each<[PodToleration, string]>([
    [{}, 'tolerations[0].key: must be set unless operator is Exists'],
    [{ key: '', operator: EQUAL }, 'tolerations[0].key: must be set unless operator is Exists'],
    [{ key: 'gpu', operator: EXISTS, value: 'true' }, 'tolerations[0].value: must be empty if operator is Exists'],
    [{ key: 'gpu', tolerationSeconds: 60 }, 'tolerations[0].tolerationSeconds: requires the effect NoExecute'],
    [{ key: 'gpu', effect: NO_SCHEDULE, tolerationSeconds: 60 }, 'tolerations[0].tolerationSeconds: requires the effect NoExecute'],
    [{ key: 'gpu', effect: NO_EXECUTE, tolerationSeconds: 1.5 }, 'tolerations[0].tolerationSeconds: must be a whole number, got 1.5'],
  ])('%j is rejected as the API server would reject it', (toleration, problem) => {
    expect(errorOf(() => tolerate(toleration))).toContain(problem);
  });
});

describe.each([
  ['fsGroup', (id: number) => ({ path: '/data', fsGroup: id })],
  ['ownership.user', (id: number) => ({ path: '/data', ownership: { user: id } })],
  ['ownership.group', (id: number) => ({ path: '/data', ownership: { user: 1, group: id } })],
])('%s', (property, options) => {
  const mount = (id: number) => rejectInvalid('Claim', { fields: WORKLOAD_MOUNT_FIELDS, value: options(id) });

  test.each([0, 2 ** 31 - 1])('accepts %d', id => {
    expect(() => mount(id)).not.toThrow();
  });

  test.each([
    [-1, 'must be at least 0, got -1'], [2 ** 31, 'must be at most 2147483647, got 2147483648'], [0.5, 'must be a whole number, got 0.5'],
  ])('rejects %d', (id, problem) => {
    expect(errorOf(() => mount(id))).toContain(`${property}: ${problem}`);
  });
});
