"""What nobody may do with the stack's roles and resources: one row a temptation."""

from tests.permissions.allowed import (
    BUILT,
    EXECUTION,
    FAMILY,
    GROUP,
    IN_SUBNET,
    IN_VPC,
    INTERFACE,
    LISTENER,
    READ,
    RULE,
    SECRET_KEY,
    SERVICE,
    SOURCE,
    SUBNET,
    TASK,
    TESTED,
    TO_TASKS,
    VIA_S3,
)
from tests.permissions.rows import ADMINISTRATOR, Row, regional, role, row

ROLES = ("UnitTestRole", "DockerBuildRole", "PipelineRole", "DeploymentRole")
BUILDS = ("UnitTestRole", "DockerBuildRole")
WRITE = "s3:PutObject"
# Another pipeline's bucket; the name of everything in it could be the same.
ELSEWHERE = SOURCE.replace(
    "{artifacts}", "arn:{partition}:s3:::ledger-artifacts/payment-service-pipe"
)
VIA_SECRETS = {"kms:ViaService": "secretsmanager.{region}.{suffix}"}
ANOTHER_KEY = regional("kms", "key/another")
ANOTHER_VPC = {"ec2:Vpc": regional("ec2", "vpc/vpc-0ffffffff")}
ANOTHER_SUBNET = {
    **ANOTHER_VPC,
    "ec2:Subnet": regional("ec2", "subnet/subnet-0ffffffff"),
}
FOR_CODEBUILD = {"ec2:AuthorizedService": "codebuild.amazonaws.com"}


def _of_everybody(who: str) -> list[Row]:
    return [
        row(who, "reads another pipeline's artifacts", READ, ELSEWHERE),
        row(who, "writes into another pipeline's bucket", WRITE, ELSEWHERE),
        row(
            who, "looks into another bucket", "s3:ListBucket", "arn:{partition}:s3:::x"
        ),
        row(who, "reads who read what", READ, "{AccessLogBucket}/2026-11-26-aB3dE5f"),
        row(who, "removes traces", "s3:DeleteObject", SOURCE, TESTED, BUILT),
        row(
            who,
            "reads secrets of others",
            "secretsmanager:GetSecretValue",
            regional("secretsmanager", "secret:github-oauth-token-dev-aB3dE5"),
            regional("secretsmanager", "secret:ledger-database-aB3dE5"),
            regional(
                "secretsmanager", "secret:docker-registry-credentials-prod-aB3dE5"
            ),
            # Begins like our own.
            regional(
                "secretsmanager", "secret:docker-registry-credentials-dev-2-aB3dE5"
            ),
        ),
        row(
            who,
            "uses another key",
            "kms:Decrypt kms:GenerateDataKey",
            ANOTHER_KEY,
            context=VIA_S3,
        ),
        row(
            who,
            "becomes another role",
            "sts:AssumeRole",
            *(f"{{{each}}}" for each in ROLES),
            role("administrator"),
        ),
        row(
            who,
            "hands on a role of others",
            "iam:PassRole",
            role("administrator"),
            context=TO_TASKS,
        ),
        row(
            who,
            "hands a task's role to another service",
            "iam:PassRole",
            EXECUTION,
            TASK,
            context={"iam:PassedToService": "ec2.amazonaws.com"},
        ),
        row(
            who,
            "deletes logs",
            "logs:DeleteLogStream",
            regional("logs", "log-group:/aws/codebuild/unit-test-dev:log-stream:4f1d"),
        ),
        row(
            who,
            "tells people of other topics",
            "sns:Publish",
            regional("sns", "ledger-notifications"),
        ),
        row(
            who,
            "comes without TLS",
            "s3:GetObject s3:PutObject",
            SOURCE,
            TESTED,
            BUILT,
            context={"aws:SecureTransport": "false"},
        ),
        row(
            who,
            "comes with an old TLS",
            "s3:GetObject s3:PutObject",
            SOURCE,
            TESTED,
            BUILT,
            context={"s3:TlsVersion": "1.1"},
        ),
    ]


