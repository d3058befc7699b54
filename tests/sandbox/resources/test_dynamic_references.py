import json

import pytest

from tests.sandbox.conftest import Aws
from tests.sandbox.samples import PIPELINE, one

RESOLVE = "{{resolve:secretsmanager:%s}}"


def shown(aws: Aws, reference: str) -> str:
    """What a topic's name on a phone becomes when it is such a reference."""
    aws.deploy(one("AWS::SNS::Topic", DisplayName=reference))
    topic = aws.client("sns").list_topics()["Topics"][0]["TopicArn"]
    attributes = aws.client("sns").get_topic_attributes(TopicArn=topic)["Attributes"]
    found: str = attributes["DisplayName"]
    return found


@pytest.mark.parametrize(
    ("reference", "value"),
    [
        ("registry:SecretString:password", "hidden"),
        ("registry:SecretString:password:AWSCURRENT", "hidden"),
        ("registry", '{"password": "hidden"}'),
    ],
)
def test_a_secret_that_exists_is_used(aws: Aws, reference: str, value: str) -> None:
    aws.client("secretsmanager").create_secret(
        Name="registry", SecretString=json.dumps({"password": "hidden"})
    )
    assert shown(aws, RESOLVE % reference) == value


def test_a_key_that_the_secret_lacks_fails_the_stack(aws: Aws) -> None:
    aws.client("secretsmanager").create_secret(Name="registry", SecretString="{}")
    stack = aws.deploy(
        one("AWS::SNS::Topic", DisplayName=RESOLVE % "registry:SecretString:user")
    )
    assert stack["StackStatus"] == "ROLLBACK_COMPLETE"


@pytest.mark.parametrize(
    "name", ["new", "arn:aws:secretsmanager:us-east-2:1:secret:new"]
)
def test_a_fresh_sandbox_makes_up_the_secrets_it_is_asked_for(
    aws: Aws, name: str
) -> None:
    assert shown(aws, RESOLVE % f"{name}:SecretString:a") == "documentation-only"
    (secret,) = aws.client("secretsmanager").list_secrets()["SecretList"]
    assert (secret["Name"], secret["Description"]) == (
        "new",
        "documentation-only, made by the sandbox",
    )


@pytest.mark.parametrize("version", ["", ":1"])
def test_a_fresh_sandbox_makes_up_parameters_too(aws: Aws, version: str) -> None:
    reference = "{{resolve:ssm:/a/b" + version + "}}"
    assert shown(aws, reference) == "documentation-only"
    ssm = aws.client("ssm")
    ssm.put_parameter(Name="/a/b", Value="set", Type="String", Overwrite=True)
    aws.client("cloudformation").delete_stack(StackName="shop")
    assert shown(aws, reference) == "set"


def test_the_pipelines_token_is_resolved_but_never_shown(aws: Aws) -> None:
    aws.deploy(PIPELINE)
    client = aws.client("codepipeline")
    pipeline = client.get_pipeline(name="payment-service-pipeline-dev")["pipeline"]
    source = pipeline["stages"][0]["actions"][0]["configuration"]
    assert source["OAuthToken"] == "documentation-only"
    planned = aws.plan(PIPELINE.replace("Branch: main", "Branch: release"), "UPDATE")
    assert "{{resolve:secretsmanager" in str(planned["Changes"])
    assert "documentation-only" not in str(planned["Changes"])
