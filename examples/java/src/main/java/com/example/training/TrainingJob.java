package com.example.training;

import io.github.example.cdkeksfsx.IKubernetesVolume;
import io.github.example.cdkeksfsx.VolumeMountOptions;
import java.util.List;
import java.util.Map;
import org.cdk8s.ApiObject;
import org.cdk8s.ApiObjectMetadata;
import org.cdk8s.App;
import org.cdk8s.Chart;
import org.cdk8s.ChartProps;
import org.cdk8s.JsonPatch;
import org.cdk8s.plus28.Container;
import org.cdk8s.plus28.ContainerProps;
import org.cdk8s.plus28.ContainerSecurityContextProps;
import org.cdk8s.plus28.Job;
import org.cdk8s.plus28.k8s.Quantity;

/** A training that reads {@code /data} and writes {@code /checkpoints}, on one GPU node. */
final class TrainingJob {
  private TrainingJob() {}

  @SuppressWarnings("unchecked")
  static List<Map<String, Object>> manifest(final IKubernetesVolume dataset, final IKubernetesVolume checkpoints) {
    final Chart chart = new Chart(new App(), "training", ChartProps.builder().namespace(dataset.getClaimNamespace()).build());
    final Job job = Job.Builder.create(chart, "Job")
        .metadata(ApiObjectMetadata.builder().name("train-resnet-1").build()) // the pods of a Job are immutable: another run has another name
        .backoffLimit(2)
        .build();
    final Container container = job.addContainer(ContainerProps.builder()
        .name("train")
        .image("pytorch/pytorch:2.9.0-cuda12.8-cudnn9-runtime")
        .command(List.of("torchrun", "--nproc-per-node=4", "train.py", "--data=/data", "--checkpoints=/checkpoints"))
        // a new Lustre file system belongs to root
        .securityContext(ContainerSecurityContextProps.builder().ensureNonRoot(false).readOnlyRootFilesystem(false).build())
        .build());
    dataset.mountOn(container, "/data", VolumeMountOptions.builder().readOnly(true).build());
    checkpoints.mountOn(container, "/checkpoints");

    // cdk8s-plus-28 has no property for GPUs. A patch must contain a Quantity: cdk8s-plus drops a plain number
    ApiObject.of(job).addJsonPatch(
        JsonPatch.add("/spec/template/spec/containers/0/resources/limits", Map.of("nvidia.com/gpu", Quantity.fromNumber(4))),
        JsonPatch.add("/spec/template/spec/tolerations",
            List.of(Map.of("key", "nvidia.com/gpu", "operator", "Exists", "effect", "NoSchedule"))));
    return (List<Map<String, Object>>) (List<?>) chart.toJson();
  }
}
