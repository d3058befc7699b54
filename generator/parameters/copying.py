"""A new service's parameter file, made from another's: what must differ.

Pure: proposes values and says which of them somebody must decide.
"""

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from generator.cloudformation.document import Template
from generator.cloudformation.references import among
from generator.parameters.checks.arns import arn_problems, of_other_accounts
from generator.parameters.deployments import deployments
from generator.parameters.files import SUFFIX_PARAMETER
from generator.parameters.java_regex import java_regex
from generator.parameters.model import Environment, ParameterFile, Place
from generator.parameters.names import physical_names

# Of VPCs, subnets and security groups.
_NETWORK = re.compile(r"(vpc|subnet|sg)-")


@dataclass(frozen=True)
class Question:
    """One value to decide, what to propose, and why it is asked."""

    key: str
    proposal: str
    why: str


def adopted(
    source: ParameterFile, name: str, environment: Environment, template: Template
) -> ParameterFile:
    """The source's own values with its name replaced, in another place.

    What the source has from its environment's defaults is left to the new
    environment's.
    """
    path = source.path.parent.parent / environment.name
    own = {
        key: _renamed(value, source, name, environment)
        for key, value in source.parameters.items()
        if source.place_of(key).file == str(source.path) and key in template.parameters
    }
    tags = {
        key: _renamed(value, source, name, environment)
        for key, value in source.tags.items()
        if source.place_of_tag(key).file == str(source.path)
    }
    suffix = {SUFFIX_PARAMETER: environment.name}
    inherited = {**suffix, **environment.parameters}
    file = path / f"{name}.{source.template}.json"
    return replace(
        source,
        path=file,
        environment=environment,
        name=name,
        parameters={
            key: (inherited | own)[key]
            for key in template.parameters
            if key in inherited or key in own
        },
        tags={**environment.tags, **tags},
        parameter_places={key: Place(str(file)) for key in own},
        tag_places={key: Place(str(file)) for key in tags},
    )


def _renamed(
    value: str, source: ParameterFile, name: str, environment: Environment
) -> str:
    """A value with the source's name and environment replaced, whole words only."""
    for old, new in (
        (source.name, name),
        (source.environment.name, environment.name),
    ):
        word = rf"(?<![A-Za-z0-9]){re.escape(old)}(?![A-Za-z0-9])"
        value = re.sub(word, new.replace("\\", r"\\"), value)
    return value


def questions(
    new: ParameterFile,
    source: ParameterFile,
    others: Sequence[ParameterFile],
    templates: Mapping[str, Template],
) -> Iterator[Question]:
    """What must be decided before the new file can stand beside the others.

    Nothing that belongs to the source alone is kept or changed without a
    question: values with its name, what it deploys to, its network.
    """
    template = templates[new.template]
    foreign = of_other_accounts(template)
    clashing = set(_clashing(new, others, templates))
    shared = dict(_shared(new, others, templates))
    for key in template.parameters:
        default = template.default(key) or ""
        value = new.parameters.get(key, default)
        renamed = _renamed(default, source, new.name, new.environment)
        elsewhere = key in foreign
        if any(arn_problems(value, new.environment, named=False, foreign=elsewhere)):
            yield Question(key, "", "it names another account or region")
        elif key in shared:
            yield Question(key, "", f"{shared[key].path} has it, too")
        elif key in clashing:
            given = new.parameters.get(key, renamed)
            proposal = given or _prefix(new.name, template.parameters[key])
            yield Question(key, proposal, "another stack makes resources of that name")
        elif key in new.parameter_places and value != source.parameters[key]:
            yield Question(key, value, f"it was {source.parameters[key]}")
        elif key not in new.parameters and renamed != default:
            yield Question(key, renamed, f"its default is {default}")
        elif key in new.parameter_places and _NETWORK.match(value):
            same = new.environment == source.environment
            yield Question(key, value if same else "", f"it was {value}")


def _shared(
    new: ParameterFile,
    others: Sequence[ParameterFile],
    templates: Mapping[str, Template],
) -> Iterator[tuple[str, ParameterFile]]:
    """The parameters that name what another file deploys to, each with that file."""
    users = {
        (kind, target.account, target.name): other
        for other in others
        if _place(other) == _place(new)
        for deployment in deployments(other, templates[other.template])
        for kind, target in deployment.exclusive
    }
    for deployment in deployments(new, templates[new.template]):
        for kind, target in deployment.exclusive:
            key = (kind, target.account, target.name)
            if key in users:
                yield target.parameter, users[key]


def _place(file: ParameterFile) -> tuple[str, str]:
    return file.environment.account, file.environment.region


def _prefix(name: str, declared: Mapping[str, Any]) -> str:
    """The new name as a prefix, if the parameter takes it."""
    pattern = java_regex(str(declared.get("AllowedPattern", "")))
    return f"{name}-" if pattern.fullmatch(f"{name}-") else ""


def _clashing(
    new: ParameterFile,
    others: Iterable[ParameterFile],
    templates: Mapping[str, Template],
) -> Iterator[str]:
    """The parameters of the new file that shape a name somebody else has."""
    template = templates[new.template]
    owners = {
        name.owner
        for other in others
        for name in physical_names(other, templates[other.template])
    }
    for name in physical_names(new, template):
        if name.owner in owners:
            for key in among(name.expression, template.parameters):
                if key not in (SUFFIX_PARAMETER, *new.environment.parameters):
                    yield key


def content(new: ParameterFile, answers: Mapping[str, str]) -> str:
    """The text of the new file: its own values, and the answers."""
    own = {
        key: value
        for key, value in new.parameters.items()
        if key in new.parameter_places
    }
    tags = {key: value for key, value in new.tags.items() if key in new.tag_places}
    sections: dict[str, object] = {"Parameters": {**own, **answers}}
    if tags:
        sections["Tags"] = tags
    if new.stack_policy is not None:
        sections["StackPolicy"] = new.stack_policy
    return json.dumps(sections, indent=2, ensure_ascii=False) + "\n"
