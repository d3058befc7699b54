"""Where images go, and what may not be in them."""

from dataclasses import dataclass

from troposphere import Equals, If, Not, Parameter, Ref, Sub

from generator.templates.pipeline.inputs import patterns
from generator.templates.switch import Switch

# The project's own registry. A tag can be moved: a company that mirrors the
# scanner sets its image by digest. (The digest could not be looked up here.)
SCANNER_IMAGE = "ghcr.io/aquasecurity/trivy:0.74.0"


@dataclass(frozen=True)
class RegistryInputs:
    """ECR, or a registry with credentials in Secrets Manager."""

    ecr_repository_name: Parameter
    image_name: Parameter
    registry_secret_name: Parameter
    scanner_image: Parameter
    scan_severity: Parameter
    uses_ecr: Switch
    names_registry_secret: Switch
    label: str = "Image registry and scan"

    @property
    def secret_name(self) -> If:
        """The secret with username, password and registry."""
        return self.names_registry_secret.choose(
            self.registry_secret_name.ref(),
            Sub("docker-registry-credentials-${EnvironmentSuffix}"),
        )


def registry_inputs() -> RegistryInputs:
    """An ECR repository name turns the credentials off."""
    return RegistryInputs(
        ecr_repository_name=Parameter(
            "EcrRepositoryName",
            Type="String",
            Default="",
            Description="ECR repository; empty: a registry with credentials",
            **patterns.REPOSITORY.optional,
        ),
        image_name=Parameter(
            "ImageName",
            Type="String",
            Default="payment-service",
            Description="Repository in the registry with credentials",
            **patterns.REPOSITORY.required,
        ),
        registry_secret_name=Parameter(
            "RegistrySecretName",
            Type="String",
            Default="",
            Description="Empty: docker-registry-credentials-<EnvironmentSuffix>",
            **patterns.SECRET_NAME.optional,
        ),
        scanner_image=Parameter(
            "ScannerImage",
            Type="String",
            Default=SCANNER_IMAGE,
            Description="Image of the Trivy scanner, or your mirror of it",
            **patterns.IMAGE.required,
        ),
        scan_severity=Parameter(
            "ScanSeverity",
            Type="String",
            Default="HIGH",
            AllowedValues=["LOW", "MEDIUM", "HIGH", "CRITICAL"],
            Description="From this severity on a vulnerability stops the build",
            ConstraintDescription="a severity of the scanner",
        ),
        uses_ecr=Switch("UsesEcr", Not(Equals(Ref("EcrRepositoryName"), ""))),
        names_registry_secret=Switch(
            "NamesRegistrySecret", Not(Equals(Ref("RegistrySecretName"), ""))
        ),
    )
