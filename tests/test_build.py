"""Products, findings, changes, files: each step hands on a value."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest
from troposphere import Ref, Tags, Template, codedeploy

from generator.build import (
    LARGEST_BODY,
    LARGEST_OBJECT,
    Change,
    Product,
    begin_parameter_findings,
    changes,
    lint_findings,
    made_products,
    parameter_findings,
    products,
    write,
)
from generator.buildspecs import Buildspecs
from generator.errors import GeneratorError
from generator.findings import Finding
from generator.lint_cache import LintCache
from generator.project import Project
from generator.templates import TEMPLATES, Maker
from tests.checkout import ROOT

REGIONS = ("us-east-2",)
OFF = LintCache(folder=Path("nowhere"), linter_state=None)
NO_BUILDSPECS = Buildspecs(Path("nowhere"), {})


def application(buildspecs: Buildspecs, **properties: Any) -> Template:
    """A template in which no rule finds anything."""
    template = Template()
    template.add_resource(
        codedeploy.Application(
            "Application",
            ComputePlatform="ECS",
            Tags=Tags(Environment="dev", Project="ledger", CostCenter="4711"),
            **properties,
        )
    )
    return template


def wrong(buildspecs: Buildspecs) -> Template:
    return application(buildspecs, ApplicationName=Ref("Nobody"))


def of_size(size: int) -> Maker:
    """A template whose text has that many bytes."""

    def make(buildspecs: Buildspecs) -> Template:
        template = application(buildspecs)
        template.set_metadata({"Padding": padding})
        return template

    padding = "x"
    made = products(NO_BUILDSPECS, OFF, [Maker("sized", make)])[0]
    padding = "x" * (1 + size - len(made.text.encode()))
    return Maker("sized", make)


@pytest.fixture
def project(tmp_path: Path) -> Project:
    """A checkout that has the buildspecs, and nothing made yet."""
    folder = tmp_path / "buildspecs"
    folder.mkdir()
    for path in (ROOT / "buildspecs").glob("*.yml"):
        (folder / path.name).write_bytes(path.read_bytes())
    return Project(tmp_path)


def judged(
    project: Project, *makers: Maker, cache: LintCache = OFF
) -> tuple[list[Product], list[Finding]]:
    made, findings = made_products(project, project.templates_out, cache, makers)
    findings += lint_findings(made, project.templates_out, REGIONS, cache)
    return made, findings


def test_setup_cfg_says_which_templates_are_made(project: Project) -> None:
    makers = [Maker(name, application) for name in ("alerts", "audit")]
    (project.root / "setup.cfg").write_text("[generator]\ntemplates = audit\n")
    made, _ = made_products(project, project.templates_out, OFF, makers)
    assert {each.name.partition(".")[0] for each in made} == {"audit"}
    (project.root / "setup.cfg").write_text("[generator]\ntemplates = audti\n")
    with pytest.raises(GeneratorError, match="'audti', which nothing makes") as caught:
        made_products(project, project.templates_out, OFF, makers)
    assert "alerts, audit" in caught.value.hint


class NoLinter:
    """Whoever lints anyway fails."""

    def __init__(self, regions: Sequence[str]) -> None:
        pytest.fail("linted what was known to be clean")


@pytest.fixture
def unlinted(monkeypatch: pytest.MonkeyPatch) -> Iterator[LintCache]:
    """A cache that knows everything, and no linter."""

    class Knowing(LintCache):
        def knows_clean(self, *inputs: str) -> bool:
            return True

    monkeypatch.setattr("generator.lint.load_linter", NoLinter)
    yield Knowing(folder=Path("nowhere"), linter_state=None)


# --- products


def test_a_product_is_named_for_its_maker_and_says_where_it_comes_from() -> None:
    made = products(NO_BUILDSPECS, OFF, [Maker("alerts", application)])[0]
    assert made.name == "alerts.yaml"
    assert "generator/templates/alerts" in made.text.splitlines()[0]
    assert "Application" in made.text


def test_a_page_and_a_schema_go_with_each_template() -> None:
    makers = [Maker("first", application), Maker("second", application)]
    made = products(NO_BUILDSPECS, OFF, makers)
    assert [each.name for each in made] == [
        *("first.yaml", "first.md", "first.params.schema.json"),
        *("second.yaml", "second.md", "second.params.schema.json"),
    ]


def test_a_page_is_made_once_for_a_text(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    cache = LintCache(folder=tmp_path, linter_state="1")
    makers = [Maker("alerts", application)]
    first = products(NO_BUILDSPECS, cache, makers)
    monkeypatch.setattr("generator.review.page", lambda *_: pytest.fail("made again"))
    assert products(NO_BUILDSPECS, cache, makers) == first


def test_two_makers_of_one_file_are_an_error_that_names_it() -> None:
    with pytest.raises(GeneratorError) as caught:
        makers = [Maker("alerts", application), Maker("alerts", wrong)]
        products(NO_BUILDSPECS, OFF, makers)
    assert "alerts.yaml" in caught.value.message
    assert "generator/templates/__init__.py" in caught.value.message
    assert caught.value.hint
    assert caught.value.exit_code == 1


def test_the_committed_templates_have_names_of_their_own() -> None:
    names = [maker.name for maker in TEMPLATES]
    assert len(set(names)) == len(names)
    assert "pipeline" in names


# --- findings


def test_a_wrong_template_has_findings_under_its_own_path(project: Project) -> None:
    made, findings = judged(project, Maker("alerts", wrong))
    assert made[0].name == "alerts.yaml"
    assert {each.file for each in findings} == {
        str(project.templates_out / "alerts.yaml")
    }
    assert "E1020" in {each.rule for each in findings}


def test_all_templates_are_judged_not_only_the_first(project: Project) -> None:
    _, findings = judged(project, Maker("first", wrong), Maker("second", wrong))
    names = {Path(each.file).name for each in findings}
    assert names == {"first.yaml", "second.yaml"}


@pytest.mark.parametrize(
    ("size", "severity"),
    [
        (LARGEST_BODY, None),
        (LARGEST_BODY + 1, "warning"),
        (LARGEST_OBJECT, "warning"),
        (LARGEST_OBJECT + 1, "error"),
    ],
)
def test_a_template_for_a_bucket_is_a_warning_and_one_for_nothing_an_error(
    size: int, severity: str | None, project: Project, unlinted: LintCache
) -> None:
    made, findings = judged(project, of_size(size), cache=unlinted)
    assert len(made[0].text.encode()) == size
    found = [each.severity for each in findings if each.rule == "template-size"]
    assert found == ([severity] if severity else [])
    for each in findings:
        limit = LARGEST_BODY if each.severity == "warning" else size
        assert f"{limit:,}" in each.message
        assert each.hint


def test_the_largest_body_is_what_create_change_set_takes() -> None:
    """botocore's model of CreateChangeSet, TemplateBody."""
    from botocore.loaders import Loader

    model = Loader().load_service_model("cloudformation", "service-2")
    # CloudFormation User Guide, "CloudFormation quotas": the model has no
    # maximum of its own, the text of the parameter does.
    shape = model["shapes"]["CreateChangeSetInput"]["members"]["TemplateBody"]
    assert f"{LARGEST_BODY:,}" in shape["documentation"]


