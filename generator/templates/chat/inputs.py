"""Every parameter and switch of the chat template."""

from dataclasses import dataclass
from typing import Any

from troposphere import And, Equals, If, Not, Or, Parameter, Ref, Sub, Tags

from generator.templates import patterns, tagging
from generator.templates.pipeline.inputs.rules import assertion
from generator.templates.switch import Switch
from generator.templates.tagging import resource_tags

# With the suffix a role's name: 64 characters (IAM API reference, CreateRole).
CHANNEL_NAME = patterns.Pattern(
    "^[a-z][a-z0-9-]{0,39}$", "1 to 40 of a-z, 0-9 and -, first a-z"
)
# Resource schemas of AWS::Chatbot::SlackChannelConfiguration and
# MicrosoftTeamsChannelConfiguration.
SLACK_WORKSPACE = patterns.Pattern("^[0-9A-Z]{1,255}$", "a workspace's id, like T012AB")
SLACK_CHANNEL = patterns.Pattern("^[A-Za-z0-9]{1,256}$", "a channel's id, like C012AB")
_UUID = "^[0-9A-Fa-f]{8}(-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}$"
TEAM = patterns.Pattern(_UUID, "a team's id, a UUID")
TENANT = patterns.Pattern(_UUID, "a tenant's id, a UUID")
_TEAMS_TEXT = "[a-zA-Z0-9_=+/.,-]*"
TEAMS_CHANNEL = patterns.Pattern(
    f"^{_TEAMS_TEXT}%3[aA]{_TEAMS_TEXT}%40{_TEAMS_TEXT}$",
    "a channel's id as in its link, like 19%3a...%40thread.tacv2",
)
_TOPIC = r"arn:[\w-]+:sns:[a-z0-9-]+:\d{12}:[\w-]{1,256}"
TOPIC_ARNS = patterns.Pattern(
    f"^{_TOPIC}(,{_TOPIC}){{0,19}}$", "up to 20 topic ARNs with commas between"
)


@dataclass(frozen=True)
class Naming:
    """What the configuration is called and how it is tagged."""

    environment_suffix: Parameter
    channel_name: Parameter
    project: Parameter
    cost_center: Parameter
    names_project: Switch
    label: str = "Names and tags"

    @property
    def configuration(self) -> Sub:
        """The name of the configuration."""
        return Sub("${ChannelName}-${EnvironmentSuffix}")

    def tags(self) -> Tags:
        """The tags of every resource."""
        return resource_tags(
            self.names_project.choose(self.project.ref(), self.channel_name.ref())
        )


@dataclass(frozen=True)
class Messages:
    """What the channel hears, and what is kept of it."""

    topic_arns: Parameter
    logging_level: Parameter
    permissions_boundary_arn: Parameter
    has_boundary: Switch
    label: str = "Messages"

    @property
    def boundary(self) -> If:
        """The permissions boundary of the role, if there is one."""
        return self.has_boundary.when(self.permissions_boundary_arn.ref())


@dataclass(frozen=True)
class Slack:
    """A channel of a workspace."""

    slack_workspace_id: Parameter
    slack_channel_id: Parameter
    there: Switch
    label: str = "Slack"


@dataclass(frozen=True)
class Teams:
    """A channel of a team."""

    teams_tenant_id: Parameter
    team_id: Parameter
    teams_channel_id: Parameter
    there: Switch
    label: str = "Microsoft Teams"


@dataclass(frozen=True)
class Inputs:
    """The groups of the console form, in its order."""

    naming: Naming
    messages: Messages
    slack: Slack
    teams: Teams


def inputs() -> Inputs:
    """All of them."""
    return Inputs(
        naming=_naming(), messages=_messages(), slack=_slack(), teams=_teams()
    )


