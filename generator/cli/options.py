"""Options that several commands share."""

import functools
from collections.abc import Callable
from dataclasses import replace
from typing import Any, Literal

import click

from generator.cli import suggestions
from generator.cli.targets import Targets

environments_option = click.option(
    "--env",
    "environments",
    multiple=True,
    help="Only this environment.",
    shell_complete=suggestions.environments,
)
service_option = click.option(
    "--service",
    help="Only parameter files of this service.",
    shell_complete=suggestions.services,
)
timeout_option = click.option(
    "--timeout",
    type=click.FloatRange(min=0),
    default=60,
    show_default=True,
    metavar="MINUTES",
    callback=lambda context, option, minutes: minutes * 60,
    help="Watch so long; the stacks go on without it.",
)


def planning_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Options of how change sets are made; the command gets them as `options`."""

    @click.option(
        "--wait-busy",
        type=click.FloatRange(min=0),
        default=0,
        metavar="SECONDS",
        help="Wait so long for a stack that somebody else is working on.",
    )
    @click.option(
        "--revert-drift",
        is_flag=True,
        help="Also put back what was changed by hand (updates only).",
    )
    @click.option(
        "--no-rollback",
        is_flag=True,
        help="Keep what succeeds when a deployment fails; also the way forward "
        "for a stack that stopped half-way.",
    )
    @click.option(
        "--on-create-failure",
        type=click.Choice(["rollback", "delete", "keep"]),
        default="rollback",
        show_default=True,
        help="What becomes of a new stack whose creation fails.",
    )
    @click.option(
        "--template-bucket",
        default="",
        metavar="NAME",
        help="Bucket for templates of more than 51,200 bytes, in place of the "
        "environment's template_bucket.",
    )
    @click.option(
        "--workers",
        type=click.IntRange(1, 64),
        default=16,
        show_default=True,
        help="Stacks that are worked on at once.",
    )
    @functools.wraps(command)
    def run(
        selected: Targets,
        *,
        workers: int,
        wait_busy: float,
        revert_drift: bool,
        no_rollback: bool,
        on_create_failure: Literal["rollback", "delete", "keep"],
        template_bucket: str,
        **others: Any,
    ) -> Any:
        from generator.deploy.plan.request import Options

        options = Options(
            wait_busy=wait_busy,
            revert_drift=revert_drift,
            push_forward=no_rollback,
            on_create_failure=on_create_failure,
            template_bucket=template_bucket,
        )
        return command(replace(selected, workers=workers), options=options, **others)

    return run
