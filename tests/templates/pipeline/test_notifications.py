"""Each event gives exactly one mail, and none is lost without a trace."""

import json
import re
from typing import Any

import pytest

from generator.cloudformation.assertions import broken_assertions
from tests.templates.stack import (
    BY_ECS,
    CHATTED,
    CHINA,
    COMMERCIAL,
    INFORMED,
    KMS,
    MAILED,
    ON_CALL,
    TESTED,
    Stack,
    stack,
    template,
)

RULE = "AWS::Events::Rule"
WAITING = {"TestTrafficWaitMinutes": "30"}
PIPELINE = "CodePipeline Pipeline Execution State Change"
STAGE = "CodePipeline Stage Execution State Change"
ACTION = "CodePipeline Action Execution State Change"
DEPLOYMENT = "CodeDeploy Deployment State-change Notification"
ECS_DEPLOYMENT = "ECS Deployment State Change"
SERVICE = (
    "arn:aws:ecs:us-east-2:111122223333:service/payment-cluster-dev/payment-service-dev"
)


def of_pipeline(kind: str, state: str, **more: Any) -> dict[str, Any]:
    """After the CodePipeline User Guide, "Monitoring CodePipeline events"."""
    detail = {"pipeline": "Pipeline", "execution-id": "0123-4567", "state": state}
    return {
        "source": "aws.codepipeline",
        "detail-type": kind,
        "detail": {**detail, **more},
    }


def of_approval(state: str) -> dict[str, Any]:
    return of_pipeline(ACTION, state, type={"category": "Approval", "owner": "AWS"})


def of_deployment(state: str, application: str = "Application") -> dict[str, Any]:
    """After the CodeDeploy User Guide, "Monitoring deployments with EventBridge"."""
    detail = {"application": application, "deploymentId": "d-1", "state": state}
    return {
        "source": "aws.codedeploy",
        "detail-type": DEPLOYMENT,
        "detail": detail,
    }


TOLD = [
    of_pipeline(PIPELINE, "FAILED"),
    of_pipeline(PIPELINE, "SUCCEEDED"),
    of_deployment("START"),
    of_deployment("SUCCESS"),
    of_deployment("FAILURE"),
    of_deployment("STOP"),
]
NOT_TOLD = [
    of_pipeline(PIPELINE, "STARTED"),
    of_pipeline(PIPELINE, "SUPERSEDED"),
    of_pipeline(PIPELINE, "FAILED", pipeline="another"),
    of_pipeline(STAGE, "FAILED"),
    of_pipeline(ACTION, "STARTED", type={"category": "Build"}),
    of_pipeline(ACTION, "FAILED", type={"category": "Deploy"}),
    # The approval tells of itself.
    of_approval("STARTED"),
    of_approval("SUCCEEDED"),
    of_approval("FAILED"),
    of_deployment("READY"),
    of_deployment("FAILURE", application="another"),
]


def matches(pattern: dict[str, Any], event: dict[str, Any]) -> bool:
    """EventBridge's matching of exact values; the template uses no other."""
    return all(
        matches(wanted, event.get(key, {}))
        if isinstance(wanted, dict)
        else event.get(key) in wanted
        for key, wanted in pattern.items()
    )


def rules_for(event: dict[str, Any], of: Stack | None = None) -> list[str]:
    rules = (of or stack()).of_type(RULE)
    return [n for n, rule in rules.items() if matches(rule["EventPattern"], event)]


def message(event: dict[str, Any], of: Stack) -> str:
    """What the one matching rule sends, as EventBridge's transformer makes it."""
    (name,) = rules_for(event, of)
    (target,) = of.properties(name)["Targets"]
    # A text for SNS must be a JSON string.
    sent: str = json.loads(transformed(target, event))
    return sent