def rules(given: Inputs) -> dict[str, dict[str, Any]]:
    """The section Rules: a stack is one channel, told in full."""
    slack = (given.slack.slack_workspace_id, given.slack.slack_channel_id)
    teams = (
        given.teams.teams_tenant_id,
        given.teams.team_id,
        given.teams.teams_channel_id,
    )
    whole = (And(*map(_given, slack)), And(*map(_given, teams)))
    none = (And(*map(_empty, slack)), And(*map(_empty, teams)))
    return {
        "OneChannelInFull": {
            "Assertions": [
                assertion(
                    Or(And(whole[0], none[1]), And(whole[1], none[0])),
                    "SlackWorkspaceId and SlackChannelId, or TeamsTenantId, TeamId and "
                    "TeamsChannelId name the channel: give either of these in full and "
                    "leave out the other",
                )
            ]
        }
    }


def _given(parameter: Parameter) -> Not:
    return Not(_empty(parameter))


def _empty(parameter: Parameter) -> Equals:
    return Equals(parameter.ref(), "")


def _all_given(switch: str, *names: str) -> Switch:
    return Switch(switch, And(*(Not(Equals(Ref(name), "")) for name in names)))


def _naming() -> Naming:
    return Naming(
        environment_suffix=tagging.environment_suffix(
            "Environment whose pipelines are told of: the last part of every name and "
            "the value of the tag Environment"
        ),
        channel_name=Parameter(
            "ChannelName",
            Type="String",
            Description="What the channel is called here: the first part of every name",
            **CHANNEL_NAME.required,
        ),
        project=tagging.project("the channel's name"),
        cost_center=tagging.cost_center(),
        names_project=tagging.names_project(),
    )


def _messages() -> Messages:
    return Messages(
        topic_arns=Parameter(
            "TopicArns",
            Type="String",
            Description="Topics that the channel hears, with commas between them: "
            "chatTopicArn and chatInformationTopicArn of pipelines, or topics of "
            "CloudWatch alarms",
            **TOPIC_ARNS.required,
        ),
        logging_level=Parameter(
            "LoggingLevel",
            Type="String",
            Default="ERROR",
            AllowedValues=["ERROR", "INFO", "NONE"],
            Description="What Amazon Q Developer logs of the channel, in us-east-1 and "
            "for ever: what could not be shown, everything or nothing",
            ConstraintDescription="ERROR, INFO or NONE",
        ),
        permissions_boundary_arn=Parameter(
            "PermissionsBoundaryArn",
            Type="String",
            Default="",
            Description="Permissions boundary of the role; empty for none",
            **patterns.POLICY_ARN.optional,
        ),
        has_boundary=Switch(
            "HasBoundary", Not(Equals(Ref("PermissionsBoundaryArn"), ""))
        ),
    )


def _slack() -> Slack:
    return Slack(
        slack_workspace_id=Parameter(
            "SlackWorkspaceId",
            Type="String",
            Default="",
            Description="Workspace that somebody has authorized in the console of "
            "Amazon Q Developer in chat applications; empty for Microsoft Teams",
            **SLACK_WORKSPACE.optional,
        ),
        slack_channel_id=Parameter(
            "SlackChannelId",
            Type="String",
            Default="",
            Description="The channel: the last part of its link; a private one has to "
            "invite @Amazon Q first",
            **SLACK_CHANNEL.optional,
        ),
        there=_all_given("UsesSlack", "SlackWorkspaceId", "SlackChannelId"),
    )


def _teams() -> Teams:
    return Teams(
        teams_tenant_id=Parameter(
            "TeamsTenantId",
            Type="String",
            Default="",
            Description="Tenant of the team; empty for Slack",
            **TENANT.optional,
        ),
        team_id=Parameter(
            "TeamId",
            Type="String",
            Default="",
            Description="Team that somebody has authorized in the console of Amazon Q "
            "Developer in chat applications",
            **TEAM.optional,
        ),
        teams_channel_id=Parameter(
            "TeamsChannelId",
            Type="String",
            Default="",
            Description="The channel, as in its link",
            **TEAMS_CHANNEL.optional,
        ),
        there=_all_given("UsesTeams", "TeamsTenantId", "TeamId", "TeamsChannelId"),
    )
