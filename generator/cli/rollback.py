"""`rollback`: back from an operation that stopped half-way or is under way."""

import functools

import click

from generator.cli.options import timeout_option
from generator.cli.printing import say
from generator.cli.targets import Targets, epilog, targets


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
@timeout_option
def rollback(
    selected: Targets, skip: tuple[str, ...], yes: bool, timeout: float
) -> None:
    """Take stacks, not services, back to their last good state.

    A service goes back to the image before with `generator pipeline rollback`.

    A failed creation or update is rolled back, a failed rollback is continued,
    an update under way is cancelled. Stacks in any other status are refused.

    It needs no review: what a stack goes back to was reviewed when it was
    deployed. --skip leaves resources as nobody reviewed them, and is refused
    where a review is required.
    """
    from generator.cli.confirm import confirm, require_terminal
    from generator.cli.progress import follow_on_screen
    from generator.cli.results import finish
    from generator.deploy.across import across, result, sorted_out
    from generator.deploy.execute.operations import carry_out
    from generator.deploy.outcome import Outcome
    from generator.deploy.undo.rollback import find_interrupted, roll_back

    require_terminal(yes)
    clients = selected.clients
    stacks = selected.stacks
    found, stopped = sorted_out(stacks, across(stacks, clients, find_interrupted))
    if stopped:
        finish("rollback", selected, stopped)
    named = {path.absolute() for path in selected.paths}
    stopped = [
        result(
            one.target.file,
            Outcome.BLOCKED,
            "an update is under way, and --yes alone does not cancel it.",
            f"Name the stack: `python -m generator rollback --yes {path}`.",
        )
        for one in found
        if yes
        and one.call == "cancel_update_stack"
        and (path := one.target.file.path).absolute() not in named
    ]
    if stopped:
        finish("rollback", selected, stopped)
    for one in found:
        say(f"{one.target.stack_name}: {one.status}, {one.call}", err=True)
    confirm("Roll these stacks back?", yes)
    begin = functools.partial(roll_back, skip=skip)
    results = follow_on_screen(
        lambda report: carry_out(found, clients, begin, timeout=timeout, report=report),
        len(found),
    )
    finish("rollback", selected, results)
