"""Everything that is wrong with parameter files, found before AWS is asked."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from generator.findings import Finding
from generator.parameters.checks import check
from generator.parameters.files import Fleet, load
from generator.parameters.fleet import across
from generator.parameters.linting import lint
from generator.parameters.model import ParameterFile
from generator.parameters.selection import Choice
from generator.project import Project

# Called with how many lints are done, and of how many.
Progress = Callable[[int, int], None]


def validate(
    project: Project,
    files: Sequence[ParameterFile | Path] = (),
    environments: Sequence[str] = (),
    *,
    use_cache: bool = True,
    progress: Progress | None = None,
) -> list[Finding]:
    """Judge parameter files by the committed templates, sorted by file and line.

    `files` are files as `select` gives them (judged as they are in memory) or
    paths, folders too; none means all. Names are compared with those of every
    file under params/, but only the files asked for are reported and linted.

    Raises:
        UsageError: environments.toml or a template is missing or wrong, or
            nothing matches.
    """
    fleet = _with(load(project), files)
    paths = [f.path if isinstance(f, ParameterFile) else f for f in files]
    choice = Choice(project, fleet, paths, environments)
    findings = {f for f in fleet.findings if choice.includes(Path(f.file))}
    chosen = choice.readable() if findings else choice.files()
    own = {file.path: list(_own(fleet, file)) for file in chosen}
    findings |= {finding for found in own.values() for finding in found}
    findings |= set(across(fleet, lambda file: file.path in own))
    # A secret must not reach a cache or a message of cfn-lint.
    safe = [f for f in chosen if all(found.rule != "secret" for found in own[f.path])]
    wrong = {(finding.file, finding.line) for finding in findings}
    for finding in lint(safe, fleet.templates, use_cache=use_cache, progress=progress):
        # One mistake is told once, by the check that has the better words.
        if (finding.file, finding.line) not in wrong or finding.line == 1:
            findings.add(finding)
    return sorted(findings)


def _with(fleet: Fleet, files: Sequence[ParameterFile | Path]) -> Fleet:
    given = {file.path: file for file in files if isinstance(file, ParameterFile)}
    return replace(
        fleet, files=tuple(given.get(file.path, file) for file in fleet.files)
    )


def _own(fleet: Fleet, file: ParameterFile) -> Iterator[Finding]:
    return check(file, fleet.templates[file.template])
