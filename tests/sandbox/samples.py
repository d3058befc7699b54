"""Templates that the tests deploy, and how they change them."""

import json
from pathlib import Path
from typing import Any

ACCOUNT = "111111111111"
REGION = "us-east-2"
# Every resource type that the sandbox makes.
PIPELINE = (Path(__file__).parent / "pipeline.yaml").read_text("utf-8")
TOPIC = json.dumps(
    {
        "Parameters": {
            "Title": {"Type": "String", "Default": "first"},
            "Size": {"Type": "String", "AllowedPattern": "[a-z]+", "Default": "small"},
            "Name": {"Type": "String", "Default": "one"},
        },
        "Resources": {
            "Topic": {
                "Type": "AWS::SNS::Topic",
                "Properties": {
                    "TopicName": {"Ref": "Name"},
                    "DisplayName": {"Ref": "Title"},
                },
            },
            "Rule": {
                "Type": "AWS::Events::Rule",
                "Properties": {
                    "EventPattern": {"source": ["aws.codepipeline"]},
                    "Targets": [{"Arn": {"Ref": "Topic"}, "Id": "topic"}],
                },
            },
        },
        "Outputs": {"topic": {"Value": {"Ref": "Topic"}}},
    }
)
# The service refuses the name, the template is well-formed.
REFUSED = {
    "Type": "AWS::SQS::Queue",
    "Properties": {"QueueName": "wrong name!"},
    "DependsOn": "Topic",
}
QUEUE = {"Type": "AWS::SQS::Queue", "Properties": {"QueueName": "fine"}}


def one(kind: str, **properties: Any) -> str:
    """A template with one resource."""
    return json.dumps({"Resources": {"It": {"Type": kind, "Properties": properties}}})


def edited(body: str, **resources: object) -> str:
    """The template with more, or other, resources."""
    template = json.loads(body)
    template["Resources"].update(resources)
    return json.dumps(template)


def changed(planned: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """The resource changes of a change set, by logical ID."""
    return {
        entry["ResourceChange"]["LogicalResourceId"]: entry["ResourceChange"]
        for entry in planned["Changes"]
    }
