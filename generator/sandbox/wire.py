"""Answers boto3's CloudFormation calls from the simulated CloudFormation.

moto has a CloudFormation of its own, which knows neither CodePipeline,
CodeBuild and CodeDeploy nor rollbacks, events of an operation, drift or values
in change sets. Only its wire format is used: request and answer are read and
written by the service's own model.
"""

import threading
from typing import Any

from botocore.awsrequest import AWSPreparedRequest, AWSResponse
from botocore.handlers import BUILTIN_HANDLERS
from moto.core.botocore_stubber import MockRawResponse
from moto.core.request import normalize_request
from moto.core.responses import ActionResult, BaseResponse

from generator.sandbox.cloudformation.actions import ACTIONS
from generator.sandbox.cloudformation.region import Region
from generator.sandbox.model import RefusedError, World
from generator.sandbox.resources.services import Services


class Wire:
    """The hook that botocore calls before it would send a request."""

    def __init__(self) -> None:
        self._answering: tuple[World, Services] | None = None
        # Stacks are deployed by several threads, the world is one.
        self._lock = threading.RLock()

    def connect(self, world: World, services: Services) -> None:
        """Answer from this world from now on."""
        self._answering = (world, services)

    def disconnect(self) -> None:
        """Let requests through again."""
        self._answering = None

    def __call__(self, request: AWSPreparedRequest, **_: Any) -> AWSResponse | None:
        """The answer to a CloudFormation request; None sends it on its way."""
        if self._answering is None:
            return None
        with self._lock:
            response = _Response(*self._answering)
            normal = normalize_request(request)
            status, headers, body = response._dispatch(
                normal, normal.raw_url, normal.headers
            )
        return AWSResponse(request.url, status, headers, MockRawResponse(body))


class _Response(BaseResponse):  # type: ignore[misc]  # moto is not typed here
    """One request, in moto's way."""

    def __init__(self, world: World, services: Services) -> None:
        super().__init__(service_name="cloudformation")
        self.automated_parameter_parsing = True
        self._world = world
        self._services = services

    def call_action(self) -> tuple[int, dict[str, str], Any]:
        """Look the action up and serialize what it says."""
        region = Region(self._world, self._services, self.current_account, self.region)
        name = self._get_action()
        try:
            if name not in ACTIONS:
                raise RefusedError(f"The sandbox does not know {name}.")
            result = ActionResult(ACTIONS[name](region, self._get_params()))
        except RefusedError as refused:
            result = ActionResult(refused)
        answer: tuple[int, dict[str, str], Any] = self.serialized(result)
        return answer


WIRE = Wire()
# Every session that is made from now on asks this hook (botocore's events).
BUILTIN_HANDLERS.append(("before-send.cloudformation", WIRE))
