"""`rollback` takes stacks back from where they stopped, and touches no other."""

import pytest

from generator.project import Project
from tests.cli.commands import run, run_json
from tests.deploy.cloud import Cloud, Stack
from tests.deploy.project import add_stack


def stopped(cloud: Cloud, project: Project, status: str) -> Stack:
    add_stack(project, "dev", "pay")
    return cloud.add("pay-store-dev", status)


@pytest.mark.parametrize(
    ("status", "call", "ending"),
    [
        ("CREATE_FAILED", "RollbackStack", "ROLLBACK_COMPLETE"),
        ("UPDATE_FAILED", "RollbackStack", "UPDATE_ROLLBACK_COMPLETE"),
        (
            "UPDATE_ROLLBACK_FAILED",
            "ContinueUpdateRollback",
            "UPDATE_ROLLBACK_COMPLETE",
        ),
        ("UPDATE_IN_PROGRESS", "CancelUpdateStack", "UPDATE_ROLLBACK_COMPLETE"),
    ],
)
def test_each_status_is_taken_back_its_own_way(
    cloud: Cloud, project: Project, status: str, call: str, ending: str
) -> None:
    stack = stopped(cloud, project, status)
    ran = run_json("rollback", "--yes", "params/dev/pay.store.json")
    assert (ran.code, ran.outcomes) == (0, {"pay-store-dev": "done"})
    assert call in cloud.endpoint.names()
    assert stack.status == ending


def test_yes_alone_cancels_nobodys_update(cloud: Cloud, project: Project) -> None:
    stack = stopped(cloud, project, "UPDATE_IN_PROGRESS")
    ran = run_json("rollback", "--yes", "--env", "dev")
    assert (ran.code, ran.outcomes) == (5, {"pay-store-dev": "blocked"})
    assert "Name the stack" in ran.json["stacks"][0]["hint"]
    assert stack.status == "UPDATE_IN_PROGRESS"


@pytest.mark.parametrize(
    ("status", "code"),
    [("CREATE_COMPLETE", 2), ("ROLLBACK_COMPLETE", 2), ("DELETE_IN_PROGRESS", 6)],
)
def test_other_stacks_are_left_alone(
    cloud: Cloud, project: Project, status: str, code: int
) -> None:
    stopped(cloud, project, status)
    assert run("rollback", "--yes").code == code
    reads = {"GetCallerIdentity", "DescribeStacks"}
    assert set(cloud.endpoint.names()) == reads


def test_no_stack_is_misuse(cloud: Cloud, project: Project) -> None:
    add_stack(project, "dev", "pay")
    assert run("rollback", "--yes").code == 2


def test_skipping_is_for_failed_rollbacks_only(cloud: Cloud, project: Project) -> None:
    stack = stopped(cloud, project, "UPDATE_FAILED")
    assert run("rollback", "--yes", "--skip", "Topic").code == 2
    stack.status = "UPDATE_ROLLBACK_FAILED"
    path = project.params / "environments.toml"
    role = 'role_arn = "arn:aws:iam::111111111111:role/cfn"\n'
    path.write_text(path.read_text().replace("[prod]", f"{role}[prod]"))
    assert run("rollback", "--yes", "--skip", "Topic").code == 0
    said = next(s for n, s in cloud.endpoint.calls if n == "ContinueUpdateRollback")
    assert said["ResourcesToSkip"] == ["Topic"]
    assert said["RoleARN"].endswith("role/cfn")


def test_a_rollback_that_fails_again_is_told_from_the_first_failure(
    cloud: Cloud, project: Project
) -> None:
    stack = stopped(cloud, project, "UPDATE_ROLLBACK_FAILED")
    cloud.event(stack, "UPDATE_ROLLBACK_IN_PROGRESS", ClientRequestToken="older")
    cloud.event(stack, "UPDATE_ROLLBACK_FAILED", ClientRequestToken="older")
    cloud.stale_reads = 2
    assert run_json("rollback", "--yes").outcomes == {"pay-store-dev": "done"}
    stack.status = "UPDATE_ROLLBACK_FAILED"
    cloud.ending["pay-store-dev"] = "UPDATE_ROLLBACK_FAILED"
    ran = run_json("rollback", "--yes")
    assert (ran.code, ran.outcomes) == (9, {"pay-store-dev": "needs-recovery"})
    assert "--skip" in ran.json["stacks"][0]["hint"]


def test_it_asks_first(
    cloud: Cloud, project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    stopped(cloud, project, "UPDATE_FAILED")
    assert run("rollback").code == 2
    monkeypatch.setattr("generator.cli.confirm.has_terminal", lambda: True)
    assert run("rollback", typed="n\n").code == 5
    assert "RollbackStack" not in cloud.endpoint.names()


def test_where_a_review_is_required_nothing_is_skipped(
    cloud: Cloud, project: Project
) -> None:
    """What a stack goes back to was reviewed; a skipped resource was not."""
    add_stack(project, "prod", "pay")
    stack = cloud.add("pay-store-prod", "UPDATE_ROLLBACK_FAILED", region="eu-central-1")
    ran = run_json("rollback", "--yes", "--skip", "Topic")
    assert (ran.code, ran.outcomes) == (5, {"pay-store-prod": "blocked"})
    assert "ContinueUpdateRollback" not in cloud.endpoint.names()
    assert run_json("rollback", "--yes").outcomes == {"pay-store-prod": "done"}
    assert stack.status == "UPDATE_ROLLBACK_COMPLETE"
