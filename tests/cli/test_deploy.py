"""`plan` and `deploy` as a user runs them, against a scripted CloudFormation."""

import json

import pytest

from generator.project import Project
from tests.cli.commands import run, run_json
from tests.deploy.cloud import Cloud
from tests.deploy.project import TEMPLATE, add_stack
from tests.deploy.wire import BROKEN, Fault


def test_a_new_stack_is_planned_deployed_and_then_unchanged(
    cloud: Cloud, project: Project
) -> None:
    add_stack(project, "dev", "pay")

    planned = run_json("plan")
    assert (planned.code, planned.outcomes) == (0, {"pay-store-dev": "planned"})
    assert cloud.stack("pay-store-dev").status == "REVIEW_IN_PROGRESS"

    deployed = run_json("deploy", "--plan", "plan.json", "--yes")
    assert (deployed.code, deployed.outcomes) == (0, {"pay-store-dev": "deployed"})
    stack = cloud.stack("pay-store-dev")
    assert stack.status == "CREATE_COMPLETE"
    assert stack.template == TEMPLATE
    assert stack.parameters == {"Name": "pay"}

    again = run_json("deploy", "--yes")
    assert (again.code, again.outcomes) == (0, {"pay-store-dev": "unchanged"})
    left = [one.execution for one in cloud.change_sets.values()]
    assert left == ["EXECUTE_COMPLETE"]


def test_plan_executes_nothing_and_says_what_would_change(
    cloud: Cloud, project: Project
) -> None:
    add_stack(project, "dev", "pay")
    run("deploy", "--yes")
    (project.templates_out / "store.yaml").write_text(
        TEMPLATE.replace("${Name}-${Secret}", "${Name}-new")
    )
    ran = run("plan", "--detailed-exitcode", "--markdown", "review.md")
    assert ran.code == 3
    assert "~ Topic (AWS::SNS::Topic)" in ran.out
    assert cloud.stack("pay-store-dev").status == "CREATE_COMPLETE"
    assert "ExecuteChangeSet" not in cloud.endpoint.names()[-6:]
    assert json.loads((project.root / "plan.json").read_text())["schema"] == 1
    assert "AWS::SNS::Topic" in (project.root / "review.md").read_text()


def test_a_change_that_breaks_what_runs_has_to_be_named(
    cloud: Cloud, project: Project
) -> None:
    (project.templates_out / "store.yaml").write_text(
        f"{TEMPLATE}Metadata:\n  BreakingChanges: {{Name: it moves}}\n"
    )
    add_stack(project, "dev", "pay")
    assert run("deploy", "--yes").code == 0, "nothing runs yet that could break"
    add_stack(project, "dev", "pay", {"Name": "other"})

    stopped = run("deploy", "--yes")
    assert stopped.code == 5
    assert "the change of Name breaks what is running" in stopped.out + stopped.err
    assert "--allow-change Name" in stopped.out + stopped.err
    assert cloud.stack("pay-store-dev").parameters == {"Name": "pay"}

    assert run("deploy", "--yes", "--allow-change", "Name").code == 0
    assert cloud.stack("pay-store-dev").parameters == {"Name": "other"}


def two_environments(project: Project) -> None:
    """A stack in dev, and one in staging, which needs no review either."""
    path = project.params / "environments.toml"
    staging = 'account = "111111111111"\nregion = "eu-west-1"\n'
    path.write_text(f"{path.read_text()}\n[staging]\n{staging}")
    add_stack(project, "dev", "pay")
    add_stack(project, "staging", "pay")


def test_a_new_stack_of_a_later_environment_leaves_nothing_when_an_earlier_one_fails(
    cloud: Cloud, project: Project
) -> None:
    two_environments(project)
    cloud.ending["pay-store-dev"] = "ROLLBACK_COMPLETE"
    ran = run_json("deploy", "--yes")
    assert ran.outcomes == {
        "pay-store-dev": "rolled-back",
        "pay-store-staging": "skipped",
    }
    assert [stack.name for stack in cloud.stacks] == ["pay-store-dev"]


def test_each_environment_is_asked_for_when_its_turn_comes(
    cloud: Cloud, project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("generator.cli.confirm.has_terminal", lambda: True)
    two_environments(project)
    ran = run("deploy", typed="y\nn\n")
    assert ran.code == 5
    assert "Deploy these changes to dev?" in ran.err
    assert "pay-store-staging: blocked - the answer was no" in ran.out
    assert cloud.stack("pay-store-dev").status == "CREATE_COMPLETE"
    left = [one.execution for one in cloud.change_sets.values()]
    assert left == ["EXECUTE_COMPLETE"]


def test_an_end_that_is_not_known_ends_even_keep_going(
    cloud: Cloud, project: Project
) -> None:
    two_environments(project)
    cloud.endpoint.faults.append(Fault("ExecuteChangeSet", BROKEN, times=99))
    ran = run_json("deploy", "--yes", "--keep-going")
    assert ran.outcomes == {"pay-store-dev": "unknown", "pay-store-staging": "skipped"}
