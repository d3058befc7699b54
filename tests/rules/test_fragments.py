"""Each house rule explains itself with a template that it alone objects to."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from cfnlint.config import ConfigMixIn
from cfnlint.decode import decode_str
from cfnlint.rules import Rules
from cfnlint.runner.template import run_template_by_data

import generator.rules
from generator.lint import OURS
from generator.rules._house import HouseRule

FOLDER = Path(generator.rules.__file__).parent


def files() -> Iterator[Path]:
    return FOLDER.glob("[!_]*.py")


@pytest.fixture(scope="session")
def cfnlint_rules() -> Rules:
    rules = Rules.create_from_directory(ConfigMixIn().append_rules[0])
    assert len(rules) > 300
    return rules


@pytest.fixture(scope="session")
def found_in() -> Callable[[str, Rules], set[str]]:
    config = ConfigMixIn(regions=["us-east-2"], configure_rules=OURS)

    def ids(text: str, rules: Rules) -> set[str]:
        template, errors = decode_str(text)
        assert not errors, errors
        return {m.rule.id for m in run_template_by_data(template, config, rules)}

    return ids


def test_every_rule_file_holds_house_rules(house_rules: Rules) -> None:
    assert all(isinstance(rule, HouseRule) for rule in house_rules.values())
    # cfn-lint names the module after the file, and loads no two rules of one id.
    homes = {type(rule).__module__ for rule in house_rules.values()}
    assert homes == {path.stem for path in files()}


def test_a_rule_is_written_where_its_file_says(house_rule: HouseRule) -> None:
    # cfn-lint makes an object of each class it can name in a file: one that is
    # imported by name would be a rule of two files.
    source = (FOLDER / f"{type(house_rule).__module__}.py").read_text()
    assert f"class {type(house_rule).__name__}(" in source


def test_a_rule_says_what_why_and_where_from(house_rule: HouseRule) -> None:
    assert re.fullmatch(r"[EW]99\d{2}", house_rule.id)
    assert 10 < len(house_rule.shortdesc) <= 90
    assert not house_rule.shortdesc.endswith(".")
    assert house_rule.description.endswith(".")
    assert house_rule.source_url.startswith("https://docs.aws.amazon.com/")
    assert house_rule.tags[0] == "resources"
    assert len(house_rule.tags) == len(set(house_rule.tags)) >= 2
    assert all(re.fullmatch(r"[a-z0-9-]+", tag) for tag in house_rule.tags)
    # The rule about tags judges every type that can have them.
    assert house_rule.resource_types or "tags" in house_rule.tags
    assert all(name.startswith("AWS::") for name in house_rule.resource_types)
    assert all(re.fullmatch(r"\d+(\.\d+)+", number) for number in house_rule.pci)
    assert type(house_rule).__doc__


def test_the_bad_fragment_has_this_finding_alone(
    house_rule: HouseRule,
    house_rules: Rules,
    found_in: Callable[[str, Rules], set[str]],
) -> None:
    assert found_in(house_rule.bad, house_rules) == {house_rule.id}


def test_the_good_fragment_has_no_finding(
    house_rule: HouseRule,
    house_rules: Rules,
    found_in: Callable[[str, Rules], set[str]],
) -> None:
    assert found_in(house_rule.good, house_rules) == set()


def test_cfn_lint_has_nothing_against_the_good_fragment(
    house_rule: HouseRule,
    cfnlint_rules: Rules,
    found_in: Callable[[str, Rules], set[str]],
) -> None:
    assert found_in(house_rule.good, cfnlint_rules) == set()


def test_a_rule_sees_what_cfn_lint_does_not(
    house_rule: HouseRule,
    cfnlint_rules: Rules,
    found_in: Callable[[str, Rules], set[str]],
) -> None:
    assert found_in(house_rule.bad, cfnlint_rules) == set()
