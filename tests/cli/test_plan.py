"""`plan` with templates that are too long for a call, and where it leaves what."""

import json
import os
from pathlib import Path

import pytest

from generator.project import Project
from tests.cli.commands import run, run_json
from tests.deploy.cloud import Cloud
from tests.deploy.project import TEMPLATE, add_stack, make_project

LONG = TEMPLATE + "# " + "-" * 60_000 + "\n"


def test_the_sandbox_takes_a_long_template_without_a_word(project: Project) -> None:
    make_project(project.root / "long", LONG)
    add_stack(Project(project.root / "long"), "dev", "pay")
    at = ("--project", "long")
    planned = run_json(*at, "plan", "--sandbox")
    assert planned.outcomes == {"pay-store-dev": "planned"}, planned.err
    deployed = run_json(*at, "deploy", "--sandbox", "--plan", "plan.json", "--yes")
    assert deployed.outcomes == {"pay-store-dev": "deployed"}


def test_what_somebody_else_wrote_into_the_bucket_is_not_deployed(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    (project.templates_out / "store.yaml").write_text(LONG)
    add_stack(project, "dev", "pay")
    monkeypatch.setattr(
        "generator.deploy.plan.upload._put",
        lambda s3, bucket, key, body, owner: s3.client.put_object(
            Bucket=bucket, Key=key, Body=body.replace(b"Retain", b"Delete")
        ),
    )
    (stack,) = run_json("plan", "--sandbox").json["stacks"]
    assert stack["outcome"] == "invalid"
    assert "holds another template" in stack["message"]
    state = json.loads((project.root / ".sandbox" / "state.json").read_text())
    assert [one["status"] for one in state["stacks"]] == ["DELETE_COMPLETE"]


def test_a_plan_that_fails_leaves_no_older_one_to_deploy(
    cloud: Cloud, project: Project
) -> None:
    add_stack(project, "dev", "pay")
    assert run_json("plan", "--markdown", "review.md").code == 0
    cloud.refusals["pay-store-dev"] = "no such type"
    assert run_json("plan", "--markdown", "review.md").code == 4
    assert not (project.root / "plan.json").exists()
    assert not (project.root / "review.md").exists()


@pytest.mark.parametrize("option", ["--out", "--markdown"])
def test_where_nothing_can_be_written_nothing_is_made(
    cloud: Cloud, project: Project, option: str
) -> None:
    add_stack(project, "dev", "pay")
    (project.root / "link").symlink_to(project.root / "elsewhere")
    (project.root / "mine").write_text("# Notes\n")
    os.mkfifo(project.root / "pipe")
    for file, why in (
        ("nowhere/x", "in no folder"),
        ("link", "is a link"),
        ("pipe", "is no file"),
        ("/proc/x", "cannot be written"),
        ("mine", "would be lost"),
    ):
        ran = run("plan", option, file)
        assert (ran.code, cloud.endpoint.calls) == (2, [])
        assert why in ran.err
    assert (project.root / "mine").read_text() == "# Notes\n"


def test_plan_and_review_are_two_files_for_their_owner_alone(
    cloud: Cloud, project: Project
) -> None:
    add_stack(project, "dev", "pay")
    same = run("plan", "--out", "x", "--markdown", f"../{Path.cwd().name}/x")
    assert (same.code, cloud.endpoint.calls) == (2, [])
    for _ in range(2):
        assert run("plan", "--markdown", "review.md").code == 0
    for name in ("plan.json", "review.md"):
        assert Path(name).stat().st_mode & 0o777 == 0o600
    assert {path.name for path in Path().iterdir() if path.is_file()} == {
        "plan.json",
        "review.md",
    }


def test_a_changed_parameter_is_told_and_proven_before_it_is_deployed(
    cloud: Cloud, project: Project
) -> None:
    path = add_stack(project, "dev", "pay")
    run("deploy", "--yes")
    path.write_text(path.read_text().replace('"payments"', '"others"'))
    assert "  tag Project: payments -> others" in run("plan").out
    plan = json.loads((project.root / "plan.json").read_text())["stacks"][0]
    assert plan["inputs"] == [
        {"name": "tag Project", "before": "payments", "after": "others"}
    ]
    assert run("deploy", "--plan", "plan.json", "--yes").code == 0
