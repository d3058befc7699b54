"""A build in a VPC makes its network interfaces there, and nothing else."""

from typing import Any

import pytest

from tests.templates.stack import VPC, stack

IN_VPC = {"ec2:Vpc": "arn:aws:ec2:us-east-2:111122223333:vpc/vpc-0a1b2c3d"}


@pytest.mark.parametrize("role", ["UnitTestRole", "DockerBuildRole"])
def test_only_a_build_in_a_vpc_may_touch_networks(role: str) -> None:
    assert not [each for each in stack().actions(role) if each.startswith("ec2:")]
    # CodeBuild User Guide, "Allow CodeBuild access to AWS services in a VPC".
    assert {each for each in stack(VPC).actions(role) if each.startswith("ec2:")} == {
        "ec2:CreateNetworkInterface",
        "ec2:CreateNetworkInterfacePermission",
        "ec2:DeleteNetworkInterface",
        "ec2:DescribeDhcpOptions",
        "ec2:DescribeNetworkInterfaces",
        "ec2:DescribeSecurityGroups",
        "ec2:DescribeSubnets",
        "ec2:DescribeVpcs",
    }


@pytest.mark.parametrize(
    ("action", "also"),
    [
        ("ec2:CreateNetworkInterface", {}),
        ("ec2:DeleteNetworkInterface", {}),
        (
            "ec2:CreateNetworkInterfacePermission",
            {"StringEquals": {"ec2:AuthorizedService": "codebuild.amazonaws.com"}},
        ),
    ],
)
def test_interfaces_are_made_in_the_builds_own_vpc(
    action: str, also: dict[str, Any]
) -> None:
    (statement,) = [
        each
        for each in stack(VPC).statements("UnitTestRole")
        if action in each["Action"]
    ]
    assert statement["Condition"] == {"ArnEquals": IN_VPC, **also}
