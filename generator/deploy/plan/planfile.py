"""Plans as a file: what a second person approves and `deploy --plan` executes."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote

from generator import writing
from generator.cloudformation.document import digest
from generator.deploy.outcome import Outcome, Result
from generator.deploy.plan.changes import Change, from_dict
from generator.deploy.plan.inputs import InputChange
from generator.deploy.plan.risk import Risk
from generator.deploy.plan.typed import wrongly_typed
from generator.errors import GeneratorError

# Raised when the file's fields change; a file of another version is refused.
PLAN_SCHEMA = 1


class PlanFileError(GeneratorError):
    """The plan file cannot be what was reviewed."""

    exit_code = Outcome.STALE.exit_code


@dataclass(frozen=True)
class StackPlan:
    """What will happen to one stack, and everything that must not move until then.

    `change_set_id` is empty for a stack with nothing to change. Parameter
    values of NoEcho parameters are masked; times are ISO 8601 in UTC.
    """

    stack: str
    environment: str
    account: str
    region: str
    parameter_file: str
    template: str
    stack_id: str
    change_set_id: str
    type: str
    stack_status: str
    stack_protected: bool
    created: str
    principal: str
    commit: str
    template_sha256: str
    parameters_sha256: str
    fingerprint: str
    changes_sha256: str
    parameters: dict[str, str]
    tags: dict[str, str]
    capabilities: tuple[str, ...]
    role_arn: str | None
    push_forward: bool
    on_create_failure: str
    changes: tuple[Change, ...]
    risks: tuple[Risk, ...]
    warnings: tuple[str, ...]
    # What changes in parameters and tags; plans of older versions have none.
    inputs: tuple[InputChange, ...] = ()
    # The change set without changes that holds what will be set around it.
    held_by: str = ""

    @property
    def has_changes(self) -> bool:
        """Is there anything to execute?"""
        return bool(self.change_set_id)

    @property
    def only_sets(self) -> bool:
        """Is there nothing to execute, but protection or stack policy to be set?"""
        return bool(self.held_by)

    @property
    def console_url(self) -> str:
        """Where the change set can be looked at in the console."""
        query = (
            f"stackId={quote(self.stack_id, safe='')}"
            f"&changeSetId={quote(self.change_set_id, safe='')}"
        )
        return (
            f"https://{self.region}.console.aws.amazon.com/cloudformation/home"
            f"?region={self.region}#/stacks/changesets/changes?{query}"
        )

    def result(self, outcome: Outcome, message: str = "", hint: str = "") -> Result:
        """The result of this stack."""
        return Result(
            self.stack,
            self.environment,
            self.account,
            self.region,
            outcome,
            message,
            hint,
            stack_id=self.stack_id,
            change_set_id=self.change_set_id,
        )

    def as_dict(self) -> dict[str, Any]:
        """For the plan file and `--format json`."""
        return {**asdict(self), "console_url": self.console_url}


def write(path: Path, plans: Sequence[StackPlan]) -> None:
    """Write the plan file, whole or not at all.

    Raises:
        GeneratorError: there is no room for it.
    """
    content = {"schema": PLAN_SCHEMA, "stacks": [plan.as_dict() for plan in plans]}
    content = {**content, "sha256": digest(_plain(content))}
    writing.write(
        path,
        json.dumps(content, indent=2) + "\n",
        hint="Make room there, or name another file with --out, and plan again.",
        private=True,
    )


def is_plan(text: str) -> bool:
    """Was it a plan file, of whatever version?"""
    try:
        content = json.loads(text)
    except ValueError:
        return False
    return isinstance(content, dict) and {"schema", "stacks"} <= content.keys()


def read(path: Path) -> tuple[StackPlan, ...]:
    """The plans in a plan file.

    Raises:
        PlanFileError: the file is missing, cut short, edited by hand or made
            by another version.
    """
    again = "Run `python -m generator plan` again and have the new plan reviewed."
    try:
        content = json.loads(path.read_text("utf-8"))
    except FileNotFoundError:
        raise PlanFileError(
            f"there is no plan file {path}.",
            "Name the file that `plan` wrote, or run `python -m generator plan` first.",
        ) from None
    except OSError as error:
        raise PlanFileError(
            f"{path} cannot be read: {error.strerror}.", again
        ) from None
    except ValueError:
        raise PlanFileError(
            f"{path} is no plan file, or it was cut short.", again
        ) from None
    if not isinstance(content, dict) or content.get("schema") != PLAN_SCHEMA:
        found = content.get("schema") if isinstance(content, dict) else None
        raise PlanFileError(
            f"{path} has plan schema {found!r}, this version reads {PLAN_SCHEMA}.",
            again,
        )
    if content.pop("sha256", None) != digest(content):
        raise PlanFileError(f"{path} was changed after it was written.", again)
    try:
        plans = tuple(_stack(fields) for fields in content["stacks"])
    except (KeyError, TypeError) as error:
        raise PlanFileError(f"{path} lacks a field: {error}.", again) from None
    for name in (name for plan in plans for name in wrongly_typed(plan)):
        raise PlanFileError(f"{path} has a {name} of another type.", again)
    if _plain([plan.as_dict() for plan in plans]) != content["stacks"]:
        raise PlanFileError(f"{path} was changed after it was written.", again)
    return plans


def _stack(fields: Mapping[str, Any]) -> StackPlan:
    plan = {name: value for name, value in fields.items() if name != "console_url"}
    return StackPlan(
        **{
            **plan,
            "capabilities": tuple(plan["capabilities"]),
            "warnings": tuple(plan["warnings"]),
            "changes": tuple(from_dict(change) for change in plan["changes"]),
            "risks": tuple(Risk(**risk) for risk in plan["risks"]),
            "inputs": tuple(InputChange(**one) for one in plan.get("inputs", ())),
        }
    )


def _plain(content: Any) -> Any:
    """As JSON gives it back, so that the digest is that of what is read."""
    return json.loads(json.dumps(content))
