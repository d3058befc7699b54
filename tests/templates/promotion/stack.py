"""The promotion template as one stack sees it."""

from collections.abc import Mapping
from functools import cache
from typing import Any

from generator.templates.promotion import promotion
from tests.templates.stack import (
    BOUNDED,
    COMMERCIAL,
    CONNECTED,
    ECR,
    VPC,
    Stack,
    buildspecs,
    stack_of,
)

# An account for each target.
ACCOUNTS = ("444455556666", "555566667777", "777788889999")
NAMES = ("dev", "staging", "prod")


def _target(number: int, **more: str) -> dict[str, str]:
    name, account = NAMES[number - 1], ACCOUNTS[number - 1]
    given = {
        "Name": name,
        "DeployRoleArn": f"arn:aws:iam::{account}:role/deploy-role-{name}",
        "ObserverRoleArn": f"arn:aws:iam::{account}:role/observer-role-{name}",
        "EcsClusterName": f"payments-{name}",
        "EcsServiceName": f"refunds-{name}",
        **more,
    }
    return {f"Target{number}{what}": value for what, value in given.items()}


def by_code_deploy(number: int) -> dict[str, str]:
    """A target in which CodeDeploy shifts the traffic."""
    name = NAMES[number - 1]
    return _target(
        number,
        CodeDeployApplicationName=f"refund-service-app-{name}",
        DeploymentGroupName=f"refund-service-dg-{name}",
    )


def by_ecs(number: int) -> dict[str, str]:
    """A target in which ECS shifts it."""
    return _target(number, DeploymentController="ECS")


REQUIRED = {
    "EnvironmentSuffix": "dev",
    "GitHubOwner": "example-payments",
    "NotificationEmail": "payments@example.com",
    **by_code_deploy(1),
}
THREE = {**by_ecs(2), **by_code_deploy(3)}
APPROVED = {
    f"Target{number}ApproverEmail": f"approvers-{NAMES[number - 1]}@example.com"
    for number in (1, 2, 3)
}
WINDOWS = {
    f"Target{number}DeploymentWindow": "* * 9-16 ? * MON-THU *" for number in (1, 2, 3)
}
ASKED = {
    f"Target{number}ServiceUrl": f"https://{NAMES[number - 1]}.example.com/health"
    for number in (1, 2, 3)
}
# Where the store of store.yaml is, and the last target.
OTHER_REGION = "eu-west-1"
OTHER_BUCKET = f"pipeline-artifacts-eu-111122223333-{OTHER_REGION}-an"
OTHER_KEY = (
    f"arn:aws:kms:{OTHER_REGION}:111122223333:key/0d4e4b7c-1111-2222-3333-444455556666"
)
ABROAD = {
    "OtherRegion": OTHER_REGION,
    "OtherRegionArtifactBucketName": OTHER_BUCKET,
    "OtherRegionArtifactKeyArn": OTHER_KEY,
    "Target3Region": OTHER_REGION,
}
VERIFIED = {"VerificationBuildspec": "tests/verification.yml"}
BACK = {"StageRollback": "true"}
EVERYTHING = {
    **THREE,
    **APPROVED,
    **WINDOWS,
    **ASKED,
    **VERIFIED,
    **BACK,
    **CONNECTED,
    **ECR,
    **VPC,
    **BOUNDED,
}


@cache
def template() -> Mapping[str, Any]:
    """As troposphere gives it."""
    data: Mapping[str, Any] = promotion(buildspecs()).to_dict()
    return data


def stack(*given: Mapping[str, str], pseudo: Mapping[str, str] = COMMERCIAL) -> Stack:
    """A stack with the required parameters and what is given on top."""
    return stack_of(template(), REQUIRED, *given, pseudo=pseudo)
