"""What a pipeline of another account deploys by: one for each account that runs it.

This is the table of contents. The order of the concerns is the order of the
resources in the template, and the order in which one would explain it.
"""

from troposphere import Template

from generator.buildspecs import Buildspecs
from generator.templates.concern import assemble
from generator.templates.pipeline.deployment import deployment
from generator.templates.target import live_changes
from generator.templates.target.inputs import inputs
from generator.templates.target.notifications import EVENTS, notifications
from generator.templates.target.outputs import outputs
from generator.templates.target.roles import roles
from generator.templates.target.rules import rules

DESCRIPTION = (
    "An account that a promotion pipeline deploys to: the roles by which the pipeline "
    "deploys and looks, and CodeDeploy's application and group for one ECS service"
)


def target(_: Buildspecs) -> Template:
    """Make the template."""
    given = inputs()
    notices = notifications(inputs=given)
    # CodeDeploy's role reads no artifact: CodePipeline's action reads them by the role
    # to deploy, registers the task definition and hands CodeDeploy the AppSpec's text.
    # This rests on CDK, whose CodeDeployEcsDeployAction lets the action's role alone
    # read the bucket, in other accounts, too; no page of AWS says it.
    deploy = deployment(
        inputs=given,
        topic=notices.notification_topic,
        told=given.operations.tells_of_deployments,
        events=(
            *EVENTS,
            given.group.waits_for_testers.when("DeploymentReady"),
        ),
    )
    access = roles(inputs=given, deployment=deploy)
    return assemble(
        description=DESCRIPTION,
        inputs=given,
        mappings={},
        concerns=(access, deploy, notices),
        outputs=outputs(inputs=given, roles=access, deployment=deploy),
        rules=rules(given),
        breaking_changes=live_changes.BREAKING,
        noted_changes=live_changes.NOTED,
        of_other_accounts=(
            given.tools.pipeline_role_arn.title,
            given.tools.rollout_role_arn.title,
        ),
    )
