"""What a change of each parameter does to a stack that runs.

Worked out from the template and from what AWS publishes about each resource
type: a property that only creation can set makes the resource anew.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from generator.cloudformation import schemas
from generator.cloudformation.document import Template
from generator.cloudformation.references import (
    Path,
    conditions_in,
    expressions,
    names,
)

# From harmless to grave.
Effect = Literal["in place", "made or removed", "may be replaced", "replaced"]
EFFECTS: tuple[Effect, ...] = (
    "in place",
    "made or removed",
    "may be replaced",
    "replaced",
)
_RECREATION: Mapping[str, Effect] = {
    "Never": "in place",
    "Conditionally": "may be replaced",
    "Always": "replaced",
}


@dataclass(frozen=True)
class Reach:
    """One place that a parameter reaches, and what its change does there.

    `path` leads from the resource's properties to the value.
    """

    logical_id: str
    path: Path
    effect: Effect


def reach(template: Template, region: str) -> dict[str, tuple[Reach, ...]]:
    """Where each parameter of a template ends up, directly or by a condition.

    `region` is the one whose resource schemas count. A replacement that
    follows from another one (the pipeline's name in a webhook, say) is not
    among them: CloudFormation works it out when it makes the change set.
    """
    found: dict[str, list[Reach]] = {name: [] for name in template.parameters}
    through = _through_conditions(template)
    for logical_id, resource in template.resources.items():
        for switch in through.get(str(resource.get("Condition")), ()):
            found[switch].append(Reach(logical_id, (), "made or removed"))
        for path, expression in expressions(resource.get("Properties")):
            effect = _effect(region, str(resource.get("Type")), path)
            for name in _parameters(expression, through):
                if name in found:
                    found[name].append(Reach(logical_id, path, effect))
    return {name: tuple(places) for name, places in found.items()}


def gravest(places: tuple[Reach, ...]) -> Effect | None:
    """The worst that a parameter's change does, or None if it reaches nothing."""
    effects = [place.effect for place in places]
    return max(effects, key=EFFECTS.index) if effects else None


def remade(places: tuple[Reach, ...]) -> list[str]:
    """Logical IDs of what a parameter's change makes anew, in their order."""
    return list(
        dict.fromkeys(
            place.logical_id
            for place in places
            if place.effect in ("replaced", "may be replaced")
        )
    )


def _effect(region: str, resource_type: str, path: Path) -> Effect:
    steps = [str(step) for step in path]
    return _RECREATION[schemas.needs_replacement(region, resource_type, steps)]


def _parameters(expression: Any, through: Mapping[str, list[str]]) -> dict[str, None]:
    """What an expression depends on: the names in it, and those of its conditions."""
    deciding = [name for c in conditions_in(expression) for name in through.get(c, ())]
    return dict.fromkeys([*names(expression), *deciding])


def _through_conditions(template: Template) -> dict[str, list[str]]:
    """The parameters that each condition depends on, through other conditions too."""
    found: dict[str, list[str]] = defaultdict(list)
    for name in template.conditions:
        used = [n for part in _closure(template, name) for n in names(part)]
        found[name] = [n for n in dict.fromkeys(used) if n in template.parameters]
    return found


def _closure(template: Template, name: str) -> Iterator[Any]:
    seen: set[str] = set()
    waiting = [name]
    while waiting:
        current = waiting.pop()
        if current not in seen and current in template.conditions:
            seen.add(current)
            yield template.conditions[current]
            waiting += conditions_in(template.conditions[current])
