"""W9910: a change starts the pipeline in one way."""

from collections.abc import Callable

import pytest

from generator.rules.pipeline_sources import SourcesArePolledOrPushed as Rule

Judge = Callable[[str, str], list[str]]
POLL = '                PollForSourceChanges: "false"\n'
WEBHOOK = """\
Resources:
  Pipeline:
    Type: AWS::CodePipeline::Pipeline
    Properties:
      Name: pay
      Stages:
        - Name: Source
          Actions:
            - Name: GitHub
              ActionTypeId:
                {Category: Source, Owner: ThirdParty, Provider: GitHub, Version: "1"}
              Configuration: {Owner: o, Repo: r, Branch: b, OAuthToken: t}
  Hook:
    Type: AWS::CodePipeline::Webhook
    Properties: {TargetPipeline: !Ref Pipeline, TargetAction: GitHub}
"""


@pytest.mark.parametrize(
    "text",
    [
        WEBHOOK,
        WEBHOOK.replace("!Ref Pipeline", "pay"),
        WEBHOOK.replace("OAuthToken: t", 'OAuthToken: t, PollForSourceChanges: "true"'),
        Rule.good.replace(POLL, ""),
        Rule.good.replace(POLL, POLL.replace("false", "True")),
        Rule.bad.replace(
            "!GetAtt Pipeline.Arn",
            "!Sub 'arn:aws:codepipeline:${AWS::Region}:${AWS::AccountId}:${Pipeline}'",
        ),
        Rule.bad.replace("Provider: S3", "Provider: CodeCommit").replace(
            "aws.s3", "aws.codecommit"
        ),
    ],
)
def test_a_source_that_is_polled_and_pushed_is_found(text: str, judge: Judge) -> None:
    (found,) = judge("W9910", text)
    assert "polls, and" in found


@pytest.mark.parametrize(
    "text",
    [
        WEBHOOK.replace("TargetAction: GitHub", "TargetAction: Other"),
        WEBHOOK.replace("!Ref Pipeline", "another"),
        WEBHOOK.replace("OAuthToken: t", "OAuthToken: t, PollForSourceChanges: no"),
        WEBHOOK.replace(
            "OAuthToken: t", "OAuthToken: t, PollForSourceChanges: !Ref Given"
        ),
        WEBHOOK.replace("      Name: pay\n", "      Name: !Ref Given\n").replace(
            "!Ref Pipeline", "!Ref Stage"
        ),
        # A schedule, another service's events, a rule that is off.
        Rule.bad.replace(
            "      EventPattern:\n        source: [aws.s3]\n"
            "        detail-type: [Object Created]\n",
            "      ScheduleExpression: rate(1 day)\n",
        ),
        Rule.bad.replace("aws.s3", "aws.ecr"),
        Rule.bad.replace(
            "      EventPattern:", "      State: DISABLED\n      EventPattern:"
        ),
        Rule.bad.replace("Provider: S3", "Provider: ECR"),
    ],
)
def test_what_starts_something_else_is_no_second_way(text: str, judge: Judge) -> None:
    assert judge("W9910", text) == []


def test_ways_that_exclude_each_other_are_one(judge: Judge) -> None:
    switched = Rule.bad.replace(
        "S3ObjectKey: release.zip",
        "S3ObjectKey: release.zip\n                PollForSourceChanges: "
        '!If [IsProduction, "false", "true"]',
    )
    only = switched.replace("    Type: AWS::Events::Rule\n", "")
    in_production = only.replace(
        "  Released:\n",
        "  Released:\n    Type: AWS::Events::Rule\n    Condition: IsProduction\n",
    )
    assert len(judge("W9910", switched)) == 1
    assert judge("W9910", in_production) == []
