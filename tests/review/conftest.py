"""The committed template's page, and Mermaid as a browser has it."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from generator.cloudformation.document import Template, read
from generator.review.page import page
from generator.rules._house import house_rules
from tests.checkout import ROOT
from tests.node_package import install

ReadMermaid = Callable[[str], dict[str, Any]]


@pytest.fixture(scope="session")
def pipeline() -> Template:
    """The committed template."""
    return read(ROOT / "templates_out" / "pipeline.yaml")


@pytest.fixture(scope="session")
def pipeline_page(pipeline: Template) -> str:
    return page(pipeline, "pipeline", list(house_rules().values()))


@pytest.fixture(scope="session")
def read_mermaid(tmp_path_factory: pytest.TempPathFactory) -> ReadMermaid:
    """What the real package makes of a flowchart; ValueError if it refuses it."""
    package = install(
        Path(__file__).parent / "mermaid", tmp_path_factory.mktemp("mermaid")
    )

    def read(text: str) -> dict[str, Any]:
        found: dict[str, Any] = json.loads(package.run("parse.js", text))
        return found

    return read
