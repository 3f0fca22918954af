#!/usr/bin/env python3
"""The storage of a training on Amazon EKS: see README.md for how to run it."""
import aws_cdk as cdk

from platform_stack import PlatformStack
from storage_stack import StorageStack

app = cdk.App()
platform = PlatformStack(app, "Platform")
StorageStack(app, "TrainingStorage", cluster=platform.cluster, subnet=platform.training_subnet)
app.synth()
