"""One stack of the pipeline template, and what AWS says about what it works with."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from generator.deploy.clients import Clients
from generator.deploy.state.asking import Asker
from generator.deploy.state.ecs import active_service
from generator.deploy.target import Target


@dataclass(frozen=True)
class Subject:
    """What is examined. `simulated` is true in the sandbox, which lacks services."""

    target: Target
    clients: Clients
    simulated: bool = False

    @cached_property
    def asker(self) -> Asker:
        """Asks AWS."""
        return Asker(self.clients, self.target.environment)

    def value(self, parameter: str) -> str:
        """The value that the stack gets; "" for none, or no such parameter."""
        default = self.target.template.default(parameter)
        return self.target.file.parameters.get(parameter, default) or ""

    @property
    def deployed_by_ecs(self) -> bool:
        """Whether ECS shifts the traffic, by what the service says of itself."""
        return self.value("DeploymentController") == "ECS"

    @property
    def region(self) -> str:
        """The stack's region."""
        return self.target.environment.region

    @cached_property
    def stack(self) -> dict[str, Any] | None:
        """The stack itself, None before its first deployment."""
        name = self.target.stack_name
        answer = self.asker.ask("cloudformation", "describe_stacks", StackName=name)
        return answer["Stacks"][0] if answer else None

    def service(self) -> dict[str, Any] | None:
        """The ECS service as it is described, None if there is none."""
        cluster = self.value("EcsClusterName")
        return active_service(self.asker, cluster, self.value("EcsServiceName"))
