"""A channel and the stacks that it hears of fit together."""

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from generator.findings import Finding
from generator.parameters.files import load
from generator.parameters.fleet import across
from generator.parameters.model import ParameterFile
from generator.project import Project
from tests.checkout import ROOT
from tests.templates.chat.stack import SLACK, TEAMS

DEV, PROD = "111122223333", "777788889999"
ENVIRONMENTS = f"""
[dev]
account = "{DEV}"
region = "us-east-2"

[prod]
account = "{PROD}"
region = "us-east-2"
"""
# What a pipeline has of this; the real one is compared below.
PIPELINE = """
Parameters:
  EnvironmentSuffix: {Type: String}
  ChatNotifications: {Type: String, Default: 'false'}
Conditions:
  TellsChats: !Equals [!Ref ChatNotifications, 'true']
Resources:
  NotificationTopic:
    Type: AWS::SNS::Topic
    Properties: {TopicName: !Sub 'told-${EnvironmentSuffix}'}
  ChatTopic:
    Type: AWS::SNS::Topic
    Condition: TellsChats
    Properties: {TopicName: !Sub 'chat-${EnvironmentSuffix}'}
  ChatInformationTopic:
    Type: AWS::SNS::Topic
    Condition: TellsChats
    Properties: {TopicName: !Sub 'chat-news-${EnvironmentSuffix}'}
"""
REFUNDS, CHANNEL = "prod/refunds.pipeline", "prod/alerts.chat"


def topic(name: str, account: str = PROD) -> str:
    return f"arn:aws:sns:us-east-2:{account}:{name}"


CHAT = topic("chat-prod")


def channel(*topics: str, **more: str) -> dict[str, str]:
    heard = ",".join(topics)
    given = {"EnvironmentSuffix": "prod", "ChannelName": "alerts", "TopicArns": heard}
    return {**given, **SLACK, **more}


@dataclass
class Told:
    """A pipeline that tells chats, and a channel that hears of it."""

    root: Path
    values: dict[str, dict[str, str]] = field(
        default_factory=lambda: {
            REFUNDS: {"EnvironmentSuffix": "prod", "ChatNotifications": "true"},
            CHANNEL: channel(CHAT),
        }
    )
    pipeline: str = PIPELINE

    def line(self, file: str, parameter: str) -> tuple[str, int]:
        path = self.root / "params" / f"{file}.json"
        lines = path.read_text("utf-8").splitlines()
        (found,) = (n for n, each in enumerate(lines, 1) if f'"{parameter}"' in each)
        return str(path), found

    def found(
        self,
        rule: str = "chat",
        chosen: Callable[[ParameterFile], bool] = lambda _: True,
    ) -> list[Finding]:
        out, params = self.root / "templates_out", self.root / "params"
        for folder in (out, params, *(params / name for name in ("dev", "prod"))):
            folder.mkdir(exist_ok=True)
        chat = (ROOT / "templates_out" / "chat.yaml").read_text("utf-8")
        (out / "chat.yaml").write_text(chat)
        (out / "pipeline.yaml").write_text(self.pipeline)
        (params / "environments.toml").write_text(ENVIRONMENTS)
        for file, values in self.values.items():
            text = json.dumps({"Parameters": values}, indent=1)
            (params / f"{file}.json").write_text(text, encoding="utf-8")
        fleet = load(Project(self.root))
        assert [each for each in fleet.findings if each.severity == "error"] == []
        return [each for each in across(fleet, chosen) if each.rule == rule]

    def one(self, file: str, parameter: str, severity: str = "error") -> str:
        """The one finding, at the line of a parameter."""
        (finding,) = self.found()
        assert (finding.file, finding.line) == self.line(file, parameter)
        assert finding.severity == severity
        assert finding.hint
        return finding.message


@pytest.fixture
def told(tmp_path: Path) -> Told:
    return Told(tmp_path)


