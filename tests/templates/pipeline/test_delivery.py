"""Five stages; what was approved is what is deployed."""

import re
from typing import Any

import pytest
import yaml

from tests.templates.stack import (
    CONNECTED,
    CONNECTION,
    Stack,
    buildspecs,
    every,
    stack,
    template,
)

# AWS CodePipeline User Guide, "Variables": what both source actions have.
SOURCE_VARIABLES = {"CommitId", "CommitMessage", "BranchName", "AuthorDate"}


def stages(of: Stack) -> dict[str, list[dict[str, Any]]]:
    return {
        each["Name"]: each["Actions"] for each in of.properties("Pipeline")["Stages"]
    }


def action(stage: str, *given: dict[str, str]) -> dict[str, Any]:
    (only,) = stages(stack(*given))[stage]
    return only


def names(artifacts: list[dict[str, str]]) -> list[str]:
    return [each["Name"] for each in artifacts]


def test_an_approved_revision_is_not_overtaken() -> None:
    pipeline = stack().properties("Pipeline")
    assert pipeline["PipelineType"] == "V2"
    assert pipeline["ExecutionMode"] == "QUEUED"


def test_the_stages_come_in_this_order() -> None:
    assert list(stages(stack())) == [
        "Source",
        "UnitTests",
        "DockerBuild",
        "ManualApproval",
        "Deploy",
    ]


@pytest.mark.parametrize(
    ("stage", "kind", "inputs", "outputs"),
    [
        ("UnitTests", "Test/CodeBuild", ["SourceOutput"], ["UnitTestOutput"]),
        ("DockerBuild", "Build/CodeBuild", ["SourceOutput"], ["DockerBuildOutput"]),
        ("ManualApproval", "Approval/Manual", [], []),
        ("Deploy", "Deploy/CodeDeployToECS", ["DockerBuildOutput"], []),
    ],
)
def test_a_stage_does_one_thing_with_these_artifacts(
    stage: str, kind: str, inputs: list[str], outputs: list[str]
) -> None:
    only = action(stage)
    type_id = only["ActionTypeId"]
    assert f"{type_id['Category']}/{type_id['Provider']}" == kind
    assert (type_id["Owner"], type_id["Version"]) == ("AWS", "1")
    assert names(only.get("InputArtifacts", [])) == inputs
    assert names(only.get("OutputArtifacts", [])) == outputs


def test_each_build_stage_starts_its_own_project() -> None:
    assert action("UnitTests")["Configuration"] == {"ProjectName": "UnitTestProject"}
    assert action("DockerBuild")["Configuration"] == {
        "ProjectName": "DockerBuildProject"
    }


def test_the_deployment_is_fed_by_the_small_artifact_of_the_build() -> None:
    """CodeDeployToECS takes 3 MB: never the source."""
    assert action("Deploy")["Configuration"] == {
        "ApplicationName": "Application",
        "DeploymentGroupName": "DeploymentGroup",
        "TaskDefinitionTemplateArtifact": "DockerBuildOutput",
        "AppSpecTemplateArtifact": "DockerBuildOutput",
        "Image1ArtifactName": "DockerBuildOutput",
        "Image1ContainerName": "IMAGE1_NAME",
    }


def test_the_build_writes_the_placeholder_that_the_deployment_fills() -> None:
    placeholder = action("Deploy")["Configuration"]["Image1ContainerName"]
    assert f"<{placeholder}>" in buildspecs().text("buildspec-build.yml")


@pytest.mark.parametrize("given", [{}, CONNECTED], ids=["token", "connection"])
def test_the_approval_shows_only_variables_that_exist_by_then(
    given: dict[str, str],
) -> None:
    buildspec = yaml.safe_load(buildspecs().text("buildspec-build.yml"))
    exported = buildspec["env"]["exported-variables"]
    known = {
        action("Source", given)["Namespace"]: SOURCE_VARIABLES,
        action("DockerBuild", given)["Namespace"]: set(exported),
    }
    shown = action("ManualApproval", given)["Configuration"]
    used = re.findall(r"#\{(\w+)\.(\w+)\}", " ".join(shown.values()))
    assert used
    for namespace, variable in used:
        assert variable in known[namespace]


def test_the_approval_shows_commit_and_image_and_links_to_the_commit() -> None:
    shown = action("ManualApproval", {"GitHubRepo": "ledger"})["Configuration"]
    for variable in (
        "#{SourceVariables.CommitId}",
        "#{DockerBuildVariables.IMAGE_DIGEST}",
    ):
        assert variable in shown["CustomData"]
    assert shown["ExternalEntityLink"] == (
        "https://github.com/example-payments/ledger/commit/#{SourceVariables.CommitId}"
    )


