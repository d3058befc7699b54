"""What an account's own stack has, and what it never has."""

import json
from pathlib import Path
from typing import Any

import pytest

from generator.build import LARGEST_BODY
from generator.errors import GeneratorError
from generator.parameters.model import ACCOUNT, kind_of
from generator.templates.account.kinds import KINDS
from generator.templates.account.made import Made, made, places
from tests.checkout import ROOT
from tests.templates.account.stack import (
    EXISTING,
    REPOSITORY,
    accounts,
    bodies,
    others,
    stack,
)
from tests.templates.stack import texts

TEMPLATES = ROOT / "generator" / "templates"
each_template = pytest.mark.parametrize("of", accounts())
HANDLERS: dict[str, dict[str, list[str]]] = json.loads(
    (Path(__file__).parent / "handlers.json").read_text()
)
# Permissions of a schema that no template of ours needs, by the reason.
NOT_NEEDED = {
    "no property touches objects": "s3:DeleteObject s3:PutObjectAcl",
    "bucket owner enforced: no ACLs": "s3:PutBucketAcl",
    "properties that no bucket has": "s3:PutAnalyticsConfiguration s3:PutBucketCORS "
    "s3:PutInventoryConfiguration s3:PutMetricsConfiguration s3:PutBucketNotification "
    "s3:PutBucketReplication s3:PutBucketWebsite s3:PutAccelerateConfiguration "
    "s3:PutReplicationConfiguration s3:PutBucketObjectLockConfiguration "
    "s3:PutObjectLockConfiguration s3:PutIntelligentTieringConfiguration "
    "s3:DeleteBucketWebsite s3:DeleteBucketAnalyticsConfiguration "
    "s3:DeleteBucketCors s3:DeleteBucketMetricsConfiguration "
    "s3:DeleteBucketReplication s3:CreateBucketMetadataTableConfiguration "
    "s3:DeleteBucketMetadataTableConfiguration "
    "s3:UpdateBucketMetadataJournalTableConfiguration "
    "s3:UpdateBucketMetadataInventoryTableConfiguration s3tables:CreateNamespace "
    "s3tables:CreateTable s3tables:CreateTableBucket s3tables:GetTable "
    "s3tables:PutTableEncryption s3tables:PutTablePolicy "
    "s3tables:GetTableMetadataLocation s3tables:UpdateTableMetadataLocation",
    "no such action: it is the one of Put": "s3:DeleteBucketEncryption "
    "s3:DeleteBucketLifecycle",
    "no data protection policy": "logs:PutDataProtectionPolicy "
    "logs:CreateLogDelivery s3:REST.PUT.OBJECT firehose:TagDeliveryStream "
    "logs:PutResourcePolicy logs:DescribeResourcePolicies "
    "sns:PutDataProtectionPolicy",
    "no users and groups": "iam:AttachGroupPolicy iam:AttachUserPolicy "
    "iam:DetachGroupPolicy iam:DetachUserPolicy",
    "a role keeps its boundary": "iam:DeleteRolePermissionsBoundary",
    "properties that no pipeline has": "codepipeline:DisableStageTransition "
    "codepipeline:EnableStageTransition codepipeline:StartPipelineExecution",
    "no registered targets: tasks are": "elasticloadbalancing:DeregisterTargets "
    "elasticloadbalancing:RegisterTargets",
    "no Cognito, no Lambda, no schedule": "cognito-idp:DescribeUserPoolClient "
    "lambda:DeleteProvisionedConcurrencyConfig lambda:GetProvisionedConcurrencyConfig "
    "lambda:PutProvisionedConcurrencyConfig "
    "application-autoscaling:DeleteScheduledAction "
    "application-autoscaling:PutScheduledAction",
    "a tracked metric is ECS's own": "cloudwatch:GetMetricData",
    "account settings are the account's": "ecs:PutAccountSetting "
    "ecs:PutAccountSettingDefault",
    "a web ACL of nothing but load balancers": "apigateway:SetWebACL "
    "appsync:SetWebACL cognito-idp:AssociateWebACL cognito-idp:DisassociateWebACL "
    "cognito-idp:GetWebACLForResource apprunner:AssociateWebAcl "
    "apprunner:DisassociateWebAcl apprunner:DescribeWebAclForService "
    "ec2:AssociateVerifiedAccessInstanceWebAcl "
    "ec2:DisassociateVerifiedAccessInstanceWebAcl "
    "ec2:DescribeVerifiedAccessInstanceWebAclAssociations "
    "ec2:GetVerifiedAccessInstanceWebAcl",
    "images under Amazon ECR's own key": "kms:CreateGrant kms:RetireGrant",
    "no custom actions in a chat": "chatbot:AssociateToConfiguration "
    "chatbot:DisassociateFromConfiguration",
    "no replicas": "secretsmanager:ReplicateSecretToRegions "
    "secretsmanager:RemoveRegionsFromReplication",
}
PASSED_OVER = {action for each in NOT_NEEDED.values() for action in each.split()}


