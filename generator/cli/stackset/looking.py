"""`stackset plan`, `status` and `drift`: what would be done, and what is there."""

from dataclasses import replace
from functools import partial

import click

from generator.cli.options import timeout_option
from generator.cli.printing import say
from generator.cli.stackset.selected import stack_sets
from generator.cli.targets import Targets, epilog


@click.command(
    epilog=epilog("stackset plan", "stackset plan --env prod --format json"),
)
@stack_sets
@click.option(
    "--detailed-exitcode", is_flag=True, help="Exit with 3 when there are changes."
)
def plan(selected: Targets, detailed_exitcode: bool) -> None:
    """Show what `stackset deploy` would do; it changes nothing.

    Units, their accounts, regions, values, settings, what changes in each account's
    stack and who may do more there, the difference of the template, and the digest of
    all of it, which `deploy --reviewed` takes.
    """
    from generator.cli.results import finish
    from generator.cli.stackset.screen import reached, show
    from generator.deploy.across import across, sorted_out
    from generator.deploy.outcome import Outcome
    from generator.deploy.stacksets.roll_out import make_plan, planned

    stacks = reached(selected.valid_stacks())
    clients = selected.clients
    work = partial(make_plan, clients=clients)
    made, results = sorted_out(stacks, across(stacks, clients, work))
    if not selected.as_json:
        for one in made:
            if one.calls or one.notes:
                show(one)
    found = [replace(planned(one), data={"stack_set": one.data}) for one in made]
    if detailed_exitcode:
        changing = {one.target.stack_name for one in made if one.calls}
        found = [
            replace(one, outcome=Outcome.PENDING) if one.stack in changing else one
            for one in found
        ]
    finish("stackset plan", selected, [*results, *found])


@click.command(epilog=epilog("stackset status", "stackset status --format json"))
@stack_sets
def status(selected: Targets) -> None:
    """Show the stacks by account and region: status, drift as last seen, reason."""
    from generator.cli.results import finish
    from generator.cli.stackset.screen import reached, show_instances
    from generator.deploy.across import across, in_order
    from generator.deploy.stacksets import roll_out

    stacks = reached(selected.stacks)
    found = in_order(stacks, across(stacks, selected.clients, roll_out.status))
    if not selected.as_json:
        show_instances(found)
    finish("stackset status", selected, found)


@click.command(
    epilog=epilog("stackset drift", "stackset drift --env prod --detailed-exitcode")
)
@stack_sets
@click.option(
    "--detailed-exitcode", is_flag=True, help="Exit with 3 when something has drifted."
)
@timeout_option
def drift(selected: Targets, detailed_exitcode: bool, timeout: float) -> None:
    """Let CloudFormation compare all stacks with the stack set's template."""
    from generator.cli.results import finish
    from generator.cli.stackset.screen import reached, show_instances
    from generator.deploy.across import across, in_order
    from generator.deploy.outcome import Outcome
    from generator.deploy.stacksets import roll_out

    stacks = reached(selected.stacks)
    work = partial(
        roll_out.drift,
        drifted=Outcome.PENDING if detailed_exitcode else Outcome.DONE,
        timeout=timeout,
        report=partial(say, err=True),
    )
    found = in_order(stacks, across(stacks, selected.clients, work))
    if not selected.as_json:
        show_instances(found)
    finish("stackset drift", selected, found)
