from typing import Any

import pytest

from generator.cloudformation.document import from_body
from generator.review.expressions import physical_name, say

BODY: dict[str, Any] = {
    "Parameters": {"Suffix": {"Type": "String"}},
    "Resources": {
        "Bucket": {
            "Type": "AWS::S3::Bucket",
            "Properties": {"BucketName": {"Fn::Sub": "data-${Suffix}"}},
        },
        "Queue": {"Type": "AWS::SQS::Queue"},
        "Topic": {"Type": "AWS::SNS::Topic"},
        "Project": {"Type": "AWS::CodeBuild::Project", "Properties": {"Name": "p"}},
    },
}
TEMPLATE = from_body(BODY)


def get_att(*names: str) -> dict[str, Any]:
    return {"Fn::GetAtt": list(names)}


def equal_if(yes: Any, no: Any) -> dict[str, Any]:
    return {"Fn::If": ["IsSet", yes, no]}


HERE = "arn:${AWS::Partition}:ecs:${AWS::Region}:${AWS::AccountId}:cluster/c"
SPLIT = {"Fn::Split": [":listener/", {"Ref": "Suffix"}]}


@pytest.mark.parametrize(
    ("value", "said"),
    [
        ("text", "text"),
        (True, "true"),
        (7, "7"),
        (["a", 1], "a, 1"),
        ({"prefix": "x"}, "prefix: x"),
        ({"Ref": "Suffix"}, "<Suffix>"),
        ({"Ref": "AWS::Region"}, "<region>"),
        ({"Ref": "AWS::NoValue"}, ""),
        # By the name it gets, where the template gives one.
        ({"Ref": "Bucket"}, "data-<Suffix>"),
        ({"Ref": "Queue"}, "<Queue>"),
        # A topic's Ref is its ARN (CloudFormation User Guide, AWS::SNS::Topic).
        ({"Ref": "Topic"}, "arn:…:sns:…:<Topic>"),
        (get_att("Bucket", "Arn"), "arn:…:s3:::data-<Suffix>"),
        ({"Fn::GetAtt": "Project.Arn"}, "arn:…:codebuild:…:project/p"),
        (get_att("Queue", "QueueName"), "<Queue.QueueName>"),
        (get_att("Elsewhere", "Arn"), "<Elsewhere.Arn>"),
        ({"Fn::Sub": "${!literal} ${Queue.Arn}"}, "${literal} arn:…:sqs:…:<Queue>"),
        ({"Fn::Sub": ["${a}-${ Suffix }", {"a": "x"}]}, "x-<Suffix>"),
        ({"Fn::Join": ["/", ["a", {"Ref": "Suffix"}]]}, "a/<Suffix>"),
        ({"Fn::Join": [",", {"Ref": "Suffix"}]}, "<Suffix>"),
        ({"Fn::Join": [":rule/", SPLIT]}, "<Suffix: :listener/ → :rule/>"),
        (equal_if("a", "b"), "a or b"),
        (equal_if("a", {"Ref": "AWS::NoValue"}), "a"),
        (equal_if("a", "a"), "a"),
        (["x", equal_if("a", "b")], "x, (a or b)"),
        ({"Fn::FindInMap": ["M", "k", "Domain"]}, "<M Domain>"),
        ({"Fn::Select": [1, ["a", "b"]]}, "b"),
        ({"Fn::Select": ["0", SPLIT]}, "<item 1 of Suffix>"),
        ({"Fn::Select": [1, {"Ref": "Suffix"}]}, "<item 2 of Suffix>"),
        (
            {"Fn::Select": [4, {"Fn::Split": [":", {"Ref": "RoleArn"}]}]},
            "<account of RoleArn>",
        ),
        ({"Fn::ImportValue": "net"}, "<export net>"),
        ({"Fn::Base64": "x"}, "Base64(x)"),
    ],
)
def test_an_expression_is_said_in_one_line(value: Any, said: str) -> None:
    assert say(value, TEMPLATE) == said


@pytest.mark.parametrize(
    ("arn", "said"),
    [
        (HERE, "arn:…:ecs:…:cluster/c"),
        (
            "arn:${AWS::Partition}:iam::${AWS::AccountId}:role/r",
            "arn:…:iam:…:role/r",
        ),
        # Another region or account is what a reviewer looks for.
        (
            "arn:${AWS::Partition}:sns:eu-west-1:${AWS::AccountId}:t",
            "arn:…:sns:eu-west-1:<account>:t",
        ),
        (
            "arn:${AWS::Partition}:iam::111122223333:role/r",
            "arn:…:iam::111122223333:role/r",
        ),
        ("arn:aws:s3:::b", "arn:aws:s3:::b"),
    ],
)
def test_an_arn_is_shortened_only_where_it_says_here(arn: str, said: str) -> None:
    assert say({"Fn::Sub": arn}, TEMPLATE) == said


@pytest.mark.parametrize(
    ("logical_id", "name"),
    [("Bucket", "data-<Suffix>"), ("Project", "p"), ("Queue", "")],
)
def test_a_resource_is_called_by_its_name_property(logical_id: str, name: str) -> None:
    assert physical_name(logical_id, TEMPLATE) == name
