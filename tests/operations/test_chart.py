"""The picture is well-formed, whatever names are in it."""

import re
from xml.etree import ElementTree

from generator.operations.chart import chart
from tests.hostile import HOSTILE
from tests.operations.test_metrics import history


def test_a_bar_is_as_high_as_its_week_has_deployments() -> None:
    found = history("1 STANDARD Succeeded", "2 STANDARD Failed", "9 STANDARD Succeeded")
    picture = chart([("pay", found, [("Deployments", "3")])])
    good = heights(picture, "#2b6cb0")
    failed = heights(picture, "url(#failed)")
    # The legend's square is the first; empty weeks have no bar.
    assert good[1] == good[2] == failed[1] > 0
    assert failed[2] == 0


def heights(picture: str, fill: str) -> list[float]:
    found = re.findall(rf'height="([\d.]+)" fill="{re.escape(fill)}"', picture)
    return [float(one) for one in found]


def test_names_are_text() -> None:
    for name in HOSTILE:
        root = ElementTree.fromstring(chart([(name, history(), [(name, name)])]))
        shown = [one for one in root.iter() if (one.text or "").strip()]
        assert {one.tag.rpartition("}")[2] for one in shown} == {"text", "title"}
