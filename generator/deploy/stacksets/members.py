"""Which accounts organizational units have, before CloudFormation goes to them."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from botocore.exceptions import ClientError

from generator.deploy.calls import Api, code, is_no_access
from generator.deploy.outcome import Outcome, Stopped

# What reading takes (Service Authorization Reference, AWS Organizations): in the
# management account, or a delegated administrator's.
ACTIONS = (
    "organizations:DescribeOrganization",
    "organizations:ListAccountsForParent",
    "organizations:ListOrganizationalUnitsForParent",
)


@dataclass(frozen=True, order=True)
class Account:
    """An account that would get stacks, and the unit that it is in."""

    id: str
    name: str
    unit: str


@dataclass(frozen=True)
class Members:
    """The accounts by the unit that was asked for, or why nobody may know them."""

    accounts: Mapping[str, tuple[Account, ...]]
    refused: str = ""

    @property
    def all(self) -> tuple[Account, ...]:
        """Each account once, in order."""
        return tuple(sorted({one for each in self.accounts.values() for one in each}))


def members(api: Api, units: Iterable[str]) -> Members:
    """The accounts that a stack set would go to, `api` being AWS Organizations'.

    Those of units within a unit, too, suspended ones and the management account left
    out (CloudFormation User Guide, "Create CloudFormation StackSets with
    service-managed permissions", considerations).

    Raises:
        Stopped: there is no such unit.
        ClientError: AWS refused for another reason than permissions.
    """
    try:
        organization = api.call("describe_organization")["Organization"]
        return Members(
            {
                unit: tuple(
                    sorted(
                        account
                        for account in _below(api, unit)
                        if account.id != organization["MasterAccountId"]
                    )
                )
                for unit in units
            }
        )
    except ClientError as error:
        if not is_no_access(error):
            raise
        return Members({}, code(error))


def _below(api: Api, unit: str) -> Iterator[Account]:
    try:
        accounts = list(
            api.pages("list_accounts_for_parent", "Accounts", ParentId=unit)
        )
    except ClientError as error:
        if code(error) != "ParentNotFoundException":
            raise
        raise Stopped(
            Outcome.INVALID,
            f"the organisation has no unit {unit}.",
            "Correct organizational_units in params/environments.toml.",
        ) from error
    for one in accounts:
        # Status goes away for State (API reference, Account).
        if (one.get("State") or one.get("Status")) == "ACTIVE":
            yield Account(one["Id"], one.get("Name", ""), unit)
    within = api.pages(
        "list_organizational_units_for_parent", "OrganizationalUnits", ParentId=unit
    )
    for inner in within:
        yield from _below(api, inner["Id"])
