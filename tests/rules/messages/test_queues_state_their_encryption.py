import pytest

from generator.rules._messaging_fragments import QUEUE, template

SSE = "      SqsManagedSseEnabled: true\n"


def queue(properties):
    return template(QUEUE.replace(SSE, properties))


@pytest.mark.parametrize("properties", ["", "      SqsManagedSseEnabled: false\n"])
def test_a_queue_without_encryption_is_found(judge, properties):
    assert len(judge("W9977", queue(properties))) == 1


@pytest.mark.parametrize(
    "properties",
    [
        SSE,
        "      KmsMasterKeyId: alias/queues\n",
        "      KmsMasterKeyId: !Ref Given\n",
        "      SqsManagedSseEnabled: !Ref Given\n",
    ],
)
def test_either_kind_is_fine(judge, properties):
    assert judge("W9977", queue(properties)) == []


def test_branches_are_judged_as_they_go_together(judge):
    key = "      KmsMasterKeyId: !If [IsProduction, alias/queues, !Ref AWS::NoValue]\n"
    other = "      SqsManagedSseEnabled: !If [IsProduction, !Ref AWS::NoValue, true]\n"
    assert judge("W9977", queue(key + other)) == []
    assert len(judge("W9977", queue(key))) == 1
    assert len(judge("W9977", queue(other))) == 1
