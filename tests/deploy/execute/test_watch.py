"""Watching: the truth about the end, the root cause first, few calls."""

from datetime import UTC, datetime, timedelta

import pytest

from generator.deploy.calls import Pause
from generator.project import Project
from tests.cli.commands import run, run_json
from tests.deploy.cloud import STACK, Cloud
from tests.deploy.project import TEMPLATE, add_stack


def failed(name: str, reason: str, **fields: object) -> dict[str, object]:
    return {
        "LogicalResourceId": name,
        "PhysicalResourceId": "",
        "ResourceType": "AWS::SNS::Topic",
        "ResourceStatusReason": reason,
        **fields,
    }


def details(cloud: Cloud) -> list[str]:
    ran = run_json("deploy", "--yes")
    assert ran.code in (8, 9)
    found: list[str] = ran.json["stacks"][0]["details"]
    return found


def test_the_earliest_real_failure_comes_first(cloud: Cloud, project: Project) -> None:
    add_stack(project, "dev", "pay")
    cloud.ending["pay-store-dev"] = "ROLLBACK_COMPLETE"
    cloud.failures["pay-store-dev"] = [
        failed("Noise", "Resource creation cancelled"),
        failed("Topic", "Invalid topic name"),
        failed("Later", "Rate limited"),
        failed("More", "Resource creation cancelled"),
        {"ResourceStatusReason": "The following failed: [Topic]"},
    ]
    assert details(cloud) == [
        "root cause: Topic (AWS::SNS::Topic) CREATE_FAILED: Invalid topic name",
        "also failed: Later (AWS::SNS::Topic) CREATE_FAILED: Rate limited",
        "(2 more were cancelled because of it)",
    ]


def test_nested_stacks_are_followed_to_the_root_cause(
    cloud: Cloud, project: Project
) -> None:
    add_stack(project, "dev", "pay")
    inner = "arn:aws:cloudformation:eu-west-1:111111111111:stack/inner/1"
    now = datetime.now(UTC) + timedelta(seconds=5)
    event = {"StackId": inner, "EventId": "e", "StackName": "inner", "Timestamp": now}
    cloud.nested_events[inner] = [
        {
            **event,
            **failed("inner", "[Queue]", ResourceType=STACK),
            "PhysicalResourceId": inner,
            "ResourceStatus": "CREATE_FAILED",
        },
        {**event, **failed("Queue", "no such key"), "ResourceStatus": "CREATE_FAILED"},
        {
            **event,
            **failed("Old", "of another day"),
            "ResourceStatus": "CREATE_FAILED",
            "Timestamp": now - timedelta(days=3),
        },
    ]
    cloud.ending["pay-store-dev"] = "ROLLBACK_COMPLETE"
    cloud.failures["pay-store-dev"] = [
        failed(
            "Nested",
            "Embedded stack failed",
            ResourceType=STACK,
            PhysicalResourceId=inner,
        )
    ]
    assert details(cloud) == [
        "root cause: Nested/Queue (AWS::SNS::Topic) CREATE_FAILED: no such key"
    ]


def test_a_hook_that_stopped_a_resource_is_the_cause(
    cloud: Cloud, project: Project
) -> None:
    add_stack(project, "dev", "pay")
    cloud.ending["pay-store-dev"] = "ROLLBACK_COMPLETE"
    cloud.failures["pay-store-dev"] = [
        failed(
            "Topic",
            "",
            ResourceStatus="CREATE_IN_PROGRESS",
            HookType="Corp::Guard",
            HookStatus="HOOK_COMPLETE_FAILED",
            HookStatusReason="not encrypted",
        )
    ]
    assert details(cloud)[0] == (
        "root cause: Topic (Corp::Guard) HOOK_COMPLETE_FAILED: not encrypted"
    )


def test_a_failure_without_resources_shows_the_stacks_own_reason(
    cloud: Cloud, project: Project
) -> None:
    add_stack(project, "dev", "pay")
    cloud.ending["pay-store-dev"] = "ROLLBACK_FAILED"
    assert details(cloud) == [
        "root cause: pay-store-dev (AWS::CloudFormation::Stack) ROLLBACK_FAILED: "
        "no reason given"
    ]


