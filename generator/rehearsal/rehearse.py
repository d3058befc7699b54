"""One stage of a pipeline on this machine: from its build project to how it went."""

import re
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import yaml

from generator.cloudformation.scope import is_known
from generator.rehearsal.machine import (
    docker_tools,
    end_containers,
    environment,
    missing_programs,
    missing_runtimes,
    other_runtimes,
)
from generator.rehearsal.project import BuildProject
from generator.rehearsal.reports import summary
from generator.rehearsal.runner import (
    Phase,
    merged_variables,
    run_build,
    wanted_runtimes,
)
from generator.rehearsal.source import Source

# With these words a buildspec of ours says why it stops.
_ERROR = "ERROR: "
# What tools put around words for a terminal.
_COLOUR = re.compile(r"\x1b\[[0-9;]*[A-Za-z]")


@dataclass(frozen=True)
class Rehearsed:
    """How a stage went.

    `reason` is why it was not run or failed, in one sentence, nothing if it
    passed. `differs` is what this machine is not like CodeBuild in. `reports` says
    in words what each report has, `artifact` the names of what is handed on.
    `exported` are the variables that later actions read. `left` are folders that
    could not be deleted.
    """

    stage: str
    was_run: bool
    reason: str = ""
    failed_phase: str = ""
    phases: tuple[Phase, ...] = ()
    differs: tuple[str, ...] = ()
    reports: tuple[tuple[str, str], ...] = ()
    artifact: tuple[str, ...] = ()
    exported: tuple[tuple[str, str], ...] = ()
    left: str = ""

    @property
    def outcome(self) -> str:
        """One of `passed`, `failed` and `not run`."""
        if not self.was_run:
            return "not run"
        return "failed" if self.failed_phase else "passed"

    @property
    def seconds(self) -> float:
        """How long all phases took."""
        return sum(phase.seconds for phase in self.phases)


@dataclass(frozen=True)
class Stage:
    """A build that is rehearsed: `name` is tests or image."""

    name: str
    project: BuildProject

    @property
    def wanted(self) -> dict[str, str]:
        """Runtime -> version."""
        spec = yaml.safe_load(self.project.buildspec)
        merged = merged_variables(spec, self.project)
        return wanted_runtimes(spec, {k: v.value for k, v in merged.items()})

    @property
    def asks_aws(self) -> bool:
        """Does its build call AWS: for an image, or for packages of the tests?"""
        return self.name == "image" or any(
            each.value
            for each in self.project.variables
            if each.name in ("PACKAGE_SECRET_NAME", "CODEARTIFACT_REPOSITORY_ARN")
        )

    @property
    def hindrance(self) -> str:
        """Why it cannot be run here, nothing if it can."""
        for variable in self.project.variables:
            if not is_known(variable.value):
                return f"nobody but AWS knows the value of its variable {variable.name}"
        missing = missing_programs(docker=self.project.docker, aws=self.asks_aws)
        return missing or next(missing_runtimes(self.wanted), "")


def rehearse(
    stage: Stage,
    source: Source,
    *,
    region: str,
    secret: Callable[[str], str],
    said: Callable[[str], None],
    also: Sequence[str] = (),
) -> Rehearsed:
    """Run a stage on a copy of the source; see `run_build` for `secret` and `said`.

    `also` names variables of the user's environment that the build gets. What is
    written goes to a folder that is deleted at the end.
    """
    # What a container wrote may belong to root.
    with tempfile.TemporaryDirectory(
        prefix="rehearsal-", ignore_cleanup_errors=True
    ) as temporary:
        folder = Path(temporary)
        result = _run(stage, source, folder, region, secret, said, also)
    if not folder.exists():
        return result
    return replace(result, left=str(folder))


def _run(
    stage: Stage,
    source: Source,
    folder: Path,
    region: str,
    secret: Callable[[str], str],
    said: Callable[[str], None],
    also: Sequence[str],
) -> Rehearsed:
    (home := folder / "home").mkdir()
    source.copy(folder / "src")
    machine = environment(home, region, also, aws=stage.asks_aws)
    if stage.project.docker:
        machine = docker_tools(home, machine)
    try:
        build = run_build(
            stage.project,
            folder / "src",
            folder,
            commit=source.commit,
            machine=machine,
            secret=secret,
            said=said,
        )
    finally:
        end_containers(home)
    lines = [_COLOUR.sub("", line) for line in build.output.splitlines()]
    errors = [line for line in lines if line.startswith(_ERROR)]
    return Rehearsed(
        stage.name,
        was_run=True,
        reason=(errors or [build.last_words])[0] if build.failed_phase else "",
        failed_phase=build.failed_phase or "",
        phases=tuple(build.phases),
        differs=tuple(other_runtimes(stage.wanted)),
        reports=tuple((name, summary(r)) for name, r in build.reports.items()),
        artifact=tuple(sorted(build.artifact_files())),
        exported=tuple(build.exported.items()),
    )
