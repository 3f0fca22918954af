import { AwsApiCall, IApiCall, IDeployAssert, ExpectedResult, Match } from '@aws-cdk/integ-tests-alpha';
import { Duration, Fn } from 'aws-cdk-lib';

/** Waits until a number of file systems have a tag: 0 after all of them are deleted. */
export function expectTaggedFileSystems(
  assertions: IDeployAssert,
  tag: string,
  value: string,
  count: number,
): IApiCall {
  const call = taggedFileSystems(assertions, tag, value)
    .expect(ExpectedResult.objectLike({ ResourceTagMappingList: Array(count).fill(Match.objectLike({})) }))
    .waitForAssertions({ totalTimeout: Duration.minutes(30), interval: Duration.seconds(30) }) as AwsApiCall;
  call.waiterProvider!.addToRolePolicy(GET_RESOURCES);
  return call;
}

/**
 * The id of the one file system that has a tag.
 *
 * By its tag, because a reference would be an export of the stack of the file system, which the next step could not change.
 */
export function taggedFileSystemId(
  assertions: IDeployAssert,
  tag: string,
  value: string,
): { readonly call: IApiCall; readonly id: string } {
  const call = taggedFileSystems(assertions, tag, value);
  return { call, id: Fn.select(1, Fn.split('/', call.getAttString('ResourceTagMappingList.0.ResourceARN'))) };
}

/**
 * Expects a string at a path of a file system: the response as a whole may exceed the 4 KiB that a custom resource can return.
 *
 * By a pattern, because ExpectedResult.exact() matches nothing in this version of integ-tests.
 */
export function expectOfFileSystem(assertions: IDeployAssert, id: string, path: string, value: string): IApiCall {
  return assertions.awsApiCall('FSx', 'describeFileSystems', { FileSystemIds: [id] })
    .assertAtPath(`FileSystems.0.${path}`, ExpectedResult.stringLikeRegexp(`^${value}$`));
}

/** The name of the action differs from that of the service, by which integ-tests would derive it. */
const GET_RESOURCES = { Effect: 'Allow', Action: ['tag:GetResources'], Resource: ['*'] };

function taggedFileSystems(assertions: IDeployAssert, tag: string, value: string): IApiCall {
  const call = assertions.awsApiCall('ResourceGroupsTaggingAPI', 'getResources', {
    TagFilters: [{ Key: tag, Values: [value] }], ResourceTypeFilters: ['fsx:file-system'],
  });
  call.provider.addToRolePolicy(GET_RESOURCES);
  return call;
}
