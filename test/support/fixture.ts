import { KubectlV34Layer } from '@aws-cdk/lambda-layer-kubectl-v34';
import { App, Size, Stack, aws_ec2 as ec2, aws_eks_v2 as eks, aws_iam as iam } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { Construct } from 'constructs';
import {
  FsxLustreStorage, FsxLustreStorageProps, LustreCsiDriver, LustreDeploymentType, LustreExistingAttributes,
  LustreManagedConfig, LustreProvisioning,
} from '../../src';

/** An app whose templates are small and the same everywhere, and which copies no assets: the kubectl layer alone has 59 MB. */
export function testApp(): App {
  return new App({
    analyticsReporting: false,
    treeMetadata: false,
    context: {
      '@aws-cdk/core:newStyleStackSynthesis': true,
      'aws:cdk:disable-asset-staging': true,
      'aws:cdk:disable-logicalId-metadata': true,
      'aws:cdk:disable-stack-trace': true,
    },
  });
}

export function testStack(app = testApp(), id = 'Storage'): Stack {
  return new Stack(app, id, { env: { account: '111122223333', region: 'eu-west-1' } });
}

/** A VPC that somebody made, with well-formed ids. */
export function importedVpc(scope: Construct, id = 'Vpc'): ec2.IVpc {
  return ec2.Vpc.fromVpcAttributes(scope, id, {
    vpcId: 'vpc-0123456789abcdef0',
    availabilityZones: ['eu-west-1a', 'eu-west-1b'],
    privateSubnetIds: ['subnet-0aaaaaaaaaaaaaaa0', 'subnet-0bbbbbbbbbbbbbbb0'],
    privateSubnetIpv4CidrBlocks: ['10.0.0.0/24', '10.0.1.0/24'],
  });
}

/** A cluster that somebody made: quick, and without assets. */
export function importedCluster(scope: Construct, over: Partial<eks.ClusterAttributes> = {}, id = 'Cluster'): eks.ICluster {
  const kubectlProvider = eks.KubectlProvider.fromKubectlProviderAttributes(scope, `${id}Kubectl`, {
    serviceToken: 'arn:aws:lambda:eu-west-1:111122223333:function:kubectl',
    role: iam.Role.fromRoleArn(scope, `${id}KubectlRole`, 'arn:aws:iam::111122223333:role/kubectl'),
  });
  return eks.Cluster.fromClusterAttributes(scope, id, {
    clusterName: 'training',
    vpc: importedVpc(scope, `${id}Vpc`),
    clusterSecurityGroupId: 'sg-0123456789abcdef0',
    kubectlProvider,
    ...over,
  });
}

/** A cluster of the app, with nodes in a managed node group. */
export function ownCluster(scope: Construct, over: Partial<eks.ClusterProps> = {}, id = 'Cluster'): eks.Cluster {
  return new eks.Cluster(scope, id, {
    version: eks.KubernetesVersion.V1_34,
    vpc: new ec2.Vpc(scope, `${id}Vpc`, { maxAzs: 2, natGateways: 1 }),
    defaultCapacityType: eks.DefaultCapacityType.NODEGROUP,
    defaultCapacity: 0,
    kubectlProviderOptions: { kubectlLayer: new KubectlV34Layer(scope, `${id}Kubectl`) },
    ...over,
  });
}

export const SCRATCH = LustreProvisioning.dynamic({ deploymentType: LustreDeploymentType.SCRATCH_2 });

/** A storage on an imported cluster whose driver is installed: nothing but the storage in the template. */
export function storageOn(stack: Stack, props: Partial<FsxLustreStorageProps> = {}, id = 'Data'): FsxLustreStorage {
  return new FsxLustreStorage(stack, id, {
    cluster: props.cluster ?? (stack.node.tryFindChild('Cluster') as eks.ICluster | undefined) ?? importedCluster(stack),
    provisioning: SCRATCH,
    driver: LustreCsiDriver.existing(),
    ...props,
  });
}

export interface KubernetesObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: { readonly name: any; readonly namespace?: any; readonly labels?: any };
  readonly [key: string]: any;
}

/** The Kubernetes objects of a stack, as they stand in its template, intrinsic functions written `${...}`. */
export function objectsOf(stack: Stack): KubernetesObject[] {
  const manifests = Template.fromStack(stack).findResources('Custom::AWSCDK-EKS-KubernetesResource');
  return Object.values(manifests).flatMap(({ Properties }) => JSON.parse(flattened(Properties.Manifest)));
}

export function objectOf(stack: Stack, kind: string): KubernetesObject {
  const found = objectsOf(stack).filter(object => object.kind === kind);
  if (found.length !== 1) {
    throw new Error(`${found.length} objects of kind ${kind}`);
  }
  return found[0];
}

/** Fn::Join and its kin as one string. */
export function flattened(value: any): string {
  if (typeof value === 'string') {
    return value;
  }
  if (value['Fn::Join']) {
    const [separator, parts] = value['Fn::Join'];
    return parts.map(flattened).join(separator);
  }
  return value.Ref ? `\${${value.Ref}}` : value['Fn::GetAtt'] ? `\${${value['Fn::GetAtt'].join('.')}}` : `\${${JSON.stringify(value).replace(/"/g, '\'')}}`;
}

/** A file system that rules have nothing against. */
export const PERSISTENT: LustreManagedConfig = {
  deploymentType: LustreDeploymentType.PERSISTENT_2,
  perUnitStorageThroughput: 125,
  capacity: Size.gibibytes(2400),
};

