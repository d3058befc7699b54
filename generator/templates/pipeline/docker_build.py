"""The second build: builds, scans and pushes the image, writes what is deployed."""

from typing import Any

from awacs import ecr, ecs
from troposphere import Sub, codebuild, iam

from generator.templates.pipeline.builds import Build, variable
from generator.templates.pipeline.image_sources import (
    ANYWHERE,
    source_policies,
    source_variables,
)
from generator.templates.pipeline.inputs import Inputs
from generator.templates.pipeline.inputs.building import Building
from generator.templates.pipeline.signing import signing_policy, signing_variable
from generator.templates.policy import (
    allow,
    allow_anywhere,
    decrypt_secret,
    inline_policy,
    read_secret,
    regional_arn,
)

# The build's variables about the registry, and the key of the secret that has it.
CREDENTIALS = {
    "REGISTRY_USERNAME": "username",
    "REGISTRY_PASSWORD": "password",
    "REGISTRY_URL": "registry",
}


def docker_build(inputs: Inputs) -> Build:
    """It pushes one image and reads the service that the image is for."""
    return image_build(
        inputs,
        description="Builds, scans and pushes the image and writes what CodeDeploy "
        "needs; the only build that runs Docker",
        buildspec="buildspec-build.yml",
        grants=(*_service_statements(),),
        anywhere=("ReadTaskDefinition",),
        variables=_service_variables(inputs),
    )


def image_build(
    inputs: Building,
    *,
    description: str,
    buildspec: str,
    grants: tuple[Any, ...] = (),
    anywhere: tuple[str, ...] = (),
    variables: tuple[Any, ...] = (),
) -> Build:
    """What builds and pushes one image; the rest is about what it is for."""
    registry = inputs.registry
    return Build(
        name="DockerBuild",
        description=description,
        buildspec=buildspec,
        docker=True,
        grants=grants,
        policies=(
            registry.uses_ecr.when(_ecr_policy()),
            *(
                given.when(
                    inline_policy(
                        "registry-credentials",
                        read_secret("ReadRegistryCredentials", secret),
                    )
                )
                for given, secret in registry.secrets
            ),
            registry.has_secret_key.when(
                inline_policy(
                    "registry-credentials-key",
                    decrypt_secret(
                        "DecryptRegistryCredentials",
                        registry.registry_secret_key_arn.ref(),
                    ),
                )
            ),
            *source_policies(inputs),
            signing_policy(inputs),
        ),
        anywhere=(*anywhere, "LogInToEcr", *ANYWHERE),
        variables=(*_variables(inputs), *variables),
        role_name="codebuild-role",
    )


def _service_statements() -> list[Any]:
    """The task definition of the next deployment starts from the running one."""
    return [
        allow(
            "FindTaskDefinition",
            ecs.DescribeServices,
            on=[regional_arn("ecs", "service/${EcsClusterName}/${EcsServiceName}")],
        ),
        allow_anywhere("ReadTaskDefinition", ecs.DescribeTaskDefinition),
    ]


def _ecr_policy() -> iam.Policy:
    """Amazon ECR User Guide, "IAM permissions for pushing an image".

    What is attached to an image is pushed like one. Who asks for referrers needs
    BatchGetImage (API reference, ListImageReferrers); that the registry's own HTTP API
    needs no more is nowhere said: if it does, the build notes it and goes on.
    """
    return inline_policy(
        "ecr",
        allow_anywhere("LogInToEcr", ecr.GetAuthorizationToken),
        allow(
            "PushImage",
            ecr.BatchCheckLayerAvailability,
            ecr.BatchGetImage,
            ecr.CompleteLayerUpload,
            ecr.GetDownloadUrlForLayer,
            ecr.InitiateLayerUpload,
            ecr.PutImage,
            ecr.UploadLayerPart,
            on=[regional_arn("ecr", "repository/${EcrRepositoryName}")],
        ),
    )


def _variables(inputs: Building) -> tuple[Any, ...]:
    builds, registry = inputs.builds, inputs.registry
    ecr_host = Sub("${AWS::AccountId}.dkr.ecr.${AWS::Region}.${AWS::URLSuffix}")
    return (
        variable("SERVICE_PATH", builds.service_path.ref()),
        # As plain data: troposphere takes no If in this list.
        *(
            given.when(variable("IMAGE_NAME", name)).to_dict()
            for given, name in registry.images
        ),
        registry.uses_ecr.when(variable("ECR_REGISTRY", ecr_host)).to_dict(),
        *(
            given.when(_credential(name, f"{secret}:{key}")).to_dict()
            for given, secret in registry.secrets
            for name, key in CREDENTIALS.items()
        ),
        *source_variables(inputs),
        variable("IMAGE_TAG_MUTABILITY", registry.image_tag_mutability.ref()),
        variable(
            "SOURCE_REPOSITORY", Sub("https://github.com/${GitHubOwner}/${GitHubRepo}")
        ),
        variable("SCANNER_IMAGE", registry.scanner_image.ref()),
        variable("SCAN_SEVERITY", registry.scan_severity.ref()),
        variable("UNFIXED_VULNERABILITIES", registry.unfixed_vulnerabilities.ref()),
        variable("WAIVERS", registry.waivers.ref()),
        signing_variable(inputs),
    )


def _service_variables(inputs: Inputs) -> tuple[Any, ...]:
    deployment, group = inputs.deployment, inputs.group
    return (
        variable("ECS_CLUSTER_NAME", deployment.ecs_cluster_name.ref()),
        variable("ECS_SERVICE_NAME", deployment.ecs_service_name.ref()),
        variable("CONTAINER_NAME", deployment.container_name.ref()),
        variable("CONTAINER_PORT", deployment.container_port.ref()),
        # What the pipeline may register and pass: the build compares.
        variable("TASK_DEFINITION_FAMILY", group.task_definition_family.ref()),
        variable("TASK_EXECUTION_ROLE_ARN", group.task_execution_role_arn.ref()),
        variable("TASK_ROLE_ARN", group.task_role_arn.ref()),
        # The action copies the task definition that runs now: the build looks at it.
        inputs.controller.uses_ecs.when(
            variable(
                "DEPLOYMENT_CONTROLLER", inputs.controller.deployment_controller.ref()
            )
        ).to_dict(),
        # What CodeDeploy may call: the build writes it into the appspec.
        *(variable(each.title, each.ref()) for each in inputs.hooks.functions),
    )


def _credential(name: str, value: str) -> codebuild.EnvironmentVariable:
    return variable(name, Sub(value), Type="SECRETS_MANAGER")
