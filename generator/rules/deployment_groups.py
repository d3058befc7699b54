"""CodeDeploy deployment groups: what belongs together, above all for Amazon ECS."""

from collections.abc import Iterator
from typing import Any, ClassVar

from generator.rules._deployment_configs import PREDEFINED, PREFIX
from generator.rules._deployment_fragments import DEPLOYMENT_GROUP
from generator.rules._expressions import named_resource
from generator.rules._house import Problem
from generator.rules._nodes import Node, Resource
from generator.rules._schemas import Schema, all_of, must, must_not, required, within
from generator.rules._settled import constant, part, settled, stated
from generator.rules._shapes import ShapeRule

GROUP = "AWS::CodeDeploy::DeploymentGroup"
APPLICATION = "AWS::CodeDeploy::Application"
CONFIG = "AWS::CodeDeploy::DeploymentConfig"

# "Create a deployment group for an Amazon ECS deployment", AWS CodeDeploy User
# Guide: what the group must say, and with which value where there is one.
_ECS_NEEDS = (
    ("DeploymentStyle.DeploymentType", "BLUE_GREEN"),
    ("DeploymentStyle.DeploymentOption", "WITH_TRAFFIC_CONTROL"),
    ("BlueGreenDeploymentConfiguration.DeploymentReadyOption", ""),
    ("BlueGreenDeploymentConfiguration.TerminateBlueInstancesOnDeploymentSuccess", ""),
    ("ECSServices", ""),
    ("LoadBalancerInfo.TargetGroupPairInfoList", ""),
)
# Properties of groups for instances.
_FOR_INSTANCES = (
    "AutoScalingGroups",
    "Deployment",
    "Ec2TagFilters",
    "Ec2TagSet",
    "OnPremisesInstanceTagFilters",
    "OnPremisesTagSet",
)
_NOT_PAIRS = "a group for ECS has TargetGroupPairInfoList, not {key}"


def _needed(path: str, value: str) -> Schema:
    if not value:
        return required(path, f"a group for ECS needs {path}")
    wrong = f"a group for ECS has {{key}} {value}, not {{value}}"
    return required(
        path, f"a group for ECS needs {path} {value}", must(wrong, const=value)
    )


class _EcsGroupRule(ShapeRule):
    """A rule about groups for ECS.

    A group is for ECS if it has ECSServices, or if its application is in the
    template and says so; a group of which neither is known is left out.
    """

    resource_types: ClassVar[tuple[str, ...]] = (GROUP,)
    reads = ("ECSServices", "ApplicationName")

    def _judges(self, resource: Resource) -> bool:
        group = resource.properties
        return not stated(group, "ECSServices").is_absent or _platform(group) == "ECS"


class CodedeployEcsProperties(_EcsGroupRule):
    """A CodeDeploy group for ECS has the properties that belong together.

    A group for Amazon ECS needs BLUE_GREEN with WITH_TRAFFIC_CONTROL, the
    blue/green options, one service and a pair of target groups; it has no
    instances. CodeDeploy refuses the group otherwise.
    """

    id = "E9930"
    page = "codedeploy/latest/userguide/deployment-groups-create-ecs.html"
    tags = ["resources", "codedeploy", "ecs"]
    pci = ("6.5.1",)

    shape = all_of(
        *(_needed(path, value) for path, value in _ECS_NEEDS),
        *(
            within(key, must_not("a group for ECS has no {key}"))
            for key in _FOR_INSTANCES
        ),
        within(
            "LoadBalancerInfo",
            within("ElbInfoList", must_not(_NOT_PAIRS)),
            within("TargetGroupInfoList", must_not(_NOT_PAIRS)),
        ),
        within(
            "ECSServices", must("{count} services; a group deploys one", maxItems=1)
        ),
    )
    good = DEPLOYMENT_GROUP
    bad = good.replace("        DeploymentOption: WITH_TRAFFIC_CONTROL\n", "")

    def _problems(self, template: Any) -> Iterator[Problem]:
        yield from super()._problems(template)
        for resource in settled(
            template, GROUP, view=tuple((key, ()) for key in self.reads)
        ):
            services = stated(resource.properties, "ECSServices")
            platform = _platform(resource.properties)
            if not services.is_absent and platform not in ("", "ECS"):
                yield (
                    services,
                    f"ECSServices in a group whose {APPLICATION} is for {platform}",
                )


class CodedeployGreenFleet(_EcsGroupRule):
    """A CodeDeploy group for ECS has no GreenFleetProvisioningOption.

    The option says where new instances come from. In ECS the service makes the
    green task set; CodeDeploy refuses the option there.
    """

    id = "E9931"
    page = "codedeploy/latest/APIReference/API_BlueGreenDeploymentConfiguration.html"
    tags = ["resources", "codedeploy", "ecs"]

    shape = within(
        "BlueGreenDeploymentConfiguration.GreenFleetProvisioningOption",
        must_not("GreenFleetProvisioningOption is for instances"),
    )
    good = DEPLOYMENT_GROUP
    bad = good.replace(
        "        TerminateBlueInstancesOnDeploymentSuccess:\n",
        "        GreenFleetProvisioningOption: {Action: DISCOVER_EXISTING}\n"
        "        TerminateBlueInstancesOnDeploymentSuccess:\n",
    )


