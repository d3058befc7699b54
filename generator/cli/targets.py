"""Which stacks a command works on: the arguments that all deploy commands share."""

import functools
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click

from generator.errors import GeneratorError
from generator.parameters.model import ParameterFile
from generator.project import Project


@dataclass(frozen=True)
class Targets:
    """What the user selected, and how the result shall be written."""

    project: Project
    paths: tuple[Path, ...]
    environments: tuple[str, ...]
    service: str | None
    format: str

    @property
    def as_json(self) -> bool:
        """Is the result for a machine?"""
        return self.format == "json"

    def files(self) -> list[ParameterFile]:
        """The selected parameter files, in the order in which changes travel.

        Raises:
            GeneratorError: nothing is selected, or a file cannot be read.
        """
        from generator.parameters import select

        files = select(self.project, self.paths, self.environments, self.service)
        if not files:
            raise GeneratorError(
                "no parameter file is selected.",
                f"Files are looked for in {self.project.params}/<environment>/; "
                "check PATHS, --env and --service.",
            )
        return files


Command = Callable[..., Any]


def targets(*formats: str) -> Callable[[Command], Command]:
    """Give a command PATHS, --env, --service, --sandbox and --format.

    The command gets a `Targets` first. `formats` are the values of --format
    beyond text and json.
    """

    def decorate(command: Command) -> Command:
        @click.argument("paths", nargs=-1, type=click.Path(path_type=Path))
        @click.option(
            "--env",
            "environments",
            multiple=True,
            metavar="NAME",
            help="Only stacks of this environment; may be repeated.",
        )
        @click.option("--service", metavar="NAME", help="Only stacks of this service.")
        @click.option(
            "--sandbox",
            is_flag=True,
            help="Run against the built-in AWS simulator: no account needed.",
        )
        @click.option(
            "--format",
            type=click.Choice(["text", "json", *formats]),
            default="text",
            show_default=True,
            help="Form of the result on stdout; progress goes to stderr.",
        )
        @click.pass_context
        @functools.wraps(command)
        def run(
            context: click.Context,
            /,
            paths: tuple[Path, ...],
            environments: tuple[str, ...],
            service: str | None,
            sandbox: bool,
            format: str,
            **options: Any,
        ) -> Any:
            project = context.ensure_object(Project)
            with _aws(project, sandbox):
                return command(
                    Targets(project, paths, environments, service, format), **options
                )

        return run

    return decorate


def _aws(project: Project, sandbox: bool) -> AbstractContextManager[object]:
    """The real AWS, or a simulator in this process."""
    if not sandbox:
        return nullcontext()
    from generator.sandbox import sandbox as simulator

    simulated: AbstractContextManager[object] = simulator(project)
    return simulated
