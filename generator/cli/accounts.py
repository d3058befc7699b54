"""`accounts`: what a workflow has to know of the environments."""

import json
import subprocess

import click

from generator.cli.options import environments_option, service_option
from generator.cli.printing import say
from generator.errors import GeneratorError, UsageError
from generator.project import Project


@click.command(
    epilog="""\b
Examples:
  python -m generator accounts
  python -m generator accounts --since origin/main >> "$GITHUB_OUTPUT"
  python -m generator accounts --service payment-service

\b
Exit codes:
  0  done
  1  git does not know the commit
  2  environments.toml is wrong, or nothing has the service
"""
)
@environments_option
@click.option(
    "--since",
    metavar="COMMIT",
    help="Environments whose files differ from this commit's; without it all.",
)
@service_option
@click.pass_obj
def accounts(
    project: Project,
    environments: tuple[str, ...],
    since: str | None,
    service: str | None,
) -> None:
    """Print region and roles of each environment, and which have changed.

    Two lines for a workflow's outputs: `accounts`, by environment, and `changed`,
    those of them that have stacks to plan. The roles are those that `bootstrap` makes.
    """
    from generator.parameters.accounts import has_stacks
    from generator.parameters.environments import load_environments
    from generator.parameters.wording import shown

    known = load_environments(project)
    found = {
        each.name: {
            "region": each.region,
            **{
                role: f"arn:{each.partition}:iam::{each.account}:role/"
                f"delivery-{role}-{each.name}"
                for role in ("plan", "deploy")
            },
        }
        for each in known
        if not environments or each.name in environments
    }
    paths = _differing(project, since) if since else None
    planned = [name for name in found if has_stacks(project, name, service)]
    if service and not planned:
        raise UsageError(
            f"No parameter file of {', '.join(found)} is named {shown(service)}.",
            "Name another service, or another environment.",
        )
    changed = [name for name in planned if paths is None or _concerns(name, paths)]
    say(f"accounts={json.dumps(found)}")
    say(f"changed={json.dumps(changed)}")


def _concerns(environment: str, paths: list[str]) -> bool:
    """Its own files, or what all environments have in common."""
    return any(
        path.startswith((f"params/{environment}/", "templates_out/"))
        or (path.startswith("params/") and path.count("/") == 1)
        for path in paths
    )


def _differing(project: Project, since: str) -> list[str]:
    """The files that differ from where the branches parted.

    Raises:
        GeneratorError: git does not know the commit.
    """
    done = subprocess.run(  # noqa: S603 (no shell; a commit cannot be an option here)
        ["git", "diff", "--name-only", "--relative", "--merge-base", since, "--"],  # noqa: S607 (the user's git)
        cwd=project.root,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode or since.startswith("-"):
        raise GeneratorError(
            f"git does not know what has changed since {since}.",
            "Fetch that branch with its history (fetch-depth: 0).",
        )
    return done.stdout.splitlines()
