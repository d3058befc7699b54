"""What costs a lint to find out, kept between runs.

That is: which inputs were judged without a finding, and the texts that take
the loaded rules to make. A wrong hit would hide a finding, so the key holds
everything that decides the result, and only clean results are kept. Nothing
here imports cfn-lint: that is the point.
"""

import hashlib
import json
import os
import platform
import re
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from importlib.metadata import distribution, version
from pathlib import Path

from generator.findings import Finding

# Everything of ours that judges or writes, the house rules included.
CODE = Path(__file__).parent
KEPT_SECONDS = 30 * 24 * 60 * 60


@dataclass(frozen=True)
class LintCache:
    """Clean results below `folder`, for one state of the linter."""

    folder: Path
    linter_state: str | None

    def knows_clean(self, *inputs: str) -> bool:
        """Whether exactly these inputs were judged without a finding."""
        return self.text(*inputs) is not None

    def keep(self, findings: Iterable[Finding], *inputs: str) -> None:
        """Remember a result, if it is clean; a folder that refuses is ignored."""
        if not list(findings):
            self.keep_text("", *inputs)

    def text(self, *inputs: str) -> str | None:
        """What was kept for exactly these inputs, or None."""
        if self.linter_state is None:
            return None
        key = self._key(inputs)
        try:
            seal, _, text = (self.folder / key).read_bytes().decode().partition("\n")
        except (OSError, UnicodeDecodeError):
            return None
        return text if seal == _seal(key, text) else None

    def keep_text(self, text: str, *inputs: str) -> None:
        """Remember a text that follows from these inputs and nothing else."""
        if self.linter_state is None:
            return
        key = self._key(inputs)
        beside = self.folder / f"{key}.{os.getpid()}"
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            beside.write_bytes(f"{_seal(key, text)}\n{text}".encode())
            beside.replace(self.folder / key)
        except OSError:
            # Without a cache everything still works, only slower.
            return

    def _key(self, inputs: Sequence[str]) -> str:
        text = json.dumps([self.linter_state, *inputs])
        return hashlib.sha256(text.encode()).hexdigest()


def _seal(key: str, text: str) -> str:
    """Tells a whole file of ours from one that was cut short or put there."""
    return hashlib.sha256(f"{key}{text}".encode()).hexdigest()


def lint_cache(regions: Sequence[str], *, enabled: bool = True) -> LintCache:
    """The user's cache, for the cfn-lint and the rules that are here now.

    It knows nothing when it is not enabled, or when cfn-lint has a
    configuration file: that may name further files, which nobody watches.
    """
    usable = enabled and not any(path.exists() for path in configuration_files())
    folder = _cache_folder()
    if usable:
        _sweep(folder)
    return LintCache(
        folder=folder,
        linter_state=_linter_state(regions) if usable else None,
    )


def _sweep(folder: Path) -> None:
    """Forget what is old, once a run: reading the folder takes its time."""
    oldest = time.time() - KEPT_SECONDS
    try:
        for entry in os.scandir(folder):
            if entry.stat().st_mtime < oldest:
                Path(entry.path).unlink(missing_ok=True)
    except OSError:
        # There is none yet, or it refuses; everything works without.
        return


def _cache_folder() -> Path:
    base = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return Path(base) / "payment-pipeline-generator" / "lint"


def _linter_state(regions: Sequence[str]) -> str:
    """Everything but the input that decides what cfn-lint finds."""
    cfnlint = distribution("cfn-lint")
    state = {
        "regions": list(regions),
        "python": platform.python_version(),
        "cfn-lint": cfnlint.version,
        # An install that was changed by pip has another record, one that was
        # changed by hand has other sizes or times.
        "record": cfnlint.read_text("RECORD"),
        "rules": _stamps(Path(str(cfnlint.locate_file("cfnlint")))),
        "libraries": _versions(cfnlint.requires or []),
        # By content: copies of a checkout may share sizes and times.
        "generator": _digests(
            path for path in CODE.rglob("*") if path.suffix != ".pyc"
        ),
        # A newer schema set that cfn-lint downloaded wins over its own.
        "schemas": _digests(_downloaded_schemas()),
        # Some rules compare end-of-support dates with today, in local time.
        "date": date.today().isoformat(),
    }
    # A digest, because each of a thousand inputs is hashed together with it.
    return hashlib.sha256(json.dumps(state).encode()).hexdigest()


def _stamps(folder: Path) -> list[tuple[str, int, int]]:
    """Name, size and time of every file below a folder, schemas included."""
    found = []
    # Not rglob: this is half of what an unchanged build takes.
    for parent, _, names in os.walk(folder):
        if not parent.endswith("__pycache__"):
            for path in (os.path.join(parent, name) for name in names):  # noqa: PTH118
                status = os.stat(path)  # noqa: PTH116 - as above
                found.append((path, status.st_size, status.st_mtime_ns))
    return sorted(found)


def _versions(requirements: Iterable[str]) -> list[str]:
    """What is installed of `PyYAML>=6`, `sam-translator; extra == "sam"`, ..."""
    return [
        f"{requirement} {version(re.split('[^A-Za-z0-9._-]', requirement)[0])}"
        for requirement in requirements
        if "extra ==" not in requirement
    ]


def _digests(paths: Iterable[Path]) -> list[tuple[str, str]]:
    """Name and content of every file."""
    return [
        (str(path), hashlib.sha256(path.read_bytes()).hexdigest())
        for path in sorted(paths)
        if path.is_file()
    ]


def configuration_files() -> list[Path]:
    """Where cfn-lint looks for its configuration: here and at home."""
    return [
        folder / f".cfnlintrc{ending}"
        for folder in (Path.cwd(), Path.home())
        for ending in ("", ".yaml", ".yml")
    ]


def _downloaded_schemas() -> list[Path]:
    """Their version file, on Linux and on macOS (cfn-lint's get_cache_dir)."""
    base = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    folders = (Path(base), Path.home() / "Library" / "Caches")
    return [each / "aws" / "cfn-lint" / "schemas" / "version.json" for each in folders]
