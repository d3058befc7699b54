import pytest

from generator.rules._messaging_fragments import KEY, notified_rule

ACTIONS = "            Action: [kms:Decrypt, kms:GenerateDataKey*]\n"
ACCOUNT = "{StringEquals: {aws:SourceAccount: '111122223333'}}"


def conditioned(condition, key="!Ref Key"):
    assert ACTIONS in KEY
    asking = KEY.replace(ACTIONS, f"{ACTIONS}            Condition: {condition}\n")
    return notified_rule(asking, topic_key=key)


@pytest.mark.parametrize(
    "condition",
    [
        ACCOUNT,
        "{ArnLike: {AWS:SourceArn: arn:aws:events:us-east-2:111122223333:rule/*}}",
    ],
)
def test_a_condition_that_never_holds_is_found(judge, condition):
    (finding,) = judge("E9983", conditioned(condition))
    assert "aws:source" in finding


@pytest.mark.parametrize(
    "condition",
    [
        "!Ref AWS::NoValue",
        "!Ref Given",
        "{StringEquals: {kms:CallerAccount: '111122223333'}}",
    ],
)
def test_other_conditions_are_fine(judge, condition):
    assert judge("E9983", conditioned(condition)) == []


def test_each_branch_is_judged(judge):
    none = "!Ref AWS::NoValue"
    assert judge("E9983", conditioned(f"!If [IsProduction, {ACCOUNT}, {none}]"))
    assert judge("E9983", conditioned(f"!If [IsProduction, {none}, {ACCOUNT}]"))


def test_a_key_that_no_rule_uses_may_ask(judge):
    assert judge("E9983", conditioned(ACCOUNT, key="!Ref Given")) == []


def test_other_services_may_be_asked(judge):
    text = conditioned(ACCOUNT).replace(
        "{Service: events.amazonaws.com}\n            Action: [kms",
        "{Service: sns.amazonaws.com}\n            Action: [kms",
    )
    assert judge("E9983", text) == []
