"""In which order planned stacks would be deployed, for whoever reviews them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from generator.review.markdown import listed

# So many stacks of a step are named.
_NAMED = 5


@dataclass(frozen=True)
class Step:
    """Stacks of one environment that go at once; `number` counts from 1."""

    number: int
    environment: str
    stacks: tuple[str, ...]


def in_words(order: Sequence[Step]) -> Iterator[str]:
    """A line for each step, where they are more than the environments."""
    if len(order) == len({step.environment for step in order}):
        return
    for step in order:
        more = len(step.stacks) - _NAMED
        rest = f" and {more} more" if more > 0 else ""
        names = listed(list(step.stacks[:_NAMED]))
        yield f"step {step.number}, {step.environment}: {names}{rest}"
