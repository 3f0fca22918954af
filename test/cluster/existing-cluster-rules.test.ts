import { check } from '../../src/validation/check';
import { ExistingClusterConfiguration, existingClusterRules } from '../../src/validation/common/existing-cluster';
import { DeferredValue } from '../../src/validation/deferred-value';
import { entry, report } from '../../src/validation/report';

const deferred = new DeferredValue<any>('${Token[TOKEN.1]}');
const violates = (id: string, configuration: ExistingClusterConfiguration) => {
  return check(existingClusterRules, configuration).violations.some(violation => violation.id === id);
};

describe.each(existingClusterRules.map(rule => [rule.id, rule] as const))('%s', (id, rule) => {
  const { invalidExample, validExample } = rule;

  test('reports its invalid example and accepts its valid one', () => {
    expect(check([rule], invalidExample).violations.map(violation => violation.id)).toEqual([id]);
    expect(check([rule], validExample)).toEqual({ violations: [], skipped: [] });
  });

  test('is skipped while what it reads is known only at deployment', () => {
    for (const field of rule.reads.map(String)) {
      expect(check([rule], { ...invalidExample, [field]: deferred })).toEqual({
        violations: [],
        skipped: [{ id, fields: [field] }],
      });
    }
  });

  test('tells what is wrong, how to mend it, and where that is written', () => {
    const text = report('X', check([rule], invalidExample).violations.map(violation => entry(violation, {})));
    expect(text).not.toMatch(/undefined|NaN|\[object/);
    expect(text).toMatch(new RegExp(`^X: 1 problem\n  .*${rule.at as string}.*: .+\\.\n    Fix: .+\\.\n    ${id}  https://\\S+$`));
  });
});

test('ids are kebab-case below cluster/, and unique', () => {
  const ids = existingClusterRules.map(({ id }) => id);
  expect(ids.filter(id => !/^cluster\/[a-z0-9]+(-[a-z0-9]+)*$/.test(id))).toEqual([]);
  expect(new Set(ids).size).toBe(ids.length);
});

test.each<[string, keyof ExistingClusterConfiguration, readonly unknown[], readonly unknown[]]>([
  ['cluster/name-format', 'clusterName', ['a', '1_a-B', 'a'.repeat(100)], ['', '-a', 'a.b', 'a b', 'a'.repeat(101)]],
  ['cluster/security-group-format', 'clusterSecurityGroupId', ['sg-01234567', 'sg-0123456789abcdef0'], ['sg-0123456', 'sg-0123456789abcdef01', '0123456789abcdef0', 'sg-ghijklmn']],
  ['cluster/issuer-format', 'openIdConnectIssuer', [
    'https://oidc.eks.eu-west-1.amazonaws.com/id/0A1B', 'https://oidc.eks.cn-north-1.amazonaws.com.cn/id/0A1B', 'https://oidc.eks.us-gov-west-1.amazonaws.com/id/0A1B',
  ], ['https://oidc.eks.eu-west-1.amazonaws.com/', 'oidc.eks.eu-west-1.amazonaws.com/id/0A1B', 'https://example.com/id/0A1B']],
  ['cluster/kubectl-subnets-empty', 'kubectlSubnets', [1, 16], [0]],
])('%s has two sides', (id, field, legal, illegal) => {
  expect(legal.filter(value => violates(id, { [field]: value }))).toEqual([]);
  expect(illegal.filter(value => !violates(id, { [field]: value }))).toEqual([]);
});

test('groups that EKS reserves are legal where no access entry names them', () => {
  const configuration = { kubernetesGroups: ['storage', 'system:masters'] };
  expect(violates('cluster/kubernetes-group-reserved', { ...configuration, authentication: 'access-entry' })).toBe(true);
  expect(violates('cluster/kubernetes-group-reserved', { ...configuration, authentication: 'aws-auth' })).toBe(false);
  expect(violates('cluster/kubernetes-group-reserved', { kubernetesGroups: ['my-system:masters'], authentication: 'access-entry' })).toBe(false);
});
