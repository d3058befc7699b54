"""A channel hears of pipelines, and nobody can act from it."""

import re
from typing import Any

import pytest

from generator.cloudformation.assertions import broken_assertions
from generator.cloudformation.document import read
from generator.review.updates import gravest, reach
from tests.checkout import ROOT
from tests.templates.chat.stack import (
    REQUIRED,
    SLACK,
    TEAMS,
    TOPICS,
    stack,
    template,
)
from tests.templates.stack import BOUNDED

PARAMETERS = template()["Parameters"]
CHANNELS = {
    "SlackChannel": (SLACK, "AWS::Chatbot::SlackChannelConfiguration"),
    "TeamsChannel": (TEAMS, "AWS::Chatbot::MicrosoftTeamsChannelConfiguration"),
}
each_channel = pytest.mark.parametrize("name", CHANNELS)


def channel(name: str) -> dict[str, Any]:
    given, kind = CHANNELS[name]
    of = stack(given)
    assert of.resources[name]["Type"] == kind
    assert {*of.resources} == {"ChannelRole", name}
    return of.properties(name)


def test_only_what_it_is_called_and_hears_must_be_given() -> None:
    required = {name for name, each in PARAMETERS.items() if "Default" not in each}
    assert required == set(REQUIRED)


@each_channel
def test_it_is_the_channel_that_is_given_and_hears_the_topics(name: str) -> None:
    given, _ = CHANNELS[name]
    made = channel(name)
    assert {key: made[key] for key in given} == given
    assert made["SnsTopicArns"] == [*TOPICS]
    assert made["ConfigurationName"] == "payments-alerts-dev"
    assert stack(given).outputs == {"chatConfigurationArn": f"{name}.Arn"}


@each_channel
def test_the_guardrail_denies_everything_instead_of_the_services_default(
    name: str,
) -> None:
    """Without one it is AdministratorAccess."""
    assert channel(name)["GuardrailPolicies"] == ["arn:aws:iam::aws:policy/AWSDenyAll"]


@each_channel
def test_the_channels_role_has_no_policy(name: str) -> None:
    assert channel(name)["IamRoleArn"] == "ChannelRole.Arn"
    role = stack(SLACK).properties("ChannelRole")
    assert not {"Policies", "ManagedPolicyArns"} & role.keys()


def test_the_role_is_bounded_where_an_account_has_a_boundary() -> None:
    role = stack(SLACK, BOUNDED).properties("ChannelRole")
    assert role["PermissionsBoundary"] == BOUNDED["PermissionsBoundaryArn"]
    assert "PermissionsBoundary" not in stack(SLACK).properties("ChannelRole")


@each_channel
def test_what_could_not_be_shown_is_logged_unless_somebody_says_otherwise(
    name: str,
) -> None:
    given, _ = CHANNELS[name]
    assert channel(name)["LoggingLevel"] == "ERROR"
    quiet = stack(given, {"LoggingLevel": "NONE"}).properties(name)
    assert quiet["LoggingLevel"] == "NONE"


@pytest.mark.parametrize("given", [SLACK, TEAMS], ids=["slack", "teams"])
def test_one_channel_in_full_is_taken(given: dict[str, str]) -> None:
    assert not list(broken_assertions(stack(given).scope))


@pytest.mark.parametrize(
    "given",
    [
        {},
        {**SLACK, **TEAMS},
        {"SlackChannelId": SLACK["SlackChannelId"]},
        {**SLACK, "TeamId": TEAMS["TeamId"]},
        {**TEAMS, "TeamId": ""},
    ],
    ids=["none", "both", "half of one", "one and a half", "a hole"],
)
def test_anything_else_is_refused(given: dict[str, str]) -> None:
    (broken,) = broken_assertions(stack(given).scope)
    assert "give either of these in full" in broken.description


def test_what_makes_the_configuration_anew_is_stopped() -> None:
    reached = reach(read(ROOT / "templates_out" / "chat.yaml"), "us-east-2")
    anew = {name for name, places in reached.items() if gravest(places) == "replaced"}
    assert anew == {*template()["Metadata"]["BreakingChanges"]}


@pytest.mark.parametrize(
    ("name", "value", "taken"),
    [
        ("TopicArns", TOPICS[0], True),
        ("TopicArns", ",".join([TOPICS[0]] * 20), True),
        ("TopicArns", ",".join([TOPICS[0]] * 21), False),
        ("TopicArns", ", ".join(TOPICS), False),
        ("TopicArns", f"{TOPICS[0]}-*", False),
        ("SlackChannelId", "#payments", False),
        ("TeamsChannelId", "19:AbCdEf@thread.tacv2", False),
        ("ChannelName", "Payments", False),
    ],
)
def test_a_pattern_tells_right_from_wrong(name: str, value: str, taken: bool) -> None:
    assert bool(re.search(PARAMETERS[name]["AllowedPattern"], value)) is taken
