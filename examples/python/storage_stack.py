from aws_cdk import Size, Stack, aws_ec2 as ec2, aws_eks_v2 as eks, aws_s3 as s3
from cdk_eks_fsx import (
    DataRepository,
    DataRepositoryEvent,
    FsxLustreStorage,
    LustreClaimOptions,
    LustreDeploymentType,
    LustreProvisioning,
)
from constructs import Construct

from training_job import training_job


class StorageStack(Stack):
    """The data of a training: what is read comes from S3, what is written goes back to it."""

    def __init__(self, scope: Construct, construct_id: str, *, cluster: eks.ICluster, subnet: ec2.ISubnet) -> None:
        super().__init__(scope, construct_id)
        bucket = s3.Bucket(
            self,
            "TrainingData",
            encryption=s3.BucketEncryption.S3_MANAGED,
            block_public_access=s3.BlockPublicAccess.BLOCK_ALL,
            enforce_ssl=True,
        )

        dataset = FsxLustreStorage(
            self,
            "Imagenet",
            cluster=cluster,
            provisioning=LustreProvisioning.managed(
                deployment_type=LustreDeploymentType.PERSISTENT_2,
                capacity=Size.gibibytes(4800),
                per_unit_storage_throughput=250,
                subnet=subnet,
                data_repositories=[DataRepository.from_bucket(bucket, prefix="imagenet/")],
            ),
            claim=LustreClaimOptions(name="training-data", namespace="ml", create_namespace=True),
        )

        checkpoints = FsxLustreStorage(
            self,
            "Checkpoints",
            cluster=cluster,
            provisioning=LustreProvisioning.managed(
                deployment_type=LustreDeploymentType.PERSISTENT_2,
                capacity=Size.gibibytes(1200),
                per_unit_storage_throughput=125,
                subnet=subnet,
                data_repositories=[
                    DataRepository.from_bucket(
                        bucket,
                        prefix="checkpoints/",
                        auto_export_policy=[DataRepositoryEvent.NEW, DataRepositoryEvent.CHANGED],
                    )
                ],
            ),
            claim=LustreClaimOptions(name="checkpoints", namespace="ml", create_namespace=True),
        )

        job = eks.KubernetesManifest(self, "Training", cluster=cluster, manifest=training_job(dataset, checkpoints))
        job.node.add_dependency(dataset, checkpoints)
