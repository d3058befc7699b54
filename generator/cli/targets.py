"""Which stacks a command works on: the arguments that all deploy commands share."""

import functools
import re
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from generator.cli import suggestions
from generator.cli.alike import alike, more_like_this
from generator.cli.formats import format_option
from generator.cli.printing import say
from generator.errors import GeneratorError
from generator.project import Project
from generator.review.markdown import counted

if TYPE_CHECKING:
    from generator.deploy.clients import Clients
    from generator.deploy.target import Target
    from generator.findings import Finding
    from generator.parameters import Selection
    from generator.parameters.model import Environment, ParameterFile
    from generator.sandbox.simulator import Simulator

# The exit code of a run is the highest one of its stacks.
_EXIT_CODES = """\b
Exit codes:
  0  done, or nothing to do
  1  AWS refused or failed
  2  wrong usage or configuration
  3  there are changes (only with --detailed-exitcode), or a deployment
     has adopted what was retained and the rest is to be made
  4  invalid: parameters, template, early validation, hooks
  5  blocked: data at risk, protection, or a review is missing
  6  busy: somebody else is working on the stack
  7  stale: something moved since the plan
  8  failed and rolled back
  9  failed and needs recovery
  10 outcome unknown: run `watch`
"""


def epilog(*examples: str) -> str:
    """The end of a deploy command's help: examples and exit codes."""
    lines = "\n".join(f"  python -m generator {example}" for example in examples)
    return f"\b\nExamples:\n{lines}\n\n{_EXIT_CODES}"


@dataclass(frozen=True)
class Targets:
    """What the user selected, and how the result shall be written."""

    project: Project
    paths: tuple[Path, ...]
    environments: tuple[str, ...]
    service: str | None
    format: str
    sandbox: bool = False
    person: str = ""
    simulator: "Simulator | None" = None
    workers: int = 16

    @property
    def as_json(self) -> bool:
        """Is the result for a machine?"""
        return self.format == "json"

    @property
    def has_others(self) -> bool:
        """Can somebody else be told apart? In the sandbox only by --sandbox-as."""
        return not self.sandbox or bool(self.person)

    @functools.cached_property
    def selection(self) -> "Selection":
        """The selected parameter files, read once: all that follows uses this value.

        Raises:
            UsageError: nothing is selected.
            GeneratorError: a file cannot be read.
        """
        from generator.cli.reviews import guarded, reviewed_environments
        from generator.parameters import select
        from generator.parameters.model import ACCOUNT
        from generator.sandbox import reached

        found = select(self.project, self.paths, self.environments, self.service)
        reviewed = reviewed_environments(self.project)
        found = found.through(lambda file: guarded(file, reviewed))
        found = found.through(_administered)
        if not self.paths:
            # Whoever deploys services does not administer the account.
            others = tuple(each for each in found.files if each.kind != ACCOUNT)
            found = replace(found, files=others or found.files)
        if self.sandbox:
            return found.through(lambda file: reached(file.environment))
        return found

    @functools.cached_property
    def clients(self) -> "Clients":
        """What reaches AWS; the simulator answers at once, so nobody waits for it."""
        from generator.deploy.clients import Clients
        from generator.deploy.waiting import Waiting

        if self.sandbox:
            return Clients(self.workers, sleep=_no_wait)
        return Clients(self.workers, waiting=Waiting(functools.partial(say, err=True)))

    @functools.cached_property
    def stacks(self) -> "list[Target]":
        """The selected stacks: parameter files with their templates, unchecked."""
        from generator.deploy.target import targets_of

        return targets_of(self.selection)

    def valid_stacks(self) -> "list[Target]":
        """The selected stacks once their parameters are found in order.

        Raises:
            InvalidError: what is wrong, before any call to AWS.
        """
        from generator.cli.progress import checking
        from generator.parameters import judge

        with checking():
            findings = judge(self.selection.fleet, self.selection.files)
        notes = [finding for finding in findings if finding.severity != "error"]
        for group in alike(notes, _apart_from_file):
            more = more_like_this(group)
            say(
                f"{group[0].severity}: {group[0]}{more and f' ({more}: `validate`)'}",
                err=True,
            )
        errors = [finding for finding in findings if finding.severity == "error"]
        if errors:
            raise InvalidError(
                f"{counted(len(errors), 'mistake')} in what would be deployed.",
                errors[0].hint or "Correct the files; nothing was sent to AWS.",
                map(str, errors),
            )
        return self.stacks


