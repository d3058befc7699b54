"""`status`, `outputs` and `drift` look, and change nothing."""

import pytest

from generator.project import Project
from tests.cli.commands import run, run_json
from tests.deploy.cloud import Cloud
from tests.deploy.project import add_stack

WRITES = ("Create", "Update", "Delete", "Execute", "Set", "Rollback", "Continue")


@pytest.fixture(autouse=True)
def nothing_is_written(cloud: Cloud) -> object:
    yield
    assert not [name for name in cloud.endpoint.names() if name.startswith(WRITES)]


def test_status_shows_what_stands_and_what_does_not(
    cloud: Cloud, project: Project
) -> None:
    add_stack(project, "dev", "a")
    add_stack(project, "dev", "b")
    cloud.add("a-store-dev", "UPDATE_COMPLETE", drift="DRIFTED", protected=True)
    ran = run("status")
    assert ran.code == 0
    assert "a-store-dev: UPDATE_COMPLETE, changed" in ran.out
    assert "drift DRIFTED, protected" in ran.out
    assert "b-store-dev: not deployed" in ran.out
    first, second = run_json("status").json["stacks"]
    assert (first["status"], first["termination_protection"]) == (
        "UPDATE_COMPLETE",
        True,
    )
    assert second["status"] is None


@pytest.mark.parametrize(
    ("status", "code", "next_step"),
    [
        ("CREATE_COMPLETE", 0, ""),
        ("UPDATE_IN_PROGRESS", 0, ""),
        ("REVIEW_IN_PROGRESS", 0, ""),
        ("ROLLBACK_COMPLETE", 8, "--recreate-failed"),
        ("UPDATE_ROLLBACK_COMPLETE", 8, "plan params/dev/a.store.json"),
        ("UPDATE_FAILED", 9, "rollback params/dev/a.store.json"),
        ("DELETE_FAILED", 9, "destroy params/dev/a.store.json"),
    ],
)
def test_status_tells_what_went_wrong_and_what_next(
    cloud: Cloud, project: Project, status: str, code: int, next_step: str
) -> None:
    add_stack(project, "dev", "a")
    stack = cloud.add("a-store-dev", status)
    deleting = status == "DELETE_FAILED"
    cloud.event(stack, "DELETE_IN_PROGRESS" if deleting else "CREATE_IN_PROGRESS")
    topic = {"LogicalResourceId": "Topic", "ResourceType": "AWS::SNS::Topic"}
    if code:
        cloud.event(
            stack,
            "CREATE_FAILED",
            PhysicalResourceId="",
            ResourceStatusReason="no such key",
            **topic,
        )
    cloud.event(stack, status)
    ran = run("status")
    assert ran.code == code
    assert f"a-store-dev: {status}, changed" in ran.out.replace(
        "rolled-back - ", ""
    ).replace("needs-recovery - ", "")
    assert ("Topic (AWS::SNS::Topic) CREATE_FAILED: no such key" in ran.out) is bool(
        code
    )
    assert next_step in ran.out


def test_status_tells_what_an_update_left_behind_in_a_nested_stack(
    cloud: Cloud, project: Project
) -> None:
    add_stack(project, "dev", "a")
    stack = cloud.add("a-store-dev", "UPDATE_COMPLETE")
    inner = f"{stack.id}-nested"
    cloud.event(stack, "UPDATE_IN_PROGRESS")
    cloud.event(stack, "UPDATE_COMPLETE", PhysicalResourceId=inner)
    cloud.event(stack, "UPDATE_COMPLETE")
    cloud.nested_events[inner] = [
        {
            **stack.events[0],
            "StackId": inner,
            "LogicalResourceId": "Queue",
            "PhysicalResourceId": "q",
            "ResourceType": "AWS::SQS::Queue",
            "ResourceStatus": "DELETE_FAILED",
            "ResourceStatusReason": "no access",
        }
    ]
    ran = run("status")
    assert ran.code == 0
    assert "left behind: Queue (AWS::SQS::Queue) q: no access" in ran.out
    assert "live on" in ran.out


