"""`stackset deploy`: what was shown is done, environment after environment."""

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING

import click

from generator.cli.confirm import DeclinedError, confirm, require_terminal
from generator.cli.options import timeout_option
from generator.cli.printing import say
from generator.cli.stackset.selected import stack_sets
from generator.cli.targets import Targets, epilog

if TYPE_CHECKING:
    from generator.deploy.target import Target


@click.command(
    epilog=epilog(
        "stackset deploy --env dev",
        "stackset deploy --env prod --reviewed 3f9a... --yes",
    )
)
@stack_sets
@click.option(
    "--reviewed",
    default="",
    metavar="DIGEST",
    help="Only what has this digest, as `stackset plan` showed it to a reviewer; "
    "environments with require_review want it.",
)
@click.option("--yes", is_flag=True, help="Do not ask.")
@timeout_option
def deploy(selected: Targets, reviewed: str, yes: bool, timeout: float) -> None:
    """Create or update the stack sets and their stacks.

    CloudFormation goes through the accounts; Ctrl-C and --timeout end the watching
    alone. Nothing is done where nothing has changed.
    """
    from generator.cli.results import finish
    from generator.cli.stackset.screen import is_done, reached, show
    from generator.deploy.across import across, sorted_out
    from generator.deploy.stacksets import roll_out

    require_terminal(yes)
    stacks = reached(selected.valid_stacks())
    _require_review(stacks, reviewed)
    clients = selected.clients
    make_plan = partial(roll_out.make_plan, clients=clients)
    plans, results = sorted_out(stacks, across(stacks, clients, make_plan))
    if results:
        finish("stackset deploy", selected, results)
    for made in plans:
        if reviewed and made.calls and made.digest != reviewed:
            raise DeclinedError(
                f"what would be done has digest {made.digest}, and {reviewed} was "
                "reviewed.",
                "Run `python -m generator stackset plan` and have it reviewed again.",
            )
    changing = [made for made in plans if made.calls]
    if not selected.as_json:
        for made in changing:
            show(made)
    if changing:
        confirm("Do this?", yes)
    rules = roll_out.Rules(timeout, partial(say, err=True))
    work = partial(roll_out.deploy, clients=clients, rules=rules)
    for made in plans:
        ((_, ended),) = across([made], clients, work)
        results.append(ended)
        if not is_done(ended):
            break
    finish("stackset deploy", selected, results)


def _require_review(stacks: "Sequence[Target]", reviewed: str) -> None:
    """Refuse what wants a digest without one.

    Raises:
        DeclinedError: there is none, or one for several stack sets.
    """
    for stack in stacks:
        name = stack.environment.name
        if stack.environment.require_review and not reviewed:
            raise DeclinedError(
                f"environment {name} takes only what was reviewed.",
                f"Run `python -m generator stackset plan --env {name}`, have it "
                "reviewed, then run `stackset deploy` with its digest: --reviewed "
                "DIGEST.",
            )
        if reviewed and len(stacks) > 1:
            raise DeclinedError("one digest is of one stack set.", f"Add --env {name}.")
