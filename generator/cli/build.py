"""`build`: make, lint and write every template."""

import gc
import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import click

from generator.build import (
    Change,
    begin_parameter_findings,
    changes,
    lint_findings,
    made_products,
    write,
)
from generator.cli.formats import findings_option
from generator.cli.printing import print_json_text, say
from generator.findings import Finding
from generator.lint_cache import lint_cache
from generator.project import Project
from generator.sarif import as_json, as_sarif
from generator.settings import DEFAULT_REGION, lint_regions

# cfn-lint's rules and ours, in its numbering.
_CFN_LINT_ID = re.compile(r"[EWI]\d{4}")

UPDATE = (
    "run `python -m generator build` and commit what it writes;"
    " delete what nothing makes."
)


@click.command(
    epilog="""\b
Examples:
  python -m generator build                  write templates_out/
  python -m generator build --check          compare only, as CI does
  python -m generator build --region eu-central-1 --out /tmp/review

\b
Exit codes: 0 clean, 1 a finding or (--check) a difference, 2 wrong usage."""
)
@click.option("--check", is_flag=True, help="Write nothing; print what differs.")
@click.option(
    "--out",
    type=click.Path(file_okay=False, path_type=Path),
    help="Another folder than templates_out.",
)
@click.option(
    "--region",
    "regions",
    multiple=True,
    help="Lint for this region; several times for several.  [default: setup.cfg]",
)
@click.option("--no-cache", is_flag=True, help="Lint even what was linted before.")
@findings_option("output", "How findings are printed.")
@click.pass_obj
def build(
    project: Project,
    check: bool,
    out: Path | None,
    regions: tuple[str, ...],
    no_cache: bool,
    output: str,
) -> None:
    """Make, lint and write every template.

    Nothing is written when there is a finding in a template or a buildspec;
    the parameter files are validated last. What was found clean is remembered
    in the user's cache folder, by everything that decides it.
    """
    # One short run: collecting garbage takes a fifth of it and frees nothing
    # that the end of the process does not free anyway.
    gc.disable()
    folder = out or project.templates_out
    regions = regions or lint_regions(project)
    cache = lint_cache(regions, enabled=not no_cache)
    made, findings = made_products(project, folder, cache)
    committed = folder == project.templates_out
    if committed:
        parameters = begin_parameter_findings(project, made, regions, cache)
    findings += lint_findings(made, folder, regions, cache)
    stopped = any(
        finding.rule != "template-size" or finding.severity == "error"
        for finding in findings
    )
    changed = [] if stopped else changes(made, folder)
    if not check and not stopped:
        _write(changed)
    if committed and not (stopped or (check and changed)):
        wrong = parameters()
        findings += wrong
        stopped = any(finding.severity == "error" for finding in wrong)
    if check and output != "text":
        findings += [_difference(change) for change in changed]
    _report(findings, output)
    if check and output == "text":
        _compare(changed)
    gc.freeze()
    if stopped or (check and changed):
        raise SystemExit(1)


def _difference(change: Change) -> Finding:
    return Finding(
        file=str(change.path),
        line=1,
        rule="committed-file",
        message="is not what the code makes"
        if change.text is not None
        else "is no longer made by anything",
        hint=UPDATE,
    )


def _report(findings: list[Finding], output: str) -> None:
    if output == "json":
        print_json_text(as_json(findings))
        return
    if output == "sarif":
        print_json_text(as_sarif(findings, _rules_of(findings)))
        return
    for finding in _once(findings):
        # A warning of our own does not stop the build: it is progress.
        say(str(finding), err=finding.severity == "warning")
        if finding.hint:
            say(f"  hint: {finding.hint}", err=True)


def _once(findings: Iterable[Finding]) -> Iterator[Finding]:
    """Findings in their order; a warning that several files have alike is one."""
    alike: dict[Finding, list[Finding]] = {}
    for each in findings:
        key = each
        if each.severity == "warning":
            key = replace(each, file="")
        alike.setdefault(key, []).append(each)
    for group in alike.values():
        yield replace(group[0], file=", ".join(one.file for one in group))


def _rules_of(findings: list[Finding]) -> list[Any]:
    """The cfn-lint and house rules that found something, to describe them."""
    # Other checks need no description, and cfn-lint takes most of a second.
    if not any(_CFN_LINT_ID.fullmatch(finding.rule) for finding in findings):
        return []
    from generator.lint import load_linter

    return list(load_linter([DEFAULT_REGION]).rules.values())


def _compare(changed: list[Change]) -> None:
    for change in changed:
        for line in change.diff().split("\n")[:-1]:
            say(line)
    if changed:
        say(f"  hint: {UPDATE}", err=True)


def _write(changed: list[Change]) -> None:
    write(changed)
    for change in changed:
        verb = "wrote" if change.text is not None else "left, nothing makes it:"
        say(f"{verb} {change.path}", err=True)
    if not changed:
        say("nothing has changed", err=True)
