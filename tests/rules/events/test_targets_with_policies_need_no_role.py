import pytest

from generator.rules._messaging_fragments import notified_rule


def target(arn, role="arn:aws:iam::111122223333:role/events"):
    text = notified_rule()
    assert "          Arn: !Ref Topic\n" in text
    return text.replace(
        "          Arn: !Ref Topic\n",
        f"          Arn: {arn}\n          RoleArn: {role}\n",
    )


@pytest.mark.parametrize(
    "arn", ["!Ref Topic", "!GetAtt Topic.TopicArn", "!GetAtt Undelivered.Arn"]
)
def test_a_role_for_a_topic_or_queue_is_found(judge, arn):
    assert len(judge("E9982", target(arn))) == 1


@pytest.mark.parametrize(
    "arn",
    [
        "!Ref Given",
        "arn:aws:sns:us-east-2:999988887777:other-account",
        "arn:aws:codebuild:us-east-2:111122223333:project/p",
    ],
)
def test_a_role_for_another_target_is_fine(judge, arn):
    assert judge("E9982", target(arn)) == []


def test_no_role_is_fine(judge):
    assert judge("E9982", notified_rule()) == []
    assert judge("E9982", target("!Ref Topic", "!Ref AWS::NoValue")) == []


def test_branches_are_judged_as_they_go_together(judge):
    role = "!If [IsProduction, arn:aws:iam::111122223333:role/e, !Ref AWS::NoValue]"
    assert len(judge("E9982", target("!Ref Topic", role))) == 1
    apart = target("!If [IsProduction, !Ref Given, !Ref Topic]", role)
    assert judge("E9982", apart) == []
