"""Faults on every call of a deployment lose nothing and do nothing twice."""

import pytest

from generator.project import Project
from tests.cli.commands import run, run_json
from tests.deploy.cloud import Cloud
from tests.deploy.project import TEMPLATE, add_stack
from tests.deploy.wire import AWAY, BROKEN, DENIED, EXPIRED, ODD, THROTTLED, Fault

CREATING = [
    "GetCallerIdentity",
    "DescribeStacks",
    "CreateChangeSet",
    "DescribeChangeSet",
    "DescribeEvents",
    "ExecuteChangeSet",
    "ListStacks",
    "DescribeStackEvents",
    "UpdateTerminationProtection",
    "SetStackPolicy",
]
FAULTS = {
    "throttled": {"error": THROTTLED, "times": 4},
    "500": {"error": BROKEN, "times": 2},
    "503": {"error": AWAY, "times": 2},
    "reset-before": {"reset": "before"},
    "reset-after": {"reset": "after"},
}
POLICY = {"Statement": [{"Effect": "Allow", "Action": "Update:*"}]}


def protected(project: Project) -> None:
    path = project.params / "environments.toml"
    text = path.read_text().replace(
        'region = "eu-west-1"\n',
        'region = "eu-west-1"\ntermination_protection = true\n',
    )
    path.write_text(text)


@pytest.mark.parametrize("fault", FAULTS)
@pytest.mark.parametrize("operation", CREATING)
def test_a_deployment_survives(
    cloud: Cloud, project: Project, operation: str, fault: str
) -> None:
    add_stack(project, "dev", "pay", StackPolicy=POLICY)
    protected(project)
    cloud.endpoint.faults.append(Fault(operation, **FAULTS[fault]))

    ran = run_json("deploy", "--yes")

    assert ran.outcomes == {"pay-store-dev": "deployed"}
    stack = cloud.stack("pay-store-dev")
    assert stack.protected and "Update:*" in stack.policy
    assert len(cloud.change_sets) == 1, "a second change set was made"
    begun = [e for e in stack.events if e["ResourceStatus"] == "CREATE_IN_PROGRESS"]
    assert len(begun) == 1, "it was executed twice"
    assert cloud.endpoint.faults[0].times == 0, "the fault never happened"


@pytest.mark.parametrize("fault", FAULTS)
@pytest.mark.parametrize("operation", ["DeleteChangeSet", "GetTemplate"])
def test_a_plan_without_changes_survives_and_leaves_no_change_set(
    cloud: Cloud, project: Project, operation: str, fault: str
) -> None:
    add_stack(project, "dev", "pay")
    run("deploy", "--yes")
    cloud.change_sets.clear()
    cloud.endpoint.faults.append(Fault(operation, **FAULTS[fault]))
    assert run_json("plan").outcomes == {"pay-store-dev": "unchanged"}
    assert cloud.change_sets == {}
    assert cloud.endpoint.faults[0].times == 0


def test_endless_throttling_slows_and_does_not_fail(
    cloud: Cloud, project: Project, waits: list[float]
) -> None:
    add_stack(project, "dev", "pay")
    cloud.endpoint.faults.append(Fault("DescribeStacks", THROTTLED, times=35))
    assert run_json("plan").outcomes == {"pay-store-dev": "planned"}
    assert sum(waits) > 30


def test_slow_answers_are_waited_for(cloud: Cloud, project: Project) -> None:
    add_stack(project, "dev", "pay")
    cloud.endpoint.faults.append(Fault("CreateChangeSet", seconds=0.5))
    assert run_json("plan").outcomes == {"pay-store-dev": "planned"}


@pytest.mark.parametrize("error", [EXPIRED, DENIED])
def test_credentials_that_end_while_planning_are_an_error_with_a_next_step(
    cloud: Cloud, project: Project, error: object
) -> None:
    add_stack(project, "dev", "pay")
    cloud.endpoint.faults.append(Fault("DescribeChangeSet", error, times=99))
    ran = run_json("plan")
    assert (ran.code, ran.outcomes) == (1, {"pay-store-dev": "failed"})
    assert "credentials" in ran.json["stacks"][0]["hint"]


