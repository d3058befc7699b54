from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import Any

import pytest

from generator.project import Project
from generator.sandbox import sandbox
from generator.sandbox.simulator import Simulator
from tests.sandbox.samples import ACCOUNT, REGION


@dataclass
class Aws:
    """One account of the sandbox, through boto3 only."""

    simulator: Simulator
    region: str = REGION
    numbers: Iterator[int] = field(default_factory=count)

    def client(self, service: str, account: str = ACCOUNT) -> Any:
        return self.simulator.session(account).client(service, region_name=self.region)

    def plan(
        self, body: str, kind: str = "CREATE", stack: str = "shop", **options: Any
    ) -> dict[str, Any]:
        """A change set with its changes; keyword arguments are parameters."""
        extra = {k: options.pop(k) for k in list(options) if k in CALL_OPTIONS}
        cloudformation = self.client("cloudformation")
        made = cloudformation.create_change_set(
            **{
                "StackName": stack,
                "ChangeSetName": f"change-{next(self.numbers)}",
                "ChangeSetType": kind,
                **({"TemplateBody": body} if body else {}),
                "Capabilities": ["CAPABILITY_NAMED_IAM"],
                "Parameters": parameters(options),
                **extra,
            }
        )
        described: dict[str, Any] = cloudformation.describe_change_set(
            ChangeSetName=made["Id"], IncludePropertyValues=True
        )
        return described

    def deploy(
        self, body: str, kind: str = "CREATE", stack: str = "shop", **options: Any
    ) -> dict[str, Any]:
        """The stack after the change set was executed."""
        execution = {k: options.pop(k) for k in list(options) if k in EXECUTE_OPTIONS}
        planned = self.plan(body, kind, stack, **options)
        assert planned["Status"] == "CREATE_COMPLETE", planned["StatusReason"]
        self.client("cloudformation").execute_change_set(
            ChangeSetName=planned["ChangeSetId"], **execution
        )
        return self.stack(planned["StackId"])

    def stack(self, name: str = "shop") -> dict[str, Any]:
        stacks = self.client("cloudformation").describe_stacks(StackName=name)
        found: dict[str, Any] = stacks["Stacks"][0]
        return found

    def events(self, name: str = "shop") -> list[tuple[str, str]]:
        """(logical ID, status), oldest first, without those in progress."""
        found = self.client("cloudformation").describe_stack_events(StackName=name)
        return [
            (event["LogicalResourceId"], event["ResourceStatus"])
            for event in reversed(found["StackEvents"])
            if not event["ResourceStatus"].endswith("IN_PROGRESS")
        ]


CALL_OPTIONS = {
    "Capabilities",
    "ChangeSetName",
    "ClientToken",
    "DeploymentMode",
    "ImportExistingResources",
    "ResourcesToImport",
    "Description",
    "NotificationARNs",
    "OnStackFailure",
    "Parameters",
    "RoleARN",
    "Tags",
    "TemplateURL",
    "UsePreviousTemplate",
}
EXECUTE_OPTIONS = {"ClientRequestToken", "DisableRollback", "RetainExceptOnCreate"}


def parameters(values: dict[str, str]) -> list[dict[str, str]]:
    return [{"ParameterKey": k, "ParameterValue": v} for k, v in values.items()]


@pytest.fixture
def project(tmp_path: Path) -> Project:
    return Project(tmp_path)


@pytest.fixture
def aws(project: Project) -> Iterator[Aws]:
    with sandbox(project) as simulator:
        yield Aws(simulator)
