"""What loses data is stopped, certain and possible replacements are told apart."""

from typing import Any

import pytest

from generator.cloudformation.document import from_body
from generator.deploy.mask import Mask
from generator.deploy.plan.changes import read_changes
from generator.deploy.plan.inputs import InputChange
from generator.deploy.plan.risk import Risk, replaces, risks, stateful_types, unallowed

BUCKET, TOPIC = "AWS::S3::Bucket", "AWS::SNS::Topic"


def found(kind: str, **fields: Any) -> tuple[Risk, ...]:
    change = {"LogicalResourceId": "R", "ResourceType": kind, **fields}
    return risks(read_changes([{"ResourceChange": change}], Mask()))


@pytest.mark.parametrize(
    ("kind", "fields", "expected"),
    [
        (BUCKET, {"Action": "Remove", "PolicyAction": "Delete"},
         ("data-loss", "--allow-delete")),
        (BUCKET, {"Action": "Remove"}, ("data-loss", "--allow-delete")),
        (BUCKET, {"Action": "Remove", "PolicyAction": "Retain"}, ("deletion", "")),
        (TOPIC, {"Action": "Remove", "PolicyAction": "Delete"}, ("deletion", "")),
        (BUCKET, {"Action": "Modify", "Replacement": "True"},
         ("data-loss", "--allow-replace")),
        (BUCKET, {"Action": "Modify", "Replacement": "Conditional"},
         ("data-loss", "--allow-replace")),
        (BUCKET, {"Action": "Modify", "PolicyAction": "ReplaceAndDelete"},
         ("data-loss", "--allow-replace")),
        (BUCKET, {"Action": "Modify", "Replacement": "True",
                  "PolicyAction": "ReplaceAndRetain"}, ("replacement", "")),
        (BUCKET, {"Action": "Modify", "Replacement": "True",
                  "PolicyAction": "ReplaceAndSnapshot"}, ("replacement", "")),
        (TOPIC, {"Action": "Modify", "Replacement": "True"}, ("replacement", "")),
        (TOPIC, {"Action": "Import"}, ("attention", "")),
        (TOPIC, {"Action": "SyncWithActual"}, ("attention", "")),
        (TOPIC, {"Action": "Invented"}, ("attention", "")),
        (TOPIC, {"Action": "Modify", "ResourceDriftStatus": "MODIFIED"},
         ("attention", "")),
        ("AWS::ECR::Repository", {"Action": "Remove"}, ("data-loss", "--allow-delete")),
    ],
)  # fmt: skip
def test_each_kind_of_risk(
    kind: str, fields: dict[str, Any], expected: tuple[str, str]
) -> None:
    (risk,) = found(kind, **fields)
    assert (risk.kind, risk.allow) == expected


@pytest.mark.parametrize(
    "fields",
    [
        {"Action": "Add"},
        {"Action": "Add", "Replacement": "True"},
        {"Action": "Modify", "Replacement": "False"},
        {"Action": "Modify", "ResourceDriftStatus": "IN_SYNC"},
    ],
)
def test_ordinary_changes_are_no_risk(fields: dict[str, Any]) -> None:
    assert found(BUCKET, **fields) == ()


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"Action": "Modify", "Replacement": "True"}, "certainly"),
        ({"Action": "Modify", "PolicyAction": "ReplaceAndRetain"}, "certainly"),
        ({"Action": "Modify", "Replacement": "Conditional"}, "possibly"),
        ({"Action": "Dynamic"}, "possibly"),
        ({"Action": "Modify", "Replacement": "False"}, "no"),
        (
            {
                "Action": "Modify",
                "Details": [
                    {
                        "Target": {
                            "Path": "/P",
                            "RequiresRecreation": "Always",
                            "AfterValue": "{{changeSet:KNOWN_AFTER_APPLY}}",
                        }
                    }
                ],
            },
            "possibly",
        ),
    ],
)
def test_certain_and_possible_replacements_are_told_apart(
    fields: dict[str, Any], expected: str
) -> None:
    change = {"LogicalResourceId": "R", "ResourceType": TOPIC, **fields}
    (one,) = read_changes([{"ResourceChange": change}], Mask())
    assert replaces(one) == expected


