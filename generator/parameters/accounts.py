"""The account's own stack: which file it has, and which stacks its roles reach."""

from collections.abc import Callable, Iterator
from pathlib import Path

from generator.cloudformation.document import Template
from generator.findings import Finding
from generator.parameters.committed import read_template, template_names
from generator.parameters.files import SUFFIXES, Fleet, load
from generator.parameters.model import ACCOUNT, ParameterFile, kind_of
from generator.project import Project

Chosen = Callable[[ParameterFile], bool]


def account_files(project: Project, environment: str) -> list[Path]:
    """The parameter files of an environment's own account, of whatever variant."""
    files = (project.params / environment).glob(f"*.{ACCOUNT}*.*")
    return sorted(each for each in files if _template(each) == ACCOUNT)


def _template(path: Path) -> str:
    return kind_of(path.stem.partition(".")[2])


def has_stacks(project: Project, environment: str, service: str | None) -> bool:
    """Has an environment files, beside its account's own, of the service or any?

    By their names: what is wrong with a file, `plan` says.
    """
    return any(
        _template(path) not in ("", ACCOUNT)
        and service in (None, path.name.partition(".")[0])
        for path in (project.params / environment).glob("*.*")
        if path.suffix in SUFFIXES
    )


def best_variant(project: Project, environment: str) -> str:
    """The account template that reaches most of the environment's stacks.

    Raises:
        UsageError: environments.toml or a template is missing or wrong.
    """
    kinds = {
        each.kind
        for each in load(project).files
        if each.environment.name == environment
    }
    variants = [each for each in template_names(project) if kind_of(each) == ACCOUNT]
    # The first of equals: the one without a suffix.
    return max(
        variants,
        key=lambda name: len(kinds & reached(read_template(project, name))),
        default=ACCOUNT,
    )


def reached(template: Template) -> set[str]:
    """The kinds of stacks that an account template's roles are for."""
    return set((template.body.get("Metadata") or {}).get("Reaches", ()))


def out_of_reach(fleet: Fleet, chosen: Chosen) -> Iterator[Finding]:
    """Stacks that the roles of their environment's account do not reach.

    A warning: an administrator may deploy them.
    """
    for account in fleet.files:
        if account.kind != ACCOUNT or not account.parameters.get("Repository"):
            continue
        kinds = {ACCOUNT, *reached(fleet.templates[account.template])}
        for file in filter(chosen, fleet.files):
            if file.environment == account.environment and file.kind not in kinds:
                yield file.place.finding(
                    "out-of-reach",
                    f"the roles of {account.path} are not for stacks of {file.kind}",
                    f"Rename it to another account template, which has {file.kind} in "
                    "its Reaches and keeps the stack, or add it to one in "
                    "generator/templates/__init__.py.",
                    "warning",
                )
