import pytest


def group(properties):
    return (
        f"Resources: {{G: {{Type: AWS::Logs::LogGroup, Properties: {properties}}}}}\n"
    )


def test_a_group_without_retention_is_found(judge):
    assert len(judge("W9980", group("{LogGroupName: a}"))) == 1


@pytest.mark.parametrize(
    "properties",
    [
        "{RetentionInDays: 30}",
        "{RetentionInDays: !Ref Given}",
        "{LogGroupClass: DELIVERY}",
    ],
)
def test_other_groups_are_fine(judge, properties):
    assert judge("W9980", group(properties)) == []


def test_each_branch_is_judged(judge):
    for days in (
        "!If [IsProduction, 365, !Ref AWS::NoValue]",
        "!If [IsProduction, !Ref AWS::NoValue, 7]",
    ):
        assert len(judge("W9980", group(f"{{RetentionInDays: {days}}}"))) == 1
