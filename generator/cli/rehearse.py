"""`rehearse`: a pipeline's builds on this machine, before the first push."""

import os
import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from generator.cli.confirm import has_terminal, typed
from generator.cli.formats import format_option
from generator.cli.printing import print_json, say
from generator.cloudformation.document import TemplateError
from generator.errors import GeneratorError, UsageError
from generator.project import Project

if TYPE_CHECKING:
    from generator.parameters.model import ParameterFile
    from generator.rehearsal.rehearse import Rehearsed, Stage
    from generator.rehearsal.source import Source

_STAGES = ("tests", "image")
_COLOURS = {"passed": "green", "failed": "red", "not run": "yellow"}
_PARTLY, _FAILED = 3, 4


@click.command(
    epilog="""\b
Examples:
  python -m generator rehearse --params params/dev/payment-service.pipeline.json
  python -m generator rehearse ../payment-service --stage tests \\
    --params params/dev/payment-service.pipeline.json
  REGISTRY_USERNAME=me REGISTRY_PASSWORD=... REGISTRY_URL=... \\
    python -m generator rehearse . --params ... --format json

\b
Exit codes:
  0  everything that was asked for passed
  1  a file cannot be used
  2  wrong usage, or a secret is not given
  3  what was run passed, but not everything could be run here
  4  the service did not pass"""
)
@click.argument(
    "folder",
    type=click.Path(path_type=Path),
    default=Path(),
    metavar="[PATH-TO-SERVICE]",
)
@click.option(
    "--params",
    "path",
    type=click.Path(path_type=Path),
    required=True,
    metavar="FILE",
    help="The parameter file of the service's pipeline.",
)
@click.option(
    "--stage",
    "only",
    type=click.Choice(_STAGES),
    help="Only this one.  [default: tests, then image]",
)
@click.option(
    "--pass-env",
    "also",
    multiple=True,
    metavar="NAME",
    help="Give the builds this variable of yours; may be repeated.",
)
@format_option(name="output", text="json for machines.")
@click.pass_obj
def rehearse(
    project: Project,
    /,
    folder: Path,
    path: Path,
    only: str | None,
    also: tuple[str, ...],
    output: str,
) -> None:
    """Run a pipeline's builds on a service's folder, on this machine.

    The committed template's own buildspecs run, with the values of the parameter
    file, on a copy of what a push would bring. The image is really built and
    scanned where Docker is, and never pushed. Its secrets are asked for, or taken
    from variables of your environment with the names that the build has.
    """
    from generator.parameters import select
    from generator.rehearsal.source import find_source

    file = _one(select(project, [path]).files, path)
    stages = _stages(project, file)
    source = find_source(folder, file.parameters.get("ServicePath", "."))
    wanted = [each for each in stages if only in (None, each.name)]
    say(f"{source.root} at {source.commit[:8]}, {_changes(source)}", err=True)
    results = list(run_stages(wanted, source, file.environment.region, also))
    if output == "json":
        print_json(_document(file, source, results))
    else:
        show(results)
    sys.exit(code_of(results))


def _one(files: "Sequence[ParameterFile]", path: Path) -> "ParameterFile":
    if len(files) > 1:
        raise UsageError(f"{path} is a folder.", f"Name one file: {files[0].path}.")
    return files[0]


def _stages(project: Project, file: "ParameterFile") -> "list[Stage]":
    """The stages that the template of a file has, in their order."""
    from generator.parameters.committed import read_template
    from generator.parameters.expressions import stack_scope
    from generator.rehearsal.project import stages
    from generator.rehearsal.rehearse import Stage

    template = read_template(project, file.template)
    try:
        found = stages(stack_scope(file, template))
    except TemplateError as error:
        raise GeneratorError(
            f"{template.path} cannot be evaluated for {file.path}: {error}.",
            "Run `python -m generator validate`.",
        ) from None
    if not found:
        raise UsageError(
            f"{template.path} has no pipeline with builds.",
            "Name the parameter file of a pipeline.",
        )
    return [Stage(name, found[name]) for name in _STAGES if name in found]


