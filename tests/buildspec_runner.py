"""Runs a buildspec as CodeBuild does, without CodeBuild.

Rules are those of the AWS CodeBuild User Guide: "Build specification reference
for CodeBuild", "Build phase transitions" and "Environment variables in build
environments".
"""

import json
import shlex
import shutil
import subprocess
import zipfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import yaml

from generator.buildspec_format import BUILD_IMAGE
from generator.runtimes import RUNTIMES

BASH = shutil.which("bash") or "/bin/bash"
PHASES = ("install", "pre_build", "build", "post_build")
# The root element of a report in each format that the buildspecs use.
REPORT_ROOTS = {"JUNITXML": ("testsuite", "testsuites"), "CLOVERXML": ("coverage",)}

# What the next command of a build finds of the one before. The guide says that
# version 0.2 runs all commands in one shell; error messages with line numbers,
# and arrays that the next command does not know (aws/aws-cdk#26694), say that each
# has a shell of its own, which gets exported variables and the folder. So a
# buildspec is run in both ways.
SHELLS = {
    "one shell": """declare -p | grep -Ev '^declare -([^ ]*r|[^ ]+ (_|BASH|FUNCNAME))'
      declare -f; set +o""",
    "a shell each": "export -p",
}

# Each command is a process that starts from what the one before left behind.
# Only so can a command say `exit 1` and the build go on with `finally`.
COMMAND = """
. {state}
leave() {{
  trap - EXIT
  {{ {left}
    printf 'cd %q\\n' "$PWD"; }} > {state}
  exit "$1"
}}
trap 'leave $?' EXIT
. {command}
"""


@dataclass(frozen=True)
class Variable:
    """An environment variable of a project or of one start of a build."""

    name: str
    value: str
    type: str = "PLAINTEXT"


@dataclass(frozen=True)
class BuildProject:
    """What a CodeBuild project gives to a build."""

    buildspec: str
    variables: Sequence[Variable] = ()


@dataclass
class Build:
    """How a build went and what it left."""

    failed_phase: str | None = None
    phases: list[str] = field(default_factory=list)
    raw_output: str = ""
    output: str = ""
    exported: dict[str, str] = field(default_factory=dict)
    reports: dict[str, list[ElementTree.Element]] = field(default_factory=dict)
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


def run_build(
    project: BuildProject,
    source: Path,
    work: Path,
    *,
    shell: str,
    commit: str,
    machine: Mapping[str, str],
    secret: Callable[[str], str],
    started_with: Sequence[Variable] = (),
) -> Build:
    """Run all phases in a copy of `source` and collect what they made.

    `shell` is a key of SHELLS, `machine` the environment of the build image
    (PATH, HOME, region, endpoints), `secret` reads the text of a secret by its
    id and raises when there is none, `started_with` are the variables of one
    start of the build.
    """
    build = Build()
    here = work / "src"
    shutil.copytree(source, here, symlinks=True)
    hidden: list[str] = []
    try:
        spec = yaml.safe_load(project.buildspec)
        variables = _variables(spec, project, started_with, secret, hidden)
        variables |= {
            "CODEBUILD_SRC_DIR": str(here),
            "CODEBUILD_RESOLVED_SOURCE_VERSION": commit,
            "CODEBUILD_BUILD_SUCCEEDING": "1",
        }
        environment = {**machine, **variables}
        _check_runtimes(spec, environment)
        shell = _Shell(SHELLS[shell], work, here, environment, build)
        shell.run(spec["phases"])
        build.exported = shell.exported(spec)
        _collect(spec, here, work, build)
    except _PhaseError as failure:
        build.failed_phase = failure.phase
        build.raw_output += f"{failure.phase}: {failure.reason}\n"
    build.output = build.raw_output
    for value in hidden:
        build.output = build.output.replace(value, "***")
    return build


def _variables(
    spec: Mapping[str, Any],
    project: BuildProject,
    started_with: Sequence[Variable],
    secret: Callable[[str], str],
    hidden: list[str],
) -> dict[str, str]:
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
    for name in merged:
        if name.startswith("CODEBUILD_"):
            raise _PhaseError("SUBMITTED", f"{name} is a reserved name")
    values = {}
    for name, variable in merged.items():
        values[name] = variable.value
        if variable.type == "SECRETS_MANAGER":
            values[name] = _secret_value(variable.value, secret)
            hidden.append(values[name])
    return values


