"""How the two builds run."""

from dataclasses import dataclass

from troposphere import Equals, Not, Or, Parameter, Ref

from generator.templates.pipeline.inputs import patterns
from generator.templates.switch import Switch


@dataclass(frozen=True)
class BuildInputs:
    """Runtime and network of the builds."""

    node_version: Parameter
    service_path: Parameter
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
            Description="Node.js; 18 gets no security fixes",
            ConstraintDescription="a version the build image has",
        ),
        service_path=Parameter(
            "ServicePath",
            Type="String",
            Default=".",
            Description="Folder of the service in the repository",
            **patterns.PATH.required,
        ),
        # AWS-specific parameter types do not accept an empty value, and a list
        # has no condition that can tell it is empty: strings with patterns.
        vpc_id=Parameter(
            "VpcId",
            Type="String",
            Default="",
            Description="VPC to build in; the next two go with it",
            **patterns.VPC_ID.optional,
        ),
        subnet_ids=Parameter(
            "SubnetIds",
            Type="String",
            Default="",
            Description="Private subnets with a way to the internet",
            **patterns.SUBNET_IDS.optional,
        ),
        security_group_ids=Parameter(
            "SecurityGroupIds",
            Type="String",
            Default="",
            Description="Security groups of the builds",
            **patterns.SECURITY_GROUP_IDS.optional,
        ),
        has_vpc=Switch(
            "HasVpc",
            Not(
                Or(
                    *(
                        Equals(Ref(name), "")
                        for name in ("VpcId", "SubnetIds", "SecurityGroupIds")
                    )
                )
            ),
        ),
    )
