"""The store template as one stack sees it."""

from collections.abc import Mapping
from functools import cache
from typing import Any

from generator.templates.store import store
from tests.templates.promotion import stack as promotion
from tests.templates.stack import COMMERCIAL, Stack, buildspecs, stack_of

PIPELINE = "arn:aws:iam::111122223333:role/codepipeline-role-dev"
ROLES = {
    f"Target{number}DeployRoleArn": {**promotion.REQUIRED, **promotion.THREE}[
        f"Target{number}DeployRoleArn"
    ]
    for number in (1, 2, 3)
}
REQUIRED = {
    "EnvironmentSuffix": "dev",
    "PipelineRoleArn": PIPELINE,
    "Target2DeployRoleArn": ROLES["Target2DeployRoleArn"],
}


@cache
def template() -> Mapping[str, Any]:
    """As troposphere gives it."""
    data: Mapping[str, Any] = store(buildspecs()).to_dict()
    return data


def stack(*given: Mapping[str, str], pseudo: Mapping[str, str] = COMMERCIAL) -> Stack:
    """A stack with the required parameters and what is given on top."""
    return stack_of(template(), REQUIRED, *given, pseudo=pseudo)
