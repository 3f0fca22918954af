package com.example.training;

import io.github.example.cdkeksfsx.BucketDataRepositoryOptions;
import io.github.example.cdkeksfsx.DataRepository;
import io.github.example.cdkeksfsx.DataRepositoryEvent;
import io.github.example.cdkeksfsx.FsxLustreStorage;
import io.github.example.cdkeksfsx.LustreClaimOptions;
import io.github.example.cdkeksfsx.LustreDeploymentType;
import io.github.example.cdkeksfsx.LustreManagedConfig;
import io.github.example.cdkeksfsx.LustreProvisioning;
import java.util.List;
import software.amazon.awscdk.Size;
import software.amazon.awscdk.Stack;
import software.amazon.awscdk.services.ec2.ISubnet;
import software.amazon.awscdk.services.eks_v2.ICluster;
import software.amazon.awscdk.services.eks_v2.KubernetesManifest;
import software.amazon.awscdk.services.s3.BlockPublicAccess;
import software.amazon.awscdk.services.s3.Bucket;
import software.amazon.awscdk.services.s3.BucketEncryption;
import software.constructs.Construct;

/** The data of a training: what is read comes from S3, what is written goes back to it. */
public final class StorageStack extends Stack {
  public StorageStack(final Construct scope, final String id, final ICluster cluster, final ISubnet subnet) {
    super(scope, id);
    final Bucket bucket = Bucket.Builder.create(this, "TrainingData")
        .encryption(BucketEncryption.S3_MANAGED)
        .blockPublicAccess(BlockPublicAccess.BLOCK_ALL)
        .enforceSsl(true)
        .build();

    final FsxLustreStorage dataset = FsxLustreStorage.Builder.create(this, "Imagenet")
        .cluster(cluster)
        .provisioning(LustreProvisioning.managed(LustreManagedConfig.builder()
            .deploymentType(LustreDeploymentType.PERSISTENT_2)
            .capacity(Size.gibibytes(4800))
            .perUnitStorageThroughput(250)
            .subnet(subnet)
            .dataRepositories(List.of(DataRepository.fromBucket(bucket, BucketDataRepositoryOptions.builder().prefix("imagenet/").build())))
            .build()))
        .claim(LustreClaimOptions.builder().name("training-data").namespace("ml").createNamespace(true).build())
        .build();

    final FsxLustreStorage checkpoints = FsxLustreStorage.Builder.create(this, "Checkpoints")
        .cluster(cluster)
        .provisioning(LustreProvisioning.managed(LustreManagedConfig.builder()
            .deploymentType(LustreDeploymentType.PERSISTENT_2)
            .capacity(Size.gibibytes(1200))
            .perUnitStorageThroughput(125)
            .subnet(subnet)
            .dataRepositories(List.of(DataRepository.fromBucket(bucket, BucketDataRepositoryOptions.builder()
                .prefix("checkpoints/")
                .autoExportPolicy(List.of(DataRepositoryEvent.NEW, DataRepositoryEvent.CHANGED))
                .build())))
            .build()))
        .claim(LustreClaimOptions.builder().name("checkpoints").namespace("ml").createNamespace(true).build())
        .build();

    final KubernetesManifest job = KubernetesManifest.Builder.create(this, "Training")
        .cluster(cluster)
        .manifest(TrainingJob.manifest(dataset, checkpoints))
        .build();
    job.getNode().addDependency(dataset, checkpoints);
  }
}
