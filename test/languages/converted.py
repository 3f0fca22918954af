"""Synthesizes the stacks that `convert` wrote in Python, with the built wheel. Arguments: folders, each with a storage_stack.py."""
import importlib.util
import inspect
import sys

from aws_cdk import App, Environment, Size, Stack, aws_eks_v2 as eks, aws_ec2 as ec2, aws_iam as iam, aws_secretsmanager as secretsmanager
from cdk_eks_fsx import LustreCsiDriver, TridentDriver

ENV = Environment(account="111122223333", region="us-west-2")


def surroundings(app: App) -> dict:
    """Values for the parameters of the stacks."""
    stack = Stack(app, "Surroundings", env=ENV)
    role = iam.Role.from_role_arn(stack, "KubectlRole", "arn:aws:iam::111122223333:role/kubectl")
    function = "arn:aws:lambda:us-west-2:111122223333:function:kubectl"
    vpc = ec2.Vpc.from_vpc_attributes(
        stack, "Vpc", vpc_id="vpc-0123456789abcdef0", availability_zones=["us-west-2a"], private_subnet_ids=["subnet-0123456789abcdef0"],
        private_subnet_route_table_ids=["rtb-0123456789abcdef0"],
    )
    cluster = eks.Cluster.from_cluster_attributes(
        stack, "Cluster", cluster_name="training", vpc=vpc, cluster_security_group_id="sg-0123456789abcdef0",
        kubectl_provider=eks.KubectlProvider.from_kubectl_provider_attributes(stack, "Kubectl", service_token=function, role=role),
    )
    secret = "arn:aws:secretsmanager:us-west-2:111122223333:secret:svm-admin-AbCd12"
    return {
        "cluster": cluster, "lustre_driver": LustreCsiDriver.existing(), "trident_driver": TridentDriver.existing(nodes_prepared_for_iscsi=True),
        "svm_secret": secretsmanager.Secret.from_secret_complete_arn(stack, "Secret", secret), "file_system_id": "fs-0123456789abcdef0",
        "svm_name": "training", "claim_size": Size.gibibytes(1),
    }


for folder in sys.argv[1:]:
    spec = importlib.util.spec_from_file_location("storage_stack", f"{folder}/storage_stack.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    app = App(outdir=f"{folder}/cdk.out")
    values = surroundings(app)
    keywords = [name for name, each in inspect.signature(module.StorageStack.__init__).parameters.items() if each.kind is each.KEYWORD_ONLY]
    module.StorageStack(app, "Storage", env=ENV, **{name: values.get(name, name.replace("_", "-")) for name in keywords})
    app.synth()
    print(f"{folder}: synthesizes")
