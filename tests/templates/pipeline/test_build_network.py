"""A build in a VPC makes its network interfaces there, and nothing else."""

from typing import Any

import pytest

from tests.templates.stack import VPC, stack

# In any account: a shared VPC is its owner's.
IN_VPC = {"ec2:Vpc": "arn:aws:ec2:us-east-2:*:vpc/vpc-0a1b2c3d"}


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
        ("ec2:DeleteNetworkInterface", {}),
        (
            "ec2:CreateNetworkInterfacePermission",
            {"StringEquals": {"ec2:AuthorizedService": "codebuild.amazonaws.com"}},
        ),
    ],
)
def test_only_interfaces_of_the_builds_own_vpc_are_touched(
    action: str, also: dict[str, Any]
) -> None:
    (statement,) = with_action(action)
    assert statement["Condition"] == {"ArnLike": IN_VPC, **also}


def test_a_new_interface_has_no_vpc_yet_but_its_subnet_and_groups_have() -> None:
    new, place = with_action("ec2:CreateNetworkInterface")
    assert new["Resource"] == ["arn:aws:ec2:us-east-2:111122223333:network-interface/*"]
    assert "Condition" not in new
    assert [each.split(":")[-1] for each in place["Resource"]] == [
        "subnet/*",
        "security-group/*",
    ]
    assert place["Condition"] == {"ArnLike": IN_VPC}


def with_action(action: str) -> list[dict[str, Any]]:
    return [
        each
        for each in stack(VPC).statements("UnitTestRole")
        if action in each["Action"]
    ]
