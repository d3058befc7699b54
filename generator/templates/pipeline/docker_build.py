"""The second build: builds, scans and pushes the image, writes what is deployed."""

from typing import Any

from awacs import ecr, ecs, kms, secretsmanager
from awacs.aws import Condition, StringLike
from troposphere import Sub, iam

from generator.templates.pipeline.builds import Build, variable
from generator.templates.pipeline.inputs import Inputs
from generator.templates.policy import (
    allow,
    allow_anywhere,
    inline_policy,
    regional_arn,
)


def docker_build(inputs: Inputs) -> Build:
    """It pushes one image and reads the service that the image is for."""
    uses_ecr = inputs.registry.uses_ecr
    return Build(
        name="DockerBuild",
        buildspec="buildspec-build.yml",
        docker=True,
        grants=(*_service_statements(),),
        policies=(
            uses_ecr.choose(_ecr_policy(), _credentials_policy(inputs)),
            inputs.registry.has_secret_key.when(_key_policy(inputs)),
        ),
        anywhere=("ReadTaskDefinition", "LogInToEcr"),
        variables=_variables(inputs),
        role_name="codebuild-role",
    )


def _service_statements() -> list[Any]:
    """The task definition of the next deployment starts from the running one."""
    return [
        allow(
            ecs.DescribeServices,
            on=[regional_arn("ecs", "service/${EcsClusterName}/${EcsServiceName}")],
        ),
        allow_anywhere("ReadTaskDefinition", ecs.DescribeTaskDefinition),
    ]


def _ecr_policy() -> iam.Policy:
    return inline_policy(
        "ecr",
        allow_anywhere("LogInToEcr", ecr.GetAuthorizationToken),
        allow(
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


def _credentials_policy(inputs: Inputs) -> iam.Policy:
    return inline_policy(
        "registry-credentials",
        allow(
            secretsmanager.GetSecretValue,
            # Secrets Manager adds six characters to the name.
            on=[
                regional_arn(
                    "secretsmanager", f"secret:{inputs.registry.secret_name}-??????"
                )
            ],
        ),
    )


def _key_policy(inputs: Inputs) -> iam.Policy:
    """Secrets Manager decrypts in the name of whoever reads the secret.

    Secrets Manager User Guide, "Secret encryption and decryption". The domain
    is not the same in all partitions, so it is left open.
    """
    return inline_policy(
        "registry-credentials-key",
        allow(
            kms.Decrypt,
            on=[inputs.registry.registry_secret_key_arn.ref()],
            only_if=Condition(
                StringLike({"kms:ViaService": Sub("secretsmanager.${AWS::Region}.*")})
            ),
        ),
    )


def _variables(inputs: Inputs) -> tuple[Any, ...]:
    builds, registry, deployment = inputs.builds, inputs.registry, inputs.deployment
    ecr_host = Sub("${AWS::AccountId}.dkr.ecr.${AWS::Region}.${AWS::URLSuffix}")
    return (
        variable("SERVICE_PATH", builds.service_path.ref()),
        variable(
            "IMAGE_NAME",
            registry.uses_ecr.choose(
                registry.ecr_repository_name.ref(), inputs.naming.service_name.ref()
            ),
        ),
        # As plain data: troposphere takes no If in this list.
        registry.uses_ecr.when(variable("ECR_REGISTRY", ecr_host)).to_dict(),
        *(
            registry.uses_ecr.unless(
                variable(
                    f"REGISTRY_{name}",
                    Sub(f"{registry.secret_name}:{key}"),
                    Type="SECRETS_MANAGER",
                )
            ).to_dict()
            for name, key in (
                ("USERNAME", "username"),
                ("PASSWORD", "password"),
                ("URL", "registry"),
            )
        ),
        variable("SCANNER_IMAGE", registry.scanner_image.ref()),
        variable("SCAN_SEVERITY", registry.scan_severity.ref()),
        variable("ECS_CLUSTER_NAME", deployment.ecs_cluster_name.ref()),
        variable("ECS_SERVICE_NAME", deployment.ecs_service_name.ref()),
        variable("CONTAINER_NAME", deployment.container_name.ref()),
        variable("CONTAINER_PORT", deployment.container_port.ref()),
        # What the pipeline may register and pass: the build compares.
        variable("TASK_DEFINITION_FAMILY", deployment.task_definition_family.ref()),
        variable("TASK_EXECUTION_ROLE_ARN", deployment.task_execution_role_arn.ref()),
        variable("TASK_ROLE_ARN", deployment.task_role_arn.ref()),
    )
