"""Which stack sets a command is about, by environment."""

import functools
from collections.abc import Callable, Sequence
from typing import Any

import click

from generator.cli import suggestions
from generator.cli.formats import format_option
from generator.cli.targets import Targets, aws
from generator.errors import UsageError
from generator.project import Project

Command = Callable[..., Any]


def stack_sets(command: Command) -> Command:
    """Give a command --env and --format; it gets the `Targets` first."""

    @click.option(
        "--env",
        "environments",
        multiple=True,
        metavar="NAME",
        help="Only the stack set of this environment; may be repeated.",
        shell_complete=suggestions.environments,
    )
    @format_option()
    @click.pass_context
    @functools.wraps(command)
    def run(
        context: click.Context,
        /,
        environments: tuple[str, ...],
        format: str,
        **options: Any,
    ) -> Any:
        project = context.ensure_object(Project)
        paths = _files(project, environments)
        selected = Targets(project, paths, environments, None, format)
        with aws(project, sandbox=False):
            return command(selected, **options)

    return run


def _files(project: Project, environments: Sequence[str]) -> tuple[Any, ...]:
    """The account files of the environments with an organization, in their order.

    Raises:
        UsageError: there is none, or an environment that is asked for has none.
    """
    from generator.parameters.accounts import account_files, best_variant
    from generator.parameters.environments import load_environments

    known = load_environments(project)
    for name in environments:
        if name not in [each.name for each in known]:
            raise UsageError(
                f"There is no environment {name}.",
                f"There are {', '.join(each.name for each in known)}.",
            )
    chosen = [
        each
        for each in known
        if each.name in environments or (not environments and each.organization)
    ]
    if not chosen:
        raise UsageError(
            "No environment has an organization.",
            f"Write [{known[0].name}.organization] into params/environments.toml: "
            "account, organizational_units and regions.",
        )
    files = []
    for each in chosen:
        there = account_files(project, each.name)
        if not there:
            variant = best_variant(project, each.name)
            raise UsageError(
                f"environment {each.name} has no parameter file of the account "
                "template.",
                f"Write params/{each.name}/delivery.{variant}.json: "
                '{"Parameters": {"Repository": "OWNER/NAME"}}.',
            )
        files.append(there[0])
    return tuple(files)