@pytest.mark.parametrize(
    ("ending", "code", "next_step"),
    [
        ("ROLLBACK_COMPLETE", 8, "--recreate-failed"),
        ("DELETE_COMPLETE", 8, "plan params/dev/pay.store.json"),
        ("CREATE_FAILED", 9, "rollback params/dev/pay.store.json"),
        ("ROLLBACK_FAILED", 9, "destroy params/dev/pay.store.json"),
        ("MELTED", 9, "plan params/dev/pay.store.json"),
    ],
)
def test_each_bad_end_has_its_code_and_its_next_command(
    cloud: Cloud, project: Project, ending: str, code: int, next_step: str
) -> None:
    add_stack(project, "dev", "pay")
    cloud.ending["pay-store-dev"] = ending
    ran = run_json("deploy", "--yes")
    assert ran.code == code
    assert next_step in ran.json["stacks"][0]["hint"]
    assert ending in ran.json["stacks"][0]["message"]


def test_one_poll_serves_all_stacks_of_an_account_and_region(
    cloud: Cloud, project: Project
) -> None:
    for number in range(20):
        add_stack(project, "dev", f"s{number}")
    run("plan")
    cloud.endpoint.calls.clear()
    cloud.ticks = 10
    assert run("deploy", "--plan", "plan.json", "--yes").code == 0
    names = cloud.endpoint.names()
    names = names[names.index("ExecuteChangeSet") :]
    assert names.count("ListStacks") <= 12
    assert names.count("DescribeStacks") == 0
    # At most four looks at a current resource per tick, and one at the end.
    assert names.count("DescribeStackEvents") <= 12 * 4 + 20


def test_polls_get_slower_with_the_number_of_stacks(
    cloud: Cloud, project: Project, waits: list[float]
) -> None:
    add_stack(project, "dev", "pay")
    run("plan")
    waits.clear()
    run("deploy", "--plan", "plan.json", "--yes")
    assert set(waits) == {2.05}


def test_the_timeout_is_no_failure_and_watch_resumes(
    cloud: Cloud, project: Project
) -> None:
    add_stack(project, "dev", "pay")
    cloud.ticks = 100
    ran = run_json("deploy", "--yes", "--timeout", "1")
    assert (ran.code, ran.outcomes) == (10, {"pay-store-dev": "unknown"})
    assert "not finished after 1 minutes" in ran.json["stacks"][0]["message"]
    assert run_json("watch").outcomes == {"pay-store-dev": "deployed"}


