from aws_cdk import Stack, aws_ec2 as ec2, aws_eks_v2 as eks
from aws_cdk.lambda_layer_kubectl_v34 import KubectlV34Layer
from constructs import Construct


class PlatformStack(Stack):
    """What a platform team has already: a VPC and an EKS cluster with GPU nodes. It outlives the storage that others put on it."""

    def __init__(self, scope: Construct, construct_id: str) -> None:
        super().__init__(scope, construct_id)
        vpc = ec2.Vpc(self, "Vpc", max_azs=2, nat_gateways=1)
        # the zone of the GPU nodes, and so of the data they read
        self.training_subnet = vpc.private_subnets[0]
        self.cluster = eks.Cluster(
            self,
            "Cluster",
            version=eks.KubernetesVersion.V1_34,
            vpc=vpc,
            default_capacity_type=eks.DefaultCapacityType.NODEGROUP,
            default_capacity=2,
            kubectl_provider_options=eks.KubectlProviderOptions(kubectl_layer=KubectlV34Layer(self, "Kubectl")),
        )
        self.cluster.add_nodegroup_capacity(
            "Gpu",
            ami_type=eks.NodegroupAmiType.AL2023_X86_64_NVIDIA,
            instance_types=[ec2.InstanceType("g6.12xlarge")],
            min_size=0,
            max_size=4,
            subnets=ec2.SubnetSelection(subnets=[self.training_subnet]),
            taints=[eks.TaintSpec(key="nvidia.com/gpu", value="true", effect=eks.TaintEffect.NO_SCHEDULE)],
        )
