"""E9947: what one command of a buildspec may not count on from another."""

import pytest

from generator.rules._fragments import build_project

FAIL = 'fail() { echo "ERROR: $1"; exit 1; }'


def build(*commands, last=""):
    items = "".join(
        "      - |\n" + "".join(f"        {line}\n" for line in item.split("\n"))
        for item in commands
    )
    finally_ = f"    finally:\n      - {last}\n" if last else ""
    return build_project(
        buildspec=f"version: 0.2\nphases:\n  build:\n    commands:\n{items}{finally_}"
    )


@pytest.mark.parametrize(
    "use",
    [
        'npm test || fail "tests"',
        "npm test && fail",
        "if [ -z $A ]; then fail a; fi",
        "{ fail a; }",
        "! fail a",
        "(fail)",
        "fail",
        "echo a\n  fail b",
    ],
)
def test_a_function_of_another_command_is_found_wherever_it_is_called(judge, use):
    (found,) = judge("E9947", build(FAIL, use))
    assert found.endswith("fail is a function of another command")


@pytest.mark.parametrize(
    "use",
    [
        f'{FAIL}\nnpm test || fail "tests"',
        "# fail is not called here",
        "echo fail",
        'echo "nothing may fail"',
        "fail=1",
        "./fail",
        "fail-fast --all",
        "npm run fail",
    ],
)
def test_a_word_that_is_no_call_is_none(judge, use):
    assert judge("E9947", build(FAIL, use)) == []


def test_finally_counts_and_so_does_the_other_way_to_define(judge):
    (found,) = judge("E9947", build("function report { cat log; }", last="report"))
    assert "report is a function" in found


def test_a_function_that_nobody_calls_is_no_problem(judge):
    assert judge("E9947", build(FAIL, "npm test")) == []


def test_a_buildspec_elsewhere_is_not_judged(judge):
    assert judge("E9947", build_project(buildspec="buildspec.yml\n")) == []
