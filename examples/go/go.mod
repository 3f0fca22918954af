module example.com/training

go 1.25

require (
	github.com/aws/aws-cdk-go/awscdk/v2 v2.240.0
	github.com/aws/constructs-go/constructs/v10 v10.5.0
	github.com/aws/jsii-runtime-go v1.140.0
	github.com/cdk8s-team/cdk8s-core-go/cdk8s/v2 v2.70.73
	github.com/cdk8s-team/cdk8s-plus-go/cdk8splus28/v2 v2.5.6
	github.com/cdklabs/awscdk-kubectl-go/kubectlv34/v2 v2.2.2
	github.com/example/cdk-eks-fsx-go/cdkeksfsx v0.0.0
)
