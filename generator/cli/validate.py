"""`validate`: find every mistake in the parameter files before AWS does."""

import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import click

from generator.cli.formats import findings_option
from generator.cli.options import environments_option
from generator.cli.printing import print_json_text, say, say_parts, styled
from generator.findings import Finding
from generator.project import Project
from generator.sarif import as_json, as_sarif

# A display that flashes up tells nobody anything.
QUIET_SECONDS = 2.0
FORMS: dict[str, Callable[[Sequence[Finding]], str]] = {
    "json": as_json,
    "sarif": as_sarif,
}
COLOURS = {"error": "red", "warning": "yellow", "informational": "blue"}


@click.command(
    epilog="""\b
Examples:
  python -m generator validate
  python -m generator validate --env prod
  python -m generator validate params/dev/payment-service.pipeline.json
  python -m generator validate --format json | jq '.[].message'

\b
Exit codes:
  0  no errors (there may be warnings)
  1  errors
  2  the command line or environments.toml is wrong
"""
)
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path))
@environments_option
@findings_option("form", "`json` is a list of findings; `sarif` is for code scanning.")
@click.option("--no-cache", is_flag=True, help="Lint again what has not changed.")
@click.pass_obj
def validate(
    project: Project,
    paths: tuple[Path, ...],
    environments: tuple[str, ...],
    form: str,
    no_cache: bool,
) -> None:
    """Check parameter files against the templates in templates_out.

    PATHS are parameter files or folders; all of params/ if there are none.
    Nothing asks AWS. Names are compared with those of every other file.
    """
    from generator.parameters import validate as find

    with progress_on_terminal("linting") as progress:
        findings = find(
            project,
            paths,
            environments,
            use_cache=not no_cache,
            progress=progress,
        )
    if form == "text":
        show(findings)
    else:
        print_json_text(FORMS[form](findings))
    if any(finding.severity == "error" for finding in findings):
        sys.exit(1)


def show(findings: Sequence[Finding]) -> None:
    """Print findings, each with its hint, and how many there are."""
    for finding in findings:
        place = styled(f"{finding.file}:{finding.line}", bold=True)
        rule = styled(finding.rule, fg=COLOURS[finding.severity])
        say_parts(place, rule, styled(finding.message))
        if finding.hint:
            say(f"    hint: {finding.hint}")
    counts = Counter(finding.severity for finding in findings)
    words = [f"{n} {kind}{'s' * (n > 1)}" for kind, n in counts.items()]
    say(", ".join(words) or "no mistakes found", err=True)


@contextmanager
def progress_on_terminal(what: str) -> Iterator[Callable[[int, int], None] | None]:
    """A progress bar on standard error, once the work has taken a while.

    Yields None where there is no terminal.
    """
    if not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console
    from rich.progress import Progress

    began = time.monotonic()
    # It is refreshed with each step. A thread of its own for that would keep
    # the lint from being copied to other processes.
    console = Console(stderr=True)
    with Progress(console=console, transient=True, auto_refresh=False) as bar:
        task = bar.add_task(what, visible=False)

        def progress(done: int, total: int) -> None:
            late = time.monotonic() - began > QUIET_SECONDS
            bar.update(task, completed=done, total=total, visible=late, refresh=late)

        yield progress