def _of_builds(who: str) -> list[Row]:
    return [
        row(who, "overwrites the source that is built next", WRITE, SOURCE),
        row(who, "lists the artifacts", "s3:ListBucket", "{ArtifactBucket}"),
        row(
            who,
            "starts a build",
            "codebuild:StartBuild",
            regional("codebuild", "project/docker-build-project-dev"),
        ),
        row(
            who,
            "deploys",
            "codedeploy:CreateDeployment",
            regional(
                "codedeploy",
                "deploymentgroup:payment-service-app-dev/payment-service-dg-dev",
            ),
        ),
        row(
            who,
            "registers a task definition",
            "ecs:RegisterTaskDefinition",
            FAMILY,
        ),
        row(
            who,
            "changes the service",
            "ecs:UpdateService",
            regional("ecs", f"service/{SERVICE}"),
        ),
        row(
            who,
            "hands on the task's roles",
            "iam:PassRole",
            EXECUTION,
            TASK,
            context=TO_TASKS,
        ),
        row(
            who,
            "makes an interface in another VPC",
            "ec2:CreateNetworkInterface",
            regional("ec2", "subnet/subnet-0ffffffff"),
            regional("ec2", "subnet/subnet-0ffffffff", "444455556666"),
            regional("ec2", "security-group/sg-0ffffffff"),
            context=ANOTHER_VPC,
        ),
        row(
            who,
            "removes an interface of another VPC",
            "ec2:DeleteNetworkInterface",
            INTERFACE,
            context=ANOTHER_SUBNET,
        ),
        row(
            who,
            "lends CodeBuild an interface of another VPC",
            "ec2:CreateNetworkInterfacePermission",
            INTERFACE,
            context={**ANOTHER_SUBNET, **FOR_CODEBUILD},
        ),
        row(
            who,
            "lends an interface to another service",
            "ec2:CreateNetworkInterfacePermission",
            INTERFACE,
            context={**IN_SUBNET, "ec2:AuthorizedService": "ec2.amazonaws.com"},
        ),
        row(
            who,
            "lends an interface to another account",
            "ec2:CreateNetworkInterfacePermission",
            INTERFACE,
            context={**IN_SUBNET, "ec2:AuthorizedUser": "{stranger}"},
        ),
        row(
            who,
            "changes subnets and groups",
            "ec2:DeleteSubnet",
            SUBNET,
            context=IN_VPC,
        ),
        row(
            who,
            "opens a group",
            "ec2:AuthorizeSecurityGroupIngress",
            GROUP,
            context=IN_VPC,
        ),
    ]


UNIT_TESTS = [
    *_of_everybody("UnitTestRole"),
    *_of_builds("UnitTestRole"),
    row("UnitTestRole", "writes what is deployed", WRITE, BUILT),
    row("UnitTestRole", "reads what is deployed", READ, BUILT),
    row("UnitTestRole", "reads results of others", READ, TESTED),
    row(
        "UnitTestRole",
        "decrypts the registry's credentials",
        "kms:Decrypt",
        SECRET_KEY,
        context=VIA_SECRETS,
    ),
    row(
        "UnitTestRole",
        "reads the registry's credentials",
        "secretsmanager:GetSecretValue",
        regional("secretsmanager", "secret:docker-registry-credentials-dev-aB3dE5"),
    ),
    row("UnitTestRole", "logs in to ECR", "ecr:GetAuthorizationToken", "*"),
    row(
        "UnitTestRole",
        "writes the image build's log",
        "logs:PutLogEvents",
        regional("logs", "log-group:/aws/codebuild/docker-build-dev:log-stream:4f1d"),
    ),
    row(
        "UnitTestRole",
        "reports for another project",
        "codebuild:CreateReport codebuild:UpdateReport",
        regional("codebuild", "report-group/ledger-unit-test-project-dev-tests"),
    ),
    row(
        "UnitTestRole",
        "looks at the service",
        "ecs:DescribeServices",
        regional("ecs", f"service/{SERVICE}"),
    ),
    row("UnitTestRole", "reads what runs now", "ecs:DescribeTaskDefinition", "*"),
]

