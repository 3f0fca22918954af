package main

import (
	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsec2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awseksv2"
	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"
	"github.com/cdklabs/awscdk-kubectl-go/kubectlv34/v2"
)

// platformStack is what a platform team has already: a VPC and an EKS cluster with GPU nodes. It outlives the storage that others put on it.
type platformStack struct {
	awscdk.Stack
	cluster awseksv2.Cluster
	// trainingSubnet is the zone of the GPU nodes, and so of the data they read.
	trainingSubnet awsec2.ISubnet
}

func newPlatformStack(scope constructs.Construct, id string) *platformStack {
	stack := awscdk.NewStack(scope, &id, nil)
	vpc := awsec2.NewVpc(stack, jsii.String("Vpc"), &awsec2.VpcProps{MaxAzs: jsii.Number(2), NatGateways: jsii.Number(1)})
	trainingSubnet := (*vpc.PrivateSubnets())[0]
	cluster := awseksv2.NewCluster(stack, jsii.String("Cluster"), &awseksv2.ClusterProps{
		Version:             awseksv2.KubernetesVersion_V1_34(),
		Vpc:                 vpc,
		DefaultCapacityType: awseksv2.DefaultCapacityType_NODEGROUP,
		DefaultCapacity:     jsii.Number(2),
		KubectlProviderOptions: &awseksv2.KubectlProviderOptions{
			KubectlLayer: kubectlv34.NewKubectlV34Layer(stack, jsii.String("Kubectl")),
		},
	})
	cluster.AddNodegroupCapacity(jsii.String("Gpu"), &awseksv2.NodegroupOptions{
		AmiType:       awseksv2.NodegroupAmiType_AL2023_X86_64_NVIDIA,
		InstanceTypes: &[]awsec2.InstanceType{awsec2.NewInstanceType(jsii.String("g6.12xlarge"))},
		MinSize:       jsii.Number(0),
		MaxSize:       jsii.Number(4),
		Subnets:       &awsec2.SubnetSelection{Subnets: &[]awsec2.ISubnet{trainingSubnet}},
		Taints: &[]*awseksv2.TaintSpec{{
			Key:    jsii.String("nvidia.com/gpu"),
			Value:  jsii.String("true"),
			Effect: awseksv2.TaintEffect_NO_SCHEDULE,
		}},
	})
	return &platformStack{stack, cluster, trainingSubnet}
}
