"""`rollback`: back from an operation that stopped half-way or is under way."""

from typing import Any

import click

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
    from generator.deploy.clients import Clients
    from generator.deploy.history import Operation
    from generator.deploy.outcome import Result
    from generator.deploy.parallel import attempt, each
    from generator.deploy.recover import rollback as begin
    from generator.deploy.recover import rollback_call
    from generator.deploy.resume import watched
    from generator.deploy.rollout import environments
    from generator.deploy.target import Target

    require_terminal(yes)
    clients, stacks = Clients(), selected.stacks()
    for environment in environments(stacks):
        clients.require_account(environment)

    def find(target: Target) -> tuple[Target, tuple[dict[str, Any], str] | Result]:
        api = clients.cloudformation(target.environment)
        return target, attempt(target.file, lambda: rollback_call(target, api))

    results: list[Result] = []
    ready: list[tuple[Target, dict[str, Any], str]] = []
    for target, found in each(clients, stacks, find):
        if isinstance(found, Result):
            results.append(found)
        else:
            ready.append((target, *found))
            click.echo(
                f"{target.stack_name}: {found[0]['StackStatus']}, {found[1]}", err=True
            )
    if results:
        finish("rollback", selected, results)
    confirm("Roll these stacks back?", yes)

    def start(one: tuple[Target, dict[str, Any], str]) -> Operation | Result:
        target, stack, call = one
        api = clients.cloudformation(target.environment)
        return attempt(target.file, lambda: begin(target, api, stack, call, skip))

    operations: list[Operation] = []
    for begun in each(clients, ready, start):
        if isinstance(begun, Result):
            results.append(begun)
        else:
            operations.append(begun)
    with Watching() as progress:
        for result in watched(
            operations, clients, timeout=timeout * 60, report=progress.moved
        ):
            progress.ended(result)
            results.append(result)
    finish("rollback", selected, results)
