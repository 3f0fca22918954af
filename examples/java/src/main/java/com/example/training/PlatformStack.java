package com.example.training;

import java.util.List;
import software.amazon.awscdk.Stack;
import software.amazon.awscdk.cdk.lambdalayer.kubectl.v34.KubectlV34Layer;
import software.amazon.awscdk.services.ec2.ISubnet;
import software.amazon.awscdk.services.ec2.InstanceType;
import software.amazon.awscdk.services.ec2.SubnetSelection;
import software.amazon.awscdk.services.ec2.Vpc;
import software.amazon.awscdk.services.eks_v2.Cluster;
import software.amazon.awscdk.services.eks_v2.DefaultCapacityType;
import software.amazon.awscdk.services.eks_v2.KubectlProviderOptions;
import software.amazon.awscdk.services.eks_v2.KubernetesVersion;
import software.amazon.awscdk.services.eks_v2.NodegroupAmiType;
import software.amazon.awscdk.services.eks_v2.NodegroupOptions;
import software.amazon.awscdk.services.eks_v2.TaintEffect;
import software.amazon.awscdk.services.eks_v2.TaintSpec;
import software.constructs.Construct;

/** What a platform team has already: a VPC and an EKS cluster with GPU nodes. It outlives the storage that others put on it. */
public final class PlatformStack extends Stack {
  private final Cluster cluster;
  private final ISubnet trainingSubnet;

  public PlatformStack(final Construct scope, final String id) {
    super(scope, id);
    final Vpc vpc = Vpc.Builder.create(this, "Vpc").maxAzs(2).natGateways(1).build();
    trainingSubnet = vpc.getPrivateSubnets().get(0);
    cluster = Cluster.Builder.create(this, "Cluster")
        .version(KubernetesVersion.V1_34)
        .vpc(vpc)
        .defaultCapacityType(DefaultCapacityType.NODEGROUP)
        .defaultCapacity(2)
        .kubectlProviderOptions(KubectlProviderOptions.builder().kubectlLayer(new KubectlV34Layer(this, "Kubectl")).build())
        .build();
    cluster.addNodegroupCapacity("Gpu", NodegroupOptions.builder()
        .amiType(NodegroupAmiType.AL2023_X86_64_NVIDIA)
        .instanceTypes(List.of(new InstanceType("g6.12xlarge")))
        .minSize(0)
        .maxSize(4)
        .subnets(SubnetSelection.builder().subnets(List.of(trainingSubnet)).build())
        .taints(List.of(TaintSpec.builder().key("nvidia.com/gpu").value("true").effect(TaintEffect.NO_SCHEDULE).build()))
        .build());
  }

  public Cluster getCluster() {
    return cluster;
  }

  /** The zone of the GPU nodes, and so of the data they read. */
  public ISubnet getTrainingSubnet() {
    return trainingSubnet;
  }
}
