"""What parameters must be together, which CloudFormation refuses before it begins.

A rule knows parameters only: it cannot name a condition of the template
(CloudFormation template reference, "Rules").
"""

from typing import Any

from troposphere import And, AWSHelperFn, Equals, Not, Or, Ref

_OF_THE_VPC = ("VpcId", "SubnetIds", "SecurityGroupIds")


def rules() -> dict[str, dict[str, Any]]:
    """The section Rules, by name."""
    return {
        "VpcIsWhole": _rule(
            Or(
                And(*(_given(name) for name in _OF_THE_VPC)),
                And(*(_empty(name) for name in _OF_THE_VPC)),
            ),
            says="VpcId, SubnetIds and SecurityGroupIds go together: give all three "
            "or none",
        ),
        "TargetGroupsDiffer": _rule(
            _differ("BlueTargetGroupName", "GreenTargetGroupName"),
            says="BlueTargetGroupName and GreenTargetGroupName are one target group: "
            "give two",
        ),
        "ListenersDiffer": _rule(
            _differ("TestListenerArn", "ProductionListenerArn"),
            says="TestListenerArn is the listener of the production traffic: give "
            "another or leave it empty",
        ),
        "TestHookHasTestTraffic": _rule(
            _given("TestListenerArn"),
            says="AfterAllowTestTrafficHook is called with a test listener only: give "
            "TestListenerArn, too",
            where=_given("AfterAllowTestTrafficHook"),
        ),
        "SourceIsReadOneWay": _rule(
            _empty("OAuthTokenSecretName"),
            says="OAuthTokenSecretName is not used with ConnectionArn: leave one of "
            "them empty",
            where=_given("ConnectionArn"),
        ),
    }


def _rule(
    holds: AWSHelperFn, *, says: str, where: AWSHelperFn | None = None
) -> dict[str, Any]:
    return {
        **({"RuleCondition": where} if where else {}),
        "Assertions": [{"Assert": holds, "AssertDescription": says}],
    }


def _empty(name: str) -> Equals:
    return Equals(Ref(name), "")


def _given(name: str) -> Not:
    return Not(_empty(name))


def _differ(one: str, other: str) -> Not:
    return Not(Equals(Ref(one), Ref(other)))
