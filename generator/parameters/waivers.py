"""Vulnerabilities of a service that somebody answers for, with a reason, until a day.

They stand in params/, not in the service's repository, whose authors could waive
their own. The build gets them as a parameter of the stack, so that the review of a
plan shows each that comes, goes or is extended.
"""

import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from generator.findings import Finding
from generator.parameters.model import ParameterFile, Place, Waiver
from generator.parameters.toml_lines import line_of_item
from generator.parameters.wording import shown

# How a file is called: params/payment-service.waivers.toml.
ENDING = ".waivers.toml"
# The parameter of a template that takes them.
PARAMETER = "Waivers"

_HINT = (
    'Write [[waivers]], id = "CVE-2030-1234", reason = "...", owner = "...", '
    "expires = 2030-12-31."
)
_TEXTS = ("id", "reason", "owner")
_KEYS = (*_TEXTS, "expires")
_OPTIONAL = "environments"
# As databases number: CVE-2025-26519, GHSA-jf85-cpcp-j695, TEMP-0000000-0A1B2C.
_ID = re.compile(r"[A-Z][A-Z0-9]{1,11}(-[A-Za-z0-9]+){1,4}", re.ASCII)


@dataclass(frozen=True)
class WaiverFile:
    """The waivers of one service, in every environment that they are for."""

    path: Path
    waivers: tuple[Waiver, ...] = ()
    findings: tuple[Finding, ...] = ()

    @property
    def service(self) -> str:
        """The name of the parameter files that it is for."""
        return self.path.name.removesuffix(ENDING)

    def of(self, environment: str) -> tuple[Waiver, ...]:
        """The waivers that hold in an environment."""
        return tuple(
            each
            for each in self.waivers
            if not each.environments or environment in each.environments
        )


def read_waivers(path: Path, environments: Iterable[str]) -> WaiverFile:
    """What a file of waivers says; its mistakes are findings."""
    reader = _Reader(str(path), frozenset(environments))
    reader.read(path)
    found = () if reader.findings else tuple(reader.waivers)
    return WaiverFile(path, found, tuple(reader.findings))


def as_parameter(waivers: Iterable[Waiver]) -> str:
    """What the build reads: `CVE-2030-1234:2030-12-31`, with commas between."""
    return ",".join(f"{each.id}:{each.expires}" for each in waivers)


def expired(files: Iterable[ParameterFile], today: date) -> Iterator[Finding]:
    """The waivers whose last day is over: each stops the builds of its service."""
    for each in dict.fromkeys(each for file in files for each in file.waivers):
        if each.expires < today:
            yield each.place.finding(
                "waiver",
                f"the waiver of {each.id} ended on {each.expires}, so builds stop",
                f"Mend it and delete the waiver, or let {each.owner} give a new reason "
                "and day.",
            )


@dataclass
class _Reader:
    """Collects the waivers and the mistakes of one file."""

    file: str
    environments: frozenset[str]
    waivers: list[Waiver] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)

    def wrong(self, line: int, message: str, hint: str = _HINT) -> None:
        self.findings.append(Finding(self.file, line, "waiver", message, hint=hint))

    def read(self, path: Path) -> None:
        try:
            text = path.read_bytes().decode("utf-8")
            tables = tomllib.loads(text)
        except OSError as error:
            self.wrong(1, f"it cannot be read: {error.strerror}", "")
            return
        except (UnicodeDecodeError, ValueError, RecursionError) as error:
            self.wrong(1, f"it is not TOML: {error}")
            return
        given = tables.pop("waivers", [])
        for key in tables:
            self.wrong(1, f"{shown(key)} is not known")
        if not isinstance(given, list) or not all(isinstance(e, dict) for e in given):
            self.wrong(1, "waivers is no list of tables")
            return
        for number, each in enumerate(given):
            self.waiver(line_of_item(text, ("waivers",), number), each)

    def waiver(self, line: int, given: Mapping[str, Any]) -> None:
        name = given.get("id")
        what = f"the waiver of {shown(name)}" if isinstance(name, str) else "a waiver"
        problems = list(self.problems(given))
        for problem in problems:
            self.wrong(line, f"{what} {problem}")
        for each in self.waivers:
            if each.id == name:
                self.wrong(line, f"{what} stands on line {each.place.line}, too")
                return
        if not problems:
            texts = {key: given[key].strip() for key in _TEXTS}
            self.waivers.append(
                Waiver(
                    **texts,
                    expires=given["expires"],
                    environments=tuple(given.get(_OPTIONAL, ())),
                    place=Place(self.file, line),
                )
            )

    def problems(self, given: Mapping[str, Any]) -> Iterator[str]:
        for key in given.keys() - {*_KEYS, _OPTIONAL}:
            yield f"has the unknown key {shown(key)}"
        for key in _TEXTS:
            value = given.get(key, "")
            if not isinstance(value, str) or not value.strip():
                yield f"has no {key}"
            elif key == "id" and not _ID.fullmatch(value):
                yield "has no id of a vulnerability"
        # A time of day is a date, too, for Python.
        if type(given.get("expires")) is not date:
            yield "does not say when it expires, as a date without quotes"
        names = given.get(_OPTIONAL, [])
        if not isinstance(names, list) or (_OPTIONAL in given and not names):
            yield f"has {_OPTIONAL} that are no list of names"
        else:
            for unknown in [n for n in names if n not in self.environments]:
                yield f"is for {shown(str(unknown))}, which is no environment"
