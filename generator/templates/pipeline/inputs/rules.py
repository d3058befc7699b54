"""What parameters must be together, which CloudFormation refuses before it begins.

A rule knows parameters only: it cannot name a condition of the template
(CloudFormation template reference, "Rules").
"""

from collections.abc import Sequence
from typing import Any

from troposphere import And, AWSHelperFn, Equals, Not, Or, Parameter, Ref

from generator.templates.pipeline.inputs import Inputs
from generator.templates.pipeline.inputs.addresses import Address
from generator.templates.pipeline.inputs.deployed import Deployed

_OF_THE_VPC = ("VpcId", "SubnetIds", "SecurityGroupIds")
_CODE_DEPLOY_NEEDS = (
    "BlueTargetGroupName",
    "GreenTargetGroupName",
    "ProductionListenerArn",
)


def code_deploy_alone(inputs: Deployed) -> tuple[Parameter, ...]:
    """What is CodeDeploy's: with ECS the service itself says it, or nobody."""
    deployment = inputs.group
    return (
        deployment.blue_target_group_name,
        deployment.green_target_group_name,
        deployment.production_listener_arn,
        deployment.test_listener_arn,
        deployment.test_traffic_wait_minutes,
        deployment.deployment_config_name,
        deployment.blue_termination_wait_minutes,
        deployment.rollback_alarm_names,
        *inputs.hooks.functions,
    )


def rules(inputs: Inputs) -> dict[str, dict[str, Any]]:
    """The section Rules, by name."""
    by_code_deploy = _is(inputs.controller.deployment_controller, "CODE_DEPLOY")
    return {
        **controller_rules(inputs),
        "EcsAlonePutsALimit": _rule(
            _is(
                inputs.controller.deployment_timeout_minutes,
                str(inputs.controller.deployment_timeout_minutes.properties["Default"]),
            ),
            says="DeploymentTimeoutMinutes does nothing with CodeDeploy: leave it out",
            where=by_code_deploy,
        ),
        **vpc_rule(),
        **traffic_rules(inputs),
        **source_rule(),
        **address_rules(inputs.operations.notification_emails),
        **address_rules(inputs.operations.information_emails),
    }


def vpc_rule() -> dict[str, dict[str, Any]]:
    """A VPC takes all three of its parameters."""
    return {
        "VpcIsWhole": _rule(
            Or(
                And(*(_given(name) for name in _OF_THE_VPC)),
                And(*(_empty(name) for name in _OF_THE_VPC)),
            ),
            says="VpcId, SubnetIds and SecurityGroupIds go together: give all three "
            "or none",
        ),
    }


def source_rule() -> dict[str, dict[str, Any]]:
    """A connection or a token."""
    return {
        "SourceIsReadOneWay": _rule(
            _empty("OAuthTokenSecretName"),
            says="OAuthTokenSecretName is not used with ConnectionArn: leave one of "
            "them empty",
            where=_given("ConnectionArn"),
        ),
    }


def controller_rules(
    inputs: Deployed, *code_deploys: Parameter
) -> dict[str, dict[str, Any]]:
    """Each controller is given what it needs and nothing of the other's.

    `code_deploys` is what else a template has for CodeDeploy alone.
    """
    by_code_deploy = _is(inputs.controller.deployment_controller, "CODE_DEPLOY")
    by_ecs = _is(inputs.controller.deployment_controller, "ECS")
    return {
        "CodeDeployHasWhatItShifts": {
            "RuleCondition": by_code_deploy,
            "Assertions": [
                assertion(
                    _given(name),
                    f"{name} is missing: give it, or DeploymentController=ECS",
                )
                for name in _CODE_DEPLOY_NEEDS
            ],
        },
        "EcsShiftsByItself": {
            "RuleCondition": by_ecs,
            "Assertions": [
                assertion(
                    _is(each, str(each.properties["Default"])),
                    f"{each.title} is CodeDeploy's and does nothing with ECS: leave it "
                    "out",
                )
                for each in (*code_deploy_alone(inputs), *code_deploys)
            ],
        },
    }


def traffic_rules(inputs: Deployed) -> dict[str, dict[str, Any]]:
    """What CodeDeploy shifts traffic between are different things."""
    by_code_deploy = _is(inputs.controller.deployment_controller, "CODE_DEPLOY")
    return {
        "TargetGroupsDiffer": _rule(
            differ("BlueTargetGroupName", "GreenTargetGroupName"),
            says="BlueTargetGroupName and GreenTargetGroupName are one target group: "
            "give two",
            where=And(
                by_code_deploy, *(_given(name) for name in _CODE_DEPLOY_NEEDS[:2])
            ),
        ),
        "ListenersDiffer": _rule(
            differ("TestListenerArn", "ProductionListenerArn"),
            says="TestListenerArn is the listener of the production traffic: give "
            "another or leave it empty",
            where=_given("TestListenerArn"),
        ),
        "TestHookHasTestTraffic": _rule(
            _given("TestListenerArn"),
            says="AfterAllowTestTrafficHook is called with a test listener only: give "
            "TestListenerArn, too",
            where=_given("AfterAllowTestTrafficHook"),
        ),
    }


def address_rules(told: Sequence[Address]) -> dict[str, dict[str, Any]]:
    """Each address gets a mail once, and what is there follows the first."""
    first, *further = (each.email.title for each in told)
    may_be_none = "Default" in told[0].email.properties
    return {
        f"{name}IsAnother": {
            "RuleCondition": _given(name),
            "Assertions": [
                *(
                    [assertion(_given(first), f"{name} takes {first}: give it, too")]
                    if may_be_none
                    else []
                ),
                *(
                    assertion(
                        differ(before, name),
                        f"{before} and {name} are one address: leave out {name}",
                    )
                    for before in (first, *further[:place])
                ),
            ],
        }
        for place, name in enumerate(further)
    }


def _rule(
    holds: AWSHelperFn, *, says: str, where: AWSHelperFn | None = None
) -> dict[str, Any]:
    return {
        **({"RuleCondition": where} if where else {}),
        "Assertions": [assertion(holds, says)],
    }


def assertion(holds: AWSHelperFn, says: str) -> dict[str, Any]:
    """What must hold, and what people read where it does not."""
    return {"Assert": holds, "AssertDescription": says}


def _is(parameter: Parameter, value: str) -> Equals:
    return Equals(parameter.ref(), value)


def _empty(name: str) -> Equals:
    return Equals(Ref(name), "")


def _given(name: str) -> Not:
    return Not(_empty(name))


def differ(one: str, other: str) -> Not:
    """Two parameters, by their names."""
    return Not(Equals(Ref(one), Ref(other)))