def run_stages(
    stages: "Sequence[Stage]", source: "Source", region: str, also: Sequence[str] = ()
) -> "Iterator[Rehearsed]":
    """Run stages until one fails; each is told of on stderr as it goes.

    Raises:
        UsageError: a secret is needed, and there is nobody to ask.
    """
    from generator.rehearsal.rehearse import Rehearsed, rehearse

    hindered = {stage.name: stage.hindrance for stage in stages}
    can_run = [stage for stage in stages if not hindered[stage.name]]
    secret = _secrets(can_run)
    failed = ""
    for stage in stages:
        reason = hindered[stage.name] or (failed and f"{failed} did not pass")
        if reason:
            yield Rehearsed(stage.name, was_run=False, reason=reason)
            continue
        say(f"{stage.name}: {stage.project.name}", err=True, bold=True)
        done = rehearse(
            stage, source, region=region, secret=secret, said=_said, also=also
        )
        failed = stage.name if done.failed_phase else ""
        yield done


def _said(line: str) -> None:
    say(f"  {click.unstyle(line)}", err=True)


def _secrets(stages: "Sequence[Stage]") -> Callable[[str], str]:
    """Ask for what the builds need, once, before anything runs."""
    from generator.rehearsal.secrets import needed_secrets, texts_of

    given = {}
    for each in needed_secrets(stage.project for stage in stages):
        value = os.environ.get(each.variable)
        what = f"{each.variable} ({f'{each.key} of ' if each.key else ''}{each.secret})"
        if value is None and not has_terminal():
            raise UsageError(
                f"The image's build needs the secret {what}.",
                f"Set {each.variable} in the environment, or use --stage tests.",
            )
        if value is None:
            value = typed(what, hide_input=True)
        given[each] = value
    return texts_of(given)


def show(results: "Sequence[Rehearsed]") -> None:
    """Print how it went: what stopped it first, then each stage and its phases."""
    for each in results:
        if each.failed_phase:
            say(each.reason, fg="red", bold=True)
    for each in results:
        why = f": {each.reason}" if each.outcome == "not run" else ""
        time = f" in {each.seconds:.1f} s" if each.phases else ""
        say(f"{each.stage} {each.outcome}{time}{why}", fg=_COLOURS[each.outcome])
        for phase in each.phases:
            went = "ok" if phase.succeeded else "FAILED"
            say(f"  {phase.name:<10} {went:<7}{phase.seconds:6.1f} s")
        for name, words in each.reports:
            say(f"  report {name}: {words or 'no file'}")
        for sentence in each.differs:
            say(f"  note: {sentence}")
        if each.left:
            say(f"  note: {each.left} is left, for it is not yours to delete")
    say(f"next: {_next(results)}")


def _next(results: "Sequence[Rehearsed]") -> str:
    code = code_of(results)
    if code == _FAILED:
        return "mend it and run the same command again; the build's log is above."
    if code == _PARTLY:
        return "what was not run here, the pipeline runs after the push."
    return "push; the pipeline runs the same."


def code_of(results: "Sequence[Rehearsed]") -> int:
    """The exit code."""
    outcomes = {each.outcome for each in results}
    if "failed" in outcomes:
        return _FAILED
    return _PARTLY if "not run" in outcomes else 0


def _changes(source: "Source") -> str:
    if source.files is None:
        return "in no git repository: all files"
    number = f"{len(source.files)} files"
    return f"{number}, {source.changed} not committed" if source.changed else number


def _document(
    file: "ParameterFile", source: "Source", results: "Sequence[Rehearsed]"
) -> dict[str, Any]:
    return {
        "stack": file.stack_name,
        "source": str(source.root),
        "commit": source.commit,
        "changed_files": source.changed,
        "stages": [
            {
                "stage": each.stage,
                "outcome": each.outcome,
                "reason": each.reason,
                "failed_phase": each.failed_phase,
                "phases": [
                    {
                        "phase": phase.name,
                        "succeeded": phase.succeeded,
                        "seconds": round(phase.seconds, 2),
                    }
                    for phase in each.phases
                ],
                "reports": dict(each.reports),
                "artifact": list(each.artifact),
                "exported": dict(each.exported),
                "differs": list(each.differs),
            }
            for each in results
        ],
        "exit_code": code_of(results),
    }
