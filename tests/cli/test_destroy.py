"""`destroy` shows what goes and what stays, and refuses what is protected."""

import pytest

from generator.project import Project
from tests.cli.commands import run, run_json
from tests.deploy.cloud import ChangeSet, Cloud, Stack
from tests.deploy.project import TEMPLATE, add_stack
from tests.deploy.wire import ApiError, Fault


def deployed(cloud: Cloud, project: Project, status: str = "CREATE_COMPLETE") -> Stack:
    add_stack(project, "dev", "pay")
    return cloud.add(
        "pay-store-dev",
        status,
        template=TEMPLATE,
        resources=[
            {
                "LogicalResourceId": name,
                "ResourceType": kind,
                "PhysicalResourceId": f"{name.lower()}-1",
                "ResourceStatus": "CREATE_COMPLETE",
            }
            for name, kind in [
                ("Bucket", "AWS::S3::Bucket"),
                ("Topic", "AWS::SNS::Topic"),
                ("Log", "AWS::Logs::LogGroup"),
            ]
        ],
    )


def test_it_shows_what_goes_and_what_stays(cloud: Cloud, project: Project) -> None:
    stack = deployed(cloud, project)
    ran = run("destroy", "--yes")
    assert ran.code == 0
    assert "kept: Bucket (AWS::S3::Bucket)" in ran.err
    assert "deleted: Topic (AWS::SNS::Topic)" in ran.err
    assert "deleted with its data: Log (AWS::Logs::LogGroup)" in ran.err
    assert stack.status == "DELETE_COMPLETE"
    assert run_json("destroy", "--yes").outcomes == {"pay-store-dev": "unchanged"}


def test_the_stacks_name_has_to_be_typed(
    cloud: Cloud, project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    stack = deployed(cloud, project)
    assert run("destroy").code == 2, "without a terminal it insists on --yes"
    monkeypatch.setattr("generator.cli.confirm.has_terminal", lambda: True)
    assert run("destroy", typed="yes\n").code == 5
    assert stack.status == "CREATE_COMPLETE"
    assert run("destroy", typed="pay-store-dev\n").code == 0


@pytest.mark.parametrize("where", ["stack", "environment"])
def test_protection_is_respected_wherever_it_is_written(
    cloud: Cloud, project: Project, where: str
) -> None:
    stack = deployed(cloud, project)
    if where == "stack":
        stack.protected = True
    else:
        path = project.params / "environments.toml"
        text = path.read_text().replace(
            "[prod]", "termination_protection = true\n[prod]"
        )
        path.write_text(text)
    ran = run_json("destroy", "--yes")
    assert (ran.code, ran.outcomes) == (5, {"pay-store-dev": "blocked"})
    assert "DeleteStack" not in cloud.endpoint.names()


def test_a_colleagues_pending_change_set_keeps_an_empty_stack(
    cloud: Cloud, project: Project
) -> None:
    stack = deployed(cloud, project, "REVIEW_IN_PROGRESS")
    pending = ChangeSet("colleague", "arn:cs", stack, {}, stack.created)
    cloud.change_sets["arn:cs"] = pending
    ran = run_json("destroy", "--yes")
    assert ran.code == 5
    assert "colleague" in ran.json["stacks"][0]["message"]
    assert run("destroy", "--yes", "--force").code == 0
    assert stack.status == "DELETE_COMPLETE"


def test_what_this_program_made_for_somebody_else_is_theirs(
    cloud: Cloud, project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    add_stack(project, "dev", "pay")
    assert run("plan").code == 0
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "BOB")
    ran = run_json("destroy", "--yes")
    assert (ran.code, ran.outcomes) == (5, {"pay-store-dev": "blocked"})
    assert len(cloud.change_sets) == 1
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "ALICE")
    assert run("destroy", "--yes").code == 0
    assert cloud.stack("pay-store-dev").status == "DELETE_COMPLETE"


def test_a_busy_or_unknown_stack_is_left_alone(cloud: Cloud, project: Project) -> None:
    stack = deployed(cloud, project, "UPDATE_IN_PROGRESS")
    assert run("destroy", "--yes").code == 6
    stack.status = "SLEEPING"
    assert run("destroy", "--yes").code == 1
    assert "DeleteStack" not in cloud.endpoint.names()


