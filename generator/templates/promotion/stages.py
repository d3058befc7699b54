"""The stages, in the order in which a revision goes through them.

What comes before the targets is a pipeline's. An approval is a stage of its own: who
says no rolls nothing back, and the deployment window is looked at after it.
"""

import json
from typing import Any

from awacs import sns, sts
from troposphere import If, Parameter, Sub, codepipeline

from generator.templates.pipeline.actions import (
    Action,
    Stage,
    aws_action,
    build_action,
)
from generator.templates.pipeline.builds import Build
from generator.templates.pipeline.deploy_actions import IMAGE_PLACEHOLDER
from generator.templates.pipeline.docker_build import image_build
from generator.templates.pipeline.source import SOURCE_ARTIFACT, SOURCE_NAMESPACE
from generator.templates.pipeline.stages import source_actions
from generator.templates.pipeline.unit_tests import unit_tests
from generator.templates.policy import allow, inline_policy
from generator.templates.promotion.access import files_of
from generator.templates.promotion.approvals import approval_topic
from generator.templates.promotion.inputs import PromotionInputs
from generator.templates.promotion.inputs.targets import Target
from generator.templates.switch import Switch


def promoted_image(inputs: PromotionInputs) -> Build:
    """One image for all targets; it knows none of them."""
    return image_build(
        inputs,
        description="Builds, scans and pushes the image that every target runs; the "
        "only build that runs Docker",
        buildspec="buildspec-image.yml",
    )


def stages(
    inputs: PromotionInputs, image: Build, rollout: Build, verification: Build
) -> tuple[Stage, ...]:
    """Source, UnitTests, DockerBuild, then each target's."""
    return (
        Stage("Source", source_actions(inputs)),
        Stage("UnitTests", (build_action("UnitTests", unit_tests(inputs)),)),
        Stage("DockerBuild", (build_action("DockerBuild", image, category="Build"),)),
        *(
            stage
            for before, each in zip(
                (None, *inputs.targets), inputs.targets, strict=False
            )
            for stage in (
                _approval(inputs, each, before, image),
                _deployment(inputs, each, image, rollout, verification),
            )
        ),
    )


def _approval(
    inputs: PromotionInputs, target: Target, before: Target | None, image: Build
) -> Stage:
    """Tells what is asked for; the nearest target before says since when it runs."""
    topic = approval_topic(target)
    said = f"Commit #{{{SOURCE_NAMESPACE}.CommitId}}, image {_digest(image)}"
    if before:
        said += f", in ${{{before.name.title}}} since {_since(before)}"
    return Stage(
        Sub(f"Approve-${{{target.name.title}}}"),
        (
            Action(
                codepipeline.Actions(
                    Name="Approval",
                    ActionTypeId=aws_action("Approval", "Manual"),
                    Configuration={
                        "NotificationArn": topic,
                        "CustomData": Sub(said) if before else said,
                        "ExternalEntityLink": Sub(
                            "https://github.com/${GitHubOwner}/${GitHubRepo}/commit/"
                            f"#{{{SOURCE_NAMESPACE}.CommitId}}"
                        ),
                    },
                    TimeoutInMinutes=target.approval_timeout_minutes.ref(),
                ),
                policies=(
                    target.has_approver.when(
                        inline_policy(
                            f"{target.title.lower()}-approval",
                            allow(f"AskFor{target.title}", sns.Publish, on=[topic]),
                        )
                    ),
                ),
            ),
        ),
        there=target.has_approver,
    )


def _deployment(
    inputs: PromotionInputs,
    target: Target,
    image: Build,
    rollout: Build,
    verification: Build,
) -> Stage:
    settings = inputs.rollout
    return Stage(
        Sub(f"Deploy-${{{target.name.title}}}"),
        (
            _rollout_action("Prepare", 1, target, image, rollout),
            _by_code_deploy(target),
            _by_ecs(inputs, target),
            _rollout_action("Verify", 3, target, image, rollout),
            _verification_action(inputs, target, image, verification),
        ),
        {
            "BeforeEntry": target.has_window.when(
                codepipeline.BeforeEntryConditions(Conditions=[_window(inputs, target)])
            ),
            "OnFailure": settings.rolls_stage_back.when(
                codepipeline.FailureConditions(Result="ROLLBACK")
            ),
        },
        there=target.there,
    )


def _rollout_action(
    name: str, order: int, target: Target, image: Build, rollout: Build
) -> Action:
    """Prepare hands on what is deployed; Verify tells later approvals since when."""
    prepares = name == "Prepare"
    more: dict[str, Any] = (
        {"OutputArtifacts": [codepipeline.OutputArtifacts(Name=files_of(target))]}
        if prepares
        else {"Namespace": _verified(target)}
    )
    return Action(
        codepipeline.Actions(
            Name=name,
            RunOrder=order,
            ActionTypeId=aws_action("Test", "CodeBuild"),
            Configuration={
                "ProjectName": rollout.project,
                "EnvironmentVariables": (_variables if prepares else _with_url)(
                    target,
                    STEP=name.lower(),
                    OBSERVER_ROLE_ARN=_of(target.observer_role_arn),
                    DEPLOYMENT_CONTROLLER=_of(target.deployment_controller),
                    ECS_CLUSTER_NAME=_of(target.ecs_cluster_name),
                    ECS_SERVICE_NAME=_of(target.ecs_service_name),
                    IMAGE_DIGEST=_digest(image),
                ),
            },
            InputArtifacts=[codepipeline.InputArtifacts(Name=image.artifact)],
            **more,
        ),
        build=rollout,
    )


