"""`stackset` over an organization, against a server of its own."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import boto3
import jsonschema
import pytest

from generator.project import Project
from tests.checkout import ROOT
from tests.cli.commands import Ran, run, run_json

SCHEMA = json.loads((ROOT / "generator/deploy/result.schema.json").read_text())
DEPLOY = ("stackset", "deploy", "--yes")


@dataclass(frozen=True)
class Organization:
    """The server, and what shall happen there."""

    units: dict[str, Any]
    script: Path
    project: Project

    def says(self, **what: Any) -> None:
        self.script.write_text(json.dumps(what))

    def environments(self, *units: str, extra: str = "", review: bool = False) -> None:
        ids = [self.units[each]["id"] for each in units]
        (self.project.params / "environments.toml").write_text(
            '[dev]\naccount = "111111111111"\nregion = "us-east-2"\n'
            f"require_review = {str(review).lower()}\n"
            '[dev.organization]\naccount = "123456789012"\n'
            'regions = ["us-east-2"]\n'
            f"organizational_units = {json.dumps(ids)}\n{extra}"
        )

    def parameters(self, **values: str) -> None:
        path = self.project.params / "dev" / "delivery.account.json"
        path.parent.mkdir(exist_ok=True)
        path.write_text(json.dumps({"Parameters": values}))

    def calls(self) -> list[str]:
        """Actions of the operations there, the earliest first."""
        client = boto3.client("cloudformation", region_name="us-east-2")
        found = client.list_stack_set_operations(StackSetName="delivery-account-dev")
        return [each["Action"] for each in found["Summaries"]]


@pytest.fixture
def organization(
    credentials: None,
    waits: list[float],
    project: Project,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[Organization]:
    script = tmp_path / "script.json"
    with subprocess.Popen(
        [sys.executable, "-m", "tests.deploy.stacksets.organization", script],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        env={**os.environ, "AWS_SECRET_ACCESS_KEY": "secret"},
    ) as server:
        assert server.stdout
        told = json.loads(server.stdout.readline())
        monkeypatch.setenv("AWS_ENDPOINT_URL", told["url"])
        shutil.copy(ROOT / "templates_out/account.yaml", project.templates_out)
        found = Organization(told["units"], script, project)
        found.environments("payments")
        found.parameters(Project="delivery")
        yield found
        server.communicate("")


def stack_set(ran: Ran) -> dict[str, Any]:
    jsonschema.validate(ran.json, SCHEMA)
    (found,) = ran.json["stacks"]
    result: dict[str, Any] = found["stack_set"]
    return result


def test_it_goes_over_the_accounts_of_a_unit_and_repeats_without_an_operation(
    organization: Organization,
) -> None:
    planned = run("stackset", "plan")
    assert planned.code == 0, planned.err
    assert "create the stack set delivery-account-dev" in planned.out
    assert organization.units["payments"]["id"] in planned.out
    assert "parameter EnvironmentSuffix: dev" in planned.out
    done = run(*DEPLOY)
    assert done.code == 0, done.err + done.out
    assert "CREATE SUCCEEDED - 2 SUCCEEDED" in done.err
    operations = organization.calls()
    again = run(*DEPLOY)
    assert again.code == 0
    assert "unchanged - the stack set is as the files say" in again.out
    assert organization.calls() == operations == ["CREATE"]
    seen = stack_set(run_json("stackset", "status"))
    accounts = [each["account"] for each in seen["instances"]]
    assert accounts == organization.units["payments"]["accounts"]
    assert "CURRENT" in run("stackset", "status").out


def test_an_update_shows_what_changes_and_a_new_unit_gets_its_stacks(
    organization: Organization,
) -> None:
    assert run(*DEPLOY).code == 0
    organization.parameters(Project="other")
    template = organization.project.templates_out / "account.yaml"
    template.write_text(template.read_text().replace("Value of the tag P", "Tag P", 1))
    organization.environments(
        "payments", "empty", extra="retain_stacks_on_account_removal = true\n"
    )
    planned = run("stackset", "plan", "--detailed-exitcode")
    assert planned.code == 3, planned.err
    for line in (
        "parameter Project: delivery -> other",
        "+    Description: Tag Project",
        "AutoDeployment.RetainStacksOnAccountRemoval: False -> True",
        f"in the accounts of {organization.units['empty']['id']}, in us-east-2",
    ):
        assert line in planned.out
    assert run(*DEPLOY).code == 0
    # A unit without accounts is a target, too.
    assert organization.calls() == ["CREATE", "UPDATE", "CREATE"]
    assert run_json(*DEPLOY).outcomes == {"delivery-account-dev": "unchanged"}
    organization.environments("payments")
    assert "no longer in environments.toml" in run("stackset", "plan").out


def test_the_accounts_of_a_new_unit_are_told_before_they_get_stacks(
    organization: Organization,
) -> None:
    organization.environments("outer")
    planned = stack_set(run_json("stackset", "plan"))
    told = {(one["id"], one["unit"]) for one in planned["accounts"]}
    outer, inner = organization.units["outer"], organization.units["inner"]
    # The other one is suspended; a unit has the accounts of the units in it.
    assert told == {
        (min(outer["accounts"]), outer["id"]),
        (inner["accounts"][0], inner["id"]),
    }
    assert f"{inner['accounts'][0]} inner0" in run("stackset", "plan").out


def test_an_account_that_joins_the_unit_makes_another_digest(
    organization: Organization,
) -> None:
    organization.environments("payments", review=True)
    digest = stack_set(run_json("stackset", "plan"))["digest"]
    client = boto3.client("organizations", region_name="us-east-1")
    client.move_account(
        AccountId=organization.units["inner"]["accounts"][0],
        SourceParentId=organization.units["inner"]["id"],
        DestinationParentId=organization.units["payments"]["id"],
    )
    refused = run(*DEPLOY, "--reviewed", digest)
    assert refused.code == 5
    assert "reviewed" in refused.err


def test_where_nobody_may_read_the_organization_it_says_what_that_takes(
    organization: Organization,
) -> None:
    organization.says(closed=True)
    planned = run("stackset", "plan")
    assert planned.code == 0, planned.err
    assert "AWS Organizations answers AccessDeniedException" in planned.out
    assert "organizations:ListAccountsForParent" in planned.out
    assert run(*DEPLOY).code == 0
    assert "not known" not in run("stackset", "plan").out


def test_a_unit_that_the_organization_has_not_is_refused(
    organization: Organization,
) -> None:
    organization.units["gone"] = {"id": "ou-ab12-11111111"}
    organization.environments("gone")
    refused = run("stackset", "plan")
    assert refused.code == 4
    assert "no unit ou-ab12-11111111" in refused.out


def test_an_update_tells_what_it_does_in_each_account_and_who_may_do_more(
    organization: Organization,
) -> None:
    organization.parameters(Repository="example/deployments")
    assert run(*DEPLOY).code == 0
    organization.parameters(Repository="example/other", Branch="live")
    template = organization.project.templates_out / "account.yaml"
    text = template.read_text()
    more = text.replace("- cloudformation:DetectStackDrift", "- cloudformation:*", 1)
    assert more != text
    template.write_text(more)
    planned = run("stackset", "plan")
    for line in (
        "in each account, us-east-2:",
        "! permissions: PlanRole: widened: Allow cloudformation:*",
        "~ PlanRole (AWS::IAM::Role)",
        "repo:example/deployments:pull_request",
        "repo:example/other:pull_request",
    ):
        assert line in planned.out, planned.out
    (effect,) = stack_set(run_json("stackset", "plan"))["effects"]
    names = [one["logical_id"] for one in effect["changes"]]
    assert names == ["DeployRole", "PlanRole"]
    assert "+ " not in [line[:2] for line in planned.out.splitlines()]


def test_what_failed_tells_its_reason_first_and_is_tried_again(
    organization: Organization,
) -> None:
    first, second = organization.units["payments"]["accounts"]
    organization.says(status="FAILED", reasons={second: "role exists already"})
    failed = run(*DEPLOY)
    assert failed.code == 1
    assert f"role exists already: {second} us-east-2" in failed.out
    assert "stackset deploy --env dev" in failed.out
    status = run("stackset", "status")
    assert status.code == 1
    assert "role exists already" in status.out
    assert f"1 stack out of date: {second} us-east-2" in run("stackset", "plan").out
    organization.says()
    assert run_json(*DEPLOY).outcomes == {"delivery-account-dev": "unchanged"}
    assert f"{first} us-east-2" not in failed.out


def test_an_operation_of_somebody_else_is_waited_for(
    organization: Organization,
) -> None:
    assert run(*DEPLOY).code == 0
    organization.parameters(Project="other")
    other = {"OperationId": "theirs", "Action": "UPDATE", "Status": "RUNNING"}
    organization.says(others=[other])
    busy = run(*DEPLOY)
    assert busy.code == 6
    assert "somebody else is working" in busy.out
    # One that begins between the look and the call.
    organization.says(busy=True)
    assert run(*DEPLOY).code == 6
    assert organization.calls() == ["CREATE"]


def test_drift_is_told_by_account(organization: Organization) -> None:
    assert run(*DEPLOY).code == 0
    assert run("stackset", "drift", "--detailed-exitcode").code == 0
    first, _ = organization.units["payments"]["accounts"]
    organization.says(drifted=[first])
    drifted = run_json("stackset", "drift", "--detailed-exitcode")
    assert drifted.code == 3
    found = {one["account"]: one["drift"] for one in stack_set(drifted)["instances"]}
    assert found[first] == "DRIFTED"
    assert list(found.values()).count("DRIFTED") == 1


def test_under_review_only_the_digest_that_was_reviewed_is_deployed(
    organization: Organization,
) -> None:
    organization.environments("payments", review=True)
    refused = run(*DEPLOY)
    assert refused.code == 5
    assert "takes only what was reviewed" in refused.err
    digest = stack_set(run_json("stackset", "plan"))["digest"]
    organization.parameters(Project="other")
    assert run(*DEPLOY, "--reviewed", digest).code == 5
    organization.parameters(Project="delivery")
    assert run(*DEPLOY, "--reviewed", digest).code == 0


def test_nothing_is_asked_without_a_terminal(organization: Organization) -> None:
    refused = run("stackset", "deploy")
    assert refused.code == 2
    assert "--yes" in refused.err


def test_an_environment_without_an_organization_is_told_what_to_write(
    project: Project,
) -> None:
    for arguments, said in (
        ((), "No environment has an organization"),
        (("--env", "nowhere"), "no environment nowhere"),
        (("--env", "dev"), "no parameter file of the account template"),
    ):
        done = run("stackset", "plan", *arguments)
        assert done.code == 2
        assert said in done.err


def test_without_trusted_access_it_says_who_turns_it_on(
    organization: Organization,
) -> None:
    refusal = "You must enable organizations access to operate a service managed stack"
    organization.says(refusal=refusal)
    refused = run(*DEPLOY)
    assert refused.code == 1
    assert "activate-organizations-access" in refused.out
