"""The image build: it reads the source and the service, and pushes."""

from tests.permissions.rows import regional, row
from tests.permissions.tables.anybody import temptations
from tests.permissions.tables.builds import build_temptations, work
from tests.permissions.tables.places import (
    ANOTHER_KEY,
    BUILD_SECRET_KEY,
    BUILT,
    READ,
    SECRET_KEY,
    SERVICE,
    SIGNING_KEY,
    TESTED,
    VIA_S3,
    VIA_SECRETS,
    WRITE,
)

ALLOWED = [
    *work("DockerBuildRole", "docker-build", BUILT),
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
        needs="ecr login",
    ),
    row(
        "DockerBuildRole",
        # Amazon ECR User Guide, "IAM permissions for pushing an image", and for
        # the layers that the build takes from the last image.
        "pushes, attaches what is known of it, and pulls what did not change",
        "ecr:BatchCheckLayerAvailability ecr:BatchGetImage ecr:CompleteLayerUpload "
        "ecr:GetDownloadUrlForLayer ecr:InitiateLayerUpload ecr:PutImage "
        "ecr:UploadLayerPart",
        regional("ecr", "repository/payments/service"),
        needs="ecr",
    ),
    row(
        "DockerBuildRole",
        # Amazon ECR User Guide, "IAM permissions for pulling an image" and "IAM
        # permissions required to sync an upstream registry".
        "pulls base images, the first time through a cache",
        "ecr:BatchCheckLayerAvailability ecr:BatchGetImage "
        "ecr:BatchImportUpstreamImage ecr:GetDownloadUrlForLayer",
        regional("ecr", "repository/hub/library/node"),
        needs="base images",
    ),
    row(
        "DockerBuildRole",
        # The other account's repository must allow it, too.
        "pulls base images of another account, as far as this one decides",
        "ecr:BatchCheckLayerAvailability ecr:BatchGetImage "
        "ecr:BatchImportUpstreamImage ecr:GetDownloadUrlForLayer",
        regional("ecr", "repository/base/node", "444455556666"),
        needs="base images",
    ),
    row(
        "DockerBuildRole",
        "reads its credentials of Docker Hub",
        "secretsmanager:GetSecretValue",
        regional("secretsmanager", "secret:shared/docker-hub-aB3dE5"),
        needs="docker hub",
    ),
    row(
        "DockerBuildRole",
        "reads what the Dockerfile mounts as secrets",
        "secretsmanager:GetSecretValue",
        regional("secretsmanager", "secret:shared/build-aB3dE5"),
        needs="build secret",
    ),
    row(
        "DockerBuildRole",
        "decrypts these two",
        "kms:Decrypt",
        BUILD_SECRET_KEY,
        needs="build secret key",
        context={"kms:ViaService": "secretsmanager.{region}.{suffix}"},
    ),
    row(
        "DockerBuildRole",
        "signs where the image comes from",
        "kms:Sign",
        SIGNING_KEY,
        needs="signing key",
    ),
    row(
        "DockerBuildRole",
        "reads the scanner's databases",
        "ecr:BatchGetImage ecr:GetDownloadUrlForLayer",
        regional("ecr", "repository/mirror/trivy-db"),
        regional("ecr", "repository/mirror/trivy-java-db"),
        needs="scanner mirrors",
    ),
]


DENIED = [
    *temptations("DockerBuildRole"),
    *build_temptations("DockerBuildRole"),
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
        "changes base images and mirrors",
        "ecr:PutImage ecr:InitiateLayerUpload ecr:CreateRepository",
        regional("ecr", "repository/hub/library/node"),
        regional("ecr", "repository/mirror/trivy-db"),
    ),
    row(
        "DockerBuildRole",
        "pulls other base images",
        "ecr:BatchGetImage ecr:GetDownloadUrlForLayer",
        regional("ecr", "repository/base/node"),
        regional("ecr", "repository/hub", "444455556666"),
    ),
    row(
        "DockerBuildRole",
        "reads other secrets",
        "secretsmanager:GetSecretValue",
        regional("secretsmanager", "secret:shared/build-of-cards-aB3dE5"),
        regional("secretsmanager", "secret:docker-hub-aB3dE5"),
    ),
    row(
        "DockerBuildRole",
        "uses the key of the build's secrets for anything else",
        "kms:Decrypt",
        BUILD_SECRET_KEY,
        context=VIA_S3,
    ),
    row(
        "DockerBuildRole",
        "encrypts under the key of the build's secrets",
        "kms:Encrypt kms:GenerateDataKey",
        BUILD_SECRET_KEY,
        context=VIA_SECRETS,
    ),
    row(
        "DockerBuildRole",
        "reads the tokens of the unit tests",
        "secretsmanager:GetSecretValue",
        regional("secretsmanager", "secret:shared/packages-aB3dE5"),
    ),
    row(
        "DockerBuildRole",
        "signs with another key",
        "kms:Sign",
        ANOTHER_KEY,
        BUILD_SECRET_KEY,
    ),
    row(
        "DockerBuildRole",
        "does anything else with the key that signs",
        "kms:CreateGrant kms:PutKeyPolicy kms:ScheduleKeyDeletion",
        SIGNING_KEY,
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
