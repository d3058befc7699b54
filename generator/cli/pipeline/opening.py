"""`pipeline open`: the pipeline's page in the console."""

import sys

import click

from generator.cli.pipeline.selected import (
    ask_one,
    end,
    pipeline_command,
    the_one,
    told,
)
from generator.cli.printing import say
from generator.cli.targets import Targets


@pipeline_command("open", "open --env prod --service payment-service", simulated=False)
def open_page(selected: Targets) -> None:
    """Print the address of the pipeline in the console, and open it in a browser."""
    url = ask_one("open", selected, lambda pipeline: pipeline.console_url)
    if selected.as_json:
        end("open", selected, told(the_one(selected), url, {"url": url}))
    say(url)
    if sys.stdout.isatty():
        click.launch(url)
    sys.exit(0)
