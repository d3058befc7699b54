"""The architecture as a Mermaid flowchart that GitHub draws."""

import json
from collections.abc import Iterator

from generator.cloudformation.document import Template
from generator.review.graph import Graph, Node, graph
from generator.review.markdown import one_line

# Closer than Mermaid's default, so that the picture fits GitHub's column.
_SETTINGS = {
    "nodeSpacing": 18,
    "rankSpacing": 32,
    "subGraphTitleMargin": {"top": 2, "bottom": 6},
}
_CLOSE = f"%%{{init: {json.dumps({'flowchart': _SETTINGS})}}}%%"


def diagram(template: Template) -> str:
    """The section: the picture and how to read it."""
    drawn = graph(template)
    lines = "\n".join(_lines(drawn))
    notes = [
        "A thick arrow leads to the next stage, a thin one to what is acted on or"
        " belongs to it, a dotted one carries a message or the source."
    ]
    if any(node.outside for node in drawn.nodes):
        notes.append("Round boxes are not made by this template.")
    if any(node.optional for node in drawn.nodes):
        notes.append("Dashed boxes are made for some parameter values only.")
    return f"```mermaid\n{lines}\n```\n\n{' '.join(notes)}"


def _lines(drawn: Graph) -> Iterator[str]:
    yield _CLOSE
    yield "flowchart TB"
    frames = {node.key: node for node in drawn.nodes if node.key in drawn.chains}
    for name, chain in drawn.chains.items():
        yield f'  subgraph {_id(name)}["{_safe(" ".join(frames[name].lines))}"]'
        yield from (f"    {_box(node)}" for node in chain)
        if len(chain) > 1:
            yield f"    {' ==> '.join(_id(node.key) for node in chain)}"
        yield "  end"
    joined = {key for arrow in drawn.arrows for key in arrow}
    boxes = [node for node in drawn.nodes if node.key not in frames]
    outside = [box for box in boxes if box.outside]
    yield from (f"  {_box(box)}" for box in outside)
    boxes = [box for box in boxes if not box.outside]
    for place, group in enumerate(dict.fromkeys(box.group for box in boxes), 1):
        members = [box for box in boxes if box.group == group]
        yield f'  subgraph group{place}["{_safe(group)}"]'
        yield from (f"    {_box(box)}" for box in members)
        # Side by side, boxes without an arrow would widen the picture.
        above = [box.key for box in members if box.key in joined][:1]
        column = above + [box.key for box in members if box.key not in joined]
        if len(column) > 1:
            yield f"    {' ~~~ '.join(map(_id, column))}"
        yield "  end"
    for arrow in drawn.arrows:
        line = "-.->" if drawn.is_message(arrow) else "-->"
        yield f"  {_id(arrow[0])} {line} {_id(arrow[1])}"
    yield "  classDef optional stroke-dasharray: 5 4"


def _box(node: Node) -> str:
    text = "<br/>".join(map(_safe, node.lines))
    left, right = ("(", ")") if node.outside else ("[", "]")
    style = ":::optional" if node.optional else ""
    return f'{_id(node.key)}{left}"{text}"{right}{style}'


def _id(key: str) -> str:
    """A logical ID that is no word of Mermaid's, such as `end`, and no group."""
    return key if key[0].isupper() else f"{key}_"


def _safe(text: str) -> str:
    """One line of text in which Mermaid sees no quote, no tag and no entity."""
    codes = {"#": "#35;", '"': "#quot;", "<": "#lt;", ">": "#gt;", "&": "#amp;"}
    return "".join(codes.get(letter, letter) for letter in one_line(text))
