// The storage of a training on Amazon EKS: see README.md for how to run it.
package main

import (
	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/jsii-runtime-go"
)

func main() {
	defer jsii.Close()

	app := awscdk.NewApp(nil)
	platform := newPlatformStack(app, "Platform")
	newStorageStack(app, "TrainingStorage", platform.cluster, platform.trainingSubnet)
	app.Synth(nil)
}
