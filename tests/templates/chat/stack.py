"""The chat template as one stack sees it."""

from collections.abc import Mapping
from functools import cache
from typing import Any

from generator.templates.chat import chat
from tests.templates.stack import COMMERCIAL, Stack, buildspecs, stack_of

TOPICS = (
    "arn:aws:sns:us-east-2:111122223333:chat-pipeline-notifications-dev",
    "arn:aws:sns:us-east-2:111122223333:chat-information-pipeline-notifications-dev",
)
REQUIRED = {
    "EnvironmentSuffix": "dev",
    "ChannelName": "payments-alerts",
    "TopicArns": ",".join(TOPICS),
}
SLACK = {"SlackWorkspaceId": "T012AB3CD", "SlackChannelId": "C012AB3CD"}
TEAMS = {
    "TeamsTenantId": "0d4e5f6a-1b2c-4d3e-8f9a-0b1c2d3e4f5a",
    "TeamId": "1e5f6a7b-2c3d-4e4f-9a0b-1c2d3e4f5a6b",
    "TeamsChannelId": "19%3aAbCdEf012345%40thread.tacv2",
}


@cache
def template() -> Mapping[str, Any]:
    """As troposphere gives it."""
    data: Mapping[str, Any] = chat(buildspecs()).to_dict()
    return data


def stack(*given: Mapping[str, str], pseudo: Mapping[str, str] = COMMERCIAL) -> Stack:
    """A stack with the required parameters and what is given on top."""
    return stack_of(template(), REQUIRED, *given, pseudo=pseudo)
