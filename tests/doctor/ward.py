"""A pipeline whose service is well, in the sandbox, to break one thing of."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from botocore.exceptions import ClientError

from generator.deploy.calls import Api
from generator.deploy.clients import Clients
from generator.deploy.target import Target
from generator.doctor.examine import examine
from generator.doctor.finding import Finding
from generator.parameters.committed import read_template
from generator.parameters.model import Environment, ParameterFile
from generator.project import Project
from generator.sandbox import reached
from tests.checkout import ROOT
from tests.sandbox.conftest import Aws
from tests.sandbox.samples import ACCOUNT, REGION
from tests.templates.stack import CONNECTION

REGISTRY = {"username": "u", "password": "not-shown", "registry": "r.example.com"}
TOKEN = "ghp_not-shown"
SECRETS = {
    "docker-registry-credentials-dev": json.dumps(REGISTRY),
    "github-oauth-token-dev": TOKEN,
}
TEMPLATE = read_template(Project(ROOT), "pipeline")


@dataclass
class Answers(Clients):
    """What AWS would say where the simulator has nothing; an error code refuses."""

    given: Mapping[str, Any] = field(default_factory=dict)

    def service(self, name: str, environment: Environment) -> Api:
        api = super().service(name, environment)
        return _Answering(api.client, api.sleep, name=name, given=self.given)


@dataclass(frozen=True)
class _Answering(Api):
    name: str = ""
    given: Mapping[str, Any] = field(default_factory=dict)

    def call(self, operation: str, **arguments: Any) -> dict[str, Any]:
        answer = self.given.get(f"{self.name}:{operation}")
        if isinstance(answer, str):
            raise ClientError({"Error": {"Code": answer}}, operation)
        return answer or super().call(operation, **arguments)


@dataclass(frozen=True)
class Ward:
    """The values of the pipeline's file, and what doctor says of it."""

    aws: Aws
    values: Mapping[str, str]
    # One for all: boto3 takes a while for each service.
    clients: Answers = field(default_factory=lambda: Answers(sleep=lambda _: None))

    def target(self, **changed: str) -> Target:
        environment = reached(Environment("dev", ACCOUNT, REGION))
        path = Path("params/dev/payment-service.pipeline.json")
        values = {**self.values, **changed}
        return Target(
            ParameterFile(path, environment, "payment-service", "pipeline", values, {}),
            TEMPLATE,
        )

    def findings(
        self, given: Mapping[str, Any] | None = None, **changed: str
    ) -> list[Finding]:
        self.clients.given = {**WELL, **(given or {})}
        return examine(self.target(**changed), self.clients)

    def wrong(
        self, given: Mapping[str, Any] | None = None, **changed: str
    ) -> list[Finding]:
        return [one for one in self.findings(given, **changed) if one.state != "ok"]


QUOTA = "Concurrently running builds for Linux/Medium environment"


def quota(value: float) -> dict[str, Any]:
    found = {"QuotaName": QUOTA, "QuotaCode": "L-1", "Value": value}
    return {"service-quotas:list_service_quotas": {"Quotas": [found]}}


def connection(status: str) -> dict[str, Any]:
    found = {"Connection": {"ConnectionStatus": status}}
    return {"codeconnections:get_connection": found}


WELL = {**quota(20), **connection("AVAILABLE")}
CONNECTED = {"ConnectionArn": CONNECTION}
