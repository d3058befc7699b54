"""The commands: one module each, imported only when its command is run.

`python -m generator --help` must answer at once, so this package imports
click and nothing heavier; `COMMANDS` says what there is.
"""

import errno
import os
import sys
from importlib import import_module
from pathlib import Path
from typing import Any

import click

from generator import __version__
from generator.cli.formats import TYPED, print_early_end, print_misuse
from generator.cli.printing import print_error
from generator.errors import GeneratorError
from generator.project import Project

# Command -> (module in this package, one line of help). The module has a
# click command of the command's name.
COMMANDS = {
    "build": ("build", "Make, lint and write every template."),
    "validate": ("validate", "Check parameter files against the templates."),
    "doctor": ("doctor", "Look for what is missing around pipelines."),
    "init": ("init", "Write the first parameter file of a service."),
    "params": ("params", "See, compare, convert and make parameter files."),
    "rehearse": ("rehearse", "Run a service's builds here, before the first push."),
    "bootstrap": ("bootstrap", "Prepare an account: template bucket, GitHub's roles."),
    "stackset": ("stackset", "Prepare an organisation's accounts, by StackSets."),
    "plan": ("plan", "Show what a deployment would change; write a plan file."),
    "deploy": ("deploy", "Deploy stacks, or exactly what a plan file says."),
    "watch": ("watch", "Follow stacks, not pipelines, that are under way."),
    "status": ("status", "Show what stands where."),
    "outputs": ("outputs", "Show the stacks' outputs."),
    "drift": ("drift", "Show what was changed by hand."),
    "rollback": (
        "rollback",
        "Take stacks, not services, back to their last good state.",
    ),
    "destroy": ("destroy", "Delete stacks that are not protected."),
    "pipeline": ("pipeline", "See and steer deployed pipelines: what runs and why."),
    "sandbox": ("sandbox", "Push a folder through a simulated pipeline: no account."),
    "explain": ("explain", "Say why a house rule exists, with examples."),
    "cost": ("cost", "Estimate what pipelines cost a month."),
    "page": ("page", "Print the review page of stacks, with their values."),
    "accounts": ("accounts", "Tell a workflow the environments' regions and roles."),
    "owners": ("owners", "Print CODEOWNERS from the tags Team."),
    "completion": ("completion", "Print the completion script of a shell."),
}


class Commands(click.Group):
    """A group that imports a command's module when the command is called."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The commands in the order in which one would use them."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command of that name, or None, as click wants it."""
        if cmd_name not in COMMANDS:
            return None
        module = import_module(f"generator.cli.{COMMANDS[cmd_name][0]}")
        command: click.Command = getattr(module, cmd_name)
        return command

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Note what was typed: a command that cannot be parsed knows no --format."""
        ctx.meta[TYPED] = tuple(args)
        return super().parse_args(ctx, args)

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command; a machine gets a document however it ends."""
        try:
            return super().invoke(ctx)
        except GeneratorError as error:
            print_early_end(ctx, error)
            raise
        except click.UsageError as error:
            print_misuse(ctx, error)
            raise

    def format_commands(
        self, ctx: click.Context, formatter: click.HelpFormatter
    ) -> None:
        """List the commands without importing them."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, text) for name, (_, text) in COMMANDS.items()])


@click.command(
    cls=Commands,
    context_settings={"help_option_names": ["-h", "--help"]},
    epilog="""\b
Examples:
  python -m generator build
  python -m generator build --check

Shell completion: `generator completion --help`.""",
)
@click.option(
    "--project",
    "root",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    default=Path(),
    envvar="GENERATOR_PROJECT",
    help="The checkout to work on.  [default: the current folder]",
)
@click.version_option(__version__)
@click.pass_context
def generator(ctx: click.Context, root: Path) -> None:
    """Make, check and deploy CI/CD pipelines for payment services on AWS."""
    # https://no-color.org: set and not empty. click itself ignores it.
    if os.environ.get("NO_COLOR"):
        ctx.color = False
    ctx.obj = Project(root)


def main() -> None:
    """Run the command line; a user's mistake is one sentence and a hint."""
    try:
        generator(prog_name=_program(), complete_var="_GENERATOR_COMPLETE")
    except GeneratorError as error:
        print_error(error)
        sys.exit(error.exit_code)
    except OSError as error:
        if error.errno not in (errno.ENOSPC, errno.EDQUOT):
            raise
        # What is left in the buffer would fail again at the end.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        where = f" {error.filename}" if error.filename else ""
        full = f"Cannot write{where}: {error.strerror}."
        print_error(GeneratorError(full, "Make room on the disk and run it again."))
        sys.exit(1)


def _program() -> str:
    """How the user called us, for the usage line."""
    called = Path(sys.argv[0]).name
    return "python -m generator" if called == "__main__.py" else called