def test_ctrl_c_detaches_and_says_how_to_go_on(
    cloud: Cloud, project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    add_stack(project, "dev", "a")
    add_stack(project, "prod", "b")
    run("plan")
    cloud.ticks = 3

    def interrupted(self: Pause, seconds: float) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(Pause, "__call__", interrupted)
        ran = run_json("deploy", "--plan", "plan.json", "--yes")
    assert ran.code == 10
    assert ran.outcomes == {"a-store-dev": "unknown", "b-store-prod": "skipped"}
    hint = ran.json["stacks"][0]["hint"]
    assert "watch params/dev/a.store.json" in hint
    assert "rollback params/dev/a.store.json" in hint
    assert cloud.stack("a-store-dev").status == "CREATE_IN_PROGRESS"

    with monkeypatch.context() as patch:
        patch.setattr(Pause, "__call__", interrupted)
        assert run_json("watch", "--env", "dev").code == 10
    assert run_json("watch", "--env", "dev").outcomes == {"a-store-dev": "deployed"}


def test_somebody_elses_later_operation_is_not_taken_for_ours(
    cloud: Cloud, project: Project
) -> None:
    add_stack(project, "dev", "pay")
    run("deploy", "--yes")
    stack = cloud.stack("pay-store-dev")
    (project.templates_out / "store.yaml").write_text(TEMPLATE.replace("Name}-", "N}"))
    list_stacks = cloud.ListStacks
    later: list[int] = []

    def and_then(**request: object) -> dict[str, object]:
        answer: dict[str, object] = list_stacks(**request)  # type: ignore[arg-type]
        if stack.status == "UPDATE_COMPLETE" and not later:
            later.append(1)
            cloud.event(stack, "UPDATE_IN_PROGRESS", ClientRequestToken="other")
            cloud.event(
                stack,
                "UPDATE_FAILED",
                LogicalResourceId="T",
                PhysicalResourceId="t",
                ResourceType="AWS::SNS::Topic",
            )
            cloud.event(stack, "UPDATE_ROLLBACK_FAILED", ClientRequestToken="other")
        return answer

    cloud.ListStacks = and_then  # type: ignore[method-assign]
    assert run_json("deploy", "--yes").outcomes == {"pay-store-dev": "deployed"}
    assert later


def test_events_without_a_token_are_recognised_by_their_time(
    cloud: Cloud, project: Project
) -> None:
    add_stack(project, "dev", "pay")
    event = cloud.event

    def bare(stack: object, status: str, **fields: object) -> None:
        fields.pop("ClientRequestToken", None)
        event(stack, status, **fields)  # type: ignore[arg-type]

    cloud.event = bare  # type: ignore[method-assign]
    assert run_json("deploy", "--yes").outcomes == {"pay-store-dev": "deployed"}


def test_a_secret_in_a_failure_is_masked(cloud: Cloud, project: Project) -> None:
    add_stack(project, "dev", "pay", {"Secret": "hunter2-hunter2"})
    cloud.ending["pay-store-dev"] = "ROLLBACK_COMPLETE"
    cloud.failures["pay-store-dev"] = [failed("Topic", "bad name hunter2-hunter2")]
    assert details(cloud) == [
        "root cause: Topic (AWS::SNS::Topic) CREATE_FAILED: bad name ****"
    ]


def test_watch_tells_how_the_last_operation_ended(
    cloud: Cloud, project: Project
) -> None:
    for name in ("gone", "review", "good", "bad", "going"):
        add_stack(project, "dev", name)
    cloud.add("review-store-dev", "REVIEW_IN_PROGRESS")
    cloud.add("good-store-dev", "UPDATE_COMPLETE")
    bad = cloud.add("bad-store-dev", "UPDATE_ROLLBACK_COMPLETE")
    cloud.event(bad, "UPDATE_IN_PROGRESS")
    cloud.event(bad, "UPDATE_FAILED", **failed("Topic", "no"))
    cloud.event(bad, "UPDATE_ROLLBACK_COMPLETE")
    going = cloud.add("going-store-dev", "CREATE_COMPLETE")
    cloud.default_key = "ALICE"
    going.status = "DELETE_IN_PROGRESS"
    cloud.event(going, "DELETE_IN_PROGRESS")

    def end() -> None:
        going.status = "DELETE_COMPLETE"
        cloud.event(going, "DELETE_COMPLETE")

    going.then, going.ticks = end, 1
    ran = run_json("watch")
    assert ran.outcomes == {
        "gone-store-dev": "unchanged",
        "review-store-dev": "unchanged",
        "good-store-dev": "deployed",
        "bad-store-dev": "rolled-back",
        "going-store-dev": "destroyed",
    }
    bad_one = next(s for s in ran.json["stacks"] if s["stack"] == "bad-store-dev")
    assert "root cause: Topic" in bad_one["details"][0]


def test_progress_is_lines_on_stderr_and_results_are_on_stdout(
    cloud: Cloud, project: Project
) -> None:
    add_stack(project, "dev", "pay")
    cloud.ticks = 2
    ran = run("deploy", "--yes")
    assert "pay-store-dev: CREATE_IN_PROGRESS" in ran.err
    assert "pay-store-dev: deployed" in ran.out
    assert "IN_PROGRESS" not in ran.out


def test_a_role_that_was_lost_on_the_way_is_named_as_what_to_mend(
    cloud: Cloud, project: Project
) -> None:
    add_stack(project, "dev", "pay")
    why = "Role arn:aws:iam::111111111111:role/x is invalid or cannot be assumed"
    stack = cloud.add("pay-store-dev", "DELETE_FAILED", template=TEMPLATE)
    cloud.event(stack, "DELETE_IN_PROGRESS")
    cloud.event(stack, "DELETE_FAILED", ResourceStatusReason=why)
    stack.reason = why
    assert "set role_arn" in run_json("watch").json["stacks"][0]["hint"]


def undeleted(
    name: str, reason: str = "no access", **fields: object
) -> dict[str, object]:
    status = {"status": "DELETE_FAILED", "PhysicalResourceId": f"{name}-1"}
    return failed(name, reason, **{**status, **fields})


def updated(cloud: Cloud, project: Project, *events: dict[str, object]) -> None:
    """A stack whose next deployment changes something and has these events."""
    add_stack(project, "dev", "pay")
    cloud.add("pay-store-dev", template=TEMPLATE, parameters={"Name": "old"})
    cloud.failures["pay-store-dev"] = list(events)


def test_what_an_update_could_not_clean_up_is_told(
    cloud: Cloud, project: Project
) -> None:
    updated(cloud, project, *[undeleted("Topic"), undeleted("Hook")] * 3)
    for command in (["deploy", "--yes"], ["watch"]):
        ran = run_json(*command)
        assert (ran.code, ran.outcomes) == (0, {"pay-store-dev": "deployed"})
        (stack,) = ran.json["stacks"]
        assert stack["message"] == (
            "UPDATE_COMPLETE; resources that could not be deleted: 2"
        )
        assert stack["details"] == [
            "left behind: Topic (AWS::SNS::Topic) Topic-1: no access",
            "left behind: Hook (AWS::SNS::Topic) Hook-1: no access",
        ]
        assert "live on" in stack["hint"]


def test_what_was_deleted_at_the_second_try_is_not_left_behind(
    cloud: Cloud, project: Project
) -> None:
    gone = undeleted("Topic", status="DELETE_COMPLETE")
    updated(cloud, project, undeleted("Topic"), gone)
    (stack,) = run_json("deploy", "--yes").json["stacks"]
    assert (stack["message"], stack["details"]) == ("UPDATE_COMPLETE", [])


def test_what_a_forced_deletion_left_behind_is_told(
    cloud: Cloud, project: Project
) -> None:
    add_stack(project, "dev", "pay")
    cloud.add("pay-store-dev", "DELETE_FAILED", template=TEMPLATE)
    cloud.failures["pay-store-dev"] = [undeleted("Topic")]
    ran = run_json("destroy", "--yes", "--force")
    assert ran.outcomes == {"pay-store-dev": "destroyed"}
    (stack,) = ran.json["stacks"]
    assert stack["details"] == [
        "left behind: Topic (AWS::SNS::Topic) Topic-1: no access"
    ]


@pytest.mark.parametrize(
    ("sections", "advice"),
    [
        ({}, "taking a StackPolicy out of the file does not take it off the stack"),
        ({"StackPolicy": {"Statement": []}}, "Allow this update in the StackPolicy of"),
    ],
)
def test_an_update_that_the_stack_policy_denied_names_the_policy(
    cloud: Cloud, project: Project, sections: dict[str, object], advice: str
) -> None:
    updated(
        cloud,
        project,
        failed("Topic", "Action denied by stack policy", status="UPDATE_FAILED"),
    )
    add_stack(project, "dev", "pay", **sections)
    cloud.ending["pay-store-dev"] = "UPDATE_ROLLBACK_COMPLETE"
    ran = run_json("deploy", "--yes")
    assert (ran.code, ran.outcomes) == (8, {"pay-store-dev": "rolled-back"})
    hint = ran.json["stacks"][0]["hint"]
    assert advice in hint and "params/dev/pay.store.json" in hint
