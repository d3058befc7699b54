"""`doctor`: what is missing around a pipeline, and the command that mends it."""

import sys
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import click

from generator.cli.printing import print_json, say
from generator.cli.targets import Targets, targets
from generator.errors import UsageError

if TYPE_CHECKING:
    from generator.deploy.target import Target
    from generator.doctor.finding import Finding

_EPILOG = """\b
Examples:
  python -m generator doctor --env dev
  python -m generator doctor --env prod --service payment-service --format json
  python -m generator doctor --sandbox params/dev/payment-service.pipeline.json

\b
Exit codes:
  0  all is well
  1  something is wrong: each finding says why it matters and what mends it
  2  wrong usage or configuration, also credentials of another account
  3  nothing is wrong, but AWS did not answer everything (no permission, say)
"""
_COLOURS = {"wrong": "red", "unknown": "yellow", "ok": "green", "later": "white"}


@click.command(epilog=_EPILOG)
@click.option("--all", "everything", is_flag=True, help="Show what is well, too.")
@targets()
def doctor(selected: Targets, *, everything: bool) -> None:
    """Look for what is missing around pipelines, before and after a deployment.

    Reads only. Secrets are looked at and never shown or kept.
    """
    from generator.doctor.examine import examine

    stacks = [each for each in selected.stacks if _is_pipeline(each)]
    if not stacks:
        raise UsageError(
            "no parameter file of a pipeline is selected.",
            "Name one, such as params/dev/payment-service.pipeline.json, or write one "
            "with `python -m generator init`.",
        )
    found = {
        each.stack_name: examine(each, selected.clients, simulated=selected.sandbox)
        for each in stacks
    }
    code = _exit_code([one for findings in found.values() for one in findings])
    if selected.as_json:
        print_json(
            {
                "command": "doctor",
                "exit_code": code,
                "stacks": [
                    {"stack": name, "findings": [one.as_dict() for one in findings]}
                    for name, findings in found.items()
                ],
            }
        )
    else:
        _print(found, everything)
    sys.exit(code)


def _is_pipeline(target: "Target") -> bool:
    kinds = {each.get("Type") for each in target.template.resources.values()}
    return "AWS::CodePipeline::Pipeline" in kinds


def _exit_code(findings: "Sequence[Finding]") -> int:
    states = {one.state for one in findings}
    return 1 if "wrong" in states else 3 if "unknown" in states else 0


def _print(found: "Mapping[str, Sequence[Finding]]", everything: bool) -> None:
    for name, findings in found.items():
        say(name, bold=True)
        for one in findings:
            if everything or one.state in ("wrong", "unknown"):
                text = f"  {one.state} {one.check} {one.subject}: {one.message}"
                say(text, fg=_COLOURS[one.state])
                if one.why:
                    say(f"    why: {one.why}")
                if one.mend:
                    say(f"    mend: {one.mend}")
        counted = Counter(one.state for one in findings)
        say(f"  {', '.join(f'{number} {state}' for state, number in counted.items())}")
