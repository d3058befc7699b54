"""Questions to any service of an account, each asked once, none that writes."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass, field, replace
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError

from generator.deploy.calls import code, is_missing
from generator.deploy.clients import Clients
from generator.parameters.model import Environment


class UnansweredError(Exception):
    """AWS did not answer a question: no permission, no endpoint, a fault.

    `operation` is boto3's name with its service, `reason` the error code.
    """

    def __init__(self, operation: str, reason: str) -> None:
        super().__init__(f"{operation}: {reason}")
        self.operation = operation
        self.reason = reason


@dataclass(frozen=True)
class Asker:
    """Whoever looks at an environment, and what it was told so far."""

    clients: Clients
    environment: Environment
    _answers: dict[Any, Any] = field(default_factory=dict, repr=False)

    def ask(
        self,
        service: str,
        operation: str,
        *,
        absent: Collection[str] = (),
        **about: Any,
    ) -> dict[str, Any] | None:
        """The answer, None for the error codes that mean there is no such thing.

        `service` and `operation` are boto3's names.

        Raises:
            UnansweredError: AWS did not say.
        """
        key = (service, operation, repr(sorted(about.items())))
        if key not in self._answers:
            try:
                self._answers[key] = self.ask_anew(
                    service, operation, absent=absent, **about
                )
            except UnansweredError as error:
                self._answers[key] = error
        answer = self._answers[key]
        if isinstance(answer, UnansweredError):
            raise answer
        found: dict[str, Any] | None = answer
        return found

    def ask_anew(
        self,
        service: str,
        operation: str,
        *,
        absent: Collection[str] = (),
        **about: Any,
    ) -> dict[str, Any] | None:
        """The same, of which nothing is kept.

        Raises:
            UnansweredError: AWS did not say.
        """
        api = self.clients.service(service, self.environment)
        try:
            # A region without the service is to be said in seconds.
            return replace(api, is_first=True).call(operation, **about)
        except (ClientError, BotoCoreError) as error:
            if code(error) in absent or is_missing(error):
                return None
            raise UnansweredError(f"{service}:{operation}", code(error)) from error

    def every(
        self,
        service: str,
        operation: str,
        items: str,
        *,
        token: str = "nextToken",  # noqa: S107 (of a page)
        absent: Collection[str] = (),
        **about: Any,
    ) -> Iterator[Any]:
        """The members of the list `items` over all pages; `token` leads to the next.

        Raises:
            UnansweredError: AWS did not say.
        """
        page: dict[str, str] = {}
        while True:
            answer = self.ask(service, operation, absent=absent, **about, **page) or {}
            yield from answer.get(items) or ()
            if not answer.get(token):
                return
            page = {token: answer[token]}
