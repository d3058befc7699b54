"""Which stacks need a review, whatever the files in the working tree say."""

from collections.abc import Sequence
from dataclasses import replace

from generator.deploy.plan.commit import on_default_branch
from generator.errors import UsageError
from generator.parameters.environments import FILE, parse_environments
from generator.parameters.model import Environment, ParameterFile
from generator.project import Project


def reviewed_environments(project: Project) -> list[Environment]:
    """Environments that require a review on the default branch.

    So nobody lowers the requirement without the review that a merge is.
    """
    text = on_default_branch(project.root, f"{project.params.name}/{FILE}")
    if text is None:
        return []
    try:
        committed = parse_environments(text, FILE)
    except UsageError:
        # A branch that nothing can be deployed from requires nothing.
        return []
    return [environment for environment in committed if environment.require_review]


def guarded(file: ParameterFile, reviewed: Sequence[Environment]) -> Environment:
    """The file's environment, under review if the stack is one of `reviewed`.

    The stack counts and not the environment's name: another name in the same
    account and region reaches the same stack.
    """
    own = file.environment
    required = any(
        (own.account, own.region) == (other.account, other.region)
        and file.stack_name.endswith(f"-{other.name}")
        for other in reviewed
    )
    return replace(own, require_review=own.require_review or required)
