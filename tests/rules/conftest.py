"""One house rule at a time against one template."""

from collections.abc import Callable
from pathlib import Path
from textwrap import dedent
from typing import Any

import pytest
from cfnlint.decode import decode_str
from cfnlint.rules import Rules
from cfnlint.template import Template

import generator.rules
from generator.lint import OURS

PRODUCTION = """\
Parameters:
  Stage: {Type: String}
  Given: {Type: String}
Conditions:
  IsProduction: !Equals [!Ref Stage, prod]
"""


def load() -> Rules:
    rules = Rules.create_from_directory(str(Path(generator.rules.__file__).parent))
    assert rules
    return rules


def configure(rules: Rules) -> None:
    """As `build` does; a run of cfn-lint has left its own configuration behind."""
    for rule, settings in OURS.items():
        rules[rule].configure(settings)


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Run a test that asks for a `house_rule` once for each there is."""
    if "house_rule" in metafunc.fixturenames:
        rules = load().values()
        metafunc.parametrize("house_rule", rules, ids=lambda rule: rule.id)


@pytest.fixture(scope="session")
def house_rules() -> Rules:
    return load()


@pytest.fixture
def judge(house_rules: Rules) -> Callable[..., list[str]]:
    """What one rule says about a template, as `line: message`.

    `IsProduction`, and the parameters `Stage` and `Given`, are there for every
    template that does not bring its own.
    """

    configure(house_rules)

    def found(rule_id: str, text: str) -> list[str]:
        body = dedent(text)
        if "Parameters:" not in body:
            body += PRODUCTION
        template, errors = decode_str(body)
        assert not errors, errors
        cfn = Template("template.yaml", template, ["us-east-2"])
        matches = house_rules[rule_id].matchall("template.yaml", cfn)
        return [f"{match.linenumber}: {match.message}" for match in matches]

    return found


@pytest.fixture
def ids(house_rules: Rules) -> Callable[[str, Callable[[Any], None]], set[str]]:
    """The rules that object to a template after a change of its resources."""

    configure(house_rules)

    def found(text: str, change: Callable[[Any], None]) -> set[str]:
        template, errors = decode_str(text)
        assert not errors
        change({name: r.get("Properties") for name, r in template["Resources"].items()})
        cfn = Template("pipeline.yaml", template, ["us-east-2"])
        # What the metadata of a resource answers for is not reported.
        answered = cfn.get_directives()
        return {
            match.rule.id
            for rule in house_rules.values()
            for match in rule.matchall("", cfn)
            if match.path[1] not in answered.get(rule.id, [])
        }

    return found
