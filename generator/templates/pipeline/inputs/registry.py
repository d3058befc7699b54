"""Where images go, and what may not be in them."""

from dataclasses import dataclass

from troposphere import And, Condition, Equals, Not, Parameter, Ref

from generator.templates import patterns
from generator.templates.switch import Switch

# By digest: tags 0.69.4 to 0.69.6 were malicious in March 2026 (GitHub security
# advisory GHSA-69fq-xp46-6x23). The digest is the one that public repositories
# pin, there and on Docker Hub, which limits who pulls without a name; it could not be
# looked up in the registry itself.
SCANNER_IMAGE = (
    "ghcr.io/aquasecurity/trivy:0.69.3"
    "@sha256:bcc376de8d77cfe086a917230e818dc9f8528e3c852f7b1aff648949b6258d1c"
)


_NO_ECR = Not(Condition("UsesEcr"))


@dataclass(frozen=True)
class RegistryInputs:
    """ECR, or a registry with credentials in Secrets Manager."""

    ecr_repository_name: Parameter
    image_name: Parameter
    registry_credentials_secret_name: Parameter
    registry_secret_key_arn: Parameter
    image_tag_mutability: Parameter
    scanner_image: Parameter
    scanner_database_repository_name: Parameter
    scanner_java_database_repository_name: Parameter
    scan_severity: Parameter
    unfixed_vulnerabilities: Parameter
    waivers: Parameter
    uses_ecr: Switch
    has_secret_key: Switch
    has_scanner_database: Switch
    has_scanner_java_database: Switch
    uses_named_image: Switch
    uses_default_image: Switch
    uses_named_credentials: Switch
    uses_default_credentials: Switch
    label: str = "Image registry and scan"

    @property
    def images(self) -> tuple[tuple[Switch, Ref], ...]:
        """What the image is called, in each case."""
        return (
            (self.uses_ecr, self.ecr_repository_name.ref()),
            (self.uses_named_image, self.image_name.ref()),
            (self.uses_default_image, Ref("ServiceName")),
        )

    @property
    def secrets(self) -> tuple[tuple[Switch, str], ...]:
        """The secret with username, password and registry, for use in a Sub."""
        return (
            (self.uses_named_credentials, "${RegistryCredentialsSecretName}"),
            (
                self.uses_default_credentials,
                "docker-registry-credentials-${EnvironmentSuffix}",
            ),
        )


def registry_inputs() -> RegistryInputs:
    """An ECR repository name turns the credentials off."""
    return RegistryInputs(
        ecr_repository_name=Parameter(
            "EcrRepositoryName",
            Type="String",
            Default="",
            Description="Repository in this account's ECR that takes the images; empty "
            "for a registry with credentials",
            **patterns.REPOSITORY.optional,
        ),
        image_name=Parameter(
            "ImageName",
            Type="String",
            Default="",
            Description="Repository of the images in a registry with credentials; "
            "empty for the service's name",
            **patterns.REPOSITORY.optional,
        ),
        registry_credentials_secret_name=Parameter(
            "RegistryCredentialsSecretName",
            Type="String",
            Default="",
            Description="Secret with username, password and registry; empty for "
            "docker-registry-credentials-<EnvironmentSuffix>",
            **patterns.SECRET_NAME.optional,
        ),
        registry_secret_key_arn=Parameter(
            "RegistrySecretKeyArn",
            Type="String",
            Default="",
            Description="Customer managed key of that secret, if there is one",
            **patterns.KEY_ARN.optional,
        ),
        image_tag_mutability=Parameter(
            "ImageTagMutability",
            Type="String",
            Default="MUTABLE",
            # As Amazon ECR calls it (API reference, CreateRepository).
            AllowedValues=["MUTABLE", "IMMUTABLE"],
            Description="IMMUTABLE where no tag moves: there is no latest, and the "
            "image of a commit that was pushed before is taken if its labels fit",
            ConstraintDescription="MUTABLE or IMMUTABLE",
        ),
        scanner_image=Parameter(
            "ScannerImage",
            Type="String",
            Default=SCANNER_IMAGE,
            Description="Trivy, which scans each image before it is pushed, or your "
            "mirror of it; pinned by digest",
            **patterns.IMAGE.required,
        ),
        scanner_database_repository_name=_mirror(
            "ScannerDatabaseRepositoryName", "vulnerability database (tag 2)"
        ),
        scanner_java_database_repository_name=_mirror(
            "ScannerJavaDatabaseRepositoryName", "list of JARs (tag 1)"
        ),
        scan_severity=Parameter(
            "ScanSeverity",
            Type="String",
            Default="HIGH",
            AllowedValues=["LOW", "MEDIUM", "HIGH", "CRITICAL"],
            Description="Vulnerabilities of this severity or above stop the build",
            ConstraintDescription="a severity",
        ),
        unfixed_vulnerabilities=Parameter(
            "UnfixedVulnerabilities",
            Type="String",
            Default="stop",
            AllowedValues=["stop", "report"],
            Description="Whether those that no release mends yet stop a build, too, or "
            "stand in its log alone",
            ConstraintDescription="stop or report",
        ),
        waivers=Parameter(
            "Waivers",
            Type="String",
            Default="",
            # CodeBuild takes about 5,500 characters of variables in all (User Guide,
            # "Environment variables in build environments").
            MaxLength=2000,
            Description="Vulnerabilities that stop no build until their last day; "
            "made of params/<name>.waivers.toml, which says why",
            **patterns.WAIVERS.optional,
        ),
        uses_ecr=Switch("UsesEcr", Not(Equals(Ref("EcrRepositoryName"), ""))),
        has_secret_key=_named("HasSecretKey", "RegistrySecretKeyArn"),
        has_scanner_database=Switch(
            "HasScannerDatabase", Not(Equals(Ref("ScannerDatabaseRepositoryName"), ""))
        ),
        has_scanner_java_database=Switch(
            "HasScannerJavaDatabase",
            Not(Equals(Ref("ScannerJavaDatabaseRepositoryName"), "")),
        ),
        uses_named_image=_named("UsesNamedImage", "ImageName"),
        uses_default_image=_unnamed("UsesDefaultImage", "ImageName"),
        uses_named_credentials=_named(
            "UsesNamedCredentials", "RegistryCredentialsSecretName"
        ),
        uses_default_credentials=_unnamed(
            "UsesDefaultCredentials", "RegistryCredentialsSecretName"
        ),
    )


def _mirror(name: str, what: str) -> Parameter:
    """For builds that reach no other registry (trivy's guide, "Air-Gap")."""
    return Parameter(
        name,
        Type="String",
        Default="",
        Description=f"Repository in this account's ECR with a copy of trivy's {what}; "
        "empty to download it where the scanner does",
        **patterns.REPOSITORY.optional,
    )


def _named(switch: str, parameter: str) -> Switch:
    """Another registry than ECR, and the parameter says something."""
    return Switch(switch, And(_NO_ECR, Not(Equals(Ref(parameter), ""))))


def _unnamed(switch: str, parameter: str) -> Switch:
    """Another registry than ECR, and the parameter is left to its default."""
    return Switch(switch, And(_NO_ECR, Equals(Ref(parameter), "")))
