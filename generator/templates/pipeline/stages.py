"""The stages, in the order in which a revision goes through them.

What else the stack has follows from this list: a build brings its project,
role, log group, report groups and output, an action what the pipeline's role
needs for it.
"""

from awacs import sns
from troposphere import Ref, Sub, codepipeline

from generator.templates.pipeline.actions import (
    Action,
    Stage,
    aws_action,
    build_action,
)
from generator.templates.pipeline.builds import Build
from generator.templates.pipeline.deploy_actions import code_deploy_action, ecs_action
from generator.templates.pipeline.deployment import Deployment
from generator.templates.pipeline.docker_build import docker_build
from generator.templates.pipeline.inputs import Inputs
from generator.templates.pipeline.inputs.building import Building
from generator.templates.pipeline.signing import verify_stage
from generator.templates.pipeline.source import (
    SOURCE_NAMESPACE,
    connection_action,
    token_action,
)
from generator.templates.pipeline.topics import NOTIFICATION_TOPIC
from generator.templates.pipeline.unit_tests import unit_tests
from generator.templates.policy import allow


def stages(inputs: Inputs, deployment: Deployment) -> tuple[Stage, ...]:
    """Source, UnitTests, DockerBuild, ManualApproval, (VerifyImage,) Deploy."""
    image = docker_build(inputs)
    return (
        Stage("Source", source_actions(inputs)),
        Stage("UnitTests", (build_action("UnitTests", unit_tests(inputs)),)),
        Stage("DockerBuild", (build_action("DockerBuild", image, category="Build"),)),
        Stage("ManualApproval", (_approval_action(inputs, image),)),
        verify_stage(inputs, image),
        Stage(
            "Deploy",
            (
                code_deploy_action(inputs, deployment, image),
                ecs_action(inputs, image),
            ),
            {
                "OnFailure": inputs.deployment.rolls_stage_back.when(
                    codepipeline.FailureConditions(Result="ROLLBACK")
                )
            },
        ),
    )


def source_actions(inputs: Building) -> tuple[Action, ...]:
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
            ActionTypeId=aws_action("Approval", "Manual"),
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
