import { Graph } from './graph';
import { Ending, Hurt } from './simulate';
import { MANIFEST } from './ties';

/** Why something that stays may be in the way, or lose what it used: each is told in docs/deletion.md. */
export interface Reason {
  readonly why: string;
  readonly fits: (hurt: Hurt, graph: Graph, ending: Ending) => boolean;
}

const CLUSTER = /^(AWS::EKS::Cluster|Custom::AWSCDK-EKS-Cluster)$/;
const isOfKubectl = ({ held }: Hurt) => CLUSTER.test(held.type) || ['AWS::EKS::AccessEntry', 'AWS::EKS::Nodegroup', 'AWS::Lambda::Function'].includes(held.type)
  || /^AWS::IAM::/.test(held.type) && /Kubectl/.test(held.id);

export const REASONS: readonly Reason[] = [
  {
    why: 'a VPC of the app cannot go while a file system that stays is in it, nor its groups',
    fits: ({ holder, held, how }) => how === 'stays and holds it' && /^AWS::EC2::(VPC|Subnet)$/.test(held.type) && /(FileSystem|SecurityGroup)$/.test(holder.type),
  },
  {
    why: 'a cluster of the app takes its objects with it, whatever their policy',
    fits: (hurt, graph, { goes }) => hurt.how === 'stays without it' && hurt.holder.type === MANIFEST && isOfKubectl(hurt)
      && graph.resources.some(resource => CLUSTER.test(resource.type) && goes.has(resource)),
  },
  {
    why: 'kubectl of an existing cluster creates and deletes objects; those that are retained do not need it',
    fits: (hurt, graph) => hurt.how === 'stays without it' && hurt.holder.type === MANIFEST && isOfKubectl(hurt)
      && !graph.resources.some(resource => CLUSTER.test(resource.type)),
  },
  {
    why: 'an add-on leaves its software in the cluster when it goes; the controller of Lustre is left without permissions, and nodes mount without them',
    fits: ({ how, holder, held }) => how === 'stays without it' && holder.type === MANIFEST
      && (held.type === 'AWS::EKS::Addon' || held.type === 'AWS::EKS::PodIdentityAssociation' && held.properties.Namespace === 'kube-system'
        || /^FsxDriverPolicyLustre/.test(held.id)),
  },
];
