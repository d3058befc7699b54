"""Runs cfn-lint with a file's values resolved in place of defaults."""

import gc
import os
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from functools import lru_cache
from multiprocessing import get_context
from pathlib import Path
from typing import Any

from generator.findings import Finding
from generator.parameters.lint_input import (
    PARAMETERS_RULE,
    RESOLVED,
    Broken,
    Inputs,
    LintInput,
    findings,
)
from generator.parameters.model import ParameterFile
from generator.parameters.resolve import is_list, parameters_in
from generator.parameters.specialise import specialise
from generator.parameters.template import Template

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
    """What cfn-lint finds in each file's stack, at the value that causes it."""
    inputs = Inputs()
    same: dict[LintInput, list[ParameterFile]] = defaultdict(list)
    for file in files:
        same[inputs.of(file, templates[file.template])].append(file)
    for done, (each, broken) in enumerate(_results(list(same)), start=1):
        for file in same[each]:
            yield from findings(file, templates[file.template], broken)
        if progress:
            progress(done, len(same))


def _results(inputs: list[LintInput]) -> Iterable[tuple[LintInput, list[Broken]]]:
    if len(inputs) < ENOUGH_FOR_WORKERS or WORKERS < 2:
        yield from ((each, lint_one(each)) for each in inputs)
        return
    # Not fork: a progress display has a thread, which a fork would not have.
    context = get_context("spawn")
    with ProcessPoolExecutor(WORKERS, mp_context=context) as pool:
        try:
            yield from zip(inputs, pool.map(lint_one, inputs), strict=True)
        finally:
            pool.shutdown(cancel_futures=True)


def lint_one(each: LintInput) -> list[Broken]:
    """Lint one input in this process."""
    from cfnlint.config import ConfigMixIn
    from cfnlint.context.parameters import ParameterSet
    from cfnlint.runner.template.runner import run_template_by_data

    template = _decoded(each.template)
    left = specialise(template, dict(each.conditions))
    declared = template["Parameters"]
    values = {
        name: _split(value) if is_list(declared[name]["Type"]) else value
        for name, value in each.values
    }
    config = ConfigMixIn(
        [], regions=[each.region], parameters=[ParameterSet(parameters=values)]
    )
    return [
        _broken(match, left, declared)
        for match in run_template_by_data(left, config, _rules())
        if match.rule.id in RESOLVED
        or (match.rule.severity == "error" and match.rule.id != PARAMETERS_RULE)
    ]


def _split(value: str) -> list[str]:
    return [item.strip() for item in value.split(",")]


def _broken(match: Any, left: Any, declared: Mapping[str, Any]) -> Broken:
    path = list(match.path or ())
    names: list[str] = []
    # The match points at the function or at its argument.
    for end in (len(path), len(path) - 1):
        names = names or list(parameters_in(_at(left, path[: max(end, 0)]), declared))
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
def _decoded(path: str) -> Any:
    from cfnlint.decode import decode

    template, _ = decode(path)
    return template


@lru_cache(maxsize=1)
def _rules() -> Any:
    """cfn-lint's own rules, once a process; house rules judge the template."""
    import cfnlint.rules
    from cfnlint.rules import Rules

    rules = Rules.create_from_directory(str(Path(cfnlint.rules.__file__).parent))
    gc.freeze()  # they stay until the end: nothing in them to collect
    return rules
