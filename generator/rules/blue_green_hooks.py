"""ECS blue/green deployments by a hook of CloudFormation: what the hook needs.

The facts are those of the AWS CloudFormation User Guide, "Perform ECS blue/green
deployments through CodeDeploy using CloudFormation": its considerations, the syntax
of the hook and the example. Not judged is ServiceRole: the syntax calls it required,
the example has none.
"""

from collections.abc import Iterator
from typing import Any

from generator.cloudformation.references import function
from generator.rules._expressions import named_resource
from generator.rules._fragments import TAGS
from generator.rules._house import HouseRule, Problem
from generator.rules._nodes import Node, Resource, resources
from generator.rules._settled import constant, part, settled

HOOK = "AWS::CodeDeploy::BlueGreen"
TRANSFORM = "AWS::CodeDeployBlueGreen"
NESTED = "AWS::CloudFormation::Stack"
SERVICE = "AWS::ECS::Service"
LISTENER = "AWS::ElasticLoadBalancingV2::Listener"
TARGET_GROUP = "AWS::ElasticLoadBalancingV2::TargetGroup"
FUNCTIONS = ("AWS::Lambda::Function", "AWS::Serverless::Function")
EVENTS = (
    "BeforeInstall",
    "AfterInstall",
    "AfterAllowTestTraffic",
    "BeforeAllowTraffic",
    "AfterAllowTraffic",
)
# The blue ones stand in the template; CloudFormation makes the green ones.
_PAIRS = {
    "TaskDefinitions": "AWS::ECS::TaskDefinition",
    "TaskSets": "AWS::ECS::TaskSet",
}
_SHIFTS = ("TimeBasedCanary", "TimeBasedLinear")
_LEAST_PERCENT = 14
_ALL = 100

_TARGET_GROUP = (
    """\
    Type: AWS::ElasticLoadBalancingV2::TargetGroup
    Properties:
      Port: 443
      Protocol: HTTPS
      TargetType: ip
      VpcId: vpc-0a1b2c3d4e5f60718
"""
    + TAGS
)
# cfn-lint 1.58 knows no section Hooks (E1001).
_DEPLOYMENT = f"""\
Metadata: {{cfn-lint: {{config: {{ignore_checks: [E1001]}}}}}}
Transform: [AWS::CodeDeployBlueGreen]
Hooks:
  Deployment:
    Type: AWS::CodeDeploy::BlueGreen
    Properties:
      TrafficRoutingConfig:
        Type: TimeBasedCanary
        TimeBasedCanary: {{StepPercentage: 15, BakeTimeMins: 5}}
      Applications:
        - Target: {{Type: AWS::ECS::Service, LogicalID: Service}}
          ECSAttributes:
            TaskDefinitions: [BlueTasks, GreenTasks]
            TaskSets: [BlueTaskSet, GreenTaskSet]
            TrafficRouting:
              ProdTrafficRoute:
                Type: AWS::ElasticLoadBalancingV2::Listener
                LogicalID: Listener
              TargetGroups: [BlueTargets, GreenTargets]
Resources:
  BlueTargets:
{_TARGET_GROUP}\
  GreenTargets:
{_TARGET_GROUP}\
  Listener:
    Type: AWS::ElasticLoadBalancingV2::Listener
    Properties:
      LoadBalancerArn:
        arn:aws:elasticloadbalancing:eu-west-1:111122223333:loadbalancer/app/a/b
      Port: 443
      Protocol: HTTPS
      Certificates:
        - CertificateArn: arn:aws:acm:eu-west-1:111122223333:certificate/1a2b3c4d
      DefaultActions: [{{Type: forward, TargetGroupArn: !Ref BlueTargets}}]
{TAGS}\
  BlueTasks:
    Type: AWS::ECS::TaskDefinition
    Properties:
      ContainerDefinitions:
        - Name: payment
          Image: !Sub "${{AWS::AccountId}}.dkr.ecr.eu-west-1.amazonaws.com/payment:1"
          PortMappings: [{{ContainerPort: 443}}]
{TAGS}\
  Service:
    Type: AWS::ECS::Service
    Properties:
      Cluster: payment
      DesiredCount: 1
      DeploymentController: {{Type: EXTERNAL}}
{TAGS}\
  BlueTaskSet:
    Type: AWS::ECS::TaskSet
    Properties:
      Cluster: payment
      Service: !Ref Service
      TaskDefinition: !Ref BlueTasks
      LoadBalancers:
        - ContainerName: payment
          ContainerPort: 443
          TargetGroupArn: !Ref BlueTargets
{TAGS}\
"""