def _by_code_deploy(target: Target) -> Action:
    """Fed by what Prepare made: CodeDeployToECS takes 3 MB at most."""
    files = files_of(target)
    return _deploy_action(
        target,
        target.uses_code_deploy,
        "CodeDeployToECS",
        {
            "ApplicationName": target.code_deploy_application_name.ref(),
            "DeploymentGroupName": target.deployment_group_name.ref(),
            "TaskDefinitionTemplateArtifact": files,
            "AppSpecTemplateArtifact": files,
            "Image1ArtifactName": files,
            "Image1ContainerName": IMAGE_PLACEHOLDER,
        },
    )


def _by_ecs(inputs: PromotionInputs, target: Target) -> Action:
    """ECS shifts the traffic, as the service there says."""
    return _deploy_action(
        target,
        target.uses_ecs,
        "ECS",
        {
            "ClusterName": target.ecs_cluster_name.ref(),
            "ServiceName": target.ecs_service_name.ref(),
            "FileName": "imagedefinitions.json",
            "DeploymentTimeout": inputs.rollout.deployment_timeout_minutes.ref(),
        },
    )


def _deploy_action(
    target: Target, there: Switch, provider: str, configuration: dict[str, Any]
) -> Action:
    """By the target's role: the pipeline's own may do nothing there but take it."""
    role = target.deploy_role_arn.ref()
    title = target.title
    take = inline_policy(
        f"{title.lower()}-deployment",
        allow(f"DeployTo{title}", sts.AssumeRole, on=[role]),
    )
    return Action(
        there.when(
            codepipeline.Actions(
                Name="Deploy",
                RunOrder=2,
                RoleArn=role,
                ActionTypeId=aws_action("Deploy", provider),
                Configuration=configuration,
                InputArtifacts=[codepipeline.InputArtifacts(Name=files_of(target))],
            )
        ),
        # For both providers, so with one of them.
        policies=(target.there.when(take),) if there is target.uses_ecs else (),
    )


def _verification_action(
    inputs: PromotionInputs, target: Target, image: Build, build: Build
) -> Action:
    return Action(
        inputs.rollout.has_verification.when(
            codepipeline.Actions(
                Name="Test",
                RunOrder=4,
                ActionTypeId=aws_action("Test", "CodeBuild"),
                Configuration={
                    "ProjectName": build.project,
                    "EnvironmentVariables": _with_url(
                        target, IMAGE_DIGEST=_digest(image)
                    ),
                },
                InputArtifacts=[codepipeline.InputArtifacts(Name=SOURCE_ARTIFACT)],
            )
        ),
        build=build,
    )


def _window(inputs: PromotionInputs, target: Target) -> codepipeline.Condition:
    """Waits until the window opens (CodePipeline User Guide, "DeploymentWindow")."""
    zone = inputs.rollout.deployment_window_time_zone.ref()
    return codepipeline.Condition(
        Result="FAIL",
        Rules=[
            codepipeline.RuleDeclaration(
                Name="DeploymentWindow",
                RuleTypeId=codepipeline.RuleTypeId(
                    Category="Rule",
                    Owner="AWS",
                    Provider="DeploymentWindow",
                    Version="1",
                ),
                Configuration={
                    "Cron": target.deployment_window.ref(),
                    "TimeZone": zone,
                },
            )
        ],
    )


def _variables(target: Target, **values: str) -> Sub:
    """For one run of a project, about a target.

    A JSON array (CodePipeline User Guide, "AWS CodeBuild build and test action
    reference"), which may have 1,000 characters as every setting of an action; the
    parameters' lengths keep it below.
    """
    all_of_them = {**values, "TARGET_NAME": _of(target.name)}
    return Sub(
        json.dumps(
            [{"name": name, "value": value} for name, value in all_of_them.items()],
            separators=(",", ":"),
        )
    )


def _with_url(target: Target, **values: str) -> If:
    """No page says that a variable may be empty there, so it is left out."""
    return target.has_url.choose(
        _variables(target, **values, SERVICE_URL=_of(target.service_url)),
        _variables(target, **values),
    )


def _of(parameter: Parameter) -> str:
    return f"${{{parameter.title}}}"


def _digest(image: Build) -> str:
    return f"#{{{image.namespace}.IMAGE_DIGEST}}"


def _verified(target: Target) -> str:
    return f"{target.title}Verified"


def _since(target: Target) -> str:
    return f"#{{{_verified(target)}.RUNS_SINCE}}"
