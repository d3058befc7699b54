"""The channel's configuration, and a role that may do nothing."""

from dataclasses import dataclass
from typing import Any

from awacs.aws import (
    Allow,
    Condition,
    Principal,
    SourceAccount,
    Statement,
    StringEqualsIfExists,
)
from awacs.sts import AssumeRole
from troposphere import AccountId, FindInMap, Partition, Split, Sub, chatbot, iam

from generator.templates.chat.inputs import Inputs
from generator.templates.policy import policy_document

# AWS's own policy that denies everything. Amazon Q Developer is in no other partition
# (resource schemas of AWS::Chatbot, by region).
GUARDRAIL = {
    "Guardrail": {"aws": {"PolicyArn": "arn:aws:iam::aws:policy/AWSDenyAll"}},
}


@dataclass(frozen=True)
class Channel:
    """One of both channels; what the topics are told stands there."""

    channel_role: iam.Role
    slack_channel: chatbot.SlackChannelConfiguration
    teams_channel: chatbot.MicrosoftTeamsChannelConfiguration


def channel(*, inputs: Inputs) -> Channel:
    """Messages come by the service-linked role, which subscribes the topics.

    What members can do is what both the role and the guardrail allow; without one the
    guardrail is AdministratorAccess (Amazon Q Developer in chat applications
    Administrator Guide, "Understanding permissions"; API reference,
    CreateSlackChannelConfiguration).
    """
    role = _role(inputs)
    settings: dict[str, Any] = {
        "ConfigurationName": inputs.naming.configuration,
        "IamRoleArn": role.get_att("Arn"),
        "SnsTopicArns": Split(",", inputs.messages.topic_arns.ref()),
        "GuardrailPolicies": [FindInMap("Guardrail", Partition, "PolicyArn")],
        "LoggingLevel": inputs.messages.logging_level.ref(),
        # Roles of their own would be behind the guardrail as well.
        "UserRoleRequired": False,
    }
    slack, teams = inputs.slack, inputs.teams
    return Channel(
        channel_role=role,
        slack_channel=chatbot.SlackChannelConfiguration(
            "SlackChannel",
            **slack.there.condition_of_resource,
            SlackWorkspaceId=slack.slack_workspace_id.ref(),
            SlackChannelId=slack.slack_channel_id.ref(),
            Tags=inputs.naming.tags(),
            **settings,
        ),
        teams_channel=chatbot.MicrosoftTeamsChannelConfiguration(
            "TeamsChannel",
            **teams.there.condition_of_resource,
            TeamsTenantId=teams.teams_tenant_id.ref(),
            TeamId=teams.team_id.ref(),
            TeamsChannelId=teams.teams_channel_id.ref(),
            Tags=inputs.naming.tags(),
            **settings,
        ),
    )


def _role(inputs: Inputs) -> iam.Role:
    """No policy: nothing that we send needs one.

    No page says whether the service tells for which account it assumes a role. If it
    does, for another one it may not.
    """
    return iam.Role(
        "ChannelRole",
        Description="What a chat channel may do, which is nothing: it only hears",
        RoleName=Sub("${ChannelName}-chat-role-${EnvironmentSuffix}"),
        AssumeRolePolicyDocument=policy_document(
            Statement(
                Sid="OnlyForThisAccount",
                Effect=Allow,
                Principal=Principal("Service", "chatbot.amazonaws.com"),
                Action=[AssumeRole],
                Condition=Condition(StringEqualsIfExists({SourceAccount: AccountId})),
            )
        ),
        PermissionsBoundary=inputs.messages.boundary,
        Tags=inputs.naming.tags(),
    )
