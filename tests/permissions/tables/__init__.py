"""Who calls what, and what lies beside it: a module for each component.

Each has two tables. `ALLOWED` has a row for each purpose of the component, with
the context keys that AWS sends for the action and the resource's type (Service
Authorization Reference; the simulator refuses any other). `DENIED` has a row for
each temptation.
"""

from tests.permissions.tables import (
    deployment,
    docker_build,
    pipeline,
    resources,
    trust,
    unit_tests,
)

_COMPONENTS = (unit_tests, docker_build, pipeline, deployment, trust, resources)
ALLOWED = [row for each in _COMPONENTS for row in each.ALLOWED]
DENIED = [row for each in _COMPONENTS for row in each.DENIED]
