"""Runs cfn-lint with a file's values resolved in place of defaults."""

import hashlib
import json
import os
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cache, lru_cache

from generator.cloudformation.document import Template
from generator.findings import Finding
from generator.lint_cache import lint_cache
from generator.parameters.lint_input import (
    Broken,
    Inputs,
    LintInput,
    findings,
)
from generator.parameters.lint_run import lint_together, load_rules
from generator.parameters.model import ParameterFile
from generator.processes import can_copy, start

# A lint goes through the template once, whatever the number of values: another
# stack in it costs a tenth. When one is wrong, it is looked for by halves.
MOST_TOGETHER = 16
# A process that is no copy of this one has to load the rules, which costs as
# much as two lints: it pays from about the sixth on.
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
    new = {
        each: judged[each] for each in same if not known.is_clean(each, judged[each])
    }
    for done, (each, broken) in enumerate(_results(new), start=1):
        template = judged[each]
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


def _results(
    new: Mapping[LintInput, Template],
) -> Iterator[tuple[LintInput, list[Broken]]]:
    groups = list(_groups(new))
    processes = min(WORKERS, len(groups))
    if processes < 2 or not (can_copy() or len(groups) >= ENOUGH_FOR_WORKERS):
        results: Iterator[list[list[Broken]]] = map(_lint, groups)
    else:
        if can_copy():
            load_rules()  # the copies have them, too
        results = start(_lint, groups, processes)
    for (inputs, _), found in zip(groups, results, strict=True):
        yield from zip(inputs, found, strict=True)


Group = tuple[list[LintInput], Template]


def _groups(new: Mapping[LintInput, Template]) -> Iterator[Group]:
    """Inputs that differ in values only, and that are not too many at once."""
    alike: dict[tuple[object, ...], list[LintInput]] = defaultdict(list)
    for each in new:
        alike[each.template, each.region, each.conditions].append(each)
    for inputs in alike.values():
        for begin in range(0, len(inputs), MOST_TOGETHER):
            yield inputs[begin : begin + MOST_TOGETHER], new[inputs[0]]


def _lint(group: Group) -> list[list[Broken]]:
    return lint_together(*group)
