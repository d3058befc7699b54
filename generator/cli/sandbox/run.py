"""`sandbox run`: a folder through the sandbox's deployed pipeline."""

from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

import click

from generator.cli.formats import format_option
from generator.cli.options import environments_option
from generator.cli.pipeline.selected import ask_one, end, the_one, told
from generator.cli.printing import say
from generator.cli.targets import Targets, person_option
from generator.project import Project

if TYPE_CHECKING:
    from generator.cli.sandbox.following import Screen
    from generator.deploy.outcome import Outcome
    from generator.operations.pipeline import Pipeline
    from generator.rehearsal.source import Source
    from generator.sandbox.delivery.desk import Desk
    from generator.sandbox.delivery.watching import View

_FAILURES = ("tests", "image", "deployment")


@click.command(
    epilog="""\b
Examples:
  python -m generator sandbox run --service ../payment-service --env dev
  python -m generator sandbox run --service . --env dev --fail deployment
  python -m generator sandbox run --service . --sandbox-as alice \\
    params/prod/payment-service.pipeline.json

\b
Exit codes:
  0  it is deployed
  1  a file cannot be used
  2  wrong usage, or the pipeline is not deployed in the sandbox
  3  it waits: for an approval, or behind another execution
  4  the tests or the image's build failed
  5  the approval was rejected, or has timed out
  6  another command runs builds in this sandbox
  8  the deployment failed or was stopped, and the traffic is back"""
)
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path))
@environments_option
@click.option(
    "--service",
    "folder",
    type=click.Path(path_type=Path),
    required=True,
    metavar="PATH",
    help="The folder to push: a service's repository, or its folder in one.",
)
@click.option(
    "--fail",
    "fails",
    type=click.Choice(_FAILURES),
    multiple=True,
    help="Let this fail, once; may be repeated.",
)
@click.option("--yes", is_flag=True, help="Approve without being asked.")
@person_option
@format_option()
@click.pass_obj
def run(
    project: Project,
    /,
    paths: tuple[Path, ...],
    environments: tuple[str, ...],
    folder: Path,
    fails: tuple[str, ...],
    yes: bool,
    person: str,
    format: str,
) -> None:
    """Push a folder through a pipeline that is deployed in the sandbox.

    Buildspecs, stages, approval, deployment configuration and notifications are those
    of the deployed stack. Tests and image are really built where this machine can; the
    deployment is simulated, a minute of it in a second. Meanwhile `pipeline status
    --sandbox` in another terminal shows how far it is.
    """
    from generator.cli.sandbox.following import follow
    from generator.rehearsal.source import find_source
    from generator.sandbox import sandbox

    with sandbox(project, person, watches=True) as simulator:
        selected = Targets(
            project, paths, environments, None, format, True, person, simulator
        )
        pipeline = ask_one("run", selected, lambda one: one, "sandbox")
        values = the_one(selected).file.parameters
        source = find_source(folder, values.get("ServicePath", "."))
        screen = _push(simulator.desk, pipeline, source, fails)
        _finish(selected, pipeline, follow(selected, pipeline, screen, yes))


def _push(
    desk: "Desk", pipeline: "Pipeline", source: "Source", fails: tuple[str, ...]
) -> "Screen":
    from generator.cli.sandbox.following import Screen
    from generator.sandbox.delivery.building import push
    from generator.sandbox.delivery.definition import find_pipeline

    where = pipeline.target.environment
    found = find_pipeline(desk.world, where.account, where.region, pipeline.name)
    message = source.message if not source.changed else f"{source.root.name} as it is"
    execution = push(desk, found, source, message or source.root.name, fails)
    say(
        f"{pipeline.name} ({where.name}, {where.account}, {where.region}), "
        f"execution {execution[:8]}",
        err=True,
        bold=True,
    )
    return Screen(desk, found, execution)


def _finish(selected: Targets, pipeline: "Pipeline", view: "View") -> NoReturn:
    from generator.cli.pipeline.words import commit
    from generator.deploy.outcome import Outcome

    target = pipeline.target
    one = view.execution
    value = {"execution": one.id, "status": one.status, "commit": one.commit}
    if one.status == "Succeeded":
        message = f"{commit(one.commit)} runs"
        hint = f"Look with {pipeline.command('status')}."
        end("run", selected, told(target, message, value, hint=hint), group="sandbox")
    if one.status == "InProgress":
        waits = "waits for approval" if view.waits else f"waits before {one.stage}"
        hint = f"Continue with {pipeline.command('approve')}."
        if view.behind:
            waits += f" behind execution {view.behind[:8]}"
        made = told(target, waits, value, outcome=Outcome.PENDING, hint=hint)
        end("run", selected, made, group="sandbox")
    outcome, cause = _failure(selected, view)
    hint = f"See {pipeline.command('why')}, then {pipeline.command('retry')}."
    made = told(target, cause, value, outcome=outcome, hint=hint)
    end("run", selected, made, group="sandbox")


def _failure(selected: Targets, view: "View") -> "tuple[Outcome, str]":
    """How it ended, and why, as `pipeline why` says it."""
    from generator.deploy.outcome import Outcome
    from generator.operations.failure import last_failure
    from generator.operations.history import runs

    found = ask_one(
        "run",
        selected,
        lambda one: last_failure(one, runs(one, view.execution.id)),
        "sandbox",
    )
    if found is None:
        return Outcome.FAILED, f"it is {view.execution.status.lower()}"
    outcome = {
        "Test": Outcome.INVALID,
        "Build": Outcome.INVALID,
        "Approval": Outcome.BLOCKED,
        "Deploy": Outcome.ROLLED_BACK,
    }.get(found.run.category, Outcome.FAILED)
    return outcome, f"{found.run.stage} failed: {found.cause}"
