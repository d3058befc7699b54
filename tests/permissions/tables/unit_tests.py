"""The unit tests: they run what pull-request authors wrote."""

from tests.permissions.rows import regional, row
from tests.permissions.tables.anybody import temptations
from tests.permissions.tables.builds import build_temptations, work
from tests.permissions.tables.places import (
    BUILT,
    PACKAGES_KEY,
    READ,
    SECRET_KEY,
    SERVICE,
    TESTED,
    VIA_S3,
    VIA_SECRETS,
    WRITE,
)

ALLOWED = [
    *work("UnitTestRole", "unit-test", TESTED),
    row(
        "UnitTestRole",
        "reports tests and coverage",
        "codebuild:CreateReport codebuild:UpdateReport "
        "codebuild:BatchPutTestCases codebuild:BatchPutCodeCoverages",
        regional("codebuild", "report-group/unit-test-project-dev-tests"),
        regional("codebuild", "report-group/unit-test-project-dev-coverage"),
    ),
    row(
        "UnitTestRole",
        "reads the tokens of its packages",
        "secretsmanager:GetSecretValue",
        regional("secretsmanager", "secret:shared/packages-aB3dE5"),
        needs="packages",
    ),
    row(
        "UnitTestRole",
        "decrypts them",
        "kms:Decrypt",
        PACKAGES_KEY,
        needs="packages key",
        context=VIA_SECRETS,
    ),
]


DENIED = [
    *temptations("UnitTestRole"),
    *build_temptations("UnitTestRole"),
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
    row(
        "UnitTestRole",
        "reads what is for the image build alone",
        "secretsmanager:GetSecretValue",
        regional("secretsmanager", "secret:shared/build-aB3dE5"),
        regional("secretsmanager", "secret:shared/docker-hub-aB3dE5"),
    ),
    row(
        "UnitTestRole",
        "uses the key of its packages for anything else",
        "kms:Decrypt",
        PACKAGES_KEY,
        context=VIA_S3,
    ),
    row(
        "UnitTestRole",
        "encrypts under the key of its packages",
        "kms:Encrypt kms:GenerateDataKey",
        PACKAGES_KEY,
        context=VIA_SECRETS,
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
