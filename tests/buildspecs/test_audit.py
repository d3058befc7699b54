"""One audit for every lock file, by the scanner that judges the image."""

import shutil
from pathlib import Path

import pytest

from tests.buildspec_runner import BuildProject, Variable
from tests.buildspecs.conftest import SECOND_WAY_IN_TOX, Machine
from tests.buildspecs.handover import check_stopped
from tests.buildspecs.test_unit_tests import MANAGERS, ledger_service


@pytest.fixture(params=SECOND_WAY_IN_TOX)
def shell(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def with_lock_file(service: Path, manager: str) -> Path:
    """The described service as another package manager would lock it."""
    other = ledger_service(service.parent / "other", manager)
    (service / "package-lock.json").unlink()
    for name in ("package.json", MANAGERS[manager][1]):
        shutil.copy(other / name, service)
    dockerfile = service / "Dockerfile"
    dockerfile.write_text(dockerfile.read_text().replace("package-lock.json", ""))
    return service


@pytest.mark.parametrize("found", ["HIGH", "CRITICAL"])
@pytest.mark.parametrize("manager", ["npm", "pnpm", "yarn 1", "yarn 4"])
def test_a_severe_vulnerability_in_any_lock_file_stops_the_build(
    machine: Machine,
    docker_build_project: BuildProject,
    described_service: Path,
    manager: str,
    found: str,
) -> None:
    machine.tell_docker(finds_in_dependencies=found)
    service = with_lock_file(described_service, manager)
    build = machine.run(docker_build_project, service)
    cause = "vulnerabilities in the dependencies (HIGH,CRITICAL): not pushed"
    check_stopped(build, machine.docker, "BUILD", cause)
    assert machine.docker["audited"] == [[MANAGERS[manager][1]]]
    assert machine.docker["builds"] == []


def test_only_what_production_installs_is_judged(
    docker_build_project: BuildProject,
) -> None:
    """trivy leaves out development dependencies unless it is told otherwise."""
    assert "--include-dev-deps" not in docker_build_project.buildspec


DEPENDENCIES = '{"dependencies": {"minimist": "1.2.8"}}'


@pytest.mark.parametrize("manifest", [DEPENDENCIES, "no JSON"])
def test_a_lock_file_that_the_scanner_passes_over_stops_the_build(
    machine: Machine,
    docker_build_project: BuildProject,
    described_service: Path,
    manifest: str,
) -> None:
    (described_service / "package.json").write_text(manifest)
    machine.tell_docker(unreadable=["package-lock.json"])
    build = machine.run(docker_build_project, described_service)
    cause = (
        "the scanner cannot read package-lock.json: the dependencies are not audited"
    )
    check_stopped(build, machine.docker, "BUILD", cause)


@pytest.mark.parametrize("manifest", ["{}", '{"devDependencies": {"oxlint": "1.0.0"}}'])
def test_a_service_without_dependencies_has_none_to_audit(
    machine: Machine,
    docker_build_project: BuildProject,
    described_service: Path,
    manifest: str,
) -> None:
    """The scanner lists no lock file without packages that production installs."""
    machine.tell_docker(unreadable=["package-lock.json"])
    (described_service / "package.json").write_text(manifest)
    build = machine.run(docker_build_project, described_service)
    assert build.failed_phase is None, build.output


def test_a_service_without_a_lock_file_is_not_built(
    machine: Machine, docker_build_project: BuildProject, described_service: Path
) -> None:
    (described_service / "package-lock.json").unlink()
    build = machine.run(docker_build_project, described_service)
    check_stopped(build, machine.docker, "BUILD", "no lock file of npm, pnpm or yarn")


def test_a_scanner_that_cannot_be_pulled_is_named(
    machine: Machine, docker_build_project: BuildProject, described_service: Path
) -> None:
    machine.tell_docker(scanner="another-image")
    build = machine.run(docker_build_project, described_service)
    check_stopped(
        build, machine.docker, "BUILD", "cannot pull the scanner aquasec/trivy"
    )
    assert "toomanyrequests" in build.last_words


def workspace(service: Path, dockerfile: str) -> Path:
    """The described service as a member whose lock file is in the root."""
    root = service.parent / "repository"
    member = root / "services" / "api"
    member.parent.mkdir(parents=True)
    service.rename(member)
    (member / "package-lock.json").rename(root / "package-lock.json")
    (root / "package.json").write_text('{"workspaces": ["services/*"]}')
    (member / "Dockerfile").write_text(dockerfile)
    return root


MEMBER = Variable("SERVICE_PATH", "services/api")


def test_a_member_of_a_workspace_is_audited_with_the_lock_file_of_the_root(
    machine: Machine, docker_build_project: BuildProject, described_service: Path
) -> None:
    root = workspace(described_service, "FROM node:22\nCOPY package.json ./\n")
    build = machine.run(docker_build_project, root, [MEMBER])
    assert build.failed_phase is None, build.output
    assert machine.docker["audited"] == [["package-lock.json"]]


def test_an_image_of_a_member_cannot_copy_the_lock_file_of_the_root(
    machine: Machine, docker_build_project: BuildProject, described_service: Path
) -> None:
    root = workspace(described_service, "FROM node:22\nCOPY package-lock.json ./\n")
    build = machine.run(docker_build_project, root, [MEMBER])
    check_stopped(build, machine.docker, "BUILD", "(context: folder services/api): ")
    assert '"/package-lock.json": not found' in build.last_words


def test_a_service_cannot_waive_what_was_found(
    machine: Machine, docker_build_project: BuildProject, described_service: Path
) -> None:
    """An ignore file is the pipeline's to give, never the repository's."""
    (described_service / ".trivyignore").write_text("CVE-2025-26519\n")
    (described_service / "trivy.yaml").write_text("severity: [LOW]\n")
    machine.tell_docker(finds="HIGH")
    build = machine.run(docker_build_project, described_service)
    check_stopped(build, machine.docker, "BUILD", "vulnerabilities in the image")
    folders = [path.name for path in Path(machine.folder).glob("tmp/*/audit/*")]
    assert sorted(folders) == ["package-lock.json", "package.json"]
