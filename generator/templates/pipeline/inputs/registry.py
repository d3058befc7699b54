"""Where images go, and what may not be in them."""

from dataclasses import dataclass

from troposphere import And, Equals, Not, Parameter, Ref

from generator.templates.pipeline.inputs import patterns
from generator.templates.switch import Switch

# By digest: tags 0.69.4 to 0.69.6 were malicious in March 2026 (GitHub security
# advisory GHSA-69fq-xp46-6x23). The digest is the one that public repositories
# pin; it could not be looked up in the registry itself.
SCANNER_IMAGE = (
    "aquasec/trivy:0.69.3"
    "@sha256:bcc376de8d77cfe086a917230e818dc9f8528e3c852f7b1aff648949b6258d1c"
)


@dataclass(frozen=True)
class RegistryInputs:
    """ECR, or a registry with credentials in Secrets Manager."""

    ecr_repository_name: Parameter
    registry_secret_name: Parameter
    registry_secret_key_arn: Parameter
    scanner_image: Parameter
    scan_severity: Parameter
    uses_ecr: Switch
    has_secret_key: Switch
    label: str = "Image registry and scan"

    @property
    def secret_name(self) -> str:
        """The secret with username, password and registry; for use in a Sub."""
        return "${RegistrySecretName}-${EnvironmentSuffix}"


def registry_inputs() -> RegistryInputs:
    """An ECR repository name turns the credentials off."""
    return RegistryInputs(
        ecr_repository_name=Parameter(
            "EcrRepositoryName",
            Type="String",
            Default="",
            Description="ECR repository; empty for another registry",
            **patterns.REPOSITORY.optional,
        ),
        registry_secret_name=Parameter(
            "RegistrySecretName",
            Type="String",
            Default="docker-registry-credentials",
            Description="Registry credentials, without -<EnvironmentSuffix>",
            **patterns.SECRET_NAME.required,
        ),
        registry_secret_key_arn=Parameter(
            "RegistrySecretKeyArn",
            Type="String",
            Default="",
            Description="Customer managed key of that secret, if there is one",
            **patterns.KEY_ARN.optional,
        ),
        scanner_image=Parameter(
            "ScannerImage",
            Type="String",
            Default=SCANNER_IMAGE,
            Description="Trivy, or your mirror of it",
            **patterns.IMAGE.required,
        ),
        scan_severity=Parameter(
            "ScanSeverity",
            Type="String",
            Default="HIGH",
            AllowedValues=["LOW", "MEDIUM", "HIGH", "CRITICAL"],
            Description="Vulnerabilities from here on stop the build",
            ConstraintDescription="a severity",
        ),
        uses_ecr=Switch("UsesEcr", Not(Equals(Ref("EcrRepositoryName"), ""))),
        has_secret_key=Switch(
            "HasSecretKey",
            # With ECR nobody reads the secret.
            And(
                Equals(Ref("EcrRepositoryName"), ""),
                Not(Equals(Ref("RegistrySecretKeyArn"), "")),
            ),
        ),
    )
