"""The template and the buildspecs fit together."""

import re
from typing import Any

import yaml

from generator.buildspec_format import BUILD_IMAGE
from generator.buildspecs import read_buildspecs
from generator.rehearsal.project import BuildProject
from tests.buildspecs.codebuild_project import Stack
from tests.buildspecs.conftest import ROOT

# What the CLI's command calls.
ACTIONS = {
    "ecr get-login-password": "ecr:GetAuthorizationToken",
    "ecr batch-get-image": "ecr:BatchGetImage",
    "ecr get-download-url-for-layer": "ecr:GetDownloadUrlForLayer",
    "codeartifact get-authorization-token": "codeartifact:GetAuthorizationToken",
    "secretsmanager get-secret-value": "secretsmanager:GetSecretValue",
    "kms sign": "kms:Sign",
    "ecs describe-services": "ecs:DescribeServices",
    "ecs describe-task-definition": "ecs:DescribeTaskDefinition",
    # A skeleton is printed, or compared with, without a call.
    "ecs register-task-definition": None,
}


def with_ecr(stack: Stack) -> Stack:
    more = {"EcrRepositoryName": "payments", "BuildSecretName": "build"}
    more["CodeArtifactRepositoryArn"] = "arn:aws:codeartifact:a:1:repository/b/c"
    more["SigningKeyArn"] = "arn:aws:kms:a:1:key/b"
    return Stack(stack.template, {**stack.parameters, **more})


def of_type(stack: Stack, kind: str) -> list[dict[str, Any]]:
    return [
        stack.resolve(one["Properties"])
        for one in stack.template["Resources"].values()
        if one["Type"] == kind
    ]


def allowed_actions(stack: Stack, role_name: str) -> set[str]:
    (role,) = (
        one for one in of_type(stack, "AWS::IAM::Role") if one["RoleName"] == role_name
    )
    statements = [
        statement
        for policy in role["Policies"]
        for statement in policy["PolicyDocument"]["Statement"]
        if statement["Effect"] == "Allow"
    ]
    return {
        action
        for statement in statements
        for action in (
            [statement["Action"]]
            if isinstance(statement["Action"], str)
            else statement["Action"]
        )
    }


def test_the_template_has_the_buildspecs_byte_for_byte_with_their_steps(
    unit_test_project: BuildProject, docker_build_project: BuildProject
) -> None:
    committed = read_buildspecs(ROOT / "buildspecs")
    for name, project in (
        ("buildspec-test.yml", unit_test_project),
        ("buildspec-build.yml", docker_build_project),
    ):
        assert project.buildspec == committed.text(name)


def test_the_projects_run_on_the_image_that_the_buildspecs_are_judged_for(
    stack: Stack,
) -> None:
    projects = of_type(stack, "AWS::CodeBuild::Project")
    assert {one["Environment"]["Image"] for one in projects} == {BUILD_IMAGE}


def test_every_report_has_its_report_group(
    stack: Stack, unit_test_project: BuildProject
) -> None:
    reports = yaml.safe_load(unit_test_project.buildspec)["reports"]
    expected = {f"unit-test-project-dev-{name}" for name in reports}
    groups = of_type(stack, "AWS::CodeBuild::ReportGroup")
    assert {group["Name"] for group in groups} == expected


def test_the_docker_build_may_make_every_call_that_it_makes(
    stack: Stack, docker_build_project: BuildProject
) -> None:
    text = docker_build_project.buildspec.replace("\\\n", "")
    # In the shell, and in Python.
    text = text.replace('"aws", "', "aws ").replace('", "', " ")
    calls = re.findall(r"aws (\w+ [\w-]+)(.*)", text)
    assert {call for call, _ in calls} == set(ACTIONS)
    for call, rest in calls:
        assert ("--generate-cli-skeleton" in rest) == (ACTIONS[call] is None)
    calls = [call for call, _ in calls]
    allowed = allowed_actions(with_ecr(stack), "codebuild-role-dev")
    assert {ACTIONS[call] for call in calls} - {None} <= allowed


def test_the_placeholder_of_the_image_is_the_one_that_the_pipeline_fills(
    stack: Stack, docker_build_project: BuildProject
) -> None:
    (pipeline,) = of_type(stack, "AWS::CodePipeline::Pipeline")
    actions = [action for stage in pipeline["Stages"] for action in stage["Actions"]]
    (deploy,) = (
        action
        for action in actions
        if action["ActionTypeId"]["Provider"] == "CodeDeployToECS"
    )
    placeholder = f"<{deploy['Configuration']['Image1ContainerName']}>"
    assert f'image = os.environ, "{placeholder}"' in docker_build_project.buildspec


def test_every_variable_that_the_pipeline_shows_is_exported(
    stack: Stack, docker_build_project: BuildProject
) -> None:
    (pipeline,) = of_type(stack, "AWS::CodePipeline::Pipeline")
    actions = [action for stage in pipeline["Stages"] for action in stage["Actions"]]
    (build,) = (
        action
        for action in actions
        if action.get("Configuration", {}).get("ProjectName")
        == "docker-build-project-dev"
    )
    shown = set(re.findall(rf"#{{{build['Namespace']}\.(\w+)}}", str(pipeline)))
    exported = yaml.safe_load(docker_build_project.buildspec)["env"]
    assert shown
    assert shown <= set(exported["exported-variables"])


def test_a_command_that_reads_texts_has_what_reads_them() -> None:
    """A step counts on no other, so the file that it imports is written in it."""
    committed = read_buildspecs(ROOT / "buildspecs")
    specs = [
        yaml.safe_load(committed.text(file))
        for file in committed.texts
        # They look at targets and signatures, and read nothing that a service asks for.
        if file not in ("buildspec-rollout.yml", "buildspec-verify.yml")
    ]
    reading = [
        command
        for spec in specs
        for phase in spec["phases"].values()
        for command in phase.get("commands", [])
        if "from texts import" in command
    ]
    assert len(reading) == len(specs)
    assert all('cat > "$WORK/texts.py"' in command for command in reading)
