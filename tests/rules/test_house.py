"""House rules within cfn-lint: loading, suppression, and their former ids."""

import subprocess
import sys
from pathlib import Path

import pytest
from cfnlint.config import ConfigMixIn
from cfnlint.decode import decode_str
from cfnlint.rules import Rules
from cfnlint.runner.template import run_template_by_data

import generator.rules

FOLDER = Path(generator.rules.__file__).parent


def cfn_lint(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    command = [str(Path(sys.executable).with_name("cfn-lint"))]
    return subprocess.run(
        [*command, *map(str, arguments)],
        capture_output=True,
        text=True,
        check=False,
        env={"PYTHONPATH": str(FOLDER.parent.parent), "PATH": ""},
    )


def suppressed(template: str, rule_id: str) -> str:
    """The template with the rule ignored in its one pipeline's metadata."""
    return template.replace(
        "    Properties:\n",
        f"    Metadata: {{cfn-lint: {{config: {{ignore_checks: [{rule_id}]}}}}}}\n"
        "    Properties:\n",
        1,
    )


def test_the_command_of_cfn_lint_loads_the_rules_and_honours_suppression(
    tmp_path: Path, house_rules: Rules
) -> None:
    rule = house_rules["E9901"]
    bad, ignored = tmp_path / "bad.yaml", tmp_path / "suppressed.yaml"
    bad.write_text(rule.bad)
    ignored.write_text(suppressed(rule.bad, "E9901"))

    shown = cfn_lint(
        "--append-rules", FOLDER, "--format", "parseable", "--", bad, ignored
    )

    findings = shown.stdout.splitlines()
    assert len(findings) == 1, shown
    assert findings[0].startswith(f"{bad}:")
    assert ":E9901:" in findings[0]
    assert shown.returncode == 2


def test_custom_rules_of_cfn_lint_stand_beside_ours(
    tmp_path: Path, house_rules: Rules
) -> None:
    bad, custom = tmp_path / "bad.yaml", tmp_path / "custom.txt"
    bad.write_text(house_rules["E9901"].bad)
    # cfn-lint numbers its lines: E9001, E9002.
    custom.write_text(
        'AWS::CodePipeline::Pipeline PipelineType == V1 ERROR "not V1"\n'
        'AWS::CodePipeline::Pipeline ExecutionMode == QUEUED ERROR "not queued"\n'
    )

    shown = cfn_lint(
        "--append-rules", FOLDER, "--custom-rules", custom,
        "--format", "parseable", "--", bad,
    )  # fmt: skip

    ids = [line.split(":")[5] for line in shown.stdout.splitlines()]
    assert ids == ["E9001", "E9901"], shown


def findings(text: str, rules: Rules, **config: object) -> set[str]:
    template, errors = decode_str(text)
    assert not errors, errors
    chosen = ConfigMixIn(regions=["us-east-2"], **config)
    return {m.rule.id for m in run_template_by_data(template, chosen, rules)}


@pytest.mark.parametrize("rule_id", ["E9901", "E9001"])
def test_either_id_of_a_rule_suppresses_it(house_rules: Rules, rule_id: str) -> None:
    bad = house_rules["E9901"].bad
    assert findings(bad, house_rules) == {"E9901"}
    assert findings(suppressed(bad, rule_id), house_rules) == set()
    assert findings(bad, house_rules, ignore_checks=[rule_id]) == set()
    whole = f"Metadata: {{cfn-lint: {{config: {{ignore_checks: [{rule_id}]}}}}}}\n"
    assert findings(whole + bad, house_rules) == set()


def test_the_former_id_of_another_rule_suppresses_nothing(house_rules: Rules) -> None:
    bad = house_rules["E9901"].bad
    for other in ("E9002", "W9001"):
        assert findings(suppressed(bad, other), house_rules) == {"E9901"}
        assert findings(bad, house_rules, ignore_checks=[other]) == {"E9901"}


def test_no_former_id_is_the_id_of_a_rule(house_rules: Rules) -> None:
    former = {rule.former_id for rule in house_rules.values()}
    assert len(former) == len(house_rules)
    assert not former & house_rules.keys()
