"""`stackset`: the account template over an organisation."""

import click

from generator.cli.stackset.deploy import deploy
from generator.cli.stackset.looking import drift, plan, status


@click.group()
def stackset() -> None:
    """Roll the account template out over an organisation's accounts."""


for _command in (plan, deploy, status, drift):
    stackset.add_command(_command)
