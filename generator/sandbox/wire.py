"""Answers boto3's calls from the simulated CloudFormation and its pipelines.

moto has a CloudFormation of its own, which knows neither CodePipeline,
CodeBuild and CodeDeploy nor rollbacks, events of an operation, drift or values
in change sets. Only its wire format is used: request and answer are read and
written by the service's own model. Of what runs in pipelines moto knows nothing;
that is answered before a request is written.
"""

import json
import threading
from types import SimpleNamespace
from typing import Any

from botocore.awsrequest import AWSPreparedRequest, AWSResponse
from botocore.exceptions import ClientError
from botocore.handlers import BUILTIN_HANDLERS
from botocore.model import OperationModel
from moto.core.botocore_stubber import MockRawResponse
from moto.core.request import normalize_request
from moto.core.responses import ActionResult, BaseResponse
from moto.iam.models import get_account_id_from

from generator.sandbox.cloudformation.actions import ACTIONS
from generator.sandbox.cloudformation.region import Region
from generator.sandbox.delivery.answers import ANSWERS
from generator.sandbox.delivery.desk import Desk
from generator.sandbox.model import RefusedError, World
from generator.sandbox.resources.services import Services

_METADATA = {"ResponseMetadata": {"HTTPStatusCode": 200}}
# All that boto3 looks at of an answer that it has parsed.
_GOOD, _REFUSED = SimpleNamespace(status_code=200), SimpleNamespace(status_code=400)


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


class DeliveryWire:
    """The hook that botocore calls before it writes a request.

    These services speak JSON: what is asked stands in the body.
    """

    def __init__(self) -> None:
        self._answering: tuple[Desk, Services] | None = None
        self._lock = threading.RLock()
        self._asks_moto = False

    def connect(self, desk: Desk, services: Services) -> None:
        """Answer at this desk from now on."""
        self._answering = (desk, services)

    def disconnect(self) -> None:
        """Let requests through again."""
        self._answering = None

    def __call__(
        self,
        model: OperationModel,
        params: dict[str, Any],
        request_signer: Any,
        context: dict[str, Any],
        **_: Any,
    ) -> tuple[Any, dict[str, Any]] | None:
        """The answer as boto3 parses one; None lets moto answer."""
        service = model.service_model.service_name
        with self._lock:
            if self._answering is None or self._asks_moto:
                return None
            desk, services = self._answering
            if not desk.knows(service, model.name):
                return None
            account = get_account_id_from(request_signer._credentials.access_key)
            where = account, context["client_region"]

            def moto(of: str, name: str, /, **arguments: Any) -> dict[str, Any]:
                return self._ask(services.client(*where, of), name, arguments)

            asked = json.loads(params["body"])
            try:
                found = desk.answer(service, model.name, where, asked, moto)
            except RefusedError as refused:
                error = {"Code": refused.code, "Message": refused.message}
                return _REFUSED, {"Error": error, **_METADATA}
        return None if found is None else (_GOOD, {**found, **_METADATA})

    def _ask(self, client: Any, name: str, arguments: dict[str, Any]) -> dict[str, Any]:
        """What moto's service says.

        Raises:
            RefusedError: what it refuses.
        """
        self._asks_moto = True
        try:
            found: dict[str, Any] = getattr(client, name)(**arguments)
        except ClientError as error:
            told = error.response["Error"]
            raise RefusedError(told["Message"], told["Code"]) from error
        finally:
            self._asks_moto = False
        return {k: v for k, v in found.items() if k != "ResponseMetadata"}


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
DELIVERY_WIRE = DeliveryWire()
# Every session that is made from now on asks these hooks (botocore's events).
BUILTIN_HANDLERS.append(("before-send.cloudformation", WIRE))
for _service in ANSWERS:
    BUILTIN_HANDLERS.append((f"before-call.{_service}", DELIVERY_WIRE))
