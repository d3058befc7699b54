"""Expressions and what each is: everybody who evaluates must give these answers.

`EXPRESSIONS` are known, or known in part; `MEANINGLESS` are refused by
CloudFormation. The names are those of `TEMPLATE`, of which `PARAMETERS` and
`PSEUDO` give the values that are not defaults.
"""

from typing import Any

from generator.cloudformation.scope import NO_VALUE, UNKNOWN

TEMPLATE: dict[str, Any] = {
    "Parameters": {
        "Name": {"Type": "String", "Default": "ledger"},
        "Empty": {"Type": "String", "Default": ""},
        "Count": {"Type": "Number", "Default": 3},
        "Flag": {"Type": "String", "Default": True},
        "Ids": {"Type": "CommaDelimitedList", "Default": "a, b"},
        "None": {"Type": "CommaDelimitedList", "Default": ""},
        "Given": {"Type": "String"},
        "Must": {"Type": "String"},
        "Stored": {"Type": "AWS::SSM::Parameter::Value<String>", "Default": "/x"},
    },
    "Mappings": {"Sizes": {"us-east-2": {"dev": "small", "Zones": ["x", "y"]}}},
    "Conditions": {
        "Yes": {"Fn::Equals": [{"Ref": "Name"}, "ledger"]},
        "No": {"Fn::Not": [{"Condition": "Yes"}]},
        "Both": {"Fn::And": [{"Condition": "Yes"}, {"Condition": "No"}]},
        "Either": {"Fn::Or": [{"Condition": "Yes"}, {"Condition": "No"}]},
        "Three": {"Fn::Equals": [{"Ref": "Count"}, "3"]},
        "True": {"Fn::Equals": [{"Ref": "Flag"}, True]},
        "HasIds": {
            "Fn::Not": [{"Fn::Equals": [{"Fn::Join": ["", {"Ref": "Ids"}]}, ""]}]
        },
        "HasNone": {"Fn::Equals": [{"Fn::Join": ["", {"Ref": "None"}]}, ""]},
        "SecondIsB": {"Fn::Equals": [{"Fn::Select": [1, {"Ref": "Ids"}]}, "b"]},
        "Here": {"Fn::Equals": [{"Fn::Sub": "${AWS::Region}"}, "us-east-2"]},
        "Mapped": {
            "Fn::Equals": [
                {"Fn::FindInMap": ["Sizes", {"Ref": "AWS::Region"}, "dev"]},
                "small",
            ]
        },
        "Unknown": {"Fn::Equals": [{"Ref": "Must"}, "x"]},
        "UnknownAndNo": {"Fn::And": [{"Condition": "Unknown"}, {"Condition": "No"}]},
        "UnknownOrYes": {"Fn::Or": [{"Condition": "Unknown"}, {"Condition": "Yes"}]},
        "UnknownOrNo": {"Fn::Or": [{"Condition": "Unknown"}, {"Condition": "No"}]},
        "NotUnknown": {"Fn::Not": [{"Condition": "Unknown"}]},
        "Loop": {"Condition": "Loop"},
        "Odd": {"Fn::Xor": [{"Condition": "Yes"}]},
        "Bare": "true",
    },
    "Resources": {
        "Bucket": {
            "Type": "AWS::S3::Bucket",
            "Properties": {"BucketName": {"Fn::Sub": "${Name}-files"}},
        },
        "Nameless": {"Type": "AWS::S3::Bucket"},
        "Topic": {"Type": "AWS::SNS::Topic", "Properties": {"TopicName": "t"}},
    },
}
PARAMETERS = {"Given": "given"}
PSEUDO = {"AWS::Region": "us-east-2", "AWS::AccountId": "111122223333"}


def if_(name: str) -> dict[str, Any]:
    return {"Fn::If": [name, "yes", "no"]}


