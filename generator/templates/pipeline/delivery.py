"""The pipeline itself: five stages, and the role that runs them."""

from dataclasses import dataclass
from typing import Any

from awacs import codebuild, codeconnections, codedeploy, codestar_connections, ecs, s3
from troposphere import Sub, codepipeline, iam

from generator.templates.pipeline.artifacts import ArtifactStore
from generator.templates.pipeline.builds import DockerBuild, UnitTests
from generator.templates.pipeline.deployment import Deployment, pass_task_roles
from generator.templates.pipeline.encryption import Encryption
from generator.templates.pipeline.inputs import Inputs
from generator.templates.pipeline.source import (
    SOURCE_ARTIFACT,
    SOURCE_NAMESPACE,
    connection_action,
    push_trigger,
    token_action,
)
from generator.templates.policy import allow, inline_policy, regional_arn, trust

TEST_ARTIFACT = "UnitTestOutput"
BUILD_ARTIFACT = "DockerBuildOutput"
BUILD_NAMESPACE = "DockerBuildVariables"

# What the deployment files call the image; CodePipeline puts the real one in.
IMAGE_PLACEHOLDER = "IMAGE1_NAME"


@dataclass(frozen=True)
class Delivery:
    """Source, UnitTests, DockerBuild, ManualApproval, Deploy."""

    pipeline_role: iam.Role
    pipeline: codepipeline.Pipeline


def delivery(
    *,
    inputs: Inputs,
    store: ArtifactStore,
    tests: UnitTests,
    image: DockerBuild,
    deployment: Deployment,
    encryption: Encryption,
) -> Delivery:
    """QUEUED: an approved revision must not be overtaken by a later one."""
    role = _pipeline_role(inputs, store, tests, image, deployment, encryption)
    source = inputs.source.uses_connection
    pipeline = codepipeline.Pipeline(
        "Pipeline",
        Name=inputs.naming.of_service("pipeline"),
        PipelineType="V2",
        ExecutionMode="QUEUED",
        RoleArn=role.get_att("Arn"),
        ArtifactStore=codepipeline.ArtifactStore(
            Type="S3",
            Location=store.artifact_bucket.ref(),
            EncryptionKey=encryption.switch.when(
                codepipeline.EncryptionKey(
                    Type="KMS", Id=encryption.encryption_key.get_att("Arn")
                )
            ),
        ),
        Triggers=source.when([push_trigger(inputs=inputs)]),
        Stages=[
            _stage(
                "Source",
                source.choose(
                    connection_action(inputs=inputs), token_action(inputs=inputs)
                ),
            ),
            _stage("UnitTests", _tests_action(tests)),
            _stage("DockerBuild", _image_action(image)),
            _stage("ManualApproval", _approval_action(inputs)),
            _stage("Deploy", _deploy_action(deployment)),
        ],
        Tags=inputs.naming.tags(),
    )
    return Delivery(pipeline_role=role, pipeline=pipeline)


def _stage(name: str, action: Any) -> codepipeline.Stages:
    return codepipeline.Stages(Name=name, Actions=[action])


def _aws_action(category: str, provider: str) -> codepipeline.ActionTypeId:
    return codepipeline.ActionTypeId(
        Category=category, Owner="AWS", Provider=provider, Version="1"
    )


def _tests_action(tests: UnitTests) -> codepipeline.Actions:
    return codepipeline.Actions(
        Name="UnitTests",
        ActionTypeId=_aws_action("Test", "CodeBuild"),
        Configuration={"ProjectName": tests.unit_test_project.ref()},
        InputArtifacts=[codepipeline.InputArtifacts(Name=SOURCE_ARTIFACT)],
        OutputArtifacts=[codepipeline.OutputArtifacts(Name=TEST_ARTIFACT)],
    )


def _image_action(image: DockerBuild) -> codepipeline.Actions:
    return codepipeline.Actions(
        Name="DockerBuild",
        Namespace=BUILD_NAMESPACE,
        ActionTypeId=_aws_action("Build", "CodeBuild"),
        Configuration={"ProjectName": image.docker_build_project.ref()},
        InputArtifacts=[codepipeline.InputArtifacts(Name=SOURCE_ARTIFACT)],
        OutputArtifacts=[codepipeline.OutputArtifacts(Name=BUILD_ARTIFACT)],
    )


