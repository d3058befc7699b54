import json

import pytest

from generator.project import Project
from generator.sandbox import sandbox
from tests.sandbox.conftest import Aws
from tests.sandbox.samples import PIPELINE


@pytest.mark.parametrize(
    ("region", "partition"),
    [
        ("cn-north-1", "aws-cn"),
        ("us-gov-west-1", "aws-us-gov"),
        ("eusc-de-east-1", "aws-eusc"),
    ],
)
def test_everything_a_stack_has_is_of_its_regions_partition(
    project: Project, region: str, partition: str
) -> None:
    with sandbox(project) as simulator:
        aws = Aws(simulator, region)
        assert aws.deploy(PIPELINE)["StackStatus"] == "CREATE_COMPLETE"
        client = aws.client("cloudformation")
        resources = client.describe_stack_resources(StackName="shop")["StackResources"]
        roles = aws.client("iam").list_roles()["Roles"]
    text = json.dumps([resources, roles], default=str)
    assert f"arn:{partition}:" in text
    assert "arn:aws:" not in text
    assert len(roles) == 3
    with sandbox(project) as simulator:
        assert Aws(simulator, region).stack()["StackStatus"] == "CREATE_COMPLETE"
