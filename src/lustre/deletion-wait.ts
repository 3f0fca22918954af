import { Aws, CfnResource, CustomResource, Duration, Lazy, Stack, aws_iam as iam, aws_lambda as lambda } from 'aws-cdk-lib';
import { Construct, IDependable } from 'constructs';
import { storageTagOf } from '../cluster/ownership-tags';
import { acceptFinding, acceptWildcards } from '../csi/accepted-findings';
import { StatementRow } from '../csi/driver-spec';
import { policyStatement, statementContext } from '../csi/statements';
import { CLUSTER_TAG, RECLAIM_POLICY_TAG, STORAGE_TAG } from '../validation/tags';

/** The maximum duration of a Lambda function. */
const TIMEOUT = Duration.minutes(15);

/**
 * On deletion, waits until the file systems of the storage's claims are deleted. Other events do nothing.
 *
 * If the manifest is still in the stack, only the configuration changed and the claims remain in the cluster, so there
 * is nothing to wait for. The code is in Python, because that runtime contains the AWS SDK.
 */
export const DELETION_WAIT_CODE = `import json
import time
import urllib.request

import boto3

SECONDS_LEFT_TO_ANSWER = 30
SECONDS_BETWEEN = 10


def handler(event, context):
    reason = ""
    try:
        if event["RequestType"] == "Delete" and not manifest_exists(event):
            reason = wait(event["ResourceProperties"], context)
    except Exception as error:
        reason = repr(error)
    answer(event, reason)


def manifest_exists(event):
    client = boto3.client("cloudformation")
    try:
        resource = client.describe_stack_resource(StackName=event["StackId"], LogicalResourceId=event["ResourceProperties"]["ManifestLogicalId"])
    except client.exceptions.ClientError as error:
        if "does not exist" in str(error):
            return False
        raise
    return resource["StackResourceDetail"]["ResourceStatus"] != "DELETE_COMPLETE"


def wait(properties, context):
    left = file_systems(properties)
    while left and context.get_remaining_time_in_millis() > 1000 * (SECONDS_LEFT_TO_ANSWER + SECONDS_BETWEEN):
        time.sleep(SECONDS_BETWEEN)
        left = file_systems(properties)
    stuck = [f"{each['FileSystemId']} ({each['Lifecycle']})" for each in left if each["Lifecycle"] != "DELETING"]
    if not stuck:
        return ""
    return (
        f"{len(stuck)} FSx for Lustre file systems of {properties['Storage']} are not deleted and continue to incur charges: {', '.join(stuck[:20])}. "
        "Claims may still exist or be in use (kubectl get pvc,pv -A), or the driver may not run. Delete the claims, and file systems whose claims are gone "
        "(aws fsx delete-file-system --file-system-id ID), then delete the stack again."
    )


def file_systems(properties):
    wanted = {"${CLUSTER_TAG}": properties["Cluster"], "${STORAGE_TAG}": properties["Storage"], "${RECLAIM_POLICY_TAG}": "Delete"}
    pages = boto3.client("fsx").get_paginator("describe_file_systems").paginate()
    found = (each for page in pages for each in page["FileSystems"])
    return [each for each in found if wanted.items() <= {tag["Key"]: tag["Value"] for tag in each.get("Tags", [])}.items()]


def answer(event, reason):
    body = {key: event[key] for key in ("StackId", "RequestId", "LogicalResourceId")}
    body["PhysicalResourceId"] = event.get("PhysicalResourceId", event["LogicalResourceId"])
    body["Status"] = "FAILED" if reason else "SUCCESS"
    body["Reason"] = reason[:2000] or "Done"
    urllib.request.urlopen(urllib.request.Request(event["ResponseURL"], json.dumps(body).encode(), {"Content-Type": ""}, method="PUT"))
`;

const PERMISSIONS: readonly StatementRow<never>[] = [
  {
    sid: 'DescribeFileSystems', actions: ['fsx:DescribeFileSystems'], resources: () => ['*'],
    reason: 'it looks for file systems by their tags; the action supports neither resources nor conditions',
  },
  {
    sid: 'DescribeThisStack', actions: ['cloudformation:DescribeStackResource'], resources: () => [Aws.STACK_ID],
    reason: 'whether the manifest of the claims is still in the stack',
  },
];

export interface DeletionWaitProps {
  readonly clusterName: string;
  /** The resource that applies the claims. */
  readonly manifest: () => CfnResource;
  /** The resources that the driver needs until the file systems are deleted. */
  readonly after: readonly IDependable[];
}

/**
 * Keeps the driver, its permissions and the security groups until the driver has deleted the file systems of a
 * storage's claims.
 *
 * Kubernetes deletes a claim immediately; the driver deletes its file system later, retries after errors, and does not
 * report to CloudFormation. The claims therefore depend on this resource, and this resource depends on everything that
 * the driver needs.
 */
export function deletionWait(storage: Construct, { clusterName, manifest, after }: DeletionWaitProps): CustomResource {
  const wait = new CustomResource(storage, 'DeletionWait', {
    resourceType: 'Custom::FsxDeletionWait',
    serviceToken: functionOf(Stack.of(storage)).functionArn,
    serviceTimeout: TIMEOUT.plus(Duration.minutes(1)),
    properties: {
      Cluster: clusterName,
      Storage: storageTagOf(storage),
      // The logical id as text, because a reference would be a circular dependency.
      ManifestLogicalId: Lazy.string({ produce: () => Stack.of(storage).resolve(manifest().logicalId) }),
    },
  });
  wait.node.addDependency(...after);
  return wait;
}

/**
 * One function for all storages of a stack. It cannot write logs, so that no log group remains; errors are reported to
 * CloudFormation.
 */
function functionOf(stack: Stack): lambda.Function {
  const id = 'FsxDeletionWait';
  const known = stack.node.tryFindChild(id)?.node.findChild('Function') as lambda.Function | undefined;
  if (known) {
    return known;
  }
  const scope = new Construct(stack, id);
  const context = statementContext(stack, '');
  const role = new iam.Role(scope, 'Role', {
    description: 'Waits until FSx for Lustre file systems of dynamic claims are deleted',
    assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com'),
    inlinePolicies: {
      Wait: new iam.PolicyDocument({ statements: PERMISSIONS.map(row => policyStatement(row, context)) }),
    },
  });
  acceptWildcards(role, PERMISSIONS, context);
  const handler = new lambda.Function(scope, 'Function', {
    description: 'Waits until FSx for Lustre file systems of dynamic claims are deleted',
    runtime: lambda.Runtime.PYTHON_3_13,
    handler: 'index.handler',
    code: lambda.Code.fromInline(DELETION_WAIT_CODE),
    timeout: TIMEOUT,
    role,
  });
  acceptFinding(handler, 'AwsSolutions-L1', 'a runtime that all Regions have; the code needs nothing newer');
  return handler;
}
