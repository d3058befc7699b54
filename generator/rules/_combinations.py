"""How the conditions of a template can fall together, by cfn-lint's solver.

Conditions that have nothing in common fall independently. So the solver is asked
about what is connected only: of 280 conditions it takes most of a lint to tell
that two of them can hold at once.
"""

import json
from collections.abc import Iterator, Mapping
from functools import lru_cache
from itertools import islice, product
from types import SimpleNamespace
from typing import Any

from cfnlint.conditions import Conditions

from generator.cloudformation.references import function

# cfn-lint tries no more than 128 combinations of conditions, the first ones all
# true (cfn-lint 1.58, `Conditions.build_scenarios`).
MOST_COMBINED = 7

# What each condition must be.
_Case = tuple[tuple[str, bool], ...]


# Rules ask the same again and again.
@lru_cache(maxsize=4096)
def combinations(
    template: Any, wanted: tuple[tuple[str, bool | None], ...], most: int | None = None
) -> tuple[Mapping[str, bool], ...]:
    """How these conditions can fall together, `most` of the ways; None is open.

    Nothing is said where a condition is not declared.
    """
    names = {name for name, _ in wanted}
    if not names or any(template.conditions.get(name) is None for name in names):
        return ()
    given = {name: holds for name, holds in wanted if holds is not None}
    free = [name for name, holds in wanted if holds is None]
    tried = islice(product((True, False), repeat=len(free)), 2**MOST_COMBINED)
    found = (dict(zip(free, falls, strict=True)) | given for falls in tried)
    return tuple(islice((one for one in found if _can_be(template, one)), most))


def _can_be(template: Any, case: Mapping[str, bool]) -> bool:
    connected = _connected(template)
    parts: dict[frozenset[str], dict[str, bool]] = {}
    for name, holds in case.items():
        parts.setdefault(connected[name], {})[name] = holds
    return all(
        _satisfiable(template, names, tuple(sorted(part.items())))
        for names, part in parts.items()
    )


@lru_cache(maxsize=16384)
def _satisfiable(template: Any, connected: frozenset[str], case: _Case) -> bool:
    given = {name: {holds} for name, holds in case}
    return any(_solver(template, connected).build_scenarios(given))


@lru_cache(maxsize=1024)
def _solver(template: Any, connected: frozenset[str]) -> Conditions:
    """cfn-lint's solver, told of these conditions and what bears on them."""
    whole = template.template
    told = {
        "Conditions": {
            name: condition
            for name, condition in whole["Conditions"].items()
            if name in connected
        },
        "Parameters": whole.get("Parameters"),
        "Rules": {
            name: rule
            for name, rule in _mapping(whole.get("Rules")).items()
            if not connected.isdisjoint(_speaks_of(rule))
        },
    }
    return Conditions(SimpleNamespace(template=told))


@lru_cache(maxsize=2)
def _connected(template: Any) -> Mapping[str, frozenset[str]]:
    """For each condition the names and operands that it is connected with.

    cfn-lint's solver relates conditions that name one another or compare the same
    operand, and those that stand in one rule.
    """
    declared = _mapping(template.template.get("Conditions"))
    named = [{str(name), *_speaks_of(body)} for name, body in declared.items()]
    rules = map(_speaks_of, _mapping(template.template.get("Rules")).values())
    groups: list[set[str]] = []
    for spoken in [*named, *map(set, rules)]:
        apart = [group for group in groups if group.isdisjoint(spoken)]
        groups = [
            *apart,
            spoken.union(*(group for group in groups if group not in apart)),
        ]
    return {name: frozenset(group) for group in groups for name in group}


def _speaks_of(value: Any) -> Iterator[str]:
    """Conditions that an expression names, and operands that it compares."""
    match function(value):
        case "Condition", str(name):
            yield str(name)
        case "Fn::Equals", [*operands]:
            yield from (
                json.dumps(operand, sort_keys=True, default=str)
                for operand in operands
                if isinstance(operand, dict)
            )
        case _:
            inner = value.values() if isinstance(value, dict) else value
            for each in inner if isinstance(value, dict | list) else ():
                yield from _speaks_of(each)


def _mapping(value: Any) -> Mapping[Any, Any]:
    return value if isinstance(value, dict) else {}
