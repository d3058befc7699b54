"""`rollback`: back from an operation that stopped half-way or is under way."""

from typing import TYPE_CHECKING

import click

from generator.cli.targets import Targets, epilog, targets

if TYPE_CHECKING:
    from generator.deploy.state.events import Operation
    from generator.deploy.undo.rollback import Interrupted


@click.command(
    epilog=epilog(
        "rollback params/dev/payment-service.pipeline.json",
        "rollback --skip BuildProject params/dev",
    )
)
@targets()
@click.option(
    "--skip",
    multiple=True,
    metavar="LOGICAL_ID",
    help="Leave this resource as it is when a rollback has failed on it.",
)
@click.option("--yes", is_flag=True, help="Do not ask.")
@click.option(
    "--timeout",
    type=click.FloatRange(min=0),
    default=60,
    show_default=True,
    metavar="MINUTES",
    help="Watch so long; the stacks go on without it.",
)
def rollback(
    selected: Targets, skip: tuple[str, ...], yes: bool, timeout: float
) -> None:
    """Take stacks back to their last good state.

    A failed creation or update is rolled back, a failed rollback is continued,
    an update under way is cancelled. Stacks in any other status are refused.
    """
    from generator.cli.confirm import confirm, require_terminal
    from generator.cli.progress import Watching
    from generator.cli.results import finish
    from generator.deploy.execute.operate import look_at_all, operate
    from generator.deploy.undo.rollback import find_interrupted, take_back

    require_terminal(yes)
    clients = selected.clients()
    found, results = look_at_all(selected.stacks(), clients, find_interrupted)
    if results:
        finish("rollback", selected, results)
    for one in found:
        click.echo(f"{one.target.stack_name}: {one.status}, {one.call}", err=True)
    confirm("Roll these stacks back?", yes)

    def start(one: "Interrupted") -> "Operation":
        api = clients.cloudformation(one.target.environment)
        return take_back(one, api, skip)

    with Watching() as progress:
        for result in operate(
            [(one.target, one) for one in found],
            clients,
            start,
            timeout=timeout * 60,
            report=progress.moved,
        ):
            progress.ended(result)
            results.append(result)
    finish("rollback", selected, results)
