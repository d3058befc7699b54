"""What the image is built from, and with."""

from dataclasses import dataclass

from troposphere import Equals, Parameter, Ref

from generator.templates import patterns
from generator.templates.pipeline.inputs.optional import given, optional
from generator.templates.switch import Switch


@dataclass(frozen=True)
class ImageInputs:
    """Everything may be left empty: a Dockerfile in the service's folder is enough."""

    dockerfile_path: Parameter
    build_context_path: Parameter
    build_target: Parameter
    build_arguments: Parameter
    build_secret_name: Parameter
    docker_hub_secret_name: Parameter
    build_secret_key_arn: Parameter
    base_image_repository_arns: Parameter
    cpu_architecture: Parameter
    signing_key_arn: Parameter
    has_build_secret: Switch
    has_docker_hub_secret: Switch
    has_build_secret_key: Switch
    has_base_images: Switch
    uses_arm: Switch
    has_signing_key: Switch
    label: str = "Image build"


def image_inputs() -> ImageInputs:
    """Paths start at the repository's root."""
    return ImageInputs(
        dockerfile_path=optional(
            "DockerfilePath",
            patterns.PATH,
            "Dockerfile in the repository; empty for the one in ServicePath",
        ),
        build_context_path=optional(
            "BuildContextPath",
            patterns.PATH,
            "Folder that the Dockerfile copies from; empty for ServicePath",
        ),
        build_target=optional(
            "BuildTarget",
            patterns.BUILD_TARGET,
            "Stage of the Dockerfile that becomes the image; empty for the last",
        ),
        build_arguments=optional(
            "BuildArguments",
            patterns.JSON_TEXTS,
            "Build arguments as a JSON object of texts; no secrets, for the image's "
            "history shows them",
            MaxLength=800,
        ),
        build_secret_name=optional(
            "BuildSecretName",
            patterns.SECRET_NAME,
            "Secret whose keys the Dockerfile may mount as BuildKit secrets, by their "
            "names",
        ),
        docker_hub_secret_name=optional(
            "DockerHubSecretName",
            patterns.SECRET_NAME,
            "Secret with username and password that base images are pulled with from "
            "Docker Hub; empty to pull as anybody, which is limited",
        ),
        build_secret_key_arn=optional(
            "BuildSecretKeyArn",
            patterns.KEY_ARN,
            "Customer managed key of these two secrets, if there is one",
        ),
        base_image_repository_arns=optional(
            "BaseImageRepositoryArns",
            patterns.ECR_REPOSITORY_ARNS,
            "Repositories of ECR that the build may pull from: base images, a pull "
            "through cache, a mirror of the scanner; with commas between",
            MaxLength=800,
        ),
        cpu_architecture=Parameter(
            "CpuArchitecture",
            Type="String",
            Default="X86_64",
            # As a task definition calls it (ECS API reference, RuntimePlatform).
            AllowedValues=["X86_64", "ARM64"],
            Description="Of the image and of the machines that build and test it; the "
            "task definition must have the same",
            ConstraintDescription="X86_64 or ARM64",
        ),
        signing_key_arn=optional(
            "SigningKeyArn",
            patterns.KEY_ARN,
            "KMS key (ECC_NIST_P256, SIGN_VERIFY) that signs where each image comes "
            "from; only what it signed is deployed",
        ),
        has_build_secret=given("HasBuildSecret", "BuildSecretName"),
        has_docker_hub_secret=given("HasDockerHubSecret", "DockerHubSecretName"),
        has_build_secret_key=given("HasBuildSecretKey", "BuildSecretKeyArn"),
        has_base_images=given("HasBaseImages", "BaseImageRepositoryArns"),
        uses_arm=Switch("UsesArm", Equals(Ref("CpuArchitecture"), "ARM64")),
        has_signing_key=given("HasSigningKey", "SigningKeyArn"),
    )
