"""Answers that are not AWS's: of one operation, in every form that botocore lets by."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from botocore.client import BaseClient
from botocore.model import Shape

Answer = Callable[..., dict[str, Any]]


def empty(_: Shape | None) -> dict[str, Any]:
    """Nothing that the operation answers."""
    return {}


def half(shape: Shape | None, deep: int = 3) -> Any:
    """Everything that can hold something, and in it as good as nothing."""
    if shape is None:
        return {}
    if shape.type_name == "structure":
        return {
            name: half(member, deep - 1)
            for name, member in shape.members.items()  # type: ignore[attr-defined]
            if deep and member.type_name in ("structure", "list", "map")
        }
    if shape.type_name == "list":
        inner = shape.member  # type: ignore[attr-defined]
        return [half(inner, deep)] if inner.type_name == "structure" else []
    return {}


KINDS = {"empty": empty, "half": half}


@contextmanager
def asked() -> Iterator[set[str]]:
    """The operations that are called within."""
    names: set[str] = set()

    def note(client: BaseClient, name: str, arguments: Any, ask: Answer) -> Any:
        names.add(name)
        return ask(client, name, arguments)

    with _calls(note):
        yield names


@contextmanager
def odd(operation: str, kind: str) -> Iterator[None]:
    """Somebody else answers this operation."""

    def answer(client: BaseClient, name: str, arguments: Any, ask: Answer) -> Any:
        if name != operation:
            return ask(client, name, arguments)
        shape = client.meta.service_model.operation_model(name).output_shape
        return KINDS[kind](shape) | {"ResponseMetadata": {"HTTPStatusCode": 200}}

    with _calls(answer):
        yield


@contextmanager
def _calls(answer: Callable[[BaseClient, str, Any, Answer], Any]) -> Iterator[None]:
    ask = BaseClient._make_api_call

    def call(client: BaseClient, name: str, arguments: Any) -> Any:
        return answer(client, name, arguments, ask)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(BaseClient, "_make_api_call", call)
        yield
