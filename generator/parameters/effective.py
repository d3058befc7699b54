"""The values a stack gets and where each comes from; how environments differ."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from generator.parameters.checks.secrets import display
from generator.parameters.model import ParameterFile
from generator.parameters.template import Template


@dataclass(frozen=True)
class Value:
    """One parameter or tag as the stack gets it; `origin` says who said so.

    `shown` is fit for a terminal: hidden if it may be a secret.
    """

    key: str
    shown: str
    origin: str


def effective_parameters(file: ParameterFile, template: Template) -> Iterator[Value]:
    """Every parameter of the template, in its order, then unknown ones."""
    keys = [
        *template.parameters,
        *(k for k in file.parameters if k not in template.parameters),
    ]
    for key in keys:
        default = template.default(key)
        if key in file.parameters:
            place = file.place_of(key)
            whole = place == file.place and key not in file.parameter_places
            origin = str(file.path) if whole else f"{place.file}:{place.line}"
            value: str | None = file.parameters[key]
        else:
            origin, value = str(template.path), default
        if value is None:
            yield Value(key, "", "missing")
        else:
            yield Value(key, display(value, template.no_echo(key)), origin)


def effective_tags(file: ParameterFile) -> Iterator[Value]:
    """Every tag of the stack."""
    for key, value in file.tags.items():
        place = file.place_of_tag(key)
        yield Value(key, display(value), f"{place.file}:{place.line}")


@dataclass(frozen=True)
class Difference:
    """One value that differs; a side that lacks the service or key is None."""

    service: str
    key: str
    left: str | None
    right: str | None


def differences(
    left: Sequence[tuple[ParameterFile, Template]],
    right: Sequence[tuple[ParameterFile, Template]],
) -> Iterator[Difference]:
    """What differs between the files of two environments, service by service."""
    sides = [
        {_service(file): _values(file, t) for file, t in side} for side in (left, right)
    ]
    for service in sorted(sides[0].keys() | sides[1].keys()):
        ours, theirs = sides[0].get(service), sides[1].get(service)
        if ours is None or theirs is None:
            yield Difference(
                service,
                "",
                None if ours is None else "there",
                None if theirs is None else "there",
            )
            continue
        for key in dict.fromkeys([*ours, *theirs]):
            if ours.get(key) != theirs.get(key):
                yield Difference(service, key, ours.get(key), theirs.get(key))


def _service(file: ParameterFile) -> str:
    return f"{file.name}.{file.template}"


def _values(file: ParameterFile, template: Template) -> dict[str, str]:
    parameters = {v.key: v.shown for v in effective_parameters(file, template)}
    tags = {f"tag {v.key}": v.shown for v in effective_tags(file)}
    return parameters | tags
