"""Pieces of the example templates that rules explain themselves with."""

from textwrap import indent

# CloudFormation does not read YAML aliases, so examples repeat their tags.
TAGS = """\
      Tags:
        - {Key: Environment, Value: dev}
        - {Key: Project, Value: payment}
        - {Key: CostCenter, Value: "1234"}
"""


def build_project(
    *,
    buildspec: str = "buildspec.yml",
    source: str = "{Type: CODEPIPELINE, BuildSpec: buildspec.yml}",
    artifacts: str = "{Type: CODEPIPELINE}",
    environment: str = "",
    image: str = "aws/codebuild/standard:8.0",
    logs: str = "      LogsConfig:\n"
    "        CloudWatchLogs: {Status: ENABLED, GroupName: !Ref BuildLogs}\n",
) -> str:
    """A template with one CodeBuild project and its log group.

    `buildspec` of several lines stands inline; `environment` holds further lines
    of `Environment`, `logs` those of `LogsConfig`.
    """
    if "\n" in buildspec:
        source = "\n        Type: CODEPIPELINE\n        BuildSpec: |\n" + indent(
            buildspec.rstrip("\n"), " " * 10
        )
    else:
        source = f" {source}"
    return f"""\
Resources:
  BuildLogs:
    Type: AWS::Logs::LogGroup
    DeletionPolicy: Retain
    UpdateReplacePolicy: Retain
    Properties:
      RetentionInDays: 400
{TAGS}\
  Build:
    Type: AWS::CodeBuild::Project
    Properties:
      ServiceRole: arn:aws:iam::111122223333:role/build
      Source:{source}
      Artifacts: {artifacts}
      Environment:
        Type: LINUX_CONTAINER
        ComputeType: BUILD_GENERAL1_SMALL
        Image: {image}
{indent(environment, " " * 8)}\
{logs}\
{TAGS}"""


def bucket(
    *,
    name: str = "Artifacts",
    algorithm: str = "AES256",
    encryption: str = "      BucketEncryption:\n"
    "        ServerSideEncryptionConfiguration:\n"
    "          - ServerSideEncryptionByDefault: {SSEAlgorithm: ALGORITHM}\n",
    versioning: str = "      VersioningConfiguration: {Status: Enabled}\n",
    logging: str = "",
    policy: str | None = None,
) -> str:
    """A template with one bucket and its policy, each part replaceable."""
    if policy is None:
        policy = f"""\
  {name}Policy:
    Type: AWS::S3::BucketPolicy
    Properties:
      Bucket: !Ref {name}
      PolicyDocument:
        Version: "2012-10-17"
        Statement:
          - Effect: Deny
            Principal: "*"
            Action: s3:*
            Resource: [!GetAtt {name}.Arn, !Sub "${{{name}.Arn}}/*"]
            Condition: {{Bool: {{aws:SecureTransport: "false"}}}}
"""
    logs = f"      LoggingConfiguration: {logging}\n" if logging else ""
    return f"""\
Resources:
  {name}:
    Type: AWS::S3::Bucket
    DeletionPolicy: Retain
    UpdateReplacePolicy: Retain
    Properties:
{encryption.replace("ALGORITHM", algorithm)}\
{versioning}\
{logs}\
      PublicAccessBlockConfiguration:
        BlockPublicAcls: true
        BlockPublicPolicy: true
        IgnorePublicAcls: true
        RestrictPublicBuckets: true
{TAGS}\
{policy}"""
