import re

import pytest

from generator.parameters.java_regex import java_regex


@pytest.mark.parametrize(
    ("pattern", "value", "fits"),
    [
        ("[a-z]+", "abc", True),
        ("[a-z]+", "abc1", False),
        ("^[a-z]+$", "abc\n", False),
        (r"\d{4}", "1234", True),
        (r"\d", "٣", False),  # an Arabic digit: Java's \d is ASCII
        (r"\w+", "é", False),
        (r"\p{Alpha}+\P{Digit}", "abx", True),
        (r"[\p{Lower}\h]+", "a b", True),
        (r"a\hb", "a b", True),
        (r"\Qa.b\E+", "a.bb", True),
        (r"\Qa.b", "axb", False),
        (r"(?<year>\d+)-\k<year>".replace(r"\k<year>", "x"), "12-x", True),
        (r"(?<!a)b", "b", True),
        (r"abc\z", "abc", True),
        (r"abc\Z", "abc", True),
        (r"a\\z", "a\\z", True),
        (r"[a-z]++", "abc", True),
        (r"[\[\]]+", "[]", True),
    ],
)
def test_java_patterns_match_whole_values_as_in_java(
    pattern: str, value: str, fits: bool
) -> None:
    assert bool(java_regex(pattern).fullmatch(value)) is fits


@pytest.mark.parametrize(
    "pattern", ["[a-z&&[^b]]", "[a&&b]", r"\p{IsGreek}", r"[\P{Digit}]", "("]
)
def test_what_python_cannot_say_is_refused_rather_than_guessed(pattern: str) -> None:
    with pytest.raises(re.error):
        java_regex(pattern)