def test_the_largest_object_is_what_cfn_lint_takes() -> None:
    from cfnlint.helpers import LIMITS

    assert LIMITS["template"]["body"] == LARGEST_OBJECT


def test_a_long_template_says_which_way_it_goes(
    project: Project, unlinted: LintCache
) -> None:
    _, findings = judged(project, of_size(LARGEST_BODY + 1), cache=unlinted)
    (found,) = findings
    assert "generator bootstrap" in found.hint


def test_what_is_known_to_be_clean_is_not_linted(
    project: Project, unlinted: LintCache
) -> None:
    _, findings = judged(project, Maker("alerts", wrong), cache=unlinted)
    assert findings == []


def test_a_clean_result_is_remembered_and_one_with_findings_is_not(
    project: Project, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    cache = LintCache(folder=tmp_path / "cache", linter_state="1")
    makers = Maker("clean", application), Maker("wrong", wrong)
    _, findings = judged(project, *makers, cache=cache)
    assert {Path(each.file).name for each in findings} == {"wrong.yaml"}
    linted: list[str] = []

    class Spy:
        def __init__(self, regions: Sequence[str]) -> None:
            assert regions == REGIONS

        def findings(self, path: Path, *, shown_as: str) -> list[Finding]:
            linted.append(path.name)
            return []

    monkeypatch.setattr("generator.lint.load_linter", Spy)
    judged(project, *makers, cache=cache)
    assert linted == ["wrong.yaml"]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"version: 0.2\r\n", "CR LF"),
        (b"version: [\n", "not YAML"),
        (b"version: 0.1\nphases: {}\n", "0.1"),
        (b"phases: {}\n", "version is missing"),
    ],
    ids=["line ends", "yaml", "version", "no version"],
)
def test_nothing_is_made_of_a_wrong_buildspec(
    content: bytes, said: str, project: Project
) -> None:
    path = project.buildspecs / "buildspec-test.yml"
    path.write_bytes(content)
    made, findings = judged(project, Maker("alerts", application))
    assert made == []
    assert {each.file for each in findings} == {str(path)}
    assert any(said in each.message for each in findings)


def test_a_missing_buildspec_is_named_with_a_way_to_restore_it(
    project: Project,
) -> None:
    path = project.buildspecs / "buildspec-test.yml"
    path.unlink()
    with pytest.raises(GeneratorError) as caught:
        judged(project, *TEMPLATES)
    assert str(path) in caught.value.message
    assert "git checkout" in caught.value.hint


# --- changes

MADE = [Product("a.yaml", "one\ntwo\n")]


