"""What every build needs to run in a VPC."""

from dataclasses import dataclass

from awacs import ec2
from awacs.aws import ArnLike, Condition, StringEquals
from troposphere import Sub, iam

from generator.templates.pipeline.inputs.building import Building
from generator.templates.policy import (
    allow,
    allow_anywhere,
    arn,
    policy_document,
    reasons,
    regional_arn,
)


@dataclass(frozen=True)
class BuildNetwork:
    """One policy for all builds."""

    network_policy: iam.ManagedPolicy


def build_network(*, inputs: Building) -> BuildNetwork:
    """Network interfaces in one VPC, for CodeBuild alone.

    After the CodeBuild User Guide, "Allow CodeBuild access to services in a
    VPC". The guide names the subnets; a list of subnets cannot be turned into
    ARNs in a template, so the condition is on their VPC. A shared VPC and its
    subnets carry their owner's account: the id names the VPC in any account.
    """
    in_vpc = {"ec2:Vpc": _in_any_account("vpc/${VpcId}")}
    interfaces = [regional_arn("ec2", "network-interface/*")]
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
            # EC2 asks three times: for the new interface, which has no VPC yet
            # (Service Authorization Reference), its subnet and its groups.
            allow("MakeInterfaces", ec2.CreateNetworkInterface, on=interfaces),
            allow(
                "OnlyInThisVpc",
                ec2.CreateNetworkInterface,
                on=[_in_any_account("subnet/*"), _in_any_account("security-group/*")],
                only_if=Condition(ArnLike(in_vpc)),
            ),
            allow(
                "DeleteInterfaces",
                ec2.DeleteNetworkInterface,
                on=interfaces,
                only_if=Condition(ArnLike(in_vpc)),
            ),
            allow(
                "HandInterfacesToCodeBuild",
                ec2.CreateNetworkInterfacePermission,
                on=interfaces,
                only_if=Condition(
                    [
                        StringEquals(
                            {"ec2:AuthorizedService": "codebuild.amazonaws.com"}
                        ),
                        ArnLike(in_vpc),
                    ]
                ),
            ),
        ),
    )
    return BuildNetwork(network_policy=policy)


def _in_any_account(resource: str) -> Sub:
    return arn(f"ec2:${{AWS::Region}}:*:{resource}")
