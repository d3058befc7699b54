"""CodeDeploy deployment groups and the platform they deploy to."""

from collections.abc import Iterator
from typing import Any

from generator.rules._expressions import named_resource
from generator.rules._nodes import Node
from generator.rules._scenarios import constant, part, settled, stated

GROUP = "AWS::CodeDeploy::DeploymentGroup"
APPLICATION = "AWS::CodeDeploy::Application"
CONFIG = "AWS::CodeDeploy::DeploymentConfig"


def ecs_groups(template: Any) -> Iterator[Node]:
    """The properties of each group for Amazon ECS, once a scenario.

    A group is for ECS if it has ECSServices, or if its application is in the
    template and says so; a group of which neither is known is left out.
    """
    for group in settled(template, GROUP):
        properties = group.properties
        if (
            not stated(properties, "ECSServices").is_absent
            or platform(template, properties) == "ECS"
        ):
            yield properties


def platform(template: Any, group: Node) -> str:
    """The platform of the group's application; empty if it is not known."""
    name = named_resource(part(group, "ApplicationName").text)
    application = template.get_resources().get(name, {})
    if application.get("Type") != APPLICATION:
        return ""
    properties = Node(application.get("Properties", {}), (), group.when, template)
    found = part(properties, "ComputePlatform")
    # The API's default (CodeDeploy, CreateApplication).
    return "Server" if found.is_absent else constant(found)
