"""What one stack shall be, read from the committed files."""

from dataclasses import replace
from pathlib import Path

import pytest

from generator.cloudformation.document import parse
from generator.deploy.target import Target
from generator.parameters.model import ParameterFile
from generator.project import Project
from tests.deploy.project import DEV, TEMPLATE, make_project, target


@pytest.fixture
def pay(tmp_path: Path) -> Target:
    return target(make_project(tmp_path), parameters={"Secret": "hunter2"})


def changed(pay: Target, **fields: object) -> Target:
    file: ParameterFile = replace(pay.file, **fields)  # type: ignore[arg-type]
    return replace(pay, file=file)


def test_the_fingerprint_sees_everything_that_is_committed(pay: Target) -> None:
    others = [
        changed(pay, parameters={"Name": "other", "Secret": "hunter2"}),
        changed(pay, parameters={"Name": "pay"}),
        changed(pay, tags={}),
        changed(pay, stack_policy={"Statement": []}),
        changed(pay, environment=replace(DEV, role_arn="arn:r")),
        changed(pay, environment=replace(DEV, termination_protection=True)),
        replace(pay, template=parse(TEMPLATE + "#")),
    ]
    assert len({one.fingerprint for one in [pay, *others]}) == len(others) + 1


def test_no_digest_gives_a_secret_away(pay: Target) -> None:
    """A digest of a short secret can be guessed, so it goes into none."""
    other = changed(pay, parameters={"Name": "pay", "Secret": "correct horse"})
    assert other.fingerprint == pay.fingerprint
    assert other.parameters_sha256 == pay.parameters_sha256
    assert pay.shown_parameters == {"Name": "pay", "Secret": "****"}
    assert pay.secret_values == ("hunter2",)


def test_an_edited_template_is_read_anew(tmp_path: Path) -> None:
    project: Project = make_project(tmp_path)
    before = target(project)
    (project.templates_out / "store.yaml").write_text(TEMPLATE + "# new\n")
    assert target(project).template.sha256 != before.template.sha256
