"""Runs cfn-lint on a template with the values of stacks in place of defaults."""

import gc
from collections.abc import Iterator, Mapping, Sequence
from functools import cache, lru_cache
from typing import Any

from generator.cloudformation.conditions import specialise
from generator.cloudformation.document import Template, is_list
from generator.cloudformation.references import among
from generator.errors import UsageError
from generator.parameters.lint_input import (
    PARAMETERS_RULE,
    RESOLVED,
    Broken,
    LintInput,
)
from generator.parameters.wording import nearest, shown


def lint_together(
    inputs: Sequence[LintInput], template: Template
) -> list[list[Broken]]:
    """Lint inputs that differ in values only; what each breaks, in their order.

    cfn-lint resolves each function once with the values of each stack, so one
    run without a finding is one of every stack. Otherwise who is wrong is
    found by halves; what counts is the run of a stack alone.
    """
    broken = _lint(inputs, template)
    if not broken or len(inputs) == 1:
        return [broken for _ in inputs]
    half = len(inputs) // 2
    parts = (inputs[:half], inputs[half:])
    return [each for part in parts for each in lint_together(part, template)]


def _lint(inputs: Sequence[LintInput], template: Template) -> list[Broken]:
    """One run of cfn-lint.

    House rules do not count here: they judge how the template is written, and
    `build` has asked them.
    """
    from cfnlint.config import ConfigMixIn
    from cfnlint.context.parameters import ParameterSet
    from cfnlint.helpers import REGIONS
    from cfnlint.runner.template.runner import run_template_by_data

    first = inputs[0]
    if first.region not in REGIONS:
        near = nearest(first.region, REGIONS)
        raise UsageError(
            f"cfn-lint knows no region {shown(first.region)} of environments.toml.",
            f"Did you mean {near}?" if near else f"Regions: {', '.join(REGIONS)}.",
        )
    left = specialise(_nodes(template), dict(first.conditions))
    declared = template.parameters
    values = [ParameterSet(parameters=_values(each, template)) for each in inputs]
    config = ConfigMixIn([], regions=[first.region], parameters=values)
    return [
        _broken(match, left, declared)
        for match in _matches(
            template, run_template_by_data(left, config, load_rules())
        )
        if match.rule.id != PARAMETERS_RULE
        and (match.rule.severity == "error" or match.rule.id in RESOLVED)
    ]


def _matches(template: Template, matches: Iterator[Any]) -> Iterator[Any]:
    try:
        yield from matches
    except (AttributeError, LookupError, TypeError, ValueError) as error:
        raise UsageError(
            f"{template.path}:1 cannot be linted: cfn-lint stops with {error!r}.",
            "Look for a key or a section of a kind that does not belong there.",
        ) from error


def _values(each: LintInput, template: Template) -> dict[str, Any]:
    declared = template.parameters
    return {
        name: _split(value) if is_list(str(declared[name].get("Type"))) else value
        for name, value in each.values
    }


def _split(value: str) -> list[str]:
    return [item.strip() for item in value.split(",")]


def _broken(match: Any, left: Any, declared: Mapping[str, Any]) -> Broken:
    path = list(getattr(match, "path", None) or ())
    names: list[str] = []
    # The match points at the function or at its argument.
    for end in (len(path), len(path) - 1):
        names = names or list(among(_at(left, path[: max(end, 0)]), declared))
    return Broken(
        match.rule.id,
        match.rule.severity,
        match.message,
        match.linenumber,
        "/".join(str(step) for step in path),
        tuple(dict.fromkeys(names)) if path else (),
    )


def _at(node: Any, path: Sequence[Any]) -> Any:
    for step in path:
        try:
            node = node[step]
        except (IndexError, KeyError, TypeError):
            return None
    return node


@lru_cache(maxsize=4)
def _nodes(template: Template) -> Any:
    from generator.lint_nodes import nodes

    return nodes(template)


@cache
def load_rules() -> Any:
    """cfn-lint's rules without ours, once a process; they are the same anywhere."""
    from cfnlint.rules import Rules

    from generator.lint import load_linter
    from generator.rules._house import HouseRule

    every = load_linter(()).rules.items()
    rules = Rules({k: v for k, v in every if not isinstance(v, HouseRule)})
    gc.freeze()  # they stay until the end: nothing in them to collect
    return rules
