from pathlib import Path

import pytest

from tests.parameters.small_project import SmallProject, small_project


@pytest.fixture
def small(tmp_path: Path) -> SmallProject:
    return small_project(tmp_path)