def test_a_failed_deletion_names_the_cause_and_the_way_on(
    cloud: Cloud, project: Project
) -> None:
    stack = deployed(cloud, project)
    cloud.ending["pay-store-dev"] = "DELETE_FAILED"
    cloud.failures["pay-store-dev"] = [
        {
            "LogicalResourceId": "Bucket",
            "PhysicalResourceId": "b",
            "ResourceType": "AWS::S3::Bucket",
            "ResourceStatus": "DELETE_FAILED",
            "ResourceStatusReason": "The bucket is not empty",
        }
    ]
    ran = run_json("destroy", "--yes")
    assert (ran.code, ran.outcomes) == (9, {"pay-store-dev": "needs-recovery"})
    (result,) = ran.json["stacks"]
    assert "The bucket is not empty" in result["details"][0]
    for way in ("--empty-bucket Bucket params/dev/pay.store.json", "--retain"):
        assert way in result["hint"]

    assert stack.status == "DELETE_FAILED"
    assert run("destroy", "--yes", "--retain", "Bucket").code == 0
    said = [one for name, one in cloud.endpoint.calls if name == "DeleteStack"][-1]
    assert said["RetainResources"] == ["Bucket"]


def test_force_after_a_failed_deletion(cloud: Cloud, project: Project) -> None:
    deployed(cloud, project, "DELETE_FAILED")
    path = project.params / "environments.toml"
    role = 'role_arn = "arn:aws:iam::111111111111:role/cfn"\n'
    path.write_text(path.read_text().replace("[prod]", f"{role}[prod]"))
    assert run("destroy", "--yes", "--force").code == 0
    said = [one for name, one in cloud.endpoint.calls if name == "DeleteStack"][-1]
    assert said["DeletionMode"] == "FORCE_DELETE_STACK"
    assert said["RoleARN"].endswith("role/cfn")


def test_retain_is_no_way_around_the_template(cloud: Cloud, project: Project) -> None:
    deployed(cloud, project)
    assert run("destroy", "--yes", "--retain", "Bucket").code == 2
    assert "DeleteStack" not in cloud.endpoint.names()


def test_only_buckets_of_the_stack_are_emptied(cloud: Cloud, project: Project) -> None:
    deployed(cloud, project)
    ran = run_json("destroy", "--yes", "--empty-bucket", "Topic")
    assert ran.code == 2
    assert "Its buckets are: Bucket" in ran.json["stacks"][0]["hint"]
    assert "DeleteStack" not in cloud.endpoint.names()


def test_credentials_that_end_while_deleting_are_unknown_and_can_be_resumed(
    cloud: Cloud, project: Project
) -> None:
    from tests.deploy.wire import EXPIRED, Fault

    deployed(cloud, project)
    cloud.ticks = 2
    cloud.endpoint.faults.append(Fault("ListStacks", EXPIRED, times=9))
    assert run("destroy", "--yes").code == 10
    cloud.endpoint.faults.clear()
    assert run_json("watch").outcomes == {"pay-store-dev": "destroyed"}


def test_a_deletion_that_is_refused_is_a_result(cloud: Cloud, project: Project) -> None:
    from tests.deploy.wire import DENIED, Fault

    deployed(cloud, project)
    cloud.endpoint.faults.append(Fault("DeleteStack", DENIED, times=9))
    assert run_json("destroy", "--yes").outcomes == {"pay-store-dev": "failed"}


def test_a_template_that_is_gone_keeps_nobody_from_deleting(
    cloud: Cloud, project: Project
) -> None:
    from tests.deploy.wire import ApiError, Fault

    deployed(cloud, project)
    gone = ApiError("ValidationError", "Stack x does not exist")
    cloud.endpoint.faults.append(Fault("GetTemplate", gone))
    assert run("destroy", "--yes").code == 0


def test_a_named_bucket_is_emptied_before_the_stack_goes(
    cloud: Cloud, project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    stack = deployed(cloud, project)
    emptied: list[tuple[str, str, str]] = []

    def empty(_: object, bucket: str, account: str) -> int:
        emptied.append((bucket, account, stack.status))
        return 1

    monkeypatch.setattr("generator.deploy.undo.destroy.empty", empty)
    assert run("destroy", "--yes", "--empty-bucket", "Bucket").code == 0
    assert emptied == [("bucket-1", "111111111111", "CREATE_COMPLETE")]
    assert stack.status == "DELETE_COMPLETE"


def test_a_service_role_that_is_gone_is_named_as_what_to_mend(
    cloud: Cloud, project: Project
) -> None:
    deployed(cloud, project)
    why = "Role arn:aws:iam::111111111111:role/x is invalid or cannot be assumed"
    cloud.endpoint.faults.append(Fault("DeleteStack", ApiError("ValidationError", why)))
    (stack,) = run_json("destroy", "--yes").json["stacks"]
    assert (stack["outcome"], stack["exit_code"]) == ("failed", 1)
    assert "set role_arn of the environment" in stack["hint"]
