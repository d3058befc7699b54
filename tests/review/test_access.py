from generator.cloudformation.document import Template, from_body
from generator.review.access import access
from tests.review.markdown_reader import part, read


def test_every_role_of_the_pipeline_has_a_table(
    pipeline: Template, pipeline_page: str
) -> None:
    names = [n for n, r in pipeline.resources.items() if r["Type"] == "AWS::IAM::Role"]
    section = part(pipeline_page, "## Who may do what")
    assert len(names) == 5
    for name in names:
        assert read(part(section, f"### {name}")).tables, name


def test_every_star_of_the_pipeline_has_its_reason(pipeline_page: str) -> None:
    section = part(pipeline_page, "## Who may do what")
    roles = section.split("<details>")[0]
    rows = [
        dict(zip(table[0], row, strict=True))
        for table in read(roles).tables
        for row in table[1:]
    ]
    stars = [row for row in rows if row["On"] == "*"]
    assert stars
    assert all("*: " in row["Provided that"] for row in stars)
    assert "no reason given" not in section


def test_policies_of_resources_are_folded_and_counted(pipeline_page: str) -> None:
    assert "<summary>8 policies of resources</summary>" in pipeline_page


def test_nobody_who_may_do_anything_is_said() -> None:
    text = access(from_body({"Resources": {"A": {"Type": "AWS::SNS::Topic"}}}))
    assert text.startswith("No role and no policy.\n\n### People\n")
