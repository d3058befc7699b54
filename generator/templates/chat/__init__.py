"""One chat channel that hears of pipelines, in Slack or in Microsoft Teams.

The channel shows what the topics for chats are told, by Amazon Q Developer in chat
applications (formerly AWS Chatbot). It is to hear and not to act: its role may do
nothing, and the guardrail keeps it so whatever role somebody gives it.
"""

from troposphere import Output, Template

from generator.buildspecs import Buildspecs
from generator.templates.chat.channel import GUARDRAIL, channel
from generator.templates.chat.inputs import inputs, rules
from generator.templates.concern import assemble

DESCRIPTION = (
    "One channel of Slack or Microsoft Teams that hears of pipelines, by Amazon Q "
    "Developer in chat applications; nobody can act from it"
)

# createOnlyProperties of the resource schemas. CloudFormation makes the new one first.
BREAKING = dict.fromkeys(
    ("EnvironmentSuffix", "ChannelName", "SlackWorkspaceId", "TeamsTenantId", "TeamId"),
    "it makes the configuration anew, and Amazon Q Developer takes no second one of "
    "its name or of its channel while the first is there: destroy the stack and make "
    "it anew",
)


def chat(_: Buildspecs) -> Template:
    """Make the template."""
    given = inputs()
    made = channel(inputs=given)
    return assemble(
        description=DESCRIPTION,
        inputs=given,
        mappings=GUARDRAIL,
        concerns=(made,),
        outputs=(
            Output(
                "chatConfigurationArn",
                Description="The configuration of the channel",
                Value=given.slack.there.choose(
                    made.slack_channel.get_att("Arn"), made.teams_channel.get_att("Arn")
                ),
            ),
        ),
        rules=rules(given),
        breaking_changes=BREAKING,
    )
