"""The file that keeps what pipelines did, changed by one request at a time."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import Any

from filelock import FileLock

from generator.errors import GeneratorError
from generator.sandbox.delivery.model import (
    Build,
    Deliveries,
    Deployment,
    Execution,
    Mail,
    Run,
)
from generator.writing import write

FORMAT = 1
# Nobody holds the lock longer than a request takes.
_SECONDS = 30


class Store:
    """The deliveries of the sandbox in a folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._file = folder / "deliveries.json"

    @contextmanager
    def changing(self) -> Iterator[Deliveries]:
        """What is saved, for one change that is saved at the end of the block.

        Raises:
            GeneratorError: the file is broken, or of another version.
        """
        with FileLock(self.folder / "deliveries.lock", timeout=_SECONDS):
            deliveries = self._load()
            before = _text(deliveries)
            yield deliveries
            after = _text(deliveries)
            if after != before:
                write(self._file, after, private=True)

    def _load(self) -> Deliveries:
        if not self._file.exists():
            return Deliveries()
        hint = f"Start without executions: delete {self._file}."
        try:
            saved = json.loads(self._file.read_text("utf-8"))
            if saved["format"] != FORMAT:
                raise GeneratorError(
                    f"{self._file} has format {saved['format']!r}, this version reads "
                    f"{FORMAT}.",
                    hint,
                )
            return Deliveries(
                executions=[_execution(entry) for entry in saved["executions"]],
                builds=[Build(**entry) for entry in saved["builds"]],
                deployments=[_deployment(entry) for entry in saved["deployments"]],
                mails=[Mail(**entry) for entry in saved["mails"]],
            )
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise GeneratorError(
                f"{self._file} is not what the sandbox has written: {error}.", hint
            ) from error


def _text(deliveries: Deliveries) -> str:
    return json.dumps({"format": FORMAT, **asdict(deliveries)}, indent=1) + "\n"


def _execution(entry: dict[str, Any]) -> Execution:
    runs = [Run(**run) for run in entry.pop("runs")]
    return Execution(**entry, runs=runs)


def _deployment(entry: dict[str, Any]) -> Deployment:
    shifts = [(float(second), float(share)) for second, share in entry.pop("shifts")]
    return Deployment(**entry, shifts=shifts)
