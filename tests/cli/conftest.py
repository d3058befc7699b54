from pathlib import Path

import pytest

from tests.checkout import copy_to, run
from tests.parameters.small_project import SmallProject, small_project


@pytest.fixture
def small(tmp_path: Path) -> SmallProject:
    return small_project(tmp_path)


@pytest.fixture(scope="session")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A user whose lint cache knows the committed pipeline."""
    home = tmp_path_factory.mktemp("home")
    first = copy_to(tmp_path_factory.mktemp("first"), "pipeline")
    assert run(first, "build", home=home).returncode == 0
    return home