def transformed(target: dict[str, Any], event: dict[str, Any]) -> str:
    """An event as a target gets it."""
    transformer = target["InputTransformer"]
    text: str = transformer["InputTemplate"]
    for key, path in transformer["InputPathsMap"].items():
        value: Any = event
        for part in path.removeprefix("$.").split("."):
            value = value[part]
        text = text.replace(f"<{key}>", value)
    return text


def test_the_matcher_can_tell_events_apart() -> None:
    pattern = {"source": ["a"], "detail": {"type": {"category": ["x"]}}}
    assert matches(pattern, {"source": "a", "detail": {"type": {"category": "x"}}})
    assert not matches(pattern, {"source": "a", "detail": {"type": {"category": "y"}}})
    assert not matches(pattern, {"source": "a", "detail": {}})


@pytest.mark.parametrize("event", TOLD, ids=str)
def test_an_event_that_matters_is_one_mail(event: dict[str, Any]) -> None:
    assert len(rules_for(event)) == 1


@pytest.mark.parametrize("event", NOT_TOLD, ids=str)
def test_other_events_are_none(event: dict[str, Any]) -> None:
    assert rules_for(event) == []


def test_a_deployment_that_waits_for_testers_is_told_where_it_waits() -> None:
    def told(*given: dict[str, str]) -> bool:
        pattern = stack(*given).properties("DeploymentRule")["EventPattern"]
        return matches(pattern, of_deployment("READY"))

    assert told(TESTED, {"TestTrafficWaitMinutes": "30"})
    assert not told(TESTED)


def of_service(kind: str, name: str, service: str = SERVICE) -> dict[str, Any]:
    """After the Amazon ECS Developer Guide, "Amazon ECS events"."""
    return {
        "source": "aws.ecs",
        "detail-type": kind,
        "resources": service,
        "detail": {"eventType": "INFO", "eventName": name},
    }


@pytest.mark.parametrize(
    ("event", "told"),
    [
        (of_service(ECS_DEPLOYMENT, "SERVICE_DEPLOYMENT_IN_PROGRESS"), True),
        (of_service(ECS_DEPLOYMENT, "SERVICE_DEPLOYMENT_COMPLETED"), True),
        (of_service(ECS_DEPLOYMENT, "SERVICE_DEPLOYMENT_FAILED"), True),
        (of_service("ECS Service Action", "SERVICE_TASK_START_IMPAIRED"), True),
        (of_service("ECS Service Action", "SERVICE_STEADY_STATE"), False),
        (of_service("ECS Task State Change", "SERVICE_TASK_START_IMPAIRED"), False),
        (
            of_service(
                ECS_DEPLOYMENT, "SERVICE_DEPLOYMENT_FAILED", f"{SERVICE}-of-another"
            ),
            False,
        ),
    ],
    ids=str,
)
def test_where_ecs_deploys_its_own_events_of_this_service_tell(
    event: dict[str, Any], told: bool
) -> None:
    """`resources` of an event is a list, of which one item must match."""
    of = stack(BY_ECS)
    rules = of.of_type("AWS::Events::Rule")
    assert set(rules) == {
        "PipelineRule",
        "PipelineInformationRule",
        "EcsDeploymentRule",
        "EcsDeploymentInformationRule",
    }
    of_ecs = [each for name, each in rules.items() if name.startswith("Ecs")]
    hits = [each for each in of_ecs if matches(each["EventPattern"], event)]
    assert len(hits) == told
    for each in of_ecs:
        (target,) = each["Targets"]
        text = json.loads(target["InputTransformer"]["InputTemplate"])
        assert re.fullmatch(r"Service payment-service-dev: <event>: https://\S+", text)
    kept = of.properties("UndeliveredQueuePolicy")["PolicyDocument"]["Statement"][0]
    assert kept["Condition"]["ArnEquals"]["aws:SourceArn"] == [
        f"{name}.Arn" for name in rules
    ]


def test_a_rollback_is_told_by_codedeploy_because_its_events_do_not_say_so() -> None:
    assert stack().properties("DeploymentGroup")["TriggerConfigurations"] == [
        {
            "TriggerName": "rollback",
            "TriggerTargetArn": "NotificationTopic",
            "TriggerEvents": ["DeploymentRollback"],
        }
    ]