DOCKER_BUILD = [
    *_of_everybody("DockerBuildRole"),
    *_of_builds("DockerBuildRole"),
    row("DockerBuildRole", "reads or changes test results", READ, TESTED),
    row("DockerBuildRole", "reads or changes test results", WRITE, TESTED),
    row("DockerBuildRole", "reads what it built before", READ, BUILT),
    row(
        "DockerBuildRole",
        "writes the unit tests' log",
        "logs:PutLogEvents",
        regional("logs", "log-group:/aws/codebuild/unit-test-dev:log-stream:4f1d"),
    ),
    row(
        "DockerBuildRole",
        "reports tests",
        "codebuild:CreateReport",
        regional("codebuild", "report-group/unit-test-project-dev-tests"),
    ),
    row(
        "DockerBuildRole",
        "decrypts what is not a secret",
        "kms:Decrypt",
        SECRET_KEY,
        context=VIA_S3,
    ),
    row("DockerBuildRole", "decrypts by itself", "kms:Decrypt", SECRET_KEY),
    row(
        "DockerBuildRole",
        "encrypts under the secret's key",
        "kms:Encrypt kms:GenerateDataKey",
        SECRET_KEY,
        context=VIA_SECRETS,
    ),
    row(
        "DockerBuildRole",
        "reads secrets under another key",
        "kms:Decrypt",
        ANOTHER_KEY,
        context=VIA_SECRETS,
    ),
    row(
        "DockerBuildRole",
        "pushes to another repository",
        "ecr:PutImage ecr:BatchGetImage ecr:InitiateLayerUpload",
        regional("ecr", "repository/ledger"),
    ),
    row(
        "DockerBuildRole",
        "deletes images",
        "ecr:BatchDeleteImage",
        regional("ecr", "repository/payments/service"),
    ),
    row(
        "DockerBuildRole",
        "looks at other services",
        "ecs:DescribeServices",
        regional("ecs", "service/{EcsClusterName}/ledger"),
    ),
]

PIPELINE = [
    *_of_everybody("PipelineRole"),
    row(
        "PipelineRole",
        "starts another build",
        "codebuild:StartBuild codebuild:BatchGetBuilds",
        regional("codebuild", "project/ledger-docker-build-project-dev"),
    ),
    row(
        "PipelineRole",
        "hands another application a revision",
        "codedeploy:RegisterApplicationRevision codedeploy:GetApplication",
        regional("codedeploy", "application:ledger-app-dev"),
    ),
    row(
        "PipelineRole",
        "deploys to another group",
        "codedeploy:CreateDeployment",
        regional("codedeploy", "deploymentgroup:ledger-app-dev/ledger-dg-dev"),
        regional("codedeploy", "deploymentgroup:payment-service-app-dev/another"),
    ),
    row(
        "PipelineRole",
        "reads other configurations",
        "codedeploy:GetDeploymentConfig",
        regional("codedeploy", "deploymentconfig:CodeDeployDefault.ECSAllAtOnce"),
    ),
    row(
        "PipelineRole",
        "registers in another family",
        "ecs:RegisterTaskDefinition",
        regional("ecs", "task-definition/ledger:7"),
    ),
    row(
        "PipelineRole",
        "tags what exists",
        "ecs:TagResource",
        FAMILY,
        context={"aws:TagKeys": ["Project"], "aws:RequestTag/Project": "ledger"},
    ),
    row(
        "PipelineRole",
        "tags another family while registering",
        "ecs:TagResource",
        regional("ecs", "task-definition/ledger:7"),
        context={"ecs:CreateAction": "RegisterTaskDefinition"},
    ),
    row(
        "PipelineRole",
        "tags what another call made",
        "ecs:TagResource",
        FAMILY,
        context={"ecs:CreateAction": "CreateService"},
    ),
    row(
        "PipelineRole",
        "reads through another connection",
        "codeconnections:UseConnection",
        regional("codeconnections", "connection/ffff"),
    ),
    row(
        "PipelineRole",
        "reads through another connection",
        "codestar-connections:UseConnection",
        regional("codestar-connections", "connection/ffff"),
    ),
    row(
        "PipelineRole",
        "moves traffic itself",
        "elasticloadbalancing:ModifyListener",
        LISTENER,
    ),
]

