"""A deployed pipeline in the sandbox, and a clock that the test turns."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from botocore.loaders import create_loader
from botocore.model import ServiceModel
from botocore.validate import ParamValidator

from generator.project import Project
from generator.rehearsal.source import Source
from generator.sandbox import sandbox
from generator.sandbox.delivery import building, pace
from generator.sandbox.delivery.definition import Pipeline, pipelines
from generator.sandbox.delivery.desk import Desk
from tests.checkout import ROOT
from tests.sandbox.conftest import Aws
from tests.templates.stack import REQUIRED

BODY = (ROOT / "templates_out" / "pipeline.yaml").read_text("utf-8")
NAME = "payment-service-pipeline-dev"
PLACE = {"cluster": "payment-cluster-dev", "services": ["payment-service-dev"]}
CANARY = {"DeploymentConfigName": "CodeDeployDefault.ECSCanary10Percent5Minutes"}


@dataclass
class Clock:
    """The time of the sandbox, which passes when a test lets it."""

    now: datetime = datetime(2026, 11, 27, 9, 0, tzinfo=UTC)

    def turn(self, seconds: float) -> None:
        self.now += timedelta(seconds=seconds)


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock()
    monkeypatch.setattr(pace, "now", lambda: clock.now)
    monkeypatch.setattr(pace, "wait", clock.turn)
    return clock


@pytest.fixture
def answered(monkeypatch: pytest.MonkeyPatch) -> set[tuple[str, str]]:
    """What was answered, and each answer has the shape that botocore wants."""
    seen: set[tuple[str, str]] = set()
    answer = Desk.answer
    loader = create_loader()

    def checked(desk: Desk, service: str, operation: str, *rest: Any) -> Any:
        found = answer(desk, service, operation, *rest)
        if found is not None:
            model = ServiceModel(loader.load_service_model(service, "service-2"))
            shape = model.operation_model(operation).output_shape
            report = ParamValidator().validate(found, shape)
            assert not report.has_errors(), report.generate_report()
            unknown = set(found) - set(shape.members)
            assert not unknown, (operation, unknown)
        seen.add((service, operation))
        return found

    monkeypatch.setattr(Desk, "answer", checked)
    return seen


@dataclass
class Delivery:
    """A pipeline to which folders are pushed, and the services behind it."""

    aws: Aws
    clock: Clock
    folder: Path
    pushes: int = 0
    printed: list[str] = field(default_factory=list)

    @property
    def desk(self) -> Desk:
        return self.aws.simulator.desk

    @property
    def pipeline(self) -> Pipeline:
        (found,) = pipelines(self.desk.world)
        return found

    def client(self, service: str) -> Any:
        return self.aws.client(service)

    def push(self, *fails: str, message: str = "A change") -> str:
        """A new folder, as far as nobody has to answer; the execution's ID."""
        self.pushes += 1
        (self.folder / "main.js").write_text(f"// {self.pushes}\n")
        name = building.push(
            self.desk, self.pipeline, Source(self.folder), message, fails
        )
        self.build()
        return name

    def build(self) -> None:
        for _ in building.run_builds(self.desk, self.pipeline, self.printed.append):
            self.clock.turn(1)

    def approve(self, status: str = "Approved") -> None:
        token = self.waiting()["token"]
        self.client("codepipeline").put_approval_result(
            pipelineName=NAME,
            stageName="ManualApproval",
            actionName="Approval",
            token=token,
            result={"summary": "looks good", "status": status},
        )

    def waiting(self) -> dict[str, Any]:
        found: dict[str, Any] = self.stage("ManualApproval")["actionStates"][0]
        return found["latestExecution"]

    def stage(self, name: str) -> dict[str, Any]:
        state = self.client("codepipeline").get_pipeline_state(name=NAME)
        (found,) = (one for one in state["stageStates"] if one["stageName"] == name)
        return dict(found)

    def statuses(self) -> list[str]:
        """Of the executions, the oldest first."""
        found = self.client("codepipeline").list_pipeline_executions(pipelineName=NAME)
        return [one["status"] for one in found["pipelineExecutionSummaries"]][::-1]

    def released(self, *fails: str) -> str:
        """An execution that was approved, and whose deployment has ended."""
        name = self.push(*fails)
        self.approve()
        self.clock.turn(60)
        return name

    def image(self) -> str:
        """What the service runs."""
        (service,) = self.client("ecs").describe_services(**PLACE)["services"]
        sets = service.get("taskSets") or [service]
        arn = (
            next(one["taskDefinition"] for one in sets if one["status"] != "ACTIVE")
            if len(sets) > 1
            else sets[0]["taskDefinition"]
        )
        found = self.client("ecs").describe_task_definition(taskDefinition=arn)
        return str(found["taskDefinition"]["containerDefinitions"][0]["image"])

    def mails(self) -> list[str]:
        with self.desk.scene() as scene:
            return [mail.text for mail in scene.deliveries.mails]


@pytest.fixture
def made(
    clock: Clock, answered: object, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Callable[..., Delivery]]:
    """Deploys a pipeline with more parameters; builds are not really run."""
    monkeypatch.setattr(building, "_hindrance", lambda stage: "this is a test")
    (tmp_path / "service").mkdir()
    with sandbox(Project(tmp_path), "alice") as simulator:

        def make(**more: str) -> Delivery:
            aws = Aws(simulator)
            stack = aws.deploy(BODY, **{**REQUIRED, **more})
            assert stack["StackStatus"] == "CREATE_COMPLETE"
            return Delivery(aws, clock, tmp_path / "service")

        yield make


@pytest.fixture
def delivery(made: Callable[..., Delivery]) -> Delivery:
    return made(**CANARY)