@pytest.mark.parametrize("event", TOLD, ids=str)
def test_a_message_is_one_line_that_says_what_which_and_where(
    event: dict[str, Any],
) -> None:
    text = message(event, stack())
    detail = event["detail"]
    assert "\n" not in text
    assert re.fullmatch(r"[^<>]+: https://\S+", text)
    assert detail.get("pipeline", detail.get("application")) in text
    assert detail.get("execution-id", detail.get("deploymentId")) in text
    assert detail["state"] in text


GOVERNMENT = {
    **COMMERCIAL,
    "AWS::Partition": "aws-us-gov",
    "AWS::Region": "us-gov-west-1",
}


@pytest.mark.parametrize(
    ("pseudo", "console"),
    [
        (COMMERCIAL, "https://us-east-2.console.aws.amazon.com/codesuite/"),
        (CHINA, "https://cn-north-1.console.amazonaws.cn/codesuite/"),
        (GOVERNMENT, "https://us-gov-west-1.console.amazonaws-us-gov.com/codesuite/"),
    ],
    ids=["aws", "aws-cn", "aws-us-gov"],
)
def test_the_link_is_to_the_partitions_own_console(
    pseudo: dict[str, str], console: str
) -> None:
    assert console in message(TOLD[0], stack(pseudo=pseudo))


def test_a_mail_goes_to_the_address_that_is_given() -> None:
    assert stack().properties("NotificationSubscription") == {
        "TopicArn": "NotificationTopic",
        "Protocol": "email",
        "Endpoint": "payments@example.com",
    }


def test_mail_goes_to_further_addresses_each_by_a_parameter_of_its_own() -> None:
    """By a place in a list, who moves up would be unsubscribed with the old place."""

    def told(**given: str) -> dict[str, str]:
        found = stack(given).of_type("AWS::SNS::Subscription")
        return {name: each["Endpoint"] for name, each in found.items()}

    team = {"NotificationSubscription": "payments@example.com"}
    last = {"NotificationSubscription3": MAILED["NotificationEmail3"]}
    assert told() == team
    assert told(**MAILED) == {
        **team,
        "NotificationSubscription2": MAILED["NotificationEmail2"],
        **last,
    }
    assert told(NotificationEmail3=MAILED["NotificationEmail3"]) == {**team, **last}


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({"NotificationEmail2": "payments@example.com"}, "NotificationEmail and"),
        (
            {**MAILED, "NotificationEmail3": MAILED["NotificationEmail2"]},
            "NotificationEmail2 and NotificationEmail3",
        ),
    ],
)
def test_one_address_is_given_once(given: dict[str, str], says: str) -> None:
    (broken,) = broken_assertions(stack(given).scope)
    assert says in broken.description


def grave(event: dict[str, Any]) -> bool:
    return event["detail"]["state"] in ("FAILED", "FAILURE", "STOP", "READY")


@pytest.mark.parametrize("event", [*TOLD, of_deployment("READY")], ids=str)
def test_what_nobody_must_act_on_goes_to_others_where_there_are_any(
    event: dict[str, Any],
) -> None:
    def told(*given: dict[str, str]) -> list[str]:
        return [
            target["Arn"]
            for rule in stack(TESTED, WAITING, *given).of_type(RULE).values()
            if matches(rule["EventPattern"], event)
            for target in rule["Targets"]
        ]

    assert told() == ["NotificationTopic"]
    apart = "NotificationTopic" if grave(event) else "InformationTopic"
    assert told(INFORMED) == [apart]