def _approval_action(inputs: Inputs) -> codepipeline.Actions:
    """Shows what is approved; no source action's variables name the author.

    The link leads to the commit, where GitHub shows author and review.
    """
    commit = f"#{{{SOURCE_NAMESPACE}.CommitId}}"
    return codepipeline.Actions(
        Name="Approval",
        ActionTypeId=_aws_action("Approval", "Manual"),
        Configuration={
            "CustomData": f"Commit {commit}: #{{{SOURCE_NAMESPACE}.CommitMessage}}, "
            f"image #{{{BUILD_NAMESPACE}.IMAGE_DIGEST}}",
            "ExternalEntityLink": Sub(
                f"https://github.com/${{GitHubOwner}}/${{GitHubRepo}}/commit/{commit}"
            ),
        },
        TimeoutInMinutes=inputs.operations.approval_timeout_minutes.ref(),
    )


def _deploy_action(deployment: Deployment) -> codepipeline.Actions:
    """Fed by the build's small artifact: CodeDeployToECS takes 3 MB at most."""
    return codepipeline.Actions(
        Name="Deploy",
        ActionTypeId=_aws_action("Deploy", "CodeDeployToECS"),
        Configuration={
            "ApplicationName": deployment.application.ref(),
            "DeploymentGroupName": deployment.deployment_group.ref(),
            "TaskDefinitionTemplateArtifact": BUILD_ARTIFACT,
            "AppSpecTemplateArtifact": BUILD_ARTIFACT,
            "Image1ArtifactName": BUILD_ARTIFACT,
            "Image1ContainerName": IMAGE_PLACEHOLDER,
        },
        InputArtifacts=[codepipeline.InputArtifacts(Name=BUILD_ARTIFACT)],
    )


def _pipeline_role(
    inputs: Inputs,
    store: ArtifactStore,
    tests: UnitTests,
    image: DockerBuild,
    deployment: Deployment,
    encryption: Encryption,
) -> iam.Role:
    return iam.Role(
        "PipelineRole",
        RoleName=inputs.naming.prefixed("codepipeline-role"),
        AssumeRolePolicyDocument=trust(
            "codepipeline.amazonaws.com",
            on_behalf_of=regional_arn(
                "codepipeline", "${ServiceName}-pipeline-${EnvironmentSuffix}"
            ),
        ),
        PermissionsBoundary=inputs.protection.boundary,
        ManagedPolicyArns=[encryption.policy],
        Policies=[
            inline_policy(
                "pipeline",
                *_artifact_statements(store),
                allow(
                    codebuild.BatchGetBuilds,
                    codebuild.StartBuild,
                    on=[
                        tests.unit_test_project.get_att("Arn"),
                        image.docker_build_project.get_att("Arn"),
                    ],
                ),
                _deploy_statement(deployment),
                _task_definition_statement(),
                pass_task_roles(inputs),
            ),
            inputs.source.uses_connection.when(_connection_policy(inputs)),
        ],
        Tags=inputs.naming.tags(),
    )


def _artifact_statements(store: ArtifactStore) -> list[Any]:
    return [
        allow(
            s3.GetObject,
            s3.GetObjectVersion,
            s3.PutObject,
            on=[store.objects],
        ),
        allow(
            s3.GetBucketAcl,
            s3.GetBucketLocation,
            s3.GetBucketVersioning,
            s3.ListBucket,
            on=[store.bucket_arn],
        ),
    ]


def _deploy_statement(deployment: Deployment) -> Any:
    """After the CodePipeline User Guide, "Add permissions": CodeDeploy to ECS."""
    application, group = (
        deployment.application.title,
        deployment.deployment_group.title,
    )
    return allow(
        codedeploy.CreateDeployment,
        codedeploy.GetApplication,
        codedeploy.GetApplicationRevision,
        codedeploy.GetDeployment,
        codedeploy.GetDeploymentConfig,
        codedeploy.GetDeploymentGroup,
        codedeploy.RegisterApplicationRevision,
        on=[
            regional_arn("codedeploy", f"application:${{{application}}}"),
            regional_arn("codedeploy", "deploymentconfig:${DeploymentConfigName}"),
            regional_arn(
                "codedeploy", f"deploymentgroup:${{{application}}}/${{{group}}}"
            ),
        ],
    )


def _task_definition_statement() -> Any:
    """New revisions of one family, with the tags that the old one had."""
    return allow(
        ecs.RegisterTaskDefinition,
        ecs.TagResource,
        on=[regional_arn("ecs", "task-definition/${TaskDefinitionFamily}:*")],
    )


def _connection_policy(inputs: Inputs) -> iam.Policy:
    """Both prefixes: the service was renamed, and an ARN may carry either."""
    return inline_policy(
        "connection",
        allow(
            codeconnections.UseConnection,
            codestar_connections.UseConnection,
            on=[inputs.source.connection_arn.ref()],
        ),
    )