def _apart_from_file(finding: "Finding") -> tuple[str, str]:
    """What a finding says, without the file that it is about."""
    name = Path(finding.file).name.partition(".")[0]
    return finding.rule, finding.message.replace(name, "")


class InvalidError(GeneratorError):
    """Parameters or templates are wrong, seen before any call to AWS."""

    exit_code = 4


def _person(context: click.Context, option: click.Parameter, name: str) -> str:
    """A name that STS takes for a session (API reference, AssumeRole)."""
    if name and not re.fullmatch(r"[\w+=,.@-]{2,64}", name, re.ASCII):
        raise click.BadParameter("2 to 64 letters, digits and any of _+=,.@-")
    return name


Command = Callable[..., Any]
person_option = click.option(
    "--sandbox-as",
    "person",
    metavar="NAME",
    default="",
    callback=_person,
    help="Be this person in the sandbox, to try what takes two.",
)


def targets(
    *formats: str, simulated: bool = True, watches: bool = False
) -> Callable[[Command], Command]:
    """Give a command PATHS, --env, --service, --sandbox and --format.

    The command gets a `Targets` first. `formats` are the values of --format
    beyond text and json. Without `simulated` there is no --sandbox; a command that
    only `watches` stacks runs in the sandbox beside others.
    """
    sandboxed = click.option(
        "--sandbox",
        is_flag=True,
        help="Run against the built-in AWS simulator: no account needed.",
    )

    def decorate(command: Command) -> Command:
        @click.argument("paths", nargs=-1, type=click.Path(path_type=Path))
        @click.option(
            "--env",
            "environments",
            multiple=True,
            metavar="NAME",
            help="Only stacks of this environment; may be repeated.",
            shell_complete=suggestions.environments,
        )
        @click.option(
            "--service",
            metavar="NAME",
            help="Only stacks of this service.",
            shell_complete=suggestions.services,
        )
        @format_option(*formats)
        @click.pass_context
        @functools.wraps(command)
        def run(
            context: click.Context,
            /,
            paths: tuple[Path, ...],
            environments: tuple[str, ...],
            service: str | None,
            format: str,
            sandbox: bool = False,
            person: str = "",
            **options: Any,
        ) -> Any:
            project = context.ensure_object(Project)
            if person and not sandbox:
                raise click.UsageError("--sandbox-as is for --sandbox.")
            selected = Targets(
                project, paths, environments, service, format, sandbox, person
            )
            with aws(project, sandbox, person, watches=watches) as simulator:
                return command(replace(selected, simulator=simulator), **options)

        return sandboxed(person_option(run)) if simulated else run

    return decorate


def _administered(file: "ParameterFile") -> "Environment":
    """The account's own stack is made by whoever deploys it.

    CloudFormation's role is made in it and does not reach it.
    """
    from generator.parameters.model import ACCOUNT

    if file.kind == ACCOUNT:
        return replace(file.environment, role_arn=None)
    return file.environment


def _no_wait(seconds: float) -> None:
    """In place of a pause, in seconds."""


@contextmanager
def aws(
    project: Project, sandbox: bool, person: str = "", *, watches: bool = False
) -> Iterator["Simulator | None"]:
    """The real AWS, or a simulator in this process, which is handed over.

    Raises:
        GeneratorError: nobody answers, or not to us.
    """
    from botocore.exceptions import BotoCoreError, ClientError

    try:
        with _aws(project, sandbox, person, watches=watches) as simulator:
            yield simulator
    except (BotoCoreError, ClientError) as error:
        raise GeneratorError(
            f"AWS cannot be used: {error}",
            "Check the credentials (AWS_PROFILE, aws sso login), what their role may "
            "do, and the connection.",
        ) from error


def _aws(
    project: Project, sandbox: bool, person: str, *, watches: bool
) -> AbstractContextManager["Simulator | None"]:
    if not sandbox:
        return nullcontext()
    from generator.sandbox import sandbox as simulated

    return simulated(project, person, watches=watches)
