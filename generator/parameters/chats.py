"""Whether what a chat channel hears is there, and in words that a chat shows.

A channel names topics of other stacks. A topic that is not there fails the deployment;
one whose messages Amazon Q Developer does not know is worse, for it drops them without
a word.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from generator.findings import Finding
from generator.parameters.aims import Stack, stacks
from generator.parameters.expressions import (
    is_made,
    known_text,
    properties,
    stack_scope,
)
from generator.parameters.files import Fleet
from generator.parameters.model import ParameterFile

Chosen = Callable[[ParameterFile], bool]

CHAT = "chat"
_TOPICS, _SWITCH = "TopicArns", "ChatNotifications"
# Logical IDs of the topics for chats: what somebody must act on, and the rest.
_GRAVE, _INFORMING = "ChatTopic", "ChatInformationTopic"
# What a channel is in its chat.
_CHANNELS = (
    ("SlackWorkspaceId", "SlackChannelId"),
    ("TeamsTenantId", "TeamId", "TeamsChannelId"),
)


@dataclass(frozen=True)
class _Topic:
    """A topic of a stack that is made, or would be."""

    stack: Stack
    logical_id: str
    arn: str
    is_made: bool

    @property
    def is_for_chats(self) -> bool:
        return self.logical_id in (_GRAVE, _INFORMING)


def chats(fleet: Fleet, chosen: Chosen) -> Iterator[Finding]:
    """Everything that does not fit between channels and the stacks they hear of."""
    topics = {each.arn: each for each in _topics(fleet)}
    channels = stacks(fleet, CHAT)
    named: set[str] = set()
    for channel in channels:
        arns = [each for each in channel.value(_TOPICS).split(",") if each]
        named |= {*arns}
        for arn in arns if chosen(channel.file) else ():
            yield from _not_heard(channel, arn, topics)
    for topic in topics.values():
        is_heard = topic.arn in named or topic.logical_id != _GRAVE
        if topic.is_made and not is_heard and chosen(topic.stack.file):
            yield _told_to_nobody(topic)
    yield from _one_channel_twice(channels, chosen)


def _topics(fleet: Fleet) -> Iterator[_Topic]:
    for file in fleet.files:
        template = fleet.templates[file.template]
        scope, where = stack_scope(file, template), file.environment
        for logical_id, resource in template.resources.items():
            if resource.get("Type") == "AWS::SNS::Topic":
                name = known_text(properties(resource).get("TopicName"), scope)
                arn = f"arn:{where.partition}:sns:{where.region}:{where.account}:{name}"
                if name:
                    made = is_made(resource, scope)
                    yield _Topic(Stack(file, template), logical_id, arn, made)


def _not_heard(
    channel: Stack, arn: str, topics: Mapping[str, _Topic]
) -> Iterator[Finding]:
    where = channel.file.environment
    if arn.split(":")[3:5] != [where.region, where.account]:
        return  # what is wrong with the ARN itself is said of every ARN
    place, topic = channel.file.place_of(_TOPICS), topics.get(arn)
    if topic is None:
        here = sorted(
            each.arn
            for each in topics.values()
            if each.is_for_chats
            and each.is_made
            and each.stack.file.environment.name == where.name
        )
        yield place.finding(
            CHAT,
            f"no file here makes the topic {arn}: nothing proves that it is there and "
            "says what a chat shows",
            f"Topics for chats here are {', '.join(here)}."
            if here
            else f'Write "{_SWITCH}": "true" for a pipeline, and name its topics.',
            "warning",
        )
    elif not topic.is_for_chats:
        yield place.finding(
            CHAT,
            f"{arn} is the {topic.logical_id} of {topic.stack.file.path}, whose "
            "messages are no chat's: Amazon Q Developer drops them without a word",
            f"Name its {_GRAVE} or {_INFORMING}, which it has with {_SWITCH}.",
        )
    elif not topic.is_made:
        yield place.finding(
            CHAT,
            f"{topic.stack.file.path} has the topic {arn} with {_SWITCH} alone",
            f'Write "{_SWITCH}": "true" there.',
        )


def _told_to_nobody(topic: _Topic) -> Finding:
    file = topic.stack.file
    return file.place_of(_SWITCH).finding(
        CHAT,
        f"no chat file here names {topic.arn}: no channel hears of failures and "
        "approvals",
        f"Write it in {_TOPICS} of params/{file.environment.name}/NAME.{CHAT}.json.",
        "warning",
    )


def _one_channel_twice(channels: list[Stack], chosen: Chosen) -> Iterator[Finding]:
    """Amazon Q Developer takes one configuration of a channel in an account."""
    known: dict[tuple[str, ...], Stack] = {}
    for channel in channels:
        for names in _CHANNELS:
            values = [channel.value(name) for name in names]
            key = (channel.file.environment.account, *values)
            other = known.setdefault(key, channel) if all(values) else channel
            if other is not channel and chosen(channel.file):
                yield channel.file.place_of(names[-1]).finding(
                    CHAT,
                    f"{names[-1]} is {values[-1]}, the channel of {other.file.path} in "
                    "one account, which takes one configuration of a channel",
                    f"Name all its topics in {_TOPICS} of that file.",
                )
