"""Our way of running cfn-lint finds what its own command finds."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from cfnlint.context.parameters import ParameterSet
from cfnlint.rules import Rules

from generator import lint
from generator.errors import UsageError
from generator.findings import Finding
from generator.lint import HOUSE_RULES, OURS, Linter, load_linter
from generator.render import render
from generator.templates.pipeline import pipeline
from tests.checkout import ROOT
from tests.linting import REGION, linter
from tests.templates.stack import buildspecs

TOPIC = "Resources:\n  AlertTopic:\n    Type: AWS::SNS::Topic\n"
BUCKET = "Resources:\n  ReportBucket:\n    Type: AWS::S3::Bucket\n"
BROKEN = {
    "not-yaml": "Resources: [",
    "not-a-template": "- one\n- two\n",
    "no-resources": "Description: nothing\n",
    "duplicate-key": f"{TOPIC}    Type: AWS::SQS::Queue\n",
    "unknown-type": TOPIC.replace("Topic\n", "Theme\n"),
    "unknown-property": f"{TOPIC}    Properties: {{Colour: red}}\n",
    "wrong-value": f"{BUCKET}    Properties: {{AccessControl: Everybody}}\n",
    "wrong-type": f"{TOPIC}    Properties: {{FifoTopic: [1]}}\n",
    "missing-property": TOPIC.replace("Topic\n", "Subscription\n"),
    "unknown-reference": f"{TOPIC}    Properties: {{TopicName: !Ref Nobody}}\n",
    "unknown-attribute": f"{TOPIC}Outputs: {{A: {{Value: !GetAtt AlertTopic.No}}}}\n",
    "circle": f"{TOPIC}    Properties: {{TopicName: !GetAtt AlertTopic.TopicName}}\n",
    "unused-parameter": f"Parameters:\n  Stage: {{Type: String}}\n{TOPIC}",
    "bad-default": "Parameters:\n  Stage: {Type: String, AllowedValues: [a], "
    f"Default: b}}\n{TOPIC}    Properties: {{TopicName: !Ref Stage}}\n",
    "constant-condition": "Conditions:\n  Never: !Equals [a, b]\n"
    f"{TOPIC}    Condition: Never\n",
    "informational": f"{BUCKET}    DeletionPolicy: Delete\n",
    "written-partition": TOPIC.replace("Topic\n", "Subscription\n")
    + "    Properties: {Protocol: sqs, TopicArn: 'arn:aws:sns:us-east-2:1:a'}\n",
    "ignored-by-its-metadata": f"{TOPIC}    Metadata: {{cfn-lint: {{config: "
    "{ignore_checks: [E3002]}}}\n    Properties: {Colour: red}\n",
    "too-large": f"{TOPIC}# {'x' * 1_000_000}\n",
}


@pytest.fixture(scope="module")
def templates(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The good template and the broken ones, as files."""
    folder = tmp_path_factory.mktemp("templates")
    good = render(pipeline(buildspecs()), source="generator/templates/pipeline")
    paths = {}
    for name, text in {"pipeline": good, **BROKEN}.items():
        paths[name] = folder / f"{name}.yaml"
        paths[name].write_text(text)
    return paths


@pytest.fixture(scope="module")
def said_by_the_command(templates: dict[str, Path]) -> dict[str, list[Finding]]:
    """What cfn-lint's own command says of each file, the house rules included."""
    configured = templates["pipeline"].with_name("cfnlintrc")
    configured.write_text(json.dumps({"configure_rules": OURS}))
    finished = subprocess.run(
        [
            *(str(Path(sys.executable).with_name("cfn-lint")), "--format", "json"),
            *("--include-checks", "I", "--append-rules", str(HOUSE_RULES)),
            *("--config-file", str(configured)),
            *("--regions", REGION, "--template", *map(str, templates.values())),
        ],
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
    )
    found: dict[str, list[Finding]] = {name: [] for name in templates}
    for each in json.loads(finished.stdout):
        path = Path(each["Filename"])
        found[path.stem].append(
            Finding(
                file=str(path),
                line=each["Location"]["Start"]["LineNumber"],
                rule=each["Rule"]["Id"],
                message=each["Message"],
                severity=each["Level"].lower(),
            )
        )
    return found


