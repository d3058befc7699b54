"""A review that the default branch requires is not switched off by an edit."""

import subprocess
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from generator.deploy.plan import planfile
from generator.project import Project
from tests.cli.commands import run, run_json
from tests.deploy.cloud import Cloud
from tests.deploy.project import add_stack


@pytest.fixture
def committed(cloud: Cloud, project: Project) -> Project:
    add_stack(project, "prod", "pay")
    for words in (
        ["init", "-q", "-b", "main"],
        ["add", "-A"],
        ["-c", "user.name=a", "-c", "user.email=a@b", "commit", "-qm", "x"],
    ):
        subprocess.run(["git", *words], check=True, cwd=project.root)
    return project


def commit(project: Project) -> None:
    words = ["-c", "user.name=a", "-c", "user.email=a@b", "commit", "-qam", "y"]
    subprocess.run(["git", *words], check=True, cwd=project.root)


def edit(project: Project, old: str, new: str) -> None:
    path = project.params / "environments.toml"
    assert old in path.read_text()
    path.write_text(path.read_text().replace(old, new))


def refused(cloud: Cloud) -> None:
    ran = run("deploy", "--yes")
    assert ran.code == 5
    assert "takes only reviewed plans" in ran.err
    assert cloud.stacks == []


def test_an_edited_file_does_not_lift_it(cloud: Cloud, committed: Project) -> None:
    edit(committed, "require_review = true", "require_review = false")
    refused(cloud)


def test_another_name_for_the_environment_does_not_lift_it(
    cloud: Cloud, committed: Project
) -> None:
    """`x-prod` in the same account and region reaches stacks that end in `-prod`."""
    edit(committed, "[prod]", "[x-prod]")
    edit(committed, "require_review = true", "require_review = false")
    (committed.params / "prod").rename(committed.params / "x-prod")
    refused(cloud)


def test_a_branch_of_ones_own_does_not_lift_it(
    cloud: Cloud, committed: Project
) -> None:
    edit(committed, "require_review = true", "require_review = false")
    subprocess.run(["git", "checkout", "-qb", "mine"], check=True, cwd=committed.root)
    commit(committed)
    refused(cloud)


def test_a_key_that_this_version_does_not_know_does_not_lift_it(
    cloud: Cloud, committed: Project
) -> None:
    path = committed.params / "environments.toml"
    mine = path.read_text()
    path.write_text(f"{mine}from_a_newer_version = 1\n")
    commit(committed)
    path.write_text(mine.replace("require_review = true", "require_review = false"))
    refused(cloud)


def test_a_plan_does_not_last_longer_by_an_edit(
    cloud: Cloud, committed: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert run("plan").code == 0
    (one,) = cloud.change_sets.values()
    one.created -= timedelta(days=8)
    (plan,) = planfile.read(Path("plan.json"))
    edited = replace(plan, created=one.created.isoformat())
    planfile.write(Path("plan.json"), [edited])
    edit(committed, "[prod]", "[prod]\nplan_expiry = 99")
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "BOB")
    ran = run_json("deploy", "--plan", "plan.json", "--yes")
    assert ran.outcomes == {"pay-store-prod": "stale"}
    assert "at most 7 days" in ran.json["stacks"][0]["message"]


def test_what_the_default_branch_says_counts(cloud: Cloud, committed: Project) -> None:
    edit(committed, "require_review = true", "require_review = false")
    commit(committed)
    assert run("deploy", "--yes").code == 0


def test_a_reviewed_environment_is_not_destroyed(
    cloud: Cloud, committed: Project, tmp_path: Path
) -> None:
    stack = cloud.add("pay-store-prod", region="eu-central-1")
    edit(committed, "require_review = true", "require_review = false")
    ran = run_json("destroy", "--yes")
    assert (ran.code, ran.outcomes) == (5, {"pay-store-prod": "blocked"})
    assert "a second person" in ran.json["stacks"][0]["hint"]
    assert stack.status == "CREATE_COMPLETE"
