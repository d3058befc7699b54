"""What CloudFormation says of a stack set: what it gives, to whom, and how it went."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from generator.deploy.calls import Api, code
from generator.deploy.outcome import Outcome, Stopped
from generator.deploy.target import Target
from generator.errors import UsageError
from generator.parameters.organization import Organization

_UNDER_WAY = {"RUNNING", "STOPPING", "QUEUED"}
# An account that its organisation has suspended is left out until it is back.
_SUSPENDED = "SKIPPED_SUSPENDED_ACCOUNT"


@dataclass(frozen=True)
class StackSet:
    """One stack set, as its administrator reaches it."""

    api: Api
    name: str
    call_as: str

    def call(self, operation: str, **arguments: Any) -> dict[str, Any]:
        """Call one of CloudFormation's operations on it.

        Raises:
            ClientError: AWS refused.
        """
        return self.api.call(operation, **self._about(arguments))

    def pages(self, operation: str, **arguments: Any) -> Iterator[dict[str, Any]]:
        """The summaries over all pages."""
        return self.api.pages(operation, "Summaries", **self._about(arguments))

    def _about(self, arguments: Mapping[str, Any]) -> dict[str, Any]:
        return {"StackSetName": self.name, "CallAs": self.call_as, **arguments}


@dataclass(frozen=True)
class Instance:
    """The stack of one account and region."""

    account: str
    region: str
    unit: str
    status: str
    detailed: str
    reason: str
    drift: str
    stack_id: str

    @property
    def is_behind(self) -> bool:
        """Would an update bring it to what the stack set says?"""
        return self.status == "OUTDATED" and self.detailed != _SUSPENDED

    @property
    def is_bad(self) -> bool:
        """Does somebody have to look at it?"""
        return self.is_behind or self.status == "INOPERABLE"


@dataclass(frozen=True)
class Operation:
    """An operation and how far it is."""

    id: str
    action: str
    status: str
    reason: str = ""

    @property
    def is_under_way(self) -> bool:
        """Does it go on?"""
        return self.status in _UNDER_WAY


@dataclass(frozen=True)
class Standing:
    """A stack set that is there.

    `settings` are those of CreateStackSet that an update changes; `targets` are
    regions by organizational unit.
    """

    template: str
    parameters: Mapping[str, str]
    tags: Mapping[str, str]
    settings: Mapping[str, Any]
    targets: Mapping[str, frozenset[str]]
    instances: tuple[Instance, ...]
    under_way: Operation | None


def administered(target: Target) -> Target:
    """The same target, reached where its stack set is administered.

    Raises:
        UsageError: its environment has no organization.
    """
    environment = target.environment
    organization = organization_of(target)
    reached = replace(
        environment,
        account=organization.account,
        region=organization.region,
        assume_role_arn=organization.assume_role_arn,
        external_id=None,
        role_arn=None,
    )
    return replace(target, file=replace(target.file, environment=reached))


def organization_of(target: Target) -> Organization:
    """Where a target goes beyond its own account.

    Raises:
        UsageError: nowhere.
    """
    if target.environment.organization is None:
        name = target.environment.name
        raise UsageError(
            f"environment {name} has no organization.",
            f"Write [{name}.organization] into params/environments.toml: account, "
            "organizational_units and regions.",
        )
    return target.environment.organization


def stack_set_of(target: Target, api: Api) -> StackSet:
    """The stack set of a target, whether it is there or not."""
    return StackSet(api, target.stack_name, organization_of(target).call_as)


def look(stack_set: StackSet) -> Standing | None:
    """What is there, or None where there is no such stack set.

    Raises:
        Stopped: its permissions are self-managed: another program's.
        ClientError: AWS refused.
    """
    try:
        found = stack_set.call("describe_stack_set")["StackSet"]
    except stack_set.api.client.exceptions.StackSetNotFoundException:
        return None
    if found.get("PermissionModel") != "SERVICE_MANAGED":
        raise Stopped(
            Outcome.BLOCKED,
            f"the stack set {stack_set.name} is there with self-managed permissions.",
            "Delete it, or give the parameter file another name.",
        )
    automatic = found.get("AutoDeployment", {})
    return Standing(
        template=found.get("TemplateBody", ""),
        parameters={
            each["ParameterKey"]: each.get("ParameterValue", "")
            for each in found.get("Parameters", [])
        },
        tags={each["Key"]: each["Value"] for each in found.get("Tags", [])},
        settings={
            "Capabilities": sorted(found.get("Capabilities", [])),
            "AutoDeployment": {
                "Enabled": automatic.get("Enabled", False),
                "RetainStacksOnAccountRemoval": automatic.get(
                    "RetainStacksOnAccountRemoval", False
                ),
            },
            "ManagedExecution": {
                "Active": found.get("ManagedExecution", {}).get("Active", False)
            },
        },
        targets={
            each["OrganizationalUnitId"]: frozenset(each.get("Regions", []))
            for each in stack_set.pages("list_stack_set_auto_deployment_targets")
        },
        instances=tuple(instances(stack_set)),
        under_way=_under_way(stack_set),
    )


def instances(stack_set: StackSet) -> list[Instance]:
    """The stacks of all accounts, by account and region."""
    found = [_instance(each) for each in stack_set.pages("list_stack_instances")]
    return sorted(found, key=lambda each: (each.account, each.region))


def _instance(raw: Mapping[str, Any]) -> Instance:
    return Instance(
        account=raw["Account"],
        region=raw["Region"],
        unit=raw.get("OrganizationalUnitId", ""),
        status=raw.get("Status", ""),
        detailed=raw.get("StackInstanceStatus", {}).get("DetailedStatus", ""),
        reason=raw.get("StatusReason", ""),
        drift=raw.get("DriftStatus", "NOT_CHECKED"),
        stack_id=raw.get("StackId", ""),
    )


def _under_way(stack_set: StackSet) -> Operation | None:
    """The operation that has not ended: it is among the latest, which come first."""
    latest = stack_set.call("list_stack_set_operations").get("Summaries", [])
    found = (
        Operation(each["OperationId"], each.get("Action", ""), each.get("Status", ""))
        for each in latest
    )
    return next((each for each in found if each.is_under_way), None)


def is_in_progress(error: Exception) -> bool:
    """Does AWS refuse because another operation is under way?"""
    return code(error) in {"OperationInProgress", "OperationInProgressException"}
