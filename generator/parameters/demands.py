"""What a `require` table of environments.toml can demand of a value.

A demand is a text (exactly that), a list of texts (one of them), `>= N` or `<= N`
(a number), true (given) or false (not given).
"""

import re
from typing import Any

_BOUND = re.compile(r"(>=|<=)\s*(-?\d+(?:\.\d+)?)", re.ASCII)


def problem(demand: Any) -> str:
    """Why a value of the table demands nothing, or an empty text."""
    if isinstance(demand, bool):
        return ""
    if isinstance(demand, str) and demand:
        bounds = demand[0] in "<>" and not _BOUND.fullmatch(demand)
        return "is no bound" if bounds else ""
    if isinstance(demand, list) and demand and all(isinstance(x, str) for x in demand):
        return ""
    return "is no text, no list of texts and neither true nor false"


def meets(value: str, demand: Any) -> bool:
    """Is a value what is demanded? An empty one is not given."""
    if isinstance(demand, bool):
        return bool(value) is demand
    if isinstance(demand, list):
        return value in demand
    bound = _BOUND.fullmatch(demand)
    if bound is None:
        return bool(value == demand)
    try:
        number, limit = float(value), float(bound[2])
    except ValueError:
        return False
    return number >= limit if bound[1] == ">=" else number <= limit


def words(demand: Any) -> str:
    """A demand within a sentence: requires ..."""
    if isinstance(demand, bool):
        return "that it is given" if demand else "that it is not given"
    return " or ".join(demand) if isinstance(demand, list) else str(demand)


def example(demand: Any) -> str:
    """A value that meets it, as JSON, as far as one is known."""
    if isinstance(demand, bool):
        return "..." if demand else '""'
    first = demand[0] if isinstance(demand, list) else str(demand)
    bound = _BOUND.fullmatch(first)
    return f'"{bound[2] if bound else first}"'
