"""What the pipeline's repository accepts of both scans, and until when."""

import json
import os
import subprocess
import sys
import textwrap
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from generator.rehearsal.project import BuildProject, Variable
from tests.buildspecs.conftest import SECOND_WAY_IN_TOX, Machine, write_tool

MUSL = "CVE-2025-26519"
TODAY = datetime.now(UTC).date()
TOMORROW, YESTERDAY = TODAY + timedelta(days=1), TODAY - timedelta(days=1)


@pytest.fixture(params=SECOND_WAY_IN_TOX)
def shell(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def test_what_is_waived_stops_neither_scan_and_what_nothing_needs_is_told(
    machine: Machine, docker_build_project: BuildProject, described_service: Path
) -> None:
    machine.tell_docker(finds="HIGH", finds_in_dependencies="CRITICAL")
    # The last day in the build's own time zone, UTC: it may end while this runs.
    given = [f"{MUSL}:{TOMORROW}", f"CVE-2025-2651:{TOMORROW}"]
    waivers = Variable("WAIVERS", ",".join(given))
    build = machine.run(docker_build_project, described_service, [waivers])
    assert build.failed_phase is None, build.output
    line = f"{MUSL} musl 1.2.5-r8 (fixed in 1.2.5-r9) [waived until {TOMORROW}]: musl"
    assert f"HIGH {line}" in build.output
    assert f"CRITICAL {line}" in build.output
    said = [line for line in build.output.splitlines() if "is not needed" in line]
    assert said == [
        "NOTE: the waiver of CVE-2025-2651 is not needed: nothing has it any more"
    ]


JUDGE = "cat > \"$WORK/judge.py\" <<'END'\n"
PATTERN = Path(__file__).parent / "scanner_output" / "vulnerabilities.json"


def judged(
    project: BuildProject, work: Path, *found: dict[str, str], **given: str
) -> tuple[str, int]:
    """What the judge says of a report with these findings, and its exit code."""
    report = json.loads(PATTERN.read_text())
    (result,) = report["Results"]
    (pattern,) = result["Vulnerabilities"]
    result["Vulnerabilities"] = [{**pattern, **each} for each in found]
    return judge(project, work, json.dumps(report), **given)


def judge(
    project: BuildProject, work: Path, report: str, **given: str
) -> tuple[str, int]:
    (work / "scan").mkdir()
    (work / "report").write_text(report)
    write_tool(work / "trivy", f"cp {work}/report {work}/scan/found.json #")
    program = project.buildspec.partition(JUDGE)[2].partition("\n   END\n")[0]
    variables = {one.name: one.value for one in project.variables}
    ended = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(program), "the image", "image", "x"],
        env={"PATH": os.environ["PATH"], **variables, "WORK": str(work), **given},
        capture_output=True,
        text=True,
        check=False,
    )
    return ended.stdout + ended.stderr, ended.returncode


OTHER = {"VulnerabilityID": "CVE-2025-1"}
STOPPED = "ERROR: vulnerabilities in the image (HIGH,CRITICAL): not pushed\n"


def test_what_is_not_waived_stops_the_build_all_the_same(
    docker_build_project: BuildProject, tmp_path: Path
) -> None:
    waivers = f"{MUSL}:{TOMORROW}"
    said, code = judged(docker_build_project, tmp_path, {}, OTHER, WAIVERS=waivers)
    assert said.endswith(STOPPED)
    assert code == 1


def test_a_waiver_that_ended_stops_the_build_whatever_is_found(
    docker_build_project: BuildProject, tmp_path: Path
) -> None:
    """Nobody answers for it any more."""
    waivers = f"CVE-2020-1:{TOMORROW},{MUSL}:{YESTERDAY}"
    said, code = judged(docker_build_project, tmp_path, WAIVERS=waivers)
    assert said.startswith(f"ERROR: the waiver of {MUSL} ended on {YESTERDAY}: ")
    assert code == 1


UNFIXED = {"FixedVersion": "", "Status": "affected"}


@pytest.mark.parametrize(
    ("decides", "found", "code"),
    [("stop", [UNFIXED], 1), ("report", [UNFIXED], 0), ("report", [UNFIXED, OTHER], 1)],
)
def test_a_parameter_decides_whether_what_nobody_mended_stops_the_build(
    docker_build_project: BuildProject,
    tmp_path: Path,
    decides: str,
    found: list[dict[str, str]],
    code: int,
) -> None:
    given = {"UNFIXED_VULNERABILITIES": decides}
    said, ended = judged(docker_build_project, tmp_path, *found, **given)
    assert f"HIGH {MUSL} musl 1.2.5-r8 (no fix yet): " in said
    assert ended == code
    assert said.endswith(STOPPED) == bool(code)


@pytest.mark.parametrize("report", ["", "none", "{}", '{"SchemaVersion": 3}', "[]"])
def test_a_report_of_another_form_is_no_clean_report(
    docker_build_project: BuildProject, tmp_path: Path, report: str
) -> None:
    said, code = judge(docker_build_project, tmp_path, report)
    assert said == "ERROR: the scan of the image did not work: not pushed\n"
    assert code == 1