DEPLOYMENT = [
    *_of_everybody("DeploymentRole"),
    row("DeploymentRole", "reads the source", READ, SOURCE),
    row("DeploymentRole", "reads test results", READ, TESTED),
    row("DeploymentRole", "writes artifacts", WRITE, SOURCE, TESTED, BUILT),
    row(
        "DeploymentRole",
        "moves another service",
        "ecs:UpdateServicePrimaryTaskSet ecs:DescribeServices",
        regional("ecs", "service/{EcsClusterName}/ledger"),
        regional("ecs", "service/another/{EcsServiceName}"),
    ),
    row(
        "DeploymentRole",
        "removes another service's tasks",
        "ecs:CreateTaskSet ecs:DeleteTaskSet",
        regional("ecs", "task-set/{EcsClusterName}/ledger/ecs-svc-1234"),
    ),
    row(
        "DeploymentRole",
        "shifts another service's traffic",
        "elasticloadbalancing:ModifyListener",
        LISTENER.replace("f2f7", "ffff"),
    ),
    row(
        "DeploymentRole",
        "shifts another service's traffic by rules",
        "elasticloadbalancing:ModifyRule",
        RULE.replace("f2f7", "ffff"),
    ),
    row(
        "DeploymentRole",
        "changes alarms",
        "cloudwatch:DeleteAlarms cloudwatch:DisableAlarmActions",
        regional("cloudwatch", "alarm:unhealthy"),
    ),
]


def _trusted_by(
    service: str, assumed: str, source: str, foreign_sources: list[str]
) -> list[Row]:
    ours = {"aws:SourceAccount": "{account}", "aws:SourceArn": source}
    return [
        row(
            service,
            "acts for a resource of ours that has another role",
            "sts:AssumeRole",
            assumed,
            context={"aws:SourceAccount": "{account}", "aws:SourceArn": each},
        )
        for each in foreign_sources
    ] + [
        row(
            service,
            "acts for another account",
            "sts:AssumeRole",
            assumed,
            context={**ours, "aws:SourceAccount": "{stranger}"},
        ),
        row(service, "says not for whom", "sts:AssumeRole", assumed),
        row(
            "lambda.amazonaws.com",
            "another service",
            "sts:AssumeRole",
            assumed,
            context=ours,
        ),
        row(ADMINISTRATOR, "a person", "sts:AssumeRole", assumed, context=ours),
    ]


TRUST = [
    *_trusted_by(
        "codepipeline.amazonaws.com",
        "{PipelineRole}",
        "{Pipeline}",
        [regional("codepipeline", "ledger-pipeline-dev")],
    ),
    *_trusted_by(
        "codebuild.amazonaws.com",
        "{UnitTestRole}",
        "{UnitTestProject}",
        ["{DockerBuildProject}", regional("codebuild", "project/ledger-build")],
    ),
    *_trusted_by(
        "codebuild.amazonaws.com",
        "{DockerBuildRole}",
        "{DockerBuildProject}",
        ["{UnitTestProject}", regional("codebuild", "project/ledger-build")],
    ),
    *_trusted_by(
        "codedeploy.amazonaws.com",
        "{DeploymentRole}",
        "{DeploymentGroup}",
        [regional("codedeploy", "deploymentgroup:ledger-app-dev/ledger-dg-dev")],
    ),
]

