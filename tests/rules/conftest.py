"""One house rule at a time against one template."""

from collections.abc import Callable
from pathlib import Path
from textwrap import dedent

import pytest
from cfnlint.decode import decode_str
from cfnlint.rules import Rules
from cfnlint.template import Template

import generator.rules

PRODUCTION = """\
Parameters:
  Stage: {Type: String}
  Given: {Type: String}
Conditions:
  IsProduction: !Equals [!Ref Stage, prod]
"""


@pytest.fixture(scope="session")
def house_rules() -> Rules:
    rules = Rules.create_from_directory(str(Path(generator.rules.__file__).parent))
    assert rules
    return rules


@pytest.fixture
def judge(house_rules: Rules) -> Callable[..., list[str]]:
    """What one rule says about a template, as `line: message`.

    `IsProduction`, and the parameters `Stage` and `Given`, are there for every
    template that does not bring its own.
    """

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
