"""One audit for every lock file, by the scanner that judges the image."""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from generator.rehearsal.project import BuildProject, Variable
from tests.buildspecs.conftest import SECOND_WAY_IN_TOX, Machine, write_tool
from tests.buildspecs.handover import check_stopped
from tests.buildspecs.test_mutations import commands
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


# Of each lock file that the scanner reads, one with a package and one without.
LOCK_FILES = {
    "npm-shrinkwrap.json": (
        '{"packages": {"node_modules/minimist": {"version": "1.2.8"}}}',
        '{"requires": true, "packages": {"": {"version": "1.0.0"}}}',
    ),
    "package-lock.json": (
        '{"dependencies": {"minimist": {"version": "1.2.8", "resolved": "https:"}}}',
        '{"requires": true, "packages": {"": {"version": "1.0.0"}}}',
    ),
    "pnpm-lock.yaml": ("packages:\n\n  minimist@1.2.8:\n", "lockfileVersion: '9.0'\n"),
    "yarn.lock": (
        'minimist@^1.2.8:\n  version "1.2.8"\n  resolved "https:"\n',
        '"a@workspace:.":\n  version: 0.0.0\n  resolution: "a@workspace:."\n',
    ),
    "bun.lock": (
        '{"packages": {\n    "minimist": ["minimist@1.2.8"],\n}}',
        '{"workspaces": {"": {"name": "a"}}, "packages": {}}',
    ),
    "requirements.txt": ("six==1.17.0\n", "# nothing\n--index-url https://a\n"),
    "poetry.lock": ('[[package]]\nname = "six"\n', "package = []\n"),
    "uv.lock": ('[[package]]\nname = "six"\n', "version = 1\n"),
    "go.mod": (
        "module a\n\ngo 1.24\n\nrequire golang.org/x/text v0.3.0\n",
        "module a\n\ngo 1.24\n",
    ),
    "pom.xml": (
        "<project><dependencies><dependency></dependency></dependencies></project>",
        "<project></project>",
    ),
    "gradle.lockfile": (
        "# comment\norg.slf4j:slf4j-api:2.0.17=runtimeClasspath\nempty=\n",
        "# comment\nempty=annotationProcessor\n",
    ),
    "packages.lock.json": (
        '{"dependencies": {"net8.0": {"Dapper": {"resolved": "2.1.35"}}}}',
        '{"version": 1, "dependencies": {"net8.0": {}}}',
    ),
}


@pytest.fixture
def audit(tmp_path: Path, docker_build_project: BuildProject) -> Callable[..., Any]:
    """Runs the audit's program alone on files of a repository."""
    return partial(run_audit, tmp_path, docker_build_project.buildspec)


def run_audit(
    tmp_path: Path,
    buildspec: str,
    files: dict[str, str],
    *,
    service: str = ".",
    scanner: str = "",
) -> Any:
    """What it says, and what the scanner got; `scanner` is Python that lists `read`."""
    folder = tmp_path / "repository"
    work = folder.with_name("work")
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    (work / "scan").mkdir(parents=True)
    write_tool(work / "trivy", f"exec {sys.executable} {work / 'trivy.py'}")
    (work / "trivy.py").write_text(SCANNER.format(scan=work / "scan", more=scanner))
    step = next(each for each in commands(buildspec) if "LOCKS = {" in each)
    program = step.partition("python3 - <<'END'\n")[2].partition("\nEND\n")[0]
    ended = subprocess.run(
        [sys.executable, "-c", program],
        env={
            "PATH": os.environ["PATH"],
            "WORK": str(work),
            "CODEBUILD_SRC_DIR": str(folder),
            "SERVICE": str(folder / service),
        },
        capture_output=True,
        text=True,
        check=False,
    )
    got = sorted(path for path in (work / "scan/audit").rglob("*") if path.is_file())
    names = [str(path.relative_to(work / "scan/audit")) for path in got]
    return ended.stdout + ended.stderr, names, ended.returncode


# Lists what trivy's documentation names, as CycloneDX.
SCANNER = """
import json, pathlib, sys
sys.path.insert(0, "")
from tests.buildspecs.docker_stand_in import LOCK_FILES
audit = pathlib.Path("{scan}/audit")
read = [str(p.relative_to(audit)) for p in audit.rglob("*") if p.name in LOCK_FILES]
components = [dict(type="application", name=name) for name in read]
{more}
pathlib.Path("{scan}/audit.json").write_text(json.dumps(dict(components=components)))
"""
PASSES_OVER = "components.clear()"


@pytest.mark.parametrize("name", LOCK_FILES)
def test_every_lock_file_that_the_scanner_reads_is_given_to_it(
    audit: Callable[..., Any], name: str
) -> None:
    some, _ = LOCK_FILES[name]
    said, names, code = audit({name: some, "src/main.rs": "", "go.sum": ""})
    known_as = name.replace("npm-shrinkwrap", "package-lock")
    assert (said, code) == (f"audits {known_as}\n", 0)
    assert names == sorted([known_as, "go.sum"])