def test_a_replacement_names_the_property_that_causes_it() -> None:
    (risk,) = found(
        TOPIC,
        Action="Modify",
        Replacement="True",
        Details=[
            {"Target": {"Path": "/Properties/Name", "RequiresRecreation": "Always"}}
        ],
    )
    assert risk.text == "AWS::SNS::Topic is certainly replaced by Name"


def test_the_gate_opens_for_the_named_resource_and_the_named_loss_only() -> None:
    risk = found(BUCKET, Action="Remove")
    assert unallowed(risk, ["R"], ["Other"], []) == list(risk)
    assert unallowed(risk, [], ["R"], []) == []


CHANGES = from_body(
    {
        "Parameters": {"Name": {"Type": "String"}, "Mail": {"Type": "String"}},
        "Metadata": {
            "BreakingChanges": {"Name": "it moves", "Key": {"none": "it is gone"}},
            "NotedChanges": {"Mail": "it asks anew"},
        },
    }
)


def test_what_a_template_says_of_a_parameters_change_is_a_risk() -> None:
    inputs = [InputChange(name, "a", "b") for name in ("Mail", "Name", "tag Name")]
    breaks, noted = risks([], inputs, CHANGES)
    assert (breaks.kind, breaks.logical_id, breaks.text) == (
        "interruption",
        "Name",
        "it moves",
    )
    assert (noted.kind, noted.text, noted.allow) == ("attention", "it asks anew", "")
    assert unallowed([breaks, noted], [], [], []) == [breaks]
    assert unallowed([breaks, noted], ["Name"], ["Name"], []) == [breaks]
    assert unallowed([breaks, noted], [], [], ["Name"]) == []


@pytest.mark.parametrize(("after", "texts"), [("none", ["it is gone"]), ("a", [])])
def test_one_new_value_of_a_parameter_can_be_the_risk(
    after: str, texts: list[str]
) -> None:
    found = risks([], [InputChange("Key", "b", after)], CHANGES)
    assert [risk.text for risk in found] == texts


def test_stateful_types_come_from_cfn_lint_and_are_completed() -> None:
    types = stateful_types()
    assert {"AWS::RDS::DBInstance", "AWS::KMS::Key", "AWS::Logs::LogGroup"} <= types
    assert "AWS::ECR::Repository" in types


def test_the_worst_comes_first() -> None:
    changes = [
        {"LogicalResourceId": "A", "ResourceType": TOPIC, "Action": "Remove"},
        {"LogicalResourceId": "B", "ResourceType": BUCKET, "Action": "Remove"},
        {"LogicalResourceId": "C", "ResourceType": TOPIC, "Action": "Import"},
    ]
    kinds = [
        risk.kind
        for risk in risks(
            read_changes([{"ResourceChange": c} for c in changes], Mask())
        )
    ]
    assert kinds == ["data-loss", "deletion", "attention"]


@pytest.mark.parametrize(
    ("fields", "stopped"),
    [
        ({"Action": "Modify", "Scope": ["Properties"]}, True),
        ({"Action": "Modify", "Scope": ["Tags"]}, True),
        ({"Action": "SyncWithActual"}, True),
        ({"Action": "Dynamic", "Scope": ["Properties"]}, True),
        # Nothing of these is sent to the service.
        ({"Action": "Modify", "Scope": ["Metadata"]}, False),
        ({"Action": "Modify", "Scope": ["DeletionPolicy"]}, False),
        ({"Action": "Add"}, False),
        ({"Action": "Import"}, False),
    ],
    ids=str,
)
def test_an_update_that_undoes_a_deployment_is_stopped(
    fields: dict[str, Any], stopped: bool
) -> None:
    template = from_body({"Metadata": {"ChangedByDeployments": {"R": "blue again"}}})
    change = {"LogicalResourceId": "R", "ResourceType": TOPIC, **fields}
    found = risks(read_changes([{"ResourceChange": change}], Mask()), (), template)
    halted = unallowed(found, [], [], [])
    assert [one.text for one in halted] == (["blue again"] if stopped else [])
    assert unallowed(found, [], [], ["R"]) == []
