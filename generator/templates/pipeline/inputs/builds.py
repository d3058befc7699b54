"""How the builds run."""

from dataclasses import dataclass

from troposphere import Equals, Not, Or, Parameter, Ref

from generator.templates import patterns
from generator.templates.pipeline.languages import Language
from generator.templates.switch import Switch


@dataclass(frozen=True)
class BuildInputs:
    """Runtime, size and network of the builds."""

    language: Language
    runtime_version: Parameter
    service_path: Parameter
    compute_type: Parameter
    build_timeout_minutes: Parameter
    vpc_id: Parameter
    subnet_ids: Parameter
    security_group_ids: Parameter
    has_vpc: Switch
    label: str = "Builds"


def build_inputs(language: Language) -> BuildInputs:
    """The VPC's three parameters go together, or not at all."""
    return BuildInputs(
        language=language,
        runtime_version=Parameter(
            language.parameter,
            Type="String",
            Default=language.default,
            AllowedValues=list(language.versions),
            Description=f"{language.title} of the builds{language.note}",
            ConstraintDescription="a version the build image has",
        ),
        service_path=Parameter(
            "ServicePath",
            Type="String",
            Default=".",
            Description="Folder of the service in the repository; . for its root",
            **patterns.PATH.required,
        ),
        compute_type=Parameter(
            "ComputeType",
            Type="String",
            # 4 vCPUs and 8 GiB: an image build swaps on the small type.
            Default="BUILD_GENERAL1_MEDIUM",
            # CodeBuild User Guide, "Build environment compute modes and types".
            AllowedValues=[
                "BUILD_GENERAL1_SMALL",
                "BUILD_GENERAL1_MEDIUM",
                "BUILD_GENERAL1_LARGE",
                "BUILD_GENERAL1_XLARGE",
                "BUILD_GENERAL1_2XLARGE",
            ],
            Description="Size of the build machines, which decides the price of a "
            "minute: medium has 4 vCPUs and 8 GiB",
            ConstraintDescription="a compute type of CodeBuild for Linux",
        ),
        build_timeout_minutes=Parameter(
            "BuildTimeoutMinutes",
            Type="Number",
            Default=60,
            # CodeBuild API reference, CreateProject: 5 to 2,160.
            MinValue=5,
            MaxValue=2160,
            Description="A build that takes longer is stopped and has failed",
            ConstraintDescription="5 to 2160 minutes",
        ),
        # AWS-specific parameter types do not accept an empty value, and a list
        # has no condition that can tell it is empty: strings with patterns.
        vpc_id=Parameter(
            "VpcId",
            Type="String",
            Default="",
            Description="VPC that the builds run in, together with the next two; empty "
            "for none",
            **patterns.VPC_ID.optional,
        ),
        subnet_ids=Parameter(
            "SubnetIds",
            Type="String",
            Default="",
            Description="Private subnets of the VPC, with a way to the internet, and "
            "commas between them",
            **patterns.SUBNET_IDS.optional,
        ),
        security_group_ids=Parameter(
            "SecurityGroupIds",
            Type="String",
            Default="",
            Description="Security groups of the builds, with commas between them",
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
