import * as alpha from '@aws-cdk/aws-eks-v2-alpha';
import { KubectlV34Layer } from '@aws-cdk/lambda-layer-kubectl-v34';
import { App, Stack, aws_ec2 as ec2, aws_eks as eksV1, aws_eks_v2 as eks, aws_lambda as lambda } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { Construct } from 'constructs';
import { PERSISTENT, importedVpc, ownCluster } from './fixture';
import { ExistingCluster, ExistingClusterAttributes, ExistingClusterOptions, FsxLustreStorage, FsxLustreStorageProps, LustreProvisioning } from '../../src';

export const ACCESS_ENTRY = 'AWS::EKS::AccessEntry';
export const ADMINISTRATOR = 'cluster-access-policy/AmazonEKSClusterAdminPolicy';

export function kubectlLayer(scope: Construct): lambda.ILayerVersion {
  return scope.node.tryFindChild('KubectlLayer') as lambda.ILayerVersion | undefined ?? new KubectlV34Layer(scope, 'KubectlLayer');
}

function ownVpc(scope: Construct, id: string): ec2.Vpc {
  return new ec2.Vpc(scope, id, { maxAzs: 2, natGateways: 1 });
}

/** A cluster of aws-eks, made in the app. */
export function eksV1Cluster(scope: Construct, over: Partial<eksV1.ClusterProps> = {}, id = 'Older'): eksV1.Cluster {
  return new eksV1.Cluster(scope, id, {
    version: eksV1.KubernetesVersion.of('1.34'), vpc: ownVpc(scope, `${id}Vpc`), kubectlLayer: kubectlLayer(scope), defaultCapacity: 0, ...over,
  });
}

/** A cluster of the alpha, made in the app. */
export function alphaCluster(scope: Construct, over: Partial<alpha.ClusterProps> = {}, id = 'Alpha'): alpha.Cluster {
  return new alpha.Cluster(scope, id, {
    version: alpha.KubernetesVersion.V1_34, vpc: ownVpc(scope, `${id}Vpc`), defaultCapacityType: alpha.DefaultCapacityType.NODEGROUP, defaultCapacity: 0,
    kubectlProviderOptions: { kubectlLayer: kubectlLayer(scope) }, ...over,
  });
}

/** A cluster that somebody made with other tools. */
export function foreignCluster(scope: Construct, over: Partial<ExistingClusterAttributes> = {}, id = 'Cluster'): eks.ICluster {
  return ExistingCluster.fromAttributes(scope, id, {
    clusterName: 'training', vpc: importedVpc(scope, `${id}Vpc`), clusterSecurityGroupId: 'sg-0123456789abcdef0', kubectlLayer: kubectlLayer(scope), ...over,
  });
}

/** Every kind of cluster, as a storage takes it. */
export const KINDS: {
  readonly [kind: string]: (scope: Construct, options?: ExistingClusterOptions) => eks.ICluster;
} = {
  'aws-eks, CONFIG_MAP': (scope, options) => ExistingCluster.fromEksV1(scope, 'Cluster', eksV1Cluster(scope), options),
  'aws-eks, API_AND_CONFIG_MAP': (scope, options) => {
    const authenticationMode = eksV1.AuthenticationMode.API_AND_CONFIG_MAP;
    return ExistingCluster.fromEksV1(scope, 'Cluster', eksV1Cluster(scope, { authenticationMode }), options);
  },
  'aws-eks, API': (scope, options) => {
    return ExistingCluster.fromEksV1(scope, 'Cluster', eksV1Cluster(scope, { authenticationMode: eksV1.AuthenticationMode.API }), options);
  },
  'aws-eks, imported': (scope, options) => ExistingCluster.fromEksV1(scope, 'Cluster', eksV1.Cluster.fromClusterAttributes(scope, 'Older', {
    clusterName: 'training', vpc: importedVpc(scope), clusterSecurityGroupId: 'sg-0123456789abcdef0', kubectlLayer: kubectlLayer(scope),
  }), options),
  'aws-eks-v2-alpha': (scope, options) => ExistingCluster.fromEksV2Alpha(scope, 'Cluster', alphaCluster(scope), options),
  'aws-eks-v2-alpha without kubectl': (scope, options) => {
    const cluster = alphaCluster(scope, { kubectlProviderOptions: undefined });
    return ExistingCluster.fromEksV2Alpha(scope, 'Cluster', cluster, { kubectlLayer: kubectlLayer(scope), ...options });
  },
  'any other': (scope, options) => foreignCluster(scope, options),
  'aws-eks-v2': scope => ownCluster(scope),
};

