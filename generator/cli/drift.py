"""`drift`: what was changed by hand."""

from typing import Any

import click

from generator.cli.targets import Targets, epilog, targets


@click.command(
    epilog=epilog(
        "drift --env prod",
        "drift --detailed-exitcode --format json",
    )
)
@targets()
@click.option(
    "--detailed-exitcode", is_flag=True, help="Exit with 3 when something has drifted."
)
def drift(selected: Targets, detailed_exitcode: bool) -> None:
    """Compare what is there with the deployed templates."""
    from dataclasses import replace

    from generator.cli.results import finish
    from generator.deploy.across import result
    from generator.deploy.mask import mask_for
    from generator.deploy.outcome import Outcome, Result
    from generator.deploy.state.drift import detect, lines
    from generator.deploy.state.status import inspect
    from generator.deploy.target import Target

    clients = selected.clients()
    drifted = Outcome.PENDING if detailed_exitcode else Outcome.DONE

    def look(target: Target, stack: dict[str, Any] | None) -> Result:
        if stack is None:
            return result(target.file, Outcome.DONE, "not deployed")
        api = clients.cloudformation(target.environment)
        found = detect(api, stack["StackId"], mask_for(target))
        return replace(
            result(
                target.file,
                drifted if found else Outcome.DONE,
                f"{len(found)} resources have drifted" if found else "in sync",
                f"Put them back with `deploy --revert-drift {target.file.path}`, or "
                "take the changes into the template."
                if found
                else "",
                tuple(lines(found)),
            ),
            stack_id=stack["StackId"],
            data={"drift": found},
        )

    finish("drift", selected, inspect(selected.stacks(), clients, look))
