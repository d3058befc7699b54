"""Making plans: what is asked of CloudFormation, and what is left behind."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from generator.parameters import judge
from generator.project import Project
from tests.cli.commands import run, run_json
from tests.deploy.cloud import NOTHING, Cloud
from tests.deploy.project import TEMPLATE, add_stack
from tests.deploy.wire import DENIED, ApiError, Fault


def change(name: str, kind: str, **fields: object) -> dict[str, object]:
    return {
        "Action": "Modify",
        "LogicalResourceId": name,
        "ResourceType": kind,
        **fields,
    }


def requests(cloud: Cloud) -> list[dict[str, object]]:
    return [said for name, said in cloud.endpoint.calls if name == "CreateChangeSet"]


def test_what_is_not_set_is_not_sent(cloud: Cloud, project: Project) -> None:
    add_stack(project, "dev", "pay")
    run("plan")
    (request,) = requests(cloud)
    assert set(request) == {
        "StackName",
        "ChangeSetName",
        "ChangeSetType",
        "ClientToken",
        "Description",
        "Parameters",
        "Tags",
        "TemplateBody",
    }
    assert request["Parameters"] == [{"ParameterKey": "Name", "ParameterValue": "pay"}]


def test_only_needed_capabilities_are_acknowledged(
    cloud: Cloud, project: Project
) -> None:
    (project.templates_out / "store.yaml").write_text(
        TEMPLATE.replace("AWS::SNS::Topic", "AWS::IAM::Role")
    )
    add_stack(project, "dev", "pay")
    run("plan")
    assert requests(cloud)[0]["Capabilities"] == ["CAPABILITY_NAMED_IAM"]


def test_options_reach_the_change_set(cloud: Cloud, project: Project) -> None:
    add_stack(project, "dev", "pay")
    path = project.params / "environments.toml"
    path.write_text(
        path.read_text().replace(
            'region = "eu-west-1"\n',
            'region = "eu-west-1"\nrole_arn = "arn:aws:iam::111111111111:role/cfn"\n',
        )
    )
    run("plan", "--on-create-failure", "delete")
    assert requests(cloud)[-1]["OnStackFailure"] == "DELETE"
    assert str(requests(cloud)[-1]["RoleARN"]).endswith("role/cfn")
    cloud.stacks.clear()
    cloud.add("pay-store-dev", "CREATE_COMPLETE", template="Resources: {}")
    run("plan", "--revert-drift")
    assert requests(cloud)[-1]["DeploymentMode"] == "REVERT_DRIFT"


def test_nested_stacks_are_reviewed_too(cloud: Cloud, project: Project) -> None:
    add_stack(project, "dev", "pay")
    (project.templates_out / "store.yaml").write_text(
        TEMPLATE.replace("AWS::SNS::Topic", "AWS::CloudFormation::Stack")
    )
    cloud.add("inner", "CREATE_COMPLETE")
    cloud.scripted["inner"] = [change("Queue", "AWS::SQS::Queue", Replacement="True")]
    inner = cloud.add("x", "CREATE_COMPLETE")
    from tests.deploy.cloud import ChangeSet

    child = ChangeSet(
        "child",
        "arn:aws:cloudformation:eu-west-1:111111111111:changeSet/child/1",
        inner,
        {},
        datetime.now(UTC),
        "CREATE_COMPLETE",
        "",
        "AVAILABLE",
        cloud.scripted["inner"],
    )
    cloud.change_sets[child.id] = child
    cloud.scripted["pay-store-dev"] = [
        change("Nested", "AWS::CloudFormation::Stack", ChangeSetId=child.id)
    ]
    ran = run_json("plan")
    plan = ran.json["stacks"][0]["plan"]
    assert [one["logical_id"] for one in plan["changes"]] == ["Nested", "Nested/Queue"]
    assert plan["risks"][0]["logical_id"] == "Nested/Queue"
    assert requests(cloud)[-1]["IncludeNestedStacks"] == "true"
    assert requests(cloud)[-1]["Capabilities"] == ["CAPABILITY_AUTO_EXPAND"]


def test_a_failed_plan_of_a_new_stack_leaves_nothing(
    cloud: Cloud, project: Project
) -> None:
    add_stack(project, "dev", "pay")
    cloud.refusals["pay-store-dev"] = "Template error: no such thing"
    ran = run_json("plan")
    assert (ran.code, ran.outcomes) == (4, {"pay-store-dev": "invalid"})
    assert cloud.change_sets == {}
    assert cloud.stack("pay-store-dev").status == "DELETE_COMPLETE"
    assert not (project.root / "plan.json").exists()


@pytest.mark.parametrize("operation", ["DeleteChangeSet", "DeleteStack"])
def test_who_may_not_delete_still_hears_why_there_is_no_plan(
    operation: str, cloud: Cloud, project: Project
) -> None:
    add_stack(project, "dev", "pay")
    cloud.refusals["pay-store-dev"] = "Template error: no such thing"
    cloud.endpoint.faults.append(Fault(operation, DENIED, times=9))
    ran = run_json("plan")
    assert (ran.code, ran.outcomes) == (4, {"pay-store-dev": "invalid"})
    (stack,) = ran.json["stacks"]
    assert "no such thing" in str(stack)
    assert any("left behind" in detail for detail in stack["details"])


def test_a_colleagues_pending_review_survives_a_failed_plan(
    cloud: Cloud, project: Project
) -> None:
    add_stack(project, "dev", "pay")
    run("plan")
    cloud.refusals["pay-store-dev"] = "Template error: no such thing"
    assert run("plan").code == 4
    assert cloud.stack("pay-store-dev").status == "REVIEW_IN_PROGRESS"
    assert len(cloud.change_sets) == 1


def test_a_shell_with_another_change_set_is_kept(
    cloud: Cloud, project: Project
) -> None:
    """Somebody plans the same new stack between our creation and our clean-up."""
    add_stack(project, "dev", "pay")
    cloud.refusals["pay-store-dev"] = "no"
    create = cloud.CreateChangeSet

    def with_company(**request: object) -> dict[str, object]:
        made: dict[str, object] = create(**request)
        create(**{**request, "ChangeSetName": "other", "ClientToken": "t"})
        return made

    cloud.CreateChangeSet = with_company  # type: ignore[method-assign]
    run("plan")
    assert cloud.stack("pay-store-dev").status == "REVIEW_IN_PROGRESS"
    assert [one.name for one in cloud.change_sets.values()] == ["other"]


def test_early_validation_is_read_before_the_change_set_is_deleted(
    cloud: Cloud, project: Project
) -> None:
    add_stack(project, "dev", "pay")
    cloud.refusals["pay-store-dev"] = "AWS::EarlyValidation::PropertyValidation failed"
    cloud.validation["pay-store-dev"] = [
        {
            "EventType": "VALIDATION_ERROR",
            "LogicalResourceId": "Bucket",
            "ValidationPath": "/Properties/BucketName",
            "ValidationStatus": "FAILED",
            "ValidationFailureMode": "FAIL",
            "ValidationStatusReason": "must be lower case",
        },
        {
            "EventType": "HOOK_INVOCATION_ERROR",
            "LogicalResourceId": "Topic",
            "HookType": "Corp::Tags::Check",
            "HookStatusReason": "no owner tag",
        },
        {
            "EventType": "PROVISIONING_ERROR",
            "LogicalResourceId": "Topic",
            "ResourceStatusReason": "quota",
        },
        {"EventType": "STACK_EVENT"},
    ]
    cloud.hooks = [
        {
            "TypeName": "Corp::Guard",
            "Status": "HOOK_COMPLETE_FAILED",
            "HookStatusReason": "public bucket",
        }
    ]
    details = run_json("plan").json["stacks"][0]["details"]
    assert details == [
        "fail: Bucket/Properties/BucketName: must be lower case",
        "hook Corp::Tags::Check: Topic: no owner tag",
        "Topic: quota",
        "hook Corp::Guard: public bucket",
    ]


def test_warnings_of_early_validation_are_shown_of_a_good_change_set(
    cloud: Cloud, project: Project
) -> None:
    add_stack(project, "dev", "pay")
    cloud.validation["pay-store-dev"] = [
        {
            "EventType": "VALIDATION_ERROR",
            "LogicalResourceId": "Bucket",
            "ValidationFailureMode": "WARN",
            "ValidationStatusReason": "bucket is not empty",
        }
    ]
    assert "warn: Bucket: bucket is not empty" in run("plan").out


def test_without_describe_events_the_review_says_so(
    cloud: Cloud, project: Project
) -> None:
    add_stack(project, "dev", "pay")
    cloud.endpoint.faults.append(Fault("DescribeEvents", DENIED, times=9))
    ran = run("plan")
    assert ran.code == 0
    assert "validation findings unknown" in ran.out


def test_a_failed_nested_change_set_is_followed(cloud: Cloud, project: Project) -> None:
    from tests.deploy.cloud import ChangeSet

    add_stack(project, "dev", "pay")
    inner = cloud.add("x", "CREATE_COMPLETE")
    arn = "arn:aws:cloudformation:eu-west-1:111111111111:changeSet/child/1"
    cloud.change_sets[arn] = ChangeSet(
        "child", arn, inner, {}, datetime.now(UTC), "FAILED", "bad queue name"
    )
    cloud.scripted["pay-store-dev"] = [
        change("Nested", "AWS::CloudFormation::Stack", ChangeSetId=arn)
    ]
    cloud.refusals["pay-store-dev"] = "Nested change set child was not created"
    details = run_json("plan").json["stacks"][0]["details"]
    assert details == ["Nested: bad queue name"]


def test_what_describing_with_values_leaves_out_is_read_again(
    cloud: Cloud, project: Project
) -> None:
    add_stack(project, "dev", "pay")
    describe = cloud.DescribeChangeSet

    def incomplete(**request: str) -> dict[str, object]:
        answer = describe(**request)
        if request.get("IncludePropertyValues") == "true":
            answer["Changes"] = answer["Changes"][:1]
            answer["StatusReason"] = (
                "[WARN] --include-property-values option can return incomplete"
            )
        return answer

    cloud.DescribeChangeSet = incomplete  # type: ignore[method-assign]
    plan = run_json("plan").json["stacks"][0]["plan"]
    assert [one["logical_id"] for one in plan["changes"]] == ["Bucket", "Topic"]


@pytest.mark.parametrize(
    "reason",
    [NOTHING, "No updates are to be performed.", "Whatever: didn't contain changes"],
)
def test_no_changes_is_success_and_the_set_is_deleted(
    cloud: Cloud, project: Project, reason: str
) -> None:
    add_stack(project, "dev", "pay")
    cloud.add("pay-store-dev", template=TEMPLATE)
    cloud.refusals["pay-store-dev"] = reason
    ran = run_json("plan", "--detailed-exitcode")
    assert (ran.code, ran.outcomes) == (0, {"pay-store-dev": "unchanged"})
    assert cloud.change_sets == {}
    assert ran.json["stacks"][0]["message"] == "nothing to change"


def test_a_text_that_differs_without_effect_is_explained(
    cloud: Cloud, project: Project
) -> None:
    add_stack(project, "dev", "pay")
    cloud.add("pay-store-dev", template=TEMPLATE + "# older\n")
    cloud.refusals["pay-store-dev"] = NOTHING
    assert "DeletionPolicy" in run_json("plan").json["stacks"][0]["message"]


def test_a_change_of_tags_alone_is_a_plan(cloud: Cloud, project: Project) -> None:
    add_stack(project, "dev", "pay")
    cloud.add("pay-store-dev", template=TEMPLATE, parameters={"Name": "pay"})
    ran = run("plan")
    assert "no resource changes: only tags" in ran.out
    assert run_json("plan").outcomes == {"pay-store-dev": "planned"}


def test_drift_is_part_of_the_review(cloud: Cloud, project: Project) -> None:
    add_stack(project, "dev", "pay")
    cloud.add("pay-store-dev", drift="DRIFTED")
    assert "has drifted" in run("plan").out


def test_termination_protection_to_come_is_part_of_the_review(
    cloud: Cloud, project: Project
) -> None:
    add_stack(project, "dev", "pay")
    stack = cloud.add("pay-store-dev", protected=True)
    assert "termination protection will be turned off" in run("plan").out
    run("deploy", "--yes")
    assert not stack.protected


def test_settings_alone_are_a_plan_that_is_told(cloud: Cloud, project: Project) -> None:
    add_stack(project, "dev", "pay")
    stack = cloud.add("pay-store-dev", template=TEMPLATE, protected=True)
    cloud.refusals["pay-store-dev"] = NOTHING
    ran = run_json("plan", "--markdown", "review.md", "--detailed-exitcode")
    assert (ran.code, ran.outcomes) == (3, {"pay-store-dev": "pending"})
    written = Path("review.md").read_text()
    assert "settings alone" in written
    assert "termination protection will be turned off" in written
    (held,) = cloud.change_sets
    (deployed,) = run_json("deploy", "--yes").json["stacks"]
    assert deployed["message"] == "only what was to be set is set"
    assert not stack.protected
    assert set(cloud.change_sets) == {held}


def test_sweep_deletes_own_leftovers_only(cloud: Cloud, project: Project) -> None:
    add_stack(project, "dev", "pay")
    for _ in range(5):
        run("plan")
    sets = list(cloud.change_sets.values())
    failed, overtaken, old, foreign, fresh = sets
    failed.status, failed.execution = "FAILED", "UNAVAILABLE"
    overtaken.execution = "OBSOLETE"
    old.created = datetime.now(UTC) - timedelta(days=15)
    foreign.name, foreign.created = "colleague", datetime.now(UTC) - timedelta(days=90)
    run("plan", "--sweep")
    left = set(cloud.change_sets)
    assert {foreign.id, fresh.id} <= left and len(left) == 3
    run("plan", "--sweep", "--older-than", "0")
    assert foreign.id in cloud.change_sets and len(cloud.change_sets) == 2


def test_two_runs_never_share_a_change_set_name(cloud: Cloud, project: Project) -> None:
    add_stack(project, "dev", "pay")
    run("plan")
    run("plan")
    names = [str(one["ChangeSetName"]) for one in requests(cloud)]
    assert len(set(names)) == 2
    assert names[0][:22] == names[1][:22], "the fingerprint is the same"


def test_a_slow_change_set_costs_few_calls(cloud: Cloud, project: Project) -> None:
    add_stack(project, "dev", "pay")
    cloud.add("pay-store-dev", template=TEMPLATE, parameters={"Name": "pay"})
    cloud.refusals["pay-store-dev"] = NOTHING
    cloud.change_set_reads = 3
    run("plan")
    own = [name for name in cloud.endpoint.names() if name != "GetCallerIdentity"]
    assert len(own) <= 9


def test_a_change_set_that_is_not_seen_yet_is_waited_for(
    cloud: Cloud, project: Project
) -> None:
    add_stack(project, "dev", "pay")
    missing = ApiError("ChangeSetNotFound", "ChangeSet does not exist", 404)
    cloud.endpoint.faults.append(Fault("DescribeChangeSet", missing, times=2))
    assert run_json("plan").outcomes == {"pay-store-dev": "planned"}


def test_a_change_set_that_is_never_seen_is_stale_or_failed(
    cloud: Cloud, project: Project
) -> None:
    add_stack(project, "dev", "pay")
    cloud.change_set_reads = 10**6
    ran = run_json("plan")
    assert (ran.code, ran.outcomes) == (7, {"pay-store-dev": "stale"})


def test_a_stack_that_becomes_busy_meanwhile_is_busy(
    cloud: Cloud, project: Project
) -> None:
    add_stack(project, "dev", "pay")
    busy = ApiError("ValidationError", "Stack:x is in UPDATE_IN_PROGRESS state")
    cloud.endpoint.faults.append(Fault("CreateChangeSet", busy))
    assert run("plan").code == 6


@pytest.mark.parametrize(
    "code", ["ValidationError", "InsufficientCapabilitiesException"]
)
def test_a_refused_request_is_invalid(
    cloud: Cloud, project: Project, code: str
) -> None:
    add_stack(project, "dev", "pay")
    refused = ApiError(code, "Template format error: x")
    cloud.endpoint.faults.append(Fault("CreateChangeSet", refused))
    ran = run_json("plan")
    assert (ran.code, ran.outcomes) == (4, {"pay-store-dev": "invalid"})


def test_a_service_role_that_is_gone_is_no_fault_of_the_template(
    cloud: Cloud, project: Project
) -> None:
    add_stack(project, "dev", "pay")
    why = "Role arn:aws:iam::111111111111:role/x is invalid or cannot be assumed"
    gone = ApiError("ValidationError", why)
    cloud.endpoint.faults.append(Fault("CreateChangeSet", gone))
    ran = run_json("plan")
    assert (ran.code, ran.outcomes) == (4, {"pay-store-dev": "invalid"})
    assert "set role_arn of the environment" in ran.json["stacks"][0]["hint"]


def test_wrong_parameters_never_reach_aws(
    cloud: Cloud, project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("generator.parameters.judge", judge)
    add_stack(project, "dev", "pay", {"Naem": "x"})
    ran = run("plan")
    assert ran.code == 4
    assert "Naem" in ran.err
    assert cloud.endpoint.calls == []


def test_another_account_is_refused_before_anything_is_written(
    cloud: Cloud, project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "CAROL")
    add_stack(project, "dev", "pay")
    ran = run("plan")
    assert ran.code == 2
    assert "222222222222" in ran.err
    assert set(cloud.endpoint.names()) == {"GetCallerIdentity"}


def test_one_stack_in_trouble_does_not_keep_others_from_being_planned(
    cloud: Cloud, project: Project
) -> None:
    add_stack(project, "dev", "a")
    add_stack(project, "dev", "b")
    cloud.add("a-store-dev", "UPDATE_IN_PROGRESS")
    ran = run_json("plan")
    assert ran.outcomes == {"a-store-dev": "busy", "b-store-dev": "planned"}
    assert ran.code == 6


def test_a_secret_that_aws_repeats_in_a_refusal_is_masked(
    cloud: Cloud, project: Project
) -> None:
    add_stack(project, "dev", "pay", {"Secret": "hunter2-hunter2"})
    for code in ("ValidationError", "SomethingElse"):
        refused = ApiError(code, "Parameter Secret: hunter2-hunter2 is too short")
        cloud.endpoint.faults.append(Fault("CreateChangeSet", refused))
        ran = run_json("plan")
        assert ran.code in (1, 4)
        assert "Parameter Secret: **** is too short" in ran.out
        assert "hunter2" not in ran.out + ran.err


def test_options_unknown_to_botocore_are_refused_before_any_call(
    cloud: Cloud, project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    from generator.deploy.calls import Api

    monkeypatch.setattr(Api, "supports", lambda self, operation, option: False)
    add_stack(project, "dev", "pay")
    for option in (["--revert-drift"], ["--on-create-failure", "delete"]):
        ran = run("plan", *option)
        assert ran.code == 2
        assert "botocore does not know" in ran.err
    assert set(cloud.endpoint.names()) <= {"GetCallerIdentity"}


def test_a_json_template_is_compared_by_what_it_says(
    cloud: Cloud, project: Project
) -> None:
    import json

    from generator.cloudformation.document import parse

    add_stack(project, "dev", "pay")
    stack = cloud.add("pay-store-dev", template=json.dumps(parse(TEMPLATE).body))
    cloud.refusals["pay-store-dev"] = NOTHING
    assert run_json("plan").json["stacks"][0]["message"] == "nothing to change"
    stack.template = "{}"
    assert "differs" in run_json("plan").json["stacks"][0]["message"]


@pytest.mark.parametrize("as_json", [False, True])
def test_what_get_template_cannot_answer_is_no_difference(
    cloud: Cloud, project: Project, as_json: bool
) -> None:
    import json

    from generator.cloudformation.document import parse

    text = TEMPLATE.replace("Default: ''", "Default: 'Größe — ok'")
    if as_json:
        text = json.dumps(parse(text).body, ensure_ascii=False)
    (project.templates_out / "store.yaml").write_text(text)
    add_stack(project, "dev", "pay")
    stack = cloud.add("pay-store-dev", template=text)
    cloud.refusals["pay-store-dev"] = NOTHING
    assert run_json("plan").json["stacks"][0]["message"] == "nothing to change"
    stack.template = text.replace("Größe", "Größer")
    assert "differs" in run_json("plan").json["stacks"][0]["message"]


def test_a_template_that_was_not_built_says_how_to_build_it(
    cloud: Cloud, project: Project
) -> None:
    add_stack(project, "dev", "pay")
    (project.templates_out / "store.yaml").unlink()
    ran = run("plan")
    assert ran.code
    assert "build" in ran.err
    assert cloud.endpoint.calls == []
