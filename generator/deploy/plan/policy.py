"""Stack policies: what a deployment does to them, and what they will deny it.

[CloudFormation user guide, "Prevent updates to stack resources": everything is
denied that no statement allows, a Deny wins, and a policy that is set can be
changed and never taken off. It holds for updates alone, and not for what is
added.]
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from fnmatch import fnmatchcase
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError

from generator.deploy.calls import Api
from generator.deploy.plan.changes import Change
from generator.deploy.plan.risk import replaces
from generator.deploy.target import Target

Policy = Mapping[str, Any]
_UNREADABLE = (ClientError, BotoCoreError, ValueError)
_KINDS = {"certainly": ("Replace",), "possibly": ("Modify", "Replace")}


def policy_notes(
    target: Target, stack_id: str, changes: Iterable[Change], api: Api
) -> list[str]:
    """What becomes of the policy of a stack that stands, and which changes it denies.

    `deploy` sets the file's policy before it executes: that one decides.
    """
    try:
        before = _standing(stack_id, api)
    except _UNREADABLE:
        # The same words for whoever plans and whoever executes.
        return ["the stack's policy cannot be read (cloudformation:GetStackPolicy)"]
    after = target.file.stack_policy
    notes = list(_differences(before, after))
    if before is not None and after is None:
        notes.append(
            "the stack keeps its stack policy, which the parameter file does not hold"
        )
    held = before if after is None else after
    if held is not None:
        notes += [
            f"stack policy denies {action} of {change.logical_id}: it will fail"
            for change in changes
            for action in _denied(held, change)
        ]
    return notes


def sets_policy(target: Target, stack_id: str, api: Api) -> bool:
    """Would the file's policy change the one that the stack has, or perhaps?"""
    after = target.file.stack_policy
    if after is None:
        return False
    try:
        return _standing(stack_id, api) != after
    except _UNREADABLE:
        return True


def new_policy_notes(target: Target) -> list[str]:
    """The policy that a new stack gets once it stands."""
    return list(_differences(None, target.file.stack_policy))


def _standing(stack_id: str, api: Api) -> Policy | None:
    answer = api.call("get_stack_policy", StackName=stack_id)
    found: Policy | None = json.loads(answer.get("StackPolicyBody") or "null")
    return found


def _differences(before: Policy | None, after: Policy | None) -> Iterator[str]:
    if after is None or before == after:
        return
    old, new = (list(map(_said, _statements(one or {}))) for one in (before, after))
    yield from (f"stack policy gets: {each}" for each in new if each not in old)
    yield from (f"stack policy loses: {each}" for each in old if each not in new)


def _said(statement: Mapping[str, Any]) -> str:
    """`Deny Update:* on LogicalResourceId/Bucket`."""
    on = f"{_part(statement, 'Action')} on {_part(statement, 'Resource')}"
    condition = statement.get("Condition")
    when = f" if {json.dumps(condition, sort_keys=True)}" if condition else ""
    return f"{statement.get('Effect')} {on}{when}"


def _part(statement: Mapping[str, Any], key: str) -> str:
    but = "all but " if f"Not{key}" in statement else ""
    values = statement.get(f"Not{key}", statement.get(key))
    return but + ", ".join(map(str, _list(values)))


def _denied(policy: Policy, change: Change) -> Iterator[str]:
    """The update actions of this change that the policy does not allow."""
    if change.action == "Remove":
        kinds: tuple[str, ...] = ("Delete",)
    elif change.action == "Modify":
        kinds = _KINDS.get(replaces(change), ("Modify",))
    else:
        return
    for kind in kinds:
        effects = {
            statement.get("Effect")
            for statement in _statements(policy)
            if _covers(statement, f"Update:{kind}", change)
        }
        if "Deny" in effects or "Allow" not in effects:
            yield f"Update:{kind}"


def _covers(statement: Mapping[str, Any], action: str, change: Change) -> bool:
    """Is the statement about this action on this resource?"""
    name = f"LogicalResourceId/{change.logical_id}"
    return (
        _matches(statement, "Action", action)
        and _matches(statement, "Resource", name)
        and all(
            any(fnmatchcase(change.type, str(each)) for each in _list(values))
            for operator in (statement.get("Condition") or {}).values()
            for key, values in operator.items()
            if key == "ResourceType"
        )
    )


def _matches(statement: Mapping[str, Any], key: str, text: str) -> bool:
    if f"Not{key}" in statement:
        return not _any(statement[f"Not{key}"], text)
    return _any(statement.get(key), text)


def _any(patterns: Any, text: str) -> bool:
    return any(fnmatchcase(text, str(pattern)) for pattern in _list(patterns))


def _statements(policy: Policy) -> list[Mapping[str, Any]]:
    return [
        each for each in _list(policy.get("Statement")) if isinstance(each, Mapping)
    ]


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [] if value is None else [value]
