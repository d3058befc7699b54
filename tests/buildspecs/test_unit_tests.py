"""The unit-test project, run on the sample service and on others in the wild."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from generator.rehearsal.project import BuildProject, Variable
from generator.rehearsal.runner import Build
from tests.buildspecs.conftest import Machine, audit_settings

LOCK_FILES = Path(__file__).parent / "lock_files"
YARN_4 = (
    "yarn@4.18.1+sha512.b2e1e7524f654f2749d32b4ebcb4622473cb5bcbc485df2007e12a154e50162a"
    "4d795526768bc5f5b8f81717bfd79deb2472813d86fb5ae2eb551fa9c872b08f"
)
# Package manager -> its lock file here, its name in a repository, package.json.
MANAGERS: dict[str, tuple[str, str, dict[str, Any]]] = {
    "npm": ("package-lock.json", "package-lock.json", {}),
    "pnpm": ("pnpm-lock.yaml", "pnpm-lock.yaml", {}),
    "yarn 1": ("yarn-1.lock", "yarn.lock", {}),
    "yarn 4": ("yarn-4.lock", "yarn.lock", {"packageManager": YARN_4}),
}


def ledger_service(folder: Path, manager: str = "npm", **package: Any) -> Path:
    """A CommonJS service without lint and coverage scripts, with one dependency."""
    lock_file, name, more = MANAGERS[manager]
    folder.mkdir(parents=True)
    shutil.copy(LOCK_FILES / lock_file, folder / name)
    content = {
        "name": "ledger-service",
        "version": "1.0.0",
        "private": True,
        "license": "MIT",
        "scripts": {"test": "node --test"},
        "dependencies": {"minimist": "0.0.8"},
    }
    (folder / "package.json").write_text(json.dumps({**content, **more, **package}))
    (folder / "ledger.test.js").write_text(
        'require("node:test").test("balances", () => { require("minimist")([]); });\n'
    )
    return folder


def stopped(build: Build, phase: str, error: str) -> None:
    """The build stopped in that phase, and one line says why."""
    assert build.failed_phase == phase, build.output
    assert build.last_words.startswith("ERROR: "), build.output
    assert error in build.last_words


def test_the_sample_service_is_linted_and_tested(
    machine: Machine, unit_test_project: BuildProject
) -> None:
    build = machine.run(unit_test_project)
    assert build.failed_phase is None, build.output
    assert "oxlint" in build.output
    (junit,), (clover,) = build.reports["tests"], build.reports["coverage"]
    assert len(list(junit.iter("testcase"))) == 4
    assert not list(junit.iter("failure"))
    metrics = clover.find("project/metrics")
    assert metrics is not None
    assert int(metrics.attrib["coveredstatements"]) > 50
    assert sorted(build.artifact_files()) == ["clover.xml", "junit.xml"]


def test_unreviewed_code_gets_no_credentials(unit_test_project: BuildProject) -> None:
    given = {one.name: one.value for one in unit_test_project.variables}
    assert given["PACKAGE_SECRET_NAME"] == given["CODEARTIFACT_REPOSITORY_ARN"] == ""
    assert {one.type for one in unit_test_project.variables} == {"PLAINTEXT"}


def test_a_lint_finding_stops_the_build_before_the_tests(
    machine: Machine, unit_test_project: BuildProject, service: Path
) -> None:
    (service / "src" / "main.js").write_text("debugger;\n")
    build = machine.run(unit_test_project, service)
    stopped(build, "PRE_BUILD", "lint failed")
    assert build.reports == {"tests": [], "coverage": []}
    assert build.artifact is None


def test_a_failing_unit_test_stops_the_build_and_is_reported(
    machine: Machine, unit_test_project: BuildProject, service: Path
) -> None:
    source = service / "src" / "server.js"
    source.write_text(source.read_text().replace('status: "ok"', 'status: "ill"'))
    build = machine.run(unit_test_project, service)
    stopped(build, "BUILD", "the unit tests failed (npm run test:coverage)")
    (junit,) = build.reports["tests"]
    assert len(list(junit.iter("failure"))) == 1


@pytest.mark.parametrize("manager", MANAGERS)
def test_every_package_manager_installs_and_tests(
    machine: Machine, unit_test_project: BuildProject, tmp_path: Path, manager: str
) -> None:
    """Without a lint script and a coverage script, and in CommonJS."""
    build = machine.run(unit_test_project, ledger_service(tmp_path / "s", manager))
    assert build.failed_phase is None, build.output
    assert "no lint script" in build.output
    (junit,), (clover,) = build.reports["tests"], build.reports["coverage"]
    assert junit.attrib["failures"] == "0"
    assert clover.tag == "coverage"


@pytest.mark.parametrize("manager", ["npm", "yarn 1", "pnpm 10"])
def test_no_package_manager_needs_the_audit_that_the_registry_has_retired(
    machine: Machine,
    unit_test_project: BuildProject,
    tmp_path: Path,
    registry: str,
    manager: str,
) -> None:
    package = {"packageManager": "pnpm@10.32.1"} if manager == "pnpm 10" else {}
    source = ledger_service(tmp_path / "s", manager.removesuffix(" 10"), **package)
    # A mirror of the registry has no signatures.
    keys = {"COREPACK_INTEGRITY_KEYS": "0"}
    machine.environment |= audit_settings(registry) | keys
    build = machine.run(unit_test_project, source)
    assert build.failed_phase is None, build.output


def no_lock_file(service: Path) -> None:
    (service / "package-lock.json").unlink()


def no_test_script(service: Path) -> None:
    path = service / "package.json"
    path.write_text(json.dumps({**json.loads(path.read_text()), "scripts": {}}))


def other_dependencies(service: Path) -> None:
    path = service / "package.json"
    package = json.loads(path.read_text())
    path.write_text(json.dumps({**package, "dependencies": {"minimist": "1.2.8"}}))


def no_manifest(service: Path) -> None:
    (service / "package.json").write_text('{"name": "ledger",}')


def prepared_by_git(service: Path) -> None:
    path = service / "package.json"
    scripts = {"test": "node --test", "prepare": "git rev-parse --git-dir"}
    path.write_text(json.dumps({**json.loads(path.read_text()), "scripts": scripts}))


@pytest.mark.parametrize(
    ("spoil", "phase", "error"),
    [
        (no_lock_file, "INSTALL", "no lock file of npm, pnpm or yarn"),
        (no_manifest, "INSTALL", "package.json is missing in the folder ., or is not"),
        (other_dependencies, "INSTALL", "npm cannot install what the lock file says"),
        (prepared_by_git, "INSTALL", "a script failed (there is no .git here)"),
        (no_test_script, "BUILD", "package.json has no script test:coverage, coverage"),
    ],
)
def test_what_a_repository_lacks_is_named(
    machine: Machine,
    unit_test_project: BuildProject,
    tmp_path: Path,
    spoil: Callable[[Path], None],
    phase: str,
    error: str,
) -> None:
    source = ledger_service(tmp_path / "s")
    spoil(source)
    stopped(machine.run(unit_test_project, source), phase, error)


@pytest.mark.parametrize("manager", ["pnpm", "yarn 1", "yarn 4"])
def test_a_lock_file_that_does_not_fit_is_named_for_every_package_manager(
    machine: Machine, unit_test_project: BuildProject, tmp_path: Path, manager: str
) -> None:
    source = ledger_service(tmp_path / "s", manager)
    other_dependencies(source)
    error = f"{manager.split()[0]} cannot install what the lock file says"
    stopped(machine.run(unit_test_project, source), "INSTALL", error)


def test_a_package_manager_that_cannot_be_had_is_named(
    machine: Machine, unit_test_project: BuildProject, tmp_path: Path
) -> None:
    source = ledger_service(tmp_path / "s", "pnpm", packageManager="pnpm@0.0.0-none")
    error = "corepack cannot provide the pnpm that package.json names"
    stopped(machine.run(unit_test_project, source), "INSTALL", error)


def test_a_missing_service_path_is_named(
    machine: Machine, unit_test_project: BuildProject, tmp_path: Path
) -> None:
    source = ledger_service(tmp_path / "s")
    path = Variable("SERVICE_PATH", "services/cards")
    build = machine.run(unit_test_project, source, [path])
    stopped(build, "INSTALL", "the repository has no folder services/cards")


def test_a_folder_of_a_monorepo_is_tested_alone(
    machine: Machine, unit_test_project: BuildProject, tmp_path: Path
) -> None:
    ledger_service(tmp_path / "s" / "services" / "ledger", "pnpm")
    (tmp_path / "s" / "package-lock.json").write_text("{}")
    path = Variable("SERVICE_PATH", "services/ledger")
    build = machine.run(unit_test_project, tmp_path / "s", [path])
    assert build.failed_phase is None, build.output


def test_a_workspace_has_its_lock_file_in_the_root(
    machine: Machine, unit_test_project: BuildProject, tmp_path: Path
) -> None:
    root = tmp_path / "s"
    ledger_service(root / "services" / "ledger", "pnpm")
    (root / "services" / "ledger" / "pnpm-lock.yaml").unlink()
    (root / "package.json").write_text('{"name": "all", "private": true}')
    (root / "pnpm-workspace.yaml").write_text("packages: [services/*]\n")
    lock = (LOCK_FILES / "pnpm-lock.yaml").read_text()
    lock = lock.replace("  .:", "  .: {}\n\n  services/ledger:")
    (root / "pnpm-lock.yaml").write_text(lock)
    path = Variable("SERVICE_PATH", "services/ledger")
    build = machine.run(unit_test_project, root, [path])
    assert build.failed_phase is None, build.output


def test_a_report_of_an_earlier_run_is_not_taken_for_this_one(
    machine: Machine, unit_test_project: BuildProject, tmp_path: Path
) -> None:
    source = ledger_service(tmp_path / "s")
    (source / "reports").mkdir()
    (source / "reports" / "junit.xml").write_text("<testsuites/>")
    build = machine.run(unit_test_project, source)
    (junit,) = build.reports["tests"]
    assert junit.tag == "testsuite"
