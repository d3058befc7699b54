import json

import pytest

from tests.sandbox.conftest import Aws
from tests.sandbox.samples import PIPELINE, TOPIC, changed, edited


def test_every_resource_of_the_pipeline_is_added_with_its_properties(aws: Aws) -> None:
    added = changed(aws.plan(PIPELINE))
    assert len(added) == 23
    after = json.loads(added["BuildProject"]["AfterContext"])["Properties"]
    assert after["Name"] == "docker-build-project-dev"
    assert after["Source"]["Type"] == "CODEPIPELINE"


def test_a_value_that_is_known_after_the_deployment_says_so(aws: Aws) -> None:
    rule = changed(aws.plan(TOPIC))["Rule"]
    target = json.loads(rule["AfterContext"])["Properties"]["Targets"][0]
    assert target["Arn"] == "{{changeSet:KNOWN_AFTER_APPLY}}"


def test_a_changed_parameter_is_named_as_the_cause(aws: Aws) -> None:
    aws.deploy(TOPIC)
    topic = changed(aws.plan(TOPIC, "UPDATE", Title="second"))["Topic"]
    (detail,) = topic["Details"]
    assert topic["Replacement"] == "False"
    assert detail["ChangeSource"] == "ParameterReference"
    assert detail["CausingEntity"] == "Title"
    assert detail["Target"] == {
        "Attribute": "Properties",
        "Name": "DisplayName",
        "RequiresRecreation": "Never",
        "Path": "/Properties/DisplayName",
        "BeforeValue": "first",
        "AfterValue": "second",
        "AttributeChangeType": "Modify",
    }


def test_a_certain_replacement_is_told_apart_from_a_possible_one(aws: Aws) -> None:
    aws.deploy(TOPIC)
    found = changed(aws.plan(TOPIC, "UPDATE", Name="two"))
    assert found["Topic"]["Replacement"] == "True"
    assert found["Topic"]["PolicyAction"] == "ReplaceAndDelete"
    (detail,) = found["Rule"]["Details"]
    assert found["Rule"]["Replacement"] == "False"
    assert detail["Evaluation"] == "Dynamic"
    assert detail["ChangeSource"] == "ResourceReference"
    assert detail["CausingEntity"] == "Topic"


def test_a_removed_resource_says_what_its_policy_does(aws: Aws) -> None:
    kept = {
        "Type": "AWS::S3::Bucket",
        "DeletionPolicy": "Retain",
        "Properties": {"BucketName": "kept-for-the-auditor"},
    }
    aws.deploy(edited(TOPIC, Bucket=kept))
    bucket = changed(aws.plan(TOPIC, "UPDATE"))["Bucket"]
    assert (bucket["Action"], bucket["PolicyAction"]) == ("Remove", "Retain")
    assert bucket["PhysicalResourceId"] == "kept-for-the-auditor"


def test_values_are_only_shown_when_asked_for(aws: Aws) -> None:
    aws.deploy(TOPIC)
    planned = aws.plan(TOPIC, "UPDATE", Title="second")
    plain = aws.client("cloudformation").describe_change_set(
        ChangeSetName=planned["ChangeSetId"]
    )
    assert "second" not in json.dumps(plain["Changes"])
    assert changed(plain)["Topic"]["Details"][0]["Target"]["Name"] == "DisplayName"


def test_a_metadata_change_alone_is_a_change(aws: Aws) -> None:
    aws.deploy(TOPIC)
    template = json.loads(TOPIC)
    template["Resources"]["Topic"]["Metadata"] = {"Reasons": {}}
    topic = changed(aws.plan(json.dumps(template), "UPDATE"))["Topic"]
    assert topic["Scope"] == ["Metadata"]


def test_added_and_removed_values_have_their_own_kind(aws: Aws) -> None:
    tags = [{"Key": "a", "Value": "1"}, {"Key": "b", "Value": "2"}]
    topic = json.loads(TOPIC)["Resources"]["Topic"]
    topic["Properties"]["Tags"] = tags
    aws.deploy(edited(TOPIC, Topic=topic))
    topic["Properties"] = {"TopicName": {"Ref": "Name"}, "Tags": tags[:1]}
    details = changed(aws.plan(edited(TOPIC, Topic=topic), "UPDATE"))["Topic"][
        "Details"
    ]
    kinds = {d["Target"]["Path"]: d["Target"]["AttributeChangeType"] for d in details}
    assert kinds == {
        "/Properties/DisplayName": "Remove",
        "/Properties/Tags/1": "Remove",
    }


@pytest.mark.parametrize("change", ["nothing", "a deletion policy"])
def test_what_changes_nothing_fails_in_the_known_words(aws: Aws, change: str) -> None:
    aws.deploy(TOPIC)
    template = json.loads(TOPIC)
    if change != "nothing":
        template["Resources"]["Topic"]["DeletionPolicy"] = "Retain"
    planned = aws.plan(json.dumps(template), "UPDATE")
    assert planned["Status"] == "FAILED"
    assert planned["ExecutionStatus"] == "UNAVAILABLE"
    assert "didn't contain changes" in planned["StatusReason"]


def test_tags_alone_are_a_change_without_resources(aws: Aws) -> None:
    aws.deploy(TOPIC)
    tags = [{"Key": "CostCenter", "Value": "CC-1"}]
    planned = aws.plan(TOPIC, "UPDATE", Tags=tags)
    assert (planned["Status"], planned["Changes"]) == ("CREATE_COMPLETE", [])
    assert aws.deploy(TOPIC, "UPDATE", Tags=tags, ChangeSetName="go")["Tags"] == tags


def test_noecho_values_are_masked_and_their_change_is_seen(aws: Aws) -> None:
    aws.deploy(PIPELINE, Password="one")
    planned = aws.plan(PIPELINE, "UPDATE", Password="two")
    assert list(changed(planned)) == ["Secret"]
    shown = {p["ParameterKey"]: p["ParameterValue"] for p in planned["Parameters"]}
    assert shown["Password"] == "****"
