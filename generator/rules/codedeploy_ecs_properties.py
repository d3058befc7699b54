"""E9030: a deployment group for ECS has the properties that belong together."""

from collections.abc import Iterator
from typing import Any

from cfnlint.rules import RuleMatch

from generator.rules import _house
from generator.rules._deployment_fragments import DEPLOYMENT_GROUP
from generator.rules._deployment_groups import APPLICATION, GROUP, ecs_groups, platform
from generator.rules._nodes import Node
from generator.rules._scenarios import constant, part, parts, settled, stated

# "Create a deployment group for an Amazon ECS deployment", AWS CodeDeploy User
# Guide: what the group must say, and with which value where there is one.
REQUIRED: tuple[tuple[tuple[str, ...], str], ...] = (
    (("DeploymentStyle", "DeploymentType"), "BLUE_GREEN"),
    (("DeploymentStyle", "DeploymentOption"), "WITH_TRAFFIC_CONTROL"),
    (("BlueGreenDeploymentConfiguration", "DeploymentReadyOption"), ""),
    (
        (
            "BlueGreenDeploymentConfiguration",
            "TerminateBlueInstancesOnDeploymentSuccess",
        ),
        "",
    ),
    (("ECSServices",), ""),
    (("LoadBalancerInfo", "TargetGroupPairInfoList"), ""),
)
# Properties of groups for instances.
INSTANCES = (
    "AutoScalingGroups",
    "Deployment",
    "Ec2TagFilters",
    "Ec2TagSet",
    "OnPremisesInstanceTagFilters",
    "OnPremisesTagSet",
)


class CodedeployEcsProperties(_house.HouseRule):
    """Flags what an ECS group lacks, and what only groups for instances have."""

    id = "E9030"
    shortdesc = "A CodeDeploy group for ECS has the properties that belong together"
    description = (
        "A group for Amazon ECS needs BLUE_GREEN with WITH_TRAFFIC_CONTROL, the "
        "blue/green options, one service and a pair of target groups; it has no "
        "instances. CodeDeploy refuses the group otherwise."
    )
    source_url = (
        "https://docs.aws.amazon.com/codedeploy/latest/userguide/"
        "deployment-groups-create-ecs.html"
    )
    tags = ["resources", "codedeploy", "ecs"]
    resource_types = (GROUP,)
    pci = ("6.5.1",)

    good = DEPLOYMENT_GROUP
    bad = good.replace("        DeploymentOption: WITH_TRAFFIC_CONTROL\n", "")

    def match(self, cfn: Any) -> Iterator[RuleMatch]:
        """Yield a match for each property, in each branch."""
        for group in ecs_groups(cfn):
            for node, problem in (*_missing(group), *_foreign(group)):
                yield RuleMatch(node.rule_path, problem)
        for resource in settled(cfn, GROUP):
            services = stated(resource.properties, "ECSServices")
            found = platform(cfn, resource.properties)
            if not services.is_absent and found not in ("", "ECS"):
                yield RuleMatch(
                    services.rule_path,
                    f"ECSServices in a group whose {APPLICATION} is for {found}",
                )


def _missing(group: Node) -> Iterator[tuple[Node, str]]:
    for keys, value in REQUIRED:
        node = part(group, *keys)
        if node.is_absent:
            wanted = f" {value}" if value else ""
            yield node, f"a group for ECS needs {'.'.join(keys)}{wanted}"
        elif value and constant(node) not in ("", value):
            yield node, f"a group for ECS has {keys[-1]} {value}, not {node.value}"
    services = part(group, "ECSServices")
    known = parts(services)
    if known is not None and len(known) > 1:
        yield services, f"{len(known)} services; a group deploys one"


def _foreign(group: Node) -> Iterator[tuple[Node, str]]:
    for key in INSTANCES:
        node = stated(group, key)
        if not node.is_absent:
            yield node, f"a group for ECS has no {key}"
    for key in ("ElbInfoList", "TargetGroupInfoList"):
        node = stated(group, "LoadBalancerInfo", key)
        if not node.is_absent:
            yield node, f"a group for ECS has TargetGroupPairInfoList, not {key}"