_LISTENER = (
    "                - "
    "arn:aws:elasticloadbalancing:eu-west-1:111122223333:listener/app/a/b/c\n"
)


def _one_listener(route: str) -> Schema:
    one = must(f"{route} has {{count}} listeners; it has one", minItems=1, maxItems=1)
    none = f"{route} has 0 listeners; it has one"
    return within(route, required("ListenerArns", none, one))


class CodedeploySingleListener(ShapeRule):
    """A CodeDeploy traffic route has one listener and two target groups.

    TargetGroupPairInfoList holds one pair: two target groups, a production
    route with one listener and, if wanted, a test route with one listener.
    """

    id = "E9932"
    page = "codedeploy/latest/APIReference/API_TrafficRoute.html"
    tags = ["resources", "codedeploy", "ecs"]
    resource_types = (GROUP,)

    _two = must("{count} target groups; a pair has two", minItems=2, maxItems=2)
    shape = within(
        "LoadBalancerInfo.TargetGroupPairInfoList",
        must("{count} pairs, 1 is allowed", maxItems=1),
        within(
            "*",
            required("TargetGroups", "0 target groups; a pair has two", _two),
            required("ProdTrafficRoute", "the pair needs ProdTrafficRoute"),
            _one_listener("ProdTrafficRoute"),
            _one_listener("TestTrafficRoute"),
        ),
    )
    good = DEPLOYMENT_GROUP
    bad = good.replace(_LISTENER, _LISTENER + _LISTENER.replace("/c\n", "/d\n"))


class CodedeployConfigPlatform(_EcsGroupRule):
    """A deployment configuration for ECS fits its platform.

    A group for ECS uses one of the five predefined configurations for ECS or
    one of its own with ComputePlatform ECS, which has TrafficRoutingConfig and
    no healthy hosts. A name of one's own does not begin with
    CodeDeployDefault.
    """

    id = "E9935"
    page = "codedeploy/latest/userguide/deployment-configurations.html"
    tags = ["resources", "codedeploy", "ecs"]
    resource_types = (GROUP, CONFIG)

    good = DEPLOYMENT_GROUP
    bad = good.replace("ECSCanary10Percent5Minutes", "LambdaCanary10Percent5Minutes")

    def _problems(self, template: Any) -> Iterator[Problem]:
        looked_at = (*self.reads, "DeploymentConfigName")
        view = tuple((key, ()) for key in looked_at)
        for group in settled(template, GROUP, view=view):
            node = part(group.properties, "DeploymentConfigName")
            if self._judges(group) and (problem := _configuration_problem(node)):
                yield node, problem
        for config in settled(template, CONFIG):
            yield from _own_configuration(config.properties)


def _configuration_problem(node: Node) -> str:
    """Why a group for ECS cannot have a configuration of this name, or nothing."""
    name = constant(node)
    if name.startswith(PREFIX) and name not in PREDEFINED:
        return f"{name!r} is not one of {', '.join(PREDEFINED)}"
    platform = _platform_of(node, CONFIG)
    if platform not in ("", "ECS"):
        return f"the configuration is for {platform}, the group for ECS"
    return ""


def _own_configuration(properties: Node) -> Iterator[Problem]:
    name = part(properties, "DeploymentConfigName")
    if constant(name).startswith(PREFIX):
        yield name, f"names that begin with {PREFIX} are those of AWS"
    if constant(part(properties, "ComputePlatform")) != "ECS":
        return
    for key in ("MinimumHealthyHosts", "ZonalConfig"):
        node = stated(properties, key)
        if not node.is_absent:
            yield node, f"a configuration for ECS has no {key}"


class CodedeployTriggerEvents(_EcsGroupRule):
    """Triggers of an ECS deployment group wait for deployment events.

    InstanceStart and the like happen on instances only: in a group for ECS the
    message never comes. A group has at most 10 triggers.
    """

    id = "E9937"
    page = (
        "codedeploy/latest/userguide/"
        "monitoring-sns-event-notifications-create-trigger.html"
    )
    tags = ["resources", "codedeploy", "notifications"]
    pci = ("10.7.2",)

    # How many: "Service quotas", AWS CodeDeploy User Guide.
    shape = within(
        "TriggerConfigurations",
        must("{count} triggers, 10 are allowed", maxItems=10),
        within(
            "*.TriggerEvents.*",
            must_not("{value} never happens in ECS", pattern="^Instance"),
        ),
    )
    good = (
        DEPLOYMENT_GROUP
        + """\
      TriggerConfigurations:
        - TriggerName: failed
          TriggerTargetArn: !ImportValue deployment-topic
          TriggerEvents: [DeploymentFailure]
"""
    )
    bad = good.replace("[DeploymentFailure]", "[InstanceFailure]")


def _platform(group: Node) -> str:
    """The platform of the group's application; empty if it is not known."""
    return _platform_of(part(group, "ApplicationName"), APPLICATION)


def _platform_of(reference: Node, kind: str) -> str:
    """The platform of the resource that a group refers to, if it is of this type."""
    resource = reference.template.get_resources().get(
        named_resource(reference.text), {}
    )
    if resource.get("Type") != kind:
        return ""
    properties = Node(
        resource.get("Properties", {}), (), reference.when, reference.template
    )
    found = part(properties, "ComputePlatform")
    # The API's default (CodeDeploy, CreateApplication and CreateDeploymentConfig).
    return "Server" if found.is_absent else constant(found)
