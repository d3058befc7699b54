"""What the builds would refuse of an object of texts is found at its line."""

import pytest

from tests.parameters.small_project import TEMPLATE, SmallProject


@pytest.fixture
def small(small: SmallProject) -> SmallProject:
    more = "  BuildArguments:\n    Type: String\n    Default: ''\n"
    small.template(TEMPLATE.replace("  Zone:\n", f"{more}  Zone:\n"))
    return small


@pytest.mark.parametrize(
    ("value", "problem"),
    [
        ("A=b", "is no JSON object"),
        ("[]", "is no JSON object"),
        ('{"A B": ""}', 'has "A B", which is no name of a variable'),
        ('{"A": 1}', 'has "A", whose value is no text'),
        ('{"A": "\\u0000"}', 'has "A", whose value is no text'),
        ('{"A": "1", "A": "2"}', 'has "A" more than once'),
    ],
)
def test_what_the_builds_refuse_is_found_at_its_line(
    small: SmallProject, value: str, problem: str
) -> None:
    (finding,) = small.wrong({"BuildArguments": value})
    assert (finding.rule, finding.line) == ("texts", 4)
    assert finding.message == f"BuildArguments {problem}"


@pytest.mark.parametrize("value", ["", "{}", '{"A": "b $C \\"d\\" \\n"}'])
def test_an_object_of_texts_is_fine(small: SmallProject, value: str) -> None:
    assert small.wrong({"BuildArguments": value}) == []
