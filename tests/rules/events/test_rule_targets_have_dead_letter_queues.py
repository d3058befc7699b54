import pytest

from generator.rules._messaging_fragments import notified_rule

QUEUE = "          DeadLetterConfig: {Arn: !GetAtt Undelivered.Arn}\n"


def target(queue):
    text = notified_rule()
    assert QUEUE in text
    return text.replace(QUEUE, queue)


@pytest.mark.parametrize("queue", ["", "          DeadLetterConfig: {}\n"])
def test_a_target_without_a_queue_is_found(judge, queue):
    assert len(judge("W9981", target(queue))) == 1


@pytest.mark.parametrize(
    "queue", [QUEUE, QUEUE.replace("!GetAtt Undelivered.Arn", "!Ref Given")]
)
def test_a_target_with_a_queue_is_fine(judge, queue):
    assert judge("W9981", target(queue)) == []


def test_each_branch_is_judged(judge):
    for arn in (
        "!If [IsProduction, arn, !Ref AWS::NoValue]",
        "!If [IsProduction, !Ref AWS::NoValue, arn]",
    ):
        assert (
            len(judge("W9981", target(f"          DeadLetterConfig: {{Arn: {arn}}}\n")))
            == 1
        )
