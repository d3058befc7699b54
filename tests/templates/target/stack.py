"""The target template as one stack sees it."""

from collections.abc import Mapping
from functools import cache
from typing import Any

from generator.templates.target import target
from tests.templates.stack import (
    ALARMED,
    BOUNDED,
    COMMERCIAL,
    HOOKED,
    TASK_ROLE,
    TESTED,
    Stack,
    buildspecs,
    stack_of,
)
from tests.templates.stack import REQUIRED as OF_THE_PIPELINE

# Where the pipeline is.
TOOLS = "222233334444"
PIPELINE_ROLE = f"arn:aws:iam::{TOOLS}:role/codepipeline-role-tools"
ROLLOUT_ROLE = f"arn:aws:iam::{TOOLS}:role/rollout-role-tools"
BUCKET = f"pipeline-artifacts-tools-{TOOLS}-us-east-2-an"
REQUIRED = {
    **{
        name: OF_THE_PIPELINE[name]
        for name in (
            "EnvironmentSuffix",
            "EcsClusterName",
            "EcsServiceName",
            "TaskDefinitionFamily",
            "TaskExecutionRoleArn",
            "BlueTargetGroupName",
            "GreenTargetGroupName",
            "ProductionListenerArn",
        )
    },
    "PipelineRoleArn": PIPELINE_ROLE,
    "RolloutRoleArn": ROLLOUT_ROLE,
    "ArtifactBucketName": BUCKET,
}
TOLD = {"NotificationEmail": "payments@example.com"}
WAITS = {**TESTED, "TestTrafficWaitMinutes": "30"}
EVERYTHING = {**TASK_ROLE, **WAITS, **ALARMED, **HOOKED, **BOUNDED, **TOLD}


@cache
def template() -> Mapping[str, Any]:
    """As troposphere gives it."""
    data: Mapping[str, Any] = target(buildspecs()).to_dict()
    return data


def stack(*given: Mapping[str, str], pseudo: Mapping[str, str] = COMMERCIAL) -> Stack:
    """A stack with the required parameters and what is given on top."""
    # What a stack of a pipeline must be given, this one need not.
    untold = {"NotificationEmail": ""}
    return stack_of(template(), untold, REQUIRED, *given, pseudo=pseudo)
