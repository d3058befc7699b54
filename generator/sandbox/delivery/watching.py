"""What one execution does, looked at again and again."""

from dataclasses import dataclass, replace

from generator.errors import GeneratorError
from generator.sandbox.delivery import deploying
from generator.sandbox.delivery.definition import Pipeline
from generator.sandbox.delivery.desk import Desk
from generator.sandbox.delivery.model import Execution, Mail, Run


@dataclass(frozen=True)
class View:
    """An execution at one time.

    `shares` has the percent of the traffic by the ID of a deployment, `behind` the
    execution that is in the stage where this one wants to go. `mails` are all that
    anybody got.
    """

    execution: Execution
    runs: tuple[Run, ...]
    shares: dict[str, float]
    behind: str
    mails: tuple[Mail, ...]

    @property
    def is_over(self) -> bool:
        """Has it come to an end?"""
        return self.execution.status != "InProgress"

    @property
    def waits(self) -> bool:
        """Does an approval of it wait for an answer?"""
        return any(
            (run.category, run.status) == ("Approval", "InProgress")
            for run in self.runs
        )


def look(desk: Desk, pipeline: Pipeline, name: str) -> View:
    """An execution now, by its ID.

    Raises:
        GeneratorError: it is not there any more.
    """
    with desk.scene() as scene:
        found = scene.deliveries.of(pipeline.identity)
        for one in found:
            if one.id == name:
                own = {run.made for run in one.runs}
                return View(
                    one,
                    tuple(replace(run) for run in one.runs),
                    {
                        made.id: deploying.share(scene, made)
                        for made in scene.deliveries.deployments
                        if made.id in own
                    },
                    _behind(one, found),
                    tuple(scene.deliveries.mails),
                )
    raise GeneratorError(
        f"execution {name} is gone.",
        "The stack or the folder .sandbox was deleted meanwhile; run this again.",
    )


def _behind(one: Execution, found: list[Execution]) -> str:
    """Who is in the stage that an execution waits for."""
    if one.status != "InProgress" or one.is_in_stage:
        return ""
    return next(
        (
            other.id
            for other in found
            if (other.status, other.stage, other.is_in_stage)
            == ("InProgress", one.stage, True)
        ),
        "",
    )
