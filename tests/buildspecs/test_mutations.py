"""A slip in a buildspec turns a test red: each mutant here is caught."""

import re
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
import yaml

from generator.buildspecs import read_buildspecs
from generator.rehearsal.project import BuildProject, Variable
from tests.buildspecs.account import REGISTRY
from tests.buildspecs.conftest import COMMIT, ROOT, Machine
from tests.buildspecs.handover import check_handover, check_stopped
from tests.buildspecs.test_unit_tests import ledger_service

# A mutant is caught or not, however its commands are run: one way is enough.
one_way = pytest.mark.parametrize("shell", ["a shell each"], indirect=True)
BUILDSPECS = read_buildspecs(ROOT / "buildspecs")


def mutant(project: BuildProject, pattern: str, replacement: str) -> BuildProject:
    text, count = re.subn(pattern, replacement, project.buildspec)
    assert count, f"nothing to change: {pattern}"
    for command in commands(text):
        # A mutant that is no shell would be caught for the wrong reason.
        subprocess.run(["bash", "-n"], input=command, text=True, check=True)
    return replace(project, buildspec=text)


def commands(buildspec: str) -> list[str]:
    return [
        command
        for phase in yaml.safe_load(buildspec)["phases"].values()
        for command in [*phase.get("commands", []), *phase.get("finally", [])]
    ]


@one_way
@pytest.mark.whole_way
@pytest.mark.parametrize(
    ("pattern", "replacement"),
    [
        pytest.param(r"docker login [^|]*", "cat ", id="no login"),
        pytest.param(
            "--password-stdin",
            '--password "$REGISTRY_PASSWORD"',
            id="password on the command line",
        ),
        pytest.param(r"@\$IMAGE_DIGEST", ":$IMAGE_TAG", id="tag instead of digest"),
        pytest.param(
            r'push "\$IMAGE:latest"', 'push "$IMAGE:$IMAGE_TAG"', id="no latest"
        ),
        pytest.param(
            r'(push "\$IMAGE:)\$IMAGE_TAG("(?:.*\n)*?.*push "\$IMAGE:)latest',
            r"\1latest\2$IMAGE_TAG",
            id="swapped tags",
        ),
        pytest.param(r'--tag "\$IMAGE:\$IMAGE_TAG"', "", id="no tag of the commit"),
        pytest.param(r'.*judge.py" "the image".*', "   true", id="no scan"),
        pytest.param(r'DOCKER_BUILDKIT: "1"', "X: y", id="no BuildKit"),
        pytest.param(r"ContainerPort: [^}]*", "Port: 8080", id="an unknown field"),
        pytest.param(r'.*judge.py" "the dependencies".*', "   true", id="no audit"),
        pytest.param(r"\n.*> imageDetail.json", "", id="no imageDetail.json"),
        pytest.param(r"export IMAGE_URI .*", "unset IMAGE_DIGEST", id="no export"),
    ],
)
def test_a_good_build_is_not_good_any_more(
    machine: Machine,
    docker_build_project: BuildProject,
    described_service: Path,
    pattern: str,
    replacement: str,
) -> None:
    spoilt = mutant(docker_build_project, pattern, replacement)
    build = machine.run(spoilt, described_service)
    with pytest.raises(AssertionError):
        check_handover(build, machine.docker, f"{REGISTRY}/payment-service", COMMIT)


@one_way
@pytest.mark.whole_way
@pytest.mark.parametrize(
    ("pattern", "replacement"),
    [
        pytest.param("<IMAGE1_NAME>", "<IMAGE_NAME>", id="another placeholder"),
        pytest.param(" if key in accepted", "", id="read-only fields"),
    ],
)
def test_a_task_definition_is_not_good_any_more(
    machine: Machine,
    docker_build_project: BuildProject,
    pattern: str,
    replacement: str,
) -> None:
    build = machine.run(mutant(docker_build_project, pattern, replacement))
    with pytest.raises(AssertionError):
        check_handover(build, machine.docker, f"{REGISTRY}/payment-service", COMMIT)


@one_way
@pytest.mark.whole_way
@pytest.mark.parametrize(
    ("pattern", "replacement"),
    [
        pytest.param(
            r"set -eo pipefail(?=\n.*\n.*\n.*\n\n.*# The image)", "true", id="no set -e"
        ),
        pytest.param(r"if stopping:", "if not stopping:", id="findings are ignored"),
        pytest.param(r'"--severity", levels', '"--severity", "LOW"', id="severity"),
    ],
)
def test_a_vulnerable_image_gets_through(
    machine: Machine,
    docker_build_project: BuildProject,
    described_service: Path,
    pattern: str,
    replacement: str,
) -> None:
    machine.tell_docker(finds="HIGH")
    spoilt = mutant(docker_build_project, pattern, replacement)
    build = machine.run(spoilt, described_service)
    with pytest.raises(AssertionError):
        check_stopped(build, machine.docker, "BUILD", "in the image (HIGH,CRITICAL)")


@one_way
@pytest.mark.whole_way
@pytest.mark.parametrize(
    ("pattern", "replacement", "script"),
    [
        pytest.param(r"\|\| failures=1", "|| true", "test", id="failing tests"),
        pytest.param(r"(lint failed.; )exit 1", r"\1true", "lint", id="lint findings"),
    ],
)
def test_a_bad_service_gets_through(
    machine: Machine,
    unit_test_project: BuildProject,
    tmp_path: Path,
    pattern: str,
    replacement: str,
    script: str,
) -> None:
    scripts = {"test": "node --test", "lint": "true", script: "false"}
    source = ledger_service(tmp_path / "s", scripts=scripts)
    assert machine.run(unit_test_project, source).failed_phase
    spoilt = mutant(unit_test_project, pattern, replacement)
    assert machine.run(spoilt, source).failed_phase is None


@one_way
@pytest.mark.whole_way
def test_a_wrong_service_would_be_found_too_late(
    machine: Machine, docker_build_project: BuildProject
) -> None:
    """Without its check, `None` is looked up as a task definition."""
    spoilt = mutant(docker_build_project, r'\n *\[ "\$arn" != None \].*', "")
    service = Variable("ECS_SERVICE_NAME", "cards")
    build = machine.run(spoilt, started_with=[service])
    with pytest.raises(AssertionError):
        check_stopped(build, machine.docker, "PRE_BUILD", "no active service cards")


def shellcheck(tmp_path: Path, buildspec: str) -> str:
    """Each command as the script that it is for the shell."""
    scripts = []
    for number, command in enumerate(commands(buildspec)):
        scripts.append(tmp_path / f"command-{number}.sh")
        scripts[-1].write_text(command)
    ended = subprocess.run(
        [
            Path(sys.executable).parent / "shellcheck",
            "--shell=bash",
            *scripts,
        ],
        capture_output=True,
        text=True,
        check=False,
    )
    assert ended.returncode in (0, 1), ended.stderr
    return ended.stdout


@pytest.mark.parametrize("file", BUILDSPECS.texts)
def test_shellcheck_finds_nothing_in_the_commands(tmp_path: Path, file: str) -> None:
    assert shellcheck(tmp_path, BUILDSPECS.text(file)) == ""


def test_shellcheck_would_find_a_slip(tmp_path: Path) -> None:
    slip = "phases: {build: {commands: ['rm -rf $WORK/*']}}"
    assert "SC2086" in shellcheck(tmp_path, slip)
