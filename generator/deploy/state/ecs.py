"""An ECS service, and where a listener of its load balancer leads."""

from collections.abc import Iterator, Mapping
from typing import Any

from generator.deploy.state.asking import Asker


def active_service(asker: Asker, cluster: str, name: str) -> dict[str, Any] | None:
    """As ECS describes it, None if it is not there, or not any more.

    Raises:
        UnansweredError: AWS did not say.
    """
    answer = asker.ask(
        "ecs",
        "describe_services",
        absent=("ClusterNotFoundException",),
        cluster=cluster,
        services=[name],
    )
    found = (answer or {}).get("services") or [{}]
    # A deleted service is described for a while.
    return found[0] if found[0].get("status") == "ACTIVE" else None


def leads_to(rule: Mapping[str, Any]) -> Iterator[str]:
    """The ARNs of the target groups that a listener's rule forwards to."""
    for action in rule.get("Actions", []):
        if action.get("TargetGroupArn"):
            yield action["TargetGroupArn"]
        for group in action.get("ForwardConfig", {}).get("TargetGroups", []):
            yield group["TargetGroupArn"]
