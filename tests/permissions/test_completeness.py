"""The tables are complete: nothing stands in a policy that no row needs."""

from collections.abc import Iterator
from fnmatch import fnmatchcase

from tests.permissions.cases import Case
from tests.permissions.conftest import Verdicts
from tests.permissions.stacks import deployed
from tests.permissions.statements import Place, places
from tests.permissions.tables import TABLES
from tests.permissions.variants import VARIANTS

# Roles that have no permission of ours: there is nothing to allow.
DO_NOTHING = {"TaskRole", "ChannelRole"}


def _parts(place: Place) -> Iterator[str]:
    """What a statement is made of; of a Deny, whom it refuses what is enough."""
    if place.allows:
        yield from place.actions
    yield from place.resources or ["the role"]


def _needed(place: Place, case: Case) -> Iterator[str]:
    """The parts without which this case would have gone the other way."""
    side = (
        case.request.identity
        if place.policy in case.request.identity
        else (case.request.on,)
    )
    by = case.decision.allowed_by if place.allows else case.decision.denied_by
    if {key for key in by if key[0] in side} == {place.key}:
        yield case.request.action
        yield from (
            pattern
            for pattern in place.resources
            if fnmatchcase(case.request.resource, pattern)
        )
        yield "the role"


def test_every_role_has_both_tables() -> None:
    stacks = [deployed(name) for name in VARIANTS]
    for template, tables in TABLES.items():
        roles = {role for each in stacks if each.of == template for role in each.roles}
        for rows in (tables.allowed, tables.denied):
            assert roles - DO_NOTHING <= {each.who for each in rows}


def test_every_part_of_every_statement_is_needed_by_a_row(verdicts: Verdicts) -> None:
    there, needed = set(), set()
    for variant in VARIANTS:
        cases = verdicts[variant, "aws"]
        for place in places(deployed(variant)):
            there |= {(str(place), part) for part in _parts(place)}
            decisive = cases.allowed if place.allows else cases.denied
            needed |= {
                (str(place), part)
                for case in decisive
                if case.enabled or not place.allows
                for part in _needed(place, case)
            }
    assert sorted(there - needed) == []