def test_a_file_that_is_as_made_is_no_change(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text("one\ntwo\n")
    assert changes(MADE, tmp_path) == []


@pytest.mark.parametrize(
    "edited",
    [b"one\n2\n", b"one\ntwo", b"one\r\ntwo\r\n", b"", b"one\ntwo\n\xff"],
    ids=["line", "no line end", "line ends", "empty", "not text"],
)
def test_any_edit_by_hand_is_a_change(edited: bytes, tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_bytes(edited)
    (change,) = changes(MADE, tmp_path)
    assert change.text == "one\ntwo\n"
    assert "(committed)" in change.diff()
    assert "(generated)" in change.diff()


def test_a_missing_file_is_a_change_from_nothing(tmp_path: Path) -> None:
    (change,) = changes(MADE, tmp_path / "not" / "there")
    assert change.committed is None
    assert change.diff().startswith("--- /dev/null\n")
    assert "+two\n" in change.diff()


def test_a_file_that_nothing_makes_is_a_change_to_nothing(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text("one\ntwo\n")
    (tmp_path / "old.yaml").write_text("old\n")
    (change,) = changes(MADE, tmp_path)
    assert (change.path, change.text) == (tmp_path / "old.yaml", None)
    assert "+++ /dev/null\n" in change.diff()
    assert "-old\n" in change.diff()


def test_folders_and_hidden_files_are_somebody_elses(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text("one\ntwo\n")
    (tmp_path / "folder").mkdir()
    (tmp_path / ".gitkeep").write_text("")
    assert changes(MADE, tmp_path) == []


def test_an_empty_file_that_nothing_makes_is_shown_though_no_line_differs() -> None:
    change = Change(path=Path("old.yaml"), committed="", text=None)
    assert "old.yaml" in change.diff()


def test_a_diff_keeps_its_lines_apart_when_a_file_has_no_last_line_end() -> None:
    change = Change(path=Path("a.yaml"), committed="one", text="one\ntwo\n")
    assert change.diff().splitlines()[3:] == [
        "-one",
        "\\ No newline at end of file",
        "+one",
        "+two",
    ]


def test_a_file_that_cannot_be_read_is_named_with_the_reason(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(self: Path) -> bytes:
        raise PermissionError(13, "Permission denied")

    (tmp_path / "a.yaml").write_text("")
    monkeypatch.setattr(Path, "read_bytes", refuse)
    with pytest.raises(GeneratorError) as caught:
        changes(MADE, tmp_path)
    assert str(tmp_path / "a.yaml") in caught.value.message
    assert "Permission denied" in caught.value.message
    assert caught.value.hint


# --- files


def everything_in(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def test_writing_makes_the_folder_and_leaves_only_the_files(tmp_path: Path) -> None:
    out = tmp_path / "new" / "folder"
    write(changes(MADE, out))
    assert everything_in(out) == {"a.yaml": b"one\ntwo\n"}
    assert changes(MADE, out) == []


def test_a_file_that_nothing_makes_is_left_for_a_person_to_delete(
    tmp_path: Path,
) -> None:
    (tmp_path / "old.yaml").write_text("old\n")
    write(changes(MADE, tmp_path))
    assert set(everything_in(tmp_path)) == {"a.yaml", "old.yaml"}


@pytest.mark.parametrize("step", ["chmod", "replace"])
def test_a_write_that_fails_leaves_the_old_file_and_nothing_beside_it(
    step: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "a.yaml").write_text("old\n")
    found = changes(MADE, tmp_path)

    def full(self: Path, *arguments: Any) -> int:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(Path, step, full)
        with pytest.raises(GeneratorError) as caught:
            write(found)
    assert str(tmp_path / "a.yaml") in caught.value.message
    assert "No space left on device" in caught.value.message
    assert "--out" in caught.value.hint
    assert everything_in(tmp_path) == {"a.yaml": b"old\n"}


def test_a_file_in_place_of_the_folder_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    change = Change(path=tmp_path / "file" / "a.yaml", committed=None, text="x\n")
    with pytest.raises(GeneratorError) as caught:
        write([change])
    assert str(change.path) in caught.value.message


# --- parameter files


def test_parameter_files_are_judged_by_the_templates_as_made(project: Project) -> None:
    made, _ = judged(project, Maker("alerts", application))
    project.params.mkdir()
    (project.params / "environments.toml").write_text(
        '[dev]\naccount = "111122223333"\nregion = "us-east-2"\n'
    )
    folder = project.params / "dev"
    folder.mkdir()
    path = folder / "payments.alerts.json"
    path.write_text('{"Parameters": {"Nobody": "x"}}')
    # What stands in the folder is older than what was made.
    project.templates_out.mkdir()
    committed = project.templates_out / "alerts.yaml"
    committed.write_text("Parameters: {Nobody: {Type: String}}\n")
    found = parameter_findings(project, made, OFF)
    assert [(each.file, each.rule) for each in found] == [
        (str(path), "unknown-parameter")
    ]
    begun = begin_parameter_findings(project, made, REGIONS, OFF)
    assert begun() == found
