from typing import Any

import pytest

from generator.parameters.demands import example, meets, problem, words


@pytest.mark.parametrize(
    ("demand", "good", "bad"),
    [
        ("aws:kms", ["aws:kms"], ["AES256", ""]),
        (["a", "b"], ["a", "b"], ["c", ""]),
        (">= 365", ["365", "3653", "365.5"], ["90", "", "soon", "{{resolve:ssm:a:1}}"]),
        ("<=60", ["60", "5"], ["61", ""]),
        (True, ["x"], [""]),
        (False, [""], ["x"]),
    ],
)
def test_a_value_is_what_is_demanded_or_not(
    demand: Any, good: list[str], bad: list[str]
) -> None:
    assert problem(demand) == ""
    assert all(meets(value, demand) for value in good)
    assert not any(meets(value, demand) for value in bad)


@pytest.mark.parametrize("demand", [5, "", [], ["a", 5], {"a": "b"}, "> 5", ">= many"])
def test_what_demands_nothing_is_told(demand: Any) -> None:
    assert problem(demand)


@pytest.mark.parametrize(
    ("demand", "said", "written"),
    [
        (">= 365", ">= 365", '"365"'),
        (["a", "b"], "a or b", '"a"'),
        (True, "that it is given", "..."),
        (False, "that it is not given", '""'),
    ],
)
def test_a_demand_is_put_into_words(demand: Any, said: str, written: str) -> None:
    assert words(demand) == said
    assert example(demand) == written
