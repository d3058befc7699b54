"""One API call that throttling and lost connections slow down and do not break."""

import random
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from botocore.exceptions import (
    BotoCoreError,
    ClientError,
    ConnectionError,
    EndpointConnectionError,
    HTTPClientError,
)
from botocore.parsers import ResponseParserError

from generator.deploy.answers import UnusableAnswerError, missing
from generator.deploy.outcome import Outcome, Stopped
from generator.deploy.waiting import silent

# Codes of the AWS common errors page ("Common error types", CloudFormation API
# reference) and those that STS answers with when a session has ended.
_THROTTLED = {
    "Throttling",
    "ThrottlingException",
    "ThrottledException",
    "RequestLimitExceeded",
    "RequestThrottled",
    "RequestThrottledException",
    "TooManyRequestsException",
    "SlowDown",
    # [S3 API reference, PutObject, IfNoneMatch: "you should retry the upload"]
    "ConditionalRequestConflict",
}
_NO_ACCESS = {
    "AccessDenied",
    "AccessDeniedException",
    "ExpiredToken",
    "ExpiredTokenException",
    "InvalidClientTokenId",
    "RequestExpired",
    "SignatureDoesNotMatch",
    "UnauthorizedOperation",
    "UnrecognizedClientException",
}
# botocore has tried ten times before it is our turn: with these waits a call
# is given up after about ten minutes of refusals.
_WAITS = (5.0, 10.0, 20.0, 30.0, 60.0, 60.0, 60.0, 60.0)


# What botocore raises for an answer in which it finds nothing of its model.
_UNREADABLE = (ResponseParserError, AttributeError, LookupError, TypeError, ValueError)
# So often in a row somebody else may answer before it is believed.
_ODD_ANSWERS = 3
# So many letters of botocore's reason are told: it repeats the whole answer.
_SAID = 80
_TOKENS = ("NextToken", "nextToken")


@dataclass
class Pause:
    """Waits that end when the user interrupts, in whatever thread they are."""

    interrupted: threading.Event = field(default_factory=threading.Event)

    def __call__(self, seconds: float) -> None:
        """Wait, or stop this stack's way."""
        if self.interrupted.wait(seconds):
            raise Stopped(Outcome.UNKNOWN, "interrupted; nothing was cancelled.")


@dataclass(frozen=True)
class Api:
    """A boto3 client whose calls outlast a busy service.

    A call may be sent more than once, so what it writes must carry a token or
    be harmless to repeat. `sleep` takes seconds; `waiting` is told why. Where
    nothing was reached yet (`is_first`), an address that refuses or that nobody
    knows is no fault that passes: there is no network, or no such region.
    """

    client: Any
    sleep: Callable[[float], None]
    waiting: Callable[[str], None] = silent
    is_first: bool = False

    def call(self, operation: str, **arguments: Any) -> dict[str, Any]:
        """Call `operation` (boto3's method name) until it is really answered.

        Raises:
            ClientError: AWS refused, for another reason than load.
            UnusableAnswerError: somebody else answers.
            BotoCoreError: no answer for minutes, or no credentials.
        """
        odd = 0
        for wait in _WAITS:
            try:
                return self._once(operation, arguments)
            except (ClientError, BotoCoreError) as error:
                nowhere = isinstance(error, EndpointConnectionError)
                odd += isinstance(error, UnusableAnswerError)
                hopeless = odd >= _ODD_ANSWERS or (self.is_first and (nowhere or odd))
                if not is_transient(error) or hopeless:
                    raise
                self.waiting(f"{operation}: {error}".rstrip("."))
            # Spread, so that 16 threads do not come back in step.
            self.sleep(wait * random.uniform(0.7, 1.3))  # noqa: S311 (not a secret)
        return self._once(operation, arguments)

    def pages(self, operation: str, items: str, **arguments: Any) -> Iterator[Any]:
        """The members of the list `items` over all pages."""
        token: dict[str, str] = {}
        while True:
            page = self.call(operation, **arguments, **token)
            yield from page.get(items) or ()
            # CloudFormation writes it with a capital, CodePipeline does not.
            token = {name: page[name] for name in _TOKENS if page.get(name)}
            if not token:
                return

    def supports(self, operation: str, option: str) -> bool:
        """Does the installed botocore know this option (AWS's own names)?"""
        model = self.client.meta.service_model
        return (
            operation in model.operation_names
            and option in model.operation_model(operation).input_shape.members
        )

    def _once(self, operation: str, arguments: dict[str, Any]) -> dict[str, Any]:
        try:
            answer: dict[str, Any] = getattr(self.client, operation)(**arguments)
        except BotoCoreError:
            raise
        except _UNREADABLE as error:
            # A proxy's page, or another service.
            first, *_ = str(error).splitlines() or [""]
            why = f"{type(error).__name__}: {first[:_SAID]}"
            raise self._unusable(operation, why) from error
        if absent := missing(operation, answer):
            raise self._unusable(operation, f"no {absent}")
        return answer

    def _unusable(self, operation: str, why: str) -> UnusableAnswerError:
        service = self.client.meta.service_model.service_id
        return UnusableAnswerError(operation=operation, service=service, why=why)


def code(error: Exception) -> str:
    """The error code that AWS answered, or the name of botocore's own error."""
    if isinstance(error, ClientError):
        return str(error.response.get("Error", {}).get("Code", ""))
    return type(error).__name__


def is_transient(error: Exception) -> bool:
    """Would the same call perhaps succeed later: load, a fault, a lost line?"""
    if isinstance(error, ClientError):
        http = error.response.get("ResponseMetadata", {}).get("HTTPStatusCode", 0)
        return http >= 500 or code(error) in _THROTTLED
    kinds = ConnectionError | HTTPClientError | UnusableAnswerError
    return isinstance(error, kinds)


def is_no_access(error: Exception) -> bool:
    """Are the credentials missing, ended, wrong or not allowed to do this?"""
    if isinstance(error, ClientError):
        return code(error) in _NO_ACCESS
    return isinstance(error, BotoCoreError) and not is_transient(error)


def is_missing(error: Exception) -> bool:
    """Does the stack or change set not exist (any more)?"""
    if code(error) in {"ChangeSetNotFound", "ChangeSetNotFoundException"}:
        return True
    return code(error) == "ValidationError" and "does not exist" in str(error)


def role_advice(message: str) -> str:
    """What helps when CloudFormation cannot use a stack's service role, else "".

    A stack remembers the role of its last operation, also when a later call
    names none [CloudFormation API reference, CreateChangeSet and DeleteStack,
    RoleARN]: neither the template
    nor another try helps when that role is gone.
    """
    text = message.lower()
    if "role" not in text or "cannot be assumed" not in text:
        return ""
    return (
        "CloudFormation remembers the role of the stack: set role_arn of the "
        "environment in params/environments.toml to a role that exists and that "
        "cloudformation.amazonaws.com may assume, or make that role again; then run "
        "this again."
    )
