import pytest

from generator.rules._fragments import build_project


def project(group):
    return build_project(
        logs="      LogsConfig:\n"
        f"        CloudWatchLogs: {{Status: ENABLED, GroupName: {group}}}\n"
    )


def named(text, name):
    return text.replace(
        "      RetentionInDays: 400\n",
        f"      RetentionInDays: 400\n      LogGroupName: {name}\n",
    )


def test_a_project_without_a_group_is_found(judge):
    assert len(judge("W9940", build_project(logs=""))) == 1


def test_a_group_that_is_not_declared_is_found(judge):
    (finding,) = judge("W9940", project("/builds/other"))
    assert "'/builds/other'" in finding


def test_a_group_is_known_by_reference_or_by_name(judge):
    assert judge("W9940", project("!Ref BuildLogs")) == []
    assert judge("W9940", named(project("/builds"), "/builds")) == []
    same = named(
        project("!Join ['-', [/builds, !Ref Stage]]"), "!Sub '/builds-${Stage}'"
    )
    assert judge("W9940", same) == []


@pytest.mark.parametrize("name", ["!Sub '/aws/codebuild/${Build}'"])
def test_the_default_group_may_be_declared(judge, name):
    assert judge("W9940", named(build_project(logs=""), name)) == []


def test_the_default_group_follows_the_name_of_the_project(judge):
    text = named(build_project(logs=""), "/aws/codebuild/unit-tests")
    assert len(judge("W9940", text)) == 1
    text = text.replace(
        "      ServiceRole:", "      Name: unit-tests\n      ServiceRole:"
    )
    assert judge("W9940", text) == []


@pytest.mark.parametrize("group", ["!Ref Given", "!ImportValue logs"])
def test_a_group_from_elsewhere_is_not_judged(judge, group):
    assert judge("W9940", project(group)) == []


def test_each_branch_is_judged(judge):
    here, gone = "!Ref BuildLogs", "!Ref AWS::NoValue"
    for group in (
        f"!If [IsProduction, {here}, {gone}]",
        f"!If [IsProduction, {gone}, {here}]",
    ):
        assert len(judge("W9940", project(group))) == 1


def test_logs_may_go_to_a_bucket_alone(judge):
    off = "      LogsConfig:\n        CloudWatchLogs: {Status: DISABLED}\n"
    bucket = "        S3Logs: {Status: ENABLED, Location: logs/builds}\n"
    (finding,) = judge("W9940", build_project(logs=off))
    assert "leave no log" in finding
    assert judge("W9940", build_project(logs=off + bucket)) == []
