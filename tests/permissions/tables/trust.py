"""Who may assume the roles."""

from tests.permissions.rows import ADMINISTRATOR, Row, regional, row

ALLOWED = [
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
        needs="by codedeploy",
    ),
]


def trusted_by(
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


DENIED = [
    *trusted_by(
        "codepipeline.amazonaws.com",
        "{PipelineRole}",
        "{Pipeline}",
        [regional("codepipeline", "ledger-pipeline-dev")],
    ),
    *trusted_by(
        "codebuild.amazonaws.com",
        "{UnitTestRole}",
        "{UnitTestProject}",
        ["{DockerBuildProject}", regional("codebuild", "project/ledger-build")],
    ),
    *trusted_by(
        "codebuild.amazonaws.com",
        "{DockerBuildRole}",
        "{DockerBuildProject}",
        ["{UnitTestProject}", regional("codebuild", "project/ledger-build")],
    ),
    *trusted_by(
        "codedeploy.amazonaws.com",
        "{DeploymentRole}",
        "{DeploymentGroup}",
        [regional("codedeploy", "deploymentgroup:ledger-app-dev/ledger-dg-dev")],
    ),
]