def test_outputs_in_every_form_and_secrets_masked(
    cloud: Cloud, project: Project
) -> None:
    add_stack(project, "dev", "a")
    outputs = {"bucketName": "it's", "secretTopic": "hunter2"}
    cloud.add("a-store-dev", outputs=outputs)
    assert "bucketName = it's" in run("outputs").out
    (stack,) = run_json("outputs").json["stacks"]
    assert stack["outputs"] == {"bucketName": "it's", "secretTopic": "****"}
    env = run("outputs", "--format", "env").out
    assert env == "bucketName='it'\"'\"'s'\nsecretTopic='****'\n"


def test_outputs_as_env_are_of_one_stack_that_stands(
    cloud: Cloud, project: Project
) -> None:
    add_stack(project, "dev", "a")
    assert run("outputs", "--format", "env").code == 2
    assert "not deployed" in run("outputs").out
    add_stack(project, "dev", "b")
    assert "2 are selected" in run("outputs", "--format", "env").err


def test_drift_shows_each_difference(cloud: Cloud, project: Project) -> None:
    add_stack(project, "dev", "a")
    add_stack(project, "dev", "b")
    cloud.add("a-store-dev")
    cloud.page = 1
    cloud.drifts = [
        {
            "StackId": "s",
            "LogicalResourceId": "Topic",
            "ResourceType": "AWS::SNS::Topic",
            "StackResourceDriftStatus": "MODIFIED",
            "PropertyDifferences": [
                {
                    "PropertyPath": "/DisplayName",
                    "ExpectedValue": "a",
                    "ActualValue": "b",
                    "DifferenceType": "NOT_EQUAL",
                },
                {
                    "PropertyPath": "/TopicName",
                    "ExpectedValue": "secret",
                    "ActualValue": "b",
                    "DifferenceType": "NOT_EQUAL",
                },
            ],
        },
        {
            "StackId": "s",
            "LogicalResourceId": "Bucket",
            "ResourceType": "AWS::S3::Bucket",
            "StackResourceDriftStatus": "DELETED",
        },
    ]
    ran = run("drift")
    assert ran.code == 0
    for line in (
        "Topic (AWS::SNS::Topic): MODIFIED",
        "/DisplayName: a -> b",
        "/TopicName: **** -> ****",
        "Bucket (AWS::S3::Bucket): DELETED",
        "b-store-dev: not deployed",
        "--revert-drift",
    ):
        assert line in ran.out
    assert run("drift", "--detailed-exitcode").code == 3
    cloud.drifts = []
    assert run("drift", "--detailed-exitcode").code == 0


@pytest.mark.parametrize(("status", "code"), [("DETECTION_FAILED", 1), ("FOREVER", 10)])
def test_a_detection_that_does_not_succeed_is_no_good_news(
    cloud: Cloud, project: Project, status: str, code: int
) -> None:
    add_stack(project, "dev", "a")
    cloud.add("a-store-dev")
    answer = cloud.DescribeStackDriftDetectionStatus

    def unlucky(**request: object) -> dict[str, object]:
        forever = status == "FOREVER"
        return {
            **answer(**request),
            "DetectionStatus": "DETECTION_IN_PROGRESS" if forever else status,
            "DetectionStatusReason": "no rights",
        }

    cloud.DescribeStackDriftDetectionStatus = unlucky  # type: ignore[method-assign]
    assert run("drift").code == code


def test_nothing_selected_is_misuse(cloud: Cloud, project: Project) -> None:
    assert run("status").code == 2


def test_outputs_as_env_refuse_a_value_that_is_no_line(
    cloud: Cloud, project: Project
) -> None:
    add_stack(project, "dev", "a")
    cloud.add("a-store-dev", outputs={"bucketName": "x\n::error::y"})
    ran = run("outputs", "--format", "env")
    assert (ran.code, ran.out) == (1, "")
    assert "--format json" in ran.err
    assert "bucketName = x\\n::error::y" in run("outputs").out
