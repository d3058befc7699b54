"""What has to be done, from the files and what is there, without a call."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any

from generator.cloudformation.document import digest
from generator.deploy.stacksets.comparison import (
    changed_lines,
    settings,
    shown,
    template_diff,
)
from generator.deploy.stacksets.effects import Effects, effects
from generator.deploy.stacksets.members import ACTIONS, Account, Members
from generator.deploy.stacksets.standing import Standing, organization_of
from generator.deploy.target import Target
from generator.errors import GeneratorError
from generator.parameters.organization import Organization
from generator.review.markdown import counted, listed

# [CloudFormation API reference, CreateStackSet, TemplateBody]
LARGEST_BODY = 51_200
_PREFERENCES = {
    "failure_tolerance_count": "FailureToleranceCount",
    "failure_tolerance_percentage": "FailureTolerancePercentage",
    "max_concurrent_count": "MaxConcurrentCount",
    "max_concurrent_percentage": "MaxConcurrentPercentage",
}


@dataclass(frozen=True)
class Call:
    """One call of CloudFormation's, by boto3's name, and what it does in words."""

    operation: str
    arguments: Mapping[str, Any]
    says: str


@dataclass(frozen=True)
class Plan:
    """What a deployment of a stack set would do: nothing where `calls` are none.

    `changes` are what differs, a line each, `effects` what that does to resources,
    `template_diff` how the template differs, `accounts` who gets stacks for the first
    time, `notes` what stays though the files do not name it. `digest` is of all of it.
    """

    target: Target
    calls: tuple[Call, ...]
    changes: tuple[str, ...]
    effects: tuple[Effects, ...]
    template_diff: tuple[str, ...]
    accounts: tuple[Account, ...]
    notes: tuple[str, ...]
    digest: str

    @property
    def data(self) -> dict[str, Any]:
        """For `--format json`: no secret, and not the whole template."""
        return {
            "operations": [each.says for each in self.calls],
            "changes": list(self.changes),
            "effects": [asdict(each) for each in self.effects],
            "template_diff": list(self.template_diff),
            "accounts": [asdict(each) for each in self.accounts],
            "notes": list(self.notes),
            "digest": self.digest,
        }


def plan(target: Target, standing: Standing | None, there: Members) -> Plan:
    """Compare the files with what is there; `there` are accounts of `new_units`.

    Raises:
        GeneratorError: the template is too large for a call.
        TemplateError: the template that stands cannot be read.
    """
    if target.template.size > LARGEST_BODY:
        raise GeneratorError(
            f"{target.template.path} has {target.template.size:,} bytes; "
            f"CreateStackSet takes {LARGEST_BODY:,} in a call.",
            "Make it smaller.",
        )
    organization = organization_of(target)
    changes = tuple(changed_lines(target, organization, standing))
    calls = tuple(_calls(target, organization, standing, changes))
    made = Plan(
        target=target,
        calls=calls,
        changes=changes,
        effects=_effects(target, organization, standing),
        template_diff=tuple(template_diff(target, standing)),
        accounts=there.all,
        notes=(*_unknown(there), *_notes(organization, standing)),
        digest="",
    )
    return replace(
        made,
        digest=digest(
            {
                "shown": made.data,
                "stack set": target.fingerprint,
                "organization": asdict(organization),
                "standing": standing
                and {
                    "template": digest(standing.template),
                    "parameters": shown(standing.parameters, target),
                    "tags": standing.tags,
                    "settings": standing.settings,
                    "targets": {k: sorted(v) for k, v in standing.targets.items()},
                },
            }
        ),
    )


def new_units(target: Target, standing: Standing | None) -> list[str]:
    """The organizational units that get stacks where they have none."""
    missing = _missing(organization_of(target), standing)
    return list(dict.fromkeys(unit for units in missing.values() for unit in units))


def _effects(
    target: Target, organization: Organization, standing: Standing | None
) -> tuple[Effects, ...]:
    if standing is None:
        return ()
    regions = [*organization.regions, *(each.region for each in standing.instances)]
    return effects(
        (standing.template, shown(standing.parameters, target)),
        (target.template, shown(target.file.parameters, target)),
        dict.fromkeys(regions),
    )


def _unknown(there: Members) -> Iterator[str]:
    if there.refused:
        yield (
            "which accounts get stacks is not known here: AWS Organizations answers "
            f"{there.refused}. To list them takes {listed(ACTIONS)}, in the management "
            "account or a delegated administrator's"
        )


def preferences(organization: Organization, regions: Collection[str]) -> dict[str, Any]:
    """How CloudFormation goes through accounts and these regions, in AWS's terms."""
    values = asdict(organization)
    found = {
        theirs: values[ours]
        for ours, theirs in _PREFERENCES.items()
        if values[ours] is not None
    }
    known = [each for each in organization.regions if each in regions]
    order = [*known, *sorted(set(regions) - set(known))]
    # Side by side there is no order.
    in_order = organization.region_concurrency == "SEQUENTIAL" and order
    return {
        "RegionConcurrencyType": organization.region_concurrency,
        **({"RegionOrder": order} if in_order else {}),
        **found,
    }