WITHOUT_TLS = {"aws:SecureTransport": "false"}
STRANGER = "arn:{partition}:iam::{stranger}:user/mallory"
LOGGED = {"aws:SourceAccount": "{account}", "aws:SourceArn": "{ArtifactBucket}"}
RESOURCES = [
    *(
        row(
            ADMINISTRATOR,
            says,
            "s3:GetObject s3:PutObject",
            "{ArtifactBucket}/x",
            "{AccessLogBucket}/x",
            context=context,
        )
        for says, context in (
            ("comes without TLS", WITHOUT_TLS),
            ("comes with an old TLS", {"s3:TlsVersion": "1.1"}),
        )
    ),
    *(
        row(
            ADMINISTRATOR,
            says,
            "s3:ListBucket s3:DeleteBucketPolicy",
            "{ArtifactBucket}",
            "{AccessLogBucket}",
            context=context,
        )
        for says, context in (
            ("comes without TLS", WITHOUT_TLS),
            ("comes with an old TLS", {"s3:TlsVersion": "1.1"}),
        )
    ),
    row(
        STRANGER,
        "another account",
        "s3:GetObject s3:PutObject",
        "{ArtifactBucket}/x",
        "{AccessLogBucket}/x",
    ),
    row(
        "logging.s3.amazonaws.com",
        "logs for another account",
        "s3:PutObject",
        "{AccessLogBucket}/x",
        context={**LOGGED, "aws:SourceAccount": "{stranger}"},
    ),
    row(
        "config.amazonaws.com",
        "another service",
        "s3:PutObject",
        "{AccessLogBucket}/x",
        context=LOGGED,
    ),
    row(
        "logging.s3.amazonaws.com",
        "logs for another bucket",
        "s3:PutObject",
        "{AccessLogBucket}/x",
        context={**LOGGED, "aws:SourceArn": "arn:{partition}:s3:::ledger"},
    ),
    row(
        "logging.s3.amazonaws.com",
        "writes into the artifacts",
        "s3:PutObject",
        SOURCE,
        context=LOGGED,
    ),
    row(
        "logging.s3.amazonaws.com",
        "reads logs",
        "s3:GetObject",
        "{AccessLogBucket}/x",
        context=LOGGED,
    ),
    row(
        ADMINISTRATOR,
        "publishes without TLS",
        "sns:Publish",
        "{NotificationTopic}",
        context=WITHOUT_TLS,
    ),
    row(
        STRANGER, "another account", "sns:Publish sns:Subscribe", "{NotificationTopic}"
    ),
    row("s3.amazonaws.com", "another service", "sns:Publish", "{NotificationTopic}"),
    row(
        ADMINISTRATOR,
        "comes without TLS",
        "sqs:SendMessage sqs:ReceiveMessage",
        "{UndeliveredQueue}",
        context=WITHOUT_TLS,
    ),
    row(
        "events.amazonaws.com",
        "keeps what another rule could not tell",
        "sqs:SendMessage",
        "{UndeliveredQueue}",
        context={"aws:SourceArn": regional("events", "rule/ledger")},
    ),
    row(STRANGER, "another account", "sqs:SendMessage", "{UndeliveredQueue}"),
    row(
        "s3.amazonaws.com",
        "another service",
        "sqs:SendMessage",
        "{UndeliveredQueue}",
        context={"aws:SourceArn": "{PipelineRule}"},
    ),
    row(
        "logs.{region}.{suffix}",
        "encrypts other logs",
        "kms:Decrypt kms:Encrypt kms:GenerateDataKey",
        "{EncryptionKey}",
        context={
            "kms:EncryptionContext:aws:logs:arn": regional(
                "logs", "log-group:/aws/lambda/ledger"
            )
        },
    ),
    row(
        "logs.{region}.{suffix}",
        "encrypts logs of another account",
        "kms:Decrypt",
        "{EncryptionKey}",
        context={
            "kms:EncryptionContext:aws:logs:arn": regional(
                "logs", "log-group:/aws/codebuild/unit-test-dev", "{stranger}"
            )
        },
    ),
    row(
        STRANGER,
        "reads the builds' logs",
        "kms:Decrypt",
        "{EncryptionKey}",
        context={
            "kms:EncryptionContext:aws:logs:arn": regional(
                "logs", "log-group:/aws/codebuild/unit-test-dev"
            )
        },
    ),
    row(
        STRANGER,
        "another account",
        "kms:Decrypt kms:PutKeyPolicy",
        "{EncryptionKey}",
    ),
    row(
        "s3.amazonaws.com",
        "another service",
        "kms:Decrypt kms:GenerateDataKey",
        "{EncryptionKey}",
    ),
    row(
        ADMINISTRATOR,
        "passes the key on, or deletes its material",
        "kms:CreateGrant kms:DeleteImportedKeyMaterial",
        "{EncryptionKey}",
    ),
]

DENIED = [*UNIT_TESTS, *DOCKER_BUILD, *PIPELINE, *DEPLOYMENT, *TRUST, *RESOURCES]
