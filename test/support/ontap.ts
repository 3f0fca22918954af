import { Size, Stack, Token, aws_ec2 as ec2, aws_eks_v2 as eks, aws_secretsmanager as secretsmanager } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import {
  KubernetesObject, MANIFEST, TemplateResource, flattened, importedCluster, ownCluster, resourcesOf,
} from './fixture';
import {
  FsxOntapStorage, FsxOntapStorageProps, OntapDeploymentType, OntapExistingAttributes, OntapProvisioning,
  OntapManagedConfig, TridentDriver,
} from '../../src';

export const ONTAP_FILE_SYSTEM = 'AWS::FSx::FileSystem';
export const SVM = 'AWS::FSx::StorageVirtualMachine';
export const VOLUME = 'AWS::FSx::Volume';
export const SECRET = 'AWS::SecretsManager::Secret';
/** A question to the cluster: a gate. */
export const QUESTION = 'Custom::AWSCDK-EKS-KubernetesObjectValue';

export const SECRET_ARN = 'arn:aws:secretsmanager:eu-west-1:111122223333:secret:training/vsadmin-AbCdEf';

/** A file system that rules have nothing against, in one subnet. */
export const SINGLE: OntapManagedConfig = {
  deploymentType: OntapDeploymentType.SINGLE_AZ_2, capacity: Size.gibibytes(2048), throughputCapacityPerHaPair: 384,
};

/** One in two subnets, which take their time to be routed to. */
export const MULTI: OntapManagedConfig = { ...SINGLE, deploymentType: OntapDeploymentType.MULTI_AZ_2 };

/** A file system of each deployment type that rules have nothing against. */
export const OF_EACH_TYPE: { readonly [type in OntapDeploymentType]: OntapManagedConfig } = {
  SINGLE_AZ_1: { ...SINGLE, deploymentType: OntapDeploymentType.SINGLE_AZ_1, throughputCapacityPerHaPair: 512 },
  MULTI_AZ_1: { ...SINGLE, deploymentType: OntapDeploymentType.MULTI_AZ_1, throughputCapacityPerHaPair: 512 },
  SINGLE_AZ_2: SINGLE,
  MULTI_AZ_2: MULTI,
  SINGLE_AZ_3: { ...SINGLE, deploymentType: OntapDeploymentType.SINGLE_AZ_3, throughputCapacityPerHaPair: 1536 },
  MULTI_AZ_3: { ...SINGLE, deploymentType: OntapDeploymentType.MULTI_AZ_3 },
};

export const ONTAP_CLAIM = { name: 'data', size: Size.gibibytes(100) };

/** A VPC that somebody made, whose route tables are known: private and public subnets in two zones. */
export function routedVpc(scope: Construct, id = 'RoutedVpc'): ec2.IVpc {
  return ec2.Vpc.fromVpcAttributes(scope, id, {
    vpcId: 'vpc-0123456789abcdef0',
    availabilityZones: ['eu-west-1a', 'eu-west-1b'],
    privateSubnetIds: ['subnet-0aaaaaaaaaaaaaaa0', 'subnet-0bbbbbbbbbbbbbbb0'],
    privateSubnetRouteTableIds: ['rtb-0aaaaaaaaaaaaaaa0', 'rtb-0bbbbbbbbbbbbbbb0'],
    privateSubnetIpv4CidrBlocks: ['10.0.0.0/24', '10.0.1.0/24'],
    publicSubnetIds: ['subnet-0ccccccccccccccc0', 'subnet-0ddddddddddddddd0'],
    publicSubnetRouteTableIds: ['rtb-0ccccccccccccccc0', 'rtb-0ccccccccccccccc0'],
    publicSubnetIpv4CidrBlocks: ['10.0.2.0/24', '10.0.3.0/24'],
  });
}

/** The private subnets of that VPC. */
export function routedSubnets(stack: Stack): ec2.ISubnet[] {
  return (stack.node.tryFindChild('RoutedVpc') as ec2.IVpc | undefined ?? routedVpc(stack)).privateSubnets;
}

