"""One client per service, role and region; roles are assumed and renewed."""

import socket
from concurrent.futures import ThreadPoolExecutor

import pytest
from botocore.exceptions import EndpointConnectionError
from moto import mock_aws

from generator.deploy.clients import Clients
from generator.errors import GeneratorError, UsageError
from generator.parameters.model import Environment
from tests.deploy.cloud import Cloud
from tests.deploy.project import DEV, PROD

ROLE = Environment(
    "audit",
    "444444444444",
    "eu-west-1",
    assume_role_arn="arn:aws:iam::444444444444:role/Deploy",
    external_id="payments",
)


def test_threads_share_one_client_per_account_and_region(cloud: Cloud) -> None:
    clients = Clients()
    with ThreadPoolExecutor(16) as pool:
        made = list(pool.map(clients.cloudformation, [DEV, PROD] * 50))
    assert len({id(api.client) for api in made}) == 2
    assert made[0].client.meta.region_name == "eu-west-1"
    config = made[0].client.meta.config
    assert config.retries["mode"] == "adaptive"
    assert config.max_pool_connections >= 16


def test_another_account_is_refused(
    cloud: Cloud, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "CAROL")
    with pytest.raises(UsageError, match="222222222222") as caught:
        Clients().require_account(DEV)
    assert "AWS_PROFILE" in caught.value.hint


def test_a_role_is_assumed_with_its_external_id(credentials: None) -> None:
    with mock_aws():
        clients = Clients()
        clients.require_account(ROLE)
        assert clients.principal(ROLE).split(":")[4] != "444444444444"
        one, other = clients.cloudformation(ROLE), clients.cloudformation(ROLE)
        assert one.client is other.client


def test_a_role_without_credentials_is_one_sentence(
    credentials: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("AWS_ACCESS_KEY_ID")
    monkeypatch.delenv("AWS_SECRET_ACCESS_KEY")
    with pytest.raises(GeneratorError, match="no AWS credentials"):
        Clients().cloudformation(ROLE)


def test_options_botocore_does_not_know_are_seen_before_a_call(cloud: Cloud) -> None:
    api = Clients().cloudformation(DEV)
    assert api.supports("CreateChangeSet", "DeploymentMode")
    assert not api.supports("CreateChangeSet", "TimeTravel")
    assert not api.supports("MakeCoffee", "Milk")
    assert cloud.endpoint.calls == []


def test_where_nothing_answers_it_is_said_in_seconds(
    credentials: None, waits: list[float], monkeypatch: pytest.MonkeyPatch
) -> None:
    """No network, or a region that nobody knows: that does not pass by waiting."""
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        port = closed.getsockname()[1]
    monkeypatch.setenv("AWS_ENDPOINT_URL", f"http://127.0.0.1:{port}")
    for ask in (Clients().require_account, Clients().principal):
        with pytest.raises(EndpointConnectionError, match=str(port)):
            ask(DEV)
    assert sum(waits) < 2 * 10
