"""The values a stack gets and where each comes from; how environments differ."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from generator.cloudformation.document import Template
from generator.parameters.checks.secrets import HIDDEN, display
from generator.parameters.files import SUFFIX_PARAMETER
from generator.parameters.model import ParameterFile, Place

# No value is longer [CloudFormation quotas], so all of it is shown.
WHOLE = 4096


@dataclass(frozen=True)
class Value:
    """One parameter or tag as the stack gets it; `origin` says where it was written.

    `text` is None for a parameter that nobody gives.
    """

    key: str
    text: str | None
    origin: str
    secret: bool = False

    @property
    def shown(self) -> str:
        """The value fit for a terminal: hidden if it may be a secret."""
        return "" if self.text is None else display(self.text, self.secret, WHOLE)

    @property
    def plain(self) -> str | None:
        """The value fit for machines: as it is, hidden if it may be a secret."""
        return HIDDEN if self.shown == HIDDEN else self.text


def stack_parameters(file: ParameterFile, template: Template) -> Iterator[Value]:
    """Every parameter of the template, in its order, then unknown ones."""
    for key in dict.fromkeys([*template.parameters, *file.parameters]):
        if key in file.parameters:
            text: str | None = file.parameters[key]
            origin = _origin(file, file.place_of(key))
        else:
            text = template.default(key)
            origin = "missing" if text is None else str(template.path)
        yield Value(key, text, origin, key in template.no_echo)


def stack_tags(file: ParameterFile) -> Iterator[Value]:
    """Every tag of the stack."""
    for key, text in file.tags.items():
        yield Value(key, text, _origin(file, file.place_of_tag(key)))


def _origin(file: ParameterFile, place: Place) -> str:
    folder = place.file == str(file.path.parent)
    return place.file if folder else f"{place.file}:{place.line}"


@dataclass(frozen=True)
class Difference:
    """One value that differs, `Value.plain`; None stands for a side that has none.

    An empty `key` means that one side lacks the whole file.
    """

    service: str
    key: str
    left: str | None
    right: str | None


Side = Sequence[tuple[ParameterFile, Template]]


def differences(left: Side, right: Side) -> Iterator[Difference]:
    """What differs between the files of two environments, service by service.

    The environment's own name always does and is left out.
    """
    ours, theirs = _services(left), _services(right)
    for service in sorted(ours.keys() | theirs.keys()):
        one, other = ours.get(service), theirs.get(service)
        if one is None or other is None:
            yield Difference(service, "", _there(one), _there(other))
        else:
            for key in dict.fromkeys([*one, *other]):
                mine, yours = one.get(key), other.get(key)
                if key != SUFFIX_PARAMETER and _text(mine) != _text(yours):
                    yield Difference(service, key, _plain(mine), _plain(yours))


def _services(side: Side) -> dict[str, dict[str, Value]]:
    return {
        f"{file.name}.{file.template}": {
            **{value.key: value for value in stack_parameters(file, template)},
            **{f"tag {value.key}": value for value in stack_tags(file)},
        }
        for file, template in side
    }


def _there(values: dict[str, Value] | None) -> str | None:
    return None if values is None else "there"


def _text(value: Value | None) -> str | None:
    return None if value is None else value.text


def _plain(value: Value | None) -> str | None:
    return None if value is None else value.plain
