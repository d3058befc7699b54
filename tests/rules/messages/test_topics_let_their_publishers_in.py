import pytest

from generator.rules._messaging_fragments import (
    TOPIC,
    TOPIC_POLICY,
    notified_rule,
    template,
)

EVENTS = "Principal: {Service: events.amazonaws.com}"
ALARM = """\
  Alarm:
    Type: AWS::CloudWatch::Alarm
    Properties:
      AlarmActions: [!Ref Topic]
"""
NOTIFICATION = """\
  Notification:
    Type: AWS::CodeStarNotifications::NotificationRule
    Properties:
      Targets: [{TargetType: SNS, TargetAddress: !Ref Topic}]
"""
BUCKET = """\
  Uploads:
    Type: AWS::S3::Bucket
    Properties:
      NotificationConfiguration:
        TopicConfigurations: [{Event: "s3:ObjectCreated:*", Topic: !Ref Topic}]
"""


def rule(principal=EVENTS, action="sns:Publish"):
    return (
        notified_rule()
        .replace(EVENTS, principal, 1)
        .replace("Action: sns:Publish", f"Action: {action}", 1)
    )


def test_a_rule_that_the_topic_refuses_is_found(judge):
    (finding,) = judge("E9975", rule("Principal: {Service: sns.amazonaws.com}"))
    assert "Topic allows sns:Publish to events.amazonaws.com" in finding
    assert len(judge("E9975", rule(action="sns:Subscribe"))) == 1


def test_no_policy_at_all_lets_no_service_in(judge):
    assert len(judge("E9975", notified_rule().replace(TOPIC_POLICY, ""))) == 1


@pytest.mark.parametrize(
    "principal",
    [
        EVENTS,
        "Principal: {Service: [events.amazonaws.com, sns.amazonaws.com]}",
        "Principal: '*'",
        "Principal: {Service: '*'}",
    ],
)
def test_a_rule_that_the_topic_lets_in_is_fine(judge, principal):
    assert judge("E9975", rule(principal)) == []


def test_the_default_statement_lets_no_service_in(judge):
    default = (
        "Principal: {AWS: '*'}\n            "
        "Condition: {StringEquals: {AWS:SourceOwner: '111122223333'}}"
    )
    assert len(judge("E9975", rule(default))) == 1


def test_a_topic_from_elsewhere_is_not_judged(judge):
    text = (
        rule().replace("Arn: !Ref Topic", "Arn: !Ref Given").replace(TOPIC_POLICY, "")
    )
    assert judge("E9975", text) == []


def test_each_branch_of_a_target_is_judged(judge):
    for arn in (
        "!If [IsProduction, !Ref Topic, !Ref Given]",
        "!If [IsProduction, !Ref Given, !Ref Topic]",
    ):
        text = rule().replace("Arn: !Ref Topic", f"Arn: {arn}")
        assert judge("E9975", text) == []
        assert len(judge("E9975", text.replace(TOPIC_POLICY, ""))) == 1


def test_a_policy_for_one_case_is_found_for_the_other(judge):
    text = rule().replace(
        "  TopicPolicy:\n", "  TopicPolicy:\n    Condition: IsProduction\n"
    )
    (finding,) = judge("E9975", text)
    assert "when IsProduction is false" in finding
    both = text.replace("  Failed:\n", "  Failed:\n    Condition: IsProduction\n")
    assert judge("E9975", both) == []


@pytest.mark.parametrize(
    ("sender", "service"),
    [(NOTIFICATION, "codestar-notifications"), (BUCKET, "s3")],
)
def test_other_services_need_to_be_let_in(judge, sender, service):
    assert len(judge("E9975", template(TOPIC, sender))) == 1
    assert len(judge("E9975", template(TOPIC, TOPIC_POLICY, sender))) == 1
    policy = TOPIC_POLICY.replace("events.amazonaws", f"{service}.amazonaws")
    assert judge("E9975", template(TOPIC, policy, sender)) == []


def test_alarms_need_it_once_the_default_policy_is_replaced(judge):
    assert judge("E9975", template(TOPIC, ALARM)) == []
    assert len(judge("E9975", template(TOPIC, TOPIC_POLICY, ALARM))) == 1
    by_name = TOPIC_POLICY.replace("events.", "cloudwatch.")
    assert judge("E9975", template(TOPIC, by_name, ALARM)) == []
    by_owner = TOPIC_POLICY.replace(EVENTS, "Principal: {AWS: '111122223333'}")
    assert judge("E9975", template(TOPIC, by_owner, ALARM)) == []
