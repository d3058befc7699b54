"""What a pipeline of another account does in a target, and CodeDeploy there."""

from string import Formatter

from tests.permissions.rows import ADMINISTRATOR, Row, regional, role, row
from tests.permissions.tables import deployment, pipeline
from tests.permissions.tables.anybody import hands_on_roles
from tests.permissions.tables.places import (
    FAMILY,
    READ,
    SERVICE,
    VIA_S3,
    WRITE,
)

BUCKET = "arn:{partition}:s3:::{ArtifactBucketName}"
IMAGE = f"{BUCKET}/refund-service-promo/DockerBuil/aB3dE5f"
FILES = [f"{BUCKET}/refund-service-promo/Target{n}Fil/aB3dE5f" for n in (1, 2, 3)]
TOOLS_KEY = regional("kms", "key/of-the-artifacts", "{tools}")
CONTEXT = "kms:EncryptionContext:aws:s3:arn"
# A session of a role has the role's ARN in aws:PrincipalArn.
PIPELINE, ROLLOUT, BYSTANDER = (
    f"arn:{{partition}}:sts::{{tools}}:assumed-role/{name}/4f1d"
    for name in ("codepipeline-role-tools", "rollout-role-tools", "ledger")
)
_TRUSTED = (
    ("DeployRole", PIPELINE, "{PipelineRoleArn}"),
    ("ObserverRole", ROLLOUT, "{RolloutRoleArn}"),
)
_MADE = {
    "DeployRole",
    "ObserverRole",
    "DeploymentRole",
    "Application",
    "DeploymentGroup",
    "NotificationTopic",
}


def _is_here(each: Row) -> bool:
    """Does a row of the pipeline's tables name only what a target has, too?"""
    fields = {
        field for on in each.on for _, field, _, _ in Formatter().parse(on) if field
    }
    return not {
        field
        for field in fields - _MADE
        if field[0].isupper() and not field.startswith(("Ecs", "TaskDefinition"))
    } | (fields & {"artifacts"})


def _as(who: str, rows: list[Row]) -> list[Row]:
    """What one role of a pipeline does, done by another."""
    return [
        Row(who, each.what, each.actions, each.on, each.context, each.needs)
        for each in rows
        if _is_here(each)
    ]


# The pipeline's own role deploys in its account by the same policies, and does other
# work that a target has nothing to do with.
_DEPLOYS = ("codedeploy:", "ecs:", "iam:PassRole")


def _of_deployments(rows: list[Row]) -> list[Row]:
    return [
        each
        for each in rows
        if each.who == "PipelineRole" and each.actions[0].startswith(_DEPLOYS)
    ]


def _of_code_deploy(rows: list[Row]) -> list[Row]:
    return [each for each in rows if "{NotificationTopic}" not in each.on]


ALLOWED = [
    *(
        row(
            who,
            "comes from the pipeline's account",
            "sts:AssumeRole",
            f"{{{name}}}",
            context={"aws:PrincipalArn": arn},
        )
        for name, who, arn in _TRUSTED
    ),
    row(
        "codedeploy.amazonaws.com",
        "acts for the deployment group",
        "sts:AssumeRole",
        "{DeploymentRole}",
        context={
            "aws:SourceAccount": "{account}",
            "aws:SourceArn": "{DeploymentGroup}",
        },
        needs="by codedeploy",
    ),
    *_as("DeployRole", _of_deployments(pipeline.ALLOWED)),
    row("DeployRole", "reads what it deploys", READ, *FILES),
    row("DeployRole", "finds it", "s3:ListBucket", BUCKET),
    *(
        row(
            "DeployRole",
            "decrypts it",
            "kms:Decrypt",
            TOOLS_KEY,
            context={**VIA_S3, CONTEXT: context},
        )
        # With a bucket key, and without.
        for context in (BUCKET, FILES[0])
    ),
    row(
        "ObserverRole",
        "looks at the service",
        "ecs:DescribeServices",
        regional("ecs", f"service/{SERVICE}"),
    ),
    row(
        "ObserverRole",
        "reads the task definition that runs",
        "ecs:DescribeTaskDefinition",
        "*",
    ),
    row(
        "ObserverRole",
        "looks at the tasks",
        "ecs:DescribeTasks",
        regional("ecs", "task/{EcsClusterName}/4f1d"),
    ),
    row(
        "ObserverRole",
        "finds the tasks",
        "ecs:ListTasks",
        "*",
        context={"ecs:cluster": regional("ecs", "cluster/{EcsClusterName}")},
    ),
    *_as("DeploymentRole", _of_code_deploy(deployment.ALLOWED)),
    row(
        "DeploymentRole",
        "tells of a rollback",
        "sns:Publish",
        "{NotificationTopic}",
        needs="by codedeploy, mail",
    ),
]