class BlueGreenHookResources(HouseRule):
    """A blue/green hook names resources of its template, blue and green ones.

    The service has the deployment controller EXTERNAL, listeners and both target
    groups are there, and so are the blue task definition and task set; CloudFormation
    makes the green ones. A hook that names others fails in the first update that
    should deploy, not when the stack is made.
    """

    id = "E9920"
    page = "AWSCloudFormation/latest/UserGuide/blue-green-hook-syntax.html"
    tags = ["resources", "hooks", "codedeploy", "ecs"]
    resource_types = (SERVICE,)

    good = _DEPLOYMENT
    bad = good.replace("[BlueTargets, GreenTargets]", "[BlueTargets, BlueTargets]")

    def _problems(self, template: Any) -> Iterator[Problem]:
        for application in _applications(template):
            target = part(application, "Target", "LogicalID")
            yield from _type_problems(target, SERVICE)
            yield from _controller_problems(target)
            attributes = part(application, "ECSAttributes")
            for key, wanted in _PAIRS.items():
                yield from _pair_problems(part(attributes, key), wanted)
            routing = part(attributes, "TrafficRouting")
            for key in ("ProdTrafficRoute", "TestTrafficRoute"):
                yield from _type_problems(part(routing, key, "LogicalID"), LISTENER)
            groups = part(routing, "TargetGroups")
            yield from _pair_problems(groups, TARGET_GROUP)
            for green in list(groups.items())[1:]:
                yield from _type_problems(green, TARGET_GROUP)


class BlueGreenHookTraffic(HouseRule):
    """A blue/green hook shifts traffic as CodeDeploy can, and calls functions.

    TimeBasedCanary and TimeBasedLinear each have a section of their own name, with
    steps of 14 percent or more; AllAtOnce has none. A lifecycle event calls a Lambda
    function, and there are five of them.
    """

    id = "E9921"
    page = "AWSCloudFormation/latest/UserGuide/blue-green-hook-syntax.html"
    tags = ["resources", "hooks", "codedeploy", "ecs"]
    resource_types = (SERVICE,)

    good = _DEPLOYMENT
    bad = good.replace("StepPercentage: 15", "StepPercentage: 10")

    def _problems(self, template: Any) -> Iterator[Problem]:
        for hook in _hooks(template):
            yield from _traffic_problems(part(hook, "TrafficRoutingConfig"))
            wait = part(hook, "AdditionalOptions", "TerminationWaitTimeInMinutes")
            yield from _minutes_problems(wait)
            events = part(hook, "LifecycleEventHooks")
            for event, called in events.fields():
                yield from _event_problems(event, called)


class BlueGreenHookTemplate(HouseRule):
    """A template with a blue/green hook has nothing that the hook excludes.

    It has the transform AWS::CodeDeployBlueGreen and one application, and neither
    outputs nor imported values nor nested stacks: CloudFormation does not support
    them beside the hook.
    """

    id = "E9922"
    page = "AWSCloudFormation/latest/UserGuide/blue-green-considerations.html"
    tags = ["resources", "hooks", "codedeploy", "ecs"]
    resource_types = (SERVICE,)

    good = _DEPLOYMENT
    bad = good + "Outputs:\n  Name: {Value: !GetAtt Service.Name}\n"

    def _problems(self, template: Any) -> Iterator[Problem]:
        body = template.template
        for hook in _hooks(template):
            transforms = body.get("Transform", [])
            if TRANSFORM not in (
                transforms if isinstance(transforms, list) else [transforms]
            ):
                yield hook, f"the hook needs the transform {TRANSFORM}"
            applications = list(part(hook, "Applications").items())
            for more in applications[1:]:
                yield more, "a hook deploys one service, this is another one"
        for _ in list(_hooks(template))[:1]:
            if body.get("Outputs"):
                yield _section(template, "Outputs"), "a hook excludes outputs"
            for nested in resources(template, NESTED):
                yield nested.properties, "a hook excludes nested stacks"
            for found in _imports(_section(template, "Resources")):
                yield found, "a hook excludes Fn::ImportValue"


