"""Every status CloudFormation has is decided, and none by accident."""

import boto3
import pytest

from generator.deploy.outcome import Outcome, Stopped
from generator.deploy.state.statuses import change_set_type, is_working, outcome
from generator.project import Project
from tests.cli.commands import run, run_json
from tests.deploy.cloud import Cloud
from tests.deploy.project import add_stack

MODEL = boto3.client("cloudformation", region_name="eu-west-1").meta.service_model
STATUSES = MODEL.shape_for("StackStatus").enum

UPDATED = {
    "CREATE_COMPLETE",
    "UPDATE_COMPLETE",
    "UPDATE_ROLLBACK_COMPLETE",
    "IMPORT_COMPLETE",
    "IMPORT_ROLLBACK_COMPLETE",
}
CREATED = {"DELETE_COMPLETE", "REVIEW_IN_PROGRESS"}
BROKEN = {
    "ROLLBACK_COMPLETE",
    "ROLLBACK_FAILED",
    "CREATE_FAILED",
    "UPDATE_FAILED",
    "UPDATE_ROLLBACK_FAILED",
    "DELETE_FAILED",
    "IMPORT_ROLLBACK_FAILED",
}


def decided(status: str | None, push_forward: bool = False) -> str | Outcome:
    try:
        return change_set_type(status, push_forward=push_forward, path="p")
    except Stopped as stopped:
        assert stopped.hint
        return stopped.outcome


@pytest.mark.parametrize("status", STATUSES)
def test_each_status_is_updated_created_busy_or_broken(status: str) -> None:
    expected: str | Outcome
    if status in UPDATED:
        expected = "UPDATE"
    elif status in CREATED:
        expected = "CREATE"
    elif status in BROKEN:
        expected = Outcome.NEEDS_RECOVERY
    else:
        assert status.endswith("_IN_PROGRESS")
        expected = Outcome.BUSY
    assert decided(status) == expected


def test_no_stack_is_created_and_an_unknown_status_is_left_alone() -> None:
    assert decided(None) == "CREATE"
    assert decided("SLEEPING") is Outcome.FAILED
    assert decided("MELTING_IN_PROGRESS") is Outcome.BUSY


@pytest.mark.parametrize("status", ["CREATE_FAILED", "UPDATE_FAILED"])
def test_a_paused_stack_goes_forward_only_when_told(status: str) -> None:
    assert decided(status, push_forward=True) == "UPDATE"


def test_only_review_in_progress_is_progress_without_work() -> None:
    working = {status for status in STATUSES if is_working(status)}
    assert working == {s for s in STATUSES if s.endswith("_IN_PROGRESS")} - {
        "REVIEW_IN_PROGRESS"
    }


@pytest.mark.parametrize("status", STATUSES)
def test_each_final_status_has_an_outcome(status: str) -> None:
    ended = outcome(status, "deploy")
    assert (ended is Outcome.DEPLOYED) == (
        status in {"CREATE_COMPLETE", "UPDATE_COMPLETE", "IMPORT_COMPLETE"}
    )
    if status.endswith("_FAILED"):
        assert ended is Outcome.NEEDS_RECOVERY


def test_the_goal_decides_what_good_means() -> None:
    assert outcome("DELETE_COMPLETE", "delete") is Outcome.DESTROYED
    assert outcome("DELETE_COMPLETE", "deploy") is Outcome.ROLLED_BACK
    assert outcome("UPDATE_ROLLBACK_COMPLETE", "rollback") is Outcome.DONE
    assert outcome("UPDATE_ROLLBACK_COMPLETE", "deploy") is Outcome.ROLLED_BACK


@pytest.mark.parametrize("status", STATUSES)
def test_a_plan_never_writes_to_a_stack_that_takes_no_changes(
    cloud: Cloud, project: Project, status: str
) -> None:
    add_stack(project, "dev", "pay")
    cloud.add("pay-store-dev", status)
    ran = run_json("plan")
    writes = {"CreateChangeSet"} & set(cloud.endpoint.names())
    if status in UPDATED | CREATED:
        assert ran.code == 0 and writes
    else:
        assert ran.code == (9 if status in BROKEN else 6)
        assert not writes
        assert ran.json["stacks"][0]["hint"]
    assert "DeleteStack" not in cloud.endpoint.names()


def test_a_busy_stack_is_waited_for_when_asked(
    cloud: Cloud, project: Project, waits: list[float]
) -> None:
    add_stack(project, "dev", "pay")
    stack = cloud.add("pay-store-dev", "UPDATE_IN_PROGRESS")
    assert run("plan", "--wait-busy", "25").code == 6
    assert [wait for wait in waits if wait == 10.0] == [10.0, 10.0]
    stack.status = "UPDATE_COMPLETE"
    assert run("plan", "--wait-busy", "25").code == 0


def test_recreate_failed_deletes_and_makes_anew(cloud: Cloud, project: Project) -> None:
    add_stack(project, "dev", "pay")
    failed = cloud.add("pay-store-dev", "ROLLBACK_COMPLETE")
    assert run("deploy", "--yes").code == 9
    ran = run_json("deploy", "--yes", "--recreate-failed")
    assert ran.outcomes == {"pay-store-dev": "deployed"}
    assert failed.status == "DELETE_COMPLETE"
    assert cloud.stack("pay-store-dev").id != failed.id


def test_recreate_failed_asks_before_it_deletes(
    cloud: Cloud, project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    add_stack(project, "dev", "pay")
    stack = cloud.add("pay-store-dev", "ROLLBACK_COMPLETE")
    monkeypatch.setattr("generator.cli.confirm.has_terminal", lambda: True)
    ran = run("deploy", "--recreate-failed", typed="n\n")
    assert ran.code == 5
    assert "make them anew?" in ran.err
    assert stack.status == "ROLLBACK_COMPLETE"


def test_recreate_failed_touches_no_other_stack(cloud: Cloud, project: Project) -> None:
    add_stack(project, "dev", "pay")
    cloud.add("pay-store-dev", "UPDATE_ROLLBACK_FAILED")
    assert run("deploy", "--yes", "--recreate-failed").code == 9
    assert "DeleteStack" not in cloud.endpoint.names()


def test_a_failed_recreation_stops_before_anything_else(
    cloud: Cloud, project: Project
) -> None:
    add_stack(project, "dev", "pay")
    cloud.add("pay-store-dev", "ROLLBACK_COMPLETE")
    cloud.ending["pay-store-dev"] = "DELETE_FAILED"
    ran = run_json("deploy", "--yes", "--recreate-failed")
    assert (ran.code, ran.outcomes) == (9, {"pay-store-dev": "needs-recovery"})
    assert "CreateChangeSet" not in cloud.endpoint.names()


def test_no_rollback_refuses_certain_replacements(
    cloud: Cloud, project: Project
) -> None:
    add_stack(project, "dev", "pay")
    cloud.add("pay-store-dev", "UPDATE_FAILED")
    cloud.scripted["pay-store-dev"] = [
        {
            "Action": "Modify",
            "LogicalResourceId": "Topic",
            "ResourceType": "AWS::SNS::Topic",
            "Replacement": "True",
        }
    ]
    assert run("plan", "--no-rollback").code == 5
    assert cloud.change_sets == {}
