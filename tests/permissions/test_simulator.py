"""The simulator judges requests that AWS could get, and refuses any other."""

from dataclasses import replace

import pytest

from tests.node_package import NodePackage
from tests.permissions.cases import Question, judge
from tests.permissions.simulator import Request, decide
from tests.permissions.stacks import deployed
from tests.permissions.tables import TABLES
from tests.permissions.tables.anybody import ROLES

NETWORK = {
    "Version": "2012-10-17",
    "Statement": [
        {
            "Effect": "Allow",
            "Action": "ec2:CreateNetworkInterface",
            "Resource": "*",
            "Condition": {"StringEquals": {"ec2:Vpc": "vpc"}},
        }
    ],
}
ON_SUBNET = Request(
    principal="arn:aws:iam::111122223333:user/alice",
    action="ec2:CreateNetworkInterface",
    resource="arn:aws:ec2:us-east-2:111122223333:subnet/subnet-0a1b2c3d",
    account="111122223333",
    context=(("ec2:Vpc", "vpc"),),
    identity=("network",),
)


def test_a_request_is_judged_by_its_policies_and_context(
    simulator: NodePackage,
) -> None:
    elsewhere = replace(ON_SUBNET, context=(("ec2:Vpc", "another"),))
    here, there = decide(simulator, {"network": NETWORK}, [ON_SUBNET, elsewhere])
    assert here.allowed
    assert here.allowed_by == {("network", "1")}
    assert not there.allowed


@pytest.mark.parametrize(
    ("change", "why"),
    [
        (
            {"resource": "arn:aws:ec2:us-east-2:111122223333:network-interface/*"},
            "keysThatAreNotSent",
        ),
        ({"context": (("ec2:NoSuchKey", "x"),)}, "keysThatAreNotSent"),
        ({"action": "ec2:MakeNetworkInterface"}, "invalid.action"),
        ({"resource": "arn:aws:ec2:us-east-2:111122223333:vpc/vpc-1"}, "resource"),
    ],
)
def test_a_request_that_aws_could_not_get_is_an_error(
    simulator: NodePackage, change: dict[str, str], why: str
) -> None:
    with pytest.raises(ValueError, match=why):
        decide(simulator, {"network": NETWORK}, [replace(ON_SUBNET, **change)])


def test_a_policy_that_iam_would_refuse_is_an_error(simulator: NodePackage) -> None:
    wrong = {"Version": "2012-10-17", "Statement": [{"Effect": "Perhaps"}]}
    with pytest.raises(ValueError, match=r"policy\.errors"):
        decide(simulator, {"network": wrong}, [ON_SUBNET])


def test_a_boundary_limits_every_role(simulator: NodePackage) -> None:
    stack = deployed("boundary")
    (boundary,) = {stack.boundary(role) for role in ROLES}
    only_logs = {
        "Version": "2012-10-17",
        "Statement": [{"Effect": "Allow", "Action": "logs:*", "Resource": "*"}],
    }
    rows = [each for each in TABLES["pipeline"].allowed if each.who in ROLES]
    (cases,) = judge(simulator, [Question(stack, rows, {str(boundary): only_logs})])
    allowed = {each.request.action for each in cases if each.decision.allowed}
    assert allowed == {"logs:CreateLogStream", "logs:PutLogEvents"}
