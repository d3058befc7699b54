"""What every build needs to run in a VPC."""

from dataclasses import dataclass

from awacs import ec2
from awacs.aws import ArnEquals, Condition, StringEquals
from troposphere import iam

from generator.templates.pipeline.inputs import Inputs
from generator.templates.policy import (
    allow,
    allow_anywhere,
    policy_document,
    reasons,
    regional_arn,
)


@dataclass(frozen=True)
class BuildNetwork:
    """One policy for all builds."""

    network_policy: iam.ManagedPolicy


def build_network(*, inputs: Inputs) -> BuildNetwork:
    """Network interfaces in one VPC, for CodeBuild alone.

    After the CodeBuild User Guide, "Allow CodeBuild access to services in a
    VPC". The guide names the subnets; a list of subnets cannot be turned into
    ARNs in a template, so the condition is on their VPC.
    """
    in_vpc = {"ec2:Vpc": regional_arn("ec2", "vpc/${VpcId}")}
    interfaces = regional_arn("ec2", "network-interface/*")
    policy = iam.ManagedPolicy(
        "NetworkPolicy",
        Condition=inputs.builds.has_vpc.name,
        Metadata=reasons("SeeNetwork"),
        PolicyDocument=policy_document(
            allow_anywhere(
                "SeeNetwork",
                ec2.DescribeDhcpOptions,
                ec2.DescribeNetworkInterfaces,
                ec2.DescribeSecurityGroups,
                ec2.DescribeSubnets,
                ec2.DescribeVpcs,
            ),
            allow(
                ec2.CreateNetworkInterface,
                ec2.DeleteNetworkInterface,
                # Interfaces, subnets and security groups: all are checked.
                on=[regional_arn("ec2", "*")],
                only_if=Condition(ArnEquals(in_vpc)),
            ),
            allow(
                ec2.CreateNetworkInterfacePermission,
                on=[interfaces],
                only_if=Condition(
                    [
                        StringEquals(
                            {"ec2:AuthorizedService": "codebuild.amazonaws.com"}
                        ),
                        ArnEquals(in_vpc),
                    ]
                ),
            ),
        ),
    )
    return BuildNetwork(network_policy=policy)
