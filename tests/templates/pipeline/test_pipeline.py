"""What holds for the whole template, whatever the concern."""

import re
from collections.abc import Iterator
from dataclasses import fields
from importlib import import_module
from typing import Any

import pytest
from cfnlint.schema.manager import PROVIDER_SCHEMA_MANAGER
from troposphere import AWSObject, Template

from generator.templates.concern import assemble, members
from generator.templates.pipeline.build_resources import BuildResources
from generator.templates.pipeline.topics import Topics
from tests.templates.stack import (
    BOUNDED,
    BY_ECS,
    CHINA,
    CONNECTED,
    ECR,
    EVERYTHING,
    KMS,
    VPC,
    buildspecs,
    every,
    stack,
    template,
    texts,
)

RESOURCES = template()["Resources"]

NAMES = {
    ("Pipeline", "Name"): "payment-service-pipeline-dev",
    ("UnitTestProject", "Name"): "unit-test-project-dev",
    ("DockerBuildProject", "Name"): "docker-build-project-dev",
    ("Application", "ApplicationName"): "payment-service-app-dev",
    ("DeploymentGroup", "DeploymentGroupName"): "payment-service-dg-dev",
    ("NotificationTopic", "TopicName"): "pipeline-notifications-dev",
    ("UnitTestLogGroup", "LogGroupName"): "/aws/codebuild/unit-test-dev",
    ("DockerBuildLogGroup", "LogGroupName"): "/aws/codebuild/docker-build-dev",
    ("PipelineRole", "RoleName"): "codepipeline-role-dev",
    ("DockerBuildRole", "RoleName"): "codebuild-role-dev",
    ("UnitTestRole", "RoleName"): "unit-test-role-dev",
    ("DeploymentRole", "RoleName"): "codedeploy-role-dev",
    ("ArtifactBucket", "BucketName"): (
        "pipeline-artifacts-dev-111122223333-us-east-2-an"
    ),
}


@pytest.mark.parametrize(("resource", "property_"), NAMES)
def test_a_name_is_the_agreed_one(resource: str, property_: str) -> None:
    assert stack().properties(resource)[property_] == NAMES[resource, property_]


def given_names(*given: dict[str, str]) -> dict[tuple[str, str], str]:
    """Every name that the template gives, by resource and property."""
    return {
        (name, key): value
        for name, resource in stack(*given).resources.items()
        for key, value in resource["Properties"].items()
        if key.endswith("Name") and isinstance(value, str) and value not in RESOURCES
    }


def test_two_services_of_one_account_share_no_name() -> None:
    ours = given_names(ECR)
    theirs = given_names(ECR, {"ServiceName": "ledger", "NamePrefix": "ledger-"})
    # The configuration is CodeDeploy's own.
    shared = {key for key in ours if ours[key] == theirs[key]}
    assert shared == {("DeploymentGroup", "DeploymentConfigName")}
    assert set(NAMES) <= set(ours)


LIMITS = {
    "AWS::CodePipeline::Pipeline": ("Name", 100),
    "AWS::CodeBuild::Project": ("Name", 150),
    "AWS::CodeBuild::ReportGroup": ("Name", 128),
    "AWS::CodeDeploy::Application": ("ApplicationName", 100),
    "AWS::CodeDeploy::DeploymentGroup": ("DeploymentGroupName", 100),
    "AWS::IAM::Role": ("RoleName", 64),
    "AWS::SNS::Topic": ("TopicName", 256),
    "AWS::Logs::LogGroup": ("LogGroupName", 512),
}
LONGEST = {
    "EnvironmentSuffix": "e" * 12,
    "ServiceName": "s" * 40,
    "NamePrefix": "p" * 9 + "-",
}


def test_the_longest_values_are_the_longest_that_the_patterns_take() -> None:
    for name, value in LONGEST.items():
        pattern = template()["Parameters"][name]["AllowedPattern"]
        assert re.search(pattern, value)
        assert not re.search(pattern, value[0] + value)


@pytest.mark.parametrize("kind", LIMITS)
def test_the_longest_name_is_one_that_aws_takes(kind: str) -> None:
    key, limit = LIMITS[kind]
    lengths = [len(each[key]) for each in stack(LONGEST).of_type(kind).values()]
    assert lengths
    assert max(lengths) <= limit


@pytest.mark.parametrize(
    "given",
    [
        {"EnvironmentSuffix": LONGEST["EnvironmentSuffix"]},
        {"NamePrefix": LONGEST["NamePrefix"]},
    ],
    ids=["suffix", "prefix"],
)
def test_the_longest_prefix_or_suffix_fits_a_bucket_in_the_longest_region(
    given: dict[str, str],
) -> None:
    of = stack(given, pseudo=CHINA | {"AWS::Region": "ap-northeast-1"})
    for bucket in of.of_type("AWS::S3::Bucket").values():
        assert len(bucket["BucketName"]) <= 63


# What CloudFormation cannot tag, by the resource schemas.
UNTAGGED = {
    "AWS::IAM::ManagedPolicy",
    "AWS::S3::BucketPolicy",
    "AWS::SNS::Subscription",
    "AWS::SNS::TopicPolicy",
    "AWS::SQS::QueuePolicy",
}