EXPRESSIONS: list[tuple[Any, Any]] = [
    ("text", "text"),
    (5, 5),
    ([True, None, 1.5], [True, None, 1.5]),
    ({"Ref": "Name"}, "ledger"),
    ({"Ref": "Given"}, "given"),
    ({"Ref": "Count"}, "3"),
    ({"Ref": "Flag"}, "true"),
    ({"Ref": "Empty"}, ""),
    ({"Ref": "Ids"}, ["a", "b"]),
    ({"Ref": "None"}, [""]),
    ({"Ref": "Must"}, UNKNOWN),
    ({"Ref": "Stored"}, UNKNOWN),
    ({"Ref": "AWS::Region"}, "us-east-2"),
    ({"Ref": "AWS::StackId"}, UNKNOWN),
    ({"Ref": "AWS::NoValue"}, NO_VALUE),
    ({"Ref": "Bucket"}, "ledger-files"),
    ({"Ref": "Nameless"}, UNKNOWN),
    ({"Ref": "Topic"}, UNKNOWN),
    ({"Fn::GetAtt": ["Bucket", "Arn"]}, UNKNOWN),
    ({"Fn::GetAtt": "Topic.TopicArn"}, UNKNOWN),
    ({"Fn::GetAtt": ["Bucket", {"Ref": "Name"}]}, UNKNOWN),
    ({"Fn::Sub": "${Name}-${AWS::Region}"}, "ledger-us-east-2"),
    ({"Fn::Sub": "${ Name }!"}, "ledger!"),
    ({"Fn::Sub": "${!Name} ${Count}"}, "${Name} 3"),
    ({"Fn::Sub": "${Bucket}/*"}, "ledger-files/*"),
    ({"Fn::Sub": "${Bucket.Arn}/*"}, f"{UNKNOWN}/*"),
    ({"Fn::Sub": "$Name {Name} $$"}, "$Name {Name} $$"),
    ({"Fn::Sub": ["${A}-${Name}", {"A": {"Ref": "Count"}}]}, "3-ledger"),
    ({"Fn::Sub": ["${Name}", {"Name": "own"}]}, "own"),
    ({"Fn::Join": ["-", ["a", {"Ref": "Name"}, 1, True]]}, "a-ledger-1-true"),
    ({"Fn::Join": [",", {"Ref": "Ids"}]}, "a,b"),
    ({"Fn::Join": ["", ["a", {"Ref": "AWS::NoValue"}, "b"]]}, "ab"),
    ({"Fn::Join": ["/", [{"Ref": "Must"}, "b"]]}, f"{UNKNOWN}/b"),
    ({"Fn::Join": ["", {"Fn::Split": ["/", {"Ref": "Must"}]}]}, UNKNOWN),
    ({"Fn::Select": [1, {"Ref": "Ids"}]}, "b"),
    ({"Fn::Select": ["0", {"Fn::Split": [":", "x:y"]}]}, "x"),
    ({"Fn::Select": [0, {"Fn::Split": [":", {"Ref": "Topic"}]}]}, UNKNOWN),
    ({"Fn::Select": [{"Ref": "Must"}, ["a"]]}, UNKNOWN),
    ({"Fn::Split": ["-", {"Fn::Sub": "${Name}-b"}]}, ["ledger", "b"]),
    (
        {
            "Fn::Split": [
                ",",
                {"Fn::Join": [",", [{"Fn::Join": [",", {"Ref": "Ids"}]}, ""]]},
            ]
        },
        ["a", "b", ""],
    ),
    ({"Fn::FindInMap": ["Sizes", {"Ref": "AWS::Region"}, "dev"]}, "small"),
    ({"Fn::FindInMap": ["Sizes", "us-east-2", "Zones"]}, ["x", "y"]),
    ({"Fn::FindInMap": ["Sizes", {"Ref": "Must"}, "dev"]}, UNKNOWN),
    (
        {"Fn::FindInMap": ["Sizes", "m", "d", {"DefaultValue": {"Ref": "Name"}}]},
        "ledger",
    ),
    ({"Fn::GetAZs": ""}, UNKNOWN),
    ({"Fn::ImportValue": {"Fn::Sub": "${Name}-vpc"}}, UNKNOWN),
    ({"Fn::Base64": {"Ref": "Given"}}, "Z2l2ZW4="),
    ({"Fn::Base64": {"Ref": "Must"}}, UNKNOWN),
    ({"Fn::ToJsonString": {"a": {"Ref": "Count"}, "b": [1]}}, '{"a":"3","b":[1]}'),
    ({"Fn::Length": {"Ref": "Ids"}}, 2),
    ({"Fn::Length": {"Fn::Split": ["/", {"Ref": "Must"}]}}, UNKNOWN),
    ({"Fn::Cidr": ["10.0.0.0/24", 2, 6]}, ["10.0.0.0/26", "10.0.0.64/26"]),
    ({"Fn::Cidr": [{"Ref": "Must"}, 2, 6]}, UNKNOWN),
    (if_("Yes"), "yes"),
    (if_("No"), "no"),
    (if_("Both"), "no"),
    (if_("Either"), "yes"),
    (if_("Three"), "yes"),
    (if_("True"), "yes"),
    (if_("HasIds"), "yes"),
    (if_("HasNone"), "yes"),
    (if_("SecondIsB"), "yes"),
    (if_("Here"), "yes"),
    (if_("Mapped"), "yes"),
    (if_("Unknown"), UNKNOWN),
    (if_("UnknownAndNo"), "no"),
    (if_("UnknownOrYes"), "yes"),
    (if_("UnknownOrNo"), UNKNOWN),
    (if_("NotUnknown"), UNKNOWN),
    ({"Fn::If": ["Yes", if_("No"), {"Ref": "Nobody"}]}, "no"),
    ({"Fn::If": ["No", "a", {"Ref": "AWS::NoValue"}]}, NO_VALUE),
    (["a", {"Ref": "AWS::NoValue"}, {"Ref": "Must"}], ["a", UNKNOWN]),
    ({"A": {"Fn::If": ["No", "a", {"Ref": "AWS::NoValue"}]}, "B": 1}, {"B": 1}),
    ({"A": {"B": [{"Fn::Sub": "${Must}-x"}]}}, {"A": {"B": [f"{UNKNOWN}-x"]}}),
    (
        {"Statement": {"Condition": {"StringEquals": {"a": {"Ref": "Name"}}}}},
        {"Statement": {"Condition": {"StringEquals": {"a": "ledger"}}}},
    ),
]

