"""Runs cfn-lint on a template with the values of stacks in place of defaults."""

import gc
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from typing import Any

from generator.cloudformation.conditions import specialise
from generator.cloudformation.document import Template, is_list
from generator.cloudformation.references import among
from generator.cloudformation.scope import UNKNOWN, Scope
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
    """Lint inputs that differ in values only; what each breaks, in their order."""
    together = _lint_together(inputs, template)
    return [
        [*broken, *_house(each, template)]
        for each, broken in zip(inputs, together, strict=True)
    ]


def _lint_together(
    inputs: Sequence[LintInput], template: Template
) -> list[list[Broken]]:
    """By cfn-lint's own rules.

    They resolve each function once with the values of each stack, so one run
    without a finding is one of every stack. Otherwise who is wrong is found by
    halves; what counts is the run of a stack alone.
    """
    broken = _lint(inputs, template)
    if not broken or len(inputs) == 1:
        return [broken for _ in inputs]
    half = len(inputs) // 2
    parts = (inputs[:half], inputs[half:])
    return [each for part in parts for each in _lint_together(part, template)]


def _lint(inputs: Sequence[LintInput], template: Template) -> list[Broken]:
    """One run of cfn-lint."""
    from cfnlint.context.parameters import ParameterSet
    from cfnlint.helpers import REGIONS

    first = inputs[0]
    if first.region not in REGIONS:
        near = nearest(first.region, REGIONS)
        raise UsageError(
            f"cfn-lint knows no region {shown(first.region)} of environments.toml.",
            f"Did you mean {near}?" if near else f"Regions: {', '.join(REGIONS)}.",
        )
    left = _left(first, template)
    values = [ParameterSet(parameters=_values(each, template)) for each in inputs]
    return [
        # Of a template a warning; of a value it is what AWS will refuse.
        replace(_broken(match, left, template), severity="error")
        for match in _matches(template, left, first.region, load_rules().own, values)
        if match.rule.id != PARAMETERS_RULE
        and (match.rule.severity == "error" or match.rule.id in RESOLVED)
    ]


def _house(each: LintInput, template: Template) -> list[Broken]:
    """What house rules object to in the values of one stack.

    They judge what is written out, so the values are put in. How the template
    is written, they judge in a build: that does not count here.
    """
    from generator.lint_nodes import put_in

    rules = load_rules().house
    left, whole = _left(each, template), _left(each, template)
    unknown = dict.fromkeys(template.parameters, UNKNOWN)
    scope = Scope(template, unknown | _values(each, template))
    whole["Resources"] = put_in(whole.get("Resources"), scope)
    matches = _matches(template, whole, each.region, rules)
    found = [_broken(match, left, template) for match in matches]
    by_values = [one for one in found if one.parameters]
    if not by_values:
        return []
    anyway = {
        (match.rule.id, _where(match))
        for match in _matches(template, left, each.region, rules)
    }
    return [one for one in by_values if (one.rule, one.where) not in anyway]


def _left(each: LintInput, template: Template) -> Any:
    return specialise(_nodes(template), dict(each.conditions))


def _matches(
    template: Template,
    nodes: Any,
    region: str,
    rules: Any,
    values: Sequence[Any] = (),
) -> Iterator[Any]:
    from cfnlint.config import ConfigMixIn
    from cfnlint.runner.template.runner import run_template_by_data

    config = ConfigMixIn([], regions=[region], parameters=list(values))
    try:
        yield from run_template_by_data(nodes, config, rules)
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


def _broken(match: Any, left: Any, template: Template) -> Broken:
    path = list(getattr(match, "path", None) or ())
    names: list[str] = []
    # The match points at the function or at its argument.
    for end in (len(path), len(path) - 1):
        part = _at(left, path[: max(end, 0)])
        names = names or list(among(part, template.parameters))
    return Broken(
        match.rule.id,
        match.rule.severity,
        match.message,
        match.linenumber,
        _where(match),
        tuple(dict.fromkeys(names)) if path else (),
    )


def _where(match: Any) -> str:
    return "/".join(str(step) for step in getattr(match, "path", None) or ())


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


@dataclass(frozen=True)
class Loaded:
    """cfn-lint's own rules, and the house's."""

    own: Any
    house: Any


@cache
def load_rules() -> Loaded:
    """All rules, once a process; they are the same anywhere."""
    from cfnlint.rules import Rules

    from generator.lint import load_linter
    from generator.rules._house import HouseRule

    every = load_linter(()).rules.items()
    loaded = Loaded(
        Rules({k: v for k, v in every if not isinstance(v, HouseRule)}),
        Rules({k: v for k, v in every if isinstance(v, HouseRule)}),
    )
    gc.freeze()  # they stay until the end: nothing in them to collect
    return loaded
