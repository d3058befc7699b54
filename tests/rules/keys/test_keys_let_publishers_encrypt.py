import pytest

from generator.rules._messaging_fragments import KEY, notified_rule

ALIAS = """\
  Alias:
    Type: AWS::KMS::Alias
    Properties: {AliasName: alias/topic, TargetKeyId: !Ref Key}
"""
ACTIONS = "Action: [kms:Decrypt, kms:GenerateDataKey*]"


def encrypted(old="", new="", key="!Ref Key", more=""):
    return notified_rule(KEY.replace(old, new) if old else KEY, more, topic_key=key)


@pytest.mark.parametrize(
    ("old", "new", "lacks"),
    [
        ("events.amazonaws.com", "sns.amazonaws.com", "kms:GenerateDataKey"),
        (ACTIONS, "Action: kms:Decrypt", "kms:GenerateDataKey"),
        (ACTIONS, "Action: kms:GenerateDataKey*", "kms:Decrypt"),
    ],
)
def test_a_key_that_the_service_cannot_use_is_found(judge, old, new, lacks):
    (finding,) = judge("E9984", encrypted(old, new))
    assert f"does not allow {lacks} to events.amazonaws.com" in finding


@pytest.mark.parametrize(
    "actions",
    [ACTIONS, "Action: kms:*", "Action: [kms:Decrypt, kms:GenerateDataKey]"],
)
def test_a_key_that_lets_it_in_is_fine(judge, actions):
    assert judge("E9984", encrypted(ACTIONS, actions)) == []


@pytest.mark.parametrize("key", ["!GetAtt Key.Arn", "!Ref Alias"])
def test_the_key_is_found_by_arn_and_alias(judge, key):
    assert judge("E9984", encrypted(key=key, more=ALIAS)) == []
    text = encrypted("events.", "sns.", key=key, more=ALIAS)
    assert len(judge("E9984", text)) == 1


@pytest.mark.parametrize("key", ["!Ref Given", "alias/elsewhere"])
def test_a_key_from_elsewhere_is_not_judged(judge, key):
    assert judge("E9984", encrypted("events.", "sns.", key=key)) == []


def test_a_policy_from_elsewhere_is_not_judged(judge):
    policy = KEY[KEY.index("      KeyPolicy:") : KEY.index("      Tags:")]
    assert judge("E9984", encrypted(policy, "      KeyPolicy: !Ref Given\n")) == []


def test_without_a_key_there_is_nothing_to_judge(judge):
    assert judge("E9984", notified_rule()) == []


def test_each_branch_is_judged(judge):
    for key in (
        "!If [IsProduction, !Ref Key, !Ref Given]",
        "!If [IsProduction, !Ref Given, !Ref Key]",
    ):
        assert judge("E9984", encrypted(key=key)) == []
        assert len(judge("E9984", encrypted("events.", "sns.", key=key))) == 1


def test_only_the_services_that_send_to_it_need_the_key(judge):
    alarm = """\
  Alarm:
    Type: AWS::CloudWatch::Alarm
    Properties: {AlarmActions: [!Ref Alarms]}
  Alarms:
    Type: AWS::SNS::Topic
    Properties: {KmsMasterKeyId: !Ref Key}
"""
    assert len(judge("E9984", notified_rule(KEY, alarm))) == 1
    key = KEY.replace("events.", "cloudwatch.")
    assert judge("E9984", notified_rule(key, alarm)) == []
