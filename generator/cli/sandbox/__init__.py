"""`sandbox`: what there is in the sandbox alone."""

import click

from generator.cli.sandbox.run import run


@click.group()
def sandbox() -> None:
    """Work with the AWS simulator itself; other commands take --sandbox."""


sandbox.add_command(run)