def _temptations(who: str) -> list[Row]:
    return [
        row(
            who,
            "becomes another role",
            "sts:AssumeRole",
            "{DeployRole}",
            "{ObserverRole}",
            "{DeploymentRole}",
            role("administrator"),
        ),
        *hands_on_roles(who),
        row(
            who,
            "reads a secret",
            "secretsmanager:GetSecretValue",
            regional("secretsmanager", "secret:ledger-database-aB3dE5"),
        ),
        row(who, "writes an artifact", WRITE, IMAGE, *FILES),
        row(
            who,
            "reads other artifacts of the pipeline",
            READ,
            IMAGE,
            f"{BUCKET}/refund-service-promo/SourceOutp/aB3dE5f",
            f"{BUCKET}/refund-service-promo/UnitTestOu/aB3dE5f",
        ),
        row(
            who,
            "reads another pipeline's artifacts",
            READ,
            IMAGE.replace("{ArtifactBucketName}", "ledger-artifacts"),
            FILES[0].replace("{ArtifactBucketName}", "ledger-artifacts"),
        ),
        row(
            who,
            "looks into another bucket",
            "s3:ListBucket",
            "arn:{partition}:s3:::ledger-artifacts",
        ),
        row(
            who,
            "decrypts what another bucket holds",
            "kms:Decrypt",
            TOOLS_KEY,
            context={**VIA_S3, CONTEXT: "arn:{partition}:s3:::ledger-artifacts"},
        ),
        row(
            who,
            "decrypts by itself",
            "kms:Decrypt",
            TOOLS_KEY,
            context={CONTEXT: BUCKET},
        ),
        row(
            who,
            "decrypts under a key of its own account",
            "kms:Decrypt",
            regional("kms", "key/another"),
            context={**VIA_S3, CONTEXT: BUCKET},
        ),
        row(
            who,
            "encrypts",
            "kms:Encrypt kms:GenerateDataKey",
            TOOLS_KEY,
            context={**VIA_S3, CONTEXT: BUCKET},
        ),
        row(
            who,
            "moves, stops or removes what runs",
            "ecs:StopTask",
            regional("ecs", "task/{EcsClusterName}/4f1d"),
        ),
        row(
            who,
            "tells people of other topics",
            "sns:Publish",
            regional("sns", "ledger-notifications"),
        ),
    ]


_AS_CODE_DEPLOY = {
    "aws:SourceAccount": "{account}",
    "aws:SourceArn": "{DeploymentGroup}",
}

DENIED = [
    *(
        row(who, says, "sts:AssumeRole", f"{{{name}}}", context=context)
        for name, _, arn in _TRUSTED
        for who, says, context in (
            (
                BYSTANDER,
                "another role of the pipeline's account",
                {"aws:PrincipalArn": "arn:{partition}:iam::{tools}:role/ledger"},
            ),
            (
                "arn:{partition}:iam::{tools}:user/mallory",
                "a person of the pipeline's account",
                {"aws:PrincipalArn": "arn:{partition}:iam::{tools}:user/mallory"},
            ),
            (
                # No request is like this; it shows what the principal is for.
                "arn:{partition}:iam::{stranger}:role/codepipeline-role-tools",
                "another account, as if it were the pipeline's",
                {"aws:PrincipalArn": arn},
            ),
            (ADMINISTRATOR, "a person of the target's account", {}),
            ("codepipeline.amazonaws.com", "a service", {}),
        )
    ),
    row(
        ROLLOUT,
        "the build that looks deploys",
        "sts:AssumeRole",
        "{DeployRole}",
        context={"aws:PrincipalArn": "{RolloutRoleArn}"},
    ),
    row(
        PIPELINE,
        "the pipeline comes by the other role",
        "sts:AssumeRole",
        "{ObserverRole}",
        context={"aws:PrincipalArn": "{PipelineRoleArn}"},
    ),
    *(
        row(who, says, "sts:AssumeRole", "{DeploymentRole}", context=context)
        for who, says, context in (
            (
                "codedeploy.amazonaws.com",
                "acts for another group",
                {
                    **_AS_CODE_DEPLOY,
                    "aws:SourceArn": regional(
                        "codedeploy", "deploymentgroup:ledger-app-dev/ledger-dg-dev"
                    ),
                },
            ),
            (
                "codedeploy.amazonaws.com",
                "acts for another account",
                {**_AS_CODE_DEPLOY, "aws:SourceAccount": "{stranger}"},
            ),
            ("lambda.amazonaws.com", "another service", _AS_CODE_DEPLOY),
            (PIPELINE, "the pipeline", {"aws:PrincipalArn": "{PipelineRoleArn}"}),
        )
    ),
    *(
        each
        for who in ("DeployRole", "ObserverRole", "DeploymentRole")
        for each in _temptations(who)
    ),
    *_as("DeployRole", _of_deployments(pipeline.DENIED)),
    *_as("ObserverRole", _of_deployments(pipeline.DENIED)),
    *_as(
        "DeploymentRole",
        [each for each in deployment.DENIED if each.actions[0] != "kms:Decrypt"],
    ),
    row(
        "ObserverRole",
        "deploys",
        "ecs:UpdateService ecs:UpdateServicePrimaryTaskSet",
        regional("ecs", f"service/{SERVICE}"),
    ),
    row(
        "ObserverRole",
        "registers a task definition",
        "ecs:RegisterTaskDefinition",
        FAMILY,
    ),
    row("ObserverRole", "reads the image's artifact", READ, IMAGE, *FILES),
    row(
        "ObserverRole",
        "looks at another service",
        "ecs:DescribeServices",
        regional("ecs", "service/{EcsClusterName}/ledger"),
    ),
    row(
        ADMINISTRATOR,
        "publishes without TLS",
        "sns:Publish",
        "{NotificationTopic}",
        context={"aws:SecureTransport": "false"},
    ),
]
