"""Every parameter and switch of the pipeline template, one group a file."""

from dataclasses import dataclass

from troposphere import If

from generator.templates.pipeline.inputs.builds import BuildInputs, build_inputs
from generator.templates.pipeline.inputs.controller import (
    ControllerInputs,
    controller_inputs,
)
from generator.templates.pipeline.inputs.deployment import (
    DeploymentInputs,
    GroupInputs,
    deployment_inputs,
)
from generator.templates.pipeline.inputs.hooks import HookInputs, hook_inputs
from generator.templates.pipeline.inputs.image import ImageInputs, image_inputs
from generator.templates.pipeline.inputs.naming import Naming, naming
from generator.templates.pipeline.inputs.operations import (
    OperationsInputs,
    ProtectionInputs,
    operations_inputs,
    protection_inputs,
)
from generator.templates.pipeline.inputs.registry import (
    RegistryInputs,
    registry_inputs,
)
from generator.templates.pipeline.inputs.source import SourceInputs, source_inputs
from generator.templates.pipeline.inputs.unit_tests import (
    UnitTestInputs,
    unit_test_inputs,
)
from generator.templates.pipeline.languages import NODE, Language

# Parameters of earlier templates, and what a parameter file says in their place.
FORMER_PARAMETERS = {
    "GitHubTokenSecretName": "Write OAuthTokenSecretName with the secret's whole name: "
    "the value of before, then - and EnvironmentSuffix.",
    "RegistrySecretName": "Write RegistryCredentialsSecretName with the secret's whole "
    "name: the value of before, then - and EnvironmentSuffix.",
    "RollbackAlarmName": "Write RollbackAlarmNames, which takes up to ten names.",
}


# What many accounts share: images and packages of a company.
OF_OTHER_ACCOUNTS = ("BaseImageRepositoryArns", "CodeArtifactRepositoryArn")


@dataclass(frozen=True)
class Inputs:
    """The groups of the console form, in its order."""

    naming: Naming
    source: SourceInputs
    builds: BuildInputs
    unit_tests: UnitTestInputs
    registry: RegistryInputs
    image: ImageInputs
    controller: ControllerInputs
    deployment: DeploymentInputs
    hooks: HookInputs
    operations: OperationsInputs
    protection: ProtectionInputs

    @property
    def group(self) -> GroupInputs:
        """What the deployment group is made of."""
        return self.deployment.group

    @property
    def boundary(self) -> If:
        """The permissions boundary of every role, if there is one."""
        return self.protection.boundary


def inputs(language: Language = NODE) -> Inputs:
    """All of them, for services of a language."""
    return Inputs(
        naming=naming(),
        source=source_inputs(),
        builds=build_inputs(language),
        unit_tests=unit_test_inputs(),
        registry=registry_inputs(),
        image=image_inputs(),
        controller=controller_inputs(),
        deployment=deployment_inputs(),
        hooks=hook_inputs(),
        operations=operations_inputs(),
        protection=protection_inputs(),
    )
