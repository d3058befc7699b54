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
    (finding,) = judge("E9978", notified_rule().replace(QUEUE_POLICY, ""))
    assert "Undelivered allows sqs:SendMessage to events.amazonaws.com" in finding


def test_a_queue_that_lets_the_rule_in_is_fine(judge):
    assert judge("E9978", notified_rule()) == []


def test_a_queue_as_target_needs_the_same(judge):
    text = notified_rule().replace("Arn: !Ref Topic", "Arn: !GetAtt Undelivered.Arn")
    assert judge("E9978", text) == []
    assert len(judge("E9978", text.replace(QUEUE_POLICY, ""))) == 2


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
    assert len(judge("E9978", text)) == 1


@pytest.mark.parametrize(
    ("source", "findings"),
    [
        ("!GetAtt Failed.Arn", 0),
        ("[!GetAtt Other.Arn, !GetAtt Failed.Arn]", 0),
        ("!Ref Given", 0),
        ("arn:aws:events:us-east-2:111122223333:rule/*", 0),
        ("[!GetAtt Other.Arn, !Ref Given]", 0),
        ("!GetAtt Other.Arn", 1),
    ],
)
def test_a_statement_for_other_rules_lets_this_one_not_in(judge, source, findings):
    other = "  Other: {Type: AWS::Events::Rule, Properties: {Targets: []}}\n"
    policy = QUEUE_POLICY.replace("!GetAtt Failed.Arn", source)
    text = notified_rule(other).replace(QUEUE_POLICY, policy)
    assert len(judge("E9978", text)) == findings
    negated = text.replace("ArnEquals", "ArnNotEquals")
    assert judge("E9978", negated) == []


def test_each_branch_is_judged(judge):
    queue, none = "!GetAtt Undelivered.Arn", "!Ref AWS::NoValue"
    for arn in (
        f"!If [IsProduction, {queue}, {none}]",
        f"!If [IsProduction, {none}, {queue}]",
    ):
        text = notified_rule().replace(f"{{Arn: {queue}}}", f"{{Arn: {arn}}}")
        assert judge("E9978", text) == []
        assert len(judge("E9978", text.replace(QUEUE_POLICY, ""))) == 1


def test_a_queue_from_elsewhere_is_not_judged(judge):
    text = notified_rule().replace(
        "{Arn: !GetAtt Undelivered.Arn}", "{Arn: !Ref Given}"
    )
    assert judge("E9978", text.replace(QUEUE_POLICY, "")) == []


DEAD_LETTERS = SUBSCRIPTION.replace(
    "      Endpoint: !GetAtt Undelivered.Arn\n",
    "      RedrivePolicy: {deadLetterTargetArn: !GetAtt Undelivered.Arn}\n",
)
INLINE = TOPIC.replace(
    "    Properties:\n",
    "    Properties:\n"
    "      Subscription: [{Protocol: sqs, Endpoint: !GetAtt Undelivered.Arn}]\n",
)


@pytest.mark.parametrize(
    "senders", [(TOPIC, SUBSCRIPTION), (TOPIC, DEAD_LETTERS), (INLINE,)]
)
def test_a_queue_of_a_subscription_lets_sns_in(judge, senders):
    policy = QUEUE_POLICY.replace("!GetAtt Failed.Arn", "!Ref Topic")
    assert len(judge("E9978", template(*senders, QUEUE, policy))) == 1
    policy = policy.replace("events.", "sns.")
    assert judge("E9978", template(*senders, QUEUE, policy)) == []
    other = policy.replace("!Ref Topic", "!Ref Undelivered")
    assert len(judge("E9978", template(*senders, QUEUE, other))) == 1


def test_a_subscription_to_a_topic_from_elsewhere_may_be_let_in(judge):
    policy = QUEUE_POLICY.replace("events.", "sns.").replace("Failed.Arn", "Topic.Arn")
    elsewhere = SUBSCRIPTION.replace("!Ref Topic", "!Ref Given")
    assert judge("E9978", template(TOPIC, elsewhere, QUEUE, policy)) == []
