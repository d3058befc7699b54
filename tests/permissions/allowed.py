"""What each component calls, and so must be allowed: one row a purpose.

The context keys are those that AWS sends for the action and the resource's type
(Service Authorization Reference); the simulator refuses any other.
"""

from tests.permissions.rows import ADMINISTRATOR, Row, regional, role, row

SOURCE = "{artifacts}/SourceOutp/aB3dE5f"
TESTED = "{artifacts}/UnitTestOu/aB3dE5f"
BUILT = "{artifacts}/DockerBuil/aB3dE5f"
READ = "s3:GetObject s3:GetObjectVersion"

INTERFACE = regional("ec2", "network-interface/eni-0a1b2c3d")
NEW_INTERFACE = regional("ec2", "network-interface/*")
# A shared VPC and its subnets are its owner's, interfaces and groups our own.
SUBNET = regional("ec2", "subnet/subnet-0a1b2c3d", "{vpc_owner}")
GROUP = regional("ec2", "security-group/sg-0a1b2c3d")
IN_VPC = {"ec2:Vpc": regional("ec2", "vpc/vpc-0a1b2c3d", "{vpc_owner}")}
IN_SUBNET = {**IN_VPC, "ec2:Subnet": SUBNET}

SERVICE = "{EcsClusterName}/{EcsServiceName}"
TO_TASKS = {"iam:PassedToService": "ecs-tasks.amazonaws.com"}
FAMILY = regional("ecs", "task-definition/{TaskDefinitionFamily}:7")
EXECUTION, TASK = role("execution"), role("task")
LISTENER = regional("elasticloadbalancing", "listener/app/payments/50dc/f2f7")
RULE = regional("elasticloadbalancing", "listener-rule/app/payments/50dc/f2f7/9683")
TEST_LISTENER = LISTENER.replace("f2f7", "3c5e")
TEST_RULE = RULE.replace("f2f7", "3c5e")

SECRET_KEY = regional("kms", "key/of-the-secret")
VIA_S3 = {"kms:ViaService": "s3.{region}.{suffix}"}
VIA_SNS = {"kms:ViaService": "sns.{region}.{suffix}"}


def _of_builds(who: str, log_group: str, output: str) -> list[Row]:
    """What CodeBuild does in the name of either build."""
    log = regional("logs", f"log-group:/aws/codebuild/{log_group}-dev:log-stream:4f1d")
    return [
        row(who, "writes its log", "logs:CreateLogStream logs:PutLogEvents", log),
        row(who, "downloads the source", READ, SOURCE),
        row(who, "uploads its output", "s3:PutObject", output),
        row(
            who,
            "looks at the network",
            "ec2:DescribeDhcpOptions ec2:DescribeNetworkInterfaces "
            "ec2:DescribeSecurityGroups ec2:DescribeSubnets ec2:DescribeVpcs",
            "*",
            needs="vpc",
        ),
        row(
            who,
            "makes an interface: the new one",
            "ec2:CreateNetworkInterface",
            NEW_INTERFACE,
            needs="vpc",
        ),
        row(
            who,
            "makes an interface: where it is",
            "ec2:CreateNetworkInterface",
            SUBNET,
            GROUP,
            needs="vpc",
            context=IN_VPC,
        ),
        row(
            who,
            "removes its interface",
            "ec2:DeleteNetworkInterface",
            INTERFACE,
            needs="vpc",
            context=IN_SUBNET,
        ),
        row(
            who,
            "lends its interface to CodeBuild",
            "ec2:CreateNetworkInterfacePermission",
            INTERFACE,
            needs="vpc",
            context={**IN_SUBNET, "ec2:AuthorizedService": "codebuild.amazonaws.com"},
        ),
        *_under_the_key(who, VIA_S3),
    ]


def _under_the_key(who: str, via: dict[str, str]) -> list[Row]:
    """CodePipeline User Guide, "Configure server-side encryption", and CodeBuild's."""
    return [
        row(
            who,
            "reads and writes what is encrypted",
            "kms:Decrypt kms:DescribeKey kms:Encrypt kms:GenerateDataKey "
            "kms:ReEncryptFrom kms:ReEncryptTo",
            "{EncryptionKey}",
            needs="key",
            context=via,
        )
    ]


