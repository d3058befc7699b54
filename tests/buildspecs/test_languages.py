"""The tests of services in other languages than JavaScript, on sample services.

What needs a toolchain and a registry is slow and runs in tox alone; what stops a
build before the first tool is quick.
"""

import re
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from generator.buildspecs import read_buildspecs
from generator.rehearsal.machine import environment
from generator.rehearsal.project import BuildProject, Variable
from generator.rehearsal.reports import summary
from generator.rehearsal.runner import Build, run_build
from generator.templates.pipeline.languages import (
    DOTNET,
    GO,
    JAVA,
    LANGUAGES,
    NODE,
    PYTHON,
    Language,
)
from tests.buildspecs.conftest import NETWORK, ROOT
from tests.buildspecs.test_unit_tests import stopped

FIXTURES = ROOT / "tests" / "fixtures"
# What Debian has of Maven's plugins, in a repository that needs no network.
DEBIAN = Path("/usr/share/maven-repo/org/apache/maven/plugins/maven-surefire-plugin")
OF_DEBIAN = {"5.13.4": "5.9.2", "3.5.4": "2.22.3", "3.14.1": "3.10.1", "3.3.1": "3.3.0"}
OFFLINE = "-o\n-s\n/etc/maven/settings-debian.xml\n"

# What a stack gives to the tests that asks for nothing more.
NOTHING = {
    "SERVICE_PATH": ".",
    "TEST_DATABASE": "none",
    "TEST_VARIABLES": "",
    "COMMAND_BEFORE_TESTS": "",
    "PACKAGE_SECRET_NAME": "",
    "CODEARTIFACT_REPOSITORY_ARN": "",
}

Run = Callable[[Language, Path], Build]