def _section(template: Any, name: str) -> Node:
    return Node(template.template.get(name), (name,), {}, template)


def _hooks(template: Any) -> Iterator[Node]:
    """The properties of each blue/green hook."""
    for _, hook in _section(template, "Hooks").fields():
        if constant(part(hook, "Type")) == HOOK:
            yield part(hook, "Properties")


def _applications(template: Any) -> Iterator[Node]:
    for hook in _hooks(template):
        yield from part(hook, "Applications").items()


def _type_problems(node: Node, wanted: str) -> Iterator[Problem]:
    """Whether a logical ID is that of a resource of this type."""
    name = constant(node)
    if not name:
        return
    found = node.template.get_resources().get(name)
    if found is None:
        yield node, f"there is no resource {name}: name one of type {wanted}"
    elif found.get("Type") != wanted:
        yield node, f"{name} is of type {found.get('Type')}, not {wanted}"


def _controller_problems(target: Node) -> Iterator[Problem]:
    for service in settled(target.template, SERVICE):
        if service.name != constant(target):
            continue
        controller = _controller(service)
        if controller not in ("", "EXTERNAL"):
            yield (
                target,
                f"{service.name} has the deployment controller {controller}, not "
                "EXTERNAL",
            )


def _controller(service: Resource) -> str:
    node = part(service.properties, "DeploymentController", "Type")
    # The default (Amazon ECS API, DeploymentController).
    return "ECS" if node.is_absent else constant(node)


def _pair_problems(listed: Node, wanted: str) -> Iterator[Problem]:
    """Whether a list has a blue one, which is there, and another one for green."""
    if not isinstance(listed.value, list):
        return
    names = list(listed.items())
    if len(names) != 2:
        yield listed, f"{len(names)} logical IDs: one is blue, the other one green"
        return
    blue, green = names
    yield from _type_problems(blue, wanted)
    if constant(blue) and constant(blue) == constant(green):
        yield green, f"{constant(green)} is blue already: name another one for green"


def _traffic_problems(routing: Node) -> Iterator[Problem]:
    kind = part(routing, "Type")
    named = constant(kind)
    if routing.is_absent or not routing.is_known or (not kind.is_absent and not named):
        return
    if named not in ("AllAtOnce", *_SHIFTS):
        place = routing if kind.is_absent else kind
        yield place, f"Type is AllAtOnce, {' or '.join(_SHIFTS)}"
        return
    if named in _SHIFTS and part(routing, named).is_absent:
        yield kind, f"{named} needs a section {named}"
    for shift in _SHIFTS:
        step = part(routing, shift, "StepPercentage")
        percent = constant(step)
        if percent and not _is_between(percent, _LEAST_PERCENT, _ALL):
            yield step, f"{percent} percent are not {_LEAST_PERCENT} to {_ALL}"
        yield from _minutes_problems(part(routing, shift, "BakeTimeMins"))
        if shift != named and not part(routing, shift).is_absent:
            yield part(routing, shift), f"{shift} does not belong to {named}"


def _minutes_problems(node: Node) -> Iterator[Problem]:
    if constant(node) and not constant(node).isdecimal():
        yield node, f"{constant(node)!r} is not a number of minutes"


def _is_between(text: str, least: int, most: int) -> bool:
    return text.isdecimal() and least <= int(text) <= most


def _event_problems(event: str, called: Node) -> Iterator[Problem]:
    if event not in EVENTS:
        yield called, f"there is no event {event}: there are {', '.join(EVENTS)}"
        return
    name = named_resource(called.text)
    found = called.template.get_resources().get(name, {}).get("Type")
    if found and found not in FUNCTIONS:
        yield called, f"{name} is of type {found}, not a Lambda function"


def _imports(node: Node) -> Iterator[Node]:
    """Each Fn::ImportValue below a node."""
    match function(node.value):
        case "Fn::ImportValue", _:
            yield node
            return
    if isinstance(node.value, dict | list):
        is_list = isinstance(node.value, list)
        keys = range(len(node.value)) if is_list else list(node.value)
        for key in keys:
            below = Node(node.value[key], (*node.path, key), {}, node.template)
            yield from _imports(below)
