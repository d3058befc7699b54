"""Reads what a new parameter file is made from, and writes it."""

import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from generator.cloudformation.document import Template
from generator.errors import GeneratorError, UsageError
from generator.findings import Finding
from generator.parameters.checks import check
from generator.parameters.checks.stack import stack
from generator.parameters.committed import read_template
from generator.parameters.copying import Question, adopted, questions
from generator.parameters.files import SUFFIX_PARAMETER, Fleet, load
from generator.parameters.fleet import across
from generator.parameters.model import Environment, ParameterFile, Place
from generator.parameters.selection import Choice
from generator.parameters.wording import nearest, shown
from generator.project import Project


@dataclass(frozen=True)
class Draft:
    """A new file in memory, and what must be decided before it is written."""

    file: ParameterFile
    questions: tuple[Question, ...]
    fleet: Fleet

    def in_order(self, values: Mapping[str, str]) -> dict[str, str]:
        """The values in the template's order, then what it does not know."""
        template = self.fleet.templates[self.file.template]
        order = dict.fromkeys([*template.parameters, *values])
        return {key: values[key] for key in order if key in values}

    def needs(self, given: Mapping[str, str]) -> list[Question]:
        """What has no value yet: of the questions, and of what has no default."""
        template = self.fleet.templates[self.file.template]
        values = {**self.file.parameters, **given}
        return [
            *(each for each in self.questions if each.key not in values),
            *self._required(template, values),
        ]

    @staticmethod
    def _required(template: Template, values: Mapping[str, str]) -> list[Question]:
        return [
            Question(key, "", str(declared.get("Description", "")))
            for key, declared in template.parameters.items()
            if key not in values and template.default(key) is None
        ]

    def mistakes(self, answers: Mapping[str, str]) -> list[Finding]:
        """What would be wrong with the file as it is answered, but for a lint."""
        template = self.fleet.templates[self.file.template]
        values = {**self.file.parameters, **answers}
        file = replace(self.file, parameters=self.in_order(values))
        others = [each for each in self.fleet.files if each.path != file.path]
        fleet = replace(self.fleet, files=(*others, file))
        found = [
            *check(file, template),
            *across(fleet, lambda each: each is file),
        ]
        return sorted(each for each in found if each.severity == "error")


def draft(project: Project, name: str, environment: str, source: str) -> Draft:
    """Make a file for a service of `name` from another one.

    `source` is a service's name, looked for in the environment and then in
    the others, or a path.

    Raises:
        UsageError: a name is not one, or there is no such source.
        GeneratorError: the file is there already.
    """
    fleet = load(project)
    Choice(project, fleet, environments=[environment])
    place = next(e for e in fleet.environments if e.name == environment)
    original = _source(project, fleet, place, source)
    template = fleet.templates[original.template]
    made = adopted(original, name, place, template)
    _require_new(made, fleet)
    others = [file for file in fleet.files if file.path != made.path]
    asked = questions(made, original, others, fleet.templates)
    return Draft(made, tuple(asked), fleet)


def fresh(project: Project, name: str, environment: str, template: str) -> Draft:
    """Make a file for a service of `name` from nothing but its environment.

    Raises:
        UsageError: a name is not one, or there is no such environment.
        GeneratorError: the file is there already, or the template cannot be read.
    """
    fleet = load(project)
    Choice(project, fleet, environments=[environment])
    place = next(e for e in fleet.environments if e.name == environment)
    if template not in fleet.templates:
        # A fleet has only the templates that its files name.
        body = read_template(project, template)
        fleet = replace(fleet, templates={**fleet.templates, template: body})
    path = project.params / environment / f"{name}.{template}.json"
    own = {SUFFIX_PARAMETER: environment}
    if "ServiceName" in fleet.templates[template].parameters:
        own["ServiceName"] = name
    file = ParameterFile(
        path,
        place,
        name,
        template,
        {**place.parameters, **own},
        place.tags,
        parameter_places={key: Place(str(path), 1) for key in own},
    )
    _require_new(file, fleet)
    return Draft(file, tuple(_of_the_sample(file, fleet.templates[template])), fleet)


def _of_the_sample(file: ParameterFile, template: Template) -> Iterator[Question]:
    """What is called like the service by default, and so would be called otherwise."""
    sample = template.default("ServiceName")
    for key in template.parameters:
        if sample and template.default(key) == sample != file.name:
            yield Question(key, file.name, f"its default is {sample}")


def _require_new(file: ParameterFile, fleet: Fleet) -> None:
    for finding in stack(file, fleet.templates[file.template]):
        raise UsageError(
            f"{shown(file.name)} is no name for a service.", f"{finding.message}."
        )
    if file.path.exists() or file.path.is_symlink():
        raise GeneratorError(
            f"{file.path} is there already.", "Edit it, or choose another name."
        )


def _source(
    project: Project, fleet: Fleet, environment: Environment, source: str
) -> ParameterFile:
    if "/" in source or os.sep in source:
        return Choice(project, fleet, [Path(source)]).files()[0]
    same = [file for file in fleet.files if file.name == source]
    here = [file for file in same if file.environment == environment]
    if not same:
        near = nearest(source, sorted({file.name for file in fleet.files}))
        raise UsageError(
            f"There is no service {shown(source)}.",
            f"Did you mean {near}?" if near else "Name a parameter file.",
        )
    return (here or same)[0]