def test_only_what_cloudformation_cannot_tag_is_untagged() -> None:
    kinds = {resource["Type"] for resource in RESOURCES.values()}
    taggable = {
        kind: "Tags"
        in PROVIDER_SCHEMA_MANAGER.get_resource_schema("us-east-2", kind).schema[
            "properties"
        ]
        for kind in kinds
    }
    assert {kind for kind, can in taggable.items() if not can} == UNTAGGED


@pytest.mark.parametrize(
    "name", [n for n, each in RESOURCES.items() if each["Type"] not in UNTAGGED]
)
def test_everything_else_says_whose_it_is(name: str) -> None:
    given = {"ServiceName": "ledger", "CostCenter": "4711"}
    switches = {} if "Webhook" in name else EVERYTHING
    switches = BY_ECS if name.startswith("Ecs") else switches
    tags = stack(switches, given).properties(name)["Tags"]
    assert {each["Key"]: each["Value"] for each in tags} == {
        "Environment": "dev",
        "Project": "ledger",
        "CostCenter": "4711",
    }


def test_a_logical_id_is_the_name_of_its_field(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    seen: list[Any] = []

    def spy(**arguments: Any) -> Template:
        seen.extend(arguments["concerns"])
        return assemble(**arguments)

    # Not `import ... as`: the package above has a function of that name.
    module = import_module("generator.templates.pipeline")
    monkeypatch.setattr(module, "assemble", spy)
    module.pipeline(buildspecs())
    builds = [each for each in seen if isinstance(each, BuildResources)]
    pairs = {
        getattr(concern, field.name).title: field.name
        for concern in seen
        for field in fields(concern)
        if isinstance(getattr(concern, field.name), AWSObject)
    }
    reports = {group.title for build in builds for group in build.report_groups}
    # What there is several of is numbered after the first.
    subscribed = {
        each.title
        for concern in seen
        if isinstance(concern, Topics)
        for each in (
            *concern.notification_subscriptions,
            *concern.information_subscriptions,
        )
    }
    assert {each.rstrip("23") for each in subscribed} == {
        "InformationSubscription",
        "NotificationSubscription",
    }
    assert set(pairs) | reports | subscribed == set(RESOURCES)
    of_builds = {r.title for each in builds for r in members(each, AWSObject)}
    for title, field_name in pairs.items():
        name = "".join(part.title() for part in field_name.split("_"))
        # A build's name begins the logical IDs of all that it has.
        assert title.endswith(name) if title in of_builds else title == name


def test_what_holds_data_keeps_its_logical_id() -> None:
    """Renaming one of these makes a second, empty one beside the first.

    CloudFormation knows a resource by its logical ID: under a new one it is a
    new resource. The old bucket, log or key stays behind as nobody's, its data
    unreachable for the pipeline; the old topic loses its confirmed
    subscription and the old queue what it kept.
    """
    stateful = {
        "AWS::KMS::Key",
        "AWS::Logs::LogGroup",
        "AWS::S3::Bucket",
        "AWS::SNS::Subscription",
        "AWS::SNS::Topic",
        "AWS::SQS::Queue",
        "AWS::SecretsManager::Secret",
    }
    found = {name for name, each in RESOURCES.items() if each["Type"] in stateful}
    assert found == {
        "AccessLogBucket",
        "ArtifactBucket",
        "ChatInformationTopic",
        "ChatTopic",
        "DockerBuildLogGroup",
        "EncryptionKey",
        "InformationSubscription",
        "InformationSubscription2",
        "InformationSubscription3",
        "InformationTopic",
        "NotificationSubscription",
        "NotificationSubscription2",
        "NotificationSubscription3",
        "NotificationTopic",
        "UndeliveredQueue",
        "VerifyImageLogGroup",
        "UnitTestLogGroup",
        "WebhookSecret",
    }


def outside_buildspecs(resource: dict[str, Any]) -> Iterator[str]:
    given = buildspecs()
    embedded = {given.text(file) for file in given.texts}
    return (text for text in texts(resource) if text not in embedded)


@pytest.mark.parametrize("name", RESOURCES)
def test_no_partition_is_written_down(name: str) -> None:
    for text in outside_buildspecs(RESOURCES[name]):
        assert "arn:aws" not in text
        # Names of services end like this in every partition; hosts do not.
        assert re.fullmatch(r"[a-z0-9.-]+\.amazonaws\.com", text) or (
            "amazonaws.com" not in text
        )


# The first is no principal: a bearer token of STS is for it.
SERVICES = {
    "codeartifact",
    "codebuild",
    "codedeploy",
    "codepipeline",
    "ecs-tasks",
    "events",
    "logging.s3",
}


def test_services_are_named_as_principals_are() -> None:
    named = {
        text.removesuffix(".amazonaws.com")
        for resource in RESOURCES.values()
        for text in outside_buildspecs(resource)
        if text.endswith("amazonaws.com")
    }
    assert named == SERVICES


def test_every_arn_of_another_partition_is_of_that_partition() -> None:
    given = {k: v for k, v in {**ECR, **VPC, **KMS}.items() if "arn" not in v}
    of = stack(
        given, {"TaskExecutionRoleArn": "x", "ProductionListenerArn": "x"}, pseudo=CHINA
    )
    arns = [t for t in texts(list(of.resources.values())) if t.startswith("arn:")]
    assert arns
    assert {each.split(":")[1] for each in arns} == {"aws-cn"}


def statements() -> Iterator[tuple[str, dict[str, Any]]]:
    """Every statement of an identity policy, and the resource it stands in.

    `EVERYTHING` is of CodeDeploy.
    """
    of = [stack(EVERYTHING), stack(), stack(BY_ECS)]
    for each in of:
        for name, resource in each.resources.items():
            if resource["Type"] in ("AWS::IAM::Role", "AWS::IAM::ManagedPolicy"):
                for document in every(resource, "PolicyDocument"):
                    for statement in document["Statement"]:
                        yield name, statement


def test_only_a_statement_with_a_reason_is_about_everything() -> None:
    unlimited = [
        (name, statement)
        for name, statement in statements()
        if "*" in statement["Resource"]
    ]
    assert unlimited
    for name, statement in unlimited:
        reasons = RESOURCES[name]["Metadata"]["Reasons"]
        assert reasons[statement["Sid"]]


def test_a_reason_is_for_a_statement_that_exists() -> None:
    sids = {(name, each.get("Sid")) for name, each in statements()}
    for name, resource in RESOURCES.items():
        for sid in resource.get("Metadata", {}).get("Reasons", {}):
            assert (name, sid) in sids


# Service Authorization Reference: these have no resource type.
WITHOUT_RESOURCE = {
    "ec2:DescribeDhcpOptions",
    "ec2:DescribeNetworkInterfaces",
    "ec2:DescribeSecurityGroups",
    "ec2:DescribeSubnets",
    "ec2:DescribeVpcs",
    "ecr:GetAuthorizationToken",
    "ecs:DescribeTaskDefinition",
    "elasticloadbalancing:DescribeListeners",
    "elasticloadbalancing:DescribeRules",
    "elasticloadbalancing:DescribeTargetGroups",
    "sts:GetServiceBearerToken",
}


def test_everything_is_allowed_only_where_aws_needs_it() -> None:
    unlimited = {
        action
        for _, statement in statements()
        if "*" in statement["Resource"]
        for action in statement["Action"]
    }
    # Composite alarms are shown only to who may see every alarm.
    # Tasks are found by their cluster, which is a condition.
    assert unlimited == WITHOUT_RESOURCE | {
        "cloudwatch:DescribeAlarms",
        "ecs:ListTasks",
    }


def test_actions_are_named_one_by_one() -> None:
    allowed = {a for _, each in statements() for a in each["Action"]}
    assert not [each for each in allowed if "*" in each or "?" in each]


def test_nobody_makes_log_groups_because_those_would_never_expire() -> None:
    assert "logs:CreateLogGroup" not in set(texts(list(RESOURCES.values())))


def test_every_role_trusts_one_service_of_this_account() -> None:
    for role in stack().of_type("AWS::IAM::Role").values():
        (statement,) = role["AssumeRolePolicyDocument"]["Statement"]
        assert set(statement["Principal"]) == {"Service"}
        assert statement["Action"] == ["sts:AssumeRole"]
        condition = statement["Condition"]
        assert condition["StringEquals"] == {"aws:SourceAccount": "111122223333"}
        assert condition["ArnLike"]["aws:SourceArn"]


def test_every_statement_has_a_sid_that_no_other_of_its_policy_has() -> None:
    """A reviewer reads there what a permission is for."""
    for resource in RESOURCES.values():
        for document in every(resource, "Statement"):
            sids = [each.get("Sid") for each in document]
            assert all(re.fullmatch("[A-Z][A-Za-z0-9]+", sid or "") for sid in sids)
            assert len(set(sids)) == len(sids)


def test_what_can_have_a_description_has_one() -> None:
    """Not keys and managed policies: theirs cannot be changed in a live stack."""
    described = {
        "AWS::CodeBuild::Project",
        "AWS::Events::Rule",
        "AWS::IAM::Role",
        "AWS::SecretsManager::Secret",
    }
    for name, resource in RESOURCES.items():
        if resource["Type"] in described:
            assert resource["Properties"]["Description"], name
    for name, output in template()["Outputs"].items():
        assert output["Description"], name


@pytest.mark.parametrize("name", RESOURCES)
def test_no_choice_hides_another(name: str) -> None:
    for _, *branches in every(RESOURCES[name], "Fn::If"):
        assert list(every(branches, "Fn::If")) == []


@pytest.mark.parametrize(
    "given", [{}, CONNECTED, ECR, VPC, KMS, BOUNDED, EVERYTHING, BY_ECS], ids=str
)
def test_every_combination_resolves_to_something_whole(given: dict[str, str]) -> None:
    of = stack(given)
    for resource in of.resources.values():
        assert not [text for text in outside_buildspecs(resource) if "${" in text]
    referenced = set(texts(list(of.resources.values()))) & set(RESOURCES)
    assert referenced <= set(of.resources)