UNIT_TESTS = [
    *_of_builds("UnitTestRole", "unit-test", TESTED),
    row(
        "UnitTestRole",
        "reports tests and coverage",
        "codebuild:CreateReport codebuild:UpdateReport "
        "codebuild:BatchPutTestCases codebuild:BatchPutCodeCoverages",
        regional("codebuild", "report-group/unit-test-project-dev-tests"),
        regional("codebuild", "report-group/unit-test-project-dev-coverage"),
    ),
]

DOCKER_BUILD = [
    *_of_builds("DockerBuildRole", "docker-build", BUILT),
    row(
        "DockerBuildRole",
        "looks at the service",
        "ecs:DescribeServices",
        regional("ecs", f"service/{SERVICE}"),
    ),
    row(
        "DockerBuildRole",
        "reads what runs now",
        "ecs:DescribeTaskDefinition",
        "*",
    ),
    row(
        "DockerBuildRole",
        "reads the registry's credentials",
        "secretsmanager:GetSecretValue",
        regional("secretsmanager", "secret:docker-registry-credentials-dev-aB3dE5"),
        needs="registry",
    ),
    row(
        "DockerBuildRole",
        "decrypts them",
        "kms:Decrypt",
        SECRET_KEY,
        needs="registry, secret key",
        context={"kms:ViaService": "secretsmanager.{region}.{suffix}"},
    ),
    row(
        "DockerBuildRole",
        "logs in to ECR",
        "ecr:GetAuthorizationToken",
        "*",
        needs="ecr",
    ),
    row(
        "DockerBuildRole",
        # Amazon ECR User Guide, "IAM permissions for pushing an image", and for
        # the layers that the build takes from the last image.
        "pushes, and pulls what did not change",
        "ecr:BatchCheckLayerAvailability ecr:BatchGetImage ecr:CompleteLayerUpload "
        "ecr:GetDownloadUrlForLayer ecr:InitiateLayerUpload ecr:PutImage "
        "ecr:UploadLayerPart",
        regional("ecr", "repository/payments/service"),
        needs="ecr",
    ),
]

PIPELINE = [
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
    ),
    row(
        "PipelineRole",
        "reads how traffic shifts",
        "codedeploy:GetDeploymentConfig",
        regional(
            "codedeploy",
            "deploymentconfig:CodeDeployDefault.ECSCanary10Percent5Minutes",
        ),
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
    *_under_the_key("PipelineRole", VIA_S3),
]

DEPLOYMENT = [
    row(
        "DeploymentRole",
        "looks at the service and moves it",
        "ecs:DescribeServices ecs:UpdateServicePrimaryTaskSet",
        regional("ecs", f"service/{SERVICE}"),
    ),
    row(
        "DeploymentRole",
        "makes and removes task sets",
        "ecs:CreateTaskSet ecs:DeleteTaskSet",
        regional("ecs", f"task-set/{SERVICE}/ecs-svc-1234"),
    ),
    row(
        "DeploymentRole",
        "looks at the load balancer",
        "elasticloadbalancing:DescribeListeners elasticloadbalancing:DescribeRules "
        "elasticloadbalancing:DescribeTargetGroups",
        "*",
    ),
    row(
        "DeploymentRole",
        "shifts traffic",
        "elasticloadbalancing:ModifyListener",
        LISTENER,
    ),
    row(
        "DeploymentRole", "shifts it by rules", "elasticloadbalancing:ModifyRule", RULE
    ),
    row(
        "DeploymentRole",
        "shifts test traffic",
        "elasticloadbalancing:ModifyListener",
        TEST_LISTENER,
        needs="test listener",
    ),
    row(
        "DeploymentRole",
        "shifts it by rules",
        "elasticloadbalancing:ModifyRule",
        TEST_RULE,
        needs="test listener",
    ),
    row(
        "DeploymentRole",
        "starts tasks with their execution role",
        "iam:PassRole",
        EXECUTION,
        context=TO_TASKS,
    ),
    row(
        "DeploymentRole",
        "starts tasks with their task role",
        "iam:PassRole",
        TASK,
        needs="task role",
        context=TO_TASKS,
    ),
    row("DeploymentRole", "tells of a rollback", "sns:Publish", "{NotificationTopic}"),
    row(
        "DeploymentRole",
        # Amazon CloudWatch User Guide, "Create a composite alarm": who may see
        # them must have the permission on every alarm.
        "watches alarms, composite ones too",
        "cloudwatch:DescribeAlarms",
        regional("cloudwatch", "alarm:*"),
        needs="alarm",
    ),
    row("DeploymentRole", "reads what the build made", READ, BUILT),
    *_under_the_key("DeploymentRole", VIA_SNS),
]