/** A file system of the stack on a cluster of whichever kind, with its subnet pinned. */
export function lustreOn(scope: Construct, cluster: eks.ICluster, over: Partial<FsxLustreStorageProps> = {}, id = 'Data') {
  return new FsxLustreStorage(scope, id, {
    cluster, provisioning: LustreProvisioning.managed({ ...PERSISTENT, subnet: cluster.vpc.privateSubnets[0] }), claim: { name: 'data' }, ...over,
  });
}

/** A resource of an app, wherever it is. */
export interface AppResource {
  readonly stack: string;
  readonly id: string;
  readonly type: string;
  readonly properties: any;
}

/** All resources of an app, and what each waits for: what it depends on, and what it names, itself or through the outputs of other stacks. */
export class Order {
  public readonly resources: AppResource[] = [];
  private readonly needs = new Map<AppResource, AppResource[]>();

  constructor(app: App) {
    app.synth();
    const stacks = app.node.findAll().filter(Stack.isStack).filter(stack => stack.nestedStackParent === undefined);
    const templates = stacks.map(stack => ({ stack: stack.stackName, template: Template.fromStack(stack).toJSON() }));
    for (const { stack, template } of templates) {
      for (const [id, { Type, Properties = {} }] of Object.entries<any>(template.Resources)) {
        this.resources.push({ stack, id, type: Type, properties: Properties });
      }
    }
    const exports = new Map(
      templates.flatMap(({ stack, template }) =>
        Object.values<any>(template.Outputs ?? {})
          .filter(({ Export }) => Export)
          .map(({ Export, Value }) => [JSON.stringify(Export.Name), { stack, Value }] as const),
      ),
    );
    for (const { stack, template } of templates) {
      for (const [id, resource] of Object.entries<any>(template.Resources)) {
        const dependsOn = [resource.DependsOn ?? []].flat().map(Ref => ({ Ref }));
        this.needs.set(this.find(stack, id)!, this.namedIn(stack, [resource.Properties, dependsOn], exports));
      }
    }
  }

  public ofType(type: string): AppResource[] {
    return this.resources.filter(resource => resource.type === type);
  }

  /** The calls of kubectl: objects that are applied, and questions. */
  public get calls(): AppResource[] {
    return this.resources.filter(({ type }) => type.startsWith('Custom::AWSCDK-EKS-Kubernetes') || type === 'Custom::AWSCDK-EKS-HelmChart');
  }

  /** Everything that is there before a resource, and stays until it has gone. */
  public before(resource: AppResource, known = new Set<AppResource>()): Set<AppResource> {
    for (const next of this.needs.get(resource) ?? []) {
      if (!known.has(next)) {
        known.add(next);
        this.before(next, known);
      }
    }
    return known;
  }

  private find(stack: string, id: string): AppResource | undefined {
    return this.resources.find(resource => resource.stack === stack && resource.id === id);
  }

  private namedIn(stack: string, value: any, exports: Map<string, { stack: string; Value: any }>): AppResource[] {
    if (typeof value !== 'object' || value === null) {
      return [];
    }
    const imported = value['Fn::ImportValue'] && exports.get(JSON.stringify(value['Fn::ImportValue']));
    const ids = [value.Ref, [value['Fn::GetAtt']].flat()[0]].filter(id => typeof id === 'string');
    return [
      ...ids.map(id => this.find(stack, id.split('.')[0])).filter(found => found !== undefined),
      ...imported ? this.namedIn(imported.stack, imported.Value, exports) : [],
      ...Object.values(value).flatMap(part => this.namedIn(stack, part, exports)),
    ];
  }
}