def _calls(
    target: Target,
    organization: Organization,
    standing: Standing | None,
    changes: tuple[str, ...],
) -> Iterator[Call]:
    content = {
        "TemplateBody": target.template.text,
        "Parameters": [
            {"ParameterKey": name, "ParameterValue": value}
            for name, value in sorted(target.file.parameters.items())
        ],
        "Tags": [{"Key": k, "Value": v} for k, v in sorted(target.file.tags.items())],
        **settings(target, organization),
    }
    if standing is None:
        yield Call(
            "create_stack_set",
            {**content, "PermissionModel": "SERVICE_MANAGED"},
            f"create the stack set {target.stack_name}, permissions service-managed",
        )
    elif changes:
        number = counted(len(standing.instances), "account and region", _STACKS)
        yield Call(
            "update_stack_set",
            {
                **content,
                "OperationPreferences": preferences(
                    organization, {each.region for each in standing.instances}
                ),
            },
            f"update {target.stack_name} and its stacks in {number}",
        )
    for regions, units in _missing(organization, standing).items():
        yield Call(
            "create_stack_instances",
            {
                "DeploymentTargets": {"OrganizationalUnitIds": list(units)},
                "Regions": list(regions),
                "OperationPreferences": preferences(organization, regions),
            },
            f"create stacks in the accounts of {listed(units)}, in {listed(regions)}",
        )


_STACKS = "accounts and regions"


def _missing(
    organization: Organization, standing: Standing | None
) -> dict[tuple[str, ...], list[str]]:
    """Units by the regions that each of them lacks."""
    found: dict[tuple[str, ...], list[str]] = {}
    targets = standing.targets if standing else {}
    for unit in organization.organizational_units:
        there = targets.get(unit, frozenset())
        lacking = tuple(one for one in organization.regions if one not in there)
        if lacking:
            found.setdefault(lacking, []).append(unit)
    return found


def _notes(organization: Organization, standing: Standing | None) -> Iterator[str]:
    """Targets that the files no longer name, which keep their stacks."""
    for unit, regions in sorted((standing.targets if standing else {}).items()):
        listed_here = unit in organization.organizational_units
        left = [
            each
            for each in sorted(regions)
            if not listed_here or each not in organization.regions
        ]
        if left:
            yield (
                f"{unit} in {listed(left)} is no longer in environments.toml; its "
                "stacks stay, and go on to be updated: `aws cloudformation "
                "delete-stack-instances` takes them away"
            )
    for each in standing.instances if standing else ():
        if each.status == "INOPERABLE":
            yield (
                f"{each.account} {each.region} is INOPERABLE ({each.reason}): delete "
                "its instance with `aws cloudformation delete-stack-instances "
                "--retain-stacks`, and repair its stack by hand"
            )
