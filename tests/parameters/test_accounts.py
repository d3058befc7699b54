"""Which stacks the roles of an account's own stack are for."""

import json
import shutil

import pytest

from generator.findings import Finding
from generator.parameters.accounts import account_files, best_variant, out_of_reach
from generator.parameters.files import load
from generator.parameters.model import kind_of
from generator.project import Project
from tests.checkout import ROOT
from tests.deploy.project import make_project


@pytest.fixture
def project(tmp_path_factory: pytest.TempPathFactory) -> Project:
    """With the committed templates, and an environment of each way of using them."""
    made = make_project(tmp_path_factory.mktemp("project"))
    for path in (ROOT / "templates_out").glob("*.yaml"):
        shutil.copy(path, made.templates_out)
    return made


def write(project: Project, *names: str, repository: str = "a/b") -> None:
    for name in names:
        path = project.params / f"{name}.json"
        path.parent.mkdir(exist_ok=True)
        given = {"Repository": repository} if ".account" in name else {}
        path.write_text(json.dumps({"Parameters": given}))


def found(project: Project) -> list[Finding]:
    return list(out_of_reach(load(project), lambda _: True))


@pytest.mark.parametrize(
    ("template", "kind"),
    [
        ("pipeline-go", "pipeline"),
        ("account-tools", "account"),
        ("account", "account"),
        ("cost-report", "cost-report"),
        ("accounting", "accounting"),
    ],
)
def test_a_variant_is_of_the_kind_before_the_hyphen(template: str, kind: str) -> None:
    assert kind_of(template) == kind


def test_a_stack_that_the_roles_do_not_reach_is_told_with_what_to_do(
    project: Project,
) -> None:
    write(project, "dev/delivery.account", "dev/a.promotion", "dev/a.pipeline-go")
    (finding,) = found(project)
    assert finding.file.endswith("dev/a.promotion.json")
    assert "delivery.account.json are not for stacks of promotion" in finding.message
    assert finding.severity == "warning"
    (project.params / "dev/delivery.account.json").unlink()
    write(project, "dev/delivery.account-tools")
    assert [each.file.rpartition("/")[2] for each in found(project)] == [
        "a.pipeline-go.json"
    ]


def test_a_stack_of_another_environment_or_without_roles_is_not_told(
    project: Project,
) -> None:
    write(project, "dev/delivery.account", "prod/a.promotion")
    assert found(project) == []
    write(project, "dev/a.promotion")
    write(project, "dev/delivery.account", repository="")
    assert found(project) == []


@pytest.mark.parametrize(
    ("files", "variant"),
    [
        ((), "account"),
        (("a.pipeline-go", "a.service"), "account"),
        (("a.promotion", "images.registry"), "account-tools"),
        (("images.registry",), "account"),
        (("a.promotion", "a.pipeline", "a.target"), "account"),
    ],
)
def test_an_account_takes_the_template_that_reaches_most(
    project: Project, files: tuple[str, ...], variant: str
) -> None:
    write(project, *(f"dev/{each}" for each in files), "prod/a.promotion")
    assert best_variant(project, "dev") == variant


def test_the_file_of_an_account_is_found_by_its_kind(project: Project) -> None:
    write(project, "dev/delivery.account-tools", "dev/accounting.pipeline")
    assert [each.name for each in account_files(project, "dev")] == [
        "delivery.account-tools.json"
    ]
