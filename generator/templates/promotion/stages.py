"""The stages, in the order in which a revision goes through them.

What comes before the targets is a pipeline's. An approval is a stage of its own: who
says no rolls nothing back, and the deployment window is looked at after it.
"""

from awacs import sns
from troposphere import Sub, codepipeline

from generator.templates.pipeline.actions import (
    Action,
    Stage,
    aws_action,
    build_action,
)
from generator.templates.pipeline.builds import Build
from generator.templates.pipeline.docker_build import image_build
from generator.templates.pipeline.source import SOURCE_NAMESPACE
from generator.templates.pipeline.stages import source_actions
from generator.templates.pipeline.unit_tests import unit_tests
from generator.templates.policy import allow, inline_policy
from generator.templates.promotion.approvals import approval_topic
from generator.templates.promotion.deployment_actions import (
    code_deploy_action,
    digest,
    ecs_action,
    rollout_action,
    since,
    verification_action,
)
from generator.templates.promotion.inputs import PromotionInputs
from generator.templates.promotion.inputs.targets import Target


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
                _approval(each, before, image),
                _deployment(inputs, each, image, rollout, verification),
            )
        ),
    )


def _approval(target: Target, before: Target | None, image: Build) -> Stage:
    """Tells what is asked for; the nearest target before says since when it runs."""
    topic = approval_topic(target)
    said = f"Commit #{{{SOURCE_NAMESPACE}.CommitId}}, image {digest(image)}"
    if before:
        said += f", in ${{{before.name.title}}} since {since(before)}"
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
            rollout_action("Prepare", 1, target, image, rollout),
            code_deploy_action(target),
            ecs_action(inputs, target),
            rollout_action("Verify", 3, target, image, rollout),
            verification_action(inputs, target, image, verification),
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
