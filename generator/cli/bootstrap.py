"""`bootstrap`: the account's own stack, which the others are deployed with."""

from dataclasses import replace
from pathlib import Path

import click

from generator.cli.options import timeout_option
from generator.cli.printing import say
from generator.cli.targets import Targets, epilog, targets
from generator.errors import UsageError

# The name of the parameter file that is made where there is none.
_NAME = "delivery"


@click.command(
    epilog=epilog(
        "bootstrap --env dev",
        "bootstrap --env dev --repository example/deployments",
        "bootstrap --sandbox --env dev --yes",
    )
)
@targets()
@click.option(
    "--repository",
    metavar="OWNER/NAME",
    help="GitHub repository with the parameter files; without one the stack has the "
    "bucket for templates alone.",
)
@click.option("--yes", is_flag=True, help="Do not ask.")
@timeout_option
def bootstrap(
    selected: Targets, repository: str | None, yes: bool, timeout: float
) -> None:
    """Deploy the account's own stack: bucket for templates, roles for GitHub.

    Once for each environment, by an administrator of its account; whoever repeats
    it finds nothing to change. Its parameter file is made where there is none.
    """
    from generator.cli.deployment import Choices, run
    from generator.deploy.plan.request import Options

    file = _file(selected, repository)
    chosen = replace(selected, paths=(file,))
    (stack,) = chosen.stacks
    choices = Choices(
        plan_file=None,
        yes=yes,
        allow_replace=(),
        allow_delete=(),
        allow_change=(),
        different_principal=False,
        recreate_failed=False,
        keep_going=False,
        timeout=timeout,
    )
    try:
        run(chosen, Options(), choices)
    except SystemExit as end:
        if not end.code and not selected.as_json:
            _advise(
                stack.environment.name,
                stack.environment.account,
                stack.environment.partition,
                has_repository=bool(stack.file.parameters.get("Repository")),
            )
        raise


def _file(selected: Targets, repository: str | None) -> Path:
    """The environment's parameter file of the account template, perhaps a new one.

    Raises:
        UsageError: another environment or file is asked for than there is, or the
            repository is another one than the file's.
    """
    from generator.parameters.accounts import account_files, best_variant
    from generator.parameters.environments import load_environments
    from generator.parameters.wording import shown
    from generator.writing import write

    if len(selected.environments) != 1 or selected.paths or selected.service:
        raise UsageError(
            "bootstrap is for one environment at a time.", "Write --env NAME alone."
        )
    (name,) = selected.environments
    known = [each.name for each in load_environments(selected.project)]
    if name not in known:
        raise UsageError(
            f"There is no environment {shown(name)}.", f"There are {', '.join(known)}."
        )
    there = account_files(selected.project, name)
    if there and repository:
        raise UsageError(
            f"{there[0]} is there already.",
            "Write Repository into it, and run this without --repository.",
        )
    if there:
        return there[0]
    variant = best_variant(selected.project, name)
    path = selected.project.params / name / f"{_NAME}.{variant}.json"
    path.parent.mkdir(exist_ok=True)
    write(path, _text(repository))
    say(f"wrote {path}; commit it", err=True)
    return path


def _text(repository: str | None) -> str:
    import json

    parameters = {"Repository": repository} if repository else {}
    return json.dumps({"Parameters": parameters}, indent=2) + "\n"


def _advise(name: str, account: str, partition: str, *, has_repository: bool) -> None:
    """Say what environments.toml wants to know; the names are the template's own."""
    if not has_repository:
        say(
            "templates find their bucket by themselves; environments.toml needs nothing"
        )
        return
    arn = f"arn:{partition}:iam::{account}"
    say("write into params/environments.toml, and commit it:")
    say(f"    [{name}]")
    say(f'    role_arn = "{arn}:role/delivery-cloudformation-{name}"')
    say(f"    [{name}.parameters]")
    say(f'    PermissionsBoundaryArn = "{arn}:policy/delivery-boundary-{name}"')
