"""Reads params/: finds the files, reads and merges each with its environment."""

import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

from generator.cloudformation.document import Template
from generator.errors import UsageError
from generator.findings import Finding
from generator.parameters.committed import read_template, template_names
from generator.parameters.documents import LARGEST_FILE, Document, document
from generator.parameters.environments import FILE, load_environments
from generator.parameters.model import Environment, ParameterFile, Place, Waiver
from generator.parameters.waivers import (
    ENDING,
    PARAMETER,
    WaiverFile,
    as_parameter,
    read_waivers,
)
from generator.parameters.wording import nearest, shown
from generator.project import Project

SUFFIXES = (".json", ".yaml", ".yml")
SUFFIX_PARAMETER = "EnvironmentSuffix"
NAMING = "Name it params/<environment>/<name>.<template>.json."


@dataclass(frozen=True)
class Fleet:
    """Everything under params/, and the templates that it names.

    `files` are in environment order, then by path; a file that could not be
    read has findings instead.
    """

    environments: tuple[Environment, ...]
    files: tuple[ParameterFile, ...]
    templates: Mapping[str, Template]
    findings: tuple[Finding, ...]


def load(
    project: Project, made: Mapping[str, Template] = MappingProxyType({})
) -> Fleet:
    """Read all environments, parameter files and the templates they name.

    Templates that were made just now are taken as they are, by name.

    Raises:
        UsageError: environments.toml or a template is missing or wrong.
    """
    environments = load_environments(project)
    reader = _Reader(project, environments, made)
    files = tuple(reader.files())
    return Fleet(environments, files, reader.templates, tuple(reader.findings))


