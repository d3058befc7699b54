"""Exactly what was reviewed is executed, once, by whom it may be."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from generator.cloudformation.document import digest
from generator.deploy.origin import is_same_person
from generator.deploy.plan import planfile
from generator.deploy.plan.changes import changes_sha256
from generator.deploy.plan.inputs import InputChange
from generator.deploy.plan.risk import Risk
from generator.project import Project
from tests.cli.commands import Ran, run, run_json
from tests.deploy.cloud import NOTHING, Cloud, Stack
from tests.deploy.project import TEMPLATE, add_stack
from tests.deploy.wire import ApiError, Fault


@pytest.fixture
def planned(cloud: Cloud, project: Project) -> Project:
    add_stack(project, "dev", "pay")
    assert run("plan").code == 0
    return project


WARNED = {
    "EventType": "VALIDATION_ERROR",
    "LogicalResourceId": "Bucket",
    "ValidationFailureMode": "WARN",
    "ValidationStatusReason": "bucket not empty",
}


def deploy(*options: str) -> Ran:
    return run_json("deploy", "--plan", "plan.json", "--yes", *options)


def rewrite(project: Project, **fields: Any) -> None:
    """Edit the plan file and make its digest right again, as an attacker would."""
    path = project.root / "plan.json"
    (plan,) = planfile.read(path)
    planfile.write(path, [replace(plan, **fields)])


def executions(cloud: Cloud) -> int:
    return len(
        [
            event
            for stack in cloud.stacks
            for event in stack.events
            if event.get("ResourceStatusReason") == "User Initiated"
        ]
    )


def stale(cloud: Cloud, ran: Ran, why: str) -> None:
    assert ran.code == 7
    assert ran.outcomes == {"pay-store-dev": "stale"}
    assert why in ran.json["stacks"][0]["message"]
    assert executions(cloud) == 0


def test_a_template_edited_after_the_plan_is_stale(
    cloud: Cloud, planned: Project
) -> None:
    (planned.templates_out / "store.yaml").write_text(TEMPLATE + "# edited\n")
    stale(cloud, deploy(), "has changed since the plan")


def test_parameters_edited_after_the_plan_are_stale(
    cloud: Cloud, planned: Project
) -> None:
    add_stack(planned, "dev", "pay", {"Name": "other"})
    stale(cloud, deploy(), "has changed since the plan")


def test_a_change_set_with_another_template_is_stale(
    cloud: Cloud, planned: Project
) -> None:
    (one,) = cloud.change_sets.values()
    one.request["TemplateBody"] = TEMPLATE + "# foreign\n"
    stale(cloud, deploy(), "another template")


def test_a_reviewed_template_with_more_than_ascii_is_executed(
    cloud: Cloud, project: Project
) -> None:
    (project.templates_out / "store.yaml").write_text(f"# Größe — ok\n{TEMPLATE}")
    add_stack(project, "dev", "pay")
    assert run("plan").code == 0
    assert deploy().outcomes == {"pay-store-dev": "deployed"}


@pytest.mark.parametrize("member", ["Parameters", "Tags"])
def test_a_change_set_with_other_values_is_stale(
    cloud: Cloud, planned: Project, member: str
) -> None:
    (one,) = cloud.change_sets.values()
    one.request[member] = []
    stale(cloud, deploy(), "other parameters or tags")


def test_a_change_set_that_would_do_something_else_is_stale(
    cloud: Cloud, planned: Project
) -> None:
    (one,) = cloud.change_sets.values()
    one.changes[0]["Action"] = "Remove"
    stale(cloud, deploy(), "something else than was reviewed")


def test_a_change_set_of_another_stack_is_stale(cloud: Cloud, planned: Project) -> None:
    rewrite(planned, stack_id="arn:aws:cloudformation:eu-west-1:1:stack/other/1")
    stale(cloud, deploy(), "another stack")


@pytest.mark.parametrize("status", ["OBSOLETE", "UNAVAILABLE"])
def test_a_change_set_that_was_overtaken_is_stale(
    cloud: Cloud, planned: Project, status: str
) -> None:
    (one,) = cloud.change_sets.values()
    one.execution = status
    stale(cloud, deploy(), status)


def test_a_change_set_or_stack_that_somebody_deleted_is_stale(
    cloud: Cloud, planned: Project
) -> None:
    cloud.change_sets.clear()
    stale(cloud, deploy(), "the change set does not exist any more")
    cloud.stacks.clear()
    stale(cloud, deploy(), "is not there any more")


def test_a_plan_that_became_stale_at_the_last_moment_is_stale(
    cloud: Cloud, planned: Project
) -> None:
    gone = ApiError("ChangeSetNotFound", "ChangeSet [x] does not exist", 404)
    cloud.endpoint.faults += [
        Fault("ExecuteChangeSet", gone),
        Fault("DescribeChangeSet", gone, skip=1),
    ]
    stale(cloud, deploy(), "does not exist any more")


def test_a_stack_that_is_busy_at_the_last_moment_is_busy(
    cloud: Cloud, planned: Project
) -> None:
    busy = ApiError("ValidationError", "Stack x is in UPDATE_IN_PROGRESS state")
    cloud.endpoint.faults.append(Fault("ExecuteChangeSet", busy))
    assert deploy().code == 6


def test_an_unexpected_refusal_to_execute_is_a_failure(
    cloud: Cloud, planned: Project
) -> None:
    odd = ApiError("ValidationError", "odd")
    cloud.endpoint.faults.append(Fault("ExecuteChangeSet", odd))
    assert deploy().code == 1


def test_a_job_that_was_killed_and_runs_again_executes_once(
    cloud: Cloud, planned: Project
) -> None:
    assert deploy().code == 0
    again = deploy()
    assert (again.code, again.outcomes) == (0, {"pay-store-dev": "deployed"})
    assert executions(cloud) == 1


def test_a_change_set_somebody_executed_elsewhere_is_followed(
    cloud: Cloud, planned: Project
) -> None:
    (one,) = cloud.change_sets.values()
    cloud.ending["pay-store-dev"] = "ROLLBACK_COMPLETE"
    cloud.ExecuteChangeSet(one.id, "console-token")
    ran = deploy()
    assert (ran.code, ran.outcomes) == (8, {"pay-store-dev": "rolled-back"})
    assert executions(cloud) == 1


@pytest.mark.parametrize("code", ["TokenAlreadyExistsException", "TokenAlreadyExists"])
def test_a_token_that_exists_already_is_our_own(
    cloud: Cloud, planned: Project, code: str
) -> None:
    (one,) = cloud.change_sets.values()
    cloud.ExecuteChangeSet(one.id, digest(one.id))
    cloud.endpoint.faults.append(Fault("ExecuteChangeSet", ApiError(code, "exists")))
    assert deploy().outcomes == {"pay-store-dev": "deployed"}


def test_two_deployers_of_one_plan_start_it_once_and_both_see_its_end(
    cloud: Cloud, planned: Project
) -> None:
    """The second one comes while the first one's operation is under way."""
    cloud.ticks = 3
    (one,) = cloud.change_sets.values()
    cloud.ExecuteChangeSet(one.id, digest(one.id))
    assert deploy().outcomes == {"pay-store-dev": "deployed"}
    assert executions(cloud) == 1


