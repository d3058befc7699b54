"""A deployment shifts traffic between two target groups, in a way that ECS has."""

from collections.abc import Iterator
from itertools import combinations

from generator.cloudformation.document import Template
from generator.findings import Finding
from generator.parameters.checks.secrets import display
from generator.parameters.deployments import Deployment, deployments
from generator.parameters.model import ParameterFile
from generator.parameters.wording import nearest
from generator.rules._deployment_configs import AT_ONCE, PREDEFINED, PREFIX


def blue_green(file: ParameterFile, template: Template) -> Iterator[Finding]:
    """Twins that are one, a test in production, and shifts that cannot be."""
    for deployment in deployments(file, template):
        yield from _twins(deployment)
        yield from _configuration(deployment)


def _twins(deployment: Deployment) -> Iterator[Finding]:
    for blue, green in combinations(deployment.target_groups, 2):
        if blue.name == green.name:
            yield green.place.finding(
                "target-group",
                f"both target groups of {deployment.logical_id} are "
                f"{display(green.name)}: the traffic would have nowhere to go",
                "Name the two target groups that take turns.",
            )
    for listener in deployment.test:
        if listener.name in [each.name for each in deployment.production]:
            yield listener.place.finding(
                "listener",
                f"{deployment.logical_id} would be tested through its production "
                "listener",
                "Name the listener of another port, or none.",
            )


def _configuration(deployment: Deployment) -> Iterator[Finding]:
    configuration = deployment.configuration
    if configuration is None or not configuration.name.startswith(PREFIX):
        return  # one's own
    if configuration.name not in PREDEFINED:
        names = [name.removeprefix(PREFIX) for name in PREDEFINED]
        near = nearest(configuration.name.removeprefix(PREFIX), names)
        yield configuration.place.finding(
            "deployment-config",
            f"{display(configuration.name)} is no configuration of CodeDeploy for ECS",
            f"Did you mean {PREFIX}{near}?"
            if near
            else f"Use {', '.join(PREDEFINED)}.",
        )
    elif configuration.name != AT_ONCE:
        # "Network Load Balancers: only ECSAllAtOnce" [CodeDeploy user guide,
        # "Deployment configurations on an Amazon ECS compute platform"].
        for listener in (*deployment.production, *deployment.test):
            if ":listener/net/" in listener.name:
                yield listener.place.finding(
                    "deployment-config",
                    "a Network Load Balancer shifts all traffic at once, but the "
                    f"configuration is {configuration.name}",
                    f"Use {AT_ONCE}, or an Application Load Balancer.",
                )
