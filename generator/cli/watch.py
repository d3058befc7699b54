"""`watch`: follow what is under way, from here or from another machine."""

import click

from generator.cli.options import timeout_option
from generator.cli.targets import Targets, epilog, targets


@click.command(
    epilog=epilog(
        "watch params/dev/payment-service.pipeline.json",
        "watch --env prod --format json",
    )
)
@targets()
@timeout_option
def watch(selected: Targets, timeout: float) -> None:
    """Follow stacks, not pipelines, until their operations end; tell how they ended.

    What a pipeline does is told by `generator pipeline status`.

    Whoever started them: it resumes after a lost connection, ended credentials
    or Ctrl-C. Of a stack that is not working it tells how the last one ended.
    """
    from generator.cli.progress import follow_on_screen
    from generator.cli.results import finish
    from generator.deploy.execute.operations import carry_out, latest

    results = follow_on_screen(
        lambda report: carry_out(
            selected.stacks, selected.clients, latest, timeout=timeout, report=report
        ),
        len(selected.stacks),
    )
    finish("watch", selected, results)
