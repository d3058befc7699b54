"""`build`: make, lint and write every template."""

import click

from generator.project import Project


@click.command()
@click.pass_obj
def build(project: Project) -> None:
    """Make, lint and write every template."""
    raise click.ClickException("not written yet")
