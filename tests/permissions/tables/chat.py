"""Who may assume the role of a chat channel, and that it may do nothing."""

from tests.permissions.rows import ADMINISTRATOR, regional, row

CHATS = "chatbot.amazonaws.com"
ALLOWED = [
    # No page says whether the service tells for which account it asks.
    row(CHATS, "makes the channel", "sts:AssumeRole", "{ChannelRole}"),
    row(
        CHATS,
        "makes the channel, and says for whom",
        "sts:AssumeRole",
        "{ChannelRole}",
        context={"aws:SourceAccount": "{account}"},
    ),
]
DENIED = [
    row(
        CHATS,
        "acts for another account",
        "sts:AssumeRole",
        "{ChannelRole}",
        context={"aws:SourceAccount": "{stranger}"},
    ),
    row("lambda.amazonaws.com", "another service", "sts:AssumeRole", "{ChannelRole}"),
    row(ADMINISTRATOR, "a person", "sts:AssumeRole", "{ChannelRole}"),
    row(
        "ChannelRole",
        "approves for whoever writes in the channel",
        "codepipeline:PutApprovalResult",
        regional(
            "codepipeline", "payment-service-pipeline-dev/ManualApproval/Approval"
        ),
    ),
    row(
        "ChannelRole",
        "releases for whoever writes in the channel",
        "codepipeline:StartPipelineExecution",
        regional("codepipeline", "payment-service-pipeline-dev"),
    ),
    row(
        "ChannelRole",
        "looks around",
        "cloudwatch:DescribeAlarms logs:DescribeLogGroups",
        "*",
    ),
    row(
        "ChannelRole",
        "tells people itself",
        "sns:Publish",
        regional("sns", "chat-pipeline-notifications-dev"),
    ),
]
