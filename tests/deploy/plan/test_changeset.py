"""What a change set's description says of it."""

from types import SimpleNamespace

import pytest

from generator.deploy.calls import Api
from generator.deploy.plan.changeset import ChangeSet
from generator.deploy.plan.findings import failure


@pytest.mark.parametrize("text", [None, "", "by hand", "[1]"])
def test_a_description_of_others_says_nothing(text: str | None) -> None:
    assert ChangeSet({"Description": text}).origin is None


def test_a_failed_set_without_a_reason_is_still_a_failure() -> None:
    """botocore leaves StatusReason out where CloudFormation gives none."""
    assert not ChangeSet({"Status": "FAILED"}).is_empty
    model = SimpleNamespace(operation_names=[])
    answers = Api(
        SimpleNamespace(meta=SimpleNamespace(service_model=model)), lambda _: None
    )
    stopped = failure(answers, {"ChangeSetId": "arn", "Status": "FAILED"})
    assert "gives no reason" in stopped.message


def test_a_good_set_is_never_empty_whatever_it_says() -> None:
    said = "The submitted information didn't contain changes."
    for reason in (said, "No updates are to be performed"):
        made = {"Status": "CREATE_COMPLETE", "StatusReason": reason}
        assert not ChangeSet(made).is_empty
        assert ChangeSet({**made, "Status": "FAILED"}).is_empty
