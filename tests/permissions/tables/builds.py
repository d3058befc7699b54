"""The two builds: what CodeBuild does in their name, and what their code might try."""

from tests.permissions.rows import Row, regional, row
from tests.permissions.tables.encryption import under_the_key
from tests.permissions.tables.places import (
    ANOTHER_SUBNET,
    ANOTHER_VPC,
    EXECUTION,
    FAMILY,
    FOR_CODEBUILD,
    GROUP,
    IN_SUBNET,
    IN_VPC,
    INTERFACE,
    NEW_INTERFACE,
    READ,
    SERVICE,
    SOURCE,
    SUBNET,
    TASK,
    TO_TASKS,
    VIA_S3,
    WRITE,
)


def work(who: str, log_group: str, output: str) -> list[Row]:
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
        *under_the_key(who, VIA_S3),
        row(
            who,
            "asks CodeArtifact for a token",
            "codeartifact:GetAuthorizationToken",
            regional("codeartifact", "domain/payments", "444455556666"),
            needs="code artifact",
        ),
        row(
            who,
            "has CodeArtifact act in its name",
            "sts:GetServiceBearerToken",
            "*",
            needs="code artifact",
            context={"sts:AWSServiceName": "codeartifact.amazonaws.com"},
        ),
        row(
            who,
            "reads packages",
            "codeartifact:ReadFromRepository",
            regional("codeartifact", "repository/payments/npm-store", "444455556666"),
            needs="code artifact",
        ),
    ]


def build_temptations(who: str) -> list[Row]:
    return [
        row(
            who,
            "reads packages of others",
            "codeartifact:ReadFromRepository",
            regional("codeartifact", "repository/payments/internal", "444455556666"),
            regional("codeartifact", "repository/payments/npm-store"),
        ),
        row(
            who,
            "asks another domain for a token",
            "codeartifact:GetAuthorizationToken",
            regional("codeartifact", "domain/cards", "444455556666"),
            regional("codeartifact", "domain/payments"),
        ),
        row(
            who,
            "publishes packages",
            "codeartifact:PublishPackageVersion",
            regional(
                "codeartifact",
                "package/payments/npm-store/npm/acme/pay",
                "444455556666",
            ),
        ),
        row(
            who,
            "has another service act in its name",
            "sts:GetServiceBearerToken",
            "*",
            context={"sts:AWSServiceName": "ecr-public.amazonaws.com"},
        ),
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
