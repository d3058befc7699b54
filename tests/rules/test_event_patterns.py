"""E9986 and W9986: event patterns that are taken, and can match."""

from collections.abc import Callable

import pytest

Judge = Callable[[str, str], list[str]]


def rule(pattern: str) -> str:
    return (
        "Resources:\n  Rule:\n    Type: AWS::Events::Rule\n"
        f"    Properties:\n      EventPattern: {pattern}\n"
    )


@pytest.mark.parametrize(
    ("pattern", "problem"),
    [
        ("{source: aws.codebuild}", "source is not a list"),
        ("{source: [aws.codebuild], detail: {build-status: FAILED}}", "write [FAILED]"),
        ("{source: []}", "source is an empty list"),
        ("{source: [aws.s3], detail: {}}", "detail is empty"),
        ("{source: [{begins-with: aws}]}", "'begins-with' is not one of"),
        ("""'{"source": "aws.codebuild"}'""", "source is not a list"),
        ("{source: [!If [IsProduction, {starts: a}, a]]}", "'starts' is not one of"),
    ],
)
def test_a_pattern_that_is_refused_is_found(
    pattern: str, problem: str, judge: Judge
) -> None:
    (found,) = judge("E9986", rule(pattern))
    assert problem in found


@pytest.mark.parametrize(
    ("pattern", "problem"),
    [
        ("{source: [aws.codebuild], detailType: [a]}", "did you mean 'detail-type'?"),
        ("{source: [aws.codebuild], state: [FAILED]}", "no event has a field 'state'"),
        (
            "{source: [aws.codepipeline], detail-type: "
            "[CodePipeline Pipeline Execution State change]}",
            "never happens: did you mean",
        ),
        (
            "{source: [aws.codepipeline], detail: {state: [FAILED, CANCELLED]}}",
            "state is never 'CANCELLED'",
        ),
        (
            "{source: [aws.codedeploy], detail-type: "
            "[CodeDeploy Deployment State-change Notification], "
            "detail: {state: [FAILED]}}",
            "state is never 'FAILED': FAILURE, READY",
        ),
        (
            "{source: [aws.codebuild], detail-type: [CodeBuild Build State Change], "
            "detail: {build-status: [FAILURE]}}",
            "build-status is never 'FAILURE'",
        ),
    ],
)
def test_a_pattern_that_never_matches_is_found(
    pattern: str, problem: str, judge: Judge
) -> None:
    (found,) = judge("W9986", rule(pattern))
    assert problem in found


@pytest.mark.parametrize(
    "pattern",
    [
        "{source: [aws.codebuild], detail: {build-status: [FAILED, {prefix: S}]}}",
        "{source: [{prefix: aws.}], detail: {state: [anything]}}",
        "{source: [acme.payments], detail: {state: [refunded]}}",
        "{source: [aws.ecr, aws.codepipeline], detail: {state: [anything]}}",
        "{source: [aws.codepipeline], detail-type: [A New Kind], detail: {state: [x]}}",
        "{source: [aws.codepipeline], detail: {pipeline: [!Ref Given], state: "
        "[!Ref Given, SUPERSEDED]}}",
        "{$or: [{source: [a]}, {source: [b]}]}",
        "{detail: {size: [{numeric: ['>', 5]}], name: [{anything-but: [a]}]}}",
        "!Ref Given",
    ],
)
def test_a_pattern_that_may_match_passes(pattern: str, judge: Judge) -> None:
    assert judge("E9986", rule(pattern)) == []
    assert judge("W9986", rule(pattern)) == []
