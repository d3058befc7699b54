"""A template as nodes, groups and arrows, few enough to be read."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from generator.cloudformation.conditions import every
from generator.cloudformation.document import Template
from generator.cloudformation.references import among
from generator.review.expressions import say
from generator.review.markdown import counted, words
from generator.review.surroundings import (
    LISTENERS,
    PIPELINE,
    SENDERS,
    Meeting,
    surroundings,
)

# More than this many boxes are not legible at the width of GitHub's page.
MOST_NODES = 30
# A resource that so many others use would have an arrow from everywhere.
MOST_ARROWS = 4

# Kinds (the last part of a type) that only belong to another resource.
_PARTS = ("Policy", "Alias", "Subscription", "Permission", "Attachment")
_GROUPS = {
    "ApplicationAutoScaling": "Deployment",
    "CloudWatch": "Logs and alarms",
    "CodeBuild": "Builds",
    "CodeDeploy": "Deployment",
    "ECS": "Deployment",
    "CodeStarNotifications": "Notifications",
    "EC2": "Network",
    "ElasticLoadBalancingV2": "Load balancer",
    "Events": "Notifications",
    "IAM": "Roles",
    "KMS": "Keys and secrets",
    "Logs": "Logs and alarms",
    "S3": "Storage",
    "SecretsManager": "Keys and secrets",
    "SNS": "Notifications",
    "SQS": "Notifications",
    "WAFv2": "Load balancer",
}
# What is told something by an arrow that leads there.
_HEARS = (
    "AWS::CodePipeline::Webhook",
    "AWS::Events::Rule",
    "AWS::SNS::Topic",
    "AWS::SQS::Queue",
)
OUTSIDE = "outside"

Arrow = tuple[str, str]


@dataclass(frozen=True)
class Node:
    """A box; `optional` if a condition decides whether it is made.

    `kind` is its type, `OUTSIDE` for what the template does not make.
    """

    key: str
    lines: tuple[str, ...]
    group: str
    kind: str = ""
    optional: bool = False

    @property
    def outside(self) -> bool:
        """Is it there without this stack?"""
        return self.kind == OUTSIDE


@dataclass(frozen=True)
class Graph:
    """Boxes by group, in the template's order; `chains` are pipelines' stages.

    A pipeline's own box in `nodes` is the frame of its chain: arrows may start
    and end there.
    """

    nodes: tuple[Node, ...]
    chains: Mapping[str, tuple[Node, ...]]
    arrows: tuple[Arrow, ...]

    def is_message(self, arrow: Arrow) -> bool:
        """Does it tell something, instead of acting on it?"""
        start, end = arrow
        hearers = {node.key for node in self.nodes if node.kind in _HEARS}
        return start in SENDERS or end in hearers or end in LISTENERS


def graph(template: Template) -> Graph:
    """The architecture: stages in order, arrows by references."""
    resources = template.resources
    chains = {
        name: tuple(_stages(name, resource, template))
        for name, resource in resources.items()
        if resource["Type"] == PIPELINE
    }
    drawn = {
        name: resource
        for name, resource in resources.items()
        if not _kind(resource).endswith(_PARTS)
    }
    met = list(surroundings(template))
    inner = dict.fromkeys(_arrows(drawn, chains, template))
    arrows = _reduced(inner | dict.fromkeys((each.start, each.end) for each in met))
    used = {name: sum(end == name for _, end in arrows) for name in drawn}
    nodes = (
        *(_node(name, drawn[name], used[name]) for name in drawn),
        *(Node(key, lines, OUTSIDE, OUTSIDE) for key, lines in _outsiders(met).items()),
    )
    kept = tuple(a for a in arrows if used.get(a[1], 0) <= MOST_ARROWS)
    return _merged(*_within(nodes, kept), chains)


def _outsiders(met: Sequence[Meeting]) -> Mapping[str, tuple[str, ...]]:
    """Each once, with everything that is said of it."""
    found: dict[str, tuple[str, ...]] = {}
    for each in met:
        lines = (*found.get(each.outsider, ()), *each.lines)
        found[each.outsider] = tuple(dict.fromkeys(lines))
    return found


def _kind(resource: Mapping[str, Any]) -> str:
    return str(resource["Type"]).rpartition("::")[2]


def _node(name: str, resource: Mapping[str, Any], used: int) -> Node:
    service = str(resource["Type"]).split("::")[1]
    kind = words(_kind(resource)).lower()
    lines = [words(name)]
    if kind not in words(name).lower():
        lines.append(f"({kind})")
    if used > MOST_ARROWS:
        lines.append(f"used by {used} of these")
    group = _GROUPS.get(service, service)
    return Node(name, tuple(lines), group, resource["Type"], "Condition" in resource)


def _stages(
    name: str, pipeline: Mapping[str, Any], template: Template
) -> Iterator[Node]:
    for place, stage in enumerate(_list(pipeline["Properties"]["Stages"]), 1):
        providers = dict.fromkeys(
            say(action["ActionTypeId"]["Provider"], template)
            for action in _list(stage["Actions"])
        )
        title = f"{place} {words(say(stage['Name'], template))}"
        yield Node(f"{name}_{place}", (title, *providers), name)


def _list(value: Any) -> list[Any]:
    return list(every(value))


def _arrows(
    drawn: Mapping[str, Any], chains: Mapping[str, tuple[Node, ...]], template: Template
) -> Iterator[Arrow]:
    for name in chains:
        properties = dict(template.resources[name]["Properties"])
        stages = _list(properties.pop("Stages"))
        for node, stage in zip(chains[name], stages, strict=True):
            yield from _to(node.key, stage, drawn, template)
        yield from _to(name, properties, drawn, template)
    for name, resource in drawn.items():
        # What a role may do is a table of its own.
        if name in chains or resource["Type"] == "AWS::IAM::Role":
            continue
        properties = dict(resource.get("Properties") or {})
        # An event comes from what its pattern names.
        for source in among(properties.pop("EventPattern", {}), template.resources):
            yield source, name
        yield from _to(name, properties, drawn, template)


def _to(
    start: str, value: Any, drawn: Mapping[str, Any], template: Template
) -> Iterator[Arrow]:
    for end in among(value, drawn):
        if end != start:
            yield start, end


def _reduced(arrows: Mapping[Arrow, None]) -> tuple[Arrow, ...]:
    """Without a -> c where a -> b -> c says it."""
    ends: dict[str, set[str]] = {}
    for start, end in arrows:
        ends.setdefault(start, set()).add(end)
    return tuple(
        (start, end)
        for start, end in arrows
        if not any(end in ends.get(other, ()) for other in ends[start] - {end})
    )


def _within(
    nodes: tuple[Node, ...], arrows: tuple[Arrow, ...]
) -> tuple[tuple[Node, ...], tuple[Arrow, ...]]:
    """What only one box uses becomes a line in it: its role, its log group."""
    boxes = {node.key: node for node in nodes}
    for key in list(boxes):
        users = [start for start, end in arrows if end == key]
        leads_on = any(start == key for start, _ in arrows)
        user = boxes.get(users[0]) if len(users) == 1 and not leads_on else None
        # A pipeline's frame has no room for more than its role.
        roomy = user and (user.kind != PIPELINE or boxes[key].group == _GROUPS["IAM"])
        if user and roomy and not boxes[key].outside:
            part = boxes.pop(key)
            lines = (*user.lines, f"+ {_shared_less(part.lines[0], user.lines[0])}")
            boxes[user.key] = replace(user, lines=lines)
            arrows = tuple(arrow for arrow in arrows if arrow[1] != key)
    return _alike(boxes, arrows)


def _shared_less(part: str, whole: str) -> str:
    """`unit test role` of `Unit test project` is its `role`."""
    names, others = part.lower().split(), whole.lower().split()
    while len(names) > 1 and others and names[0] == others[0]:
        names, others = names[1:], others[1:]
    return " ".join(names)


def _alike(
    boxes: Mapping[str, Node], arrows: tuple[Arrow, ...]
) -> tuple[tuple[Node, ...], tuple[Arrow, ...]]:
    """Boxes of one group with the same arrows, or none, share one box."""
    shared: dict[tuple[object, ...], Node] = {}
    for key, node in boxes.items():
        starts = frozenset(start for start, end in arrows if end == key)
        ends = frozenset(end for start, end in arrows if start == key)
        # A pipeline has stages, which it shares with nobody.
        own = key if node.kind in (PIPELINE, OUTSIDE) else ""
        alike = (node.group, node.optional, starts, ends, own)
        first = shared.get(alike)
        lines = (*first.lines, *node.lines) if first else node.lines
        shared[alike] = replace(first or node, lines=lines)
    gone = boxes.keys() - {node.key for node in shared.values()}
    kept = tuple(arrow for arrow in arrows if gone.isdisjoint(arrow))
    return tuple(shared.values()), kept


def _merged(
    nodes: tuple[Node, ...],
    arrows: tuple[Arrow, ...],
    chains: Mapping[str, tuple[Node, ...]],
) -> Graph:
    """The groups with the most boxes drawn as one box each, while too many."""
    room = MOST_NODES - sum(len(chain) for chain in chains.values())
    while len(nodes) > room:
        groups: dict[str, list[Node]] = {}
        for node in nodes:
            if node.kind not in (PIPELINE, OUTSIDE):
                groups.setdefault(node.group, []).append(node)
        largest = max(groups, key=lambda group: len(groups[group]), default="")
        if len(groups.get(largest, [])) <= 1:
            break
        nodes, arrows = _as_one(largest, groups[largest], nodes, arrows)
    return Graph(nodes, chains, arrows)


def _as_one(
    group: str, members: list[Node], nodes: tuple[Node, ...], arrows: tuple[Arrow, ...]
) -> tuple[tuple[Node, ...], tuple[Arrow, ...]]:
    first = members[0]
    one = Node(first.key, (group, counted(len(members), "resource")), group)
    keys = {member.key: first.key for member in members}
    moved = dict.fromkeys((keys.get(a, a), keys.get(b, b)) for a, b in arrows)
    return (
        tuple(
            one if node == first else node for node in nodes if node not in members[1:]
        ),
        tuple((start, end) for start, end in moved if start != end),
    )
