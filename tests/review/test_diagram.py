"""What Mermaid itself makes of the text: the text alone proves nothing."""

from collections.abc import Callable
from itertools import pairwise
from typing import Any

import pytest

from generator.cloudformation.document import Template, from_body
from generator.review.diagram import diagram
from generator.review.graph import MOST_NODES, graph

# Whole templates are read again and again here: tox's, for the time.
pytestmark = pytest.mark.whole_way

ReadMermaid = Callable[[str], dict[str, Any]]


def source(text: str) -> str:
    """The flowchart in the section."""
    return text.split("```mermaid\n")[1].split("```")[0]


def shown_text(box: dict[str, Any]) -> str:
    """A box's text; between its parser and its drawing Mermaid marks entities so."""
    marked: str = box["text"]
    for name, letter in (("lt", "<"), ("gt", ">")):
        marked = marked.replace(f"\ufb02°{name}¶ß", letter)
    return marked


def test_mermaid_draws_what_the_graph_says(
    pipeline: Template, read_mermaid: ReadMermaid
) -> None:
    expected, found = graph(pipeline), read_mermaid(source(diagram(pipeline)))
    chain = [node.key for node in expected.chains["Pipeline"]]
    shown = [arrow for arrow in found["arrows"] if arrow[2] in ("normal", "dotted")]
    stages = [arrow[:2] for arrow in found["arrows"] if arrow[2] == "thick"]
    assert found["type"].startswith("flowchart")
    assert [tuple(key.strip("_") for key in arrow[:2]) for arrow in shown] == [
        *expected.arrows
    ]
    assert [arrow[2] == "dotted" for arrow in shown] == [
        expected.is_message(arrow) for arrow in expected.arrows
    ]
    assert stages == [list(pair) for pair in pairwise(chain)]
    assert found["groups"]["Pipeline"]["nodes"] == chain
    for node in expected.nodes:
        if node.key not in expected.chains:
            box = found["boxes"][node.key if node.key[0].isupper() else f"{node.key}_"]
            assert shown_text(box) == "<br>".join(node.lines)
            assert ("optional" in box["classes"]) is node.optional


def test_the_pipeline_is_small_enough_to_read(
    pipeline: Template, read_mermaid: ReadMermaid
) -> None:
    found = read_mermaid(source(diagram(pipeline)))
    assert 10 < len(found["boxes"]) <= MOST_NODES


def test_the_committed_page_has_the_picture(
    pipeline_page: str, read_mermaid: ReadMermaid
) -> None:
    assert read_mermaid(source(pipeline_page))["groups"]["Pipeline"]


def test_mermaid_refuses_a_broken_picture(
    pipeline: Template, read_mermaid: ReadMermaid
) -> None:
    broken = source(diagram(pipeline)).replace('"]', '"', 1)
    with pytest.raises(ValueError, match="Parse error on line"):
        read_mermaid(broken)


def test_a_name_from_a_template_is_text_for_mermaid(read_mermaid: ReadMermaid) -> None:
    name = 'a"] --> <b>x</b> #quot; & [y]'
    action = {"Name": "a", "ActionTypeId": {"Provider": "S3"}}
    pipeline = {
        "Type": "AWS::CodePipeline::Pipeline",
        "Properties": {"Stages": [{"Name": name, "Actions": [action]}]},
    }
    found = read_mermaid(source(diagram(from_body({"Resources": {"P": pipeline}}))))
    assert set(found["boxes"]) == {"P_1"}
    assert found["arrows"] == []


def test_a_logical_id_may_be_a_word_of_mermaids(read_mermaid: ReadMermaid) -> None:
    names = ["end", "graph", "class", "style", "click", "href", "subgraph", "group1"]
    # Each in a group of its own, so that none is part of another's box.
    resources = {
        name: {"Type": f"AWS::S{place}::Thing", "Properties": {"x": {"Ref": "group1"}}}
        for place, name in enumerate(names)
    }
    found = read_mermaid(source(diagram(from_body({"Resources": resources}))))
    boxes = [box["text"].split("<br>")[0] for box in found["boxes"].values()]
    assert sorted(boxes) == sorted(names)
    assert found["groups"]["group1"]["title"] == "S0"


def test_boxes_without_an_arrow_stand_below_one_that_has_one(
    read_mermaid: ReadMermaid,
) -> None:
    resources: dict[str, Any] = {
        "Lonely": {"Type": "AWS::SQS::Queue"},
        "Maybe": {"Type": "AWS::SQS::Queue", "Condition": "C"},
        "Topic": {"Type": "AWS::SNS::Topic"},
        "A": {"Type": "AWS::S3::Bucket", "Properties": {"x": {"Ref": "Topic"}}},
        "B": {"Type": "AWS::KMS::Key", "Properties": {"x": {"Ref": "Topic"}}},
    }
    found = read_mermaid(source(diagram(from_body({"Resources": resources}))))
    hung = [arrow[:2] for arrow in found["arrows"] if arrow[2] == "invisible"]
    assert hung == [["Topic", "Lonely"], ["Lonely", "Maybe"]]


def test_round_boxes_are_explained_where_there_are_any() -> None:
    hook = {"Resources": {"A": {"Type": "AWS::CodePipeline::Webhook"}}}
    assert "Round boxes" in diagram(from_body(hook))
    hook["Resources"]["A"]["Type"] = "AWS::S3::Bucket"
    assert "Round boxes" not in diagram(from_body(hook))


def test_dashes_are_explained_where_there_are_any() -> None:
    always = {"Resources": {"A": {"Type": "AWS::S3::Bucket"}}}
    maybe = {"Resources": {"A": {"Type": "AWS::S3::Bucket", "Condition": "C"}}}
    assert "Dashed" not in diagram(from_body(always))
    assert "Dashed" in diagram(from_body(maybe))


def test_one_resource_is_a_picture(read_mermaid: ReadMermaid) -> None:
    found = read_mermaid(
        source(diagram(from_body({"Resources": {"A": {"Type": "AWS::S3::Bucket"}}})))
    )
    assert list(found["groups"]) == ["group1"]
    assert found["groups"]["group1"] == {"title": "Storage", "nodes": ["A"]}
