"""The tests of a service in Java that Gradle builds.

The wrapper is a stand-in, for no Gradle that knows gradle.lockfile is among Debian's,
Python's or npm's packages. Where there is Debian's, of 2017, it runs our script but
for what it is too old for.
"""

import shutil
from pathlib import Path

import pytest

from generator.buildspecs import read_buildspecs
from generator.rehearsal.machine import environment
from generator.rehearsal.project import BuildProject, Variable
from generator.rehearsal.runner import Build, run_build
from generator.templates.pipeline.languages import JAVA
from tests.buildspecs.conftest import ROOT
from tests.buildspecs.test_languages import NOTHING, needs, told
from tests.buildspecs.test_unit_tests import stopped

BUILDSPEC = read_buildspecs(ROOT / "buildspecs").text(JAVA.buildspec)
# It says what it was asked, and does what the service's folder tells of each task.
WRAPPER = """
echo "gradlew $*"
for task; do
  [ ! -f "$task.sh" ] || sh "./$task.sh" || exit 1
done
"""
JUNIT = '<testsuite tests="1"><testcase classname="P" name="limit"/></testsuite>'
JACOCO = '<report name="x"><counter type="LINE" missed="1" covered="3"/></report>'
TESTED = f"""mkdir -p app/build/test-results/test app/build/reports/jacoco/test
echo '{JUNIT}' > app/build/test-results/test/TEST-Payments.xml
echo '{JACOCO}' > app/build/reports/jacoco/test/jacocoTestReport.xml
"""


def build(service: Path, folder: Path, buildspec: str = BUILDSPEC) -> Build:
    for name in ("home", "work"):
        (folder / name).mkdir()
    given = {**NOTHING, JAVA.variable: JAVA.default}
    return run_build(
        BuildProject(buildspec, [Variable(*each) for each in given.items()]),
        service,
        folder / "work",
        shell="a shell each",
        commit="4f1d2c3b",
        machine=environment(folder / "home", "us-east-2"),
        secret=dict[str, str]().__getitem__,
    )


@pytest.fixture
def service(tmp_path: Path) -> Path:
    folder = tmp_path / "service"
    folder.mkdir()
    (folder / "settings.gradle.kts").write_text('include("app")\n')
    (folder / "gradlew").write_text(WRAPPER)
    (folder / "test.sh").write_text(TESTED)
    return folder


def test_what_is_locked_is_compiled_linted_and_tested(
    service: Path, tmp_path: Path
) -> None:
    ended = build(service, tmp_path)
    assert ended.failed_phase is None, ended.output
    calls = [one for one in ended.output.splitlines() if one.startswith("gradlew ")]
    tasks = [call.rpartition("configuration-cache=false ")[2] for call in calls]
    assert tasks == ["serviceLocked testClasses", "serviceLint", "--continue test"]
    assert all("--init-script /" in call for call in calls)
    assert told(ended) == {"tests": "1 tests, 0 failed", "coverage": "75 % covered"}
    assert "has no distributionSha256Sum" in ended.output


WORDS = (
    "echo '> SERVICE: app/gradle.lockfile does not lock runtimeClasspath: x'; exit 1"
)
OTHER = (
    "echo 'Did not resolve a:b:1 which is part of the dependency lock state'; exit 1"
)


@pytest.mark.parametrize(
    ("task", "script", "phase", "error"),
    [
        ("serviceLocked", WORDS, "INSTALL", "app/gradle.lockfile does not lock runt"),
        ("serviceLocked", OTHER, "INSTALL", "gradle.lockfile does not fit the build"),
        ("testClasses", "exit 1", "INSTALL", "the service does not compile, or"),
        ("serviceLint", "exit 1", "PRE_BUILD", "lint failed (gradlew)"),
        ("test", "exit 1", "BUILD", "the unit tests failed (gradlew test)"),
        ("test", "true", "BUILD", "gradlew test found no test"),
    ],
)
def test_each_step_of_gradle_that_fails_says_what_to_change(
    service: Path, tmp_path: Path, task: str, script: str, phase: str, error: str
) -> None:
    (service / f"{task}.sh").write_text(script)
    stopped(build(service, tmp_path), phase, error)


