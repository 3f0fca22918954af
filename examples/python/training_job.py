from typing import Any

import cdk8s
import cdk8s_plus_28 as kplus
from cdk_eks_fsx import IKubernetesVolume


def training_job(dataset: IKubernetesVolume, checkpoints: IKubernetesVolume) -> list[Any]:
    """A training that reads ``/data`` and writes ``/checkpoints``, on one GPU node."""
    chart = cdk8s.Chart(cdk8s.App(), "training", namespace=dataset.claim_namespace)
    job = kplus.Job(
        chart,
        "Job",
        metadata=cdk8s.ApiObjectMetadata(name="train-resnet-1"),  # the pods of a Job are immutable: another run has another name
        backoff_limit=2,
    )
    container = job.add_container(
        name="train",
        image="pytorch/pytorch:2.9.0-cuda12.8-cudnn9-runtime",
        command=["torchrun", "--nproc-per-node=4", "train.py", "--data=/data", "--checkpoints=/checkpoints"],
        # a new Lustre file system belongs to root
        security_context=kplus.ContainerSecurityContextProps(ensure_non_root=False, read_only_root_filesystem=False),
    )
    dataset.mount_on(container, "/data", read_only=True)
    checkpoints.mount_on(container, "/checkpoints")

    # cdk8s-plus-28 has no property for GPUs. A patch must contain a Quantity: cdk8s-plus drops a plain number
    cdk8s.ApiObject.of(job).add_json_patch(
        cdk8s.JsonPatch.add("/spec/template/spec/containers/0/resources/limits", {"nvidia.com/gpu": kplus.k8s.Quantity.from_number(4)}),
        cdk8s.JsonPatch.add("/spec/template/spec/tolerations", [{"key": "nvidia.com/gpu", "operator": "Exists", "effect": "NoSchedule"}]),
    )
    return chart.to_json()