def test_information_has_its_own_topic_only_where_it_is_asked_for_apart() -> None:
    apart, together = stack(INFORMED, KMS), stack(KMS)
    assert {n for n in together.resources if n.startswith("Information")} == set()
    for key in ("KmsMasterKeyId", "TopicName"):
        assert (
            apart.properties("InformationTopic")[key]
            == {
                "KmsMasterKeyId": "EncryptionKey.Arn",
                "TopicName": "information-pipeline-notifications-dev",
            }[key]
        )
    told = apart.of_type("AWS::SNS::Subscription").values()
    assert [
        each["Endpoint"] for each in told if each["TopicArn"] == "InformationTopic"
    ] == [*INFORMED.values()]
    assert apart.outputs["informationTopicArn"] == "InformationTopic"
    approval = re.search(
        "'NotificationArn': '(.*?)'", str(apart.properties("Pipeline"))
    )
    assert approval
    assert approval.group(1) == "NotificationTopic"


def said_to_chats(event: dict[str, Any]) -> list[tuple[str, dict[str, Any]]]:
    """Topic and message of what chats are told of an event."""
    of = stack(CHATTED, TESTED, WAITING)
    return [
        (target["Arn"], json.loads(transformed(target, event)))
        for rule in of.of_type(RULE).values()
        if matches(rule["EventPattern"], event)
        for target in rule["Targets"]
        if target["Arn"].startswith("Chat")
    ]


@pytest.mark.parametrize("event", [*TOLD, of_deployment("READY")], ids=str)
def test_a_chat_is_told_the_same_in_the_form_without_which_it_is_dropped(
    event: dict[str, Any],
) -> None:
    """Amazon Q Developer Administrator Guide, "Custom notifications"."""
    ((topic, said),) = said_to_chats(event)
    assert topic == ("ChatTopic" if grave(event) else "ChatInformationTopic")
    detail = event["detail"]
    assert said == {
        "version": "1.0",
        "source": "custom",
        "content": {
            "textType": "client-markdown",
            "title": "payment-service dev",
            "description": message(event, stack(TESTED, WAITING)),
        },
        "metadata": {
            "threadId": detail.get("execution-id", detail.get("deploymentId"))
        },
    }


def test_where_ecs_deploys_a_chat_hears_of_it_too() -> None:
    rules = stack(BY_ECS, CHATTED).of_type(RULE)
    _, chat = rules["EcsDeploymentRule"]["Targets"]
    said = json.loads(chat["InputTransformer"]["InputTemplate"])
    assert said["content"]["description"].startswith("Service payment-service-dev: ")
    # The two kinds of events have no id in common.
    assert "metadata" not in said


def test_a_chat_is_told_that_somebody_is_asked_to_approve() -> None:
    asked = of_approval("STARTED")
    asked["detail"]["stage"] = "ManualApproval"
    ((topic, said),) = said_to_chats(asked)
    assert topic == "ChatTopic"
    assert re.fullmatch(
        "Pipeline Pipeline waits in ManualApproval for approval, execution 0123-4567: "
        r"https://\S+/pipelines/Pipeline/view",
        said["content"]["description"],
    )
    assert said_to_chats(of_approval("SUCCEEDED")) == []


def test_without_chats_there_is_nothing_of_theirs() -> None:
    of = stack()
    assert not {name for name in of.resources if "Chat" in name}
    assert all(len(rule["Targets"]) == 1 for rule in of.of_type(RULE).values())
    kept = of.properties("UndeliveredQueuePolicy")["PolicyDocument"]["Statement"][0]
    assert "Chat" not in str(kept)
    outputs = template()["Outputs"]
    for name in ("chatTopicArn", "chatInformationTopicArn"):
        assert outputs[name]["Condition"] == "TellsChats"


def test_the_topics_of_chats_are_encrypted_as_the_others() -> None:
    of = stack(CHATTED, KMS)
    for name in ("ChatTopic", "ChatInformationTopic"):
        assert of.properties(name)["KmsMasterKeyId"] == "EncryptionKey.Arn"
        policy = of.properties(f"{name}Policy")
        assert policy["Topics"] == [name]
        (let_in, refused) = policy["PolicyDocument"]["Statement"]
        assert let_in["Principal"] == {"Service": "events.amazonaws.com"}
        assert refused["Sid"] == "RefusePlainHttp"


