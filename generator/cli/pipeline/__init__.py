"""`pipeline`: what a deployed pipeline does, and what a person may do about it."""

import click

from generator.cli.pipeline.answering import approve, reject
from generator.cli.pipeline.logs import logs
from generator.cli.pipeline.metrics import metrics
from generator.cli.pipeline.opening import open_page
from generator.cli.pipeline.rollback import rollback
from generator.cli.pipeline.running import retry, start
from generator.cli.pipeline.status import status
from generator.cli.pipeline.why import why


@click.group()
def pipeline() -> None:
    """See and steer deployed pipelines: what runs, why it failed, who approves."""


for _command in (
    status,
    why,
    logs,
    approve,
    reject,
    retry,
    rollback,
    start,
    open_page,
    metrics,
):
    pipeline.add_command(_command)
