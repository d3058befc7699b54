"""A time zone that there is not is found before a revision waits by it."""

import pytest

from generator.parameters.checks import time_zones
from tests.parameters.small_project import TEMPLATE, SmallProject


@pytest.fixture
def small(small: SmallProject) -> SmallProject:
    more = "  DeploymentWindowTimeZone: {Type: String, Default: UTC}\n"
    small.template(TEMPLATE.replace("  Zone:\n", f"{more}  Zone:\n"))
    return small


def _known(monkeypatch: pytest.MonkeyPatch, *names: str) -> None:
    """The machine of the test may have none."""
    monkeypatch.setattr(time_zones, "_known", lambda: frozenset(names))


@pytest.mark.parametrize(
    ("zone", "hint"),
    [
        ("Europe/Berln", "Did you mean Europe/Berlin?"),
        ("europe/berlin", "Did you mean Europe/Berlin?"),
        ("Mars", "Write one such as Europe/Berlin."),
    ],
)
def test_a_zone_that_there_is_not_is_told_at_its_line(
    small: SmallProject, monkeypatch: pytest.MonkeyPatch, zone: str, hint: str
) -> None:
    _known(monkeypatch, "Europe/Berlin", "UTC")
    (finding,) = small.wrong({"DeploymentWindowTimeZone": zone})
    assert (finding.rule, finding.line, finding.severity) == ("time-zone", 4, "error")
    assert finding.message == (
        f'DeploymentWindowTimeZone is "{zone}", and there is no such time zone'
    )
    assert finding.hint == hint


@pytest.mark.parametrize("zone", ["Europe/Berlin", "UTC", "EST", "PST"])
def test_a_zone_of_the_database_or_a_short_name_is_fine(
    small: SmallProject, monkeypatch: pytest.MonkeyPatch, zone: str
) -> None:
    _known(monkeypatch, "Europe/Berlin")
    assert small.wrong({"DeploymentWindowTimeZone": zone}) == []


def test_without_a_database_it_is_said_that_nothing_was_judged(
    small: SmallProject, monkeypatch: pytest.MonkeyPatch
) -> None:
    _known(monkeypatch)
    (finding,) = small.wrong({"DeploymentWindowTimeZone": "Europe/Berlin"})
    assert (finding.rule, finding.severity) == ("time-zone", "warning")
    assert finding.message.endswith("it was not judged")
    assert "tzdata" in finding.hint
    assert small.wrong({"DeploymentWindowTimeZone": "UTC"}) == []


def test_the_names_are_those_of_this_machine() -> None:
    names = time_zones._known()
    if not names:
        pytest.skip("this machine knows no time zone")
    assert {"Europe/Berlin", "America/Argentina/Buenos_Aires"} <= names
    assert "Europe/Berln" not in names
