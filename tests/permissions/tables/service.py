"""The roles of the service that a pipeline deploys onto."""

from tests.permissions.rows import ADMINISTRATOR, Row, regional, role, row
from tests.permissions.tables.places import ANOTHER_KEY, SECRET_KEY, VIA_S3, VIA_SECRETS

EXECUTION, CONTAINER, INFRASTRUCTURE = (
    "TaskExecutionRole",
    "TaskRole",
    "InfrastructureRole",
)
STREAM = regional("logs", "log-group:/ecs/payment-service-dev:log-stream:task/1")
OTHER_STREAM = regional("logs", "log-group:/ecs/ledger-dev:log-stream:task/1")
PULL = "ecr:BatchCheckLayerAvailability ecr:BatchGetImage ecr:GetDownloadUrlForLayer"
DATABASE, ACQUIRER = (
    regional("secretsmanager", f"secret:{name}")
    for name in ("database-a1B2c3", "acquirer-d4E5f6")
)
MOVE = "elasticloadbalancing:DeregisterTargets elasticloadbalancing:RegisterTargets"
IN_A_TASK = {
    "aws:SourceAccount": "{account}",
    "aws:SourceArn": regional("ecs", "task/payment-service-cluster-dev/4f1d"),
}


def _load_balancer(resource: str) -> str:
    return regional("elasticloadbalancing", resource)


ALLOWED = [
    *(
        row(
            "ecs-tasks.amazonaws.com",
            "starts and is a task",
            "sts:AssumeRole",
            f"{{{who}}}",
            context=IN_A_TASK,
        )
        for who in (EXECUTION, CONTAINER)
    ),
    row(
        "ecs.amazonaws.com",
        "shifts the traffic",
        "sts:AssumeRole",
        f"{{{INFRASTRUCTURE}}}",
        needs="ecs",
    ),
    row(
        EXECUTION,
        "writes the container's logs",
        "logs:CreateLogStream logs:PutLogEvents",
        STREAM,
    ),
    row(
        EXECUTION,
        "logs in to the registry",
        "ecr:GetAuthorizationToken",
        "*",
        needs="repository",
    ),
    row(
        EXECUTION,
        "pulls the image",
        PULL,
        regional("ecr", "repository/payments/service"),
        needs="repository, repository here",
    ),
    row(
        EXECUTION,
        "pulls the image of another account",
        PULL,
        regional("ecr", "repository/payments/service", "{tools}"),
        needs="repository, repository elsewhere",
    ),
    row(
        EXECUTION,
        "pulls the image of another account and region",
        PULL,
        "arn:{partition}:ecr:eu-west-1:{tools}:repository/payments/service",
        needs="repository, repository abroad",
    ),
    row(
        EXECUTION,
        "reads the container's secrets",
        "secretsmanager:GetSecretValue",
        DATABASE,
        ACQUIRER,
        needs="secrets",
    ),
    row(
        EXECUTION,
        "decrypts them",
        "kms:Decrypt",
        SECRET_KEY,
        needs="secrets key",
        context=VIA_SECRETS,
    ),
    row(
        INFRASTRUCTURE,
        "looks at the load balancer",
        "elasticloadbalancing:DescribeListeners elasticloadbalancing:DescribeRules "
        "elasticloadbalancing:DescribeTargetGroups "
        "elasticloadbalancing:DescribeTargetHealth",
        "*",
        needs="ecs",
    ),
    row(
        INFRASTRUCTURE,
        "moves tasks into and out of the groups",
        MOVE,
        "{BlueTargetGroup}",
        "{GreenTargetGroup}",
        needs="ecs",
    ),
    row(
        INFRASTRUCTURE,
        "shifts traffic by rules",
        "elasticloadbalancing:ModifyRule",
        "{ProductionRule}",
        "{TestRule}",
        needs="ecs",
    ),
    row(
        INFRASTRUCTURE,
        "shifts traffic of a listener",
        "elasticloadbalancing:ModifyListener",
        "{ProductionListener}",
        "{TestListener}",
        needs="ecs",
    ),
]


def _temptations(who: str) -> list[Row]:
    return [
        row(
            who,
            "takes another role",
            "iam:PassRole",
            role("administrator"),
            context={"iam:PassedToService": "ecs-tasks.amazonaws.com"},
        ),
        row(who, "reads other secrets", "secretsmanager:GetSecretValue", _OTHER_SECRET),
        row(
            who,
            "writes or reads other logs",
            "logs:CreateLogStream logs:PutLogEvents logs:GetLogEvents",
            OTHER_STREAM,
        ),
        row(
            who,
            "deploys by itself",
            "ecs:UpdateService",
            regional("ecs", "service/payment-service-cluster-dev/payment-service-dev"),
        ),
        row(
            who,
            "shifts another service's traffic",
            "elasticloadbalancing:ModifyListener",
            _load_balancer("listener/app/ledger/50dc/f2f7"),
        ),
        row(
            who,
            "shifts another service's traffic by rules",
            "elasticloadbalancing:ModifyRule",
            _load_balancer("listener-rule/app/ledger/50dc/f2f7/9683"),
        ),
        row(who, "moves tasks elsewhere", MOVE, _load_balancer("targetgroup/ledger/6")),
        row(
            who,
            "pulls another image",
            PULL,
            regional("ecr", "repository/ledger"),
            regional("ecr", "repository/ledger", "{tools}"),
            regional("ecr", "repository/payments/service", "{stranger}"),
            "arn:{partition}:ecr:ap-south-1:{tools}:repository/payments/service",
        ),
    ]


_OTHER_SECRET = regional("secretsmanager", "secret:ledger-a1B2c3")

DENIED = [
    *(each for who in (EXECUTION, CONTAINER) for each in _temptations(who)),
    *_temptations(INFRASTRUCTURE),
    row(
        EXECUTION,
        "pushes an image",
        "ecr:PutImage ecr:InitiateLayerUpload",
        regional("ecr", "repository/payments/service"),
    ),
    row(
        EXECUTION,
        "decrypts with another key",
        "kms:Decrypt",
        ANOTHER_KEY,
        context=VIA_SECRETS,
    ),
    row(
        EXECUTION,
        "decrypts what is no secret",
        "kms:Decrypt",
        SECRET_KEY,
        context=VIA_S3,
    ),
    row(
        CONTAINER,
        "reads the secrets that it is given",
        "secretsmanager:GetSecretValue",
        DATABASE,
    ),
    *(
        row(
            who,
            says,
            "sts:AssumeRole",
            f"{{{assumed}}}",
            context=context,
        )
        for assumed in (EXECUTION, CONTAINER)
        for who, says, context in (
            (
                "ecs-tasks.amazonaws.com",
                "a task of another account",
                {**IN_A_TASK, "aws:SourceAccount": "{stranger}"},
            ),
            (
                "ecs-tasks.amazonaws.com",
                "something of another service",
                {**IN_A_TASK, "aws:SourceArn": regional("batch", "job/4f1d")},
            ),
            ("ecs-tasks.amazonaws.com", "says not for whom", {}),
            ("lambda.amazonaws.com", "another service", IN_A_TASK),
            (ADMINISTRATOR, "a person", IN_A_TASK),
        )
    ),
    *(
        row(who, says, "sts:AssumeRole", f"{{{INFRASTRUCTURE}}}")
        for who, says in (
            ("ecs-tasks.amazonaws.com", "a task"),
            ("arn:{partition}:iam::{stranger}:user/mallory", "another account"),
        )
    ),
]
