import { Stack } from 'aws-cdk-lib';
import { RegionInfo } from 'aws-cdk-lib/region-info';
import { urlSuffixOf } from '../../src/cluster/url-suffix';

const suffixOf = (region?: string) => {
  const stack = new Stack(undefined, 'Storage', { env: { region } });
  return stack.resolve(urlSuffixOf(stack));
};

test('says what the CDK knows of each Region, or leaves it to the deployment', () => {
  const found = RegionInfo.regions.map(({ name, domainSuffix }) => [name, suffixOf(name), domainSuffix]);
  expect(found.filter(([, suffix, known]) => suffix !== known && suffix.Ref !== 'AWS::URLSuffix')).toEqual([]);
  expect(found.filter(([, suffix]) => typeof suffix === 'string').length).toBeGreaterThan(30);
});

test.each([
  ['eu-west-1', 'amazonaws.com'], ['us-gov-west-1', 'amazonaws.com'], ['cn-north-1', 'amazonaws.com.cn'],
  ['us-iso-east-1', { Ref: 'AWS::URLSuffix' }], ['us-isob-east-1', { Ref: 'AWS::URLSuffix' }], ['eu-isoe-west-1', { Ref: 'AWS::URLSuffix' }],
  ['eusc-de-east-1', { Ref: 'AWS::URLSuffix' }], [undefined, { Ref: 'AWS::URLSuffix' }],
])('%s: %j', (region, suffix) => {
  expect(suffixOf(region)).toEqual(suffix);
});
