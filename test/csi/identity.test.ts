import { Stack } from 'aws-cdk-lib';
import { LustreCsiDriver, TridentDriver } from '../../src';
import { TrustStatement, trusts } from '../conformance/support/iam';
import { flattened, importedCluster, resourceOf, testStack } from '../support/fixture';

const PODS = 'pods.eks.amazonaws.com';
const CLUSTER = { 'eks-cluster-arn': 'arn:aws:eks:eu-west-1:111122223333:cluster/training', 'eks-cluster-name': 'training' };
const DRIVERS: {
  readonly [name: string]: {
    readonly make: (stack: Stack) => unknown;
    readonly namespace: string;
    readonly account: string;
  };
} = {
  Lustre: { make: stack => new LustreCsiDriver(stack, 'Driver', { cluster: importedCluster(stack) }), namespace: 'kube-system', account: 'fsx-csi-controller-sa' },
  Trident: { make: stack => new TridentDriver(stack, 'Driver', { cluster: importedCluster(stack) }), namespace: 'trident', account: 'trident-controller' },
};

/** The trust policy of the driver's role as IAM sees it. */
function trustOf(make: (stack: Stack) => unknown): TrustStatement[] {
  const stack = testStack();
  make(stack);
  const { Statement } = resourceOf(stack, 'AWS::IAM::Role').Properties.AssumeRolePolicyDocument;
  return JSON.parse(JSON.stringify(Statement, (_, value) => value?.['Fn::Join'] ? flattened(value).replace('${AWS::Partition}', 'aws') : value));
}

describe.each(Object.entries(DRIVERS))('with Pod Identity, the role of %s is assumed', (_name, { make, namespace, account }) => {
  const own = { ...CLUSTER, 'kubernetes-namespace': namespace, 'kubernetes-service-account': account, 'kubernetes-pod-name': 'any', 'kubernetes-pod-uid': 'any' };
  const { 'eks-cluster-arn': _arn, ...untold } = own;

  test.each<[string, string, { [tag: string]: string }, string]>([
    ['by its controller', PODS, own, 'allowed'],
    ['not for another service account', PODS, { ...own, 'kubernetes-service-account': 'default' }, 'not allowed'],
    ['not for another namespace', PODS, { ...own, 'kubernetes-namespace': 'default' }, 'not allowed'],
    ['not for another cluster', PODS, { ...own, 'eks-cluster-arn': `${CLUSTER['eks-cluster-arn']}-2` }, 'not allowed'],
    ['not for a cluster of that name in another Region', PODS, { ...own, 'eks-cluster-arn': CLUSTER['eks-cluster-arn'].replace('eu-west-1', 'eu-west-2') }, 'not allowed'],
    ['not where the session has no tags', PODS, {}, 'not allowed'],
    ['not where the cluster is not told', PODS, untold, 'not allowed'],
    ['not by another service', 'ec2.amazonaws.com', own, 'not allowed'],
  ])('%s', (_what, service, tags, verdict) => {
    expect(trusts(trustOf(make), service, tags)).toBe(verdict);
  });
});
