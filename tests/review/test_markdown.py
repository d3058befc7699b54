import re
from typing import Any

import pytest
from cmarkgfm import github_flavored_markdown_to_html
from cmarkgfm.cmark import Options

from generator.review.markdown import (
    code,
    codes,
    counted,
    folded,
    listed,
    long_code,
    prose,
    table,
    words,
)
from tests.review.markdown_reader import read

NASTY = (
    "a | b",
    r"^a\|b$",
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "</details></td>",
    "`tick` ``two``",
    "**bold** and _slanted_ and ~~gone~~",
    r"\*escaped* \_twice_",
    "[text](page.md)",
    "![image](x.png)",
    "two\nlines\n\n| and | a | row |",
    "&lt; stays",
    r"\[x\](page.md)",
    r"\\[x\\](page.md)",
    "a\r# heading",
    "a\x85## heading\u2028- list",
    "$a_1$ and $$b$$",
    "snake_case_name",
)


@pytest.mark.parametrize("text", NASTY)
def test_prose_reads_as_it_was_written(text: str) -> None:
    found = read(table(("A", "B"), [(prose(text), "last")]))
    assert found.tables == [[["A", "B"], [" ".join(text.split()), "last"]]]
    assert set(found.elements) == {"table", "thead", "tbody", "tr", "th", "td"}


@pytest.mark.parametrize("text", NASTY)
def test_code_reads_as_it_was_written_but_for_its_backticks(text: str) -> None:
    found = read(table(("A", "B"), [(code(text), "last")]))
    shown = " ".join(text.split()).replace("`", "'")
    assert found.tables == [[["A", "B"], [shown, "last"]]]
    assert found.elements.count("code") == 1


@pytest.mark.parametrize(
    "text", ["# no heading", "- no list", "+ x", "1. no list", "2) x", "==="]
)
def test_a_sentence_does_not_begin_a_block(text: str) -> None:
    found = read(f"before\n{prose(text)}")
    assert found.elements == ["p"]


@pytest.mark.parametrize("text", ["@user", r"\@user", "a @user/team b", "me@x.org"])
def test_nobody_is_called(text: str) -> None:
    """GitHub calls whoever a text node names; a comment parts it."""
    html = github_flavored_markdown_to_html(prose(text), Options.CMARK_OPT_UNSAFE)
    assert re.search(r"@\w", html) is None
    assert "<a " not in html
    assert read(table(["A"], [[prose(text)]])).tables == [[["A"], [text]]]


@pytest.mark.parametrize("write", [prose, code])
def test_control_characters_are_seen_and_do_nothing(write: Any) -> None:
    text = "a\x1b[31mb\x00c\u202ed"
    (rows,) = read(table(["A"], [[write(text)]])).tables
    assert rows[1] == [r"a\x1b[31mb\x00c\u202ed"]


def test_no_text_is_no_code_span() -> None:
    assert code("") == ""


def test_a_long_value_may_break_and_loses_nothing() -> None:
    value = "registry.example.com/" + "a" * 200
    found = read(table(["A"], [[long_code(value)]]))
    assert found.tables == [[["A"], [value]]]
    assert found.elements.count("wbr") == 7
    assert long_code("short") == code("short")


def test_codes_stand_one_below_the_other() -> None:
    assert read(table(["A"], [[codes(["x", "y"])]])).tables == [[["A"], ["x\ny"]]]


def test_a_column_without_a_word_is_left_out() -> None:
    found = read(table(("A", "B", "C"), [("1", "", "3"), ("4", "", "")]))
    assert found.tables == [[["A", "C"], ["1", "3"], ["4", ""]]]


def test_a_table_within_a_folded_part_is_a_table() -> None:
    found = read(folded("look it up", table(["A"], [["1"]])))
    assert found.tables == [[["A"], ["1"]]]
    assert found.elements[:2] == ["details", "summary"]


@pytest.mark.parametrize(
    ("number", "said"),
    [(0, "0 policies"), (1, "1 policy"), (2, "2 policies")],
)
def test_a_count_agrees_with_its_noun(number: int, said: str) -> None:
    assert counted(number, "policy", "policies") == said


def test_the_plural_is_an_s() -> None:
    assert counted(2, "resource") == "2 resources"


@pytest.mark.parametrize(
    ("texts", "said"),
    [(["a"], "a"), (["a", "b"], "a or b"), (["a", "b", "c"], "a, b or c")],
)
def test_a_list_is_said_as_a_person_would(texts: list[str], said: str) -> None:
    assert listed(texts, "or") == said


@pytest.mark.parametrize(
    ("identifier", "said"),
    [("BuildRole", "Build role"), ("ECSService", "ECSService"), ("role", "role")],
)
def test_an_identifier_is_said_in_words(identifier: str, said: str) -> None:
    assert words(identifier) == said
