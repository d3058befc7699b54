import json
import string
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from generator.errors import GeneratorError, UsageError
from generator.findings import Finding
from generator.parameters import judge, select, validate, validation
from tests.parameters.small_project import SmallProject, small_project
from tests.parameters.test_nodes import anything

SERVICES = [("ledger", "ledger-"), ("refunds", "")]


@pytest.fixture(autouse=True)
def no_lint(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Lints are slow; `test_linting` runs them. Keeps whom a lint was asked for."""
    linted: list[str] = []

    def lint(files, templates, *, use_cache, progress):
        linted.extend(file.stack_name for file in files)
        return iter(())

    monkeypatch.setattr(validation, "lint", lint)
    return linted


@pytest.fixture
def good(small: SmallProject) -> SmallProject:
    for environment in ("dev", "prod"):
        for name, prefix in SERVICES:
            values = {"ServiceName": name, "NamePrefix": prefix}
            small.file(values, name=name, environment=environment)
    return small


def test_a_good_project_has_no_findings(good: SmallProject, no_lint: list[str]) -> None:
    assert validate(good.project) == []
    assert len(no_lint) == 4


def test_only_what_is_asked_for_is_reported_and_linted(
    good: SmallProject, no_lint: list[str]
) -> None:
    good.file({"NodeVersion": "1"}, name="odd", environment="prod")
    good.write("dev/bad.small.json", "{")
    params = good.project.params
    assert validate(good.project, [params / "dev" / "ledger.small.json"]) == []
    assert no_lint == ["ledger-small-dev"]
    found = validate(good.project, environments=["prod"])
    assert {finding.rule for finding in found} >= {"allowed-values", "name-clash"}


def test_mistakes_of_every_file_are_found_in_one_run(good: SmallProject) -> None:
    values = {"ServiceName": "ledger", "NamePrefix": "ledger-", "NodeVersion": "1"}
    good.file(values, name="ledger", environment="prod")
    good.write("dev/bad.small.json", "{")
    good.write("dev/worse.small.yaml", "[")
    found = validate(good.project)
    assert sorted({Path(f.file).name for f in found if f.severity == "error"}) == [
        "bad.small.json",
        "ledger.small.json",
        "worse.small.yaml",
    ]
    assert found == sorted(found)


def test_a_file_that_is_alone_and_unreadable_is_a_finding(small: SmallProject) -> None:
    bad = small.write("dev/bad.small.json", "{")
    (finding,) = validate(small.project, [bad])
    assert finding.file == str(bad)


def test_nothing_to_validate_is_refused(small: SmallProject) -> None:
    with pytest.raises(UsageError, match="No parameter file matches"):
        validate(small.project)


def test_what_was_selected_is_judged_as_it_was_read(good: SmallProject) -> None:
    chosen = select(good.project, service="ledger", environments=["dev"])
    good.file({"NodeVersion": "1"}, name="ledger")
    good.template("Resources: {}")
    assert judge(chosen.fleet, chosen.files) == []
    assert validate(good.project)


def test_a_file_with_a_secret_is_not_linted(
    good: SmallProject, no_lint: list[str]
) -> None:
    good.file({"AppPassword": "letmein", "ServiceName": "refunds"}, name="refunds")
    assert [finding.rule for finding in validate(good.project)] == ["secret"]
    assert "refunds-small-dev" not in no_lint


def test_one_mistake_is_told_once(
    good: SmallProject, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = good.file({"BuildTimeoutMinutes": "3"}, name="odd")
    lints = [
        Finding(str(file.path), 4, "W1030", "less than 5"),
        Finding(str(file.path), 3, "W1030", "another"),
    ]
    monkeypatch.setattr(validation, "lint", lambda *_, **__: iter(lints))
    found = validate(good.project, [file.path])
    assert {f.rule for f in found if f.line == 4} == {"range"}
    assert lints[1] in found


def test_a_wrong_default_is_told_once_for_all_files(good: SmallProject) -> None:
    toml = good.project.params / "environments.toml"
    good.environments(toml.read_text() + '[prod.parameters]\nNodeVersion = "1"\n')
    (finding,) = [f for f in validate(good.project) if f.rule == "allowed-values"]
    assert (finding.file, finding.line) == (str(toml), 12)


names = st.text(string.ascii_letters + ".-_ \u00e9", min_size=1, max_size=30)


@settings(
    deadline=None,
    max_examples=60,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(
    content=anything
    | st.fixed_dictionaries(
        {
            "Parameters": st.dictionaries(
                st.sampled_from(["NodeVersion", "SubnetIds", "TaskRoleArn", "X"]),
                anything | st.sampled_from(["arn:aws:iam", "{{resolve:ssm:a}}"]),
            ),
            "Tags": st.dictionaries(st.text(), st.text() | st.integers()),
        }
    ),
    name=names,
)
def test_whatever_is_in_a_file_it_is_told_in_sentences(
    tmp_path_factory: pytest.TempPathFactory, content: object, name: str
) -> None:
    small = small_project(tmp_path_factory.mktemp("any"))
    small.write(f"dev/{name}.small.json", json.dumps(content))
    try:
        for finding in validate(small.project):
            assert "\n" not in finding.message
    except GeneratorError as refusal:
        assert "\n" not in refusal.message
