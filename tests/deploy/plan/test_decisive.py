"""Of a new resource a person sees what a decision hangs on."""

import json
import tomllib
from dataclasses import replace
from importlib.resources import files

import pytest
from cfnlint.schema import PROVIDER_SCHEMA_MANAGER

from generator.deploy.mask import Mask
from generator.deploy.plan.changes import Change, read_changes
from generator.deploy.plan.decisive import decisive
from generator.deploy.plan.markdown import markdown
from generator.deploy.plan.review import review
from tests.deploy.plan.test_changes import raw
from tests.deploy.plan.test_markdown import plan

TABLE = tomllib.loads((files("generator.deploy.plan") / "decisive.toml").read_text())
OPEN = "{{changeSet:KNOWN_AFTER_APPLY}}"
QUEUE = {
    "QueueName": "orders",
    "DelaySeconds": 3,
    "KmsMasterKeyId": OPEN,
    "SqsManagedSseEnabled": False,
}


def added(
    properties: object, kind: str = "AWS::SQS::Queue", mask: Mask | None = None
) -> Change:
    context = json.dumps({"Properties": properties})
    answer = raw(
        Action="Add",
        LogicalResourceId="New",
        ResourceType=kind,
        AfterContext=context,
    )
    (change,) = read_changes([answer], mask or Mask())
    return change


def told(change: Change, kind: str = "UPDATE") -> list[str]:
    found = review([replace(plan(change), type=kind)])
    return [line.text.strip() for line in found if line.text.startswith("      ")]


def test_what_a_decision_hangs_on_is_told_and_nothing_else() -> None:
    assert told(added(QUEUE)) == [
        "QueueName: orders",
        "SqsManagedSseEnabled: false",
        "KmsMasterKeyId: (known after deployment)",
    ]
    assert told(added({"A": "b"}, "AWS::Custom::Thing")) == []


def test_a_request_reads_the_same() -> None:
    text = markdown([plan(added(QUEUE))])
    assert "- **Add** `New` AWS::SQS::Queue\n  - `QueueName`: `orders`\n" in text
    assert "  - `KmsMasterKeyId`: `(known after deployment)`\n" in text
    assert "DelaySeconds" not in text


def test_a_place_in_a_list_is_found() -> None:
    default = {"SSEAlgorithm": "aws:kms"}
    rules = [{"ServerSideEncryptionByDefault": default}]
    encryption = {"ServerSideEncryptionConfiguration": rules}
    (line,) = told(added({"BucketEncryption": encryption}, "AWS::S3::Bucket"))
    assert line.endswith(
        '/0/ServerSideEncryptionByDefault: {"SSEAlgorithm": "aws:kms"}'
    )


def test_no_rule_of_a_list_is_cut_off() -> None:
    rules = [{"CidrIp": "10.0.0.0/8", "Description": "x" * 250} for _ in range(3)]
    rules.append({"CidrIp": "0.0.0.0/0"})
    lines = told(added({"SecurityGroupIngress": rules}, "AWS::EC2::SecurityGroup"))
    assert lines[-1] == 'SecurityGroupIngress/3: {"CidrIp": "0.0.0.0/0"}'
    assert len(lines) == 4


def test_secrets_are_masked() -> None:
    mask = Mask(("hunter2",), paths=frozenset({("New", "/Properties/KmsMasterKeyId")}))
    properties = {"QueueName": "q-hunter2", "KmsMasterKeyId": "plain"}
    assert told(added(properties, mask=mask)) == [
        "QueueName: q-****",
        "KmsMasterKeyId: ****",
    ]


def test_a_new_stack_keeps_its_few_lines() -> None:
    change = added(QUEUE)
    assert change.properties
    assert told(change, "CREATE") == []
    assert "QueueName" not in markdown([replace(plan(change), type="CREATE")])


@pytest.mark.parametrize("kind", TABLE)
def test_every_path_is_one_of_the_type(kind: str) -> None:
    schema = PROVIDER_SCHEMA_MANAGER.get_resource_schema("eu-central-1", kind).schema
    assert decisive(kind)
    for path in decisive(kind):
        node = schema
        for step in path.split("/"):
            node = (
                schema["definitions"][ref.rpartition("/")[2]]
                if (ref := node.get("$ref"))
                else node
            )
            node = node["items"] if step.isdigit() else node["properties"][step]
