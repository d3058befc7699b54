"""In which order stacks are deployed: what one is made from stands before it.

Environments follow each other as environments.toml lists them. Within one, and
where a stack says so across them, what another needs goes first:

    [dev.depends_on]
    "refunds.pipeline" = ["payment-service.pipeline", "tools/images.registry"]
    "*.target" = ["tools/*.registry"]
"""

from collections.abc import Iterator, Mapping, Sequence
from fnmatch import fnmatchcase
from itertools import pairwise
from pathlib import Path
from typing import Literal

from generator.errors import UsageError
from generator.findings import Finding
from generator.parameters.model import Environment, ParameterFile, Place

Reach = Literal["service", "environment", "everywhere"]
# What the templates themselves say: a stack of the first is made after those of
# the second, of the same service, in the same environment, or wherever they are.
_BY_TEMPLATE: Sequence[tuple[str, str, Reach]] = (
    ("pipeline", "service", "service"),
    ("pipeline", "account", "environment"),
    ("service", "account", "environment"),
    ("target", "account", "environment"),
    ("target", "registry", "everywhere"),
    ("store", "account", "environment"),
    ("promotion", "account", "environment"),
    ("promotion", "registry", "everywhere"),
    ("promotion", "store", "everywhere"),
    ("promotion", "target", "everywhere"),
    ("chat", "account", "environment"),
    ("chat", "pipeline", "environment"),
    ("chat", "promotion", "environment"),
)

# File -> what stands before it, each with where that was written (None: it
# follows from the templates).
Before = Mapping[Path, Mapping[Path, Place | None]]


def steps(files: Sequence[ParameterFile]) -> list[list[ParameterFile]]:
    """The files in groups that may be deployed at once, one group after the other.

    Of what is not among the files it is taken that it stands.

    Raises:
        UsageError: stacks wait for each other; at the line that says so.
    """
    for wrong in circles(files):
        where = f"{wrong.file}:{wrong.line}"
        raise UsageError(f"{where} {wrong.message}.", wrong.hint)
    before = _among(files)
    left, done = list(files), set[Path]()
    found: list[list[ParameterFile]] = []
    while left:
        ready = [file for file in left if before[file.path].keys() <= done]
        first = ready[0].environment.name
        found.append([file for file in ready if file.environment.name == first])
        done |= {file.path for file in found[-1]}
        left = [file for file in left if file.path not in done]
    return found


def needed_by(file: ParameterFile, files: Sequence[ParameterFile]) -> set[Path]:
    """Which of the files stand before this one, by their paths."""
    return {path for path, _ in _before(file, files)}


def unknown_names(
    environments: Sequence[Environment], files: Sequence[ParameterFile]
) -> Iterator[Finding]:
    """Names in depends_on that no parameter file has."""
    for environment in environments:
        for name, wanted in environment.depends_on.items():
            for text in [name, *wanted]:
                if not any(_names(text, environment, file) for file in files):
                    yield environment.depends_on_places[name].finding(
                        "depends-on",
                        f"{text} is the name of no parameter file",
                        "Write NAME.TEMPLATE, or ENVIRONMENT/NAME.TEMPLATE.",
                    )


def circles(files: Sequence[ParameterFile]) -> Iterator[Finding]:
    """One circle of stacks that wait for each other, if there is any."""
    before = _among(files)
    left = {file.path: file for file in files}
    while ready := [path for path in left if not before[path].keys() & left.keys()]:
        for path in ready:
            del left[path]
    if not left:
        return
    # Whoever is left waits for another one that is left: this meets itself.
    way = [next(iter(left))]
    while way[-1] not in way[:-1]:
        way.append(next(path for path in before[way[-1]] if path in left))
    way = way[way.index(way[-1]) :]
    edges = list(pairwise(way))
    written = [before[one][other] for one, other in edges if before[one][other]]
    place = next(filter(None, written), left[way[0]].place)
    waits = ", ".join(
        f"{left[one].stack_name} waits for {left[other].stack_name}"
        for one, other in edges
    )
    yield place.finding("depends-on", f"{waits}: none of them can begin", "Cut it.")


def _among(files: Sequence[ParameterFile]) -> Before:
    return {file.path: dict(_before(file, files)) for file in files}


def _before(
    file: ParameterFile, files: Sequence[ParameterFile]
) -> Iterator[tuple[Path, Place | None]]:
    own = file.environment
    wanted = [
        (text, own.depends_on_places[name])
        for name, texts in own.depends_on.items()
        if _names(name, own, file)
        for text in texts
    ]
    derived = [
        (template, reach)
        for after, template, reach in _BY_TEMPLATE
        if after == file.kind
    ]
    if not wanted and not derived:
        return
    for other in files:
        if other.path == file.path:
            continue
        if any(other.kind == t and _reaches(r, file, other) for t, r in derived):
            yield other.path, None
        for text, place in wanted:
            if _names(text, own, other):
                yield other.path, place


def _reaches(reach: Reach, file: ParameterFile, other: ParameterFile) -> bool:
    same = file.environment.name == other.environment.name
    if reach == "service":
        return same and file.name == other.name
    return same or reach == "everywhere"


def _names(text: str, own: Environment, file: ParameterFile) -> bool:
    """Does the text, written in the table of `own`, mean this file?"""
    environment, _, name = text.rpartition("/")
    return (environment or own.name) == file.environment.name and fnmatchcase(
        f"{file.name}.{file.template}", name
    )
