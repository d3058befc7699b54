"""Target groups and listeners of a service."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from generator.deploy.state.asking import Asker
from generator.deploy.state.ecs import leads_to
from generator.discovery.found import Found, Missing, Result

# Where clients come, in the order in which one would look.
_PORTS = (443, 80)


@dataclass(frozen=True)
class Listener:
    """A listener, and the target groups that its rules lead to."""

    arn: str
    port: int
    leads_to: frozenset[str]

    @property
    def name(self) -> str:
        """For people."""
        return f"listener of port {self.port}"


def of_traffic(asker: Asker, service: Any) -> Iterator[Result]:
    """Both target groups, the production and the test listener."""
    balancers = service.get("loadBalancers") or []
    if len(balancers) != 1:
        why = f"the service has {len(balancers)} load balancers"
        for name in ("BlueTargetGroupName", "GreenTargetGroupName"):
            yield Missing(name, why)
        yield Missing("ProductionListenerArn", why)
        return
    blue = str(balancers[0].get("targetGroupArn", ""))
    if not blue:
        # A Classic Load Balancer has a name instead.
        yield Missing("BlueTargetGroupName", "the load balancer has no target groups")
        return
    yield Found("BlueTargetGroupName", _name(blue), "load balancer of the service")
    listeners = list(_listeners(asker, blue))
    green = _twin(balancers[0], blue, listeners)
    yield green
    twin = green.value if isinstance(green, Found) else ""
    ours = [
        each
        for each in listeners
        if any(arn == blue or _name(arn) == twin for arn in each.leads_to)
    ]
    yield from _ways_in(ours)


def _name(group: str) -> str:
    return group.partition("/")[2].partition("/")[0]


def _listeners(asker: Asker, group: str) -> Iterator[Listener]:
    """All listeners of the load balancers that the group stands behind."""
    answer = asker.ask("elbv2", "describe_target_groups", TargetGroupArns=[group])
    balancers = {
        arn
        for each in (answer or {}).get("TargetGroups", [])
        for arn in each.get("LoadBalancerArns", [])
    }
    for balancer in sorted(balancers):
        for listener in asker.every(
            "elbv2",
            "describe_listeners",
            "Listeners",
            token="NextMarker",  # noqa: S106 (of a page)
            LoadBalancerArn=balancer,
        ):
            arn = listener["ListenerArn"]
            rules = (asker.ask("elbv2", "describe_rules", ListenerArn=arn) or {}).get(
                "Rules", []
            )
            leads = frozenset(each for rule in rules for each in leads_to(rule))
            yield Listener(arn, int(listener["Port"]), leads)


def _twin(balancer: Any, blue: str, listeners: Sequence[Listener]) -> Result:
    """The other group: where ECS itself shifts to, else what the rules lead to."""
    given = (balancer.get("advancedConfiguration") or {}).get("alternateTargetGroupArn")
    if given:
        return Found("GreenTargetGroupName", _name(given), "the service's alternate")
    beside = {a for each in listeners if blue in each.leads_to for a in each.leads_to}
    anywhere = {arn for each in listeners for arn in each.leads_to}
    where = "the other group of a listener"
    others = beside - {blue}
    if not others:
        where = "the other group of the load balancer"
        others = anywhere - {blue}
    if len(others) == 1:
        (other,) = others
        return Found("GreenTargetGroupName", _name(other), where)
    names = ", ".join(sorted(map(_name, others)))
    why = f"the rules lead to {names}" if others else "no rule leads to a second group"
    return Missing("GreenTargetGroupName", why)


def _ways_in(listeners: Sequence[Listener]) -> Iterator[Result]:
    production = next(
        (each for port in _PORTS for each in listeners if each.port == port),
        listeners[0] if len(listeners) == 1 else None,
    )
    ports = ", ".join(str(each.port) for each in listeners)
    if production is None:
        why = (
            f"listeners of the ports {ports} lead there"
            if ports
            else "none leads there"
        )
        yield Missing("ProductionListenerArn", why)
        return
    yield Found("ProductionListenerArn", production.arn, production.name)
    others = [each for each in listeners if each is not production]
    if len(others) == 1:
        yield Found("TestListenerArn", others[0].arn, others[0].name)
    elif others:
        yield Missing("TestListenerArn", f"listeners of the ports {ports} lead there")
