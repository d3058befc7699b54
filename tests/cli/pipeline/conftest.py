"""A deployed stack with a pipeline, and the services behind it."""

from functools import cache
from pathlib import Path
from typing import Any

import boto3
import pytest

from generator.deploy.clients import Clients
from tests.deploy.cloud import Cloud
from tests.deploy.project import TEMPLATE, add_stack, make_project
from tests.operations.aws import PIPELINE, Aws

SECRET = "hunter2hunter2"
WITH_PIPELINE = TEMPLATE.replace(
    "  Topic:\n",
    "  Pipeline:\n    Type: AWS::CodePipeline::Pipeline\n  Topic:\n",
)


@pytest.fixture
def aws(cloud: Cloud, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Aws:
    """A stack of `params/dev/pay.store.json` that stands, with its pipeline."""
    monkeypatch.chdir(tmp_path)
    project = make_project(Path(), WITH_PIPELINE)
    add_stack(project, "dev", "pay", {"Secret": SECRET})
    cloud.add(
        "pay-store-dev",
        resources=[
            {
                "LogicalResourceId": "Pipeline",
                "PhysicalResourceId": PIPELINE,
                "ResourceType": "AWS::CodePipeline::Pipeline",
                "ResourceStatus": "CREATE_COMPLETE",
                "LastUpdatedTimestamp": "2026-01-01T00:00:00Z",
            }
        ],
    )
    aws = Aws()
    make = Clients._client

    def client(self: Clients, service: str, *args: Any, **options: Any) -> Any:
        if service in ("cloudformation", "sts"):
            return make(self, service, *args, **options)
        made, desk = shared(service)
        desk["aws"] = aws
        return made

    monkeypatch.setattr(Clients, "_client", client)
    return aws


@cache
def shared(service: str) -> tuple[Any, dict[str, Aws]]:
    """A client and who answers it: to make one takes longer than a test."""
    key = {"aws_access_key_id": "x", "aws_secret_access_key": "x"}
    made = boto3.Session(region_name="eu-west-1", **key).client(service)
    desk: dict[str, Aws] = {}
    events = made.meta.events
    events.register_first(
        f"before-parameter-build.{service}", lambda **told: desk["aws"].note(**told)
    )
    events.register_first(
        f"before-call.{service}", lambda **told: desk["aws"].answer(**told)
    )
    return made, desk
