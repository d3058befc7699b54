"""The review in a terminal: what changed, then risks, then every resource."""

from dataclasses import replace

import pytest

from generator.deploy.plan.changes import Change
from generator.deploy.plan.inputs import InputChange
from generator.deploy.plan.planfile import StackPlan
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


def test_grants_that_stay_within_what_is_named_are_one_line() -> None:
    plain = ("added: Allow s3:Get on r", "added: Allow s3:Put on r")
    roles = [
        replace(change(name, "Add", "AWS::IAM::Role"), grants=plain) for name in "QR"
    ]
    found = lines(replace(plan(*roles), type="CREATE"))
    (told,) = [line for line in found if "permissions" in line]
    assert told == (
        "  ! permissions: 2 more resources: 4 grants, none on everything or to others"
    )
    (told,) = [
        line
        for line in lines(replace(plan(roles[0]), type="CREATE"))
        if "permissions" in line
    ]
    assert told.startswith("  ! permissions: Q: 2 grants, none")


@pytest.mark.parametrize("text", ["a\n::error::x", "a\rb", "\x1b[31mred", "x\u202ey"])
def test_a_line_is_one_line_whatever_is_in_a_value(text: str) -> None:
    def told(value: str) -> list[str]:
        properties = change("T").properties
        one = Change(value, value, value, "", "", "", "", (), properties, (value,))
        given = (InputChange(value, value, value),)
        return lines(replace(plan(one, stack=value), inputs=given, warnings=(value,)))

    assert len(told(text)) == len(told("plain"))
    assert all(line.isprintable() for line in told(text))


def many(number: int) -> list[StackPlan]:
    one = plan(change("T"), change("B", "Remove", "AWS::S3::Bucket"))
    return [
        replace(
            one,
            stack=f"s{index}-store-prod",
            parameter_file=f"params/prod/s{index}.store.json",
            change_set_id=f"arn:{index}",
        )
        for index in range(number)
    ]


def test_stacks_that_differ_in_their_names_are_told_once() -> None:
    found = lines(*many(30))
    assert found[0] == "30 stacks: 30 to update, data of 30 at risk"
    assert sum("~ T" in line for line in found) == 1
    assert found[-1].startswith("  29 more like this: s1-store-prod, s2-store-prod")


def test_what_differs_in_more_than_names_is_told_for_itself() -> None:
    *alike, other = many(4)
    found = lines(*alike, replace(other, changes=other.changes[:1]))
    assert sum("~ T" in line for line in found) == 2
    assert sum("like this" in line for line in found) == 1


def test_many_grants_are_counted_and_those_that_matter_told() -> None:
    plain = tuple(f"added: Allow s3:Get on r{number}" for number in range(5))
    wide = (
        "added: Allow s3:List on *",
        "added: Allow s3:Put on r to arn:aws:iam::999988887777:root",
        "removed: Deny s3:Put on r",
        "widened: Allow s3:Get on s",
    )
    role = replace(change("R", "Modify", "AWS::IAM::Role"), grants=plain + wide)
    (told,) = (line for line in lines(plan(role)) if "permissions: R" in line)
    assert told == "  ! permissions: R: 9 grants; " + "; ".join(sorted(wide))


def test_of_many_properties_those_that_replace_are_told_first() -> None:
    (known,) = change("T").properties
    properties = tuple(
        replace(known, path=f"/Properties/P{number}", recreation=recreation)
        for number, recreation in enumerate(["Never"] * 12 + ["Always"])
    )
    found = lines(plan(replace(change("T"), properties=properties)))
    told = [line.strip() for line in found if line.startswith("      ")]
    assert told[0].startswith("P12: ")
    assert told[-1] == "and 5 more properties: see --markdown or --format json"
