"""Which stacks need a review, whatever the files in the working tree say."""

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass, replace

from generator.deploy.plan.commit import on_default_branch
from generator.parameters.environments import FILE
from generator.parameters.model import Environment, ParameterFile
from generator.project import Project


@dataclass(frozen=True)
class Reviewed:
    """What the default branch says of an environment that takes reviewed plans only.

    `plan_expiry` is in days.
    """

    name: str
    account: str
    region: str
    plan_expiry: int


def reviewed_environments(project: Project) -> list[Reviewed]:
    """Environments that require a review on the default branch.

    So nobody lowers the requirement without the review that a merge is. Only this is
    read, and not whether the whole file is right: a key that an older checkout does
    not know yet must not lift what is required.
    """
    text = on_default_branch(project.root, f"{project.params.name}/{FILE}")
    try:
        tables = tomllib.loads(text or "")
    except (tomllib.TOMLDecodeError, RecursionError, ValueError):
        # A branch that nothing can be deployed from requires nothing.
        return []
    found = []
    for name, table in tables.items():
        if isinstance(table, dict) and table.get("require_review") is True:
            days = table.get("plan_expiry")
            found.append(
                Reviewed(
                    name,
                    str(table.get("account")),
                    str(table.get("region")),
                    days if isinstance(days, int) else Environment.plan_expiry,
                )
            )
    return found


def guarded(file: ParameterFile, reviewed: Sequence[Reviewed]) -> Environment:
    """The file's environment, under review if the stack is one of `reviewed`.

    Then a plan does not last longer than it does there, either. The stack counts and
    not the environment's name: another name in the same account and region reaches
    the same stack.
    """
    own = file.environment
    for other in reviewed:
        same_place = (own.account, own.region) == (other.account, other.region)
        if same_place and file.stack_name.endswith(f"-{other.name}"):
            own = replace(
                own,
                require_review=True,
                plan_expiry=min(own.plan_expiry, other.plan_expiry),
            )
    return own
