"""How the two builds run."""

from dataclasses import dataclass

from troposphere import Equals, Not, Parameter, Ref

from generator.templates.pipeline.inputs import patterns
from generator.templates.switch import Switch


@dataclass(frozen=True)
class BuildInputs:
    """Runtime, size and network of the builds."""

    node_version: Parameter
    service_path: Parameter
    compute_type: Parameter
    build_timeout_minutes: Parameter
    vpc_id: Parameter
    subnet_ids: Parameter
    security_group_ids: Parameter
    has_vpc: Switch
    label: str = "Builds"


def build_inputs() -> BuildInputs:
    """The VPC's three parameters go together, or not at all."""
    return BuildInputs(
        node_version=Parameter(
            "NodeVersion",
            Type="String",
            Default="22",
            # What the build image has (aws-codebuild-docker-images,
            # ubuntu/standard/7.0/runtimes.yml).
            AllowedValues=["18", "20", "22", "24"],
            Description="Node.js; 18 has had no security fixes since April 2025",
            ConstraintDescription="a Node.js version of the build image",
        ),
        service_path=Parameter(
            "ServicePath",
            Type="String",
            Default=".",
            Description="Folder of the service in its repository",
            **patterns.PATH.required,
        ),
        compute_type=Parameter(
            "ComputeType",
            Type="String",
            Default="BUILD_GENERAL1_SMALL",
            AllowedValues=[
                "BUILD_GENERAL1_SMALL",
                "BUILD_GENERAL1_MEDIUM",
                "BUILD_GENERAL1_LARGE",
            ],
            Description="Size of the build machines",
            ConstraintDescription="a CodeBuild compute type",
        ),
        build_timeout_minutes=Parameter(
            "BuildTimeoutMinutes",
            Type="Number",
            Default=30,
            MinValue=5,
            MaxValue=480,
            Description="A build that takes longer is stopped",
            ConstraintDescription="5 to 480 minutes",
        ),
        # AWS-specific parameter types do not accept an empty value, so the
        # optional network is strings with patterns.
        vpc_id=Parameter(
            "VpcId",
            Type="String",
            Default="",
            Description="VPC to build in; empty: no VPC",
            **patterns.VPC_ID.optional,
        ),
        subnet_ids=Parameter(
            "SubnetIds",
            Type="CommaDelimitedList",
            Default="",
            Description="Private subnets of the VPC, with a way to the internet",
            **patterns.SUBNET_ID.optional,
        ),
        security_group_ids=Parameter(
            "SecurityGroupIds",
            Type="CommaDelimitedList",
            Default="",
            Description="Security groups of the builds in the VPC",
            **patterns.SECURITY_GROUP_ID.optional,
        ),
        has_vpc=Switch("HasVpc", Not(Equals(Ref("VpcId"), ""))),
    )
