"""`completion`: the script that makes a shell complete our commands."""

import click
from click.shell_completion import get_completion_class

SHELLS = ("bash", "zsh", "fish")


@click.command(
    epilog="""\b
Examples:
  eval "$(generator completion bash)"                  this shell
  generator completion fish > ~/.config/fish/completions/generator.fish"""
)
@click.argument("shell", type=click.Choice(SHELLS))
@click.pass_context
def completion(ctx: click.Context, shell: str) -> None:
    """Print the completion script of the `generator` command for a shell."""
    script = get_completion_class(shell)
    if script is None:
        raise click.UsageError(f"click has no completion for {shell}")
    root = ctx.find_root().command
    click.echo(script(root, {}, "generator", "_GENERATOR_COMPLETE").source())
