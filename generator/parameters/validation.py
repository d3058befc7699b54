"""Everything that is wrong with parameter files, found before AWS is asked."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path

from generator.cloudformation.document import Template
from generator.findings import Finding
from generator.parameters.checks import check
from generator.parameters.files import Fleet, load
from generator.parameters.fleet import across
from generator.parameters.linting import lint
from generator.parameters.model import ParameterFile
from generator.parameters.selection import Choice
from generator.parameters.suppressions import remaining
from generator.parameters.waivers import expired
from generator.project import Project

# Called with how many lints are done, and of how many.
Progress = Callable[[int, int], None]


def validate(
    project: Project,
    paths: Sequence[Path] = (),
    environments: Sequence[str] = (),
    *,
    templates: Mapping[str, Template] | None = None,
    use_cache: bool = True,
    progress: Progress | None = None,
) -> list[Finding]:
    """Read parameter files and say what is wrong with them, sorted by file and line.

    `paths` are files or folders; none means all. A file that cannot be read is
    a finding. `templates` stand for the committed ones of their names.

    Raises:
        UsageError: environments.toml or a template is missing or wrong, or
            nothing matches.
    """
    fleet = load(project, templates or {})
    choice = Choice(project, fleet, paths, environments)
    unreadable = [f for f in fleet.findings if choice.includes(Path(f.file))]
    chosen = choice.readable() if unreadable else choice.files()
    found = judge(fleet, chosen, use_cache=use_cache, progress=progress)
    return sorted({*unreadable, *found})


def judge(
    fleet: Fleet,
    files: Sequence[ParameterFile],
    *,
    use_cache: bool = True,
    progress: Progress | None = None,
) -> list[Finding]:
    """What is wrong with files of the fleet, by their templates as they were read.

    Names are compared with those of every file of the fleet, but only `files`
    are reported and linted.

    Raises:
        UsageError: cfn-lint does not know a region.
    """
    own = {file.path: list(_own(fleet, file)) for file in files}
    findings = {finding for found in own.values() for finding in found}
    findings |= set(across(fleet, lambda file: file.path in own))
    # A secret must not reach a cache or a message of cfn-lint.
    today = date.today()
    safe = [f for f in files if not _has_secret(own[f.path], f, today)]
    wrong = {(finding.file, finding.line) for finding in findings}
    for finding in lint(safe, fleet.templates, use_cache=use_cache, progress=progress):
        # One mistake is told once, by the check that has the better words.
        if (finding.file, finding.line) not in wrong or finding.line == 1:
            findings.add(finding)
    findings |= set(expired(files, today))
    return sorted(remaining(sorted(findings), files, today))


def _has_secret(found: Sequence[Finding], file: ParameterFile, today: date) -> bool:
    secrets = [finding for finding in found if finding.rule == "secret"]
    return any(each.rule == "secret" for each in remaining(secrets, [file], today))


def _own(fleet: Fleet, file: ParameterFile) -> Iterator[Finding]:
    return check(file, fleet.templates[file.template])
