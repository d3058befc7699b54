from pathlib import Path

import pytest
from hypothesis import settings

from tests.parameters.small_project import SmallProject, small_project

# A busy machine is no failure.
settings.register_profile("no deadline", deadline=None)
settings.load_profile("no deadline")


@pytest.fixture
def small(tmp_path: Path) -> SmallProject:
    return small_project(tmp_path)
