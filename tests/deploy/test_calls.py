"""Which errors are load, which are missing rights, which are missing things."""

from types import SimpleNamespace
from typing import Any

import botocore.session
import pytest
from botocore import xform_name
from botocore.exceptions import (
    ClientError,
    EndpointConnectionError,
    NoCredentialsError,
    ReadTimeoutError,
)

from generator.deploy.answers import _NEEDED, UnusableAnswerError
from generator.deploy.calls import (
    Api,
    Pause,
    code,
    is_missing,
    is_no_access,
    is_transient,
)
from generator.deploy.outcome import Outcome, Stopped


def error(code: str, message: str = "m", status: int = 400) -> ClientError:
    return ClientError(
        {
            "Error": {"Code": code, "Message": message},
            "ResponseMetadata": {"HTTPStatusCode": status},
        },
        "Op",
    )


@pytest.mark.parametrize(
    ("problem", "transient", "no_access", "missing"),
    [
        (error("Throttling"), True, False, False),
        (error("RequestLimitExceeded", status=503), True, False, False),
        (error("InternalFailure", status=500), True, False, False),
        (error("ExpiredToken", status=403), False, True, False),
        (error("AccessDenied", status=403), False, True, False),
        (error("ValidationError", "Stack x does not exist"), False, False, True),
        (error("ChangeSetNotFound", status=404), False, False, True),
        (error("ValidationError", "bad"), False, False, False),
        (error("ChangeSetLimitExceeded"), False, False, False),
        (EndpointConnectionError(endpoint_url="u"), True, False, False),
        (ReadTimeoutError(endpoint_url="u"), True, False, False),
        (NoCredentialsError(), False, True, False),
    ],
)
def test_each_error_is_judged(
    problem: Exception, transient: bool, no_access: bool, missing: bool
) -> None:
    assert is_transient(problem) is transient
    assert is_no_access(problem) is no_access
    assert is_missing(problem) is missing
    assert code(problem)


def api(answers: list[Any]) -> tuple[Api, list[float]]:
    """An Api whose one operation gives these answers in turn."""
    waits: list[float] = []

    def operation(**_: Any) -> Any:
        answer = answers.pop(0) if len(answers) > 1 else answers[0]
        if isinstance(answer, Exception):
            raise answer
        return answer

    return Api(SimpleNamespace(operation=operation), waits.append), waits


def test_load_is_waited_out_longer_and_longer() -> None:
    calls, waits = api([error("Throttling")] * 4 + [{"ok": 1}])
    assert calls.call("operation") == {"ok": 1}
    assert len(waits) == 4 and waits[3] > waits[0]


def test_endless_load_is_given_up_after_minutes() -> None:
    calls, waits = api([error("Throttling")])
    with pytest.raises(ClientError):
        calls.call("operation")
    assert 200 < sum(waits) < 600


def test_a_refusal_is_not_repeated() -> None:
    calls, waits = api([error("ValidationError")])
    with pytest.raises(ClientError):
        calls.call("operation")
    assert waits == []


def test_pages_are_followed_and_an_empty_page_is_no_end() -> None:
    calls, _ = api(
        [{"Items": [1], "NextToken": "t"}, {"NextToken": "u"}, {"Items": [2]}]
    )
    assert list(calls.pages("operation", "Items")) == [1, 2]


def test_an_interruption_ends_every_wait() -> None:
    pause = Pause()
    pause(0)
    pause.interrupted.set()
    with pytest.raises(Stopped) as caught:
        pause(1000)
    assert caught.value.outcome is Outcome.UNKNOWN


def test_what_is_needed_of_an_answer_is_in_the_service_s_model() -> None:
    loader = botocore.session.get_session()
    models = [
        loader.get_service_model(name)
        for name in (
            *("cloudformation", "sts", "s3", "logs"),
            *("codepipeline", "codedeploy", "codebuild", "ecs", "elbv2", "iam"),
            *("cloudwatch", "sns", "ecr", "service-quotas", "codeconnections"),
        )
    ]
    for operation, wheres in _NEEDED.items():
        (model,) = (
            each.operation_model(name)
            for each in models
            for name in each.operation_names
            if xform_name(name) == operation
        )
        for where, members in wheres.items():
            shape = model.output_shape
            for step in filter(None, where.split(".")):
                shape = shape.members[step]
                shape = shape.member if shape.type_name == "list" else shape
            assert set(members) <= shape.members.keys(), f"{operation} {where}"


def test_somebody_else_s_answer_is_asked_for_again_and_then_not_believed() -> None:
    meta = SimpleNamespace(service_model=SimpleNamespace(service_id="CloudFormation"))
    calls, waits = api([KeyError("DescribeStacksResult")])
    calls.client.meta = meta
    with pytest.raises(UnusableAnswerError, match="is not CloudFormation"):
        calls.call("operation")
    assert len(waits) == 2
    calls, waits = api([KeyError("x"), {"ok": 1}])
    calls.client.meta = meta
    assert calls.call("operation") == {"ok": 1}
