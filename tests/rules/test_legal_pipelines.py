"""Ordinary pipelines and deployment groups about which the rules are silent."""

from pathlib import Path

import pytest

LEGAL = sorted(Path(__file__).with_name("legal").glob("*.yaml"))


@pytest.mark.parametrize("path", LEGAL, ids=lambda path: path.stem)
def test_legal_pipelines_and_groups_have_no_finding(ids, path):
    # Which tags are required is a decision, not a matter of what is legal.
    assert ids(path.read_text(), lambda resources: None) - {"W9990"} == set()
