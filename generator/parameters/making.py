"""Reads what a new parameter file is made from, and writes it."""

import os
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from generator.errors import GeneratorError, UsageError
from generator.findings import Finding
from generator.parameters.checks import check
from generator.parameters.checks.stack import stack
from generator.parameters.copying import Question, adopted, questions
from generator.parameters.files import Fleet, load
from generator.parameters.fleet import across
from generator.parameters.model import Environment, ParameterFile
from generator.parameters.selection import Choice
from generator.parameters.wording import nearest, shown
from generator.project import Project


@dataclass(frozen=True)
class Draft:
    """A new file in memory, and what must be decided before it is written."""

    file: ParameterFile
    questions: tuple[Question, ...]
    fleet: Fleet

    def mistakes(self, answers: Mapping[str, str]) -> list[Finding]:
        """What would be wrong with the file as it is answered, but for a lint."""
        template = self.fleet.templates[self.file.template]
        values = {**self.file.parameters, **answers}
        order = dict.fromkeys([*template.parameters, *values])
        parameters = {key: values[key] for key in order if key in values}
        file = replace(self.file, parameters=parameters)
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
    for finding in stack(made, template):
        raise UsageError(
            f"{shown(name)} is no name for a service.", f"{finding.message}."
        )
    if made.path.exists():
        raise GeneratorError(
            f"{made.path} is there already.", "Edit it, or choose another name."
        )
    others = [file for file in fleet.files if file.path != made.path]
    asked = questions(made, original, others, fleet.templates)
    return Draft(made, tuple(asked), fleet)


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