@pytest.mark.parametrize(
    "name", [pytest.param("pipeline", marks=pytest.mark.whole_way), *BROKEN]
)
def test_it_agrees_with_the_command_finding_for_finding(
    name: str,
    templates: dict[str, Path],
    said_by_the_command: dict[str, list[Finding]],
) -> None:
    path = templates[name]
    ours = linter().findings(path, shown_as=str(path))
    assert ours == sorted(said_by_the_command[name])


@pytest.mark.parametrize("name", BROKEN)
def test_the_broken_templates_are_broken(
    name: str, said_by_the_command: dict[str, list[Finding]]
) -> None:
    """Two linters that find nothing agree, too."""
    assert said_by_the_command[name]


@pytest.mark.whole_way
def test_the_pipeline_has_no_finding(templates: dict[str, Path]) -> None:
    assert linter().findings(templates["pipeline"], shown_as="pipeline.yaml") == []


def test_a_finding_is_shown_under_the_name_that_the_user_knows(
    templates: dict[str, Path],
) -> None:
    found = linter().findings(templates["unknown-type"], shown_as="out/a.yaml")
    assert {each.file for each in found} == {"out/a.yaml"}


def test_what_one_template_ignores_the_next_one_does_not(
    templates: dict[str, Path],
) -> None:
    linter().findings(templates["ignored-by-its-metadata"], shown_as="first")
    found = linter().findings(templates["unknown-property"], shown_as="second")
    assert "E3002" in {each.rule for each in found}


def test_given_values_take_the_place_of_defaults(tmp_path: Path) -> None:
    path = tmp_path / "template.yaml"
    path.write_text(
        "Parameters:\n  Days: {Type: Number, Default: 30}\nResources:\n"
        "  BuildLogGroup:\n    Type: AWS::Logs::LogGroup\n"
        "    Properties: {RetentionInDays: !Ref Days}\n"
    )

    year = ParameterSet(source=None, parameters={"Days": "365"})
    wrong = ParameterSet(source=None, parameters={"Days": "366"})
    without = linter().findings(path, shown_as="template")
    assert linter().findings(path, shown_as="template", parameters=[year]) == without
    found = linter().findings(path, shown_as="template", parameters=[wrong])
    (new,) = set(found) - set(without)
    assert "366" in new.message


def test_every_rule_of_cfn_lint_and_of_the_house_is_loaded() -> None:
    ids = set(linter().rules)
    house = Rules.create_from_directory(str(HOUSE_RULES))
    # cfn-lint 1.58 has 329.
    assert len(ids) > 300 + len(house)
    assert set(house) <= ids


def test_all_of_them_are_run(templates: dict[str, Path]) -> None:
    """Informational ones and the house's, too, and not only those that find."""
    linter().findings(templates["pipeline"], shown_as="pipeline.yaml")
    used = set(linter().rules.used_rules)
    assert {rule_id[0] for rule_id in used} >= {"E", "W", "I"}
    assert set(Rules.create_from_directory(str(HOUSE_RULES))) & used


def test_too_few_rules_are_an_error_and_not_a_clean_result(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(lint, "FEWEST_RULES", 10_000)
    with pytest.raises(RuntimeError, match="cfn-lint rules were loaded"):
        load_linter([REGION])


def test_a_run_without_rules_is_an_error_and_not_a_clean_result(
    templates: dict[str, Path],
) -> None:
    empty = Linter(rules=Rules(), regions=(REGION,))
    with pytest.raises(RuntimeError, match="ran no rule"):
        empty.findings(templates["pipeline"], shown_as="pipeline.yaml")


def test_a_region_that_nobody_knows_is_named_with_those_that_are() -> None:
    with pytest.raises(UsageError) as caught:
        load_linter([REGION, "us-east-9"])
    assert "us-east-9" in caught.value.message
    assert REGION in caught.value.hint
    assert caught.value.exit_code == 2


@pytest.mark.parametrize(
    "content", ["colours: [red]\n", "regions: [\n", "\xff"], ids=["key", "yaml", "text"]
)
def test_a_configuration_that_cfn_lint_refuses_is_the_users_to_mend(
    content: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / ".cfnlintrc").write_text(content, encoding="latin-1")
    monkeypatch.chdir(tmp_path)
    with pytest.raises(UsageError) as caught:
        load_linter([REGION])
    assert "configuration" in caught.value.message
    assert ".cfnlintrc" in caught.value.hint
