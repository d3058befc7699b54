"""What an update does in each account, compared as a change set would list it."""

from generator.cloudformation.document import parse
from generator.deploy.plan.changes import Change
from generator.deploy.stacksets.effects import changes, effects, told

BEFORE = """\
Parameters:
  Where: {Type: String, Default: ''}
  Name: {Type: String, Default: logs}
Conditions:
  IsHere: !Or [!Equals [!Ref Where, ''], !Equals [!Ref Where, !Ref AWS::Region]]
Resources:
  Kept:
    Type: AWS::S3::Bucket
    DeletionPolicy: Retain
  Logs:
    Type: AWS::S3::Bucket
    UpdateReplacePolicy: Retain
    Properties:
      BucketName: !Sub ${Name}-${AWS::AccountId}
  Told:
    Type: AWS::SNS::Topic
    Condition: IsHere
    Properties:
      DisplayName: Told
"""
AFTER = BEFORE.replace(
    """\
  Kept:
    Type: AWS::S3::Bucket
    DeletionPolicy: Retain
""",
    """\
  Reader:
    Type: AWS::IAM::ManagedPolicy
    Properties:
      PolicyDocument:
        Statement:
          - {Effect: Allow, Action: s3:GetObject, Resource: !Sub '${Logs.Arn}/*'}
""",
)


def one(name: str, found: tuple[Change, ...]) -> Change:
    return next(each for each in found if each.logical_id == name)


def test_what_goes_comes_and_is_replaced_is_told_with_what_becomes_of_it() -> None:
    found = changes((BEFORE, {}), (parse(AFTER), {"Name": "trail"}), "us-east-2")
    assert [(each.logical_id, each.action) for each in found] == [
        ("Kept", "Remove"),
        ("Logs", "Modify"),
        ("Reader", "Add"),
    ]
    assert one("Kept", found).policy_action == "Retain"
    logs = one("Logs", found)
    assert (logs.replacement, logs.policy_action) == ("True", "ReplaceAndRetain")
    (name,) = logs.properties
    assert (name.before, name.after) == (
        "logs-${AWS::AccountId}",
        "trail-${AWS::AccountId}",
    )
    assert one("Reader", found).grants == (
        "added: Allow s3:GetObject on ${Logs.Arn}/*",
    )


def test_a_replaced_bucket_is_data_at_risk_unless_both_templates_keep_it() -> None:
    loose = AFTER.replace("    UpdateReplacePolicy: Retain\n", "")
    (effect,) = effects((BEFORE, {}), (parse(loose), {"Name": "trail"}), ["us-east-2"])
    lines = [line.text for line in told(effect, parse(loose))]
    assert any("! data-loss: Logs" in line for line in lines)
    assert lines[0] == "  in each account, us-east-2:"


def test_what_moves_between_regions_is_told_of_each() -> None:
    here, there = {"Where": "us-east-2"}, {"Where": "eu-west-1"}
    found = effects(
        (BEFORE, here), (parse(BEFORE), there), ["us-east-2", "eu-west-1", "us-west-2"]
    )
    assert [
        (each.regions, each.changes[0].logical_id, each.changes[0].action)
        for each in found
    ] == [(("us-east-2",), "Told", "Remove"), (("eu-west-1",), "Told", "Add")]


def test_regions_that_differ_in_names_alone_are_told_once() -> None:
    (found,) = effects(
        (BEFORE, {}), (parse(BEFORE), {"Name": "a"}), ["us-east-2", "eu-west-1"]
    )
    assert found.regions == ("us-east-2", "eu-west-1")


def test_the_same_template_and_values_change_nothing() -> None:
    assert effects((BEFORE, {}), (parse(BEFORE), {}), ["us-east-2"]) == ()
