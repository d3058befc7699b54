"""Every call that a component makes is allowed, and every temptation refused."""

import pytest

from tests.permissions.conftest import Verdicts
from tests.permissions.variants import STACKS

everywhere = pytest.mark.parametrize("stack", STACKS, ids=", ".join)


@everywhere
def test_every_component_may_do_its_work(
    verdicts: Verdicts, stack: tuple[str, str]
) -> None:
    refused = [
        str(each)
        for each in verdicts[stack].allowed
        if each.enabled and not each.decision.allowed
    ]
    assert refused == []


@everywhere
def test_a_feature_that_is_off_gives_no_permission(
    verdicts: Verdicts, stack: tuple[str, str]
) -> None:
    allowed = [
        str(each)
        for each in verdicts[stack].allowed
        if not each.enabled and each.decision.allowed
    ]
    assert allowed == []


@everywhere
def test_nobody_may_do_more(verdicts: Verdicts, stack: tuple[str, str]) -> None:
    allowed = [str(each) for each in verdicts[stack].denied if each.decision.allowed]
    assert allowed == []
