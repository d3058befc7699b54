import pytest

from generator.lint import OURS

TWO = "[{Key: Environment, Value: a}, {Key: Project, Value: b}]"
ALL = f"{TWO[:-1]}, {{Key: CostCenter, Value: c}}]"
MAP = "{Environment: a, Project: b, CostCenter: c}"


def resource(tags, kind="AWS::SNS::Topic", key="Tags"):
    line = f"      {key}: {tags}\n" if tags else ""
    return f"Resources:\n  R:\n    Type: {kind}\n    Properties:\n      X: y\n{line}"


def test_missing_keys_are_named(judge):
    (finding,) = judge("W9990", resource(TWO))
    assert finding.endswith("AWS::SNS::Topic lacks the tags CostCenter")
    (finding,) = judge("W9990", resource(""))
    assert finding.endswith("lacks the tags Environment, Project, CostCenter")


@pytest.mark.parametrize(
    ("kind", "key", "tags"),
    [
        ("AWS::SNS::Topic", "Tags", ALL),
        ("AWS::CodeBuild::Project", "Tags", ALL),
        ("AWS::Events::Rule", "Tags", ALL),
        ("AWS::CodeStarNotifications::NotificationRule", "Tags", MAP),
        ("AWS::SSM::Parameter", "Tags", MAP),
        ("AWS::Backup::BackupVault", "BackupVaultTags", MAP),
        ("AWS::EFS::FileSystem", "FileSystemTags", ALL),
    ],
)
def test_each_type_is_read_from_its_schema(judge, kind, key, tags):
    assert judge("W9990", resource(tags, kind, key)) == []
    assert len(judge("W9990", resource("", kind))) == 1


@pytest.mark.parametrize(
    "kind",
    [
        "AWS::CodeDeploy::DeploymentConfig",
        "AWS::SNS::TopicPolicy",
        "AWS::SNS::Subscription",
        "AWS::S3::BucketPolicy",
        "AWS::IAM::ManagedPolicy",
        "AWS::IAM::Policy",
        "AWS::KMS::Alias",
        "AWS::EC2::LaunchTemplate",
        "AWS::CloudFormation::WaitConditionHandle",
        "AWS::NoSuch::Type",
        "Custom::Thing",
    ],
)
def test_types_that_cannot_be_tagged_are_not_judged(judge, kind):
    assert judge("W9990", resource("", kind)) == []


@pytest.mark.parametrize(
    "tags",
    [
        "!Ref Given",
        "[!Ref Given]",
        "[{Key: !Ref Given, Value: a}]",
        "!If [IsProduction, !Ref Given, !Ref Given]",
    ],
)
def test_tags_from_elsewhere_are_not_judged(judge, tags):
    assert judge("W9990", resource(tags)) == []


def test_each_branch_is_judged(judge):
    assert len(judge("W9990", resource(f"!If [IsProduction, {ALL}, {TWO}]"))) == 1
    assert len(judge("W9990", resource(f"!If [IsProduction, {TWO}, {ALL}]"))) == 1
    assert judge("W9990", resource(f"!If [IsProduction, {ALL}, {ALL}]")) == []


def test_a_tag_that_is_there_only_sometimes_is_found(judge):
    cost = "{Key: CostCenter, Value: c}"
    sometimes = f"{TWO[:-1]}, !If [IsProduction, {cost}, !Ref AWS::NoValue]]"
    (finding,) = judge("W9990", resource(sometimes))
    assert finding.endswith("CostCenter when IsProduction is false")
    always = f"{TWO[:-1]}, !If [IsProduction, {cost}, {cost}]]"
    assert judge("W9990", resource(always)) == []


def test_keys_and_exceptions_are_configuration(judge, house_rules):
    rule = house_rules["W9990"]
    rule.configure({"required": ["Owner"], "exceptions": ["AWS::SQS::Queue"]})
    try:
        assert judge("W9990", resource("[{Key: Owner, Value: me}]")) == []
        assert len(judge("W9990", resource(ALL))) == 1
        assert judge("W9990", resource("", "AWS::SQS::Queue")) == []
    finally:
        rule.configure(OURS["W9990"])


def test_templates_of_others_need_no_tags_of_ours(judge, house_rules):
    rule = house_rules["W9990"]
    rule.configure()
    try:
        assert judge("W9990", resource("")) == []
    finally:
        rule.configure(OURS["W9990"])
