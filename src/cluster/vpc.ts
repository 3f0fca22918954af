import { aws_ec2 as ec2 } from 'aws-cdk-lib';
import { IConstruct } from 'constructs';
import { typeOf } from './cluster-handle';
import { InOtherVpc } from '../validation/common/vpc-rule';
import { isLookupPending } from '../validation/formats';
import { isDeferred, referredConstruct } from '../validation/normalize';

/** A literal, so that importing this library does not load `aws-ec2`. */
const VPC = 'AWS::EC2::VPC';

/** A resource in a VPC, and its id. */
interface Placed {
  readonly construct: IConstruct;
  readonly id: string;
}

/** The subnets that are known to be in another VPC. */
export function subnetsInOtherVpc(
  subnets: readonly ec2.ISubnet[],
  vpcId: string | undefined,
): InOtherVpc[] | undefined {
  return inOtherVpc(
    subnets.map(subnet => ({ construct: subnet, id: subnet.subnetId })),
    vpcId,
  );
}

/** A security group that is known to be in another VPC, in a list. */
export function groupsInOtherVpc(
  group: ec2.ISecurityGroup | undefined,
  vpcId: string | undefined,
): InOtherVpc[] | undefined {
  return inOtherVpc(group ? [{ construct: group, id: group.securityGroupId }] : [], vpcId);
}

/** The route tables that are known to be in another VPC. */
export function routeTablesInOtherVpc(ids: readonly string[], vpcId: string | undefined): InOtherVpc[] | undefined {
  return inOtherVpc(ids.flatMap(id => {
    const construct = referredConstruct(id);
    return construct ? [{ construct, id }] : [];
  }), vpcId);
}

/** The VPC of a subnet, a security group or a route table, if it is known. The interfaces do not contain it. */
export function vpcIdOf(construct: IConstruct): string | undefined {
  const scope = construct.node.scope as Partial<ec2.IVpc> | undefined;
  // the resource, or the resource of its construct, or an imported VPC as the scope of its subnets
  const candidates = [construct, construct.node.defaultChild, scope?.privateSubnets && scope] as (
    { readonly vpcId?: unknown } | undefined
  )[];
  return candidates.map(candidate => candidate?.vpcId).find((id): id is string => typeof id === 'string');
}

/** Undefined if there are none. Resources whose VPC is unknown are not compared. */
function inOtherVpc(resources: readonly Placed[], required: string | undefined): InOtherVpc[] | undefined {
  const found = resources.flatMap(({ construct, id }) => {
    const vpc = vpcIdOf(construct);
    return vpc !== undefined && required !== undefined && differ(vpc, required)
      ? [{ resource: isDeferred(id) ? construct.node.path : id, vpc: nameOf(vpc), required: nameOf(required) }]
      : [];
  });
  return found.length > 0 ? found : undefined;
}

/**
 * Whether two VPCs are known to differ: both are created in the app, or the ids of both are literal. An id may belong to
 * a VPC that the app created in an earlier deployment.
 */
function differ(a: string, b: string): boolean {
  if (!isDeferred(a) && !isDeferred(b)) {
    return a !== b && !isLookupPending(a) && !isLookupPending(b);
  }
  const [one, other] = [a, b].map(vpcOfApp);
  return one !== undefined && other !== undefined && one !== other;
}

function vpcOfApp(id: string): IConstruct | undefined {
  const vpc = referredConstruct(id);
  return vpc && typeOf(vpc) === VPC ? vpc : undefined;
}

/** The id, or the path of the construct that the user wrote. */
function nameOf(id: string): string {
  const vpc = vpcOfApp(id);
  if (vpc === undefined) {
    return id;
  }
  const { scope } = vpc.node;
  return scope?.node.defaultChild === vpc ? scope.node.path : vpc.node.path;
}
