import pytest

from generator.rules._messaging_fragments import (
    QUEUE,
    QUEUE_POLICY,
    TOPIC,
    notified_rule,
    template,
)

SUBSCRIPTION = """\
  Subscription:
    Type: AWS::SNS::Subscription
    Properties:
      Protocol: sqs
      TopicArn: !Ref Topic
      Endpoint: !GetAtt Undelivered.Arn
"""


def test_a_dead_letter_queue_that_refuses_is_found(judge):
    (finding,) = judge("E9078", notified_rule().replace(QUEUE_POLICY, ""))
    assert "Undelivered allows sqs:SendMessage to events.amazonaws.com" in finding


def test_a_queue_that_lets_the_rule_in_is_fine(judge):
    assert judge("E9078", notified_rule()) == []


def test_a_queue_as_target_needs_the_same(judge):
    text = notified_rule().replace("Arn: !Ref Topic", "Arn: !GetAtt Undelivered.Arn")
    assert judge("E9078", text) == []
    assert len(judge("E9078", text.replace(QUEUE_POLICY, ""))) == 2


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("events.amazonaws.com", "sns.amazonaws.com"),
        ("Action: sqs:SendMessage", "Action: sqs:ReceiveMessage"),
        ("Queues: [!Ref Undelivered]", "Queues: [!Ref Given]"),
        ("- Effect: Allow", "- Effect: Deny"),
    ],
)
def test_a_statement_that_does_not_let_it_in_is_found(judge, old, new):
    text = notified_rule().replace(QUEUE_POLICY, QUEUE_POLICY.replace(old, new, 1))
    assert len(judge("E9078", text)) == 1


def test_each_branch_is_judged(judge):
    queue, none = "!GetAtt Undelivered.Arn", "!Ref AWS::NoValue"
    for arn in (
        f"!If [IsProduction, {queue}, {none}]",
        f"!If [IsProduction, {none}, {queue}]",
    ):
        text = notified_rule().replace(f"{{Arn: {queue}}}", f"{{Arn: {arn}}}")
        assert judge("E9078", text) == []
        assert len(judge("E9078", text.replace(QUEUE_POLICY, ""))) == 1


def test_a_queue_from_elsewhere_is_not_judged(judge):
    text = notified_rule().replace(
        "{Arn: !GetAtt Undelivered.Arn}", "{Arn: !Ref Given}"
    )
    assert judge("E9078", text.replace(QUEUE_POLICY, "")) == []


def test_a_subscribed_queue_lets_sns_in(judge):
    policy = QUEUE_POLICY.replace("!GetAtt Failed.Arn", "!Ref Topic")
    assert len(judge("E9078", template(TOPIC, QUEUE, policy, SUBSCRIPTION))) == 1
    policy = policy.replace("events.", "sns.")
    assert judge("E9078", template(TOPIC, QUEUE, policy, SUBSCRIPTION)) == []
