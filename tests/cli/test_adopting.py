"""What `destroy` retained comes back: adopted first, and then all the rest made."""

import json
from typing import Any

import pytest

from generator.project import Project
from tests.cli.commands import run, run_json
from tests.deploy.project import add_stack

TEMPLATE = """\
Parameters:
  Name: {Type: String}
  Secret: {Type: String, NoEcho: true, Default: hidden}
  Uses: {Type: String, Default: 'no'}
Conditions:
  HasMore: !Equals [!Ref Uses, 'yes']
Resources:
  Bucket:
    Type: AWS::S3::Bucket
    DeletionPolicy: Retain
    Properties:
      BucketName: !Sub '${Name}-logs-${AWS::AccountId}-${AWS::Region}-an'
      BucketNamespace: account-regional
  Log:
    Type: AWS::Logs::LogGroup
    DeletionPolicy: Retain
    Properties:
      LogGroupName: !Sub '/x/${Name}'
      RetentionInDays: 30
      Tags:
        - {Key: Project, Value: !Ref Name}
  More:
    Type: AWS::Logs::LogGroup
    Condition: HasMore
    DeletionPolicy: Retain
    Properties:
      LogGroupName: !Sub '/more/${Name}'
  Topic:
    Type: AWS::SNS::Topic
    Properties:
      DisplayName: !Ref Secret
Outputs:
  topic: {Value: !Ref Topic}
"""


@pytest.fixture
def destroyed(project: Project) -> Project:
    """A stack that was there and has left its bucket and its log group."""
    (project.templates_out / "store.yaml").write_text(TEMPLATE)
    add_stack(project, "dev", "pay")
    assert run("deploy", "--sandbox", "--yes").code == 0
    assert run("destroy", "--sandbox", "--yes").code == 0
    return project


def planned(*more: str) -> dict[str, Any]:
    (stack,) = run_json("plan", "--sandbox", *more).json["stacks"]
    plan: dict[str, Any] = stack["plan"]
    return plan


def actions(plan: dict[str, Any]) -> dict[str, str]:
    return {one["logical_id"]: one["action"] for one in plan["changes"]}


def test_two_reviewed_plans_bring_a_destroyed_stack_back(destroyed: Project) -> None:
    first = planned()
    assert first["type"] == "IMPORT"
    assert actions(first) == {"Bucket": "Import", "Log": "Import"}
    done = run_json("deploy", "--sandbox", "--plan", "plan.json", "--yes")
    assert (done.code, done.outcomes) == (3, {"pay-store-dev": "pending"}), done.err
    assert "adopted 2 resources" in done.json["stacks"][0]["message"]

    second = planned()
    assert (second["type"], actions(second)) == ("UPDATE", {"Topic": "Add"})
    done = run_json("deploy", "--sandbox", "--plan", "plan.json", "--yes")
    assert done.outcomes == {"pay-store-dev": "deployed"}, done.err
    assert run_json("plan", "--sandbox").outcomes == {"pay-store-dev": "unchanged"}


def test_the_review_says_what_is_adopted(destroyed: Project) -> None:
    ran = run("plan", "--sandbox")
    assert "Log: AWS::Logs::LogGroup /x/pay is adopted as it is" in ran.out
    assert "the rest of the stack is not there yet" in ran.out


def test_deploy_without_a_plan_file_takes_the_same_two_steps(
    destroyed: Project,
) -> None:
    assert run("deploy", "--sandbox", "--yes").code == 3
    assert run("deploy", "--sandbox", "--yes").code == 0


def test_an_import_plan_holds_for_the_files_it_was_made_from(
    destroyed: Project,
) -> None:
    planned()
    add_stack(destroyed, "dev", "pay", {"Uses": "yes"})
    ran = run_json("deploy", "--sandbox", "--plan", "plan.json", "--yes")
    assert (ran.code, ran.outcomes) == (7, {"pay-store-dev": "stale"})


def test_what_is_not_known_to_be_the_services_own_is_not_adopted(
    destroyed: Project,
) -> None:
    text = TEMPLATE.replace("Value: !Ref Name}", "Value: another}")
    (destroyed.templates_out / "store.yaml").write_text(text)
    (stack,) = run_json("plan", "--sandbox").json["stacks"]
    assert (stack["outcome"], stack["exit_code"]) == ("blocked", 5)
    assert "Log (/x/pay)" in stack["message"]
    assert "Bucket" not in stack["message"], "no other account can have its name"
    state = json.loads((destroyed.root / ".sandbox" / "state.json").read_text())
    assert [one["status"] for one in state["stacks"]] == ["DELETE_COMPLETE"]


def test_first_values_of_what_was_only_adopted_break_nothing(
    destroyed: Project,
) -> None:
    breaking = "Metadata: {BreakingChanges: {Name: it moves}}\n"
    (destroyed.templates_out / "store.yaml").write_text(breaking + TEMPLATE)
    assert run("deploy", "--sandbox", "--yes").code == 3
    done = run_json("deploy", "--sandbox", "--yes")
    assert done.outcomes == {"pay-store-dev": "deployed"}, done.err


def test_the_next_environment_waits_for_the_rest(destroyed: Project) -> None:
    path = destroyed.params / "environments.toml"
    path.write_text(path.read_text().replace("require_review = true\n", ""))
    add_stack(destroyed, "prod", "pay")
    ran = run_json("deploy", "--sandbox", "--yes")
    assert ran.outcomes == {"pay-store-dev": "pending", "pay-store-prod": "skipped"}


def test_an_import_that_would_bring_in_something_else_is_stale(
    destroyed: Project,
) -> None:
    planned()
    state = destroyed.root / ".sandbox" / "state.json"
    body = state.read_text().replace(
        '\\"DeletionPolicy\\": \\"Retain',
        '\\"Metadata\\": 1, \\"DeletionPolicy\\": \\"Retain',
    )
    assert "Metadata" in body
    state.write_text(body)
    ran = run_json("deploy", "--sandbox", "--plan", "plan.json", "--yes")
    assert (ran.code, ran.outcomes) == (7, {"pay-store-dev": "stale"})
    assert "another template" in ran.json["stacks"][0]["message"]


def test_the_same_import_plan_again_finds_what_it_has_done(destroyed: Project) -> None:
    planned()
    again = ("deploy", "--sandbox", "--plan", "plan.json", "--yes")
    assert [run_json(*again).outcomes for _ in range(2)] == [
        {"pay-store-dev": "pending"}
    ] * 2


def test_an_import_of_another_resource_than_the_files_name_is_stale(
    destroyed: Project,
) -> None:
    planned()
    state = destroyed.root / ".sandbox" / "state.json"
    body = state.read_text()
    other = body.replace('"PhysicalResourceId": "/x/pay"', '"PhysicalResourceId": "/y"')
    assert other != body
    state.write_text(other)
    ran = run_json("deploy", "--sandbox", "--plan", "plan.json", "--yes")
    assert (ran.code, ran.outcomes) == (7, {"pay-store-dev": "stale"})
    assert "another template" in ran.json["stacks"][0]["message"]
