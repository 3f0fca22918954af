import { PolicyDocument, validate } from './support/iam';

const ARN = 'arn:aws:fsx:eu-west-1:111122223333:file-system/fs-0123456789abcdef0';

function policy(over: object): PolicyDocument[] {
  return [{ Statement: [{ Effect: 'Allow', Action: 'fsx:DeleteFileSystem', Resource: '*', ...over }] }];
}

test.each<[string, object, { [key: string]: string }, string]>([
  ['an action that is named', {}, {}, 'allowed'],
  ['an action in another case', { Action: 'FSX:deletefilesystem' }, {}, 'allowed'],
  ['an action by wildcard', { Action: ['s3:*', 'fsx:Delete*'] }, {}, 'allowed'],
  ['another action', { Action: 'fsx:DeleteFileSystems' }, {}, 'not allowed'],
  ['a resource by wildcard', { Resource: 'arn:aws:fsx:eu-west-?:111122223333:file-system/*' }, {}, 'allowed'],
  ['another resource', { Resource: 'arn:aws:fsx:eu-west-1:111122223333:backup/*' }, {}, 'not allowed'],
  ['a tag that is equal', { Condition: { StringEquals: { 'aws:ResourceTag/team': 'a' } } }, { 'aws:ResourceTag/team': 'a' }, 'allowed'],
  ['a tag that is one of the values', { Condition: { StringEquals: { 'aws:ResourceTag/team': ['b', 'a'] } } }, { 'aws:ResourceTag/team': 'a' }, 'allowed'],
  ['a tag that differs', { Condition: { StringEquals: { 'aws:ResourceTag/team': 'b' } } }, { 'aws:ResourceTag/team': 'a' }, 'not allowed'],
  ['a tag that is absent', { Condition: { StringEquals: { 'aws:ResourceTag/team': 'a' } } }, {}, 'not allowed'],
  ['a tag that must differ and does', { Condition: { StringNotEquals: { 'aws:ResourceTag/team': 'b' } } }, { 'aws:ResourceTag/team': 'a' }, 'allowed'],
  ['a tag that must differ and is absent', { Condition: { StringNotEquals: { 'aws:ResourceTag/team': 'b' } } }, {}, 'allowed'],
  ['a tag that must be there and is', { Condition: { Null: { 'aws:ResourceTag/team': 'false' } } }, { 'aws:ResourceTag/team': '' }, 'allowed'],
  ['a tag that must be there and is not', { Condition: { Null: { 'aws:ResourceTag/team': 'false' } } }, {}, 'not allowed'],
  ['a tag that must be absent', { Condition: { Null: { 'aws:ResourceTag/team': 'true' } } }, {}, 'allowed'],
  ['two conditions of which one fails', {
    Condition: { Null: { 'aws:ResourceTag/team': 'false' }, StringNotEquals: { 'aws:ResourceTag/team': 'a' } },
  }, { 'aws:ResourceTag/team': 'a' }, 'not allowed'],
])('%s', (_what, over, context, verdict) => {
  expect(validate(policy(over), { action: 'fsx:DeleteFileSystem', resource: ARN, context })).toBe(verdict);
});

test('a Deny wins over an Allow, wherever it stands', () => {
  expect(validate([...policy({}), ...policy({ Effect: 'Deny' })], { action: 'fsx:DeleteFileSystem', resource: ARN })).toBe('denied');
});

test('an action that knows no resources is allowed on * only', () => {
  const requested = { action: 'fsx:DescribeFileSystems', resource: '*' };
  expect(validate(policy({ Action: 'fsx:DescribeFileSystems' }), requested)).toBe('allowed');
  expect(validate(policy({ Action: 'fsx:DescribeFileSystems', Resource: ARN }), requested)).toBe('not allowed');
});

test.each([
  ['an operator', { Condition: { StringLike: { 'aws:ResourceTag/team': 'a' } } }],
  ['an element', { NotAction: 'fsx:*' }],
  ['an effect', { Effect: 'Maybe' }],
])('%s that the evaluator does not know is an error', (_what, over) => {
  expect(() => validate(policy(over), { action: 'fsx:DeleteFileSystem', resource: ARN })).toThrow('more than this evaluator knows');
});
