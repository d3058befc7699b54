"""What has to be done, from the files and what is there, without a call."""

import difflib
from collections.abc import Collection, Iterator, Mapping
from dataclasses import asdict, dataclass
from typing import Any

from generator.cloudformation.document import digest
from generator.deploy.stacksets.standing import Standing, organization_of
from generator.deploy.target import MASK, Target
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

    `changes` are what differs, a line each, `template_diff` how the template differs,
    `notes` what stays though the files do not name it. `digest` is of all of it.
    """

    target: Target
    calls: tuple[Call, ...]
    changes: tuple[str, ...]
    template_diff: tuple[str, ...]
    notes: tuple[str, ...]
    digest: str

    @property
    def data(self) -> dict[str, Any]:
        """For `--format json`: no secret, and not the whole template."""
        return {
            "operations": [each.says for each in self.calls],
            "changes": list(self.changes),
            "template_diff": list(self.template_diff),
            "notes": list(self.notes),
            "digest": self.digest,
        }


def plan(target: Target, standing: Standing | None) -> Plan:
    """Compare the files with what is there.

    Raises:
        GeneratorError: the template is too large for a call.
    """
    if target.template.size > LARGEST_BODY:
        raise GeneratorError(
            f"{target.template.path} has {target.template.size:,} bytes; "
            f"CreateStackSet takes {LARGEST_BODY:,} in a call.",
            "Make it smaller.",
        )
    organization = organization_of(target)
    changes = tuple(_changes(target, organization, standing))
    calls = tuple(_calls(target, organization, standing, changes))
    return Plan(
        target=target,
        calls=calls,
        changes=changes,
        template_diff=tuple(_template_diff(target, standing)),
        notes=tuple(_notes(organization, standing)),
        digest=digest(
            {
                "stack set": target.fingerprint,
                "organization": asdict(organization),
                "standing": standing
                and {
                    "template": digest(standing.template),
                    "parameters": _shown(standing.parameters, target),
                    "tags": standing.tags,
                    "settings": standing.settings,
                    "targets": {k: sorted(v) for k, v in standing.targets.items()},
                },
                "calls": [each.says for each in calls],
            }
        ),
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


def settings(target: Target, organization: Organization) -> dict[str, Any]:
    """What the stack set is beside template, parameters and tags.

    With managed execution CloudFormation queues operations that would conflict, and
    runs the others side by side (API reference, ManagedExecution).
    """
    return {
        "Capabilities": sorted(target.template.capabilities),
        "AutoDeployment": {
            "Enabled": True,
            "RetainStacksOnAccountRemoval": (
                organization.retain_stacks_on_account_removal
            ),
        },
        "ManagedExecution": {"Active": True},
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


def _changes(
    target: Target, organization: Organization, standing: Standing | None
) -> Iterator[str]:
    """What an update would change, a line each."""
    wanted = _shown(target.file.parameters, target)
    if standing is None:
        yield from (f"parameter {name}: {value}" for name, value in wanted.items())
        yield from (f"tag {key}: {value}" for key, value in target.file.tags.items())
        return
    if digest(standing.template) != target.template.sha256:
        yield "template"
    yield from _differing(
        "parameter", _effective(standing.parameters, target), _effective(wanted, target)
    )
    yield from _differing("tag", standing.tags, target.file.tags)
    yield from _differing(
        "setting", _flat(standing.settings), _flat(settings(target, organization))
    )
    behind = [each for each in standing.instances if each.is_behind]
    if behind:
        yield f"{counted(len(behind), 'stack')} out of date: " + listed(
            [f"{each.account} {each.region}" for each in behind]
        )


def _effective(given: Mapping[str, str], target: Target) -> dict[str, str]:
    """Values with the defaults of the template; what is secret is never compared."""
    defaults = {
        name: target.template.default(name) for name in target.template.parameters
    }
    values = {**{k: v for k, v in defaults.items() if v is not None}, **given}
    return _shown(values, target)


def _shown(values: Mapping[str, str], target: Target) -> dict[str, str]:
    secret = target.template.no_echo
    return {k: MASK if k in secret else v for k, v in sorted(values.items())}


def _differing(
    kind: str, before: Mapping[str, Any], after: Mapping[str, Any]
) -> Iterator[str]:
    for name in sorted({*before, *after}):
        old, new = before.get(name, "(none)"), after.get(name, "(none)")
        if old != new:
            yield f"{kind} {name}: {old or '(empty)'} -> {new or '(empty)'}"


def _flat(values: Mapping[str, Any]) -> dict[str, str]:
    """`AutoDeployment.Enabled: True` for nested settings."""
    return {
        f"{name}.{inner}" if inner else name: str(each)
        for name, value in values.items()
        for inner, each in (
            value.items() if isinstance(value, Mapping) else [("", ", ".join(value))]
        )
    }


def _template_diff(target: Target, standing: Standing | None) -> Iterator[str]:
    if standing is not None:
        yield from difflib.unified_diff(
            standing.template.strip().splitlines(),
            target.template.text.strip().splitlines(),
            "deployed",
            str(target.template.path),
            lineterm="",
        )


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
