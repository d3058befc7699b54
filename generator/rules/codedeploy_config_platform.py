"""E9035: an ECS group and its deployment configuration are for one platform."""

from collections.abc import Iterator
from typing import Any

from cfnlint.rules import RuleMatch

from generator.rules import _house
from generator.rules._deployment_fragments import DEPLOYMENT_GROUP
from generator.rules._deployment_groups import CONFIG, GROUP, ecs_groups
from generator.rules._expressions import named_resource
from generator.rules._nodes import Node
from generator.rules._scenarios import constant, part, settled, stated

# "Predefined deployment configurations for an Amazon ECS compute platform", AWS
# CodeDeploy User Guide.
PREDEFINED = (
    "CodeDeployDefault.ECSLinear10PercentEvery1Minutes",
    "CodeDeployDefault.ECSLinear10PercentEvery3Minutes",
    "CodeDeployDefault.ECSCanary10Percent5Minutes",
    "CodeDeployDefault.ECSCanary10Percent15Minutes",
    "CodeDeployDefault.ECSAllAtOnce",
)
_PREFIX = "CodeDeployDefault."


class CodedeployConfigPlatform(_house.HouseRule):
    """Flags configurations of another platform, unknown and ill-made ones."""

    id = "E9035"
    shortdesc = "A deployment configuration for ECS fits its platform"
    description = (
        "A group for ECS uses one of the five predefined configurations for ECS or "
        "one of its own with ComputePlatform ECS, which has TrafficRoutingConfig and "
        "no healthy hosts. A name of one's own does not begin with "
        "CodeDeployDefault."
    )
    source_url = (
        "https://docs.aws.amazon.com/codedeploy/latest/userguide/"
        "deployment-configurations.html"
    )
    tags = ["resources", "codedeploy", "ecs"]
    resource_types = (GROUP, CONFIG)

    good = DEPLOYMENT_GROUP
    bad = good.replace("ECSCanary10Percent5Minutes", "LambdaCanary10Percent5Minutes")

    def match(self, cfn: Any) -> Iterator[RuleMatch]:
        """Yield a match for each group and configuration, in each branch."""
        for group in ecs_groups(cfn):
            node = part(group, "DeploymentConfigName")
            problem = _name_problem(cfn, node)
            if problem:
                yield RuleMatch(node.rule_path, problem)
        for config in settled(cfn, CONFIG):
            for node, problem in _config_problems(config.properties):
                yield RuleMatch(node.rule_path, problem)


def _name_problem(template: Any, node: Node) -> str:
    name = constant(node)
    if name.startswith(_PREFIX) and name not in PREDEFINED:
        return f"{name!r} is not one of {', '.join(PREDEFINED)}"
    config = template.get_resources().get(named_resource(node.text), {})
    if config.get("Type") == CONFIG:
        properties = Node(config.get("Properties", {}), (), node.when, template)
        found = part(properties, "ComputePlatform")
        # The API's default (CodeDeploy, CreateDeploymentConfig).
        platform = "Server" if found.is_absent else constant(found)
        if platform not in ("", "ECS"):
            return f"the configuration is for {platform}, the group for ECS"
    return ""


def _config_problems(properties: Node) -> Iterator[tuple[Node, str]]:
    name = part(properties, "DeploymentConfigName")
    if constant(name).startswith(_PREFIX):
        yield name, f"names that begin with {_PREFIX} are those of AWS"
    if constant(part(properties, "ComputePlatform")) != "ECS":
        return
    for key in ("MinimumHealthyHosts", "ZonalConfig"):
        node = stated(properties, key)
        if not node.is_absent:
            yield node, f"a configuration for ECS has no {key}"