def test_of_two_plans_of_one_stack_the_second_to_come_is_stale(
    cloud: Cloud, planned: Project
) -> None:
    first = (planned.root / "plan.json").read_text()
    run("plan")
    assert deploy().code == 0
    (planned.root / "plan.json").write_text(first)
    ran = deploy()
    assert (ran.code, ran.outcomes) == (7, {"pay-store-dev": "stale"})


def test_the_planner_may_not_execute_where_two_people_are_needed(
    cloud: Cloud, planned: Project
) -> None:
    ran = deploy("--different-principal")
    assert (ran.code, ran.outcomes) == (5, {"pay-store-dev": "blocked"})
    assert executions(cloud) == 0


def test_a_second_person_may_execute(
    cloud: Cloud, planned: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "BOB")
    assert deploy("--different-principal").code == 0


@pytest.mark.parametrize(
    "fields",
    [
        {"push_forward": True},
        {"type": "UPDATE"},
        {"on_create_failure": "keep"},
        {"role_arn": "arn:aws:iam::111111111111:role/admin"},
        {"capabilities": ("CAPABILITY_NAMED_IAM",)},
        {"parameters": {"Name": "harmless"}},
        {"tags": {}},
        {"warnings": ()},
        {"warnings": ("reviewed and found harmless",)},
        {"commit": "0" * 40},
        {"principal": "arn:aws:iam::111111111111:user/somebody-else"},
        {"stack_protected": True},
        {"stack_status": "CREATE_COMPLETE"},
        {"created": "2020-01-01T00:00:00+00:00"},
        {"created": "yesterday"},
        {"risks": (Risk("permissions", "Bucket", "nothing to see"),)},
        {"inputs": (InputChange("Name", "pay", "harmless"),)},
        {"changes": ()},
        {"parameter_file": "params/dev/../dev/pay.store.json"},
    ],
    ids=lambda fields: "-".join(fields),
)
def test_nothing_that_a_plan_file_says_is_believed(
    cloud: Cloud, planned: Project, fields: dict[str, Any]
) -> None:
    (one,) = cloud.change_sets.values()
    cloud.validation["pay-store-dev"] = []
    rewrite(planned, **fields)
    ran = deploy("--allow-delete", "Bucket")
    if fields.get("warnings") == ():
        # There are none to take away.
        assert ran.code == 0
    else:
        stale(
            cloud,
            ran,
            f"something else than CloudFormation and the committed "
            f"files: {next(iter(fields))}.",
        )
    assert one.execution in {"AVAILABLE", "EXECUTE_COMPLETE"}


