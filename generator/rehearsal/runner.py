"""Runs a buildspec as CodeBuild does, without CodeBuild.

Rules are those of the AWS CodeBuild User Guide: "Build specification reference
for CodeBuild", "Build phase transitions" and "Environment variables in build
environments".
"""

import json
import zipfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from time import monotonic, time
from typing import Any

import yaml

from generator.buildspec_format import BUILD_IMAGE
from generator.rehearsal.project import BuildProject, Variable
from generator.rehearsal.reports import (
    CollectError,
    Roots,
    read_reports,
    zip_artifacts,
)
from generator.rehearsal.shell import SHELLS, Shell
from generator.runtimes import RUNTIMES

_NOWHERE = "arn:aws:codebuild:us-east-1:000000000000"
_PHASES = ("install", "pre_build", "build", "post_build")


@dataclass(frozen=True)
class Phase:
    """A phase that was run; `seconds` is how long it took."""

    name: str
    succeeded: bool
    seconds: float


@dataclass
class Build:
    """How a build went and what it left; `raw_output` has the secrets in it."""

    failed_phase: str | None = None
    phases: list[Phase] = field(default_factory=list)
    raw_output: str = ""
    output: str = ""
    exported: dict[str, str] = field(default_factory=dict)
    reports: dict[str, Roots] = field(default_factory=dict)
    artifact: Path | None = None

    @property
    def last_words(self) -> str:
        """The line with which a build says why it stopped."""
        return self.output.rstrip().rpartition("\n")[2]

    def artifact_files(self) -> dict[str, bytes]:
        """Name -> content of what the next action of the pipeline gets."""
        if self.artifact is None:
            return {}
        with zipfile.ZipFile(self.artifact) as bundle:
            return {name: bundle.read(name) for name in bundle.namelist()}


@dataclass
class _PhaseError(Exception):
    phase: str
    reason: str


def _silent(line: str) -> None:
    """Where nobody watches."""


def run_build(
    project: BuildProject,
    here: Path,
    work: Path,
    *,
    commit: str,
    machine: Mapping[str, str],
    secret: Callable[[str], str],
    shell: str = "a shell each",
    started_with: Sequence[Variable] = (),
    said: Callable[[str], None] = _silent,
) -> Build:
    """Run all phases in `here`, a copy of the source, and collect what they made.

    `work` is a folder for the runner itself. `machine` is the environment of the
    build image (PATH, HOME, region, endpoints), `secret` reads the text of a
    secret by its id and raises when there is none, `shell` is a key of SHELLS,
    `started_with` are the variables of one start of the build. `said` gets each
    line as it comes, with secrets masked.
    """
    build = Build()
    hidden: dict[str, str] = {}

    def heard(line: str) -> None:
        build.raw_output += line
        said(_masked(line.rstrip("\n"), hidden))

    try:
        spec = yaml.safe_load(project.buildspec)
        variables = _variables(spec, project, started_with, secret, hidden)
        variables |= {
            "CODEBUILD_SRC_DIR": str(here),
            "CODEBUILD_RESOLVED_SOURCE_VERSION": commit,
            "CODEBUILD_BUILD_SUCCEEDING": "1",
            # No account has this build, and no project but the rehearsed one.
            "CODEBUILD_BUILD_ARN": f"{_NOWHERE}:build/{project.name}:rehearsal",
            "CODEBUILD_START_TIME": str(int(time() * 1000)),
        }
        environment = {**machine, **variables}
        _check_runtimes(spec, environment)
        seconds = project.minutes * 60
        running = Shell(SHELLS[shell], work, here, environment, hidden, heard, seconds)
        try:
            _run_phases(spec["phases"], running, build)
            names = spec.get("env", {}).get("exported-variables", [])
            build.exported = running.values(names)
        finally:
            running.close()
        _collect(spec, here, work, build)
    except _PhaseError as failure:
        build.failed_phase = failure.phase
        heard(f"{failure.phase}: {failure.reason}\n")
    build.output = _masked(build.raw_output, hidden)
    return build


def _masked(text: str, hidden: Mapping[str, str]) -> str:
    """As CodeBuild shows it; a secret of several lines is masked line by line."""
    lines = {line for value in hidden.values() for line in value.splitlines() if line}
    for value in sorted(lines, key=len, reverse=True):
        text = text.replace(value, "***")
    return text


