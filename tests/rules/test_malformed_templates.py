"""No house rule crashes on a template that is not well made.

cfn-lint reports a crash as E0002 and goes on; here it would hide a finding. The
templates are those the rules explain themselves with, one value of each
replaced by something that does not belong there.
"""

from collections.abc import Iterator
from copy import deepcopy
from itertools import cycle
from typing import Any

import pytest
from cfnlint.decode import decode_str
from cfnlint.template import Template

from generator.rules._house import HouseRule

JUNK = (
    None,
    "text",
    7,
    True,
    [],
    {},
    ["text", 7, None],
    {"Unknown": {"Ref": "Nothing"}},
    {"Ref": "Nothing"},
    {"Ref": ["not", "text"]},
    {"Fn::Sub": 7},
    {"Fn::GetAtt": 7},
    {"Fn::If": ["Nowhere", "a", "b"]},
    {"Fn::If": "too short"},
    {"Fn::Join": ["", 7]},
    {"Fn::Transform": {"Name": "AWS::Include"}},
)


def paths(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    if isinstance(value, dict | list):
        for key in value if isinstance(value, dict) else range(len(value)):
            yield (*path, key)
            yield from paths(value[key], (*path, key))


def replaced(template: Any, path: tuple[Any, ...], junk: Any) -> Any:
    changed = deepcopy(template)
    place = changed
    for key in path[:-1]:
        place = place[key]
    place[path[-1]] = junk
    return changed


def test_a_rule_survives_any_value_anywhere(
    house_rule: HouseRule,
) -> None:
    template, errors = decode_str(house_rule.bad)
    assert not errors
    junk = cycle(JUNK)
    for path in paths(template):
        # The frame (sections, resource, type) cfn-lint itself wants in order.
        if len(path) < 4:
            continue
        changed = replaced(template, path, next(junk))
        cfn = Template("template.yaml", changed, ["us-east-2"])
        try:
            list(house_rule.matchall("template.yaml", cfn))
        except Exception as error:
            pytest.fail(f"{house_rule.id} at {'/'.join(map(str, path))}: {error!r}")
