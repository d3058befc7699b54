"""What parameters must be together: CloudFormation asserts it before it begins.

A rule takes fewer functions than a condition, and no switches (CloudFormation User
Guide, "Rule-specific intrinsic functions").
"""

from itertools import pairwise
from typing import Any

from troposphere import And, AWSHelperFn, Equals, Not, Or, Parameter

from generator.templates.pipeline.inputs.rules import (
    address_rules,
    assertion,
    differ,
    source_rule,
    vpc_rule,
)
from generator.templates.promotion.inputs import PromotionInputs
from generator.templates.promotion.inputs.targets import Target


def promotion_rules(inputs: PromotionInputs) -> dict[str, dict[str, Any]]:
    """The section Rules, by name."""
    first, *others = inputs.targets
    return {
        **vpc_rule(),
        **source_rule(),
        **address_rules(inputs.operations.notification_emails),
        **address_rules(inputs.operations.information_emails),
        **_region_rules(inputs),
        **_controller_rules(first, there=[]),
        **{
            name: made
            for each in others
            for name, made in {
                **_whole(each),
                **_controller_rules(each, there=[_given(each.deploy_role_arn)]),
            }.items()
        },
        **{
            f"{one.title}ComesBefore{other.title}": {
                "RuleCondition": _given(other.deploy_role_arn),
                "Assertions": [
                    assertion(
                        _given(one.deploy_role_arn),
                        f"{other.title} takes {one.title}: give the targets in order",
                    ),
                    assertion(
                        differ(one.deploy_role_arn.title, other.deploy_role_arn.title),
                        f"{one.title} and {other.title} have one role: each target is "
                        "a stack of its own",
                    ),
                    assertion(
                        differ(one.name.title, other.name.title),
                        f"{one.title} and {other.title} have one name",
                    ),
                ],
            }
            for one, other in pairwise(inputs.targets)
        },
        "FirstAndLastTargetDiffer": {
            "RuleCondition": _given(inputs.target_3.deploy_role_arn),
            "Assertions": [
                assertion(
                    differ("Target1DeployRoleArn", "Target3DeployRoleArn"),
                    "Target1 and Target3 have one role: each target is a stack of its "
                    "own",
                ),
                assertion(
                    differ("Target1Name", "Target3Name"),
                    "Target1 and Target3 have one name",
                ),
            ],
        },
    }


def _region_rules(inputs: PromotionInputs) -> dict[str, dict[str, Any]]:
    """A store for each region, and no region without a target."""
    elsewhere = inputs.elsewhere
    region = elsewhere.other_region
    store = (
        elsewhere.other_region_artifact_bucket_name,
        elsewhere.other_region_artifact_key_arn,
    )
    return {
        "OtherRegionIsWhole": {
            "RuleCondition": _given(region),
            "Assertions": [
                *(
                    assertion(_given(each), f"{region.title} takes {each.title}, too")
                    for each in store
                ),
                assertion(
                    Or(*(_given(each.region) for each in inputs.targets)),
                    f"no target is in {region.title}: say so by TargetNRegion, or "
                    "leave it out",
                ),
            ],
        },
        "OtherRegionLeavesNoTrace": {
            "RuleCondition": _empty(region),
            "Assertions": [
                assertion(
                    _empty(each),
                    f"{each.title} does nothing without {region.title}: leave it out",
                )
                for each in store
            ],
        },
        **{
            f"{each.title}HasAStore": {
                "RuleCondition": _given(each.region),
                "Assertions": [
                    assertion(
                        Equals(each.region.ref(), region.ref()),
                        f"{each.region.title} is another than {region.title}: a "
                        "promotion reaches its own region and one more",
                    )
                ],
            }
            for each in inputs.targets
        },
    }


def _whole(target: Target) -> dict[str, dict[str, Any]]:
    """All that a target needs, or nothing of it."""
    role = target.deploy_role_arn
    rest = [each for each in target.needed if each is not role]
    options = (
        *target.of_code_deploy,
        target.approver_email,
        target.deployment_window,
        target.service_url,
        target.region,
    )
    return {
        f"{target.title}IsWhole": {
            "RuleCondition": _given(role),
            "Assertions": [
                assertion(_given(each), f"{role.title} takes {each.title}, too")
                for each in rest
            ],
        },
        f"{target.title}LeavesNoTrace": {
            "RuleCondition": _empty(role),
            "Assertions": [
                assertion(
                    _empty(each),
                    f"{each.title} does nothing without {role.title}: leave it out",
                )
                for each in (*rest, *options)
            ],
        },
    }


def _controller_rules(
    target: Target, there: list[AWSHelperFn]
) -> dict[str, dict[str, Any]]:
    by_ecs = Equals(target.deployment_controller.ref(), "ECS")
    by_code_deploy = Equals(target.deployment_controller.ref(), "CODE_DEPLOY")
    return {
        f"{target.title}HasItsGroup": {
            "RuleCondition": And(by_code_deploy, *there) if there else by_code_deploy,
            "Assertions": [
                assertion(_given(each), f"with CODE_DEPLOY {each.title} must be given")
                for each in target.of_code_deploy
            ],
        },
        f"{target.title}HasNoGroup": {
            "RuleCondition": by_ecs,
            "Assertions": [
                assertion(
                    _empty(each), f"{each.title} is CodeDeploy's: leave it out with ECS"
                )
                for each in target.of_code_deploy
            ],
        },
    }


def _given(parameter: Parameter) -> Not:
    return Not(_empty(parameter))


def _empty(parameter: Parameter) -> Equals:
    return Equals(parameter.ref(), "")