def _variables(
    spec: Mapping[str, Any],
    project: BuildProject,
    started_with: Sequence[Variable],
    secret: Callable[[str], str],
    hidden: dict[str, str],
) -> dict[str, str]:
    """Those that are no secrets; the others go into `hidden`."""
    values = {}
    for name, variable in merged_variables(spec, project, started_with).items():
        if name.startswith("CODEBUILD_"):
            raise _PhaseError("SUBMITTED", f"{name} is a reserved name")
        if variable.type == "SECRETS_MANAGER":
            hidden[name] = _secret_value(variable.value, secret)
        else:
            values[name] = variable.value
    return values


def merged_variables(
    spec: Mapping[str, Any],
    project: BuildProject,
    started_with: Sequence[Variable] = (),
) -> dict[str, Variable]:
    """Start of the build before project before buildspec."""
    env = spec.get("env", {})
    merged = {
        name: Variable(name, str(value))
        for name, value in env.get("variables", {}).items()
    }
    for name, value in env.get("secrets-manager", {}).items():
        merged[name] = Variable(name, value, "SECRETS_MANAGER")
    for variable in (*project.variables, *started_with):
        merged[variable.name] = variable
    return merged


def secret_parts(reference: str) -> tuple[str, str]:
    """Id and key of `secret-id:json-key:version-stage:version-id`.

    An ARN may stand in place of the id; without a key the whole text is meant.
    """
    parts = reference.split(":")
    length = 7 if reference.startswith("arn:") else 1
    return ":".join(parts[:length]), [*parts[length:], ""][0]


def _secret_value(reference: str, secret: Callable[[str], str]) -> str:
    name, key = secret_parts(reference)
    try:
        text = secret(name)
        return str(json.loads(text)[key]) if key else text
    except Exception as error:
        # CodeBuild ends here for whatever keeps it from the value.
        reason = f"Secrets Manager Error Message: {name}: {error}"
        raise _PhaseError("DOWNLOAD_SOURCE", reason) from error


def wanted_runtimes(
    spec: Mapping[str, Any], environment: Mapping[str, str]
) -> dict[str, str]:
    """Runtime -> version, as the buildspec asks for it with these variables."""
    wanted = spec["phases"].get("install", {}).get("runtime-versions", {})
    return {
        runtime: environment.get(str(version)[1:], "")
        if str(version).startswith("$")
        else str(version)
        for runtime, version in wanted.items()
    }


def _check_runtimes(spec: Mapping[str, Any], environment: Mapping[str, str]) -> None:
    for runtime, version in wanted_runtimes(spec, environment).items():
        if version not in RUNTIMES[BUILD_IMAGE].get(runtime, ()):
            reason = f"YAML_FILE_ERROR: Unknown runtime version {runtime} {version}"
            raise _PhaseError("DOWNLOAD_SOURCE", reason)


def _run_phases(phases: Mapping[str, Any], shell: Shell, build: Build) -> None:
    """Every phase in order, as far as "Build phase transitions" lets them."""
    for name in _PHASES:
        phase = phases.get(name) or {}
        begun = monotonic()
        succeeded = all(map(shell.run, phase.get("commands", [])))
        succeeded &= all(map(shell.run, phase.get("finally", [])))
        build.phases.append(Phase(name, succeeded, monotonic() - begun))
        if shell.is_over:
            reason = f"the build has had its {shell.seconds / 60:.0f} minutes"
            raise _PhaseError(name.upper(), reason)
        if succeeded or phase.get("on-failure") == "CONTINUE":
            continue
        build.failed_phase = build.failed_phase or name.upper()
        shell.set("CODEBUILD_BUILD_SUCCEEDING", "0")
        # A failed build is followed by post_build all the same.
        if name != "build" or phase.get("on-failure") == "ABORT":
            return


def _collect(spec: Mapping[str, Any], here: Path, work: Path, build: Build) -> None:
    """UPLOAD_ARTIFACTS: it is tried whatever happened before."""
    try:
        build.reports = read_reports(spec, here)
    except CollectError as error:
        raise _PhaseError("UPLOAD_ARTIFACTS", str(error)) from error
    if "artifacts" not in spec:
        # It hands on nothing, as its action says.
        return
    artifact = work / "artifact.zip"
    if zip_artifacts(spec, here, artifact):
        build.artifact = artifact
    elif build.failed_phase is None:
        raise _PhaseError("UPLOAD_ARTIFACTS", "no matching artifact paths found")