class _Reader:
    """Walks params/ and collects what is wrong on the way."""

    def __init__(
        self,
        project: Project,
        environments: Sequence[Environment],
        made: Mapping[str, Template],
    ) -> None:
        self.project = project
        self.environments = environments
        self.made = made
        self.names = {*made, *template_names(project)}
        self.inside = _followed(project.params)
        self.templates: dict[str, Template] = {}
        self.findings: list[Finding] = []
        self.waivers: dict[str, WaiverFile] = {}
        self.taking_waivers: set[str] = set()

    def wrong(self, path: Path, message: str, hint: str = "") -> None:
        self.findings.append(Finding(str(path), 1, "file", message, hint=hint))

    def files(self) -> Iterator[ParameterFile]:
        self.beside_environments({e.name: e for e in self.environments})
        for environment in self.environments:
            folder = self.project.params / environment.name
            for path in _entries(folder) if folder.is_dir() else ():
                yield from self.file(path, environment)
        for service in sorted(self.waivers.keys() - self.taking_waivers):
            path = self.waivers[service].path
            what = f"no parameter file {service} has a template with {PARAMETER}"
            self.wrong(path, what, "Name it params/<name>.waivers.toml, or delete it.")

    def beside_environments(self, folders: Mapping[str, Environment]) -> None:
        """What is at the top of params/: waivers, and what should not be there."""
        for path in _entries(self.project.params):
            if path.is_dir() and path.name not in folders:
                near = nearest(path.name, folders)
                self.wrong(
                    path,
                    f"{shown(path.name)} is no environment of {FILE}",
                    f"Did you mean {near}?" if near else f"Add [{path.name}] to it.",
                )
            elif path.name in folders and not path.is_dir():
                self.wrong(path, "it is no folder, but is named like an environment")
            elif path.suffix in SUFFIXES and not path.is_dir():
                self.wrong(path, "it is in no environment's folder", NAMING)
            elif path.name.endswith(ENDING):
                waived = read_waivers(path, folders)
                self.waivers[waived.service] = waived
                self.findings += waived.findings

    def file(self, path: Path, environment: Environment) -> Iterator[ParameterFile]:
        name, _, template = path.stem.partition(".")
        if not _followed(path).is_relative_to(self.inside):
            self.wrong(path, "it is a link that leaves params/", "Copy the file here.")
        elif path.is_dir():
            self.wrong(path, "folders in an environment's folder are not read", NAMING)
        elif path.suffix not in SUFFIXES:
            self.wrong(path, "it ends in none of .json, .yaml and .yml", NAMING)
        elif not name or not template or "." in template:
            self.wrong(path, "its name is not <name>.<template>", NAMING)
        elif template not in self.names:
            near = nearest(template, self.names)
            self.wrong(
                path,
                f"there is no template {shown(template)} in templates_out",
                f"Did you mean {near}?" if near else "Run `python -m generator build`.",
            )
        elif name in self.waivers and self.waivers[name].findings:
            # Without them the stack would be sent as if nothing were waived.
            self.taking_waivers.add(name)
            first = self.waivers[name].findings[0]
            self.wrong(path, f"{first.file}:{first.line} {first.message}", first.hint)
        else:
            content = self.content(path)
            if content is not None:
                written = document(content, str(path))
                self.findings += written.findings
                if all(f.severity != "error" for f in written.findings):
                    yield self.merged(path, environment, name, template, written)

    def content(self, path: Path) -> bytes | None:
        try:
            if path.exists() and not path.is_file():
                raise OSError("it is not a regular file")
            with path.open("rb") as stream:
                # One byte more than is read tells that there is more.
                return stream.read(LARGEST_FILE + 1)
        except OSError as error:
            self.wrong(path, f"it cannot be read: {error.strerror or error}")
            return None

    def merged(
        self,
        path: Path,
        environment: Environment,
        name: str,
        template_name: str,
        written: Document,
    ) -> ParameterFile:
        """The file's values over the environment's, over the folder's name."""
        if template_name not in self.templates:
            self.templates[template_name] = self.made.get(
                template_name
            ) or read_template(self.project, template_name)
        declared = self.templates[template_name].parameters
        folder = {SUFFIX_PARAMETER: environment.name}
        places = {
            SUFFIX_PARAMETER: Place(str(path.parent)),
            **environment.parameter_places,
            **written.parameter_places,
        }
        defaults = {**folder, **environment.parameters}
        values = {k: v for k, v in defaults.items() if k in declared}
        values |= written.parameters
        waivers = (
            self.waived(name, environment, values, places)
            if PARAMETER in declared
            else ()
        )
        order = {key: i for i, key in enumerate(declared)}
        keys = sorted(values, key=lambda key: order.get(key, len(order)))
        return ParameterFile(
            path,
            environment,
            name,
            template_name,
            {key: values[key] for key in keys},
            {**environment.tags, **written.tags},
            written.stack_policy,
            {key: places[key] for key in keys},
            {**environment.tag_places, **written.tag_places},
            waivers,
        )

    def waived(
        self,
        name: str,
        environment: Environment,
        values: dict[str, str],
        places: dict[str, Place],
    ) -> tuple[Waiver, ...]:
        """The waivers of a file, put among the values of a template that takes them."""
        self.taking_waivers.add(name)
        if PARAMETER in values:
            place = places[PARAMETER]
            what = f"{PARAMETER} is made of params/{name}{ENDING}"
            self.findings.append(place.finding("waiver", what, "Write them there."))
        waivers = (
            self.waivers[name].of(environment.name) if name in self.waivers else ()
        )
        if waivers:
            values[PARAMETER] = as_parameter(waivers)
            places[PARAMETER] = Place(str(self.waivers[name].path))
        return waivers


def _followed(path: Path) -> Path:
    # Not resolve(): that stops at a link that leads to itself.
    return Path(os.path.realpath(path))


def _entries(folder: Path) -> list[Path]:
    """What is in a folder but hidden files and notes, sorted by name."""
    try:
        return sorted(
            path
            for path in folder.iterdir()
            if not path.name.startswith(".") and path.suffix != ".md"
        )
    except OSError as error:
        raise UsageError(f"{folder} cannot be read: {error.strerror}.") from None
