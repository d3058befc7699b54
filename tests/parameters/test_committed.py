import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.errors import UsageError
from generator.parameters.committed import read_template, template_names
from generator.project import Project
from tests.parameters.small_project import SmallProject


def test_templates_are_named_after_their_files(small: SmallProject) -> None:
    small.template("Resources: {}", "another")
    assert template_names(small.project) == ("another", "small")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("a: [", ":2 this is not YAML: did not find expected node content"),
        ("- a", ":1 this is not a template: it has no sections"),
        ("Description: x\nParameters: [a]", ":2 Parameters has no members"),
        ("Parameters:\n  A:", ":2 Parameters/A has no members"),
        ("Resources: {A: 5}", ":1 Resources/A has no members"),
        ("", ":1 this is not a template: it has no sections"),
        (b"a: b\nc: \xff", ":2 this is not UTF-8"),
    ],
)
def test_what_is_no_template_is_refused_at_its_line(
    small: SmallProject, text: str | bytes, message: str
) -> None:
    path = small.project.templates_out / "small.yaml"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    with pytest.raises(UsageError) as caught:
        read_template(small.project, "small")
    assert caught.value.message == f"{path}{message}."
    assert caught.value.hint == "Run `python -m generator build`."


def test_a_link_that_leads_to_itself_is_told(small: SmallProject) -> None:
    path = small.project.templates_out / "small.yaml"
    path.unlink()
    path.symlink_to(path)
    with pytest.raises(UsageError, match="cannot be read: Too many levels"):
        read_template(small.project, "small")


def test_a_missing_template_is_told(tmp_path) -> None:
    with pytest.raises(UsageError, match="There is no template"):
        read_template(Project(tmp_path), "pipeline")


@given(text=st.text())
def test_any_text_is_a_template_or_refused(tmp_path_factory, text: str) -> None:
    small = SmallProject(tmp_path_factory.mktemp("any"))
    try:
        small.template(text)
    except UsageError as refusal:
        assert "\n" not in refusal.message