TRUST = [
    row(
        "codepipeline.amazonaws.com",
        "acts for the pipeline",
        "sts:AssumeRole",
        "{PipelineRole}",
        context={"aws:SourceAccount": "{account}", "aws:SourceArn": "{Pipeline}"},
    ),
    row(
        "codebuild.amazonaws.com",
        "acts for the unit tests",
        "sts:AssumeRole",
        "{UnitTestRole}",
        context={
            "aws:SourceAccount": "{account}",
            "aws:SourceArn": "{UnitTestProject}",
        },
    ),
    row(
        "codebuild.amazonaws.com",
        "acts for the image build",
        "sts:AssumeRole",
        "{DockerBuildRole}",
        context={
            "aws:SourceAccount": "{account}",
            "aws:SourceArn": "{DockerBuildProject}",
        },
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
    ),
]

RESOURCES = [
    row(
        "logging.s3.amazonaws.com",
        "logs who read an artifact",
        "s3:PutObject",
        "{AccessLogBucket}/2026-11-26-aB3dE5f",
        context={
            "aws:SourceAccount": "{account}",
            "aws:SourceArn": "{ArtifactBucket}",
        },
    ),
    row("events.amazonaws.com", "tells people", "sns:Publish", "{NotificationTopic}"),
    *(
        row(
            "events.amazonaws.com",
            "keeps what could not be told",
            "sqs:SendMessage",
            "{UndeliveredQueue}",
            context={"aws:SourceArn": rule},
        )
        for rule in ("{PipelineRule}", "{ApprovalRule}", "{DeploymentRule}")
    ),
    row(
        "events.amazonaws.com",
        "encrypts for topic and queue",
        "kms:Decrypt kms:GenerateDataKey",
        "{EncryptionKey}",
        needs="key",
    ),
    *(
        row(
            "logs.{region}.{suffix}",
            "encrypts the builds' logs",
            "kms:Decrypt kms:Encrypt kms:GenerateDataKey kms:ReEncryptFrom "
            "kms:ReEncryptTo",
            "{EncryptionKey}",
            needs="key",
            context={
                "kms:EncryptionContext:aws:logs:arn": regional(
                    "logs", f"log-group:/aws/codebuild/{group}-dev"
                )
            },
        )
        for group in ("unit-test", "docker-build")
    ),
    row(
        ADMINISTRATOR,
        "looks after the key",
        "kms:CancelKeyDeletion kms:DescribeKey kms:DisableKey kms:DisableKeyRotation "
        "kms:EnableKey kms:EnableKeyRotation kms:GetKeyPolicy "
        "kms:GetKeyRotationStatus kms:ListGrants kms:ListKeyPolicies "
        "kms:ListKeyRotations kms:ListResourceTags kms:PutKeyPolicy kms:RevokeGrant "
        "kms:RotateKeyOnDemand kms:ScheduleKeyDeletion kms:TagResource "
        "kms:UntagResource kms:UpdateKeyDescription",
        "{EncryptionKey}",
        needs="key",
    ),
    row(
        ADMINISTRATOR,
        "reads the logs and artifacts that are kept",
        "kms:Decrypt",
        "{EncryptionKey}",
        needs="key",
        context=VIA_S3,
    ),
]

ALLOWED = [*UNIT_TESTS, *DOCKER_BUILD, *PIPELINE, *DEPLOYMENT, *TRUST, *RESOURCES]
