"""Where a review is required a deletion is planned by one and executed by another."""

import json
from pathlib import Path

import pytest

from generator.project import Project
from tests.cli.commands import Ran, run, run_json
from tests.deploy.cloud import Cloud, Stack
from tests.deploy.project import TEMPLATE, add_stack

KINDS = {"Bucket": "AWS::S3::Bucket", "Topic": "AWS::SNS::Topic"}


@pytest.fixture
def stack(cloud: Cloud, project: Project) -> Stack:
    add_stack(project, "prod", "pay")
    return cloud.add(
        "pay-store-prod",
        region="eu-central-1",
        template=TEMPLATE,
        parameters={"Name": "pay", "Secret": "****"},
        tags={"Project": "payments"},
        resources=[
            {
                "LogicalResourceId": name,
                "ResourceType": kind,
                "PhysicalResourceId": f"{name.lower()}-1",
                "ResourceStatus": "CREATE_COMPLETE",
            }
            for name, kind in KINDS.items()
        ],
    )


@pytest.fixture
def planned(cloud: Cloud, stack: Stack) -> Stack:
    """Alice plans."""
    ran = run_json("destroy", "--out", "destroy.json")
    assert (ran.code, ran.outcomes) == (0, {"pay-store-prod": "planned"})
    assert "deleted: Topic" in ran.err
    return stack


def execute(monkeypatch: pytest.MonkeyPatch, person: str = "BOB") -> Ran:
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", person)
    return run_json("destroy", "--plan", "destroy.json", "--yes")


def test_without_a_plan_nothing_goes_and_the_way_is_told(stack: Stack) -> None:
    ran = run_json("destroy", "--yes")
    assert (ran.code, stack.status) == (5, "CREATE_COMPLETE")
    assert "destroy --out destroy.json" in ran.json["stacks"][0]["hint"]


def test_what_one_planned_another_deletes(
    planned: Stack, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert planned.status == "CREATE_COMPLETE", "a plan deletes nothing"
    own = execute(monkeypatch, "ALICE")
    assert (own.code, own.outcomes) == (5, {"pay-store-prod": "blocked"})
    assert "may not execute it too" in own.json["stacks"][0]["message"]
    assert execute(monkeypatch).outcomes == {"pay-store-prod": "destroyed"}
    assert planned.status == "DELETE_COMPLETE"


@pytest.mark.parametrize(
    "moved", ["resource", "bucket", "digest", "gone", "other", "old"]
)
def test_what_moved_since_makes_the_plan_stale(
    cloud: Cloud,
    project: Project,
    planned: Stack,
    monkeypatch: pytest.MonkeyPatch,
    moved: str,
) -> None:
    path = Path("destroy.json")
    content = json.loads(path.read_text())
    (held,) = cloud.change_sets.values()
    if moved == "resource":
        planned.resources[1]["PhysicalResourceId"] = "another"
    elif moved == "bucket":
        content["stacks"][0]["buckets"] = ["Bucket"]
    elif moved == "digest":
        held.request["Description"] = json.dumps({"destroy": "x", "principal": "y"})
    elif moved == "gone":
        cloud.change_sets.clear()
    elif moved == "old":
        held.created = planned.created.replace(year=2020)
    else:
        add_stack(project, "prod", "other")
        other = cloud.add("other-store-prod", region="eu-central-1", template=TEMPLATE)
        content["stacks"][0] |= {
            "stack": other.name,
            "parameter_file": "params/prod/other.store.json",
        }
    path.write_text(json.dumps(content))
    ran = execute(monkeypatch)
    assert (ran.code, {*ran.outcomes.values()}) == (7, {"stale"})
    assert planned.status == "CREATE_COMPLETE"


def test_the_plan_s_buckets_are_emptied(
    stack: Stack, monkeypatch: pytest.MonkeyPatch
) -> None:
    emptied: list[str] = []
    monkeypatch.setattr(
        "generator.deploy.undo.destroy.empty",
        lambda s3, bucket, account: emptied.append(bucket),
    )
    run("destroy", "--out", "destroy.json", "--empty-bucket", "Bucket")
    assert emptied == []
    assert execute(monkeypatch).code == 0
    assert emptied == ["bucket-1"]


def test_what_would_change_by_itself_takes_no_plan(cloud: Cloud, stack: Stack) -> None:
    """Were it kept, somebody could execute the change set that holds the plan."""
    change = {"Action": "Modify", "LogicalResourceId": "Topic", "ResourceType": "T"}
    cloud.scripted[stack.id] = [change]
    ran = run_json("destroy", "--out", "destroy.json")
    assert (ran.code, cloud.change_sets) == (5, {})
    assert not Path("destroy.json").exists()


def test_protection_goes_by_a_reviewed_plan_of_its_own(stack: Stack) -> None:
    stack.protected = True
    ran = run_json("destroy", "--out", "destroy.json")
    assert ran.code == 5
    assert "let a second person deploy that" in ran.json["stacks"][0]["hint"]


@pytest.mark.parametrize("status", ["DELETE_FAILED", "ROLLBACK_COMPLETE"])
def test_a_stack_that_holds_no_plan_says_the_other_way(
    stack: Stack, status: str
) -> None:
    stack.status = status
    for options in (["--yes"], ["--out", "destroy.json"]):
        ran = run_json("destroy", *options)
        assert ran.code == 5
        assert "require_review = false" in ran.json["stacks"][0]["hint"]


@pytest.mark.parametrize(
    "options",
    [
        ["--out", "d.json", "--force"],
        ["--out", "d.json", "--retain", "Topic"],
        ["--plan", "d.json", "--yes", "--empty-bucket", "Bucket"],
        ["--out", "nowhere/d.json"],
    ],
)
def test_what_no_plan_holds_is_refused_before_aws_is_asked(
    cloud: Cloud, stack: Stack, options: list[str]
) -> None:
    assert run("destroy", *options).code == 2
    assert cloud.endpoint.calls == []


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        '{"kind": "destroy", "stacks": [5]}',
        '{"kind": "destroy", "stacks": [{"stack": 1}]}',
        '{"schema": 1, "stacks": []}',
    ],
)
def test_a_file_that_is_no_plan_of_a_deletion_is_a_sentence(
    stack: Stack, text: str
) -> None:
    Path("destroy.json").write_text(text)
    ran = run("destroy", "--plan", "destroy.json", "--yes")
    assert ran.code == 7
    assert "destroy --out" in ran.err


def test_a_sweep_leaves_the_plan(cloud: Cloud, planned: Stack) -> None:
    run("plan", "--sweep", "--older-than", "0")
    assert next(iter(cloud.change_sets.values())).name.startswith("destroy-")
