"""`pipeline rollback`: the running service back to the image before."""

from typing import TYPE_CHECKING

import click

from generator.cli.pipeline.selected import (
    ask_one,
    end,
    pipeline_command,
    the_one,
    told,
)
from generator.cli.printing import say, say_wrapped
from generator.cli.targets import Targets

if TYPE_CHECKING:
    from generator.operations.pipeline import Pipeline
    from generator.operations.rollback import Way

_HOW = {
    "CodeDeploy": "stops deployment {target}; CodeDeploy shifts the traffic back",
    "ECS": "stops deployment {target}; ECS rolls it back",
    "CodePipeline": "deploys execution {target} again, without another approval",
}


@pipeline_command(
    "rollback",
    "rollback --env prod --service payment-service",
    "rollback --env prod --service payment-service --to sha256:9f86d081884c",
)
@click.option(
    "--to",
    default="",
    metavar="DIGEST",
    help="To this image or execution (first digits), not to the one before.",
)
@click.option(
    "--stage", default="", metavar="NAME", help="Of this stage, where several deploy."
)
@click.option("--yes", is_flag=True, help="Do not ask.")
def rollback(selected: Targets, to: str, stage: str, yes: bool) -> None:
    """Take the running service back to its previous image: not the stack.

    A deployment under way is stopped and its traffic goes back; otherwise an earlier
    execution is deployed again. For a stack there is `generator rollback`.
    """
    from generator.cli.confirm import confirm, require_terminal
    from generator.operations.rollback import go_back, way_back

    require_terminal(yes)

    def look(pipeline: "Pipeline") -> "tuple[Pipeline, Way]":
        return pipeline, way_back(pipeline, stage, to)

    pipeline, way = ask_one("rollback", selected, look)
    _show(pipeline, way)
    confirm("Roll the service back?", yes)
    begun = ask_one("rollback", selected, lambda one: go_back(one, way))
    hint = f"Follow it with {pipeline.command('status')}."
    message = f"{way.by} takes {way.service.name} back: {begun}"
    end("rollback", selected, told(the_one(selected), message, way, hint=hint))


def _show(pipeline: "Pipeline", way: "Way") -> None:
    from generator.cli.pipeline.words import commit, digest, when

    environment = pipeline.target.environment
    say(
        f"{way.service.name} in {way.service.cluster} "
        f"({environment.name}, {environment.account})",
        err=True,
        bold=True,
    )
    if way.service.proven:
        proven = digest(way.service.proven)
        say(f"  ran last  {proven}; {way.service.unread}", err=True)
    for one in way.service.versions:
        share = "" if one.share is None else f", {one.share:g} % of the traffic"
        new = " (being deployed)" if one.is_new else ""
        say(f"  runs now  {digest(one.image)}{share}{new}", err=True)
    origin = way.origin
    known = f"{commit(origin.commit)}  {origin.message}" if origin else "commit unknown"
    say(f"  will run  {digest(way.image)}  {known}", err=True, fg="yellow")
    if origin and origin.deployed:
        say(f"            deployed before on {when(origin.deployed)} UTC", err=True)
    say_wrapped(f"  how       {_HOW[way.by].format(target=way.target)}", err=True)