MEANINGLESS: list[Any] = [
    {"Ref": "Nobody"},
    {"Fn::GetAtt": ["Nobody", "Arn"]},
    {"Fn::GetAtt": ["Bucket"]},
    {"Fn::Sub": "${Nobody}"},
    {"Fn::Sub": "${Ids}"},
    {"Fn::Sub": ["${A}"]},
    {"Fn::Join": "x"},
    {"Fn::Join": ["-", "x"]},
    {"Fn::Join": ["-", [["a"]]]},
    {"Fn::Select": [2, ["a", "b"]]},
    {"Fn::Select": [-1, ["a", "b"]]},
    {"Fn::Select": ["x", ["a"]]},
    {"Fn::Split": ["-", ["a"]]},
    {"Fn::FindInMap": ["Sizes", "mars", "dev"]},
    {"Fn::FindInMap": ["Nothing", "mars", "dev"]},
    {"Fn::Base64": ["a"]},
    {"Fn::Length": "a"},
    {"Fn::Cidr": ["nowhere", 2, 6]},
    {"Fn::Unheard": []},
    {"Fn::If": ["Yes"]},
    {"Fn::If": ["Nobody", "a", "b"]},
    {"Fn::If": ["Loop", "a", "b"]},
    {"Fn::If": ["Odd", "a", "b"]},
    {"Fn::If": ["Bare", "a", "b"]},
]