def _secret_value(reference: str, secret: Callable[[str], str]) -> str:
    """`secret-id:json-key:version-stage:version-id`, or an ARN and the rest."""
    parts = reference.split(":")
    length = 7 if reference.startswith("arn:") else 1
    name, key = ":".join(parts[:length]), [*parts[length:], ""][0]
    try:
        text = secret(name)
        return str(json.loads(text)[key]) if key else text
    except Exception as error:
        reason = f"Secrets Manager Error Message: {name}: {error}"
        raise _PhaseError("DOWNLOAD_SOURCE", reason) from error


def _check_runtimes(spec: Mapping[str, Any], environment: Mapping[str, str]) -> None:
    wanted = spec["phases"].get("install", {}).get("runtime-versions", {})
    for runtime, version in wanted.items():
        if str(version).startswith("$"):
            version = environment.get(version[1:], "")
        if str(version) not in RUNTIMES[BUILD_IMAGE].get(runtime, ()):
            reason = f"YAML_FILE_ERROR: Unknown runtime version {runtime} {version}"
            raise _PhaseError("DOWNLOAD_SOURCE", reason)


@dataclass
class _Shell:
    """What runs the commands of one build; `left` says what each leaves behind."""

    left: str
    work: Path
    here: Path
    environment: Mapping[str, str]
    build: Build

    def __post_init__(self) -> None:
        lines = [f"export {k}={shlex.quote(v)}" for k, v in self.environment.items()]
        (self.work / "state").write_text("\n".join([*lines, f"cd {self.here}\n"]))

    def run(self, phases: Mapping[str, Any]) -> None:
        """Every phase in order, as far as "Build phase transitions" lets them."""
        for name in PHASES:
            phase = phases.get(name) or {}
            self.build.phases.append(name)
            succeeded = self._all(phase.get("commands", []))
            succeeded &= self._all(phase.get("finally", []))
            if succeeded or phase.get("on-failure") == "CONTINUE":
                continue
            self.build.failed_phase = self.build.failed_phase or name.upper()
            self._append("export CODEBUILD_BUILD_SUCCEEDING=0\n")
            # A failed build is followed by post_build all the same.
            if name != "build" or phase.get("on-failure") == "ABORT":
                return

    def exported(self, spec: Mapping[str, Any]) -> dict[str, str]:
        """The variables that later actions of the pipeline may read."""
        names = spec.get("env", {}).get("exported-variables", [])
        script = f'. {self._state}; for n in {" ".join(names)}; do echo "${{!n}}"; done'
        return dict(zip(names, self._bash(script).stdout.splitlines(), strict=True))

    def _all(self, commands: Sequence[str]) -> bool:
        return all(self._one(command) for command in commands)

    def _one(self, command: str) -> bool:
        path = self.work / "command"
        path.write_text(command + "\n")
        script = COMMAND.format(
            state=self._state, command=shlex.quote(str(path)), left=self.left
        )
        ended = self._bash(script)
        self.build.raw_output += ended.stdout
        return ended.returncode == 0

    def _append(self, line: str) -> None:
        with (self.work / "state").open("a") as state:
            state.write(line)

    @property
    def _state(self) -> str:
        return shlex.quote(str(self.work / "state"))

    def _bash(self, script: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [BASH, "-c", script],
            env={},
            cwd=self.here,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
            timeout=120,
        )


def _collect(spec: Mapping[str, Any], here: Path, work: Path, build: Build) -> None:
    """UPLOAD_ARTIFACTS: it is tried whatever happened before."""
    for name, report in spec.get("reports", {}).items():
        build.reports[name] = []
        wanted = report.get("file-format", "JUNITXML")
        for path in _matches(here, report):
            try:
                root = ElementTree.parse(path).getroot()
            except ElementTree.ParseError as error:
                raise _PhaseError("UPLOAD_ARTIFACTS", f"{path}: {error}") from error
            if root.tag not in REPORT_ROOTS[wanted]:
                raise _PhaseError("UPLOAD_ARTIFACTS", f"{path} is not {wanted}")
            build.reports[name].append(root)
    artifacts = spec["artifacts"]
    files = _matches(here, artifacts)
    if not files:
        if build.failed_phase is None:
            raise _PhaseError("UPLOAD_ARTIFACTS", "no matching artifact paths found")
        return
    base = here / artifacts.get("base-directory", ".")
    build.artifact = work / "artifact.zip"
    with zipfile.ZipFile(build.artifact, "w", zipfile.ZIP_DEFLATED) as bundle:
        for path in files:
            flat = artifacts.get("discard-paths") in (True, "yes")
            bundle.write(path, path.name if flat else path.relative_to(base))


def _matches(here: Path, section: Mapping[str, Any]) -> list[Path]:
    base = here / section.get("base-directory", ".")
    found = {path for glob in section["files"] for path in base.glob(glob)}
    return sorted(path for path in found if path.is_file())