@pytest.mark.parametrize("name", LOCK_FILES)
def test_a_lock_file_that_the_scanner_passes_over_is_named_unless_it_is_empty(
    audit: Callable[..., Any], tmp_path: Path, name: str
) -> None:
    some, none = LOCK_FILES[name]
    said, _, code = audit({name: some}, scanner=PASSES_OVER)
    known_as = name.replace("npm-shrinkwrap", "package-lock")
    assert said.startswith(f"ERROR: the scanner cannot read {known_as}: ")
    assert code == 1
    shutil.rmtree(tmp_path / "work")
    assert audit({name: none}, scanner=PASSES_OVER)[2] == 0


@pytest.mark.parametrize(
    "line",
    [
        "six",
        "six>=1.17",
        "six==1.*",
        "six==1.17.0,<2",
        "-r base.txt",
        "--requirement=base.txt",
        "-e .",
        "six @ https://example.com/six.whl",
    ],
)
def test_what_the_scanner_reads_nothing_of_is_refused(
    audit: Callable[..., Any], line: str
) -> None:
    said, _, code = audit({"requirements.txt": f"six==1.17.0\n{line}\n"})
    assert said.startswith("ERROR: requirements.txt, line 2, is not name==version, ")
    assert code == 1


def test_what_pip_compile_writes_is_taken(audit: Callable[..., Any]) -> None:
    frozen = (
        "# by pip-compile\n--index-url https://pypi.example.com\n"
        "requests[socks,security]==2.32.3 ; python_version >= '3.9' \\\n"
        "    --hash=sha256:0a \\\n    --hash=sha256:0b\n    # via -r in\n"
        "six===1.17.0  # via a\nzope.event==5.0 --hash=sha256:0c\n"
    )
    assert audit({"requirements.txt": frozen})[2] == 0


def test_modules_have_lock_files_of_their_own_and_a_parent_above(
    audit: Callable[..., Any],
) -> None:
    some = LOCK_FILES["pom.xml"][0]
    files = {"pom.xml": some, "services/pom.xml": some, "other/pom.xml": some}
    service = {"services/api/pom.xml": some, "services/api/core/pom.xml": some}
    package = {"services/api/web/node_modules/a/pom.xml": some}
    said, names, _ = audit(files | service | package, service="services/api")
    assert said == "audits services/api/pom.xml services/api/core/pom.xml\n"
    assert names == sorted({**files, **service}.keys() - {"other/pom.xml"})


def test_a_lock_file_of_a_fixture_is_not_the_services(
    audit: Callable[..., Any],
) -> None:
    some = LOCK_FILES["uv.lock"][0]
    _, names, _ = audit({"uv.lock": some, "tests/fixtures/uv.lock": some})
    assert names == ["uv.lock"]


def test_a_dependency_whose_version_maven_would_look_up_elsewhere_is_named(
    audit: Callable[..., Any],
) -> None:
    """trivy gives it no version, and so no vulnerability (its documentation, Java)."""
    unknown = (
        "kind = dict(name='aquasecurity:trivy:PkgType', value='pom')\n"
        "components.append(dict(name='spring-core', properties=[kind]))"
    )
    said, _, code = audit({"pom.xml": LOCK_FILES["pom.xml"][0]}, scanner=unknown)
    assert said.startswith("ERROR: the scanner finds no version of spring-core: ")
    assert code == 1


def test_a_lock_file_that_the_scanner_passes_over_stops_the_build(
    machine: Machine, docker_build_project: BuildProject, described_service: Path
) -> None:
    machine.tell_docker(unreadable=["package-lock.json"])
    build = machine.run(docker_build_project, described_service)
    cause = (
        "the scanner cannot read package-lock.json: the dependencies are not audited"
    )
    check_stopped(build, machine.docker, "BUILD", cause)


def test_a_service_without_a_lock_file_is_not_built(
    machine: Machine, docker_build_project: BuildProject, described_service: Path
) -> None:
    (described_service / "package-lock.json").unlink()
    build = machine.run(docker_build_project, described_service)
    cause = "no lock file that the scanner reads: commit one of npm-shrinkwrap.json, "
    check_stopped(build, machine.docker, "BUILD", cause)


def test_a_scanner_that_cannot_be_pulled_is_named(
    machine: Machine, docker_build_project: BuildProject, described_service: Path
) -> None:
    machine.tell_docker(scanner="another-image")
    build = machine.run(docker_build_project, described_service)
    check_stopped(
        build,
        machine.docker,
        "BUILD",
        "cannot pull the scanner ghcr.io/aquasecurity/trivy",
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
    folders = [path.name for path in machine.folder.glob("tmp/*/scan/audit/*")]
    assert sorted(folders) == ["package-lock.json", "package.json"]
