import json
from typing import Any

from generator.cloudformation.document import from_body
from generator.review.notifications import notifications
from tests.review.markdown_reader import read

TOPIC = {"Fn::GetAtt": ["Topic", "TopicArn"]}
QUIET = {"Resources": {"T": {"Type": "AWS::SNS::Topic"}}}
ARN = "arn:…:sns:…:<Topic>"


def resource(kind: str, **properties: Any) -> dict[str, Any]:
    return {"Type": f"AWS::{kind}", "Properties": properties}


def tables(**resources: Any) -> list[list[dict[str, str]]]:
    resources["Topic"] = resources.get("Topic", resource("SNS::Topic"))
    found = read(notifications(from_body({"Resources": resources}))).tables
    return [
        [dict(zip(table[0], row, strict=True)) for row in table[1:]] for table in found
    ]


def rule(**target: Any) -> dict[str, Any]:
    pattern = {
        "source": ["aws.codepipeline"],
        "detail-type": ["Execution"],
        "detail": {"state": ["FAILED", "STOPPED"], "type": {"category": ["A", "B"]}},
    }
    targets = [{"Arn": TOPIC, "Id": "t", **target}]
    return resource("Events::Rule", EventPattern=pattern, Targets=targets)


def test_a_rule_says_its_event_its_states_and_where_it_goes() -> None:
    assert tables(Rule=rule()) == [
        [
            {
                "Event": "Rule\naws.codepipeline\nExecution",
                "Which": "type.category is A or B",
                "States": "FAILED\nSTOPPED",
                "Message": "the whole event",
                "Sent to": ARN,
            }
        ]
    ]


def test_a_message_is_shown_in_its_own_words() -> None:
    two_lines = '"Pipeline <p>"\n"failed"'
    transformed = rule(InputTransformer={"InputTemplate": two_lines})
    assert tables(Rule=transformed)[0][0]["Message"] == "Pipeline <p> failed"
    assert tables(Rule=rule(Input="text"))[0][0]["Message"] == "text"
    assert tables(Rule=rule(InputPath="$.detail"))[0][0]["Message"] == "$.detail"


def test_what_a_chat_shows_is_told_in_its_words() -> None:
    said = {"content": {"title": "Refunds", "description": "failed: https://x"}}
    found = rule(InputTransformer={"InputTemplate": json.dumps(said)})
    assert tables(Rule=found)[0][0]["Message"] == "Refunds: failed: https://x"
    # Other JSON is shown as it is.
    found = rule(InputTransformer={"InputTemplate": '{"content": "x"}'})
    assert tables(Rule=found)[0][0]["Message"] == '{"content": "x"}'


def test_who_hears_of_it_under_which_condition() -> None:
    other = {"Fn::If": ["Apart", "arn:aws:sns:a:1:news", "arn:aws:sns:a:1:all"]}
    found = rule(Arn=other)
    found["Condition"] = "Told"
    chat = {
        "Fn::If": ["Chats", {"Arn": "arn:aws:sns:a:1:chat"}, {"Ref": "AWS::NoValue"}]
    }
    found["Properties"]["Targets"].append(chat)
    mail, chats = tables(Rule=found)[0]
    assert mail["Sent to"].splitlines() == [
        "arn:aws:sns:a:1:news, when Apart holds",
        "arn:aws:sns:a:1:all, when Apart does not hold",
    ]
    assert chats["Sent to"] == "arn:aws:sns:a:1:chat, when Chats holds"
    assert mail["Event"].endswith("\nwhen Told holds")


def test_where_an_event_goes_that_cannot_be_delivered() -> None:
    found = rule(DeadLetterConfig={"Arn": {"Fn::GetAtt": ["Queue", "Arn"]}})
    rows = tables(Rule=found, Queue=resource("SQS::Queue"))[0]
    assert rows[0]["Sent to"] == f"{ARN}\nif that fails: arn:…:sqs:…:<Queue>"


def test_a_schedule_is_an_event() -> None:
    found = resource(
        "Events::Rule", ScheduleExpression="rate(1 day)", Targets=[{"Arn": TOPIC}]
    )
    assert tables(Rule=found)[0][0]["Event"] == "Rule\nrate(1 day)"


def test_an_approval_that_publishes_itself_is_a_notification() -> None:
    silent = {"Name": "Silent"}
    request = {"NotificationArn": TOPIC, "CustomData": "Look at it"}
    approval = {"Name": "Approve", "Configuration": request}
    pipeline = resource(
        "CodePipeline::Pipeline", Stages=[{"Actions": [silent, approval]}]
    )
    (rows,) = tables(Pipeline=pipeline)
    assert rows == [
        {
            "Event": "Pipeline\napproval request",
            "Which": "action is Approve",
            "Message": "Look at it",
            "Sent to": ARN,
        }
    ]


def test_a_deployment_trigger_is_a_notification() -> None:
    trigger = {"TriggerEvents": ["DeploymentRollback"], "TriggerTargetArn": TOPIC}
    group = resource("CodeDeploy::DeploymentGroup", TriggerConfigurations=[trigger])
    (rows,) = tables(Group=group)
    assert rows[0]["Event"] == "Group\ndeployment trigger"
    assert rows[0]["States"] == "DeploymentRollback"


def test_a_notification_rule_is_a_notification() -> None:
    found = resource(
        "CodeStarNotifications::NotificationRule",
        EventTypeIds=["codebuild-failed"],
        Resource={"Fn::GetAtt": ["Project", "Arn"]},
        DetailType="FULL",
        Targets=[{"TargetAddress": TOPIC}],
    )
    (rows,) = tables(Rule=found, Project=resource("CodeBuild::Project", Name="p"))
    assert rows[0]["Which"] == "resource is arn:…:codebuild:…:project/p"
    assert rows[0]["States"] == "codebuild-failed"
    assert rows[0]["Message"] == "detail type FULL"


def test_who_is_subscribed_by_either_way_and_when() -> None:
    topic = resource("SNS::Topic", Subscription=[{"Protocol": "sms"}])
    mail = resource(
        "SNS::Subscription",
        TopicArn={"Ref": "Topic"},
        Protocol={"Ref": "Protocol"},
        Endpoint={"Ref": "Mail"},
    )
    subscribed = tables(Rule=rule(), Topic=topic, Mail={**mail, "Condition": "C"})[1]
    assert [tuple(row.values()) for row in subscribed] == [
        (ARN, "sms", ""),
        (ARN, "<Protocol> <Mail>", "C holds"),
    ]


def test_no_notification_is_said() -> None:
    assert notifications(from_body(QUIET)) == "None."