def test_what_fits_is_found_to_fit(told: Told) -> None:
    assert told.found() == []
    told.values[CHANNEL] = channel(CHAT, topic("chat-news-prod"))
    assert told.found() == []


def test_the_pipeline_that_we_make_has_what_is_looked_for(told: Told) -> None:
    path = ROOT / "templates_out" / "pipeline.yaml"
    told.pipeline = path.read_text("utf-8")
    names = ("chat-pipeline", "chat-information-pipeline")
    heard = [topic(f"{name}-notifications-prod") for name in names]
    told.values[CHANNEL] = channel(*heard)
    assert told.found() == []
    told.values[CHANNEL] = channel(topic("pipeline-notifications-prod"))
    assert len(told.found()) == 2


def test_a_channel_is_no_service_that_every_environment_has(told: Told) -> None:
    missing = told.found("missing-service")
    assert [Path(each.file).stem for each in missing] == ["refunds.pipeline"]


def test_mail_is_not_for_chats(told: Told) -> None:
    told.values[CHANNEL] = channel(CHAT, topic("told-prod"))
    said = told.one(CHANNEL, "TopicArns")
    assert "is the NotificationTopic of" in said
    assert "Amazon Q Developer drops them" in said


def test_a_pipeline_must_have_the_topics(told: Told) -> None:
    told.values[REFUNDS]["ChatNotifications"] = "false"
    assert "with ChatNotifications alone" in told.one(CHANNEL, "TopicArns")


def test_a_topic_that_no_file_makes_is_not_proven(told: Told) -> None:
    """CloudWatch alarms may tell it: that is no error."""
    told.values[CHANNEL] = channel(CHAT, topic("on-call"))
    said = told.one(CHANNEL, "TopicArns", "warning")
    assert f"no file here makes the topic {topic('on-call')}" in said
    (finding,) = told.found()
    assert CHAT in finding.hint


def test_what_no_channel_hears_is_said_to_who_turned_it_on(told: Told) -> None:
    told.values[CHANNEL] = channel(topic("chat-news-prod"))
    said = told.one(REFUNDS, "ChatNotifications", "warning")
    assert f"no chat file here names {CHAT}" in said


def test_a_channel_may_leave_out_what_nobody_must_act_on(told: Told) -> None:
    assert told.found() == []


def test_an_account_takes_one_configuration_of_a_channel(told: Told) -> None:
    told.values["prod/others.chat"] = channel(CHAT, ChannelName="others")
    assert "the channel of" in told.one("prod/others.chat", "SlackChannelId")
    told.values["prod/others.chat"] = {
        **channel(CHAT, ChannelName="others"),
        **dict.fromkeys(SLACK, ""),
        **TEAMS,
    }
    assert told.found() == []


def test_another_account_has_configurations_of_its_own(told: Told) -> None:
    told.values["dev/refunds.pipeline"] = {
        "EnvironmentSuffix": "dev",
        "ChatNotifications": "true",
    }
    told.values["dev/alerts.chat"] = channel(
        topic("chat-dev", DEV), EnvironmentSuffix="dev"
    )
    assert told.found() == []


def test_two_configurations_of_one_name_clash(told: Told) -> None:
    told.values["prod/others.chat"] = channel(CHAT, SlackChannelId="C0ANOTHER1")
    clash, _ = told.found("name-clash")
    assert '"alerts-chat-role-prod" would also be made by' in clash.message
    assert "1 other names" in clash.message


def test_only_what_was_asked_about_is_told(told: Told) -> None:
    told.values[CHANNEL] = channel(topic("told-prod"))
    assert len(told.found()) == 2
    for kind, parameter in (("chat", "TopicArns"), ("pipeline", "ChatNotifications")):
        (one,) = told.found(chosen=lambda file, kind=kind: file.kind == kind)
        assert (
            one.line == told.line(CHANNEL if kind == "chat" else REFUNDS, parameter)[1]
        )
