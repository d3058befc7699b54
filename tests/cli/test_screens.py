"""The screens of the day after hold foreign text as harmlessly as a review does."""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime
from importlib import import_module
from io import StringIO

import pytest
from click import Abort

from generator.cli import confirm, cost, doctor, rehearse
from generator.cli.stackset import screen
from generator.cli.targets import Targets
from generator.deploy.across import result
from generator.deploy.outcome import Outcome
from generator.deploy.plan.changes import Change
from generator.deploy.stacksets.effects import Effects
from generator.deploy.stacksets.members import Account
from generator.deploy.stacksets.plan import Call, Plan
from generator.deploy.target import Target
from generator.doctor.finding import wrong
from generator.operations.failure import Failure
from generator.operations.history import Execution, Run
from generator.operations.logs import Log
from generator.operations.overview import Origin, Overview
from generator.operations.pipeline import Pipeline
from generator.operations.rollback import Way
from generator.operations.service import Deployment, Service, Version
from generator.operations.stages import Stage, Step, Waiting
from generator.operations.steps import Question
from generator.project import Project
from generator.rehearsal.rehearse import Rehearsed
from generator.rehearsal.runner import Phase
from generator.review.cost import Workload
from generator.review.prices import prices
from tests.deploy.project import make_project, target
from tests.hostile import HOSTILE, assert_harmless

# The package has the commands of these names.
answering, rollback, status, why = (
    import_module(f"generator.cli.pipeline.{name}")
    for name in ("answering", "rollback", "status", "why")
)
TEXT = Targets(Project(), (), (), None, "text")
NOW = datetime.now(UTC)


@pytest.fixture(scope="module")
def stack(tmp_path_factory: pytest.TempPathFactory) -> Target:
    return target(make_project(tmp_path_factory.mktemp("project")))


def service(value: str) -> Service:
    versions = (
        Version(value, value, 90, is_new=False),
        Version(value, value, 10, is_new=True),
    )
    return Service(value, value, value, versions, Deployment(value, "ECS", value))


def stage(value: str) -> Stage:
    step = Step(value, "Approval", "Failed", NOW, value, value, "")
    return Stage(value, value, "Failed", NOW, (step,), 1, value, (value,))


def waiting(value: str) -> Waiting:
    return Waiting(value, value, value, "", NOW, NOW)


def origin(value: str) -> Origin:
    return Origin(value, value, value, value, NOW)


def overview(value: str) -> Overview:
    execution = Execution(value, value, NOW, NOW, value, value, value, value)
    return Overview(
        value,
        (stage(value),),
        waiting(value),
        (service(value), replace(service(value), unread=value)),
        (execution,),
        {"": origin(value)},
        {value: value},
        value,
    )


def pipeline(value: str, stack: Target) -> Pipeline:
    made = object.__new__(Pipeline)
    for name in Pipeline.__dataclass_fields__:
        object.__setattr__(made, name, value)
    object.__setattr__(made, "target", stack)
    return made


def print_failure(value: str, stack: Target) -> None:
    run = Run(
        *(value, value, value, value, value, value, NOW, NOW, 1),
        *(value, value, value, value, {}),
    )
    log = Log(value, value, value, value, value, (value, value), is_cut=False)
    failure = Failure(run, value, (value,), log, is_over=False)
    why._show(TEXT, pipeline(value, stack), failure)


def print_question(value: str, stack: Target) -> None:
    asked = Question(
        waiting=waiting(value),
        commit=value,
        message=value,
        started_by=value,
        digest=value,
        services=(service(value),),
        unread=value,
    )
    answering.show_question(pipeline(value, stack), asked)


def print_way(value: str, stack: Target) -> None:
    for by in ("CodeDeploy", "ECS", "CodePipeline"):
        way = Way(by, service(value), value, value, origin(value))  # type: ignore[arg-type]
        rollback._show(pipeline(value, stack), way)


def print_stack_set(value: str, stack: Target) -> None:
    touched = Change(
        *(value, value, "Modify", value, "True", "Delete", value),
        scope=(value,),
        properties=(),
        grants=(value,),
    )
    planned = Plan(
        target=stack,
        calls=(Call("x", {}, value),),
        changes=(value,),
        effects=(Effects((value,), (touched,)),),
        template_diff=(value,),
        accounts=(Account(value, value, value),),
        notes=(value,),
        digest=value,
    )
    screen.show(planned)


def print_instances(value: str, stack: Target) -> None:
    names = ("account", "region", "organizational_unit", "status", "drift", "reason")
    row = dict.fromkeys(names, value)
    shown = replace(
        result(stack.file, Outcome.DONE),
        stack=value,
        data={"stack_set": {"instances": [row]}},
    )
    screen.show_instances([shown])


def print_rehearsal(value: str, stack: Target) -> None:
    rehearse._said(value)
    rehearse.show(
        [
            Rehearsed(
                value,
                was_run=True,
                reason=value,
                failed_phase=value,
                phases=(Phase(value, False, 1.0),),
                differs=(value,),
                reports=((value, value),),
                left=value,
            )
        ]
    )


def print_costs(value: str, stack: Target) -> None:
    price = prices("us-east-2")
    cost._show([cost.Estimate(stack.file, (), price, (value,))], Workload())


def ask(value: str, stack: Target) -> None:
    for question in (confirm.confirm, confirm.confirm_name):
        with suppress(confirm.DeclinedError):
            question(value, False)
    with suppress(Abort):
        confirm.typed(value)


SCREENS: dict[str, Callable[[str, Target], None]] = {
    "status": lambda value, stack: status._screen(TEXT, stack, overview(value)),
    "statuses": lambda value, stack: status._table([stack], [overview(value)]),
    "refused": lambda value, stack: status._table(
        [stack], [result(stack.file, Outcome.FAILED, value)]
    ),
    "why": print_failure,
    "question": print_question,
    "rollback": print_way,
    "stack set": print_stack_set,
    "instances": print_instances,
    "doctor": lambda value, _: doctor._print(
        {value: [wrong(value, value, value, why=value, mend=value)]}, True
    ),
    "rehearsal": print_rehearsal,
    "cost": print_costs,
    "questions": ask,
}


@pytest.mark.parametrize("printer", SCREENS)
def test_a_line_is_one_line_and_no_command(
    printer: str,
    stack: Target,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("sys.stdin", StringIO())

    def told(value: str) -> str:
        SCREENS[printer](value, stack)
        captured = capsys.readouterr()
        return f"{captured.out}{captured.err}"

    lines = len(told("plain").rstrip("\n").split("\n"))
    for value in HOSTILE:
        assert_harmless(told(value), lines)
