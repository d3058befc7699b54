"""What a shell offers as the value of an option: names from the checkout.

Nothing is offered where the checkout cannot be read; the command itself says
why when it runs.
"""

from contextlib import suppress

import click

from generator.errors import GeneratorError
from generator.project import Project


def environments(
    ctx: click.Context, option: click.Parameter, incomplete: str
) -> list[str]:
    """The environments of environments.toml that begin so."""
    from generator.parameters.environments import load_environments

    with suppress(GeneratorError, OSError):
        names = [one.name for one in load_environments(_project(ctx))]
        return [name for name in names if name.startswith(incomplete)]
    return []


def services(ctx: click.Context, option: click.Parameter, incomplete: str) -> list[str]:
    """The names in front of params/<environment>/<name>.<template>.json."""
    files = _project(ctx).params.glob("*/*.*.*")
    names = {file.name.split(".")[0] for file in files}
    return sorted(name for name in names if name.startswith(incomplete))


def rules(ctx: click.Context, option: click.Parameter, incomplete: str) -> list[str]:
    """The ids of our house rules that begin so, in capitals or not."""
    from generator.rules._house import house_rules

    return [rule for rule in house_rules() if rule.startswith(incomplete.upper())]


def parameters(
    ctx: click.Context, option: click.Parameter, incomplete: str
) -> list[str]:
    """The parameters of the committed templates that begin so."""
    from generator.parameters.committed import read_template, template_names

    project = _project(ctx)
    found: dict[str, None] = {}
    with suppress(GeneratorError, OSError):
        for name in template_names(project):
            found |= dict.fromkeys(read_template(project, name).parameters)
    return [name for name in found if name.startswith(incomplete)]


def _project(ctx: click.Context) -> Project:
    # While completing, click parses the options but runs no command.
    root = ctx.find_root().params.get("root")
    return Project(root) if root else Project()
