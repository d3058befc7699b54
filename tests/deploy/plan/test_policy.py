"""Stack policies are in the review: what is set, what stays, what they deny."""

import json
from dataclasses import replace
from typing import Any

import pytest

from generator.deploy.plan.policy import _denied
from generator.project import Project
from tests.cli.commands import run
from tests.deploy.cloud import Cloud
from tests.deploy.plan.test_markdown import change
from tests.deploy.project import TEMPLATE, add_stack
from tests.deploy.wire import DENIED, Fault

ALLOW = {"Effect": "Allow", "Action": "Update:*", "Principal": "*", "Resource": "*"}
DENY = {
    "Effect": "Deny",
    "Action": ["Update:Modify", "Update:Replace"],
    "Principal": "*",
    "Resource": "LogicalResourceId/Topic",
}
OLD = TEMPLATE.replace("'${Name}-", "'${Name}--")


def stands(cloud: Cloud, policy: Any = None) -> None:
    cloud.add(
        "pay-store-dev",
        template=OLD,
        parameters={"Name": "pay", "Secret": "****"},
        policy=json.dumps(policy) if policy else "",
    )


def test_a_policy_that_changes_is_told_by_its_statements(
    cloud: Cloud, project: Project
) -> None:
    add_stack(project, "dev", "pay", StackPolicy={"Statement": [ALLOW, DENY]})
    stands(cloud, {"Statement": [ALLOW, {**DENY, "Resource": "*"}]})
    told = run("plan", "--markdown", "review.md").out
    denies = "stack policy {}: Deny Update:Modify, Update:Replace on {}"
    assert denies.format("gets", "LogicalResourceId/Topic") in told
    assert denies.format("loses", "*") in told
    assert "Allow Update:*" not in told, "that one stays"
    assert "stack policy denies Update:Modify of Topic: it will fail" in told
    assert "stack policy gets" in (project.root / "review.md").read_text()
    assert run("deploy", "--plan", "plan.json", "--yes").code == 0


def test_a_policy_that_left_the_file_stays_and_is_told(
    cloud: Cloud, project: Project
) -> None:
    add_stack(project, "dev", "pay")
    stands(cloud, {"Statement": [ALLOW, DENY]})
    told = run("plan").out
    assert "the stack keeps its stack policy" in told
    assert "stack policy denies Update:Modify of Topic" in told


def test_the_first_policy_of_a_stack_is_told(cloud: Cloud, project: Project) -> None:
    add_stack(project, "dev", "pay", StackPolicy={"Statement": [ALLOW]})
    assert "stack policy gets: Allow Update:* on *" in run("plan").out
    stands(cloud)
    assert "stack policy gets: Allow Update:* on *" in run("plan").out


def test_a_policy_that_moved_after_the_review_makes_the_plan_stale(
    cloud: Cloud, project: Project
) -> None:
    add_stack(project, "dev", "pay")
    stands(cloud)
    run("plan")
    cloud.stack("pay-store-dev").policy = json.dumps({"Statement": [ALLOW]})
    assert run("deploy", "--plan", "plan.json", "--yes").code == 7


def test_a_policy_that_may_not_be_read_is_the_same_words_for_everybody(
    cloud: Cloud, project: Project
) -> None:
    add_stack(project, "dev", "pay")
    stands(cloud)
    cloud.endpoint.faults.append(Fault("GetStackPolicy", DENIED, times=9))
    assert "policy cannot be read (cloudformation:GetStackPolicy)" in run("plan").out
    assert run("deploy", "--plan", "plan.json", "--yes").code == 0


@pytest.mark.parametrize(
    ("statements", "action", "replacement", "denied"),
    [
        ([], "Modify", "", ["Update:Modify"]),
        ([ALLOW], "Modify", "", []),
        ([ALLOW, DENY], "Modify", "", ["Update:Modify"]),
        ([ALLOW, DENY], "Modify", "True", ["Update:Replace"]),
        ([ALLOW, DENY], "Modify", "Conditional", ["Update:Modify", "Update:Replace"]),
        ([ALLOW, DENY], "Remove", "", []),
        ([ALLOW, DENY], "Add", "", []),
        ([DENY, ALLOW], "Modify", "", ["Update:Modify"]),
        (
            [{**ALLOW, "Resource": "LogicalResourceId/B*"}],
            "Remove",
            "",
            ["Update:Delete"],
        ),
        ([{**ALLOW, "Resource": "LogicalResourceId/T*"}], "Remove", "", []),
        (
            [
                {
                    "Effect": "Allow",
                    "NotAction": "Update:Delete",
                    "NotResource": "LogicalResourceId/Other",
                }
            ],
            "Remove",
            "",
            ["Update:Delete"],
        ),
        (
            [
                ALLOW,
                {
                    "Effect": "Deny",
                    "Action": "Update:*",
                    "Resource": "*",
                    "Condition": {"StringLike": {"ResourceType": ["AWS::SNS::*"]}},
                },
            ],
            "Modify",
            "",
            ["Update:Modify"],
        ),
        (
            [
                ALLOW,
                {
                    "Effect": "Deny",
                    "Action": "Update:*",
                    "Resource": "*",
                    "Condition": {"StringEquals": {"ResourceType": "AWS::RDS::X"}},
                },
            ],
            "Modify",
            "",
            [],
        ),
    ],
)
def test_what_a_policy_denies(
    statements: list[Any], action: str, replacement: str, denied: list[str]
) -> None:
    one = replace(change("Topic", action), replacement=replacement)
    assert list(_denied({"Statement": statements}, one)) == denied