def _allowed(of: str) -> set[str]:
    """Everything that CloudFormation's role may do."""
    made_by = stack(REPOSITORY, of=of)
    attached = made_by.properties("CloudFormationRole")["ManagedPolicyArns"]
    documents = [made_by.properties(name)["PolicyDocument"] for name in attached]
    assert all(s["Effect"] == "Allow" for d in documents for s in d["Statement"])
    return {a for d in documents for s in d["Statement"] for a in s["Action"]}


def _types(of: str) -> set[str]:
    bodies = others(of).values()
    return {each["Type"] for body in bodies for each in body["Resources"].values()}


def _published(type_: str) -> set[str]:
    listed = [each for handler in HANDLERS[type_].values() for each in handler]
    return {each.replace("S3:", "s3:") for each in listed}


def _statements(of: str) -> list[dict[str, Any]]:
    policies = stack(REPOSITORY, of=of).of_type("AWS::IAM::ManagedPolicy")
    return [
        statement
        for properties in policies.values()
        for statement in properties["PolicyDocument"]["Statement"]
    ]


@each_template
def test_the_stack_is_deployed_without_a_bucket(of: str) -> None:
    assert (ROOT / "templates_out" / f"{of}.yaml").stat().st_size <= LARGEST_BODY


def test_decision_the_stacks_of_every_template_are_reached_from_some_account() -> None:
    # Ours are packages; what a company adds is reached if it says so.
    packages = {path.parent.name for path in TEMPLATES.glob("*/__init__.py")}
    ours = packages & {kind_of(name) for name in bodies()} - {ACCOUNT}
    assert ours <= {name for of in accounts() for name in others(of)}


def test_an_account_that_takes_another_template_keeps_what_has_a_name() -> None:
    """The parameter file is renamed, and the stack is updated in place."""
    names = ("BucketName", "RoleName", "ManagedPolicyName", "Url")
    found = [
        {
            logical_id: (resource["Type"], *map(resource["Properties"].get, names))
            for logical_id, resource in bodies()[of]["Resources"].items()
            # Policies without a name hold nothing that another one cannot.
            if {*names} & {*resource["Properties"]}
        }
        for of in accounts()
    ]
    assert all(each == found[0] for each in found)
    assert {"TemplateBucket", "GitHubProvider", "PlanRole"} <= set(found[0])


@each_template
def test_no_statement_is_empty(of: str) -> None:
    for each in _statements(of):
        assert each["Action"], each["Sid"]
        assert each["Resource"], each["Sid"]


def test_without_a_repository_there_is_the_bucket_alone() -> None:
    assert set(stack().resources) == {"TemplateBucket", "TemplateBucketPolicy"}


def test_a_provider_that_exists_is_used_and_not_made() -> None:
    resources = stack(REPOSITORY, EXISTING).resources
    assert "GitHubProvider" not in resources
    assert EXISTING["OidcProviderArn"] in texts(resources["PlanRole"])


@each_template
def test_everything_that_a_schemas_handlers_call_is_allowed_or_passed_over(
    of: str,
) -> None:
    wanted = {
        action
        for type_ in _types(of) & set(HANDLERS)
        for action in _published(type_)
        if action not in PASSED_OVER
    }
    assert wanted - _allowed(of) == set()


@each_template
def test_nothing_is_allowed_that_no_handler_calls(of: str) -> None:
    types = _types(of)
    known = {each for t in types & set(HANDLERS) for each in _published(t)}
    without_schema = {
        action
        for t in types - set(HANDLERS)
        for kind in [KINDS[t]]
        for named in (kind.read, kind.write, kind.tagged, kind.lists, kind.anywhere)
        for action in named.split()
    }
    beyond = _allowed(of) - known - without_schema
    # The schema has the older prefix alone.
    assert beyond == {"codeconnections:PassConnection"}


