"""`owners`: who reviews which files, from the tags `Team`."""

from collections.abc import Mapping

import click

from generator.cli.printing import say
from generator.project import Project

# What concerns everybody who has a stack.
_SHARED = ("buildspecs", "generator", "templates_out", ".github")


@click.command(
    epilog="""\b
Examples:
  python -m generator owners --organization example > .github/CODEOWNERS

\b
Exit codes:
  0  done
  2  environments.toml is wrong
"""
)
@click.option("--organization", required=True, metavar="NAME", help="Of the teams.")
@click.pass_obj
def owners(project: Project, organization: str) -> None:
    """Print a CODEOWNERS file: each parameter file's team, and all for the rest.

    A team is the value of the tag `Team`, under GitHub's name for it.
    """
    from generator.parameters import select

    files = select(project).files
    teams = {file.path: f"@{organization}/{_slug(file.tags)}" for file in files}
    everybody = " ".join(sorted(set(teams.values())))
    say("# Made by `generator owners`; the last line that fits a file counts.")
    for folder in _SHARED:
        say(f"/{folder}/ {everybody}")
    say(f"/params/* {everybody}")
    for path, team in teams.items():
        say(f"/{'/'.join(path.parts[-3:])} {team}")


def _slug(tags: Mapping[str, str]) -> str:
    """As GitHub names a team: lower case, hyphens for blanks."""
    return "-".join(tags.get("Team", "owners").lower().split())
