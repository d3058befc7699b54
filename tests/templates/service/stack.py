"""The service template as one stack sees it."""

from collections.abc import Mapping
from functools import cache
from typing import Any

from generator.templates.service import service
from tests.templates.stack import COMMERCIAL, Stack, buildspecs, stack_of

REQUIRED = {
    "EnvironmentSuffix": "dev",
    "VpcId": "vpc-0a1b2c3d",
    "LoadBalancerSubnetIds": "subnet-0a1b2c3d,subnet-0b2c3d4e",
    "TaskSubnetIds": "subnet-0c3d4e5f,subnet-0d4e5f6a",
    "ClientCidr": "10.0.0.0/8",
    "CertificateArn": "arn:aws:acm:us-east-2:111122223333:certificate/"
    "0d4e4b7c-1111-2222-3333-444455556666",
}
PLAIN = {"CertificateArn": "", "PlainHttp": "true"}
BY_ECS = {"DeploymentController": "ECS"}
# What turns each other switch on.
REPOSITORY = {"EcrRepositoryName": "payments/service"}
ELSEWHERE = {**REPOSITORY, "EcrRepositoryAccountId": "222233334444"}
ABROAD = {**ELSEWHERE, "EcrRepositoryRegion": "eu-west-1"}
SECRETS = {
    "SecretArns": "arn:aws:secretsmanager:us-east-2:111122223333:secret:database-a1B2c3"
    ",arn:aws:secretsmanager:us-east-2:111122223333:secret:acquirer-d4E5f6"
}
SECRETS_KEY = {"SecretsKeyArn": "arn:aws:kms:us-east-2:111122223333:key/of-the-secret"}
TASK_POLICY = {"TaskPolicyArn": "arn:aws:iam::111122223333:policy/payments"}
BOUNDED = {"PermissionsBoundaryArn": "arn:aws:iam::111122223333:policy/boundary"}
MORE_GROUPS = {"AdditionalSecurityGroupIds": "sg-0a1b2c3d,sg-0b2c3d4e"}
EVERYTHING = {
    **BY_ECS,
    **ELSEWHERE,
    **SECRETS,
    **SECRETS_KEY,
    **TASK_POLICY,
    **BOUNDED,
    **MORE_GROUPS,
    "Project": "checkout",
    "WebAclArn": "arn:aws:wafv2:us-east-2:111122223333:regional/webacl/payments/4f1d",
    "AccessLogBucketName": "access-logs-111122223333",
    "AlarmTopicArn": "arn:aws:sns:us-east-2:111122223333:on-call",
}


@cache
def template() -> Mapping[str, Any]:
    """As troposphere gives it."""
    data: Mapping[str, Any] = service(buildspecs()).to_dict()
    return data


def stack(*given: Mapping[str, str], pseudo: Mapping[str, str] = COMMERCIAL) -> Stack:
    """A stack with the required parameters and what is given on top."""
    return stack_of(template(), REQUIRED, *given, pseudo=pseudo)
