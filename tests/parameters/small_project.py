"""A small project in a folder: a template, environments, and files to spoil."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from generator.findings import Finding
from generator.parameters.checks import check
from generator.parameters.committed import Template, read_template
from generator.parameters.files import load
from generator.parameters.model import ParameterFile
from generator.project import Project

TEMPLATE = """\
AWSTemplateFormatVersion: '2010-09-09'
Description: A small pipeline
Parameters:
  EnvironmentSuffix:
    Type: String
    AllowedPattern: ^[a-z0-9-]{1,12}$
  ServiceName:
    Type: String
    Default: payment-service
    AllowedPattern: ^[a-z][a-z0-9-]*$
    ConstraintDescription: lower case, digits and hyphens
  NamePrefix:
    Type: String
    Default: ''
    AllowedPattern: ^$|^[a-z0-9-]{1,20}-$
  NotificationEmail:
    Type: String
    Description: Who is told
  NodeVersion:
    Type: String
    Default: '22'
    AllowedValues: ['18', '20', '22']
  BuildTimeoutMinutes:
    Type: Number
    Default: 30
    MinValue: 5
    MaxValue: 480
  Label:
    Type: String
    Default: abc
    MinLength: 2
    MaxLength: 8
  VpcId:
    Type: String
    Default: ''
    AllowedPattern: ^$|^vpc-[0-9a-f]{8,17}$
  SubnetIds:
    Type: CommaDelimitedList
    Default: ''
    AllowedPattern: ^$|^subnet-[0-9a-f]{8,17}$
  SecurityGroupIds:
    Type: CommaDelimitedList
    Default: ''
    AllowedPattern: ^$|^sg-[0-9a-f]{8,17}$
  Zone:
    Type: AWS::EC2::VPC::Id
    Default: vpc-01234567
  Ports:
    Type: List<Number>
    Default: '80'
  ConnectionArn:
    Type: String
    Default: ''
  OAuthTokenSecretName:
    Type: String
    Default: ''
  TaskRoleArn:
    Type: String
    Default: ''
  AppPassword:
    Type: String
    NoEcho: true
    Default: ''
Conditions:
  HasVpc: !Not [!Equals [!Ref VpcId, '']]
Resources:
  Role:
    Type: AWS::IAM::Role
    Properties:
      RoleName: !Sub ${NamePrefix}codebuild-role-${EnvironmentSuffix}
      AssumeRolePolicyDocument:
        Version: '2012-10-17'
        Statement:
          - Effect: Allow
            Principal: {Service: codebuild.amazonaws.com}
            Action: sts:AssumeRole
      Tags:
        - {Key: Environment, Value: !Ref EnvironmentSuffix}
        - {Key: CostCenter, Value: payments}
  Bucket:
    Type: AWS::S3::Bucket
    Properties:
      BucketName: !Join ['-', [!Ref ServiceName, !Ref AWS::AccountId, !Ref AWS::Region]]
  Project:
    Type: AWS::CodeBuild::Project
    Properties:
      Name: !Sub ${ServiceName}-build-${EnvironmentSuffix}
      ServiceRole: !GetAtt Role.Arn
      TimeoutInMinutes: !Ref BuildTimeoutMinutes
      Artifacts: {Type: NO_ARTIFACTS}
      Source: {Type: NO_SOURCE, BuildSpec: 'version: 0.2'}
      Environment:
        Type: LINUX_CONTAINER
        Image: aws/codebuild/standard:7.0
        ComputeType: BUILD_GENERAL1_SMALL
      VpcConfig: !If
        - HasVpc
        - VpcId: !Ref VpcId
          Subnets: !Ref SubnetIds
          SecurityGroupIds: !Ref SecurityGroupIds
        - !Ref AWS::NoValue
  Topic:
    Type: AWS::SNS::Topic
    Condition: HasVpc
    Properties:
      TopicName: !Sub network-${EnvironmentSuffix}
  Subscription:
    Type: AWS::SNS::Subscription
    Properties:
      TopicArn: !Sub arn:aws:sns:${AWS::Region}:${AWS::AccountId}:payments
      Protocol: email
      Endpoint: !Ref NotificationEmail
"""
ENVIRONMENTS = """\
[dev]
account = "111122223333"
region = "us-east-2"

[dev.tags]
Team = "payments"

[prod]
account = "444455556666"
region = "us-east-2"
"""
VALUES = {"NotificationEmail": "team@example.com"}


@dataclass(frozen=True)
class SmallProject:
    """A checkout with one template, `small`, and what a test writes into it."""

    root: Path

    @property
    def project(self) -> Project:
        return Project(self.root)

    def environments(self, text: str) -> None:
        path = self.project.params / "environments.toml"
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")

    def template(self, text: str, name: str = "small") -> Template:
        path = self.project.templates_out / f"{name}.yaml"
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")
        return read_template(self.project, name)

    def write(self, path: str, content: str | bytes) -> Path:
        """Write a file under params/."""
        full = self.project.params / path
        full.parent.mkdir(parents=True, exist_ok=True)
        full.write_bytes(content if isinstance(content, bytes) else content.encode())
        return full

    def file(
        self,
        parameters: Mapping[str, Any] | None = None,
        tags: Mapping[str, Any] | None = None,
        *,
        environment: str = "dev",
        name: str = "payment-service",
    ) -> ParameterFile:
        """Write one file, the values it must have added, and read it."""
        content = {"Parameters": {**VALUES, **(parameters or {})}, "Tags": tags or {}}
        text = json.dumps(content, indent=1)
        path = self.write(f"{environment}/{name}.small.json", text)
        fleet = load(self.project)
        assert all(finding.severity == "warning" for finding in fleet.findings)
        return next(file for file in fleet.files if file.path == path)

    def wrong(self, parameters: Mapping[str, Any], **rest: Any) -> list[Finding]:
        """What the checks of one file say of values."""
        return self.check(self.file(parameters, **rest))

    def check(self, file: ParameterFile) -> list[Finding]:
        return list(check(file, read_template(self.project, file.template)))


def small_project(root: Path) -> SmallProject:
    """A project with the template and two environments, and no files."""
    small = SmallProject(root)
    small.template(TEMPLATE)
    small.environments(ENVIRONMENTS)
    return small
