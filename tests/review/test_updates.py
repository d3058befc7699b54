import pytest

from generator.cloudformation.document import parse
from generator.review.updates import Effect, gravest, reach, remade

TEMPLATE = parse("""\
Parameters:
  Name: {Type: String}
  Mail: {Type: String}
  Days: {Type: Number}
  Key: {Type: String, Default: ""}
  Deep: {Type: String, Default: ""}
  Nothing: {Type: String, Default: ""}
Conditions:
  HasKey: !Not [!Equals [!Ref Key, ""]]
  IsDeep: !And [!Condition HasKey, !Equals [!Ref Deep, "yes"]]
Resources:
  Bucket:
    Type: AWS::S3::Bucket
    Properties:
      BucketName: !Sub "${ Name }-files"
      LifecycleConfiguration:
        Rules: [{Status: Enabled, ExpirationInDays: !Ref Days}]
      Tags: !If [IsDeep, [{Key: a, Value: b}], !Ref "AWS::NoValue"]
  Topic:
    Type: AWS::SNS::Topic
    Properties: {DisplayName: !Ref Name}
  Subscription:
    Type: AWS::SNS::Subscription
    Condition: HasKey
    Properties: {TopicArn: !Ref Topic, Protocol: email, Endpoint: !Ref Mail}
""")
REACH = reach(TEMPLATE, "us-east-2")


@pytest.mark.parametrize(
    ("parameter", "effect"),
    [
        ("Name", "replaced"),
        ("Mail", "replaced"),
        ("Days", "in place"),
        ("Key", "made or removed"),
        ("Deep", "in place"),
        ("Nothing", None),
    ],
)
def test_the_gravest_effect_of_a_parameter_counts(
    parameter: str, effect: Effect | None
) -> None:
    assert gravest(REACH[parameter]) == effect


def test_what_is_made_anew_is_named_once() -> None:
    assert remade(REACH["Name"]) == ["Bucket"]
    assert remade(REACH["Mail"]) == ["Subscription"]
    assert remade(REACH["Days"]) == []


def test_a_parameter_reaches_through_conditions_of_conditions() -> None:
    places = [(place.logical_id, place.path) for place in REACH["Deep"]]
    assert places == [("Bucket", ("Tags",))]
    assert ("Bucket", ("Tags",)) in [(p.logical_id, p.path) for p in REACH["Key"]]


def test_conditions_that_name_each_other_end() -> None:
    template = parse("""\
Parameters: {A: {Type: String}}
Conditions:
  X: !And [!Condition Y, !Equals [!Ref A, a]]
  Y: !Not [!Condition X]
Resources: {T: {Type: "AWS::SNS::Topic", Condition: Y}}
""")
    assert gravest(reach(template, "us-east-2")["A"]) == "made or removed"
