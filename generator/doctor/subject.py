"""One stack of the pipeline template, and what AWS says about what it works with."""

from collections.abc import Collection
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError

from generator.deploy.calls import code, is_missing
from generator.deploy.clients import Clients
from generator.deploy.target import Target


class UnansweredError(Exception):
    """AWS did not answer a question: no permission, no endpoint, a fault.

    `operation` is boto3's name with its service, `reason` the error code.
    """

    def __init__(self, operation: str, reason: str) -> None:
        super().__init__(f"{operation}: {reason}")
        self.operation = operation
        self.reason = reason


@dataclass(frozen=True)
class Subject:
    """What is examined. `simulated` is true in the sandbox, which lacks services."""

    target: Target
    clients: Clients
    simulated: bool = False
    _answers: dict[Any, Any] = field(default_factory=dict, repr=False)

    def value(self, parameter: str) -> str:
        """The value that the stack gets; "" for none, or no such parameter."""
        default = self.target.template.default(parameter)
        return self.target.file.parameters.get(parameter, default) or ""

    @property
    def region(self) -> str:
        """The stack's region."""
        return self.target.environment.region

    def ask(
        self,
        service: str,
        operation: str,
        *,
        absent: Collection[str] = (),
        **about: Any,
    ) -> dict[str, Any] | None:
        """The answer, None for the error codes that mean there is no such thing.

        Each question is asked once.

        Raises:
            UnansweredError: AWS did not say.
        """
        key = (service, operation, repr(sorted(about.items())))
        if key not in self._answers:
            try:
                self._answers[key] = self._ask(service, operation, absent, about)
            except UnansweredError as error:
                self._answers[key] = error
        answer = self._answers[key]
        if isinstance(answer, UnansweredError):
            raise answer
        found: dict[str, Any] | None = answer
        return found

    def _ask(
        self,
        service: str,
        operation: str,
        absent: Collection[str],
        about: dict[str, Any],
    ) -> dict[str, Any] | None:
        # A region without the service is to be said in seconds.
        api = replace(
            self.clients.service(service, self.target.environment), is_first=True
        )
        try:
            return api.call(operation, **about)
        except (ClientError, BotoCoreError) as error:
            if code(error) in absent or is_missing(error):
                return None
            raise UnansweredError(f"{service}:{operation}", code(error)) from error

    @cached_property
    def stack(self) -> dict[str, Any] | None:
        """The stack itself, None before its first deployment."""
        name = self.target.stack_name
        answer = self.ask("cloudformation", "describe_stacks", StackName=name)
        return answer["Stacks"][0] if answer else None

    def service(self) -> dict[str, Any] | None:
        """The ECS service as it is described, None if there is none."""
        answer = self.ask(
            "ecs",
            "describe_services",
            absent=("ClusterNotFoundException",),
            cluster=self.value("EcsClusterName"),
            services=[self.value("EcsServiceName")],
        )
        found = (answer or {}).get("services") or [{}]
        # A deleted service is described for a while.
        return found[0] if found[0].get("status") == "ACTIVE" else None
