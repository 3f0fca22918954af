"""Writes replacing-properties.json from the schemas of cfn-lint: `"$(dirname "$(test/deployment/engine/../../conformance/cloudformation/install)")"/python replacing_properties.py`."""

import json
from pathlib import Path

import cfnlint

SERVICES = ("Backup", "CloudWatch", "EKS", "Events", "FSx", "IAM", "KMS", "Lambda", "Logs", "S3", "SecretsManager", "SNS", "SQS", "SSM")
EC2 = ("EIP", "InternetGateway", "LaunchTemplate", "NatGateway", "Route", "RouteTable", "SecurityGroup", "SecurityGroupEgress", "SecurityGroupIngress",
       "Subnet", "SubnetRouteTableAssociation", "VPC", "VPCEndpoint", "VPCGatewayAttachment")

# What the resource reference says of Lustre and ONTAP, and the schema of the type does not:
# https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-fsx-filesystem.html
FILE_SYSTEM = ["FileSystemTypeVersion",
               *(f"LustreConfiguration/{name}" for name in ("CopyTagsToBackups", "DeploymentType", "DriveCacheType", "ExportPath", "ImportPath",
                                                            "ImportedFileChunkSize", "PerUnitStorageThroughput")),
               *(f"OntapConfiguration/{name}" for name in ("DeploymentType", "EndpointIpAddressRange", "PreferredSubnetId"))]

schemas = Path(cfnlint.__file__).parent / "data/schemas"
provider = json.loads((schemas / "providers/eu-west-1.json").read_text())
table = {}
for resource_type, schema in sorted(provider.items()):
    _, service, name = resource_type.split("::")[:3]
    if service in SERVICES or service == "EC2" and name in EC2:
        paths = json.loads((schemas / f"resources/{schema}.json").read_text()).get("createOnlyProperties", [])
        table[resource_type] = sorted(path.removeprefix("/properties/") for path in paths)
table["AWS::FSx::FileSystem"] = sorted({*table["AWS::FSx::FileSystem"], *FILE_SYSTEM})

lines = [f"  {json.dumps(resource_type)}: {json.dumps(paths)}" for resource_type, paths in table.items() if paths]
Path(__file__).with_name("replacing-properties.json").write_text("{\n" + ",\n".join(lines) + "\n}\n")
