"""Cleaning up after change sets: ours, all of it, and nobody else's."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from botocore.exceptions import ClientError

from generator.deploy.calls import Api
from generator.deploy.plan import cleanup


def api(**operations: Callable[..., Any]) -> Api:
    """An Api with these operations and no other."""
    return Api(SimpleNamespace(**operations), lambda _: None)


def summary(name: str, status: str) -> dict[str, Any]:
    """A change set as ListChangeSets answers it."""
    return {
        "ChangeSetName": name,
        "ChangeSetId": f"arn:{name}",
        "Status": status,
        "CreationTime": datetime.now(UTC),
    }


def stands(status: str) -> Callable[..., Any]:
    """DescribeStacks of a stack in that status."""
    stack = {
        "StackId": "arn:stack",
        "StackName": "pay",
        "StackStatus": status,
        "CreationTime": datetime.now(UTC),
    }
    return lambda **_: {"Stacks": [stack]}


def missing(**_: Any) -> Any:
    error = {"Code": "ChangeSetNotFound", "Message": "ChangeSet does not exist"}
    raise ClientError({"Error": error}, "Op")


def denied(**_: Any) -> Any:
    raise ClientError({"Error": {"Code": "AccessDenied", "Message": "no"}}, "Op")


def test_what_is_gone_already_is_deleted() -> None:
    cleanup.delete(api(delete_change_set=missing), "arn")
    with pytest.raises(ClientError):
        cleanup.delete(api(delete_change_set=denied), "arn")


def test_a_missing_stack_has_nothing_to_sweep() -> None:
    assert (
        cleanup.sweep(api(list_change_sets=missing), "s", older_than=timedelta()) == 0
    )
    with pytest.raises(ClientError):
        cleanup.sweep(api(list_change_sets=denied), "s", older_than=None)


def test_a_sweep_never_touches_what_was_executed() -> None:
    executed = {
        "ChangeSetName": "generator-x",
        "ChangeSetId": "arn",
        "Status": "CREATE_COMPLETE",
        "ExecutionStatus": "EXECUTE_COMPLETE",
        "CreationTime": datetime.now(UTC) - timedelta(days=99),
    }
    answers = api(list_change_sets=lambda **_: {"Summaries": [executed]})
    assert cleanup.sweep(answers, "s", older_than=timedelta()) == 0


def test_an_empty_stack_goes_only_when_its_change_sets_are_gone() -> None:
    deleting = summary("generator-x", "DELETE_IN_PROGRESS")
    pages = [[deleting], [deleting], []]
    deleted: list[str] = []
    answers = api(
        list_change_sets=lambda **_: {"Summaries": pages.pop(0)},
        describe_stacks=stands("REVIEW_IN_PROGRESS"),
        delete_stack=lambda **said: deleted.append(said["StackName"]) or {},
    )
    cleanup.remove_shell(answers, "arn:stack")
    assert deleted == ["arn:stack"] and pages == []


def test_an_empty_stack_whose_change_set_never_goes_is_left() -> None:
    deleting = summary("generator-x", "DELETE_FAILED")
    cleanup.remove_shell(
        api(list_change_sets=lambda **_: {"Summaries": [deleting]}), "arn:stack"
    )


def test_a_pending_review_is_seen_at_once() -> None:
    pending = summary("colleague", "CREATE_COMPLETE")
    waits: list[float] = []
    model = SimpleNamespace(list_change_sets=lambda **_: {"Summaries": [pending]})
    cleanup.remove_shell(Api(model, waits.append), "arn:stack")
    assert waits == []


def test_a_stack_that_somebody_began_to_use_is_left() -> None:
    cleanup.remove_shell(
        api(
            list_change_sets=lambda **_: {"Summaries": []},
            describe_stacks=stands("CREATE_IN_PROGRESS"),
        ),
        "arn:stack",
    )


def test_an_empty_stack_that_aws_does_not_show_yet_is_left() -> None:
    def unseen(**_: Any) -> Any:
        error = {"Code": "ValidationError", "Message": "Stack does not exist"}
        raise ClientError({"Error": error}, "Op")

    answers = api(
        list_change_sets=lambda **_: {"Summaries": []}, describe_stacks=unseen
    )
    cleanup.remove_shell(answers, "arn:stack")