/** A managed storage on an imported cluster, with a claim and its subnet pinned. */
export function managedOn(
  stack: Stack, config: Partial<LustreManagedConfig> = {}, props: Partial<FsxLustreStorageProps> = {}, id = 'Data',
): FsxLustreStorage {
  const cluster = props.cluster ?? (stack.node.tryFindChild('Cluster') as eks.ICluster | undefined) ?? importedCluster(stack);
  const provisioning = LustreProvisioning.managed({ ...PERSISTENT, subnet: cluster.vpc.privateSubnets[0], ...config });
  return storageOn(stack, { cluster, provisioning, claim: { name: 'data' }, ...props }, id);
}

export const EXISTING: LustreExistingAttributes = {
  fileSystemId: 'fs-0123456789abcdef0', mountName: 'abcdefgh', capacity: Size.gibibytes(4800),
};

/** A storage over a file system that somebody made, with a claim. */
export function existingOn(
  stack: Stack, attributes: Partial<LustreExistingAttributes> = {}, props: Partial<FsxLustreStorageProps> = {}, id = 'Data',
): FsxLustreStorage {
  return storageOn(stack, { provisioning: LustreProvisioning.existing({ ...EXISTING, ...attributes }), claim: { name: 'data' }, ...props }, id);
}

/** A resource of a template, with its logical id. */
export interface TemplateResource {
  readonly id: string;
  readonly Type: string;
  readonly Properties: any;
  readonly DependsOn?: string[];
  readonly DeletionPolicy?: string;
  readonly UpdateReplacePolicy?: string;
}

/** The resources of a type, or all. */
export function resourcesOf(stack: Stack, type?: string): TemplateResource[] {
  const resources: { [id: string]: any } = Template.fromStack(stack).toJSON().Resources ?? {};
  return Object.entries(resources)
    .filter(([, { Type }]) => type === undefined || Type === type)
    .map(([id, resource]) => ({ id, ...resource }));
}

export function resourceOf(stack: Stack, type: string): TemplateResource {
  const found = resourcesOf(stack, type);
  if (found.length !== 1) {
    throw new Error(`${found.length} resources of type ${type}`);
  }
  return found[0];
}

/** What a value of a template refers to. */
function referred(value: any): string[] {
  if (typeof value !== 'object' || value === null) {
    return [];
  }
  const own = [...typeof value.Ref === 'string' ? [value.Ref] : [], ...Array.isArray(value['Fn::GetAtt']) ? [value['Fn::GetAtt'][0]] : []];
  return [...own, ...Object.values(value).flatMap(referred)];
}

/** All that CloudFormation makes before a resource, and deletes after it. */
export function beforeOf(stack: Stack, id: string): Set<string> {
  const resources = new Map(resourcesOf(stack).map(resource => [resource.id, resource]));
  const found = new Set<string>();
  const visit = (name: string) => {
    const { DependsOn = [], Properties = {} } = resources.get(name)!;
    for (const next of [...DependsOn, ...referred(Properties)].filter(
      other => resources.has(other) && !found.has(other),
    )) {
      found.add(next);
      visit(next);
    }
  };
  visit(id);
  return found;
}

/** Whether the first of each pair of neighbours is made before the second. */
export function inOrder(stack: Stack, ...ids: string[]): boolean {
  return ids.slice(1).every((id, index) => beforeOf(stack, id).has(ids[index]) && !beforeOf(stack, ids[index]).has(id));
}

/** The statement by which a role of the imported cluster trusts EKS Pod Identity for one service account. */
export function podIdentityTrust(namespace: string, serviceAccount: string): object {
  const clusterArn = ['arn:', { Ref: 'AWS::Partition' }, ':eks:eu-west-1:111122223333:cluster/training'];
  return {
    Effect: 'Allow', Principal: { Service: 'pods.eks.amazonaws.com' }, Action: ['sts:AssumeRole', 'sts:TagSession'],
    Condition: {
      StringEquals: {
        'aws:RequestTag/eks-cluster-arn': { 'Fn::Join': ['', clusterArn] },
        'aws:RequestTag/kubernetes-namespace': namespace,
        'aws:RequestTag/kubernetes-service-account': serviceAccount,
      },
    },
  };
}

export const MANIFEST = 'Custom::AWSCDK-EKS-KubernetesResource';

/** The ids of the library's warnings in a stack. */
export function warningsOf(stack: Stack): string[] {
  return warningTextsOf(stack).map(text => /\[ack: cdk-eks-fsx:([^\]]*)\]/.exec(text)![1]);
}

/** The texts of those warnings. Annotations.fromStack would synthesize the app again. */
export function warningTextsOf(stack: Stack): string[] {
  const { messages } = (stack.node.root as App).synth().getStackArtifact(stack.artifactId);
  return messages.filter(({ level }) => level === 'warning').map(({ entry }) => `${entry.data}`).filter(text => text.includes('ack: cdk-eks-fsx:'));
}

/** The text of the error that a construct throws. */
export function errorOf(make: () => unknown): string {
  try {
    make();
  } catch (error) {
    return (error as Error).message;
  }
  throw new Error('nothing was refused');
}

/** The message of the error, if there is one. */
export function messageOf(make: () => unknown): string {
  try {
    make();
    return '';
  } catch (error) {
    return (error as Error).message;
  }
}

/** The ids of the rules in an error. */
export function idsIn(message: string): string[] {
  return [...message.matchAll(/^ {4}([a-z]+\/[a-z0-9-]+) {2}http/gm)].map(([, id]) => id);
}
