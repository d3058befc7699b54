"""What differs between the files and a stack set that stands, a line each."""

import difflib
from collections.abc import Iterator, Mapping
from typing import Any

from generator.cloudformation.document import digest
from generator.deploy.stacksets.standing import Standing
from generator.deploy.target import MASK, Target
from generator.parameters.organization import Organization
from generator.review.markdown import counted, listed


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


def changed_lines(
    target: Target, organization: Organization, standing: Standing | None
) -> Iterator[str]:
    """What an update would change, a line each."""
    wanted = shown(target.file.parameters, target)
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
    return shown(values, target)


def shown(values: Mapping[str, str], target: Target) -> dict[str, str]:
    """Parameters by name, secret ones masked."""
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


def template_diff(target: Target, standing: Standing | None) -> Iterator[str]:
    """How the text of the template differs, as a unified diff."""
    if standing is not None:
        yield from difflib.unified_diff(
            standing.template.strip().splitlines(),
            target.template.text.strip().splitlines(),
            "deployed",
            str(target.template.path),
            lineterm="",
        )