def test_a_build_without_its_wrapper_is_not_run_by_any_gradle(
    service: Path, tmp_path: Path
) -> None:
    (service / "gradlew").unlink()
    stopped(build(service, tmp_path), "INSTALL", "the folder . has no gradlew, which")


def test_a_pom_comes_before_gradle(service: Path, tmp_path: Path) -> None:
    (service / "pom.xml").write_text("<project/>")
    (service / "mvnw").write_text("echo reached; exit 1\n")
    ended = build(service, tmp_path)
    assert "reached" in ended.output
    assert "gradlew " not in ended.output


# --- Debian's Gradle

LOCK = "empty={}\n"
CLASSPATHS = "compileClasspath,runtimeClasspath,testCompileClasspath"
ALL = f"{CLASSPATHS},testRuntimeClasspath"
SCRIPT = """
apply plugin: 'java'
apply plugin: 'jacoco'
jacoco.toolVersion = '0.8.6' // which knows no class files of Java 17
sourceCompatibility = 1.8
repositories { maven { url '/usr/share/maven-repo' } }
dependencies { testCompile 'junit:junit:4.x' }
"""
PAYMENTS = (
    "class Payments { static boolean limit(int cents) { return cents <= 10; } }\n"
)
TESTS = """
import org.junit.*;
public class PaymentsTest {
  @Test public void limit() { Assert.assertTrue(Payments.limit(10)); }
  @Test public void more() { Assert.assertFalse(Payments.limit(11)); }
}
"""
# What is newer than Gradle 4.4, and what it calls otherwise.
NEWER = {
    "version('7.0')": "version('4.0')",
    "resolutionStrategy.activateDependencyLocking()": "true",
    "reports.xml.required = true": "reports.xml.enabled = true",
}


@pytest.fixture
def real(service: Path) -> Path:
    needs("gradle")
    if not Path("/usr/share/maven-repo/org/jacoco/org.jacoco.agent/0.8.6").exists():
        pytest.skip("Debian's package of JaCoCo is not installed")
    (service / "gradlew").write_text(f'exec {shutil.which("gradle")} --offline "$@"\n')
    (service / "settings.gradle.kts").unlink()
    (service / "settings.gradle").write_text("include 'app'\n")
    app = service / "app"
    for name, text in {
        "build.gradle": SCRIPT,
        "gradle.lockfile": LOCK.format(ALL),
        "src/main/java/Payments.java": PAYMENTS,
        "src/test/java/PaymentsTest.java": TESTS,
    }.items():
        (app / name).parent.mkdir(parents=True, exist_ok=True)
        (app / name).write_text(text)
    return service


def for_debian() -> str:
    text = BUILDSPEC
    for ours, theirs in NEWER.items():
        assert ours in text
        text = text.replace(ours, theirs)
    return text


@pytest.mark.second_way
def test_a_gradle_without_locks_is_refused(real: Path, tmp_path: Path) -> None:
    stopped(build(real, tmp_path), "INSTALL", "Gradle 4.4.1 has no gradle.lockfile")


@pytest.mark.second_way
@pytest.mark.parametrize("fails", [False, True])
def test_a_service_of_gradle_is_tested_with_reports(
    real: Path, tmp_path: Path, fails: bool
) -> None:
    if fails:
        file = real / "app/src/main/java/Payments.java"
        file.write_text(PAYMENTS.replace("cents <= 10", "true"))
    ended = build(real, tmp_path, for_debian())
    assert told(ended) == {
        "tests": f"2 tests, {int(fails)} failed",
        "coverage": "100 % covered",
    }, ended.output
    assert "applies no checkstyle, pmd, spotbugs or spotless: not linted" in (
        ended.output
    )
    if fails:
        stopped(ended, "BUILD", "the unit tests failed (gradlew test)")
    else:
        assert ended.failed_phase is None, ended.output


@pytest.mark.second_way
@pytest.mark.parametrize("lock", [LOCK.format(CLASSPATHS), ""])
def test_each_classpath_of_each_project_is_locked(
    real: Path, tmp_path: Path, lock: str
) -> None:
    (real / "app/gradle.lockfile").write_text(lock)
    missing = "testRuntimeClasspath" if lock else "compileClasspath"
    stopped(
        build(real, tmp_path, for_debian()),
        "INSTALL",
        f"app/gradle.lockfile does not lock {missing}: set dependencyLocking",
    )
