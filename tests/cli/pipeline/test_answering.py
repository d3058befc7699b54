"""`approve` and `reject` answer about the image that was shown, and no other."""

import pytest

from tests.cli.commands import Ran, run
from tests.deploy.wire import ApiError
from tests.operations.aws import Aws, commit, digest


@pytest.fixture(autouse=True)
def one_waits(aws: Aws) -> None:
    aws.execute(1)
    aws.execute(2, ended="InProgress", at="ManualApproval", days=0.1)
    aws.serve(1)


def approve(*options: str, typed: str = "") -> Ran:
    return run("pipeline", "approve", "--comment", "CHG-1", *options, typed=typed)


@pytest.fixture
def terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("generator.cli.confirm.has_terminal", lambda: True)


def test_it_shows_what_will_run_and_what_runs_and_asks(
    aws: Aws, terminal: None
) -> None:
    ran = approve(typed="n\n")
    assert ran.code == 5
    assert f"will run  {commit(2)[:7]}  Change number 2" in ran.err
    assert digest(2) in ran.err
    assert f"runs now  {digest(1)[:19]} in service" in ran.err
    assert "PutApprovalResult" not in aws.names()


def test_comment_and_digest_go_into_the_history(aws: Aws, terminal: None) -> None:
    assert approve(typed="y\n").code == 0
    asked = aws.asked("PutApprovalResult")
    assert asked["token"] == "abc"
    assert asked["result"] == {
        "summary": f"CHG-1 [{digest(2)}]",
        "status": "Approved",
    }


def test_a_long_comment_leaves_room_for_the_digest(aws: Aws, terminal: None) -> None:
    long = ("--comment", "x" * 600)
    assert run("pipeline", "reject", *long, typed="y\n").code == 0
    result = aws.asked("PutApprovalResult")["result"]
    assert result["status"] == "Rejected"
    assert result["summary"].endswith(f"x [{digest(2)}]")
    assert len(result["summary"]) == 512


def test_nobody_approves_unseen_what_they_do_not_name(aws: Aws) -> None:
    assert approve().code == 2
    assert approve("--yes").code == 2
    assert approve("--yes", "--digest", digest(2)[:18]).code == 7
    assert approve("--yes", "--digest", digest(1)).code == 7
    assert "PutApprovalResult" not in aws.names()
    assert approve("--yes", "--digest", digest(2)[:19]).code == 0


def test_an_approval_that_is_over_is_stale(aws: Aws) -> None:
    for code in ("ApprovalAlreadyCompletedException", "InvalidApprovalTokenException"):
        aws.refusals["PutApprovalResult"] = ApiError(code, "over")
        ran = approve("--yes", "--digest", digest(2))
        assert (ran.code, "pipeline status" in ran.out) == (7, True)
    aws.execute(2, ended="Succeeded")
    ran = approve("--yes", "--digest", digest(2))
    assert (ran.code, "no approval waits" in ran.out) == (7, True)
