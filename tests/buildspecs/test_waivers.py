"""What the pipeline's repository accepts of both scans, and until when."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from generator.rehearsal.project import BuildProject, Variable
from generator.rehearsal.runner import Build
from tests.buildspecs.conftest import SECOND_WAY_IN_TOX, Machine
from tests.buildspecs.handover import check_stopped

MUSL = "CVE-2025-26519"
TODAY = datetime.now(UTC).date()
TOMORROW, YESTERDAY = TODAY + timedelta(days=1), TODAY - timedelta(days=1)


@pytest.fixture(params=SECOND_WAY_IN_TOX)
def shell(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def waived(
    machine: Machine, project: BuildProject, service: Path, *given: str
) -> Build:
    variable = Variable("WAIVERS", ",".join(given))
    return machine.run(project, service, started_with=[variable])


def test_what_is_waived_stops_neither_scan_until_its_last_day(
    machine: Machine, docker_build_project: BuildProject, described_service: Path
) -> None:
    machine.tell_docker(finds="HIGH", finds_in_dependencies="CRITICAL")
    # The last day in the build's own time zone, UTC: it may end while this runs.
    build = waived(
        machine, docker_build_project, described_service, f"{MUSL}:{TOMORROW}"
    )
    assert build.failed_phase is None, build.output
    line = f"{MUSL} musl 1.2.5-r8 (fixed in 1.2.5-r9) [waived until {TOMORROW}]: musl"
    assert f"HIGH {line}" in build.output
    assert f"CRITICAL {line}" in build.output
    assert "is not needed" not in build.output


def test_what_is_not_waived_stops_the_build_all_the_same(
    machine: Machine, docker_build_project: BuildProject, described_service: Path
) -> None:
    other = {"VulnerabilityID": "CVE-2025-1", "Severity": "HIGH"}
    machine.tell_docker(finds=[{}, other])
    build = waived(
        machine, docker_build_project, described_service, f"{MUSL}:{TOMORROW}"
    )
    cause = "vulnerabilities in the image (HIGH,CRITICAL): not pushed"
    check_stopped(build, machine.docker, "BUILD", cause)


def test_a_waiver_that_ended_stops_the_build_and_is_named(
    machine: Machine, docker_build_project: BuildProject, described_service: Path
) -> None:
    """Whatever is found: nobody answers for it any more."""
    build = waived(
        machine,
        docker_build_project,
        described_service,
        f"CVE-2020-1:{TOMORROW}",
        f"{MUSL}:{YESTERDAY}",
    )
    cause = f"the waiver of {MUSL} ended on {YESTERDAY}"
    check_stopped(build, machine.docker, "BUILD", cause)
    assert machine.docker["builds"] == []


def test_a_waiver_that_nothing_needs_is_reported(
    machine: Machine, docker_build_project: BuildProject, described_service: Path
) -> None:
    machine.tell_docker(finds_in_dependencies="HIGH")
    given = [f"{MUSL}:{TOMORROW}", f"CVE-2025-2651:{TOMORROW}"]
    build = waived(machine, docker_build_project, described_service, *given)
    assert build.failed_phase is None, build.output
    said = [line for line in build.output.splitlines() if "is not needed" in line]
    assert said == [
        "NOTE: the waiver of CVE-2025-2651 is not needed: nothing has it any more"
    ]


@pytest.mark.parametrize(("decides", "stops"), [("stop", True), ("report", False)])
def test_a_parameter_decides_whether_what_nobody_mended_stops_the_build(
    machine: Machine,
    docker_build_project: BuildProject,
    described_service: Path,
    decides: str,
    stops: bool,
) -> None:
    machine.tell_docker(finds=[{"FixedVersion": "", "Status": "affected"}])
    unfixed = Variable("UNFIXED_VULNERABILITIES", decides)
    build = machine.run(docker_build_project, described_service, [unfixed])
    assert (build.failed_phase is not None) == stops
    assert f"HIGH {MUSL} musl 1.2.5-r8 (no fix yet): " in build.output


def test_what_is_mended_stops_the_build_even_so(
    machine: Machine, docker_build_project: BuildProject, described_service: Path
) -> None:
    machine.tell_docker(finds="HIGH")
    unfixed = Variable("UNFIXED_VULNERABILITIES", "report")
    build = machine.run(docker_build_project, described_service, [unfixed])
    check_stopped(build, machine.docker, "BUILD", "vulnerabilities in the image")


@pytest.mark.parametrize("report", ["none", "{}", '{"SchemaVersion": 3}', "[]"])
def test_a_report_of_another_form_is_no_clean_report(
    machine: Machine,
    docker_build_project: BuildProject,
    described_service: Path,
    report: str,
) -> None:
    machine.tell_docker(writes=report)
    build = machine.run(docker_build_project, described_service)
    check_stopped(build, machine.docker, "BUILD", "the scan of the dependencies")
