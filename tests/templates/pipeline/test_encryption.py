"""One key when asked for, and everybody who needs it can use it.

A key policy that lacks something fails without a word: notifications vanish.
"""

from fnmatch import fnmatchcase
from typing import Any

import pytest
from cfnlint.schema.manager import PROVIDER_SCHEMA_MANAGER

from tests.templates.stack import KMS, Stack, every, stack

KEY = "EncryptionKey.Arn"
ROLES = ("PipelineRole", "UnitTestRole", "DockerBuildRole", "DeploymentRole")


def key_statement(of: Stack, **principal: str) -> dict[str, Any]:
    document = of.properties("EncryptionKey")["KeyPolicy"]
    (found,) = [
        each for each in document["Statement"] if each["Principal"] == principal
    ]
    return dict(found)


def test_without_the_switch_there_is_no_key_and_nobody_names_one() -> None:
    resources = stack().resources
    assert "EncryptionKey" not in resources
    assert "EncryptionPolicy" not in resources
    for name in ("KmsKeyId", "KmsMasterKeyId", "KMSMasterKeyID", "EncryptionKey"):
        assert list(every(resources, name)) == []


def test_the_key_rotates() -> None:
    assert stack(KMS).properties("EncryptionKey")["EnableKeyRotation"] is True


def test_the_key_outlives_the_stack_or_what_is_kept_could_not_be_read() -> None:
    resource = stack(KMS).resources["EncryptionKey"]
    assert resource["DeletionPolicy"] == "RetainExceptOnCreate"
    assert resource["UpdateReplacePolicy"] == "Retain"


@pytest.mark.parametrize(
    ("resource", "path"),
    [
        ("UnitTestProject", ["EncryptionKey"]),
        ("DockerBuildProject", ["EncryptionKey"]),
        ("UnitTestLogGroup", ["KmsKeyId"]),
        ("DockerBuildLogGroup", ["KmsKeyId"]),
        ("NotificationTopic", ["KmsMasterKeyId"]),
        ("UndeliveredQueue", ["KmsMasterKeyId"]),
        ("Pipeline", ["ArtifactStore", "EncryptionKey", "Id"]),
    ],
)
def test_everything_that_stores_is_under_the_key(
    resource: str, path: list[str]
) -> None:
    value = stack(KMS).properties(resource)
    for name in path:
        value = value[name]
    assert value == KEY


def test_codepipeline_wants_the_type_of_its_key() -> None:
    store = stack(KMS).properties("Pipeline")["ArtifactStore"]
    assert store["EncryptionKey"]["Type"] == "KMS"


@pytest.mark.parametrize("role", ROLES)
def test_every_role_may_use_the_key_and_no_other(role: str) -> None:
    of = stack(KMS)
    # CodePipeline User Guide, "Configure server-side encryption", without wildcards.
    needed = {
        "kms:Decrypt",
        "kms:DescribeKey",
        "kms:Encrypt",
        "kms:GenerateDataKey",
        "kms:ReEncryptFrom",
        "kms:ReEncryptTo",
    }
    assert {each for each in of.actions(role) if each.startswith("kms:")} == needed
    assert all(of.resources_of(role, action) == [KEY] for action in needed)


@pytest.mark.parametrize("role", ROLES)
def test_without_the_key_no_role_may_do_anything_with_keys(role: str) -> None:
    assert not {each for each in stack().actions(role) if each.startswith("kms:")}


def test_no_statement_about_keys_has_a_wildcard_action() -> None:
    actions = [a for each in every(stack(KMS).resources, "Action") for a in each]
    assert not [each for each in actions if each.startswith("kms:") and "*" in each]


def test_the_account_administers_the_key_and_cloudformation_can_work_for_it() -> None:
    statement = key_statement(stack(KMS), AWS="arn:aws:iam::111122223333:root")
    schema = PROVIDER_SCHEMA_MANAGER.get_resource_schema("us-east-2", "AWS::KMS::Key")
    handlers = schema.schema["handlers"]
    called = {a for each in handlers.values() for a in each["permissions"]}
    called = {each for each in called if each.startswith("kms:")}
    # Not about one key; would undo what the template decides; has no description.
    called -= {"kms:CreateKey", "kms:ListKeys"}
    called -= {"kms:DisableKeyRotation"}
    called -= {"kms:UpdateKeyDescription"}
    assert "Description" not in stack(KMS).properties("EncryptionKey")
    assert called
    assert called <= set(statement["Action"])


def test_the_account_passes_on_to_roles_all_that_they_are_allowed() -> None:
    of = stack(KMS)
    statement = key_statement(of, AWS="arn:aws:iam::111122223333:root")
    used = {a for role in ROLES for a in of.actions(role) if a.startswith("kms:")}
    assert used <= set(statement["Action"])


@pytest.mark.parametrize("prefix", ["", "ledger-"])
@pytest.mark.parametrize("group", ["UnitTestLogGroup", "DockerBuildLogGroup"])
def test_cloudwatch_logs_may_use_the_key_for_both_groups(
    group: str, prefix: str
) -> None:
    of = stack(KMS, {"NamePrefix": prefix})
    statement = key_statement(of, Service="logs.us-east-2.amazonaws.com")
    pattern = statement["Condition"]["ArnLike"]["kms:EncryptionContext:aws:logs:arn"]
    name = of.properties(group)["LogGroupName"]
    logs = "arn:aws:logs:us-east-2:111122223333:log-group"
    assert fnmatchcase(f"{logs}:{name}", pattern)
    assert not fnmatchcase(f"{logs}:/aws/lambda/other-dev", pattern)
    assert {"kms:Encrypt", "kms:Decrypt", "kms:GenerateDataKey"} <= set(
        statement["Action"]
    )


def test_eventbridge_may_use_the_key_without_a_condition() -> None:
    """Its calls carry no source: a condition would drop every notification."""
    statement = key_statement(stack(KMS), Service="events.amazonaws.com")
    assert set(statement["Action"]) == {"kms:Decrypt", "kms:GenerateDataKey"}
    assert "Condition" not in statement


def test_nobody_else_may_use_the_key() -> None:
    document = stack(KMS).properties("EncryptionKey")["KeyPolicy"]
    principals = [each["Principal"] for each in document["Statement"]]
    assert principals == [
        {"AWS": "arn:aws:iam::111122223333:root"},
        {"Service": "logs.us-east-2.amazonaws.com"},
        {"Service": "events.amazonaws.com"},
    ]
