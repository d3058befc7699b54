"""Every parameter and switch of the store template."""

from dataclasses import dataclass

from troposphere import Equals, Not, Parameter, Ref

from generator.templates import patterns
from generator.templates.pipeline.inputs.naming import Naming, naming
from generator.templates.pipeline.inputs.operations import protection_inputs
from generator.templates.switch import Switch


@dataclass(frozen=True)
class Reader:
    """A target in this region, under the number that it has in the promotion."""

    number: int
    deploy_role_arn: Parameter
    is_here: Switch

    @property
    def title(self) -> str:
        """As in the promotion, whose artifacts are named after it."""
        return f"Target{self.number}"


@dataclass(frozen=True)
class AccessInputs:
    """Who writes and who reads."""

    pipeline_role_arn: Parameter
    target_1: Reader
    target_2: Reader
    target_3: Reader
    label: str = "Promotion pipeline and targets"


@dataclass(frozen=True)
class KeepingInputs:
    """How long artifacts stay; they are always under the store's own key."""

    log_retention_days: Parameter
    artifact_retention_days: Parameter
    algorithm: str = "aws:kms"
    label: str = "Retention"


@dataclass(frozen=True)
class Inputs:
    """The groups of the console form, in its order."""

    naming: Naming
    access: AccessInputs
    protection: KeepingInputs

    @property
    def readers(self) -> tuple[Reader, ...]:
        """The targets, each of which may be in this region."""
        given = self.access
        return (given.target_1, given.target_2, given.target_3)


def inputs() -> Inputs:
    """All of them."""
    kept = protection_inputs()
    return Inputs(
        naming=naming(),
        access=AccessInputs(
            pipeline_role_arn=Parameter(
                "PipelineRoleArn",
                Type="String",
                Description="Role of the promotion pipeline, in this account, which "
                "alone uses the key to encrypt; it may be made later",
                **patterns.ONE_ROLE_ARN.required,
            ),
            target_1=_reader(1),
            target_2=_reader(2),
            target_3=_reader(3),
        ),
        protection=KeepingInputs(
            log_retention_days=kept.log_retention_days,
            artifact_retention_days=kept.artifact_retention_days,
        ),
    )


def _reader(number: int) -> Reader:
    name = f"Target{number}DeployRoleArn"
    return Reader(
        number=number,
        deploy_role_arn=Parameter(
            name,
            Type="String",
            Default="",
            Description=f"{name} of the promotion, if that target is in this region; "
            "it may be made later; empty if it is not",
            **patterns.ONE_ROLE_ARN.optional,
        ),
        is_here=Switch(f"Target{number}IsHere", Not(Equals(Ref(name), ""))),
    )