def test_warnings_that_were_taken_out_of_the_file_are_missed(
    cloud: Cloud, project: Project
) -> None:
    add_stack(project, "dev", "pay")
    cloud.validation["pay-store-dev"] = [WARNED]
    assert run("plan").code == 0
    rewrite(project, warnings=())
    stale(cloud, deploy(), "warnings")


def test_what_is_asked_about_is_what_cloudformation_says(
    cloud: Cloud, planned: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    (one,) = cloud.change_sets.values()
    rewrite(planned, changes=(), changes_sha256=changes_sha256(()))
    monkeypatch.setattr("generator.cli.confirm.has_terminal", lambda: True)
    ran = run("deploy", "--plan", "plan.json", typed="y\n")
    assert ran.code == 7
    assert "Deploy these changes?" not in ran.err
    assert one.execution == "AVAILABLE"


def test_a_plan_without_changes_touches_no_other_stack(
    cloud: Cloud, project: Project
) -> None:
    add_stack(project, "dev", "pay")
    assert run("deploy", "--yes").code == 0
    assert run("plan").code == 0
    other = cloud.add("other", protected=True)
    rewrite(project, stack_id=other.id, stack_protected=True)
    stale_again = deploy()
    assert stale_again.outcomes == {"pay-store-dev": "stale"}
    assert other.protected


def protected_by_plan(cloud: Cloud, project: Project) -> Stack:
    """A stack of prod whose protection a plan without changes would turn off."""
    add_stack(project, "prod", "pay")
    stack = cloud.add(
        "pay-store-prod",
        region="eu-central-1",
        template=TEMPLATE,
        parameters={"Name": "pay"},
        protected=True,
    )
    cloud.refusals["pay-store-prod"] = NOTHING
    assert run("plan").code == 0
    return stack


def test_settings_without_changes_take_another_ones_plan(
    cloud: Cloud, project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    stack = protected_by_plan(cloud, project)
    own = deploy()
    assert (own.code, own.outcomes) == (5, {"pay-store-prod": "blocked"})
    assert "may not execute it too" in own.json["stacks"][0]["message"]
    assert stack.protected
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "BOB")
    assert deploy().code == 0
    assert not stack.protected
    assert deploy().outcomes == {"pay-store-prod": "unchanged"}


@pytest.mark.parametrize(
    "fields",
    [
        {"principal": "arn:aws:iam::222222222222:user/bob"},
        {"held_by": ""},
        {"held_by": "arn:aws:cloudformation:us-east-2:222222222222:changeSet/a/b"},
        {"warnings": ("nothing to change",)},
        {"created": "2099-01-01T00:00:00+00:00"},
        {"commit": "0" * 40},
        {"tags": {"Team": "others"}},
        {"role_arn": "arn:aws:iam::222222222222:role/admin"},
    ],
    ids=lambda fields: "-".join(fields),
)
def test_nothing_that_a_plan_of_settings_says_is_believed(
    cloud: Cloud, project: Project, fields: dict[str, Any]
) -> None:
    stack = protected_by_plan(cloud, project)
    rewrite(project, **fields)
    ran = deploy()
    assert (ran.code, ran.outcomes) == (7, {"pay-store-prod": "stale"})
    assert stack.protected


def test_a_plan_of_settings_expires_and_is_swept_only_then(
    cloud: Cloud, project: Project
) -> None:
    stack = protected_by_plan(cloud, project)
    (held,) = cloud.change_sets.values()
    assert run("plan", "--sweep", "--out", "other.json").code == 0
    assert held.id in cloud.change_sets
    held.created -= timedelta(days=8)
    rewrite(project, created=held.created.isoformat())
    ran = deploy()
    assert ran.outcomes == {"pay-store-prod": "stale"}
    assert "8 days old" in ran.json["stacks"][0]["message"]
    assert stack.protected


def test_replaying_a_plan_after_others_changed_the_stack_deploys_nothing(
    cloud: Cloud, planned: Project
) -> None:
    first = (planned.root / "plan.json").read_text()
    assert deploy().code == 0
    (planned.templates_out / "store.yaml").write_text(TEMPLATE + "  new: {Value: x}\n")
    cloud.scripted["pay-store-dev"] = [
        {"Action": "Modify", "LogicalResourceId": "Bucket", "ResourceType": "T"}
    ]
    assert run("deploy", "--yes").code == 0
    (planned.templates_out / "store.yaml").write_text(TEMPLATE)
    (planned.root / "plan.json").write_text(first)
    ran = deploy()
    assert (ran.code, ran.outcomes) == (7, {"pay-store-dev": "superseded"})
    assert "already executed at" in ran.json["stacks"][0]["message"]


def test_a_plan_expires(cloud: Cloud, planned: Project) -> None:
    (one,) = cloud.change_sets.values()
    one.created -= timedelta(days=8)
    rewrite(planned, created=one.created.isoformat())
    stale(cloud, deploy(), "8 days old; environment dev takes plans of at most 7 days")
    toml = planned.params / "environments.toml"
    toml.write_text(toml.read_text().replace("[dev]", "[dev]\nplan_expiry = 9"))
    assert deploy().code == 0


def test_a_plan_is_deployable_from_another_folder(
    cloud: Cloud, planned: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = Path.cwd()
    monkeypatch.chdir("/")
    plan = ("--plan", str(folder / "plan.json"), "--yes")
    assert run_json("--project", str(folder), "deploy", *plan).code == 0


ROLE = "arn:aws:sts::111111111111:assumed-role/Deployer"


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        (f"{ROLE}/alice", f"{ROLE}/alice", True),
        (f"{ROLE}/alice", f"{ROLE}/bob", False),
        (f"{ROLE}/botocore-session-1700000001", f"{ROLE}/botocore-session-18", True),
        (f"{ROLE}/botocore-session-1700000001", f"{ROLE}/alice", True),
        (f"{ROLE}/alice", f"{ROLE}/aws-sdk-js-1700000001", True),
        (f"{ROLE}s/alice", f"{ROLE}/botocore-session-1", False),
        ("arn:aws:iam::1:user/a", "arn:aws:iam::1:user/b", False),
    ],
)
def test_made_up_session_names_tell_nobody_apart(
    one: str, other: str, same: bool
) -> None:
    assert is_same_person(one, other) is same


