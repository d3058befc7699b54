"""The keys and values that one provider accepts in a `Configuration`."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from generator.rules._nodes import Node
from generator.rules._scenarios import constant

_GUIDE = "https://docs.aws.amazon.com/codepipeline/latest/userguide/"
BOOLEAN = ("true", "false")


@dataclass(frozen=True)
class Settings:
    """What a provider's page in the CodePipeline User Guide lists.

    `values` says what a key may hold; `needs` which keys a key with a certain
    value calls for.
    """

    page: str
    required: tuple[str, ...] = ()
    optional: tuple[str, ...] = ()
    values: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    needs: Mapping[tuple[str, str], tuple[str, ...]] = field(default_factory=dict)

    @property
    def url(self) -> str:
        """The address of the page."""
        return f"{_GUIDE}{self.page}.html"

    def problems(
        self, provider: str, given: Mapping[str, Node]
    ) -> Iterator[tuple[Node | None, str]]:
        """What is wrong with the settings, and the value that is; None: the whole."""
        known = self.required + self.optional
        for key in self.required:
            if key not in given:
                yield None, f"{provider} needs {key!r}"
        for key, node in given.items():
            value = constant(node)
            if key not in known:
                listed = ", ".join(known) or "no keys"
                yield node, f"{provider} does not take {key!r}; it takes {listed}"
                continue
            allowed = self.values.get(key, ())
            # The user guide writes both true and True.
            same = value.lower() if allowed == BOOLEAN else value
            # A pipeline variable is known only when the pipeline runs.
            if allowed and value and "#{" not in value and same not in allowed:
                yield node, f"{key} is {value!r}, not one of {', '.join(allowed)}"
            for other in self.needs.get((key, same), ()):
                if other not in given:
                    yield node, f"{provider} with {key} {value} needs {other!r}"