@pytest.mark.parametrize("operation", ["ListStacks", "DescribeStackEvents"])
def test_odd_answers_while_watching_are_looked_past(
    cloud: Cloud, project: Project, operation: str
) -> None:
    add_stack(project, "dev", "pay")
    add_stack(project, "dev", "ledger")
    cloud.endpoint.faults.append(Fault(operation, ODD, times=3))
    ran = run_json("deploy", "--yes")
    assert ran.outcomes == {"pay-store-dev": "deployed", "ledger-store-dev": "deployed"}
    assert cloud.endpoint.faults[0].times == 0


def test_a_stack_that_stays_out_of_sight_is_unknown_with_the_way_to_resume(
    cloud: Cloud, project: Project
) -> None:
    add_stack(project, "dev", "pay")
    cloud.endpoint.faults.append(Fault("ListStacks", ODD, times=999))
    ran = run_json("deploy", "--yes")
    assert (ran.code, ran.outcomes) == (10, {"pay-store-dev": "unknown"})
    assert "watch params/dev/pay.store.json" in ran.json["stacks"][0]["hint"]
    assert cloud.endpoint.names().count("ListStacks") < 20, "it gives up"


def test_a_cause_that_cannot_be_read_hides_no_result(
    cloud: Cloud, project: Project
) -> None:
    add_stack(project, "dev", "pay")
    cloud.ending["pay-store-dev"] = "ROLLBACK_COMPLETE"
    run("deploy", "--yes")
    cloud.endpoint.faults.append(Fault("DescribeStackEvents", ODD, times=9))
    ran = run_json("watch")
    assert (ran.code, ran.outcomes) == (8, {"pay-store-dev": "rolled-back"})
    assert "could not be read" in ran.json["stacks"][0]["details"][0]


@pytest.mark.parametrize("error", [EXPIRED, DENIED])
@pytest.mark.parametrize("operation", ["ListStacks", "DescribeStackEvents"])
def test_credentials_that_end_while_watching_are_no_failed_deployment(
    cloud: Cloud, project: Project, operation: str, error: object
) -> None:
    add_stack(project, "dev", "pay")
    cloud.endpoint.faults.append(Fault(operation, error, times=99))
    ran = run_json("deploy", "--yes")
    assert (ran.code, ran.outcomes) == (10, {"pay-store-dev": "unknown"})
    assert "watch params/dev/pay.store.json" in ran.json["stacks"][0]["hint"]

    cloud.endpoint.faults.clear()
    resumed = run_json("watch")
    assert (resumed.code, resumed.outcomes) == (0, {"pay-store-dev": "deployed"})


def test_access_denied_to_execute_says_so_and_changes_nothing(
    cloud: Cloud, project: Project
) -> None:
    add_stack(project, "dev", "pay")
    cloud.endpoint.faults.append(Fault("ExecuteChangeSet", DENIED, times=99))
    ran = run_json("deploy", "--yes")
    assert (ran.code, ran.outcomes) == (1, {"pay-store-dev": "failed"})
    assert cloud.stack("pay-store-dev").status == "REVIEW_IN_PROGRESS"


def test_an_execution_without_any_answer_is_unknown(
    cloud: Cloud, project: Project
) -> None:
    add_stack(project, "dev", "pay")
    cloud.endpoint.faults.append(Fault("ExecuteChangeSet", BROKEN, times=999))
    ran = run_json("deploy", "--yes")
    assert (ran.code, ran.outcomes) == (10, {"pay-store-dev": "unknown"})


