"""Who makes a copy their own turns none of our tests red.

`tox -e adoption` runs the whole suite in such a copy; here are the tests that
look at what is committed.
"""

from pathlib import Path

import pytest

from tests.adoption import adopted, run

AT_WHAT_IS_COMMITTED = (
    "tests/parameters/test_samples.py",
    "tests/templates",
    "tests/test_project_files.py",
)


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = adopted(tmp_path_factory.mktemp("adopted") / "copy")
    built = run(folder, "generator", "build")
    assert built.returncode == 0, built.stdout + built.stderr
    return folder


@pytest.mark.whole_way
def test_an_adopted_copy_is_valid(copy: Path) -> None:
    done = run(copy, "generator", "validate")
    assert done.returncode == 0, done.stdout + done.stderr
    assert {path.name for path in (copy / "templates_out").glob("*.yaml")} >= {
        "audit.yaml",
        "pipeline.yaml",
        "service.yaml",
    }


@pytest.mark.whole_way
def test_an_adopted_copy_turns_no_test_red(copy: Path) -> None:
    done = run(copy, "pytest", "-n", "0", *AT_WHAT_IS_COMMITTED)
    assert done.returncode == 0, done.stdout
