"""The review in a terminal: what changed, then risks, then every resource."""

from dataclasses import replace

import pytest

from generator.deploy.plan.changes import Change
from generator.deploy.plan.inputs import InputChange
from generator.deploy.plan.review import review
from tests.deploy.plan.test_markdown import change, plan

LONGER = InputChange("LogRetentionDays", "30", "90")


def lines(*plans: object) -> list[str]:
    return [line.text for line in review(plans)]  # type: ignore[arg-type]


def test_what_changed_comes_first_then_risks_then_resources() -> None:
    changed = plan(change("T"), change("B", "Remove", "AWS::S3::Bucket"))
    found = lines(replace(changed, inputs=(LONGER,)))
    assert found[0].endswith("update: 1 to modify, 1 to remove, data of 1 at risk")
    assert found[1] == "  LogRetentionDays: 30 -> 90"
    assert found[2].startswith("  ! data-loss: B: ")
    order = [line[2] for line in found[2:-1] if line[2] != " "]
    assert order == ["!", "i", "~", "-"]


def test_what_is_replaced_is_counted_in_the_first_line() -> None:
    new = replace(change("T"), replacement="True")
    maybe = replace(change("U"), replacement="Conditional")
    (first, *_) = lines(plan(new, maybe))
    assert first.endswith("update: 2 to modify, 1 replaced, 1 possibly replaced")


def test_a_new_stack_has_its_permissions_in_short() -> None:
    grants = ("added: Allow s3:Get on r", "added: Allow s3:List on *")
    role = replace(change("R", "Add", "AWS::IAM::Role"), grants=grants)
    found = lines(replace(plan(role), type="CREATE"))
    assert "  ! permissions: R: 2 grants; added: Allow s3:List on *" in found
    assert "  i who may do what: templates_out/store.md" in found


@pytest.mark.parametrize("text", ["a\n::error::x", "a\rb", "\x1b[31mred", "x\u202ey"])
def test_a_line_is_one_line_whatever_is_in_a_value(text: str) -> None:
    def told(value: str) -> list[str]:
        properties = change("T").properties
        one = Change(value, value, value, "", "", "", "", (), properties, (value,))
        given = (InputChange(value, value, value),)
        return lines(replace(plan(one, stack=value), inputs=given, warnings=(value,)))

    assert len(told(text)) == len(told("plain"))
    assert all(line.isprintable() for line in told(text))