def test_no_credentials_is_one_sentence(
    cloud: Cloud, project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("AWS_ACCESS_KEY_ID")
    monkeypatch.delenv("AWS_SECRET_ACCESS_KEY")
    add_stack(project, "dev", "pay")
    ran = run("plan")
    assert ran.code == 1
    assert "Unable to locate credentials" in ran.err


def test_stale_reads_after_the_execution_are_not_taken_for_its_end(
    cloud: Cloud, project: Project
) -> None:
    add_stack(project, "dev", "pay")
    run("deploy", "--yes")
    (project.templates_out / "store.yaml").write_text(
        TEMPLATE.replace("${Name}-", "${Name}--")
    )
    cloud.stale_reads, cloud.ticks = 3, 3
    cloud.ending["pay-store-dev"] = "UPDATE_ROLLBACK_COMPLETE"
    ran = run_json("deploy", "--yes")
    assert (ran.code, ran.outcomes) == (8, {"pay-store-dev": "rolled-back"})


def test_paged_answers_are_read_to_the_end(cloud: Cloud, project: Project) -> None:
    cloud.page = 2
    for name in ("a", "b", "c", "d", "e"):
        add_stack(project, "dev", name)
    cloud.scripted = {
        f"{name}-store-dev": [
            {
                "Action": "Add",
                "LogicalResourceId": f"R{number}",
                "ResourceType": "AWS::SNS::Topic",
            }
            for number in range(7)
        ]
        for name in "abcde"
    }
    cloud.failures["c-store-dev"] = [
        {
            "LogicalResourceId": f"R{number}",
            "PhysicalResourceId": "",
            "ResourceType": "AWS::SNS::Topic",
            "ResourceStatusReason": "first" if number == 0 else "cancelled",
        }
        for number in range(7)
    ]
    cloud.ending["c-store-dev"] = "ROLLBACK_COMPLETE"
    planned = run_json("plan")
    assert all(len(s["plan"]["changes"]) == 7 for s in planned.json["stacks"])
    ran = run_json("deploy", "--plan", "plan.json", "--yes")
    assert sorted(ran.outcomes.values()) == ["deployed"] * 4 + ["rolled-back"]
    details = next(s["details"] for s in ran.json["stacks"] if s["details"])
    assert details[0] == "root cause: R0 (AWS::SNS::Topic) CREATE_FAILED: first"


def test_the_change_set_limit_is_met_by_sweeping_own_leftovers_once(
    cloud: Cloud, project: Project
) -> None:
    add_stack(project, "dev", "pay")
    run("plan")
    left = next(iter(cloud.change_sets.values()))
    left.status, left.execution = "FAILED", "UNAVAILABLE"
    cloud.limit = 1
    assert run_json("plan").outcomes == {"pay-store-dev": "planned"}
    assert left.id not in cloud.change_sets


def test_the_change_set_limit_never_costs_a_pending_review(
    cloud: Cloud, project: Project
) -> None:
    add_stack(project, "dev", "pay")
    run("plan")
    cloud.limit = 1
    ran = run_json("plan")
    assert (ran.code, ran.outcomes) == (1, {"pay-store-dev": "failed"})
    assert len(cloud.change_sets) == 1
    assert cloud.endpoint.names().count("CreateChangeSet") == 2, "limits are no load"


def test_words_of_a_newer_aws_are_shown_and_not_dropped(
    cloud: Cloud, project: Project
) -> None:
    add_stack(project, "dev", "pay")
    cloud.scripted["pay-store-dev"] = [
        {
            "Action": "Teleport",
            "LogicalResourceId": "Topic",
            "ResourceType": "AWS::SNS::Topic",
            "Replacement": "Perhaps",
            "PolicyAction": "Freeze",
            "Scope": ["Weather"],
            "Details": [
                {
                    "Target": {
                        "Attribute": "Weather",
                        "RequiresRecreation": "Sometimes",
                    },
                    "Evaluation": "Guessed",
                }
            ],
        }
    ]
    ran = run("plan")
    assert ran.code == 0
    assert "unknown action 'Teleport'" in ran.out
    assert run_json("deploy", "--plan", "plan.json", "--yes").code == 0


def test_a_change_set_in_a_status_of_a_newer_aws_is_not_executed(
    cloud: Cloud, project: Project
) -> None:
    add_stack(project, "dev", "pay")
    run("plan")
    next(iter(cloud.change_sets.values())).execution = "AVAILABLE_SOON"
    ran = run_json("deploy", "--plan", "plan.json", "--yes")
    assert (ran.code, ran.outcomes) == (7, {"pay-store-dev": "stale"})
