"""What tests of several parts share."""

from collections.abc import Iterator
from functools import cache
from pathlib import Path
from types import SimpleNamespace

import botocore.endpoint
import botocore.loaders
import botocore.retries.adaptive
import pytest

from generator.deploy.calls import Pause
from generator.project import Project
from tests.deploy.cloud import Cloud
from tests.deploy.project import make_project


@pytest.fixture(autouse=True, scope="session")
def read_service_models_once() -> Iterator[None]:
    """boto3 reads them anew for every session, which is most of a test's time."""
    with pytest.MonkeyPatch.context() as patch:
        load = cache(botocore.loaders.JSONFileLoader().load_file)
        patch.setattr(
            botocore.loaders.JSONFileLoader, "load_file", lambda _, path: load(path)
        )
        yield


@pytest.fixture
def credentials(monkeypatch: pytest.MonkeyPatch) -> None:
    """Alice's credentials, and nothing of the machine's own configuration."""
    for name in ("AWS_PROFILE", "AWS_SESSION_TOKEN", "AWS_DEFAULT_PROFILE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("AWS_CONFIG_FILE", "/nonexistent")
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", "/nonexistent")
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "ALICE")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "secret")


@pytest.fixture
def waits(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """Every wait of the deployer in seconds; nobody really waits."""
    seen: list[float] = []

    def pause(self: Pause, seconds: float) -> None:
        seen.append(seconds)

    monkeypatch.setattr(Pause, "__call__", pause)
    monkeypatch.setattr(botocore.endpoint, "time", SimpleNamespace(sleep=seen.append))
    monkeypatch.setattr(
        botocore.retries.adaptive.ClientRateLimiter,
        "on_sending_request",
        lambda self, request, **_: None,
    )
    return seen


@pytest.fixture
def cloud(
    credentials: None, waits: list[float], monkeypatch: pytest.MonkeyPatch
) -> Iterator[Cloud]:
    """CloudFormation and STS on loopback."""
    cloud = Cloud()
    with cloud.endpoint:
        monkeypatch.setenv("AWS_ENDPOINT_URL", cloud.endpoint.url)
        yield cloud


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Project:
    """A checkout with a template and two environments, whose files are in order.

    Judging them takes cfn-lint a second each time and has its own tests.
    """
    monkeypatch.setattr("generator.parameters.judge", lambda fleet, files: [])
    monkeypatch.chdir(tmp_path)
    return make_project(Path())
