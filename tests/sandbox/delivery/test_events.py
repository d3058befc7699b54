"""Mails say what the deployed rules say, to those who are subscribed."""

from collections.abc import Callable
from typing import Any

import pytest

from generator.sandbox.delivery.events import matches, text
from tests.sandbox.delivery.conftest import Delivery
from tests.templates.stack import CONNECTED

EVENT = {
    "source": "aws.codepipeline",
    "resources": ["one", "two"],
    "detail": {"state": "FAILED", "type": {"category": "Build"}},
}


@pytest.mark.parametrize(
    ("pattern", "fits"),
    [
        ({"source": ["aws.codepipeline"]}, True),
        ({"source": ["aws.ecs"]}, False),
        ({"resources": ["two"], "detail": {"state": ["FAILED", "STOPPED"]}}, True),
        ({"detail": {"type": {"category": ["Test"]}}}, False),
        ({"detail": {"nothing": {"there": ["x"]}}}, False),
    ],
)
def test_a_pattern_wants_one_value_of_each_field(
    pattern: dict[str, Any], fits: bool
) -> None:
    assert matches(pattern, EVENT) == fits


def test_a_target_gets_what_its_transformer_makes() -> None:
    given = {
        "InputPathsMap": {"state": "$.detail.state", "gone": "$.detail.nothing.there"},
        "InputTemplate": '"It <state><gone>"\n"second line"',
    }
    assert text({"InputTransformer": given}, EVENT) == "It FAILED\nsecond line"
    assert text({"Input": '"always"'}, EVENT) == '"always"'
    assert '"state": "FAILED"' in text({}, EVENT)


def test_the_approval_tells_commit_image_and_deadline(
    made: Callable[..., Delivery],
) -> None:
    delivery = made(**CONNECTED, ApprovalTimeoutMinutes="60")
    delivery.push()
    (mail,) = delivery.mails()
    with delivery.desk.scene() as scene:
        (one,) = scene.deliveries.executions
    assert f"Commit {one.commit}, image sha256:" in mail
    assert f"/commit/{one.commit}" in mail
    assert "Expires 2026-11-27T10:0" in mail
