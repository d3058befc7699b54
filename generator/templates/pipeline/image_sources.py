"""What the image is built from: each source with its permission and its variables."""

from typing import Any

from awacs import ecr
from troposphere import Split, Sub, iam

from generator.templates.pipeline.builds import variable
from generator.templates.pipeline.inputs.building import Building
from generator.templates.pipeline.packages import ANYWHERE as PACKAGES_ANYWHERE
from generator.templates.pipeline.packages import (
    code_artifact_policy,
    code_artifact_variables,
)
from generator.templates.policy import (
    allow,
    allow_anywhere,
    decrypt_secret,
    inline_policy,
    read_secret,
    regional_arn,
)

# What the role may do anywhere, by Sid.
ANYWHERE = ("LogInToBaseImages", *PACKAGES_ANYWHERE)


def source_policies(inputs: Building) -> tuple[Any, ...]:
    """One for each source that is given."""
    image, registry = inputs.image, inputs.registry
    return (
        image.has_base_images.when(_base_images(inputs)),
        code_artifact_policy(inputs),
        image.has_docker_hub_secret.when(
            inline_policy(
                "docker-hub",
                read_secret("ReadDockerHubSecret", "${DockerHubSecretName}"),
            )
        ),
        image.has_build_secret.when(
            inline_policy(
                "build-secret", read_secret("ReadBuildSecret", "${BuildSecretName}")
            )
        ),
        image.has_build_secret_key.when(
            inline_policy(
                "build-secret-key",
                decrypt_secret("DecryptBuildSecrets", image.build_secret_key_arn.ref()),
            )
        ),
        registry.has_scanner_database.when(
            _database("ScannerDatabaseRepositoryName", "scanner-database")
        ),
        registry.has_scanner_java_database.when(
            _database("ScannerJavaDatabaseRepositoryName", "scanner-java-database")
        ),
    )


def source_variables(inputs: Building) -> tuple[Any, ...]:
    """What a service asks for, as it was written; the build refuses what is wrong."""
    image, registry = inputs.image, inputs.registry
    plain = {
        "DOCKERFILE_PATH": image.dockerfile_path,
        "BUILD_CONTEXT_PATH": image.build_context_path,
        "BUILD_TARGET": image.build_target,
        "BUILD_ARGUMENTS": image.build_arguments,
        "BUILD_SECRET_NAME": image.build_secret_name,
        "BASE_IMAGE_REPOSITORY_ARNS": image.base_image_repository_arns,
        "SCANNER_DATABASE": registry.scanner_database_repository_name,
        "SCANNER_JAVA_DATABASE": registry.scanner_java_database_repository_name,
    }
    return (
        *(variable(name, parameter.ref()) for name, parameter in plain.items()),
        *code_artifact_variables(inputs),
        # As plain data: troposphere takes no If in this list.
        *(
            image.has_docker_hub_secret.when(
                variable(
                    f"DOCKER_HUB_{key.upper()}",
                    Sub(f"${{DockerHubSecretName}}:{key}"),
                    Type="SECRETS_MANAGER",
                )
            ).to_dict()
            for key in ("username", "password")
        ),
    )


def _base_images(inputs: Building) -> iam.Policy:
    """After the Amazon ECR User Guide, "IAM permissions required to sync an upstream
    registry with an Amazon ECR private registry": a pull through cache imports what
    is pulled for the first time. It is not allowed to make repositories.
    """
    statement = allow(
        "PullBaseImages",
        ecr.BatchCheckLayerAvailability,
        ecr.BatchGetImage,
        ecr.BatchImportUpstreamImage,
        ecr.GetDownloadUrlForLayer,
        on=Split(",", inputs.image.base_image_repository_arns.ref()),
    )
    return inline_policy(
        "base-images",
        allow_anywhere("LogInToBaseImages", ecr.GetAuthorizationToken),
        statement,
    )


def _database(parameter: str, name: str) -> iam.Policy:
    """Read by the build itself, so that the scanner gets no credentials."""
    sid = "Read" + parameter.removesuffix("RepositoryName")
    return inline_policy(
        name,
        allow(
            sid,
            ecr.BatchGetImage,
            ecr.GetDownloadUrlForLayer,
            on=[regional_arn("ecr", f"repository/${{{parameter}}}")],
        ),
    )