def test_every_rule_publishes_to_the_topic_and_keeps_what_it_cannot_deliver() -> None:
    rules = stack().of_type("AWS::Events::Rule")
    assert len(rules) == 4
    for rule in rules.values():
        (target,) = rule["Targets"]
        assert target["Arn"] == "NotificationTopic"
        assert target["DeadLetterConfig"] == {"Arn": "UndeliveredQueue.Arn"}
        # With a role EventBridge would not use the topic's policy.
        assert "RoleArn" not in target


def test_what_was_not_delivered_is_kept_encrypted_for_fourteen_days() -> None:
    queue = stack().properties("UndeliveredQueue")
    assert queue["MessageRetentionPeriod"] == 14 * 24 * 60 * 60
    assert queue["SqsManagedSseEnabled"] is True


def test_a_queue_has_one_kind_of_encryption_because_sqs_refuses_two() -> None:
    queue = stack(KMS).properties("UndeliveredQueue")
    assert queue["KmsMasterKeyId"] == "EncryptionKey.Arn"
    assert "SqsManagedSseEnabled" not in queue


def test_eventbridge_may_publish_without_a_condition() -> None:
    """It does not evaluate conditions of a topic's policy reliably."""
    policy = stack().properties("NotificationTopicPolicy")
    assert policy["Topics"] == ["NotificationTopic"]
    assert policy["PolicyDocument"]["Statement"][0] == {
        "Sid": "PublishEvents",
        "Effect": "Allow",
        "Principal": {"Service": "events.amazonaws.com"},
        "Action": ["sns:Publish"],
        "Resource": "NotificationTopic",
    }


def test_only_our_rules_may_fill_the_queue() -> None:
    policy = stack().properties("UndeliveredQueuePolicy")
    assert policy["Queues"] == ["UndeliveredQueue"]
    allowed = policy["PolicyDocument"]["Statement"][0]
    rules = [f"{name}.Arn" for name in stack().of_type("AWS::Events::Rule")]
    assert allowed == {
        "Sid": "KeepWhatWasNotDelivered",
        "Effect": "Allow",
        "Principal": {"Service": "events.amazonaws.com"},
        "Action": ["sqs:SendMessage"],
        "Resource": "UndeliveredQueue.Arn",
        "Condition": {"ArnEquals": {"aws:SourceArn": rules}},
    }


@pytest.mark.parametrize(
    ("policy", "action", "resource"),
    [
        ("NotificationTopicPolicy", "sns:Publish", "NotificationTopic"),
        ("UndeliveredQueuePolicy", "sqs:*", "UndeliveredQueue.Arn"),
    ],
)
def test_plain_http_is_refused(policy: str, action: str, resource: str) -> None:
    assert {
        "Sid": "RefusePlainHttp",
        "Effect": "Deny",
        "Principal": "*",
        "Action": [action],
        "Resource": resource,
        "Condition": {"Bool": {"aws:SecureTransport": "false"}},
    } in stack().properties(policy)["PolicyDocument"]["Statement"]


def test_an_alarm_tells_another_topic_of_the_first_message_that_waits() -> None:
    alarm = stack(ON_CALL).properties("UndeliveredAlarm")
    assert alarm["AlarmActions"] == [ON_CALL["AlarmTopicArn"]]
    assert (alarm["Namespace"], alarm["MetricName"]) == (
        "AWS/SQS",
        "ApproximateNumberOfMessagesVisible",
    )
    assert alarm["Dimensions"] == [
        {"Name": "QueueName", "Value": "UndeliveredQueue.QueueName"}
    ]
    assert (alarm["ComparisonOperator"], alarm["Threshold"]) == (
        "GreaterThanThreshold",
        0,
    )
    assert "UndeliveredAlarm" not in stack().resources
