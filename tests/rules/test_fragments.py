"""Each house rule explains itself with a template that it alone objects to."""

import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from cfnlint.config import ConfigMixIn
from cfnlint.decode import decode_str
from cfnlint.rules import Rules
from cfnlint.runner.template import run_template_by_data

import generator.rules
from generator.rules._house import HouseRule

FOLDER = Path(generator.rules.__file__).parent
# Read from the files, so that a new rule is covered without a word here.
RULES: list[HouseRule] = [
    rule
    for rule in Rules.create_from_directory(str(FOLDER)).values()
    if isinstance(rule, HouseRule)
]
each_rule = pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)


def files() -> Iterator[Path]:
    return FOLDER.glob("[!_]*.py")


@pytest.fixture(scope="session")
def cfnlint_rules() -> Rules:
    rules = Rules.create_from_directory(ConfigMixIn().append_rules[0])
    assert len(rules) > 300
    return rules


@pytest.fixture(scope="session")
def found_in() -> Callable[[str, Rules], set[str]]:
    config = ConfigMixIn(regions=["us-east-2"])

    def ids(text: str, rules: Rules) -> set[str]:
        template, errors = decode_str(text)
        assert not errors, errors
        return {m.rule.id for m in run_template_by_data(template, config, rules)}

    return ids


def test_every_rule_file_holds_one_house_rule() -> None:
    # cfn-lint names the module after the file.
    homes = [type(rule).__module__ for rule in RULES]
    assert sorted(homes) == sorted(path.stem for path in files())


@each_rule
def test_the_file_is_named_for_the_class(rule: HouseRule) -> None:
    words = re.findall(r"[A-Z][a-z0-9]*", type(rule).__name__)
    assert type(rule).__module__ == "_".join(words).lower()


def test_ids_are_unique() -> None:
    # cfn-lint itself refuses a second rule of one id only while it loads a folder.
    ids = re.findall(
        r'^    id = "(\w+)"', "".join(path.read_text() for path in files()), re.M
    )
    assert sorted(ids) == sorted({rule.id for rule in RULES})


@each_rule
def test_a_rule_says_what_why_and_where_from(rule: HouseRule) -> None:
    assert re.fullmatch(r"[EW]9\d{3}", rule.id)
    assert 10 < len(rule.shortdesc) <= 90
    assert not rule.shortdesc.endswith(".")
    assert rule.description.endswith(".")
    assert rule.source_url.startswith("https://docs.aws.amazon.com/")
    assert rule.tags[0] == "resources"
    assert len(rule.tags) == len(set(rule.tags)) >= 2
    assert all(re.fullmatch(r"[a-z0-9-]+", tag) for tag in rule.tags)
    # The rule about tags judges every type that can have them.
    assert rule.resource_types or "tags" in rule.tags
    assert all(name.startswith("AWS::") for name in rule.resource_types)
    assert all(re.fullmatch(r"\d+(\.\d+)+", number) for number in rule.pci)
    assert type(rule).__doc__


@each_rule
def test_the_bad_fragment_has_this_finding_alone(
    rule: HouseRule, house_rules: Rules, found_in: Callable[[str, Rules], set[str]]
) -> None:
    assert found_in(rule.bad, house_rules) == {rule.id}


@each_rule
def test_the_good_fragment_has_no_finding(
    rule: HouseRule, house_rules: Rules, found_in: Callable[[str, Rules], set[str]]
) -> None:
    assert found_in(rule.good, house_rules) == set()


@each_rule
def test_cfn_lint_has_nothing_against_the_good_fragment(
    rule: HouseRule, cfnlint_rules: Rules, found_in: Callable[[str, Rules], set[str]]
) -> None:
    assert found_in(rule.good, cfnlint_rules) == set()


@each_rule
def test_a_rule_sees_what_cfn_lint_does_not(
    rule: HouseRule, cfnlint_rules: Rules, found_in: Callable[[str, Rules], set[str]]
) -> None:
    assert found_in(rule.bad, cfnlint_rules) == set()


def cfn_lint(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    command = [str(Path(sys.executable).with_name("cfn-lint"))]
    return subprocess.run(
        [*command, *map(str, arguments)],
        capture_output=True,
        text=True,
        check=False,
        env={"PYTHONPATH": str(FOLDER.parent.parent), "PATH": ""},
    )


def test_the_command_of_cfn_lint_loads_the_rules_and_honours_suppression(
    tmp_path: Path,
) -> None:
    [rule] = [rule for rule in RULES if rule.id == "E9001"]
    ignored = rule.bad.replace(
        "    Properties:\n",
        "    Metadata: {cfn-lint: {config: {ignore_checks: [E9001]}}}\n"
        "    Properties:\n",
        1,
    )
    bad, suppressed = tmp_path / "bad.yaml", tmp_path / "suppressed.yaml"
    bad.write_text(rule.bad)
    suppressed.write_text(ignored)

    shown = cfn_lint(
        "--append-rules", FOLDER, "--format", "parseable", "--", bad, suppressed
    )

    findings = shown.stdout.splitlines()
    assert len(findings) == 1, shown
    assert findings[0].startswith(f"{bad}:")
    assert ":E9001:" in findings[0]
    assert shown.returncode == 2
