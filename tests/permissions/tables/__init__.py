"""Who calls what, and what lies beside it: a module for each component.

Each has two tables. `ALLOWED` has a row for each purpose of the component, with
the context keys that AWS sends for the action and the resource's type (Service
Authorization Reference; the simulator refuses any other). `DENIED` has a row for
each temptation.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from tests.permissions.rows import Row
from tests.permissions.tables import (
    approvers,
    chat,
    deployment,
    docker_build,
    pipeline,
    promotion,
    registry,
    resources,
    service,
    store,
    target,
    trust,
    unit_tests,
    verify_image,
)

_COMPONENTS = (
    unit_tests,
    docker_build,
    verify_image,
    pipeline,
    approvers,
    deployment,
    trust,
    resources,
)


@dataclass(frozen=True)
class Tables:
    """What the components of a template's stacks do, and what they must not do."""

    allowed: Sequence[Row]
    denied: Sequence[Row]


# By template.
TABLES = {
    "pipeline": Tables(
        [row for each in _COMPONENTS for row in each.ALLOWED],
        [row for each in _COMPONENTS for row in each.DENIED],
    ),
    "promotion": Tables(promotion.ALLOWED, promotion.DENIED),
    "service": Tables(service.ALLOWED, service.DENIED),
    "chat": Tables(chat.ALLOWED, chat.DENIED),
    "registry": Tables(registry.ALLOWED, registry.DENIED),
    "store": Tables(store.ALLOWED, store.DENIED),
    "target": Tables(target.ALLOWED, target.DENIED),
}
