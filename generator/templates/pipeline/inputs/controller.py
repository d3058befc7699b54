"""Who shifts the traffic to the next version."""

from dataclasses import dataclass

from troposphere import Equals, Not, Parameter, Ref

from generator.templates.switch import Switch


@dataclass(frozen=True)
class Controller:
    """CodeDeploy, or ECS itself."""

    deployment_controller: Parameter
    uses_code_deploy: Switch
    uses_ecs: Switch
    label: str = "Deployment controller"


@dataclass(frozen=True, kw_only=True)
class ControllerInputs(Controller):
    """The same, and how long whoever waits for ECS does so."""

    deployment_timeout_minutes: Parameter


def controller_inputs() -> ControllerInputs:
    """The same as that of the service."""
    given = controller()
    return ControllerInputs(
        deployment_controller=given.deployment_controller,
        uses_code_deploy=given.uses_code_deploy,
        uses_ecs=given.uses_ecs,
        deployment_timeout_minutes=deployment_timeout_minutes(),
    )


def deployment_timeout_minutes() -> Parameter:
    """How long the pipeline waits for ECS."""
    return Parameter(
        "DeploymentTimeoutMinutes",
        Type="Number",
        Default=60,
        # CodePipeline User Guide, "Amazon Elastic Container Service deploy action
        # reference": at most 60, which is the default.
        MinValue=1,
        MaxValue=60,
        Description="With ECS, a deployment that takes longer has failed for the "
        "pipeline, while ECS goes on with it: bake time and steps must end "
        "before that",
        ConstraintDescription="1 to 60 minutes",
    )


def controller() -> Controller:
    """The same as that of the service."""
    by_ecs = Equals(Ref("DeploymentController"), "ECS")
    return Controller(
        deployment_controller=Parameter(
            "DeploymentController",
            Type="String",
            Default="CODE_DEPLOY",
            # Amazon ECS API reference, DeploymentController, without EXTERNAL.
            AllowedValues=["CODE_DEPLOY", "ECS"],
            Description="Who shifts the traffic: CodeDeploy, or ECS itself with the "
            "strategy, alarms and hooks of the service; that of the service",
            ConstraintDescription="CODE_DEPLOY or ECS",
        ),
        uses_code_deploy=Switch("UsesCodeDeploy", Not(by_ecs)),
        uses_ecs=Switch("UsesEcs", by_ecs),
    )
