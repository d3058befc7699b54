"""What `plan` and `deploy` share: options of a change set, and making the plans."""

import functools
import secrets
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Literal

import click

if TYPE_CHECKING:
    from generator.cli.targets import Targets
    from generator.deploy.clients import Clients
    from generator.deploy.execute.rollout import Planned
    from generator.deploy.plan.make import Options
    from generator.deploy.target import Target


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
        *arguments: Any,
        wait_busy: float,
        revert_drift: bool,
        no_rollback: bool,
        on_create_failure: Literal["rollback", "delete", "keep"],
        template_bucket: str,
        **others: Any,
    ) -> Any:
        from generator.deploy.plan.make import Options

        options = Options(
            wait_busy=wait_busy,
            revert_drift=revert_drift,
            push_forward=no_rollback,
            on_create_failure=on_create_failure,
            template_bucket=template_bucket,
        )
        return command(*arguments, options=options, **others)

    return run


def make_plans(
    targets: "Targets",
    stacks: "list[Target]",
    clients: "Clients",
    options: "Options",
) -> "list[Planned]":
    """Plan the stacks, with progress on stderr."""
    from generator.cli.progress import Planning
    from generator.deploy.execute.rollout import plan_all
    from generator.deploy.plan.changeset import Author
    from generator.deploy.plan.commit import current_commit

    if not stacks:
        return []
    if targets.sandbox:
        from generator.sandbox import make_template_bucket

        environments = [stack.environment for stack in stacks]
        for one in {each.template_bucket: each for each in environments}.values():
            make_template_bucket(one, clients)
    author = Author(
        clients.principal(stacks[0].environment),
        current_commit(targets.project.root),
        secrets.token_hex(4),
    )
    with Planning(len(stacks)) as progress:
        return plan_all(stacks, clients, author, options, progress.planned)
