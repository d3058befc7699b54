"""`init`: the first parameter file of a service, from what is there already."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING

import click

from generator.cli import suggestions
from generator.cli.confirm import typed
from generator.cli.params import on_a_terminal
from generator.cli.printing import say
from generator.cli.targets import aws
from generator.errors import GeneratorError, UsageError
from generator.project import Project
from generator.review.markdown import counted

if TYPE_CHECKING:
    from generator.deploy.state.asking import Asker
    from generator.discovery.found import Result
    from generator.discovery.services import EcsService
    from generator.parameters.copying import Question
    from generator.parameters.making import Draft

_EPILOG = """\b
Examples:
  python -m generator init payment-service --env dev
  python -m generator init payment-service --env dev --cluster payments \\
      --ecs-service payment-service-dev \\
      --set GitHubOwner=example --set NotificationEmail=payments@example.com
  python -m generator init payment-service --env dev --sandbox

\b
Exit codes:
  0  the file is written
  1  it is there already, or it would be wrong: nothing was written
  2  wrong usage or configuration: a value has to be decided, say
"""


@click.command(epilog=_EPILOG)
@click.argument("service")
@click.option(
    "--env",
    "environment",
    required=True,
    help="Where the pipeline will be.",
    shell_complete=suggestions.environments,
)
@click.option("--cluster", default="", metavar="NAME", help="ECS cluster to look in.")
@click.option("--ecs-service", default="", metavar="NAME", help="ECS service to read.")
@click.option("--set", "answers", multiple=True, metavar="KEY=VALUE", help="A value.")
@click.option(
    "--sandbox",
    is_flag=True,
    help="Look into the built-in AWS simulator: no account needed.",
)
@click.pass_obj
def init(
    project: Project,
    service: str,
    *,
    environment: str,
    cluster: str,
    ecs_service: str,
    answers: tuple[str, ...],
    sandbox: bool,
) -> None:
    """Write the parameter file of a pipeline for a service that is there already.

    Reads ECS, Elastic Load Balancing, CloudFormation and CodeConnections, changes
    nothing, and says where each value was found. Where there is no service yet, it
    writes the file of the stack that makes one. Never overwrites a file.
    """
    from generator.cli.params import answer
    from generator.parameters.making import fresh

    given = dict(answer(each) for each in answers)
    drafted = fresh(project, service, environment, "pipeline")
    with aws(project, sandbox):
        asker = _asker(drafted, sandbox)
        one = _chosen(asker, service, cluster, ecs_service)
        found = _found(asker, one, drafted) if one else None
    if found is None:
        if one and (cluster or ecs_service):
            raise UsageError(
                f"there is no ECS service {one.name} in cluster {one.cluster}.",
                "Leave out --cluster and --ecs-service to see what there is.",
            )
        say(f"there is no ECS service {service} yet", err=True)
        _write(_first_service(project, service, environment), given, [])
        return
    _write(drafted, given, found)


def _asker(drafted: "Draft", sandbox: bool) -> "Asker":
    from generator.deploy.clients import Clients
    from generator.deploy.state.asking import Asker
    from generator.sandbox import reached

    place = drafted.file.environment
    place = reached(place) if sandbox else place
    clients = Clients()
    clients.require_account(place)
    return Asker(clients, place)


def _chosen(
    asker: "Asker", service: str, cluster: str, ecs_service: str
) -> "EcsService | None":
    """The service that is named, else the only one that is called so.

    Raises:
        UsageError: there are several, and nobody to ask.
    """
    from generator.discovery.services import EcsService, likely, services

    if cluster and ecs_service:
        return EcsService(cluster, ecs_service)
    with _told("Use a role that may call it, or name --cluster and --ecs-service."):
        there = services(asker, cluster)
    if ecs_service:
        named = [each for each in there if each.name == ecs_service]
    else:
        named = likely(there, service, asker.environment.name)
    if len(named) <= 1:
        return named[0] if named else None
    names = [f"{each.cluster}/{each.name}" for each in named]
    if not on_a_terminal():
        raise UsageError(
            f"{counted(len(named), 'ECS service')} may be meant.",
            "Name one with --cluster and --ecs-service.",
            names,
        )
    picked = typed("ECS service", type=click.Choice(names))
    return named[names.index(picked)]


def _found(
    asker: "Asker", service: "EcsService", drafted: "Draft"
) -> "list[Result] | None":
    from generator.discovery.discover import discover

    file = drafted.file
    stack = f"{file.name}-service-{file.environment.name}"
    wanted = drafted.fleet.templates[file.template].parameters
    with _told("Use a role that may call it."):
        return discover(asker, service, stack, list(wanted))


@contextmanager
def _told(hint: str) -> Iterator[None]:
    """What AWS does not answer is a sentence."""
    from generator.deploy.state.asking import UnansweredError

    try:
        yield
    except UnansweredError as error:
        raise GeneratorError(
            f"AWS did not answer {error.operation}: {error.reason}.", hint
        ) from error


def _first_service(project: Project, service: str, environment: str) -> "Draft":
    """The file of the stack that makes a service.

    Raises:
        GeneratorError: it is there, so the stack has to be deployed first.
    """
    from generator.parameters.making import fresh

    try:
        return fresh(project, service, environment, "service")
    except UsageError:
        raise
    except GeneratorError as error:
        raise GeneratorError(
            error.message,
            f"Deploy it (`python -m generator deploy --env {environment} --service "
            f"{service}`), then run `init` again: it reads what the stack has made.",
        ) from error


def _write(
    drafted: "Draft", given: Mapping[str, str], found: "Sequence[Result]"
) -> None:
    from generator.discovery.found import Found
    from generator.parameters.copying import content
    from generator.writing import write

    read = [one for one in found if isinstance(one, Found)]
    values = {one.parameter: one.value for one in read} | dict(given)
    values = values | _asked(drafted.needs(values))
    path = drafted.file.path
    for mistake in drafted.mistakes(values):
        raise GeneratorError(
            f"{path} would be wrong: {mistake.message}.",
            f"{mistake.hint} Nothing was written.".strip(),
        )
    write(path, content(drafted.file, drafted.in_order(values)))
    for where in dict.fromkeys(one.where for one in read):
        say(f"from {where}:")
        for each in read:
            if each.where == where:
                changed = " (given)" if each.parameter in given else ""
                say(f"  {each.parameter} = {values[each.parameter]}{changed}")
    for one in found:
        if not isinstance(one, Found) and one.parameter not in values:
            say(f"not found: {one.parameter}: {one.why}", err=True)
    say(str(path))
    kind = drafted.file.template
    follow = f"deploy {path}" if kind == "service" else f"doctor {path}"
    say(f"next: python -m generator {follow}", err=True)


def _asked(questions: "Sequence[Question]") -> dict[str, str]:
    """What a person decides.

    Raises:
        UsageError: there is nobody to ask.
    """
    if questions and not on_a_terminal():
        flags = (f"--set {q.key}={q.proposal or 'VALUE'}" for q in questions)
        raise UsageError(
            f"{counted(len(questions), 'value')} must be decided.",
            f"Add {' '.join(flags)}. Nothing was written.",
            [f"{q.key}: {q.why}" for q in questions],
        )
    given = {}
    for q in questions:
        say(f"{q.key}: {q.why}", err=True)
        given[q.key] = typed(q.key, default=q.proposal or None)
    return given