/** The imported cluster of a stack, in a VPC whose route tables are known. */
export function routedCluster(stack: Stack, over: Partial<eks.ClusterAttributes> = {}): eks.ICluster {
  return (stack.node.tryFindChild('Cluster') as eks.ICluster | undefined) ?? importedCluster(stack, {
    vpc: stack.node.tryFindChild('RoutedVpc') as ec2.IVpc | undefined ?? routedVpc(stack), ...over,
  });
}

/** A storage with a file system of the stack on an imported cluster that has Trident, subnets pinned: nothing but the storage in the template. */
export function managedOntap(
  stack: Stack, config: Partial<OntapManagedConfig> = {}, props: Partial<FsxOntapStorageProps> = {}, id = 'Data',
): FsxOntapStorage {
  const cluster = props.cluster ?? routedCluster(stack);
  const all = { ...SINGLE, ...config };
  const subnets = routedSubnets(stack).slice(0, all.deploymentType.startsWith('MULTI') ? 2 : 1);
  return new FsxOntapStorage(stack, id, {
    cluster,
    driver: TridentDriver.existing(),
    provisioning: OntapProvisioning.managed({ vpcSubnets: { subnets }, ...all }),
    ...props,
  });
}

/** A storage with a file system of the stack, on a cluster of the stack; nothing but what is asked for is said. */
export function ownOntap(
  stack: Stack, config: Partial<OntapManagedConfig> = {}, props: Partial<FsxOntapStorageProps> = {}, id = 'Data',
): FsxOntapStorage {
  const cluster = props.cluster ?? (stack.node.tryFindChild('Cluster') as eks.ICluster | undefined) ?? ownCluster(stack);
  return new FsxOntapStorage(stack, id, {
    cluster,
    provisioning: OntapProvisioning.managed({ ...MULTI, ...config }),
    ...props,
  });
}

/** A secret that somebody made. */
export function vsadmin(stack: Stack): secretsmanager.ISecret {
  return stack.node.tryFindChild('Vsadmin') as secretsmanager.ISecret | undefined
    ?? secretsmanager.Secret.fromSecretCompleteArn(stack, 'Vsadmin', Token.isUnresolved(stack.region) ? SECRET_ARN : SECRET_ARN.replace('eu-west-1', stack.region));
}

/** A storage over a file system that somebody made, on an imported cluster that has Trident. */
export function existingOntap(
  stack: Stack, attributes: Partial<OntapExistingAttributes> = {}, props: Partial<FsxOntapStorageProps> = {}, id = 'Data',
): FsxOntapStorage {
  return new FsxOntapStorage(stack, id, {
    cluster: props.cluster ?? routedCluster(stack),
    driver: TridentDriver.existing(),
    provisioning: OntapProvisioning.existing({ fileSystemId: 'fs-0123456789abcdef0', svmName: 'training', secret: vsadmin(stack), ...attributes }),
    ...props,
  });
}

/** The objects that one custom resource brings. */
export function objectsIn({ Properties }: TemplateResource): KubernetesObject[] {
  return JSON.parse(flattened(Properties.Manifest));
}

/** The custom resources that bring an object of a kind. */
export function manifestsWith(stack: Stack, kind: string): TemplateResource[] {
  return resourcesOf(stack, MANIFEST).filter(resource => objectsIn(resource).some(object => object.kind === kind));
}

export function manifestWith(stack: Stack, kind: string): TemplateResource {
  const found = manifestsWith(stack, kind);
  if (found.length !== 1) {
    throw new Error(`${found.length} manifests with a ${kind}`);
  }
  return found[0];
}

/** The questions about a backend: whether Trident has made up its mind, what it says, and whether that is a backend. */
export interface ReadinessResources {
  readonly timeout: TemplateResource;
  readonly status: TemplateResource;
  readonly accepted: TemplateResource;
}

export function readinessOf(stack: Stack, backend = 'nas', storage = 'Data'): ReadinessResources {
  const find = (name: string) => {
    const question = new RegExp(`^${storage}Gate${backend.replace(/-/g, '')}${name}[0-9A-F]{8}$`);
    return resourcesOf(stack, QUESTION).find(({ id }) => question.test(id))!;
  };
  return { timeout: find('Patience'), status: find('Word'), accepted: find('Accepted') };
}
