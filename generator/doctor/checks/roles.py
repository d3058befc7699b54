"""The task's roles: there, and of tasks."""

from collections.abc import Iterator
from typing import Any

from generator.doctor.finding import Finding, command, well, wrong
from generator.doctor.subject import Subject

CHECK = "role"
TASKS = "ecs-tasks.amazonaws.com"


def roles(subject: Subject) -> Iterator[Finding]:
    """Both are passed to ECS by the pipeline and by CodeDeploy, for tasks alone."""
    for parameter in ("TaskExecutionRoleArn", "TaskRoleArn"):
        arn = subject.value(parameter)
        if arn:
            yield _role(subject, parameter, arn)


def _role(subject: Subject, parameter: str, arn: str) -> Finding:
    # What stands between is the role's path.
    name = arn.rsplit("/", 1)[-1]
    answer = subject.asker.ask(
        "iam",
        "get_role",
        absent=("NoSuchEntity", "NoSuchEntityException"),
        RoleName=name,
    )
    role = (answer or {}).get("Role")
    if role is None or role["Arn"] != arn:
        return wrong(
            CHECK,
            name,
            f"does not exist as {arn}",
            why="the task definition is refused when the pipeline registers it",
            mend=f"correct {parameter} in {subject.target.file.path}",
        )
    if TASKS in _trusted(role["AssumeRolePolicyDocument"]):
        return well(CHECK, name, "may be passed to tasks")
    return wrong(
        CHECK,
        name,
        f"does not trust {TASKS}",
        why="it may be passed to tasks alone, and a task cannot take it",
        mend=command(
            *("aws", "iam", "update-assume-role-policy", "--role-name", name),
            *("--policy-document", "file://trust.json"),
        ),
    )


def _trusted(document: Any) -> set[str]:
    """The services that a trust policy lets in; what it asks of them is not judged."""
    found: set[str] = set()
    statements = document.get("Statement", [])
    for each in [statements] if isinstance(statements, dict) else statements:
        principal = each.get("Principal", {})
        services = principal.get("Service", []) if isinstance(principal, dict) else []
        if each.get("Effect") == "Allow":
            found |= {services} if isinstance(services, str) else set(services)
    return found
