"""A stack that is there stays what it is when the template is renewed.

`tests/fixtures/live-stacks/` has what three stacks were made of by the first
template: their parameters, and of each resource what cannot be changed in
place. The files are never made again: a stack's names do not change either.
"""

import json
from pathlib import Path
from typing import Any

import pytest
from cfnlint.schema.manager import PROVIDER_SCHEMA_MANAGER

from tests.checkout import ROOT
from tests.templates.stack import COMMERCIAL, Stack, stack

FILES = sorted((ROOT / "tests" / "fixtures" / "live-stacks").glob("*.json"))
# What was given up on purpose: it holds nothing, and nothing is named after it.
# The approval tells of itself, with what no event carries.
GIVEN_UP = {"ApprovalRule"}
each_stack = pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)


def live(path: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(path.read_text())
    kept = {n: r for n, r in found["Resources"].items() if n not in GIVEN_UP}
    return {**found, "Resources": kept}


def renewed(before: dict[str, Any]) -> Stack:
    """The stack under the template of today, with the values it has."""
    pseudo = {**COMMERCIAL, "AWS::AccountId": before["AccountId"]}
    return stack(before["Parameters"], pseudo=pseudo)


def fixed(resource: dict[str, Any]) -> dict[str, Any]:
    """What of a resource makes a new one when it changes.

    Resource provider schemas, createOnlyProperties and
    conditionalCreateOnlyProperties: all that we use are at the top.
    """
    schema = PROVIDER_SCHEMA_MANAGER.get_resource_schema(
        "us-east-2", resource["Type"]
    ).schema
    paths = [
        path.split("/")[2]
        for key in ("createOnlyProperties", "conditionalCreateOnlyProperties")
        for path in schema.get(key) or []
    ]
    properties = resource.get("Properties", {})
    return {key: properties[key] for key in paths if key in properties}


def test_there_are_three_stacks_to_hold_it_against() -> None:
    assert [path.stem for path in FILES] == ["dev", "prod", "staging"]


def test_what_was_given_up_is_gone() -> None:
    assert not GIVEN_UP & stack().resources.keys()


@each_stack
def test_no_resource_is_lost_renamed_or_of_another_type(path: Path) -> None:
    before = live(path)
    now = renewed(before).resources
    types = {name: each["Type"] for name, each in before["Resources"].items()}
    assert {name: now[name]["Type"] for name in types if name in now} == types


@each_stack
def test_no_resource_is_replaced(path: Path) -> None:
    before = live(path)
    now = renewed(before).resources
    for name, resource in before["Resources"].items():
        assert fixed(now[name]) == resource["Properties"], name


@each_stack
def test_what_is_retained_stays_retained(path: Path) -> None:
    """For what is there already, RetainExceptOnCreate is Retain.

    It differs only in the operation that created the resource, and for a live
    stack that is over. What had another policy keeps exactly that.
    """
    before = live(path)
    now = renewed(before).resources
    key, same = "DeletionPolicy", {"RetainExceptOnCreate": "Retain"}
    kept = {n: r[key] for n, r in before["Resources"].items() if key in r}
    assert {n: same.get(now[n][key], now[n][key]) for n in kept} == kept
    assert "ArtifactBucket" in kept
