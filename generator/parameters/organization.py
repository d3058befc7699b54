"""Reads `[<environment>.organization]`: where the account template is rolled out to."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NoReturn

from generator.parameters.identifiers import ACCOUNT, REGION, ROLE
from generator.parameters.wording import nearest, shown

# [CloudFormation API reference, DeploymentTargets, OrganizationalUnitIds]
_UNIT = re.compile(r"ou-[a-z0-9]{4,32}-[a-z0-9]{8,32}|r-[a-z0-9]{4,32}", re.ASCII)
CALLS_AS = ("SELF", "DELEGATED_ADMIN")
_CONCURRENCY = ("SEQUENTIAL", "PARALLEL")
# Key -> the least and the most [CloudFormation API reference,
# StackSetOperationPreferences].
_NUMBERS = {
    "failure_tolerance_count": (0, None),
    "failure_tolerance_percentage": (0, 100),
    "max_concurrent_count": (1, None),
    "max_concurrent_percentage": (1, 100),
}
_EITHER = (
    ("failure_tolerance_count", "failure_tolerance_percentage"),
    ("max_concurrent_count", "max_concurrent_percentage"),
)
_KEYS = (
    *("account", "region", "call_as", "assume_role_arn"),
    *("organizational_units", "regions"),
    *_NUMBERS,
    *("region_concurrency", "retain_stacks_on_account_removal"),
)

# Refuses the value of a key: keys, what is wrong, what to do.
Refuse = Callable[[tuple[str, ...], str, str], NoReturn]


@dataclass(frozen=True)
class Organization:
    """Where a stack set is administered, and the accounts that it reaches.

    `account` and `region` are where the stack set itself stands, `call_as` says
    whether that is the management account or a delegated administrator's, and
    `assume_role_arn` how it is reached. `regions` come in the order in which they
    are worked on. Of a count and a percentage at most one is there; without both
    CloudFormation's own default holds.
    """

    account: str
    region: str
    organizational_units: tuple[str, ...]
    regions: tuple[str, ...]
    call_as: str = "SELF"
    assume_role_arn: str | None = None
    failure_tolerance_count: int | None = None
    failure_tolerance_percentage: int | None = None
    max_concurrent_count: int | None = None
    max_concurrent_percentage: int | None = None
    region_concurrency: str = "SEQUENTIAL"
    retain_stacks_on_account_removal: bool = False


def parse_organization(table: Any, region: str, refuse: Refuse) -> Organization:
    """The organization of one environment, whose region is the stack set's default.

    Raises:
        UsageError: by `refuse`, which knows file and line.
    """
    if not isinstance(table, dict):
        refuse((), "is no table", "Write its keys below it.")
    for key in table:
        if key not in _KEYS:
            near = nearest(key, _KEYS)
            hint = f"Did you mean {near}?" if near else f"Keys: {', '.join(_KEYS)}."
            refuse((key,), f"has an unknown key {shown(key)}", hint)
    given = _Given(table, refuse)
    account = given.text("account", ACCOUNT, "12 digits")
    if account is None:
        refuse((), "has no account", 'Write account = "...": who administers it.')
    role = given.text("assume_role_arn", ROLE, "a role's ARN")
    if role and f"::{account}:" not in role:
        refuse(
            ("assume_role_arn",), f"has a role of another account than {account}", ""
        )
    for count, percentage in _EITHER:
        if {count, percentage} <= table.keys():
            refuse((percentage,), f"has {count} and {percentage}", "Leave one away.")
    return Organization(
        account=account,
        region=given.text("region", REGION, "a region's name") or region,
        call_as=given.choice("call_as", CALLS_AS),
        assume_role_arn=role,
        organizational_units=given.texts(
            "organizational_units", _UNIT, "the ID of a unit or root"
        ),
        regions=given.texts("regions", REGION, "a region's name"),
        region_concurrency=given.choice("region_concurrency", _CONCURRENCY),
        retain_stacks_on_account_removal=given.switch(
            "retain_stacks_on_account_removal"
        ),
        **{key: given.number(key, *limits) for key, limits in _NUMBERS.items()},
    )


@dataclass(frozen=True)
class _Given:
    """The keys of the table, each read as what it must be."""

    table: Mapping[str, Any]
    refuse: Refuse

    def text(self, key: str, pattern: re.Pattern[str], what: str) -> str | None:
        value = self.table.get(key)
        if value is None:
            return None
        if not isinstance(value, str) or not pattern.fullmatch(value):
            self.refuse((key,), f"has {key} {_said(value)}, not {what}", "")
        return value

    def texts(self, key: str, pattern: re.Pattern[str], what: str) -> tuple[str, ...]:
        values = self.table.get(key)
        if not isinstance(values, list) or not values:
            self.refuse(
                (key,) if key in self.table else (),
                f"has no list of {key}",
                f'Write {key} = ["..."].',
            )
        for value in values:
            if not isinstance(value, str) or not pattern.fullmatch(value):
                self.refuse((key,), f"has {_said(value)} in {key}, not {what}", "")
            if values.count(value) > 1:
                self.refuse((key,), f"has {_said(value)} in {key} twice", "")
        return tuple(values)

    def choice(self, key: str, choices: Sequence[str]) -> str:
        value = self.table.get(key, choices[0])
        if value not in choices:
            self.refuse(
                (key,), f"has {key} {_said(value)}", f"It is {' or '.join(choices)}."
            )
        return str(value)

    def switch(self, key: str) -> bool:
        value = self.table.get(key, False)
        if not isinstance(value, bool):
            self.refuse((key,), f"has {key} {_said(value)}, not true or false", "")
        return value

    def number(self, key: str, least: int, most: int | None) -> int | None:
        value = self.table.get(key)
        if value is None:
            return None
        is_number = isinstance(value, int) and not isinstance(value, bool)
        if not is_number or value < least or (most is not None and value > most):
            range_ = f"{least} to {most}" if most else f"{least} or more"
            self.refuse((key,), f"has {key} {_said(value)}", f"It is {range_}.")
        return int(value)


def _said(value: Any) -> str:
    return shown(value) if isinstance(value, str) else repr(value)
