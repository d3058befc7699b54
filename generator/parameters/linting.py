"""Runs cfn-lint with a file's values resolved in place of defaults."""

import gc
import hashlib
import json
import os
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from generator.cloudformation.conditions import specialise
from generator.cloudformation.document import Template, is_list, parse
from generator.cloudformation.references import among
from generator.errors import UsageError
from generator.findings import Finding
from generator.lint_cache import lint_cache
from generator.parameters.lint_input import (
    PARAMETERS_RULE,
    RESOLVED,
    Broken,
    Inputs,
    LintInput,
    findings,
)
from generator.parameters.model import ParameterFile
from generator.parameters.wording import nearest, shown

# Loading the rules costs a process as much as two lints, so a second process
# pays from about the sixth on.
ENOUGH_FOR_WORKERS = 6
WORKERS = os.cpu_count() or 1


def lint(
    files: Sequence[ParameterFile],
    templates: Mapping[str, Template],
    *,
    use_cache: bool = True,
    progress: Callable[[int, int], None] | None = None,
) -> Iterator[Finding]:
    """What cfn-lint finds in each file's stack, at the value that causes it.

    An input that was clean before is not linted again; see `_Known`.

    Raises:
        UsageError: cfn-lint does not know a region, or does not accept its
            configuration file.
    """
    inputs = Inputs()
    same: dict[LintInput, list[ParameterFile]] = defaultdict(list)
    for file in files:
        same[inputs.of(file, templates[file.template])].append(file)
    judged = {each: templates[files[0].template] for each, files in same.items()}
    known = _Known(use_cache)
    new = [item for item in judged.items() if not known.is_clean(*item)]
    results = zip(new, _results(new), strict=True)
    for done, ((each, template), broken) in enumerate(results, start=1):
        found = [
            finding
            for file in same[each]
            for finding in findings(file, template, broken)
        ]
        known.keep(each, template, found)
        yield from found
        if progress:
            progress(done, len(new))


class _Known:
    """The clean results of earlier runs.

    The key is what a result is made from: the input, the template's text, and
    the linter's own state, which has the region and our code.
    """

    def __init__(self, use_cache: bool) -> None:
        self._caches = cache(lambda region: lint_cache((region,), enabled=use_cache))

    def is_clean(self, each: LintInput, template: Template) -> bool:
        return self._caches(each.region).knows_clean(*_key(each, template))

    def keep(self, each: LintInput, template: Template, found: list[Finding]) -> None:
        self._caches(each.region).keep(found, *_key(each, template))


def _key(each: LintInput, template: Template) -> tuple[str, ...]:
    values = json.dumps([each.conditions, each.values])
    return ("parameters", _digest(template), each.template, values)


@lru_cache(maxsize=4)
def _digest(template: Template) -> str:
    return hashlib.sha256(template.text.encode()).hexdigest()


Judged = tuple[LintInput, Template]


def _results(inputs: Sequence[Judged]) -> Iterable[list[Broken]]:
    if len(inputs) < ENOUGH_FOR_WORKERS or WORKERS < 2:
        yield from (lint_one(*each) for each in inputs)
        return
    from concurrent.futures import ProcessPoolExecutor
    from multiprocessing import get_context

    # Not fork: a progress display has a thread, which a fork would not have.
    context = get_context("spawn")
    texts = [(each, template.text) for each, template in inputs]
    with ProcessPoolExecutor(WORKERS, mp_context=context) as pool:
        try:
            yield from pool.map(_lint_text, texts)
        finally:
            pool.shutdown(cancel_futures=True)


def _lint_text(work: tuple[LintInput, str]) -> list[Broken]:
    """For another process, to which a text gets faster than what is made of it."""
    each, text = work
    return lint_one(each, _parsed(text, each.template))


@lru_cache(maxsize=4)
def _parsed(text: str, path: str) -> Template:
    return parse(text, Path(path))


def lint_one(each: LintInput, template: Template) -> list[Broken]:
    """Lint one input in this process.

    House rules do not count here: they judge how the template is written, and
    `build` has asked them.
    """
    from cfnlint.config import ConfigMixIn
    from cfnlint.context.parameters import ParameterSet
    from cfnlint.helpers import REGIONS
    from cfnlint.runner.template.runner import run_template_by_data

    from generator.rules._house import HouseRule

    if each.region not in REGIONS:
        near = nearest(each.region, REGIONS)
        raise UsageError(
            f"cfn-lint knows no region {shown(each.region)} of environments.toml.",
            f"Did you mean {near}?" if near else f"Regions: {', '.join(REGIONS)}.",
        )
    left = specialise(_nodes(template), dict(each.conditions))
    declared = template.parameters
    values = {
        name: _split(value) if is_list(str(declared[name].get("Type"))) else value
        for name, value in each.values
    }
    config = ConfigMixIn(
        [], regions=[each.region], parameters=[ParameterSet(parameters=values)]
    )
    return [
        _broken(match, left, declared)
        for match in _matches(template, run_template_by_data(left, config, _rules()))
        if not isinstance(match.rule, HouseRule)
        and match.rule.id != PARAMETERS_RULE
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
def _rules() -> Any:
    """cfn-lint's rules and ours, once a process; they are the same anywhere."""
    from generator.lint import load_linter

    rules = load_linter(()).rules
    gc.freeze()  # they stay until the end: nothing in them to collect
    return rules
