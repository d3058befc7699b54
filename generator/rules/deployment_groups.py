"""CodeDeploy deployment groups: what belongs together, above all for Amazon ECS."""

from collections.abc import Iterator
from typing import Any, ClassVar

from generator.rules._deployment_fragments import DEPLOYMENT_GROUP
from generator.rules._expressions import named_resource
from generator.rules._house import Problem
from generator.rules._nodes import Node, Resource
from generator.rules._settled import constant, part, settled, stated
from generator.rules._shapes import ShapeRule, absent, has, holds, required, within

GROUP = "AWS::CodeDeploy::DeploymentGroup"
APPLICATION = "AWS::CodeDeploy::Application"
CONFIG = "AWS::CodeDeploy::DeploymentConfig"
STOP_ON_ALARM = "DEPLOYMENT_STOP_ON_ALARM"

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


def _needed(path: str, value: str) -> dict[str, Any]:
    if not value:
        return dict(required(path, f"a group for ECS needs {path}"))
    key = path.rpartition(".")[2]
    wrong = f"a group for ECS has {key} {value}, not {{value}}"
    shape = {"const": value, "message": wrong}
    return dict(required(path, f"a group for ECS needs {path} {value}", shape))


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

    id = "E9030"
    page = "codedeploy/latest/userguide/deployment-groups-create-ecs.html"
    tags = ["resources", "codedeploy", "ecs"]
    pci = ("6.5.1",)

    shape = {
        "allOf": [
            *(_needed(path, value) for path, value in _ECS_NEEDS),
            *(
                within(key, absent("a group for ECS has no {key}"))
                for key in _FOR_INSTANCES
            ),
            *(
                within(
                    f"LoadBalancerInfo.{key}",
                    absent("a group for ECS has TargetGroupPairInfoList, not {key}"),
                )
                for key in ("ElbInfoList", "TargetGroupInfoList")
            ),
            within(
                "ECSServices",
                {"maxItems": 1, "message": "{count} services; a group deploys one"},
            ),
        ]
    }
    good = DEPLOYMENT_GROUP
    bad = good.replace("        DeploymentOption: WITH_TRAFFIC_CONTROL\n", "")

    def _problems(self, template: Any) -> Iterator[Problem]:
        yield from super()._problems(template)
        for resource in settled(template, GROUP, keys=frozenset(self.reads)):
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

    id = "E9031"
    page = "codedeploy/latest/APIReference/API_BlueGreenDeploymentConfiguration.html"
    tags = ["resources", "codedeploy", "ecs"]

    shape = within(
        "BlueGreenDeploymentConfiguration.GreenFleetProvisioningOption",
        absent("GreenFleetProvisioningOption is for instances"),
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


def _one_listener(route: str) -> dict[str, Any]:
    message = f"{route} has {{count}} listeners; it has one"
    one = {"minItems": 1, "maxItems": 1, "message": message}
    none = f"{route} has 0 listeners; it has one"
    return dict(within(route, required("ListenerArns", none, one)))


class CodedeploySingleListener(ShapeRule):
    """A CodeDeploy traffic route has one listener and two target groups.

    TargetGroupPairInfoList holds one pair: two target groups, a production
    route with one listener and, if wanted, a test route with one listener.
    """

    id = "E9032"
    page = "codedeploy/latest/APIReference/API_TrafficRoute.html"
    tags = ["resources", "codedeploy", "ecs"]
    resource_types = (GROUP,)

    shape = within(
        "LoadBalancerInfo.TargetGroupPairInfoList",
        {
            "maxItems": 1,
            "message": "{count} pairs, 1 is allowed",
            "items": {
                "allOf": [
                    required(
                        "TargetGroups",
                        "0 target groups; a pair has two",
                        {
                            "minItems": 2,
                            "maxItems": 2,
                            "message": "{count} target groups; a pair has two",
                        },
                    ),
                    required("ProdTrafficRoute", "the pair needs ProdTrafficRoute"),
                    _one_listener("ProdTrafficRoute"),
                    _one_listener("TestTrafficRoute"),
                ]
            },
        },
    )
    good = DEPLOYMENT_GROUP
    bad = good.replace(_LISTENER, _LISTENER + _LISTENER.replace("/c\n", "/d\n"))


class CodedeployStopOnAlarm(ShapeRule):
    """DEPLOYMENT_STOP_ON_ALARM has alarms that are enabled.

    A deployment stops on an alarm only if AlarmConfiguration is enabled and
    names one. Without it the rollback event never happens, and nobody is told.
    """

    id = "E9033"
    page = "codedeploy/latest/userguide/deployments-rollback-and-redeploy.html"
    tags = ["resources", "codedeploy", "rollback"]
    resource_types = (GROUP,)
    pci = ("6.5.1", "10.7.2")

    _off = f"{STOP_ON_ALARM}: AlarmConfiguration is not enabled"
    _none = f"{STOP_ON_ALARM}: AlarmConfiguration names no alarm"
    when = has("AutoRollbackConfiguration.Events", holds({"const": STOP_ON_ALARM}))
    shape = required(
        "AlarmConfiguration",
        f"{STOP_ON_ALARM}: the group has no AlarmConfiguration",
        {
            "allOf": [
                required("Enabled", _off, {"const": True, "message": _off}),
                required("Alarms", _none, {"minItems": 1, "message": _none}),
            ]
        },
    )
    good = DEPLOYMENT_GROUP
    bad = good.replace(
        "        Enabled: true\n        Alarms: [{Name: payment-5xx}]\n",
        "        Enabled: false\n        Alarms: [{Name: payment-5xx}]\n",
    )


class CodedeployAlarmRollsBack(ShapeRule):
    """Deployment alarms come with DEPLOYMENT_STOP_ON_ALARM.

    An alarm stops the deployment; only the rollback event
    DEPLOYMENT_STOP_ON_ALARM brings the last good version back.
    """

    id = "W9033"
    page = "codedeploy/latest/userguide/deployments-rollback-and-redeploy.html"
    tags = ["resources", "codedeploy", "rollback"]
    resource_types = (GROUP,)
    pci = ("6.5.1",)

    _never = f"an alarm stops, but {STOP_ON_ALARM} is not in Events"
    when = has("AlarmConfiguration.Enabled", {"const": True})
    shape = required(
        "AutoRollbackConfiguration",
        _never,
        {
            "allOf": [
                required(
                    "Enabled", _never, {"not": {"const": False}, "message": _never}
                ),
                required(
                    "Events",
                    _never,
                    {"contains": {"const": STOP_ON_ALARM}, "message": _never},
                ),
            ]
        },
    )
    good = DEPLOYMENT_GROUP
    bad = good.replace(
        "[DEPLOYMENT_FAILURE, DEPLOYMENT_STOP_ON_ALARM]", "[DEPLOYMENT_FAILURE]"
    )


# CodeDeploy API, BlueInstanceTerminationOption: "The maximum setting is 2880
# minutes (2 days)". The quota page of the user guide says 2800 for ECS; the
# larger one is certain to be refused.
_LONGEST_WAIT = 2880


class CodedeployWaitTimes(ShapeRule):
    """Blue/green waits are within the limits of CodeDeploy.

    The blue tasks stay for at most 2880 minutes. STOP_DEPLOYMENT needs
    WaitTimeInMinutes: with none the deployment stops before anyone can reroute
    the traffic.
    """

    id = "E9034"
    page = "codedeploy/latest/APIReference/API_BlueInstanceTerminationOption.html"
    tags = ["resources", "codedeploy", "limits"]
    resource_types = (GROUP,)

    _needed = "STOP_DEPLOYMENT needs WaitTimeInMinutes"
    shape = within(
        "BlueGreenDeploymentConfiguration",
        {
            "allOf": [
                within(
                    "TerminateBlueInstancesOnDeploymentSuccess"
                    ".TerminationWaitTimeInMinutes",
                    {
                        "maximum": _LONGEST_WAIT,
                        "message": f"{{value}} minutes, {_LONGEST_WAIT} are allowed",
                    },
                ),
                within(
                    "DeploymentReadyOption",
                    {
                        "if": has("ActionOnTimeout", {"const": "STOP_DEPLOYMENT"}),
                        "then": required(
                            "WaitTimeInMinutes",
                            _needed,
                            {"not": {"const": 0}, "message": _needed},
                        ),
                    },
                ),
            ]
        },
    )
    good = DEPLOYMENT_GROUP
    bad = good.replace(
        "TerminationWaitTimeInMinutes: 5", "TerminationWaitTimeInMinutes: 4320"
    )


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


class CodedeployConfigPlatform(_EcsGroupRule):
    """A deployment configuration for ECS fits its platform.

    A group for ECS uses one of the five predefined configurations for ECS or
    one of its own with ComputePlatform ECS, which has TrafficRoutingConfig and
    no healthy hosts. A name of one's own does not begin with
    CodeDeployDefault.
    """

    id = "E9035"
    page = "codedeploy/latest/userguide/deployment-configurations.html"
    tags = ["resources", "codedeploy", "ecs"]
    resource_types = (GROUP, CONFIG)

    good = DEPLOYMENT_GROUP
    bad = good.replace("ECSCanary10Percent5Minutes", "LambdaCanary10Percent5Minutes")

    def _problems(self, template: Any) -> Iterator[Problem]:
        for group in settled(template, GROUP):
            node = part(group.properties, "DeploymentConfigName")
            if self._judges(group) and (problem := _configuration_problem(node)):
                yield node, problem
        for config in settled(template, CONFIG):
            yield from _own_configuration(config.properties)


def _configuration_problem(node: Node) -> str:
    """Why a group for ECS cannot have a configuration of this name, or nothing."""
    name = constant(node)
    if name.startswith(_PREFIX) and name not in PREDEFINED:
        return f"{name!r} is not one of {', '.join(PREDEFINED)}"
    platform = _platform_of(node, CONFIG)
    if platform not in ("", "ECS"):
        return f"the configuration is for {platform}, the group for ECS"
    return ""


def _own_configuration(properties: Node) -> Iterator[Problem]:
    name = part(properties, "DeploymentConfigName")
    if constant(name).startswith(_PREFIX):
        yield name, f"names that begin with {_PREFIX} are those of AWS"
    if constant(part(properties, "ComputePlatform")) != "ECS":
        return
    for key in ("MinimumHealthyHosts", "ZonalConfig"):
        node = stated(properties, key)
        if not node.is_absent:
            yield node, f"a configuration for ECS has no {key}"


class CodedeployRollbackEvents(ShapeRule):
    """An enabled automatic rollback names its events.

    CodeDeploy refuses AutoRollbackConfiguration with Enabled and no event:
    DEPLOYMENT_FAILURE, DEPLOYMENT_STOP_ON_ALARM or DEPLOYMENT_STOP_ON_REQUEST.
    """

    id = "E9036"
    page = "codedeploy/latest/APIReference/API_AutoRollbackConfiguration.html"
    tags = ["resources", "codedeploy", "rollback"]
    resource_types = (GROUP,)
    pci = ("6.5.1",)

    _none = "the rollback names no event"
    when = has("AutoRollbackConfiguration.Enabled", {"const": True})
    shape = within(
        "AutoRollbackConfiguration",
        required("Events", _none, {"minItems": 1, "message": _none}),
    )
    good = DEPLOYMENT_GROUP.replace(
        "      AlarmConfiguration:\n        Enabled: true\n"
        "        Alarms: [{Name: payment-5xx}]\n",
        "",
    ).replace(", DEPLOYMENT_STOP_ON_ALARM", "")
    bad = good.replace("        Events: [DEPLOYMENT_FAILURE]\n", "")


class CodedeployTriggerEvents(_EcsGroupRule):
    """Triggers of an ECS deployment group wait for deployment events.

    InstanceStart and the like happen on instances only: in a group for ECS the
    message never comes. A group has at most 10 triggers.
    """

    id = "E9037"
    page = (
        "codedeploy/latest/userguide/"
        "monitoring-sns-event-notifications-create-trigger.html"
    )
    tags = ["resources", "codedeploy", "notifications"]
    pci = ("10.7.2",)

    shape = within(
        "TriggerConfigurations",
        {
            # "Service quotas", AWS CodeDeploy User Guide.
            "maxItems": 10,
            "message": "{count} triggers, 10 are allowed",
            **within(
                "*.TriggerEvents.*",
                {
                    "not": {"pattern": "^Instance"},
                    "message": "{value} never happens in ECS",
                },
            ),
        },
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