@pytest.fixture(params=["a shell each", "one shell"])
def shell(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def run(tmp_path: Path, shell: str) -> Run:
    """Run the tests' buildspec of a language on a folder, which is changed."""
    texts = read_buildspecs(ROOT / "buildspecs")

    def run(language: Language, source: Path) -> Build:
        (home := tmp_path / "home").mkdir()
        (work := tmp_path / "work").mkdir()
        given = {**NOTHING, language.variable: language.default}
        variables = [Variable(*each) for each in given.items()]
        return run_build(
            BuildProject(texts.text(language.buildspec), variables),
            source,
            work,
            shell=shell,
            commit="4f1d2c3b",
            machine=environment(home, "us-east-2", NETWORK),
            secret=dict[str, str]().__getitem__,
        )

    return run


def sample(language: Language, folder: Path) -> Path:
    name = language.template.replace("pipeline", "payment-service")
    return Path(shutil.copytree(FIXTURES / name, folder / "service"))


def needs(program: str) -> None:
    if not shutil.which(program):
        pytest.skip(f"there is no {program} on this machine")


def told(build: Build) -> dict[str, str]:
    return {name: summary(roots) for name, roots in build.reports.items()}


# --- what is refused before any tool of the language runs


@pytest.mark.parametrize(
    ("language", "error"),
    [
        (PYTHON, "no lock file of uv, poetry or pip: commit uv.lock"),
        (JAVA, "the folder . has no pom.xml"),
        (GO, "the folder . has no go.mod"),
        (DOTNET, "the folder . has no project of .NET"),
    ],
)
@pytest.mark.parametrize("shell", ["a shell each"], indirect=True)
def test_a_service_without_its_lock_file_is_told_which(
    run: Run, tmp_path: Path, language: Language, error: str
) -> None:
    (tmp_path / "service").mkdir()
    stopped(run(language, tmp_path / "service"), "INSTALL", error)


@pytest.mark.parametrize(
    ("version", "loose"),
    [
        ("[1.0,2.0)", True),
        ("LATEST", True),
        ("2.0-SNAPSHOT", True),
        ("1.0", False),
        ("${bom.version}", False),
    ],
)
@pytest.mark.parametrize("shell", ["a shell each"], indirect=True)
def test_a_version_of_maven_that_may_change_is_named(
    run: Run, tmp_path: Path, version: str, loose: bool
) -> None:
    """Our own version may be a snapshot: nobody installs it."""
    folder = tmp_path / "service"
    folder.mkdir()
    (folder / "pom.xml").write_text(
        "<project xmlns='http://maven.apache.org/POM/4.0.0'><version>1-SNAPSHOT"
        "</version><dependencies><dependency><artifactId>ledger</artifactId>"
        f"<version>{version}</version></dependency></dependencies></project>"
    )
    # It would ask a repository: this says only that it was reached.
    (folder / "mvnw").write_text("echo reached; exit 1\n")
    build = run(JAVA, folder)
    assert ("reached" in build.output) is not loose
    error = f"pom.xml has ledger {version}: write exactly one" if loose else "compile"
    stopped(build, "INSTALL", error)


@pytest.mark.parametrize(
    ("plugin", "goals", "error"),
    [
        ("maven-checkstyle-plugin", ["checkstyle:check"], "(mvn checkstyle:check)"),
        ("spotless-maven-plugin", ["spotless:check"], "(mvn spotless:check)"),
        ("maven-jar-plugin", [], ""),
    ],
)
@pytest.mark.parametrize("shell", ["a shell each"], indirect=True)
def test_a_linter_that_a_pom_has_is_run_and_stops_the_build(
    run: Run, tmp_path: Path, plugin: str, goals: list[str], error: str
) -> None:
    """By a stand-in for the wrapper: the plugins come from Maven Central alone."""
    folder = tmp_path / "service"
    folder.mkdir()
    (folder / "pom.xml").write_text(
        "<project><build><plugins><plugin>\n"
        f"<artifactId>{plugin}</artifactId>\n</plugin></plugins></build></project>"
    )
    (folder / "mvnw").write_text('echo "mvnw $*"; case "$*" in *:check) exit 1; esac\n')
    build = run(JAVA, folder)
    asked = re.findall(r"^mvnw .* (\S+:check)$", build.output, re.MULTILINE)
    assert asked == goals
    if goals:
        stopped(build, "PRE_BUILD", f"lint failed {error}")
    else:
        assert "neither checkstyle nor spotless: not linted" in build.output
        stopped(build, "BUILD", "mvn test found no test")


@pytest.mark.parametrize("shell", ["a shell each"], indirect=True)
def test_a_project_of_net_without_a_lock_file_is_named(
    run: Run, tmp_path: Path
) -> None:
    folder = tmp_path / "service" / "src"
    folder.mkdir(parents=True)
    (folder / "pay.csproj").write_text("<Project Sdk='Microsoft.NET.Sdk'/>")
    error = "./src/pay.csproj has no packages.lock.json: set RestorePackagesWith"
    stopped(run(DOTNET, tmp_path / "service"), "INSTALL", error)


@pytest.mark.parametrize("language", LANGUAGES, ids=lambda each: each.title)
def test_each_step_of_a_buildspec_is_of_its_own_language(language: Language) -> None:
    """A slip in the list of steps would run another language's."""
    text = (ROOT / "buildspecs" / language.buildspec).read_text()
    own = language.template.removeprefix("pipeline").strip("-")
    steps = re.findall(r"^  - step (.+)$", text, re.MULTILINE)
    named = {step.partition("-")[0] for line in steps for step in line.split()}
    others = {each.template.partition("-")[2] for each in LANGUAGES} - {own}
    assert not named & others
    assert own in {*named, ""}


@pytest.mark.parametrize("language", LANGUAGES, ids=lambda each: each.title)
def test_what_surrounds_the_tests_is_the_same_in_every_language(
    language: Language,
) -> None:
    """Tokens, variables, the command and the database come by steps that are shared."""
    text = (ROOT / "buildspecs" / language.buildspec).read_text()
    node = (ROOT / "buildspecs" / NODE.buildspec).read_text()
    steps = [line.replace(" folder.sh", "") for line in text.splitlines()]
    own = language.template.partition("-")[2] or "none"
    assert [s for s in steps if "- step " in s and f"{own}-" not in s] == [
        line for line in node.splitlines() if "- step " in line
    ]


# --- end to end


@pytest.mark.second_way
def test_a_service_in_go_is_tested(run: Run, tmp_path: Path) -> None:
    needs("go")
    build = run(GO, sample(GO, tmp_path))
    assert build.failed_phase is None, build.output
    # A package without tests counts since Go 1.22 (its release notes).
    said = subprocess.run(["go", "env", "GOVERSION"], capture_output=True, text=True)
    version = [int(part) for part in re.findall(r"\d+", said.stdout)[:2]]
    covered = "30 % covered" if version >= [1, 22] else "60 % covered"
    assert told(build) == {"tests": "2 tests, 0 failed", "coverage": covered}


# In place of the real one, whose modules are many: it finds one word.
LINTER = """package main

import (
	"fmt"
	"os"
	"strings"
)

func main() {
	text, _ := os.ReadFile("payments/payments.go")
	fmt.Println("golangci-lint", os.Args[1:])
	if strings.Contains(string(text), "Recieve") {
		os.Exit(1)
	}
}
"""
TOOL = """
tool example.com/golangci-lint

require example.com/golangci-lint v1.0.0

replace example.com/golangci-lint => ./linter
"""


@pytest.mark.second_way
@pytest.mark.parametrize("shell", ["a shell each"], indirect=True)
def test_golangci_lint_is_run_where_it_is_a_tool_of_go_mod(
    run: Run, tmp_path: Path
) -> None:
    needs("go")
    source = sample(GO, tmp_path)
    (source / ".golangci.yml").write_text("version: 2\n")
    (source / "go.mod").write_text("module example.com/payment-service\n\ngo 1.24\n")
    linter = source / "linter"
    linter.mkdir()
    (linter / "go.mod").write_text("module example.com/golangci-lint\n\ngo 1.24\n")
    (linter / "main.go").write_text(LINTER)
    with (source / "go.mod").open("a") as file:
        file.write(TOOL)
    code = source / "payments" / "payments.go"
    code.write_text(f"// Recieve it.\n{code.read_text()}")
    build = run(GO, source)
    stopped(build, "PRE_BUILD", "lint failed (golangci-lint)")
    assert "golangci-lint [run ./...]" in build.output


@pytest.mark.second_way
@pytest.mark.parametrize("shell", ["a shell each"], indirect=True)
def test_golangci_lint_that_no_module_brings_is_named(run: Run, tmp_path: Path) -> None:
    needs("go")
    source = sample(GO, tmp_path)
    (source / ".golangci.yml").write_text("version: 2\n")
    stopped(run(GO, source), "PRE_BUILD", "go.mod has no such tool: go get -tool it")


@pytest.mark.second_way
@pytest.mark.parametrize("shell", ["a shell each"], indirect=True)
@pytest.mark.parametrize(
    ("new", "phase", "error", "tests"),
    [
        ("true", "BUILD", "the unit tests failed (go test)", "2 tests, 1 failed"),
        ("1", "INSTALL", "does not compile", ""),
    ],
)
def test_a_broken_service_in_go_is_stopped(
    run: Run, tmp_path: Path, new: str, phase: str, error: str, tests: str
) -> None:
    needs("go")
    source = sample(GO, tmp_path)
    file = source / "payments" / "payments.go"
    file.write_text(file.read_text().replace("cents <= Limit", new))
    build = run(GO, source)
    stopped(build, phase, error)
    assert told(build)["tests"] == tests


@pytest.mark.second_way
def test_a_service_in_python_is_linted_and_tested(run: Run, tmp_path: Path) -> None:
    build = run(PYTHON, sample(PYTHON, tmp_path))
    assert build.failed_phase is None, build.output
    assert "All checks passed!" in build.output
    assert told(build) == {"tests": "3 tests, 0 failed", "coverage": "100 % covered"}


def locked_by_poetry(source: Path) -> None:
    (source / "uv.lock").unlink()
    shutil.copytree(FIXTURES / "poetry", source, dirs_exist_ok=True)


@pytest.mark.second_way
@pytest.mark.parametrize("shell", ["a shell each"], indirect=True)
def test_a_service_that_poetry_locks_is_linted_and_tested(
    run: Run, tmp_path: Path
) -> None:
    source = sample(PYTHON, tmp_path)
    locked_by_poetry(source)
    build = run(PYTHON, source)
    assert build.failed_phase is None, build.output
    assert "All checks passed!" in build.output
    assert told(build) == {"tests": "3 tests, 0 failed", "coverage": "100 % covered"}


def poetry_does_not_fit(source: Path) -> None:
    locked_by_poetry(source)
    does_not_fit(source)


def no_lint(source: Path) -> None:
    (source / "payments" / "__init__.py").write_text("import os\n")


def does_not_fit(source: Path) -> None:
    path = source / "pyproject.toml"
    path.write_text(path.read_text().replace('["pytest", ', '["iniconfig", "pytest", '))


def no_tests(source: Path) -> None:
    shutil.rmtree(source / "tests")


def not_whole(source: Path) -> None:
    (source / "uv.lock").unlink()
    (source / "requirements.txt").write_text("pytest-cov==7.1.0\n")


@pytest.mark.second_way
@pytest.mark.parametrize("shell", ["a shell each"], indirect=True)
@pytest.mark.parametrize(
    ("spoil", "phase", "error"),
    [
        (does_not_fit, "INSTALL", "uv.lock does not fit pyproject.toml: run uv lock"),
        (poetry_does_not_fit, "INSTALL", "poetry.lock does not fit pyproject.toml: r"),
        (not_whole, "INSTALL", "requirements.txt is not whole, freeze it as pip-comp"),
        (no_lint, "PRE_BUILD", "lint failed (ruff)"),
        (no_tests, "BUILD", "pytest found no test"),
    ],
)
def test_a_broken_service_in_python_is_stopped(
    run: Run, tmp_path: Path, spoil: Callable[[Path], None], phase: str, error: str
) -> None:
    source = sample(PYTHON, tmp_path)
    spoil(source)
    stopped(run(PYTHON, source), phase, error)


@pytest.mark.second_way
@pytest.mark.parametrize("fails", [False, True])
@pytest.mark.parametrize("shell", ["a shell each"], indirect=True)
def test_a_service_in_java_is_tested(run: Run, tmp_path: Path, fails: bool) -> None:
    needs("mvn")
    if not (DEBIAN / OF_DEBIAN["3.5.4"]).exists():
        pytest.skip("Debian's packages of Maven's plugins are not installed")
    source = sample(JAVA, tmp_path)
    pom = (source / "pom.xml").read_text()
    for ours, theirs in OF_DEBIAN.items():
        pom = pom.replace(f"<version>{ours}<", f"<version>{theirs}<")
    (source / "pom.xml").write_text(pom)
    (source / ".mvn").mkdir()
    (source / ".mvn" / "maven.config").write_text(OFFLINE)
    if fails:
        file = source / "src/main/java/com/example/payments/Payments.java"
        file.write_text(file.read_text().replace("cents <= LIMIT", "true"))
    build = run(JAVA, source)
    assert told(build)["tests"] == f"3 tests, {int(fails)} failed", build.output
    if fails:
        stopped(build, "BUILD", "the unit tests failed (mvn test)")
    else:
        assert build.failed_phase is None, build.output
        assert "neither checkstyle nor spotless: not linted" in build.output
