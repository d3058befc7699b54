"""What CodePipeline accepts from each provider, as `providers.toml` lists it."""

from __future__ import annotations

import tomllib
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches
from pathlib import Path

from generator.rules._nodes import Node
from generator.rules._settled import constant

_GUIDE = "https://docs.aws.amazon.com/codepipeline/latest/userguide/"
_BOOLEAN = ["true", "false"]
# The two keys of each image that a CodeDeployToECS action puts into the task
# definition.
IMAGE_KEYS = tuple(
    (f"Image{number}ArtifactName", f"Image{number}ContainerName")
    for number in range(1, 5)
)


@dataclass(frozen=True)
class RuleType:
    """A provider of rules; the fields are explained in `providers.toml`."""

    provider: str
    page: str
    required: Sequence[str] = ()
    optional: Sequence[str] = ()
    values: Mapping[str, Sequence[str]] = field(default_factory=dict)
    needs: Mapping[str, Mapping[str, Sequence[str]]] = field(default_factory=dict)

    def problems(
        self, given: Mapping[str, Node], whole: Node
    ) -> Iterator[tuple[Node, str]]:
        """What is wrong with the settings: `given` one by one, or the `whole`."""
        for key in self.required:
            if key not in given:
                yield whole, self.with_page(f"{self.provider} needs {key!r}")
        for key, node in given.items():
            for problem in self._value_problems(key, constant(node), given):
                yield node, self.with_page(problem)

    def _value_problems(
        self, key: str, value: str, given: Mapping[str, Node]
    ) -> Iterator[str]:
        known = [*self.required, *self.optional]
        if key not in known:
            listed = ", ".join(known) or "no keys"
            yield f"{self.provider} does not take {key!r}; it takes {listed}"
            return
        allowed = self.values.get(key, [])
        # The user guide writes both true and True.
        same = value.lower() if allowed == _BOOLEAN else value
        # A pipeline variable is known only when the pipeline runs.
        if allowed and value and "#{" not in value and same not in allowed:
            yield f"{key} is {value!r}, not one of {', '.join(allowed)}"
        for other in self.needs.get(key, {}).get(same, []):
            if other not in given:
                yield f"{self.provider} with {key} {value} needs {other!r}"

    def with_page(self, problem: str) -> str:
        """The problem, and where to read what the provider takes."""
        return f"{problem} ({_GUIDE}{self.page}.html)"


@dataclass(frozen=True, kw_only=True)
class ActionType(RuleType):
    """A provider of actions; the fields are explained in `providers.toml`."""

    owner: str
    categories: Sequence[str]
    inputs: tuple[int, int]
    outputs: tuple[int, int]
    variables: Sequence[str] | None = None
    artifact_keys: Sequence[str] = ()
    input_for: Mapping[str, str] = field(default_factory=dict)
    tolerated: Sequence[str] = ()
    is_v2_only: bool = False


_TABLE = tomllib.loads(Path(__file__).with_name("providers.toml").read_text("utf-8"))
# By category, owner and provider.
ACTIONS: Mapping[tuple[str, str, str], ActionType] = {
    (category, row["owner"], row["provider"]): ActionType(**row)
    for row in _TABLE["actions"]
    for category in row["categories"]
}
RULES: Mapping[str, RuleType] = {
    row["provider"]: RuleType(**row) for row in _TABLE["rules"]
}


def meant(provider: str, known: Collection[str]) -> str:
    """The known provider of which this looks like a slip of the pen, or nothing."""
    if not provider or provider in known:
        return ""
    # Of names that AWS has, none is closer to another (EC2 and ECR: 0.67).
    close = get_close_matches(provider.lower(), map(str.lower, known), 1, 0.85)
    return next((name for name in known if name.lower() in close), "")
