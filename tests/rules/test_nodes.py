"""The walker: one value for each branch, none that cannot happen."""

import pytest
from cfnlint.decode import decode_str
from cfnlint.template import Template

from generator.rules._nodes import Node, in_words, resources, together, uncovered

TEMPLATE = """\
Parameters:
  Stage: {Type: String}
  Key: {Type: String, Default: ''}
Conditions:
  IsProduction: !Equals [!Ref Stage, prod]
  IsTest: !Equals [!Ref Stage, test]
  NotProduction: !Not [!Condition IsProduction]
  HasKey: !Not [!Equals [!Ref Key, '']]
Resources:
  Topic:
    Type: AWS::SNS::Topic
    Condition: IsProduction
    Properties:
      TopicName: !If [NotProduction, impossible, production]
      DisplayName: !If [HasKey, !If [HasKey, twice, impossible], !Ref AWS::NoValue]
      KmsMasterKeyId: !Ref Key
      Subscription:
        - !If [HasKey, {Protocol: email, Endpoint: a@example.com}, !Ref AWS::NoValue]
        - Protocol: !If [HasKey, https, sqs]
          Endpoint: b
  Empty:
    Type: AWS::SNS::Topic
"""


@pytest.fixture
def cfn():
    template, errors = decode_str(TEMPLATE)
    assert not errors
    return Template("template.yaml", template, ["us-east-2"])


@pytest.fixture
def topic(cfn):
    return next(r for r in resources(cfn, "AWS::SNS::Topic") if r.name == "Topic")


def test_a_branch_that_excludes_the_resource_is_not_there(topic):
    assert [node.value for node in topic.get("TopicName")] == ["production"]


def test_the_same_condition_is_not_true_and_false_at_once(topic):
    assert [node.value for node in topic.get("DisplayName")] == ["twice", None]


def test_a_node_knows_where_it_stands_and_when(topic):
    (name,) = topic.get("TopicName")
    assert name.path[-2:] == ("Fn::If", 2)
    assert name.when == {"IsProduction": True, "NotProduction": False}


def test_an_absent_property_has_the_path_of_what_lacks_it(topic):
    (node,) = topic.get("FifoTopic")
    assert node.is_absent
    assert not node.is_known
    assert node.path == ("Resources", "Topic", "Properties")


def test_a_value_that_is_known_only_later_is_not_known(topic):
    (key,) = topic.get("KmsMasterKeyId")
    assert not key.is_known
    assert not key.is_absent
    assert key.text == "${Key}"
    (below,) = topic.get("KmsMasterKeyId", "Anything")
    assert not below.is_known


def test_elements_of_a_list_come_in_every_branch(topic):
    protocols = [
        node.value
        for subscriptions in topic.get("Subscription")
        for subscription in subscriptions.items()
        for node in subscription.get("Protocol")
    ]
    assert protocols == ["email", "https", "sqs"]


def test_a_list_within_a_branch_is_part_of_the_list(cfn):
    value = [{"Fn::If": ["HasKey", ["a", "b"], {"Ref": "AWS::NoValue"}]}, "c"]
    nodes = Node(value, (), {}, cfn).items()
    assert [node.value for node in nodes] == ["a", "b", "c"]


@pytest.mark.parametrize("arguments", [["HasKey", "a"], "HasKey", [1, "a", "b"]])
def test_an_if_that_is_none_stays_as_it_is(cfn, arguments):
    (node,) = Node({"Fn::If": arguments}, (), {}, cfn).branches()
    assert not node.is_known


def test_below_a_plain_value_there_is_nothing(topic):
    assert list(topic.get("TopicName", "Nothing")) == []


def test_a_resource_without_properties_has_none(cfn):
    empty = next(r for r in resources(cfn) if r.name == "Empty")
    (node,) = empty.get("TopicName")
    assert node.is_absent
    assert node.path == ("Resources", "Empty")


def test_a_case_is_uncovered_until_every_scenario_is(cfn):
    assert uncovered(cfn, {}, []) == {}
    assert uncovered(cfn, {"HasKey": True}, [{"HasKey": True}]) is None
    assert uncovered(cfn, {}, [{"HasKey": True}]) == {"HasKey": False}
    assert uncovered(cfn, {}, [{"HasKey": True}, {"HasKey": False}]) is None
    assert uncovered(cfn, {"IsProduction": True}, [{"NotProduction": False}]) is None
    assert uncovered(cfn, {"IsProduction": True}, [{"IsTest": True}]) is not None


def test_an_unknown_condition_is_no_ground_for_a_finding(cfn):
    assert uncovered(cfn, {}, [{"Typo": True}]) is None


def test_cases_that_exclude_each_other_do_not_go_together(cfn):
    assert together(cfn, {"HasKey": True}, {"HasKey": False}) is None
    assert together(cfn, {"IsProduction": True}, {"IsTest": True}) is None
    both = {"HasKey": True, "IsProduction": False}
    assert together(cfn, {"HasKey": True}, {"IsProduction": False}) == both


def test_cases_read_as_words():
    assert in_words({}) == ""
    assert in_words({"A": True, "B": False}) == " when A is true and B is false"
