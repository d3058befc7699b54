"""What a stack works with that it does not make: its repository, service, people."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from generator.cloudformation.conditions import every
from generator.cloudformation.document import Template
from generator.review.expressions import say

PIPELINE = "AWS::CodePipeline::Pipeline"

# Where a source action reads; a connection of ours is one to GitHub.
_REPOSITORIES = ("GitHub", "CodeStarSourceConnection")
# A build with a variable of such a name pushes its image there.
_REGISTRY = "REGISTRY"

# Outsiders to whom an arrow is a message, and from whom.
LISTENERS, SENDERS = ("subscriber",), ("github",)


@dataclass(frozen=True)
class Meeting:
    """An arrow across the stack's border, and the text of the one outside.

    An outsider's key begins with a small letter, as no logical ID does; a
    stage's is that of the graph, `<pipeline>_<place>`.
    """

    start: str
    end: str
    lines: tuple[str, ...]

    @property
    def outsider(self) -> str:
        """The key of the one that is not in the stack."""
        return self.start if self.start[0].islower() else self.end


def surroundings(template: Template) -> Iterator[Meeting]:
    """Who or what outside acts on the stack, is acted on, or hears of it."""
    for name, resource in template.resources.items():
        properties = resource.get("Properties") or {}
        match resource["Type"]:
            case "AWS::CodePipeline::Pipeline":
                yield from _of_pipeline(name, properties, template)
            case "AWS::CodePipeline::Webhook":
                yield Meeting("github", name, ("GitHub",))
            case "AWS::CodeBuild::Project":
                yield from _of_build(name, properties, template)
            case "AWS::CodeDeploy::DeploymentGroup":
                yield from _of_deployment(name, properties, template)
            case "AWS::SNS::Subscription":
                yield from _of_subscription(properties, template)


def _of_pipeline(
    name: str, pipeline: Mapping[str, Any], template: Template
) -> Iterator[Meeting]:
    for place, stage in enumerate(every(pipeline["Stages"]), 1):
        for action in every(stage["Actions"]):
            provider = say(action["ActionTypeId"]["Provider"], template)
            if provider in _REPOSITORIES:
                yield Meeting("github", f"{name}_{place}", ("GitHub",))
            if provider == "Manual":
                yield Meeting("approver", f"{name}_{place}", ("Approver",))
            if (
                "RoleArn" in action
                and action["ActionTypeId"].get("Category") == "Deploy"
            ):
                role = say(action["RoleArn"], template)
                yield Meeting(
                    f"{name}_{place}", f"target_{place}", ("Target account", role)
                )
            elif provider == "ECS":
                called = say(action["Configuration"]["ServiceName"], template)
                yield Meeting(f"{name}_{place}", "service", ("ECS service", called))


def _of_build(
    name: str, build: Mapping[str, Any], template: Template
) -> Iterator[Meeting]:
    variables = (build.get("Environment") or {}).get("EnvironmentVariables", [])
    names = [say(each.get("Name", ""), template) for each in every(variables)]
    if any(_REGISTRY in name for name in names):
        yield Meeting(name, "registry", ("Image registry",))


def _of_deployment(
    name: str, group: Mapping[str, Any], template: Template
) -> Iterator[Meeting]:
    for service in every(group.get("ECSServices", [])):
        called = say(service["ServiceName"], template)
        yield Meeting(name, "service", ("ECS service", called))
    if "LoadBalancerInfo" in group:
        yield Meeting(name, "balancer", ("Load balancer", "listeners, target groups"))


def _of_subscription(
    subscription: Mapping[str, Any], template: Template
) -> Iterator[Meeting]:
    for topic in every(subscription["TopicArn"]):
        if isinstance(topic, Mapping) and "Ref" in topic:
            endpoint = say(subscription.get("Endpoint", ""), template)
            yield Meeting(str(topic["Ref"]), "subscriber", ("Subscriber", endpoint))
