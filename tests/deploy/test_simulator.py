"""The happy path against a server that knows nothing of this program."""

import os
from collections.abc import Iterator

import boto3
import pytest
from moto.server import ThreadedMotoServer

from generator.project import Project
from tests.cli.commands import run_json
from tests.deploy.project import TEMPLATE, add_stack


@pytest.fixture
def simulator(
    credentials: None, waits: list[float], monkeypatch: pytest.MonkeyPatch
) -> Iterator[str]:
    server = ThreadedMotoServer(port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    monkeypatch.setenv("AWS_ENDPOINT_URL", f"http://{host}:{port}")
    monkeypatch.setenv("MOTO_ALLOW_NONEXISTENT_REGION", "true")
    yield host
    server.stop()


def test_plan_deploy_and_destroy(simulator: str, project: Project) -> None:
    path = project.params / "environments.toml"
    path.write_text(path.read_text().replace("111111111111", "123456789012"))
    add_stack(project, "dev", "pay")
    (project.templates_out / "store.yaml").write_text(
        TEMPLATE.replace("DeletionPolicy: Retain", "DeletionPolicy: Delete")
    )
    assert run_json("plan").outcomes == {"pay-store-dev": "planned"}
    deployed = run_json("deploy", "--yes")
    assert deployed.outcomes == {"pay-store-dev": "deployed"}, deployed.out
    endpoint = os.environ["AWS_ENDPOINT_URL"]
    s3 = boto3.client("s3", region_name="eu-west-1", endpoint_url=endpoint)
    s3.head_bucket(Bucket="pay")
    destroyed = run_json("destroy", "--yes")
    assert destroyed.outcomes == {"pay-store-dev": "destroyed"}, destroyed.out
