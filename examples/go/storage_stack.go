package main

import (
	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsec2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awseksv2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awss3"
	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"
	"github.com/example/cdk-eks-fsx-go/cdkeksfsx"
)

// newStorageStack creates the storage of a training, which reads its data from S3 and exports its results to S3.
func newStorageStack(scope constructs.Construct, id string, cluster awseksv2.ICluster, subnet awsec2.ISubnet) awscdk.Stack {
	stack := awscdk.NewStack(scope, &id, nil)
	bucket := awss3.NewBucket(stack, jsii.String("TrainingData"), &awss3.BucketProps{
		Encryption:        awss3.BucketEncryption_S3_MANAGED,
		BlockPublicAccess: awss3.BlockPublicAccess_BLOCK_ALL(),
		EnforceSSL:        jsii.Bool(true),
	})

	dataset := cdkeksfsx.NewFsxLustreStorage(stack, jsii.String("Imagenet"), &cdkeksfsx.FsxLustreStorageProps{
		Cluster: cluster,
		Provisioning: cdkeksfsx.LustreProvisioning_Managed(&cdkeksfsx.LustreManagedConfig{
			DeploymentType:           cdkeksfsx.LustreDeploymentType_PERSISTENT_2,
			Capacity:                 awscdk.Size_Gibibytes(jsii.Number(4800)),
			PerUnitStorageThroughput: jsii.Number(250),
			Subnet:                   subnet,
			DataRepositories: &[]cdkeksfsx.DataRepository{
				cdkeksfsx.DataRepository_FromBucket(bucket, &cdkeksfsx.BucketDataRepositoryOptions{Prefix: jsii.String("imagenet/")}),
			},
		}),
		Claim: &cdkeksfsx.LustreClaimOptions{
			Name:            jsii.String("training-data"),
			Namespace:       jsii.String("ml"),
			CreateNamespace: jsii.Bool(true),
		},
	})

	checkpoints := cdkeksfsx.NewFsxLustreStorage(stack, jsii.String("Checkpoints"), &cdkeksfsx.FsxLustreStorageProps{
		Cluster: cluster,
		Provisioning: cdkeksfsx.LustreProvisioning_Managed(&cdkeksfsx.LustreManagedConfig{
			DeploymentType:           cdkeksfsx.LustreDeploymentType_PERSISTENT_2,
			Capacity:                 awscdk.Size_Gibibytes(jsii.Number(1200)),
			PerUnitStorageThroughput: jsii.Number(125),
			Subnet:                   subnet,
			DataRepositories: &[]cdkeksfsx.DataRepository{
				cdkeksfsx.DataRepository_FromBucket(bucket, &cdkeksfsx.BucketDataRepositoryOptions{
					Prefix:           jsii.String("checkpoints/"),
					AutoExportPolicy: &[]cdkeksfsx.DataRepositoryEvent{cdkeksfsx.DataRepositoryEvent_NEW, cdkeksfsx.DataRepositoryEvent_CHANGED},
				}),
			},
		}),
		Claim: &cdkeksfsx.LustreClaimOptions{
			Name:            jsii.String("checkpoints"),
			Namespace:       jsii.String("ml"),
			CreateNamespace: jsii.Bool(true),
		},
	})

	job := awseksv2.NewKubernetesManifest(stack, jsii.String("Training"), &awseksv2.KubernetesManifestProps{
		Cluster:  cluster,
		Manifest: trainingJob(dataset, checkpoints),
	})
	job.Node().AddDependency(dataset, checkpoints)
	return stack
}
