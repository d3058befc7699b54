"""The file that keeps the simulated world between commands.

It is JSON: readable, and unlike a pickle it cannot run code. It says what
stacks there are and what their resources were made from; moto's own objects
are made anew in each command.
"""

import json
from dataclasses import asdict
from pathlib import Path
from typing import Any

from generator.errors import GeneratorError
from generator.sandbox.model import (
    ChangeSet,
    Deployed,
    Event,
    Resource,
    Retained,
    Stack,
    World,
)
from generator.writing import write

FORMAT = 1


def load(file: Path) -> World:
    """The saved world; an empty one when nothing was saved yet.

    Raises:
        GeneratorError: the file is broken, or of another version.
    """
    if not file.exists():
        return World()
    try:
        saved = json.loads(file.read_text("utf-8"))
        if saved["format"] != FORMAT:
            raise GeneratorError(
                f"{file} has format {saved['format']!r}, this version reads {FORMAT}.",
                _start_over(file),
            )
        return World(
            stacks=[_stack(entry) for entry in saved["stacks"]],
            retained=[
                Retained(_stack(kept["stack"]), Resource(**kept["resource"]))
                for kept in saved["retained"]
            ],
        )
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise GeneratorError(
            f"{file} is not a sandbox state: {error}.", _start_over(file)
        ) from error


def save(file: Path, world: World) -> None:
    """Write the world beside the file, then put it in its place."""
    text = json.dumps({"format": FORMAT, **asdict(world)}, indent=1)
    write(file, text + "\n", private=True)


def _start_over(file: Path) -> str:
    return f"Start with an empty sandbox: delete {file}."


def _stack(entry: dict[str, Any]) -> Stack:
    before = entry.pop("before")
    return Stack(
        **{
            **entry,
            "deployed": _deployed(entry["deployed"]),
            "before": _deployed(before) if before else None,
            "change_sets": {
                arn: _change_set(saved) for arn, saved in entry["change_sets"].items()
            },
            "events": [Event(**saved) for saved in entry["events"]],
            "operations": [(kind, name) for kind, name in entry["operations"]],
        }
    )


def _deployed(entry: dict[str, Any]) -> Deployed:
    resources = {n: Resource(**saved) for n, saved in entry["resources"].items()}
    return Deployed(**{**entry, "resources": resources})


def _change_set(entry: dict[str, Any]) -> ChangeSet:
    events = [Event(**saved) for saved in entry["events"]]
    return ChangeSet(**{**entry, "events": events})