@each_template
def test_no_permission_is_passed_over_and_allowed(of: str) -> None:
    assert PASSED_OVER & _allowed(of) == set()


@each_template
def test_types_without_handlers_are_those_that_are_known_to_have_none(of: str) -> None:
    assert _types(of) - set(HANDLERS) <= {
        "AWS::CodeBuild::Project",
        "AWS::CodeDeploy::DeploymentGroup",
        "AWS::EC2::SecurityGroup",
        "AWS::EC2::SecurityGroupEgress",
        "AWS::ElasticLoadBalancingV2::LoadBalancer",
        "AWS::Events::Rule",
        "AWS::SNS::Subscription",
    }


@each_template
def test_no_action_is_a_wildcard(of: str) -> None:
    statements = _statements(of)
    assert not [a for each in statements for a in each["Action"] if "*" in a]


def test_a_type_that_nothing_is_known_of_is_named() -> None:
    body = {"Resources": {"Table": {"Type": "AWS::DynamoDB::Table"}}}
    with pytest.raises(GeneratorError) as caught:
        made({"ledger": body})
    assert "ledger" in caught.value.message
    assert "AWS::DynamoDB::Table" in caught.value.message


@pytest.mark.parametrize(
    ("name", "pattern"),
    [
        ("ledger", "ledger"),
        ({"Ref": "Name"}, "*"),
        (
            {"Fn::Sub": "${Prefix}ledger-${EnvironmentSuffix}"},
            "*ledger-${EnvironmentSuffix}",
        ),
        ({"Fn::Sub": "a-${AWS::Region}"}, "a-${AWS::Region}"),
        (None, "*-pipeline-${EnvironmentSuffix}-*"),
    ],
)
def test_a_name_is_kept_but_for_what_parameters_decide(
    name: object, pattern: str
) -> None:
    queue = {
        "Type": "AWS::SQS::Queue",
        "Properties": {"QueueName": name} if name else {},
    }
    assert [each.name for each in made({"pipeline": {"Resources": {"Q": queue}}})] == [
        pattern
    ]


def test_what_belongs_to_a_resource_is_allowed_on_that_one() -> None:
    bucket = {"Type": "AWS::S3::Bucket", "Properties": {"BucketName": "logs"}}
    policy = {
        "Type": "AWS::S3::BucketPolicy",
        "Properties": {"Bucket": {"Ref": "Logs"}},
    }
    found = made({"pipeline": {"Resources": {"Logs": bucket, "Policy": policy}}})
    assert {each.name for each in found} == {"logs"}


def test_a_resource_is_given_the_roles_that_it_names_and_no_other() -> None:
    trusted = {"Type": "AWS::IAM::Role", "Properties": {}}
    named = {"RoleName": {"Fn::Sub": "build-${EnvironmentSuffix}"}}
    project = {
        "Type": "AWS::CodeBuild::Project",
        "Properties": {
            "Name": "build",
            "ServiceRole": {"Fn::GetAtt": ["Builder", "Arn"]},
        },
    }
    resources = {
        "Builder": {**trusted, "Properties": named},
        "Other": trusted,
        "Build": project,
    }
    roles = {each.type: each.roles for each in made({"a": {"Resources": resources}})}
    assert roles == {
        "AWS::CodeBuild::Project": ("build-${EnvironmentSuffix}",),
        "AWS::IAM::Role": (),
    }


def test_a_place_that_another_covers_is_not_written_too() -> None:
    """A role of a pipeline is called so, with a prefix or without."""
    kind = KINDS["AWS::SNS::Topic"]
    names = ("*told-${EnvironmentSuffix}", "*news-told-${EnvironmentSuffix}", "*told")
    found = places([Made("AWS::SNS::Topic", kind, name, ()) for name in names])
    assert [each.data["Fn::Sub"].rpartition(":")[2] for each in found] == [
        "*told",
        "*told-${EnvironmentSuffix}",
    ]


def test_of_the_regions_of_a_stack_set_one_has_the_roles() -> None:
    here, elsewhere = {"RolesRegion": "us-east-2"}, {"RolesRegion": "eu-west-1"}
    assert "PlanRole" in stack(REPOSITORY, here).resources
    assert "PlanRole" not in stack(REPOSITORY, elsewhere).resources
    assert "TemplateBucket" in stack(REPOSITORY, elsewhere).resources
