"""E9957: what a reference returns fits where it stands."""

from collections.abc import Callable

import pytest

from generator.rules._deployment_fragments import DEPLOYMENT_GROUP as GROUP
from generator.rules._pipeline_fragments import BUILD, SOURCE, pipeline

RESOURCES = """\
  Blue:
    Type: AWS::ElasticLoadBalancingV2::TargetGroup
    Properties: {Port: 80, Protocol: HTTP, TargetType: ip, VpcId: vpc-1}
  Cluster: {Type: AWS::ECS::Cluster}
  Service:
    Type: AWS::ECS::Service
    Properties: {Cluster: !Ref Cluster, TaskDefinition: payment}
  Alarm:
    Type: AWS::CloudWatch::CompositeAlarm
    Properties: {AlarmRule: ALARM(x)}
  Role:
    Type: AWS::IAM::Role
    Properties: {AssumeRolePolicyDocument: {}}
  Failed:
    Type: AWS::Events::Rule
    Properties: {EventPattern: {source: [a]}}
  Project:
    Type: AWS::CodeBuild::Project
    Properties: {}
"""


def group(old: str, new: str) -> str:
    assert GROUP.count(old) == 1
    return GROUP.replace(old, new) + RESOURCES


def build(project: str) -> str:
    return pipeline(SOURCE, BUILD.replace("payment-image", project)) + RESOURCES


@pytest.mark.parametrize(
    "text",
    [
        group("{Name: payment-blue}", "{Name: !Ref Blue}"),
        group("ServiceName: payment-service", "ServiceName: !Ref Service"),
        group("ClusterName: payment,", "ClusterName: !GetAtt Cluster.Arn,"),
        group("{Name: payment-5xx}", "{Name: !GetAtt Alarm.Arn}"),
        group("{Name: payment-5xx}", "{Name: !Sub '${Alarm.Arn}'}"),
        group(
            "{Name: payment-5xx}",
            "{Name: !Sub 'arn:${AWS::Partition}:cloudwatch:eu-west-1:1:alarm:a'}",
        ),
        build("!GetAtt Project.Arn"),
    ],
)
def test_an_arn_is_found_where_a_name_goes(text: str, judge: Callable) -> None:
    (problem,) = judge("E9957", text)
    assert "is an ARN; AWS takes the name here" in problem


ROLE = "!Sub arn:${AWS::Partition}:iam::${AWS::AccountId}:role/deploy"


@pytest.mark.parametrize(
    "text",
    [group(ROLE, "!Ref Role"), group(ROLE, "deploy"), group(ROLE, "!Ref Failed")],
)
def test_a_name_is_found_where_an_arn_goes(text: str, judge: Callable) -> None:
    (problem,) = judge("E9957", text)
    assert "is a name; AWS takes the ARN here" in problem


@pytest.mark.parametrize(
    "text",
    [
        group("{Name: payment-blue}", "{Name: !GetAtt Blue.TargetGroupName}"),
        group("ServiceName: payment-service", "ServiceName: !GetAtt Service.Name"),
        group("ClusterName: payment,", "ClusterName: !Ref Cluster,"),
        group("{Name: payment-5xx}", "{Name: !Ref Alarm}"),
        group("{Name: payment-5xx}", "{Name: !ImportValue alarm}"),
        group("{Name: payment-5xx}", "{Name: '{{resolve:ssm:alarm}}'}"),
        group(ROLE, "!GetAtt Role.Arn"),
        group(ROLE, "!Ref DeployRoleArn"),
        group(ROLE, "!Sub '${Role.Arn}'"),
        build("!Ref Project"),
    ],
)
def test_what_fits_or_is_not_known_is_left(text: str, judge: Callable) -> None:
    assert judge("E9957", text) == []


OTHERS = """\
Resources:
  Queue: {Type: AWS::SQS::Queue}
  Topic: {Type: AWS::SNS::Topic}
  Bucket: {Type: AWS::S3::Bucket}
  Group: {Type: AWS::Logs::LogGroup}
  Work: {Type: AWS::Lambda::Function}
  Flow: {Type: AWS::CodePipeline::Pipeline}
  Other:
    Type: TYPE
    Properties: PROPERTIES
"""


@pytest.mark.parametrize(
    ("kind", "properties", "problem"),
    [
        ("AWS::SQS::QueuePolicy", "{Queues: [!GetAtt Queue.Arn]}", "takes the URL"),
        ("AWS::SQS::QueuePolicy", "{Queues: [!Ref Queue]}", ""),
        ("AWS::Events::Rule", "{Targets: [{Arn: !Ref Queue}]}", "is a URL"),
        ("AWS::Events::Rule", "{Targets: [{Arn: !Ref Work}]}", "is a name"),
        ("AWS::Events::Rule", "{Targets: [{Arn: !Ref Flow}]}", "is a name"),
        ("AWS::Events::Rule", "{Targets: [{Arn: !Ref Topic}]}", ""),
        (
            "AWS::SQS::Queue",
            "{RedrivePolicy: {deadLetterTargetArn: !Ref Queue}}",
            "is a URL",
        ),
        ("AWS::SNS::Subscription", "{TopicArn: !GetAtt Topic.TopicName}", "is a name"),
        ("AWS::S3::BucketPolicy", "{Bucket: !GetAtt Bucket.Arn}", "takes the name"),
        (
            "AWS::ECS::TaskDefinition",
            "{ContainerDefinitions: [{LogConfiguration: {Options: "
            "{awslogs-group: !GetAtt Group.Arn}}}]}",
            "takes the name",
        ),
        (
            "AWS::ECS::TaskDefinition",
            "{ContainerDefinitions: [{LogConfiguration: {Options: "
            "{awslogs-group: !Ref Group}}}]}",
            "",
        ),
    ],
)
def test_each_form_in_its_place(
    kind: str, properties: str, problem: str, judge: Callable
) -> None:
    found = judge(
        "E9957", OTHERS.replace("TYPE", kind).replace("PROPERTIES", properties)
    )
    assert problem in (found[0] if found else "")
    assert len(found) == bool(problem)
