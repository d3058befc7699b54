"""The stages, in the order in which a revision goes through them.

What else the stack has follows from this list: a build brings its project,
role, log group, report groups and output, an action what the pipeline's role
needs for it.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from awacs import codedeploy, ecs, sns
from awacs.aws import Condition, StringEquals
from troposphere import Ref, Sub, codepipeline

from generator.templates.pipeline.builds import Build
from generator.templates.pipeline.deployment import Deployment, pass_task_roles
from generator.templates.pipeline.docker_build import docker_build
from generator.templates.pipeline.inputs import Inputs
from generator.templates.pipeline.notifications import NOTIFICATION_TOPIC
from generator.templates.pipeline.source import (
    SOURCE_ARTIFACT,
    SOURCE_NAMESPACE,
    connection_action,
    token_action,
)
from generator.templates.pipeline.unit_tests import unit_tests
from generator.templates.policy import allow, regional_arn

# What the deployment files call the image; CodePipeline puts the real one in.
IMAGE_PLACEHOLDER = "IMAGE1_NAME"


@dataclass(frozen=True)
class Action:
    """An action as CodePipeline takes it, and what comes with it.

    `build` is the build that it runs, `grants` are statements of the
    pipeline's role.
    """

    declaration: Any
    build: Build | None = None
    grants: tuple[Any, ...] = ()

    @property
    def reads(self) -> tuple[str, ...]:
        """The artifacts that it takes."""
        return tuple(each.Name for each in self.declaration.InputArtifacts)


@dataclass(frozen=True)
class Stage:
    """Actions that begin together once the stage before has succeeded.

    `conditions` are the stage's own: BeforeEntry, OnSuccess, OnFailure.
    """

    name: str
    actions: tuple[Action, ...]
    conditions: Mapping[str, Any] = field(default_factory=dict)


def stages(inputs: Inputs, deployment: Deployment) -> tuple[Stage, ...]:
    """Source, UnitTests, DockerBuild, ManualApproval, Deploy."""
    image = docker_build(inputs)
    return (
        Stage("Source", _source_actions(inputs)),
        Stage("UnitTests", (build_action("UnitTests", unit_tests(inputs)),)),
        Stage("DockerBuild", (build_action("DockerBuild", image, category="Build"),)),
        Stage("ManualApproval", (_approval_action(inputs, image),)),
        Stage(
            "Deploy",
            (_deploy_action(inputs, deployment, image),),
            {
                "OnFailure": inputs.deployment.rolls_stage_back.when(
                    codepipeline.FailureConditions(Result="ROLLBACK")
                )
            },
        ),
    )


def build_action(
    name: str, build: Build, *, category: str = "Test", reads: str = SOURCE_ARTIFACT
) -> Action:
    """Run a build on an artifact; `category` is Test or Build."""
    exports = {"Namespace": build.namespace} if category == "Build" else {}
    return Action(
        codepipeline.Actions(
            Name=name,
            **exports,
            ActionTypeId=_aws_action(category, "CodeBuild"),
            Configuration={"ProjectName": build.project},
            InputArtifacts=[codepipeline.InputArtifacts(Name=reads)],
            OutputArtifacts=[codepipeline.OutputArtifacts(Name=build.artifact)],
        ),
        build=build,
    )


def _aws_action(category: str, provider: str) -> codepipeline.ActionTypeId:
    return codepipeline.ActionTypeId(
        Category=category, Owner="AWS", Provider=provider, Version="1"
    )


def _source_actions(inputs: Inputs) -> tuple[Action, ...]:
    """One of them, as the parameters say."""
    source = inputs.source
    return (
        Action(source.uses_connection.when(connection_action(inputs=inputs))),
        *(
            Action(given.when(token_action(inputs=inputs, token=token)))
            for given, token in source.tokens
        ),
    )


def _approval_action(inputs: Inputs, image: Build) -> Action:
    """Sends the one mail about itself, with deadline and the link to approve.

    CustomData takes 1,000 characters (CodePipeline User Guide, "Quotas"), and
    nothing shortens a variable: what has no fixed length stays out. The link leads
    to the commit, where GitHub shows message, author and review.
    """
    topic = Ref(NOTIFICATION_TOPIC)
    commit = f"#{{{SOURCE_NAMESPACE}.CommitId}}"
    return Action(
        codepipeline.Actions(
            Name="Approval",
            ActionTypeId=_aws_action("Approval", "Manual"),
            Configuration={
                "NotificationArn": topic,
                "CustomData": f"Commit {commit}, "
                f"image #{{{image.namespace}.IMAGE_DIGEST}}",
                "ExternalEntityLink": Sub(
                    "https://github.com/${GitHubOwner}/${GitHubRepo}/commit/" + commit
                ),
            },
            TimeoutInMinutes=inputs.operations.approval_timeout_minutes.ref(),
        ),
        grants=(allow("TellOfApproval", sns.Publish, on=[topic]),),
    )


def _deploy_action(inputs: Inputs, deployment: Deployment, image: Build) -> Action:
    """Fed by the build's small artifact: CodeDeployToECS takes 3 MB at most."""
    return Action(
        codepipeline.Actions(
            Name="Deploy",
            ActionTypeId=_aws_action("Deploy", "CodeDeployToECS"),
            Configuration={
                "ApplicationName": deployment.application.ref(),
                "DeploymentGroupName": deployment.deployment_group.ref(),
                "TaskDefinitionTemplateArtifact": image.artifact,
                "AppSpecTemplateArtifact": image.artifact,
                "Image1ArtifactName": image.artifact,
                "Image1ContainerName": IMAGE_PLACEHOLDER,
            },
            InputArtifacts=[codepipeline.InputArtifacts(Name=image.artifact)],
        ),
        grants=(
            _deploy_statement(deployment),
            *_task_definition_statements(),
            pass_task_roles(inputs),
        ),
    )


def _deploy_statement(deployment: Deployment) -> Any:
    """After the CodePipeline User Guide, "Add permissions": CodeDeploy to ECS."""
    application, group = (
        deployment.application.title,
        deployment.deployment_group.title,
    )
    return allow(
        "Deploy",
        codedeploy.CreateDeployment,
        codedeploy.GetApplication,
        codedeploy.GetApplicationRevision,
        codedeploy.GetDeployment,
        codedeploy.GetDeploymentConfig,
        codedeploy.GetDeploymentGroup,
        codedeploy.RegisterApplicationRevision,
        on=[
            regional_arn("codedeploy", f"application:${{{application}}}"),
            regional_arn("codedeploy", "deploymentconfig:${DeploymentConfigName}"),
            regional_arn(
                "codedeploy", f"deploymentgroup:${{{application}}}/${{{group}}}"
            ),
        ],
    )


def _task_definition_statements() -> tuple[Any, Any]:
    """New revisions of one family, with the tags that the old one had."""
    family = [regional_arn("ecs", "task-definition/${TaskDefinitionFamily}:*")]
    return (
        allow("RegisterTaskDefinition", ecs.RegisterTaskDefinition, on=family),
        allow(
            "TagTaskDefinition",
            ecs.TagResource,
            on=family,
            # What exists keeps its tags.
            only_if=Condition(
                StringEquals({"ecs:CreateAction": "RegisterTaskDefinition"})
            ),
        ),
    )
