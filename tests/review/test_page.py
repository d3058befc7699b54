import pytest

from generator.cloudformation.document import Template, from_body
from generator.review.page import page
from generator.rules._house import house_rules
from tests.checkout import ROOT
from tests.review.markdown_reader import part, read

SECTIONS = [
    "Architecture",
    "Parameters",
    "Resources",
    "Who may do what",
    "Notifications",
    "Outputs",
    "Cost",
    "Evidence for PCI DSS",
]


def small(text: str) -> str:
    return page(
        from_body(
            {
                "Description": text,
                "Parameters": {"P": {"Type": "String", "Description": text}},
                "Resources": {
                    "T": {"Type": "AWS::SNS::Topic", "Properties": {"TopicName": text}}
                },
                "Outputs": {"O": {"Value": text, "Description": text}},
            }
        ),
        "small",
        [],
    )


@pytest.mark.parametrize("section", ["Parameters", "Resources", "Outputs"])
def test_everything_the_template_declares_is_on_its_page(
    pipeline: Template, pipeline_page: str, section: str
) -> None:
    tables = read(part(pipeline_page, f"## {section}")).tables
    shown = [row[0] for table in tables for row in table[1:]]
    assert sorted(shown) == sorted(pipeline.body[section])


def test_the_sections_come_in_the_order_of_a_review(pipeline_page: str) -> None:
    lines = pipeline_page.splitlines()
    assert [line[3:] for line in lines if line.startswith("## ")] == SECTIONS


def test_the_same_template_gives_the_same_page(
    pipeline: Template, pipeline_page: str
) -> None:
    assert page(pipeline, "pipeline", list(house_rules().values())) == pipeline_page


def test_the_committed_page_is_that_of_the_committed_template(
    pipeline_page: str,
) -> None:
    assert (ROOT / "templates_out" / "pipeline.md").read_text("utf-8") == pipeline_page


def test_one_resource_is_enough() -> None:
    text = page(
        from_body({"Resources": {"Q": {"Type": "AWS::SQS::Queue"}}}), "tiny", []
    )
    assert text.startswith("<!-- Generated from tiny.yaml; do not edit. -->\n\n# tiny")
    assert "\n1 resource, 0 parameters.\n" in text
    assert read(part(text, "## Resources")).tables == [
        [["Logical ID", "Type"], ["Q", "SQS::Queue"]]
    ]
    assert [
        line[3:] for line in text.splitlines() if line.startswith("## ")
    ] == SECTIONS


@pytest.mark.parametrize(
    "text",
    [
        "</td></table><script>x</script>",
        "a | b || c",
        "# A heading",
        "1. A list",
        "![x](y) [a](b) **c** `d` ~~e~~",
        "```mermaid",
        "two\n\n## paragraphs",
    ],
)
def test_text_of_a_template_changes_no_element_of_its_page(text: str) -> None:
    assert read(small(text)).elements == read(small("plain")).elements