def test_no_commit_can_make_the_approvals_text_too_long() -> None:
    """CodePipeline User Guide, "Quotas": 1,000 characters."""
    longest = {"CommitId": "c" * 40, "IMAGE_DIGEST": "sha256:" + "d" * 64}
    shown = action("ManualApproval")["Configuration"]["CustomData"]
    filled = re.sub(r"#\{\w+\.(\w+)\}", lambda found: longest[found[1]], shown)
    assert len(filled) <= 1000


def test_the_approval_sends_the_one_mail_about_itself() -> None:
    """Only its own notification has deadline and link; no rule tells of it, too."""
    configuration = action("ManualApproval")["Configuration"]
    assert configuration["NotificationArn"] == "NotificationTopic"


def test_an_approval_that_nobody_gives_ends_when_the_operator_says() -> None:
    asked = action("ManualApproval", {"ApprovalTimeoutMinutes": "60"})
    assert asked["TimeoutInMinutes"] == "60"
    assert action("ManualApproval")["TimeoutInMinutes"] == str(7 * 24 * 60)


def test_only_the_approval_has_a_timeout_because_codepipeline_refuses_others() -> None:
    assert (
        len(list(every(template()["Resources"]["Pipeline"], "TimeoutInMinutes"))) == 1
    )


def test_every_setting_of_an_action_is_text() -> None:
    """A YAML boolean would arrive as one, and CodePipeline wants "false"."""
    for (only,) in stages(stack(CONNECTED)).values():
        assert {type(value) for value in only["Configuration"].values()} == {str}


def test_artifacts_are_kept_in_the_stacks_bucket() -> None:
    assert stack().properties("Pipeline")["ArtifactStore"] == {
        "Type": "S3",
        "Location": "ArtifactBucket",
    }


def test_the_role_trusts_codepipeline_for_this_pipeline_only() -> None:
    of = stack({"ServiceName": "ledger"})
    (trusted,) = of.properties("PipelineRole")["AssumeRolePolicyDocument"]["Statement"]
    name = of.properties("Pipeline")["Name"]
    assert of.properties("Pipeline")["RoleArn"] == "PipelineRole.Arn"
    assert trusted["Principal"] == {"Service": "codepipeline.amazonaws.com"}
    assert trusted["Condition"] == {
        "StringEquals": {"aws:SourceAccount": "111122223333"},
        "ArnLike": {
            "aws:SourceArn": f"arn:aws:codepipeline:us-east-2:111122223333:{name}"
        },
    }


def test_the_role_can_do_what_its_stages_need_and_nothing_else() -> None:
    assert stack().actions("PipelineRole") == {
        "s3:GetObject",
        "s3:GetObjectVersion",
        "s3:PutObject",
        "s3:GetBucketAcl",
        "s3:GetBucketLocation",
        "s3:GetBucketVersioning",
        "s3:ListBucket",
        "codebuild:BatchGetBuilds",
        "codebuild:StartBuild",
        "codedeploy:CreateDeployment",
        "codedeploy:GetApplication",
        "codedeploy:GetApplicationRevision",
        "codedeploy:GetDeployment",
        "codedeploy:GetDeploymentConfig",
        "codedeploy:GetDeploymentGroup",
        "codedeploy:RegisterApplicationRevision",
        "ecs:RegisterTaskDefinition",
        "ecs:TagResource",
        "iam:PassRole",
        "sns:Publish",
    }


@pytest.mark.parametrize(
    ("action_name", "on"),
    [
        ("s3:PutObject", ["ArtifactBucket.Arn/*"]),
        ("s3:ListBucket", ["ArtifactBucket.Arn"]),
        ("sns:Publish", ["NotificationTopic"]),
        ("codebuild:StartBuild", ["UnitTestProject.Arn", "DockerBuildProject.Arn"]),
        (
            "codedeploy:CreateDeployment",
            [
                "arn:aws:codedeploy:us-east-2:111122223333:application:Application",
                "arn:aws:codedeploy:us-east-2:111122223333"
                ":deploymentconfig:CodeDeployDefault.ECSCanary10Percent5Minutes",
                "arn:aws:codedeploy:us-east-2:111122223333"
                ":deploymentgroup:Application/DeploymentGroup",
            ],
        ),
        (
            "ecs:RegisterTaskDefinition",
            ["arn:aws:ecs:us-east-2:111122223333:task-definition/payment-family-dev:*"],
        ),
    ],
)
def test_the_role_acts_on_what_the_stack_has_and_one_task_family(
    action_name: str, on: list[str]
) -> None:
    assert stack().resources_of("PipelineRole", action_name) == on


def test_the_role_uses_the_given_connection_under_either_name_of_the_service() -> None:
    of = stack(CONNECTED)
    for service in ("codeconnections", "codestar-connections"):
        on = of.resources_of("PipelineRole", f"{service}:UseConnection")
        assert on == [CONNECTION]
