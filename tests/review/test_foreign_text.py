"""Whatever a template, a value or a name says, a page has the shape of any other."""

import json
import re
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest
from cmarkgfm import github_flavored_markdown_to_html
from cmarkgfm.cmark import Options

from generator.cloudformation.document import Template, parse
from generator.parameters.expressions import stack_scope
from generator.parameters.model import Environment, ParameterFile
from generator.review.page import page, stack_page
from generator.review.stack import Accepted, Stack, Suppressed, Value
from tests.hostile import HOSTILE


def resource(kind: str, **properties: Any) -> dict[str, Any]:
    return {"Type": f"AWS::{kind}", "Properties": properties}


def action(value: str, category: str, provider: str, **told: str) -> dict[str, Any]:
    kind = {"Category": category, "Owner": "AWS", "Provider": provider, "Version": "1"}
    return {"Name": value, "ActionTypeId": kind, "Configuration": told}


def template(value: str) -> Template:
    """One of which every text is the value."""
    statement = {
        "Sid": value,
        "Effect": "Allow",
        "Action": [value, "s3:GetObject"],
        "Resource": [value, "*"],
        "Condition": {"StringEquals": {value: value}},
    }
    open_one = {**statement, "Principal": {"AWS": value, "Service": value}}
    stages = [
        [action(value, "Source", "GitHub", Owner=value, Repo=value, Branch=value)],
        [action(value, "Approval", "Manual", CustomData=value)],
        [action(value, "Deploy", "ECS", ClusterName=value, ServiceName=value)],
    ]
    return parse(
        json.dumps(
            {
                "Description": value,
                "Parameters": {
                    "P": {
                        "Type": "String",
                        "Default": value,
                        "Description": value,
                        "AllowedValues": [value, "x"],
                    }
                },
                "Conditions": {"C": {"Fn::Equals": [{"Ref": "P"}, value]}},
                "Resources": {
                    "Role": resource(
                        "IAM::Role",
                        RoleName=value,
                        AssumeRolePolicyDocument={"Statement": [open_one]},
                        Policies=[
                            {
                                "PolicyName": value,
                                "PolicyDocument": {"Statement": [statement]},
                            }
                        ],
                    ),
                    "BucketPolicy": resource(
                        "S3::BucketPolicy",
                        Bucket=value,
                        PolicyDocument={"Statement": [open_one]},
                    ),
                    "Topic": resource("SNS::Topic", TopicName=value),
                    "Mail": resource(
                        "SNS::Subscription",
                        TopicArn={"Ref": "Topic"},
                        Protocol="email",
                        Endpoint=value,
                    ),
                    "Rule": resource(
                        "Events::Rule",
                        Name=value,
                        EventPattern={"source": [value]},
                        Targets=[{"Arn": {"Ref": "Topic"}, "Id": value}],
                    ),
                    "Pipeline": resource(
                        "CodePipeline::Pipeline",
                        Name=value,
                        Stages=[
                            {"Name": f"{value}{at}", "Actions": each}
                            for at, each in enumerate(stages)
                        ],
                    ),
                },
                "Outputs": {"O": {"Description": value, "Value": value}},
            }
        )
    )


def page_of_template(value: str) -> str:
    return page(template(value), "x", [])


def page_of_stack(value: str) -> str:
    environment = Environment("dev", "111111111111", "us-east-2")
    path = Path("params/dev/a.b.json")
    file = ParameterFile(path, environment, "a", "b", {"P": value}, {})
    stack = Stack(
        name=value,
        file=value,
        template=value,
        account="111111111111",
        region="us-east-2",
        values=[Value("P", value, value, False), Value(value, value, value, True)],
        suppressed=[Suppressed(value, value, value)],
        accepted=[Accepted(value, value, value, value)],
    )
    return stack_page(stack, stack_scope(file, template(value)), [])


def shape(markdown: str) -> list[str]:
    """The elements that GitHub makes of it, apart from how letters look."""
    text = markdown.encode("utf-8", "replace").decode()
    html = github_flavored_markdown_to_html(text, Options.CMARK_OPT_UNSAFE)
    # A link that shows where it leads deceives nobody.
    html = re.sub(
        r'<a href="([^"]*)">([^<]*)</a>',
        lambda link: link[2] if unquote(link[1]) == link[2] else link[0],
        html,
    )
    return [
        part.partition(">")[0].partition(" ")[0]
        for part in html.replace("<!-- -->", "").replace("<wbr>", "").split("<")
        if part and not part.startswith(("code", "/code"))
    ]


@pytest.mark.parametrize("made", [page_of_template, page_of_stack])
@pytest.mark.parametrize("value", HOSTILE)
def test_a_page_holds_what_it_would_of_a_plain_value(value: str, made: Any) -> None:
    text = made(value)
    assert "##[" not in text and "##vso[" not in text
    for line in text.split("\n"):
        assert line.isprintable()
        assert not line.lstrip().startswith("::")
    assert shape(text) == shape(made("plain"))
