"""The pipeline itself."""

from tests.permissions.rows import regional, row
from tests.permissions.tables.anybody import temptations
from tests.permissions.tables.encryption import under_the_key
from tests.permissions.tables.places import (
    BUILT,
    EXECUTION,
    FAMILY,
    LISTENER,
    READ,
    SERVICE,
    SOURCE,
    TASK,
    TO_TASKS,
    VIA_S3,
    VIA_SNS,
)

ALLOWED = [
    row("PipelineRole", "stores the source", "s3:PutObject", SOURCE),
    row("PipelineRole", "hands artifacts on", READ, SOURCE, BUILT),
    row(
        "PipelineRole",
        "looks at the bucket",
        "s3:GetBucketAcl s3:GetBucketLocation s3:GetBucketVersioning s3:ListBucket",
        "{ArtifactBucket}",
    ),
    row(
        "PipelineRole",
        "starts the builds and waits for them",
        "codebuild:BatchGetBuilds codebuild:StartBuild",
        regional("codebuild", "project/unit-test-project-dev"),
        regional("codebuild", "project/docker-build-project-dev"),
    ),
    row(
        "PipelineRole",
        "hands CodeDeploy a revision",
        "codedeploy:GetApplication codedeploy:GetApplicationRevision "
        "codedeploy:RegisterApplicationRevision",
        regional("codedeploy", "application:payment-service-app-dev"),
        needs="by codedeploy",
    ),
    row(
        "PipelineRole",
        "deploys and waits",
        "codedeploy:CreateDeployment codedeploy:GetDeployment "
        "codedeploy:GetDeploymentGroup",
        regional(
            "codedeploy",
            "deploymentgroup:payment-service-app-dev/payment-service-dg-dev",
        ),
        needs="by codedeploy",
    ),
    row(
        "PipelineRole",
        "reads how traffic shifts",
        "codedeploy:GetDeploymentConfig",
        regional(
            "codedeploy",
            "deploymentconfig:CodeDeployDefault.ECSCanary10Percent5Minutes",
        ),
        needs="by codedeploy",
    ),
    row(
        "PipelineRole",
        "registers a task definition",
        "ecs:RegisterTaskDefinition",
        FAMILY,
    ),
    row(
        "PipelineRole",
        "gives it the tags of the last one",
        "ecs:TagResource",
        FAMILY,
        context={
            "ecs:CreateAction": "RegisterTaskDefinition",
            "aws:TagKeys": ["Project"],
            "aws:RequestTag/Project": "payments",
        },
    ),
    row(
        "PipelineRole",
        "gives it its execution role",
        "iam:PassRole",
        EXECUTION,
        context=TO_TASKS,
    ),
    row(
        "PipelineRole",
        "gives it its task role",
        "iam:PassRole",
        TASK,
        needs="task role",
        context=TO_TASKS,
    ),
    row(
        "PipelineRole",
        "reads the repository through the connection",
        "codeconnections:UseConnection",
        regional("codeconnections", "connection/0d4e"),
        needs="connection",
    ),
    row(
        "PipelineRole",
        "reads the repository through a connection of the old name",
        "codestar-connections:UseConnection",
        regional("codestar-connections", "connection/0d4e"),
        needs="codestar connection",
    ),
    row("PipelineRole", "asks for approval", "sns:Publish", "{NotificationTopic}"),
    *under_the_key("PipelineRole", VIA_S3),
    row(
        "PipelineRole",
        "encrypts the request for approval",
        "kms:Decrypt kms:GenerateDataKey",
        "{EncryptionKey}",
        needs="key",
        context=VIA_SNS,
    ),
    row(
        "PipelineRole",
        "has ECS deploy and waits",
        "ecs:DescribeServices ecs:UpdateService",
        regional("ecs", f"service/{SERVICE}"),
        needs="by ecs",
    ),
    row(
        "PipelineRole",
        "reads the task definition that runs",
        "ecs:DescribeTaskDefinition",
        "*",
        needs="by ecs",
    ),
    row(
        "PipelineRole",
        "looks at the tasks",
        "ecs:DescribeTasks",
        regional("ecs", "task/{EcsClusterName}/4f1d"),
        needs="by ecs",
    ),
    row(
        "PipelineRole",
        "finds the tasks",
        "ecs:ListTasks",
        "*",
        needs="by ecs",
        context={"ecs:cluster": regional("ecs", "cluster/{EcsClusterName}")},
    ),
]


DENIED = [
    row(
        "PipelineRole",
        "tells others",
        "sns:Publish",
        regional("sns", "ledger-pipeline-notifications-dev"),
    ),
    *temptations("PipelineRole"),
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
    row(
        "PipelineRole",
        "updates another service",
        "ecs:UpdateService ecs:DescribeServices",
        regional("ecs", "service/{EcsClusterName}/ledger"),
        regional("ecs", "service/another/{EcsServiceName}"),
    ),
    row(
        "PipelineRole",
        "looks at tasks of another cluster",
        "ecs:DescribeTasks",
        regional("ecs", "task/another/4f1d"),
    ),
    row(
        "PipelineRole",
        "finds tasks of another cluster",
        "ecs:ListTasks",
        "*",
        context={"ecs:cluster": regional("ecs", "cluster/another")},
    ),
    row(
        "PipelineRole",
        "stops what runs",
        "ecs:StopTask",
        regional("ecs", "task/{EcsClusterName}/4f1d"),
    ),
]