def replaced(cloud: Cloud, project: Project) -> None:
    """The bucket of a deployed stack is going to be replaced."""
    add_stack(project, "dev", "pay")
    cloud.add("pay-store-dev", template=TEMPLATE)
    cloud.scripted["pay-store-dev"] = [
        {
            "Action": "Modify",
            "LogicalResourceId": "Bucket",
            "ResourceType": "AWS::S3::Bucket",
            "Replacement": "True",
            "PolicyAction": "ReplaceAndDelete",
        }
    ]


def test_yes_does_not_open_the_gate_and_leaves_no_change_set(
    cloud: Cloud, project: Project
) -> None:
    replaced(cloud, project)
    ran = run_json("deploy", "--yes")
    assert (ran.code, ran.outcomes) == (5, {"pay-store-dev": "blocked"})
    assert executions(cloud) == 0
    assert cloud.change_sets == {}


@pytest.mark.parametrize(
    ("options", "code"),
    [
        (["--allow-replace", "Bucket"], 0),
        (["--allow-replace", "Topic"], 5),
        (["--allow-delete", "Bucket"], 5),
    ],
)
def test_only_the_named_resource_and_the_named_loss_pass_the_gate(
    cloud: Cloud, project: Project, options: list[str], code: int
) -> None:
    replaced(cloud, project)
    assert run("deploy", "--yes", *options).code == code


def test_a_reviewed_environment_takes_nothing_but_another_ones_plan(
    cloud: Cloud, project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    add_stack(project, "prod", "pay")
    ran = run("deploy", "--yes")
    assert ran.code == 5
    assert "takes only reviewed plans" in ran.err
    assert cloud.endpoint.calls == []
    assert run("plan").code == 0
    own = deploy()
    assert (own.code, executions(cloud)) == (5, 0)
    assert "may not execute it too" in own.json["stacks"][0]["message"]
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "BOB")
    assert deploy().code == 0


