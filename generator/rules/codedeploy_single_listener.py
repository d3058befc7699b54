"""E9032: a traffic route of a deployment group has one listener."""

from collections.abc import Iterator
from typing import Any

from cfnlint.rules import RuleMatch

from generator.rules import _house
from generator.rules._deployment_fragments import DEPLOYMENT_GROUP
from generator.rules._deployment_groups import GROUP
from generator.rules._nodes import Node
from generator.rules._scenarios import part, parts, settled

_LISTENER = (
    "                - "
    "arn:aws:elasticloadbalancing:eu-west-1:111122223333:listener/app/a/b/c\n"
)


class CodedeploySingleListener(_house.HouseRule):
    """Flags routes without one listener, and other than one pair of groups."""

    id = "E9032"
    shortdesc = "A CodeDeploy traffic route has one listener and two target groups"
    description = (
        "TargetGroupPairInfoList holds one pair: two target groups, a production "
        "route with one listener and, if wanted, a test route with one listener."
    )
    source_url = (
        "https://docs.aws.amazon.com/codedeploy/latest/APIReference/"
        "API_TrafficRoute.html"
    )
    tags = ["resources", "codedeploy", "ecs"]
    resource_types = (GROUP,)

    good = DEPLOYMENT_GROUP
    bad = good.replace(_LISTENER, _LISTENER + _LISTENER.replace("/c\n", "/d\n"))

    def match(self, cfn: Any) -> Iterator[RuleMatch]:
        """Yield a match for each pair and route, in each branch."""
        for group in settled(cfn, GROUP):
            pairs = part(
                group.properties, "LoadBalancerInfo", "TargetGroupPairInfoList"
            )
            known = parts(pairs)
            if known is not None and len(known) > 1:
                yield RuleMatch(pairs.rule_path, f"{len(known)} pairs, 1 is allowed")
            for pair in pairs.items():
                for node, problem in _problems(pair):
                    yield RuleMatch(node.rule_path, problem)


def _problems(pair: Node) -> Iterator[tuple[Node, str]]:
    groups = part(pair, "TargetGroups")
    known = parts(groups)
    if known is not None and len(known) != 2:
        yield groups, f"{len(known)} target groups; a pair has two"
    if part(pair, "ProdTrafficRoute").is_absent:
        yield pair, "the pair needs ProdTrafficRoute"
    for key in ("ProdTrafficRoute", "TestTrafficRoute"):
        route = part(pair, key)
        if route.is_absent or not route.is_known:
            continue
        listeners = part(route, "ListenerArns")
        # How many, not which: a list of one reference is one listener.
        if isinstance(listeners.value, list | None):
            count = len(list(listeners.items()))
            if count != 1:
                yield listeners, f"{key} has {count} listeners; it has one"
