"""`plan` with templates that are too long for a call."""

import json

import pytest

from generator.project import Project
from tests.cli.commands import run_json
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
