"""`watch`: follow what is under way, from here or from another machine."""

import click

from generator.cli.targets import Targets, epilog, targets


@click.command(
    epilog=epilog(
        "watch params/dev/payment-service.pipeline.json",
        "watch --env prod --format json",
    )
)
@targets()
@click.option(
    "--timeout",
    type=click.FloatRange(min=0),
    default=60,
    show_default=True,
    metavar="MINUTES",
    help="Watch so long; the stacks go on without it.",
)
def watch(selected: Targets, timeout: float) -> None:
    """Follow stacks until their operations end, and tell how they ended.

    Whoever started them: it resumes after a lost connection, ended credentials
    or Ctrl-C. Of a stack that is not working it tells how the last one ended.
    """
    from generator.cli.progress import Watching
    from generator.cli.results import finish
    from generator.deploy.execute.resume import resume

    results = []
    with Watching() as progress:
        for result in resume(
            selected.stacks(),
            selected.clients(),
            timeout=timeout * 60,
            report=progress.moved,
        ):
            progress.ended(result)
            results.append(result)
    finish("watch", selected, results)
