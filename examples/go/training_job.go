package main

import (
	"github.com/aws/jsii-runtime-go"
	"github.com/cdk8s-team/cdk8s-core-go/cdk8s/v2"
	"github.com/cdk8s-team/cdk8s-plus-go/cdk8splus28/v2"
	"github.com/cdk8s-team/cdk8s-plus-go/cdk8splus28/v2/k8s"
	"github.com/example/cdk-eks-fsx-go/cdkeksfsx"
)

// trainingJob is a training that reads /data and writes /checkpoints, on one GPU node.
func trainingJob(dataset, checkpoints cdkeksfsx.IKubernetesVolume) *[]*map[string]interface{} {
	chart := cdk8s.NewChart(cdk8s.NewApp(nil), jsii.String("training"), &cdk8s.ChartProps{Namespace: dataset.ClaimNamespace()})
	job := cdk8splus28.NewJob(chart, jsii.String("Job"), &cdk8splus28.JobProps{
		Metadata:     &cdk8s.ApiObjectMetadata{Name: jsii.String("train-resnet-1")}, // the pods of a Job are immutable: another run has another name
		BackoffLimit: jsii.Number(2),
	})
	container := job.AddContainer(&cdk8splus28.ContainerProps{
		Name:    jsii.String("train"),
		Image:   jsii.String("pytorch/pytorch:2.9.0-cuda12.8-cudnn9-runtime"),
		Command: jsii.Strings("torchrun", "--nproc-per-node=4", "train.py", "--data=/data", "--checkpoints=/checkpoints"),
		SecurityContext: &cdk8splus28.ContainerSecurityContextProps{ // a new Lustre file system belongs to root
			EnsureNonRoot:          jsii.Bool(false),
			ReadOnlyRootFilesystem: jsii.Bool(false),
		},
	})
	dataset.MountOn(container, jsii.String("/data"), &cdkeksfsx.VolumeMountOptions{ReadOnly: jsii.Bool(true)})
	checkpoints.MountOn(container, jsii.String("/checkpoints"), nil)

	// cdk8s-plus-28 has no property for GPUs. A patch must contain a Quantity: cdk8s-plus drops a plain number
	cdk8s.ApiObject_Of(job).AddJsonPatch(
		cdk8s.JsonPatch_Add(jsii.String("/spec/template/spec/containers/0/resources/limits"), map[string]k8s.Quantity{
			"nvidia.com/gpu": k8s.Quantity_FromNumber(jsii.Number(4)),
		}),
		cdk8s.JsonPatch_Add(jsii.String("/spec/template/spec/tolerations"), []map[string]string{
			{"key": "nvidia.com/gpu", "operator": "Exists", "effect": "NoSchedule"},
		}),
	)

	manifest := []*map[string]interface{}{}
	for _, object := range *chart.ToJson() {
		fields := object.(map[string]interface{})
		manifest = append(manifest, &fields)
	}
	return &manifest
}
