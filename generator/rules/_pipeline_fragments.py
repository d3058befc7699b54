"""Pipelines that the pipeline rules explain themselves with."""

from textwrap import indent

from generator.rules._fragments import TAGS

SOURCE = """\
- Name: Source
  Actions:
    - Name: GitHub
      ActionTypeId:
        {Category: Source, Owner: AWS, Provider: CodeStarSourceConnection, Version: "1"}
      Namespace: SourceVariables
      Configuration:
        ConnectionArn: !ImportValue github-connection
        FullRepositoryId: acme/payment-service
        BranchName: main
      OutputArtifacts: [{Name: SourceOutput}]
"""
BUILD = """\
- Name: Build
  Actions:
    - Name: Image
      ActionTypeId: {Category: Build, Owner: AWS, Provider: CodeBuild, Version: "1"}
      Namespace: BuildVariables
      Configuration: {ProjectName: payment-image}
      InputArtifacts: [{Name: SourceOutput}]
      OutputArtifacts: [{Name: BuildOutput}]
"""
APPROVAL = """\
- Name: Approve
  Actions:
    - Name: Approve
      ActionTypeId: {Category: Approval, Owner: AWS, Provider: Manual, Version: "1"}
"""
DEPLOY = """\
- Name: Deploy
  Actions:
    - Name: BlueGreen
      ActionTypeId:
        {Category: Deploy, Owner: AWS, Provider: CodeDeployToECS, Version: "1"}
      Configuration:
        ApplicationName: payment-service
        DeploymentGroupName: payment-service-dev
        TaskDefinitionTemplateArtifact: BuildOutput
        AppSpecTemplateArtifact: BuildOutput
        Image1ArtifactName: BuildOutput
        Image1ContainerName: IMAGE1_NAME
      InputArtifacts: [{Name: BuildOutput}]
"""
# A condition of the stage before it.
WINDOW = """\
  BeforeEntry:
    Conditions:
      - Result: FAIL
        Rules:
          - Name: OfficeHours
            RuleTypeId:
              {Category: Rule, Owner: AWS, Provider: DeploymentWindow, Version: "1"}
            Configuration: {Cron: "* * 9-17 ? * MON-FRI *", TimeZone: Europe/Berlin}
"""


def pipeline(*stages: str, properties: str = "PipelineType: V2\n") -> str:
    """A template with one pipeline of these stages.

    `properties` are further lines of the pipeline's properties.
    """
    return f"""\
Resources:
  Pipeline:
    Type: AWS::CodePipeline::Pipeline
    Properties:
{indent(properties, " " * 6)}\
      RoleArn: !Sub arn:${{AWS::Partition}}:iam::${{AWS::AccountId}}:role/pipeline
      ArtifactStore: {{Type: S3, Location: payment-artifacts}}
      Stages:
{indent("".join(stages), " " * 8)}\
{TAGS}"""
