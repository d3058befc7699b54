"""How a revision reaches the service: by CodeDeploy, or by ECS itself."""

from typing import Any

from awacs import codedeploy, ecs
from awacs.aws import ArnEquals, Condition, StringEquals
from troposphere import If, codepipeline

from generator.templates.pipeline.actions import Action, aws_action
from generator.templates.pipeline.builds import Build
from generator.templates.pipeline.deployment import Deployment, pass_task_roles
from generator.templates.pipeline.inputs import Inputs
from generator.templates.pipeline.inputs.deployed import Deployed
from generator.templates.policy import (
    allow,
    allow_anywhere,
    inline_policy,
    regional_arn,
)

# What the deployment files call the image; CodePipeline puts the real one in.
IMAGE_PLACEHOLDER = "IMAGE1_NAME"
SERVICE_ARN = regional_arn("ecs", "service/${EcsClusterName}/${EcsServiceName}")
# Of `looking_statements`.
LOOKING_REASONS = {
    "ReadTaskDefinition": "no resource-level permission",
    "FindTasks": "limited to the cluster by a condition",
}


def code_deploy_action(inputs: Inputs, deployment: Deployment, image: Build) -> Action:
    """Fed by the build's small artifact: CodeDeployToECS takes 3 MB at most."""
    code_deploy = inputs.controller.uses_code_deploy
    return Action(
        code_deploy.when(
            codepipeline.Actions(
                Name="Deploy",
                ActionTypeId=aws_action("Deploy", "CodeDeployToECS"),
                Configuration={
                    "ApplicationName": deployment.application.ref(),
                    "DeploymentGroupName": deployment.deployment_group.ref(),
                    "TaskDefinitionTemplateArtifact": image.artifact,
                    "AppSpecTemplateArtifact": image.artifact,
                    "Image1ArtifactName": image.artifact,
                    "Image1ContainerName": IMAGE_PLACEHOLDER,
                },
                InputArtifacts=[codepipeline.InputArtifacts(Name=image.artifact)],
            )
        ),
        grants=(*task_definition_statements(), pass_task_roles(inputs)),
        policies=(code_deploy_policy(inputs, deployment),),
    )


def ecs_action(inputs: Inputs, image: Build) -> Action:
    """ECS shifts the traffic, as the service itself says.

    The action registers the task definition that the service runs now with the
    image of imagedefinitions.json in it, and updates the service (CodePipeline User
    Guide, "Amazon Elastic Container Service deploy action reference").
    """
    by_ecs = inputs.controller.uses_ecs
    return Action(
        by_ecs.when(
            codepipeline.Actions(
                Name="Deploy",
                ActionTypeId=aws_action("Deploy", "ECS"),
                Configuration={
                    "ClusterName": inputs.deployment.ecs_cluster_name.ref(),
                    "ServiceName": inputs.deployment.ecs_service_name.ref(),
                    "FileName": "imagedefinitions.json",
                    "DeploymentTimeout": (
                        inputs.controller.deployment_timeout_minutes.ref()
                    ),
                },
                InputArtifacts=[codepipeline.InputArtifacts(Name=image.artifact)],
            )
        ),
        # The rest is what the other action needs, too.
        policies=(ecs_policy(inputs),),
        reasons=LOOKING_REASONS,
    )


def code_deploy_policy(inputs: Deployed, deployment: Deployment) -> If:
    """After the CodePipeline User Guide, "Add permissions": CodeDeploy to ECS."""
    return inputs.controller.uses_code_deploy.when(
        inline_policy("codedeploy", _deploy_statement(deployment))
    )


def _deploy_statement(deployment: Deployment) -> Any:
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


def task_definition_statements() -> tuple[Any, Any]:
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


def ecs_policy(inputs: Deployed) -> If:
    """After the action's reference, "Service role permissions".

    It names no tasks; editions before it did, so the two that read them are here,
    too. It also passes roles to ECS itself, which is for a load balancer's role: the
    action changes none, and the tasks' roles go to tasks (`pass_task_roles`).
    """
    return inputs.controller.uses_ecs.when(
        inline_policy(
            "ecs",
            allow(
                "UpdateService",
                ecs.DescribeServices,
                ecs.UpdateService,
                on=[SERVICE_ARN],
            ),
            *looking_statements(),
        )
    )


def looking_statements() -> tuple[Any, ...]:
    """What the service runs: its task definition, and its tasks."""
    cluster = regional_arn("ecs", "cluster/${EcsClusterName}")
    return (
        allow_anywhere("ReadTaskDefinition", ecs.DescribeTaskDefinition),
        allow(
            "ReadTasks",
            ecs.DescribeTasks,
            on=[regional_arn("ecs", "task/${EcsClusterName}/*")],
        ),
        allow(
            "FindTasks",
            ecs.ListTasks,
            on=["*"],
            only_if=Condition(ArnEquals({"ecs:cluster": cluster})),
        ),
    )
