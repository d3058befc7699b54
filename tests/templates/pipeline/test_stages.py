"""A stage is one value, and everything else follows from it."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from awacs import awslambda
from troposphere.codepipeline import FailureConditions

from generator.buildspecs import Buildspecs
from generator.errors import GeneratorError
from generator.render import render
from generator.templates.pipeline import pipeline
from generator.templates.pipeline.actions import Stage, build_action
from generator.templates.pipeline.builds import Build, Report, variable
from generator.templates.pipeline.deployment import Deployment
from generator.templates.pipeline.inputs import Inputs
from generator.templates.pipeline.stages import stages
from generator.templates.policy import allow, regional_arn
from tests.linting import linter
from tests.templates.stack import EVERYTHING, Stack, buildspecs, stack, stack_of

BUILDSPEC = """\
version: 0.2
phases:
  build:
    commands:
      - curl --fail "$SERVICE_URL/health"
reports:
  tests:
    files: [junit.xml]
artifacts:
  files: [junit.xml]
"""


def with_integration_tests(inputs: Inputs, deployment: Deployment) -> Sequence[Stage]:
    """As CONTRIBUTING.md shows it."""
    tests = Build(
        name="IntegrationTest",
        description="Asks the deployed service whether it takes payments",
        buildspec="buildspec-integration.yml",
        grants=(
            allow(
                "CallTestFunction",
                awslambda.InvokeFunction,
                on=[regional_arn("lambda", "function:test-${EcsServiceName}")],
            ),
        ),
        variables=(variable("SERVICE", inputs.deployment.ecs_service_name.ref()),),
        reports=(Report("tests", "TEST", title="IntegrationTestReportGroup"),),
    )
    return (
        *stages(inputs, deployment),
        Stage("IntegrationTests", (build_action("IntegrationTests", tests),)),
    )


def specs(**more: str) -> Buildspecs:
    given = buildspecs()
    return replace(given, texts={**given.texts, **more})


def made(*given: dict[str, str]) -> Stack:
    texts = specs(**{"buildspec-integration.yml": BUILDSPEC})
    return stack_of(pipeline(texts, stages=with_integration_tests).to_dict(), *given)


def test_a_stage_after_the_deployment_is_the_last_of_the_pipeline() -> None:
    last = made().properties("Pipeline")["Stages"][-1]
    (action,) = last["Actions"]
    assert last["Name"] == "IntegrationTests"
    assert action["Configuration"] == {"ProjectName": "IntegrationTestProject"}
    assert action["InputArtifacts"] == [{"Name": "SourceOutput"}]
    assert action["OutputArtifacts"] == [{"Name": "IntegrationTestOutput"}]


def test_its_build_brings_project_role_log_and_report_group_with_it() -> None:
    of = made()
    project = of.properties("IntegrationTestProject")
    assert project["Name"] == "integration-test-project-dev"
    assert project["Source"]["BuildSpec"] == BUILDSPEC
    assert project["ServiceRole"] == "IntegrationTestRole.Arn"
    assert project["Environment"]["PrivilegedMode"] is False
    assert project["Environment"]["EnvironmentVariables"] == [
        {"Name": "SERVICE", "Value": "payment-service-dev"}
    ]
    log = project["LogsConfig"]["CloudWatchLogs"]["GroupName"]
    assert log == "IntegrationTestLogGroup"
    assert of.properties(log)["LogGroupName"] == "/aws/codebuild/integration-test-dev"
    report = of.properties("IntegrationTestReportGroup")
    assert report["Name"] == "integration-test-project-dev-tests"


def test_its_role_can_do_what_it_was_granted_and_nothing_else() -> None:
    of = made(EVERYTHING)
    assert of.resources_of("IntegrationTestRole", "lambda:InvokeFunction") == [
        "arn:aws:lambda:us-east-2:111122223333:function:test-payment-service-dev"
    ]
    services = {each.split(":")[0] for each in of.actions("IntegrationTestRole")}
    assert services == {"s3", "logs", "codebuild", "ec2", "kms", "lambda"}
    assert "lambda:InvokeFunction" not in of.actions("UnitTestRole")


def test_the_pipeline_may_start_it_and_the_stack_says_where_it_is() -> None:
    of = made()
    started = of.resources_of("PipelineRole", "codebuild:StartBuild")
    assert "IntegrationTestProject.Arn" in started
    assert of.outputs["integrationTestProjectArn"] == "IntegrationTestProject.Arn"


@pytest.mark.whole_way
def test_a_template_with_one_more_stage_has_no_finding(tmp_path: Path) -> None:
    texts = specs(**{"buildspec-integration.yml": BUILDSPEC})
    path = tmp_path / "pipeline.yaml"
    template = pipeline(texts, stages=with_integration_tests)
    path.write_text(render(template, source="a test"))
    assert linter().findings(path, shown_as="pipeline.yaml") == []


def test_a_buildspec_that_is_not_there_is_named() -> None:
    with pytest.raises(GeneratorError, match=r"buildspec-integration\.yml is missing"):
        pipeline(specs(), stages=with_integration_tests)


def test_artifacts_that_codepipeline_cannot_tell_apart_are_refused() -> None:
    def with_more_unit_tests(inputs: Inputs, deployment: Deployment) -> Sequence[Stage]:
        more = Build("UnitTestOuter", "More tests", "buildspec-test.yml")
        return (
            *stages(inputs, deployment),
            Stage("More", (build_action("More", more),)),
        )

    with pytest.raises(GeneratorError, match="UnitTestOutput and UnitTestOuterOutput"):
        pipeline(buildspecs(), stages=with_more_unit_tests)


def test_the_conditions_of_a_stage_are_in_the_pipeline() -> None:
    def with_rollback(inputs: Inputs, deployment: Deployment) -> Sequence[Stage]:
        *others, last = stages(inputs, deployment)
        rollback = {"OnFailure": FailureConditions(Result="ROLLBACK")}
        return (*others, Stage(last.name, last.actions, rollback))

    of = stack_of(pipeline(buildspecs(), stages=with_rollback).to_dict())
    last = of.properties("Pipeline")["Stages"][-1]
    assert last["OnFailure"] == {"Result": "ROLLBACK"}


def test_a_failed_deployment_rolls_the_stage_back_only_when_asked_to() -> None:
    def last(*given: dict[str, str]) -> dict[str, object]:
        found: dict[str, object] = stack(*given).properties("Pipeline")["Stages"][-1]
        return found

    assert last({"StageRollback": "true"})["OnFailure"] == {"Result": "ROLLBACK"}
    assert "OnFailure" not in last()
    for stage in stack({"StageRollback": "true"}).properties("Pipeline")["Stages"][:-1]:
        assert "OnFailure" not in stage
