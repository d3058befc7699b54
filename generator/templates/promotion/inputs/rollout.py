"""How a revision reaches the targets, whichever they are."""

from dataclasses import dataclass

from troposphere import Equals, Not, Parameter, Ref

from generator.templates import patterns
from generator.templates.pipeline.inputs.controller import deployment_timeout_minutes
from generator.templates.pipeline.inputs.deployment import (
    container_name,
    container_port,
)
from generator.templates.switch import Switch


@dataclass(frozen=True)
class RolloutInputs:
    """The container, and what is the same for every target."""

    container_name: Parameter
    container_port: Parameter
    deployment_timeout_minutes: Parameter
    stage_rollback: Parameter
    deployment_window_time_zone: Parameter
    verification_buildspec: Parameter
    rolls_stage_back: Switch
    has_verification: Switch
    label: str = "Deployment to every target"


def rollout_inputs() -> RolloutInputs:
    """The service's task definition is that which runs in the target."""
    return RolloutInputs(
        container_name=container_name(),
        container_port=container_port(),
        deployment_timeout_minutes=deployment_timeout_minutes(),
        stage_rollback=Parameter(
            "StageRollback",
            Type="String",
            Default="false",
            AllowedValues=["false", "true"],
            Description="Whether CodePipeline deploys the last good revision again "
            "when a deployment or its verification fails",
            ConstraintDescription="true or false",
        ),
        deployment_window_time_zone=Parameter(
            "DeploymentWindowTimeZone",
            Type="String",
            Default="UTC",
            Description="Time zone of the deployment windows, such as Europe/Berlin",
            **patterns.TIME_ZONE.required,
        ),
        verification_buildspec=Parameter(
            "VerificationBuildspec",
            Type="String",
            Default="",
            Description="Buildspec in the repository that tests the service in each "
            "target after its deployment, with TARGET_NAME, SERVICE_URL and "
            "IMAGE_DIGEST; empty for none",
            **patterns.PATH.optional,
        ),
        rolls_stage_back=Switch("RollsStageBack", Equals(Ref("StageRollback"), "true")),
        has_verification=Switch(
            "HasVerification", Not(Equals(Ref("VerificationBuildspec"), ""))
        ),
    )
