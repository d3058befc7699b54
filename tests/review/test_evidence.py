from typing import Any, ClassVar

from generator.cloudformation.document import from_body
from generator.review.evidence import evidence
from generator.rules._house import HouseRule, house_rules
from tests.review.markdown_reader import read


class Watching(HouseRule):
    id = "W9999"
    pci: ClassVar[tuple[str, ...]] = ("7.2.1",)
    resource_types: ClassVar[tuple[str, ...]] = ("AWS::KMS::Key",)


def rows(**resources: Any) -> dict[str, dict[str, str]]:
    """The table's rows by requirement."""
    text = evidence(from_body({"Resources": resources}), [Watching()])
    (table,) = read(text).tables
    return {
        row[0].split()[0]: dict(zip(table[0], row, strict=True)) for row in table[1:]
    }


def key(**properties: Any) -> dict[str, Any]:
    return {"Type": "AWS::KMS::Key", "Properties": properties}


def test_a_rule_counts_for_the_requirement_that_its_own_is_part_of() -> None:
    found = rows(A=key(), B=key(), C={"Type": "AWS::SNS::Topic"})
    assert (found["7.2"]["Rules"], found["7.2"]["Checked"]) == ("W9999", "2")
    assert (found["3.7"]["Rules"], found["3.7"]["Checked"]) == ("", "")


def test_a_rule_that_judged_nothing_has_shown_nothing() -> None:
    text = evidence(
        from_body({"Resources": {"T": {"Type": "AWS::SNS::Topic"}}}), [Watching()]
    )
    assert "W9999" not in text


def test_what_a_template_shows_says_when() -> None:
    found = rows(K={**key(EnableKeyRotation=True), "Condition": "C"})
    assert found["3.7"]["This template shows"] == (
        "the key changes every year (K), when C holds"
    )
    assert rows(K=key())["3.7"]["This template shows"] == "nothing"


def test_every_requirement_says_what_remains_to_do() -> None:
    assert all(row["Yours to do"] for row in rows(K=key()).values())


def test_every_requirement_that_a_rule_names_is_on_the_page() -> None:
    shown = rows(K=key())
    named = {number for rule in house_rules().values() for number in rule.pci}
    assert named
    missing = {
        number
        for number in named
        if not any(f"{number}.".startswith(f"{row}.") for row in shown)
    }
    assert missing == set()
