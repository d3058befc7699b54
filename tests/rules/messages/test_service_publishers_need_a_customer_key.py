import pytest

from generator.rules._messaging_fragments import KEY, TOPIC, notified_rule, template

SSE = "      SqsManagedSseEnabled: true\n"


@pytest.mark.parametrize(
    "key", ["alias/aws/sns", "arn:aws:kms:us-east-2:111122223333:alias/aws/sns"]
)
def test_a_topic_of_a_rule_under_the_managed_key_is_found(judge, key):
    (finding,) = judge("E9976", notified_rule(topic_key=key))
    assert "events.amazonaws.com cannot use" in finding


def test_a_queue_of_a_rule_under_the_managed_key_is_found(judge):
    text = notified_rule().replace(SSE, "      KmsMasterKeyId: alias/aws/sqs\n")
    assert len(judge("E9976", text)) == 1


@pytest.mark.parametrize(
    "key", ["!Ref Key", "alias/pipeline", "!Ref Given", "!Ref AWS::NoValue"]
)
def test_other_keys_are_fine(judge, key):
    assert judge("E9976", notified_rule(KEY, topic_key=key)) == []


def test_a_topic_that_no_service_sends_to_may_use_it(judge):
    alone = TOPIC.replace(
        "Properties:\n", "Properties:\n      KmsMasterKeyId: alias/aws/sns\n"
    )
    assert judge("E9976", template(alone)) == []


def test_each_branch_is_judged(judge):
    for key in (
        "!If [IsProduction, alias/aws/sns, !Ref Given]",
        "!If [IsProduction, !Ref Given, alias/aws/sns]",
    ):
        assert len(judge("E9976", notified_rule(topic_key=key))) == 1


def test_branches_are_judged_as_they_go_together(judge):
    text = notified_rule(topic_key="!If [IsProduction, alias/aws/sns, !Ref Given]")
    apart = text.replace(
        "Arn: !Ref Topic", "Arn: !If [IsProduction, elsewhere, !Ref Topic]"
    )
    assert judge("E9976", apart) == []
