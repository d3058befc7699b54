"""Target groups and listeners, as a deployment shifts between them."""

from collections.abc import Iterator
from typing import Any

from generator.deploy.state.ecs import leads_to
from generator.doctor.finding import Finding, well, wrong
from generator.doctor.subject import Subject

_ABSENT = ("TargetGroupNotFound", "TargetGroupNotFoundException")
_NO_LISTENER = ("ListenerNotFound", "ListenerNotFoundException")
_GROUPS = ("BlueTargetGroupName", "GreenTargetGroupName")


def _group(subject: Subject, parameter: str) -> dict[str, Any] | None:
    answer = subject.asker.ask(
        "elbv2",
        "describe_target_groups",
        absent=_ABSENT,
        Names=[subject.value(parameter)],
    )
    found = (answer or {}).get("TargetGroups") or [None]
    first: dict[str, Any] | None = found[0]
    return first


def target_groups(subject: Subject) -> Iterator[Finding]:
    """Both there, alike, and one of them the service's."""
    if subject.deployed_by_ecs:
        return
    groups = {parameter: _group(subject, parameter) for parameter in _GROUPS}
    for parameter, group in groups.items():
        if group is None:
            yield wrong(
                "target-group",
                subject.value(parameter),
                "does not exist",
                why="CodeDeploy has nowhere to shift the traffic to",
                mend=f"correct {parameter} in {subject.target.file.path}: it is a "
                "name, not an ARN",
            )
    there = [group for group in groups.values() if group is not None]
    if len(there) == len(_GROUPS):
        yield from _pair(subject, there)


def _pair(subject: Subject, groups: list[dict[str, Any]]) -> Iterator[Finding]:
    names = " and ".join(str(group["TargetGroupName"]) for group in groups)
    for key, what in (
        ("VpcId", "VPC"),
        ("TargetType", "target type"),
        ("Protocol", "protocol"),
    ):
        values = [str(group.get(key)) for group in groups]
        if len(set(values)) > 1:
            yield wrong(
                "target-group",
                names,
                f"differ in their {what}: {' and '.join(values)}",
                why="tasks cannot be moved from one to the other",
                mend="make the second one like the first",
            )
    service = subject.service()
    if service is None:
        return
    arns = {group["TargetGroupArn"] for group in groups}
    used = {each.get("targetGroupArn") for each in service.get("loadBalancers", [])}
    if arns & used:
        yield well("target-group", names, "one of them has the service's tasks")
        return
    yield wrong(
        "target-group",
        names,
        "neither has the service's tasks",
        why="CodeDeploy refuses a service whose target group it does not know",
        mend=f"correct the names in {subject.target.file.path}: the service uses "
        f"{', '.join(sorted(map(str, used))) or 'none'}",
    )


def listeners(subject: Subject) -> Iterator[Finding]:
    """Production leads to one of the groups, and so does a test listener."""
    if subject.deployed_by_ecs:
        return
    arns = {
        group["TargetGroupArn"]
        for parameter in _GROUPS
        if (group := _group(subject, parameter))
    }
    for parameter in ("ProductionListenerArn", "TestListenerArn"):
        listener = subject.value(parameter)
        if listener:
            yield _listener(subject, parameter, listener, arns)


def _listener(
    subject: Subject, parameter: str, listener: str, groups: set[str]
) -> Finding:
    name = listener.split(":listener/")[-1]
    answer = subject.asker.ask(
        "elbv2", "describe_rules", absent=_NO_LISTENER, ListenerArn=listener
    )
    if answer is None:
        return wrong(
            "listener",
            name,
            "does not exist",
            why="there is no traffic to shift",
            mend=f"correct {parameter} in {subject.target.file.path}",
        )
    leads = {arn for rule in answer["Rules"] for arn in leads_to(rule)}
    if leads & groups:
        return well("listener", name, "leads to one of the target groups")
    return wrong(
        "listener",
        name,
        "leads to neither target group",
        why="CodeDeploy stops with `Primary taskset target group must be behind "
        "listener`",
        mend=f"correct {parameter} in {subject.target.file.path}, or let a rule of "
        "the listener forward to the target group of the service",
    )