def test_environments_go_in_order_and_stop_at_the_first_failure(
    cloud: Cloud, project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    add_stack(project, "dev", "a")
    add_stack(project, "dev", "b")
    add_stack(project, "prod", "a")
    run("plan")
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "BOB")
    cloud.ending["a-store-dev"] = "ROLLBACK_COMPLETE"
    ran = deploy()
    assert ran.code == 8
    assert ran.outcomes == {
        "a-store-dev": "rolled-back",
        "b-store-dev": "deployed",
        "a-store-prod": "skipped",
    }
    assert cloud.stack("a-store-prod").status == "REVIEW_IN_PROGRESS"


def test_keep_going_goes_on(
    cloud: Cloud, project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    add_stack(project, "dev", "a")
    add_stack(project, "prod", "a")
    run("plan")
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "BOB")
    cloud.ending["a-store-dev"] = "ROLLBACK_COMPLETE"
    ran = deploy("--keep-going")
    assert ran.outcomes == {"a-store-dev": "rolled-back", "a-store-prod": "deployed"}


def test_no_stack_of_an_environment_begins_when_one_of_them_is_stale(
    cloud: Cloud, project: Project
) -> None:
    add_stack(project, "dev", "a")
    add_stack(project, "dev", "b")
    run("plan")
    next(iter(cloud.change_sets.values())).execution = "OBSOLETE"
    ran = deploy()
    assert sorted(ran.outcomes.values()) == ["skipped", "stale"]
    assert executions(cloud) == 0
    assert sorted(deploy("--keep-going").outcomes.values()) == ["deployed", "stale"]


def test_policy_and_protection_come_before_an_update_and_after_a_creation(
    cloud: Cloud, project: Project
) -> None:
    policy = {"Statement": [{"Effect": "Deny", "Action": "Update:Delete"}]}
    add_stack(project, "dev", "new", StackPolicy=policy)
    add_stack(project, "dev", "old", StackPolicy=policy)
    path = project.params / "environments.toml"
    path.write_text(
        path.read_text().replace("[prod]", "termination_protection = true\n[prod]")
    )
    cloud.add("old-store-dev", template="Resources: {}")
    run("deploy", "--yes")
    for name in ("new", "old"):
        stack = cloud.stack(f"{name}-store-dev")
        assert stack.protected and "Update:Delete" in stack.policy
    order = [
        (name, "old" in said.get("StackName", said.get("ChangeSetName", "")))
        for name, said in cloud.endpoint.calls
        if name in {"SetStackPolicy", "ExecuteChangeSet"}
    ]
    assert order.index(("SetStackPolicy", True)) < len(order) - 1
    assert order[-1] == ("SetStackPolicy", False)


def test_protection_that_cannot_be_set_after_a_creation_is_not_hidden(
    cloud: Cloud, project: Project
) -> None:
    from tests.deploy.wire import DENIED

    add_stack(project, "dev", "pay")
    path = project.params / "environments.toml"
    path.write_text(
        path.read_text().replace("[prod]", "termination_protection = true\n[prod]")
    )
    fault = Fault("UpdateTerminationProtection", DENIED, times=9)
    cloud.endpoint.faults.append(fault)
    ran = run_json("deploy", "--yes")
    assert (ran.code, ran.outcomes) == (1, {"pay-store-dev": "failed"})
    assert "deployed, but" in ran.json["stacks"][0]["message"]
    cloud.endpoint.faults.clear()
    assert run_json("deploy", "--yes").outcomes == {"pay-store-dev": "unchanged"}
    assert cloud.stack("pay-store-dev").protected


def test_rollback_is_always_said_explicitly(cloud: Cloud, project: Project) -> None:
    add_stack(project, "dev", "pay")
    for options, expected in [
        ([], {"DisableRollback": "false", "RetainExceptOnCreate": "true"}),
        (["--on-create-failure", "delete"], {}),
    ]:
        cloud.stacks.clear()
        run("deploy", "--yes", *options)
        said = [s for name, s in cloud.endpoint.calls if name == "ExecuteChangeSet"][-1]
        said = {k: v for k, v in said.items() if k[0] in "DR"}
        assert said == expected
    cloud.stack("pay-store-dev").status = "UPDATE_FAILED"
    add_stack(project, "dev", "pay", {"Name": "other"})
    run("deploy", "--yes", "--no-rollback")
    said = [s for name, s in cloud.endpoint.calls if name == "ExecuteChangeSet"][-1]
    assert said["DisableRollback"] == "true"


