"""What CodePipeline accepts from each action provider.

From the AWS CodePipeline User Guide: "Action structure reference" (a page a
provider, named in each entry) and "Variables reference". Action types that are
not listed are never judged.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from generator.rules._settings import BOOLEAN, Settings


@dataclass(frozen=True)
class ActionType:
    """A category, owner and provider of an action.

    `inputs` and `outputs` are the least and the greatest number of artifacts;
    `variables` are the output variables, None where the action itself or what
    it runs decides; `artifact_keys` are the settings that name an input artifact.
    """

    settings: Settings
    inputs: tuple[int, int]
    outputs: tuple[int, int]
    variables: tuple[str, ...] | None = None
    artifact_keys: tuple[str, ...] = ()
    is_v2_only: bool = False


_COMMIT = ("AuthorDate", "BranchName", "CommitId", "CommitMessage")
_CODEBUILD = ActionType(
    Settings(
        "action-reference-CodeBuild",
        required=("ProjectName",),
        optional=(
            "PrimarySource",
            "EnvironmentVariables",
            "BatchEnabled",
            "CombineArtifacts",
            "BuildspecOverride",
        ),
        values={"BatchEnabled": BOOLEAN, "CombineArtifacts": BOOLEAN},
        needs={("CombineArtifacts", "true"): ("BatchEnabled",)},
    ),
    inputs=(1, 5),
    outputs=(0, 5),
    artifact_keys=("PrimarySource",),
)
# The two keys of each image that a CodeDeployToECS action puts into the task
# definition.
IMAGE_KEYS = tuple(
    (f"Image{number}ArtifactName", f"Image{number}ContainerName")
    for number in range(1, 5)
)
_TEMPLATE = ("TemplatePath",)
_CHANGE_SET = ("ChangeSetName",)

ACTIONS: Mapping[tuple[str, str, str], ActionType] = {
    ("Source", "AWS", "CodeStarSourceConnection"): ActionType(
        Settings(
            "action-reference-CodestarConnectionSource",
            required=("ConnectionArn", "FullRepositoryId", "BranchName"),
            optional=("DetectChanges", "OutputArtifactFormat"),
            values={
                "DetectChanges": BOOLEAN,
                "OutputArtifactFormat": ("CODE_ZIP", "CODEBUILD_CLONE_REF"),
            },
        ),
        inputs=(0, 0),
        outputs=(1, 1),
        variables=(*_COMMIT, "ConnectionArn", "FullRepositoryName"),
    ),
    ("Source", "ThirdParty", "GitHub"): ActionType(
        Settings(
            "appendix-github-oauth",
            required=("Owner", "Repo", "Branch", "OAuthToken"),
            optional=("PollForSourceChanges",),
            values={"PollForSourceChanges": BOOLEAN},
        ),
        inputs=(0, 0),
        outputs=(1, 1),
        variables=(*_COMMIT, "CommitterDate", "CommitUrl", "RepositoryName"),
    ),
    ("Source", "AWS", "CodeCommit"): ActionType(
        Settings(
            "action-reference-CodeCommit",
            required=("RepositoryName", "BranchName"),
            optional=("PollForSourceChanges", "OutputArtifactFormat"),
            values={
                "PollForSourceChanges": BOOLEAN,
                "OutputArtifactFormat": ("CODE_ZIP", "CODEBUILD_CLONE_REF"),
            },
        ),
        inputs=(0, 0),
        outputs=(1, 1),
        variables=(*_COMMIT, "CommitterDate", "RepositoryName"),
    ),
    ("Source", "AWS", "S3"): ActionType(
        Settings(
            "action-reference-S3",
            required=("S3Bucket", "S3ObjectKey"),
            optional=("PollForSourceChanges", "AllowOverrideForS3ObjectKey"),
            values={
                "PollForSourceChanges": BOOLEAN,
                "AllowOverrideForS3ObjectKey": BOOLEAN,
            },
        ),
        inputs=(0, 0),
        outputs=(1, 1),
        variables=("BucketName", "ETag", "ObjectKey", "VersionId"),
    ),
    ("Source", "AWS", "ECR"): ActionType(
        Settings(
            "action-reference-ECR",
            required=("RepositoryName",),
            optional=("ImageTag",),
        ),
        inputs=(0, 0),
        outputs=(1, 1),
        variables=(
            "RegistryId",
            "RepositoryName",
            "ImageTag",
            "ImageDigest",
            "ImageURI",
        ),
    ),
    ("Build", "AWS", "CodeBuild"): _CODEBUILD,
    ("Test", "AWS", "CodeBuild"): _CODEBUILD,
    ("Build", "AWS", "ECRBuildAndPublish"): ActionType(
        Settings(
            "action-reference-ECRBuildAndPublish",
            required=("ECRRepositoryName",),
            optional=("DockerFilePath", "ImageTags", "RegistryType"),
            values={"RegistryType": ("private", "public")},
        ),
        inputs=(1, 1),
        outputs=(0, 0),
        variables=("ECRImageDigestId", "ECRRepositoryName"),
        is_v2_only=True,
    ),
    # Its variables are the action's own OutputVariables.
    ("Compute", "AWS", "Commands"): ActionType(
        Settings(
            "action-reference-Commands",
            optional=(
                "EnvironmentType",
                "ComputeType",
                "VpcId",
                "Subnets",
                "SecurityGroupIds",
            ),
            values={
                "EnvironmentType": (
                    "LINUX_CONTAINER",
                    "WINDOWS_SERVER_2022_CONTAINER",
                ),
            },
        ),
        inputs=(1, 10),
        outputs=(0, 1),
        is_v2_only=True,
    ),
    # The page asks for one input and adds that the scan of an image needs none.
    ("Invoke", "AWS", "InspectorScan"): ActionType(
        Settings(
            "action-reference-InspectorScan",
            required=("InspectorRunMode",),
            optional=(
                "ECRRepositoryName",
                "ImageTag",
                "CriticalThreshold",
                "HighThreshold",
                "MediumThreshold",
                "LowThreshold",
            ),
            values={"InspectorRunMode": ("SourceCodeScan", "ECRImageScan")},
            needs={("InspectorRunMode", "ECRImageScan"): ("ECRRepositoryName",)},
        ),
        inputs=(0, 1),
        outputs=(1, 1),
        variables=("HighestScannedSeverity",),
    ),
    ("Approval", "AWS", "Manual"): ActionType(
        Settings(
            # The page of the approval action; it has none in the reference.
            "approvals-action-add",
            optional=("NotificationArn", "CustomData", "ExternalEntityLink"),
        ),
        inputs=(0, 0),
        outputs=(0, 0),
    ),
    ("Deploy", "AWS", "CodeDeployToECS"): ActionType(
        Settings(
            "action-reference-ECSbluegreen",
            required=(
                "ApplicationName",
                "DeploymentGroupName",
                "TaskDefinitionTemplateArtifact",
                "AppSpecTemplateArtifact",
            ),
            optional=(
                "TaskDefinitionTemplatePath",
                "AppSpecTemplatePath",
                *(key for pair in IMAGE_KEYS for key in pair),
            ),
        ),
        inputs=(1, 5),
        outputs=(0, 0),
        artifact_keys=(
            "TaskDefinitionTemplateArtifact",
            "AppSpecTemplateArtifact",
            *(artifact for artifact, _ in IMAGE_KEYS),
        ),
    ),
    ("Deploy", "AWS", "CodeDeploy"): ActionType(
        Settings(
            "action-reference-CodeDeploy",
            required=("ApplicationName", "DeploymentGroupName"),
        ),
        inputs=(1, 1),
        outputs=(0, 0),
    ),
    ("Deploy", "AWS", "ECS"): ActionType(
        Settings(
            "action-reference-ECS",
            required=("ClusterName", "ServiceName"),
            optional=("FileName", "DeploymentTimeout"),
        ),
        inputs=(1, 1),
        outputs=(0, 0),
    ),
    ("Deploy", "AWS", "S3"): ActionType(
        Settings(
            "action-reference-S3Deploy",
            required=("BucketName", "Extract"),
            optional=("ObjectKey", "KMSEncryptionKeyARN", "CannedACL", "CacheControl"),
            values={"Extract": BOOLEAN},
            needs={("Extract", "false"): ("ObjectKey",)},
        ),
        inputs=(1, 1),
        outputs=(0, 0),
    ),
    ("Deploy", "AWS", "CloudFormation"): ActionType(
        Settings(
            "action-reference-CloudFormation",
            required=("ActionMode", "StackName"),
            optional=(
                "Capabilities",
                "ChangeSetName",
                "RoleArn",
                "TemplatePath",
                "OutputFileName",
                "ParameterOverrides",
                "TemplateConfiguration",
            ),
            values={
                "ActionMode": (
                    "CHANGE_SET_EXECUTE",
                    "CHANGE_SET_REPLACE",
                    "CREATE_UPDATE",
                    "DELETE_ONLY",
                    "REPLACE_ON_FAILURE",
                )
            },
            needs={
                ("ActionMode", "CREATE_UPDATE"): _TEMPLATE,
                ("ActionMode", "REPLACE_ON_FAILURE"): _TEMPLATE,
                ("ActionMode", "CHANGE_SET_REPLACE"): _TEMPLATE + _CHANGE_SET,
                ("ActionMode", "CHANGE_SET_EXECUTE"): _CHANGE_SET,
            },
        ),
        inputs=(0, 10),
        outputs=(0, 1),
    ),
    ("Invoke", "AWS", "Lambda"): ActionType(
        Settings(
            "action-reference-Lambda",
            required=("FunctionName",),
            optional=("UserParameters",),
        ),
        inputs=(0, 5),
        outputs=(0, 5),
    ),
    ("Invoke", "AWS", "StepFunctions"): ActionType(
        Settings(
            "action-reference-StepFunctions",
            required=("StateMachineArn",),
            optional=("ExecutionNamePrefix", "InputType", "Input"),
            values={"InputType": ("Literal", "FilePath")},
            needs={("InputType", "FilePath"): ("Input",)},
        ),
        inputs=(0, 1),
        outputs=(0, 1),
        variables=("StateMachineArn", "ExecutionArn"),
    ),
}