def test_a_plan_file_for_what_is_not_selected_is_refused(
    cloud: Cloud, planned: Project
) -> None:
    add_stack(planned, "dev", "other")
    assert deploy("--service", "other").code == 2
    add_stack(planned, "prod", "pay")
    assert deploy("params/prod/pay.store.json").code == 7
    (planned.params / "dev" / "pay.store.json").unlink()
    assert deploy().code == 7


def test_a_plan_of_another_account_is_refused(cloud: Cloud, planned: Project) -> None:
    path = planned.params / "environments.toml"
    path.write_text(path.read_text().replace("eu-west-1", "eu-north-1"))
    ran = deploy()
    assert ran.code == 7
    assert "eu-north-1" in ran.err


def test_without_a_terminal_deploy_insists_on_yes(
    cloud: Cloud, planned: Project
) -> None:
    ran = run("deploy", "--plan", "plan.json")
    assert ran.code == 2
    assert "--yes" in ran.err


def test_a_no_deploys_nothing_and_leaves_nothing(
    cloud: Cloud, project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("generator.cli.confirm.has_terminal", lambda: True)
    add_stack(project, "dev", "pay")
    ran = run("deploy", typed="n\n")
    assert ran.code == 5
    assert cloud.change_sets == {}
    assert cloud.stack("pay-store-dev").status == "DELETE_COMPLETE"
    assert run("deploy", typed="y\n").code == 0


def test_a_no_to_a_plan_file_keeps_its_change_sets(
    cloud: Cloud, planned: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("generator.cli.confirm.has_terminal", lambda: True)
    assert run("deploy", "--plan", "plan.json", typed="n\n").code == 5
    assert len(cloud.change_sets) == 1


def test_different_principal_needs_a_plan_file(cloud: Cloud, planned: Project) -> None:
    assert run("deploy", "--yes", "--different-principal").code == 2


def test_a_stack_that_cannot_be_planned_stops_a_direct_deployment(
    cloud: Cloud, project: Project
) -> None:
    add_stack(project, "dev", "a")
    add_stack(project, "dev", "b")
    cloud.add("a-store-dev", "UPDATE_IN_PROGRESS")
    ran = run_json("deploy", "--yes")
    assert ran.code == 6
    assert executions(cloud) == 0
    assert cloud.change_sets == {}, "nobody will execute the other one's"
    ran = run_json("deploy", "--yes", "--keep-going")
    assert ran.outcomes == {"a-store-dev": "busy", "b-store-dev": "deployed"}


def test_plan_files_are_written_whole(
    cloud: Cloud, project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A plan that cannot be written leaves none, not an older one in its place."""
    add_stack(project, "dev", "pay")
    run("plan")

    def full(self: Path, *_: object) -> int:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "replace", full)
    ran = run("plan")
    assert ran.code == 1
    assert "plan.json cannot be written: No space left on device" in ran.err
    assert not (project.root / "plan.json").exists()


def test_a_new_stack_that_aws_does_not_show_yet_is_no_failure(
    cloud: Cloud, project: Project
) -> None:
    add_stack(project, "dev", "pay", StackPolicy={"Statement": []})
    unseen = ApiError("ValidationError", "Stack with id x does not exist")
    cloud.endpoint.faults.append(Fault("SetStackPolicy", unseen, times=2))
    assert run_json("deploy", "--yes").outcomes == {"pay-store-dev": "deployed"}
    assert cloud.stack("pay-store-dev").policy


def test_ctrl_c_at_the_question_leaves_no_change_set(
    cloud: Cloud, project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    add_stack(project, "dev", "pay")
    monkeypatch.setattr("generator.cli.confirm.has_terminal", lambda: True)
    # The end of the input is what click makes Ctrl-C, too.
    ran = run("deploy", typed="")
    assert (ran.code, cloud.change_sets) == (5, {})
    assert "nothing was done" in ran.err


def test_a_stack_that_was_destroyed_since_the_plan_is_told(
    cloud: Cloud, planned: Project
) -> None:
    cloud.change_sets.clear()
    stack = cloud.stack("pay-store-dev")
    stack.status = "DELETE_COMPLETE"
    stale(cloud, deploy(), "is not there any more")
    cloud.add("pay-store-dev", template=TEMPLATE)
    stale(cloud, deploy(), "was destroyed, and another one has been made since")
