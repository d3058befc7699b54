"""A plan file that is not the reviewed one is refused with a reason."""

import json
from pathlib import Path

import pytest

from generator.cloudformation.document import digest
from generator.deploy.plan.planfile import PlanFileError, read
from generator.project import Project
from tests.cli.commands import run
from tests.deploy.cloud import Cloud
from tests.deploy.project import add_stack


@pytest.fixture
def plan_file(cloud: Cloud, project: Project) -> Path:
    add_stack(project, "dev", "pay")
    run("plan")
    return project.root / "plan.json"


def refusal(path: Path) -> str:
    with pytest.raises(PlanFileError) as caught:
        read(path)
    assert caught.value.exit_code == 7
    assert "plan" in caught.value.hint
    return caught.value.message


def test_what_is_written_is_read_back(plan_file: Path) -> None:
    (plan,) = read(plan_file)
    assert plan.stack == "pay-store-dev"
    assert [change.logical_id for change in plan.changes] == ["Bucket", "Topic"]
    assert plan.principal == "arn:aws:iam::111111111111:user/alice"
    assert plan.change_set_id.split(":")[5].startswith("changeSet/generator-")
    assert plan.console_url.startswith("https://eu-west-1.console.aws.amazon.com/")


@pytest.mark.parametrize("part", [0.1, 0.5, 0.99])
def test_a_file_cut_short_is_refused(plan_file: Path, part: float) -> None:
    text = plan_file.read_text()
    plan_file.write_text(text[: int(len(text) * part)])
    assert "cut short" in refusal(plan_file)


def test_every_hand_edit_is_refused(plan_file: Path) -> None:
    text = plan_file.read_text()
    for key in json.loads(text)["stacks"][0]:
        content = json.loads(text)
        content["stacks"][0][key] = "edited"
        plan_file.write_text(json.dumps(content))
        assert "was changed after it was written" in refusal(plan_file)


@pytest.mark.parametrize("schema", [0, 2, "1", None])
def test_another_version_is_refused(plan_file: Path, schema: object) -> None:
    content = json.loads(plan_file.read_text())
    content["schema"] = schema
    plan_file.write_text(json.dumps(content))
    assert "schema" in refusal(plan_file)


def test_a_file_without_a_field_is_refused(plan_file: Path) -> None:
    content = json.loads(plan_file.read_text())
    del content["stacks"][0]["stack_id"]
    content.pop("sha256")
    plan_file.write_text(json.dumps({**content, "sha256": digest(content)}))
    assert "lacks a field" in refusal(plan_file)


def test_what_is_no_plan_at_all_is_refused(plan_file: Path) -> None:
    plan_file.write_text("[]")
    assert "schema" in refusal(plan_file)
    plan_file.unlink()
    assert "there is no plan file" in refusal(plan_file)


def test_no_secret_is_in_the_file(cloud: Cloud, project: Project) -> None:
    add_stack(project, "dev", "pay", {"Secret": "hunter2-hunter2"})
    ran = run("plan", "--markdown", "review.md")
    assert "hunter2" not in ran.out + ran.err
    for name in ("plan.json", "review.md"):
        assert "hunter2" not in (project.root / name).read_text()
    sent = next(
        said for name, said in cloud.endpoint.calls if name == "CreateChangeSet"
    )
    assert {"ParameterKey": "Secret", "ParameterValue": "hunter2-hunter2"} in sent[
        "Parameters"
    ]
    assert "hunter2" not in sent["Description"]


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("created", 5),
        ("parameter_file", None),
        ("stack", ["a"]),
        ("push_forward", "yes"),
        ("parameters", {"Name": 5}),
        ("risks", [{"kind": "none", "logical_id": "B", "text": "t", "allow": ""}]),
        ("inputs", [{"name": "a", "before": 1, "after": None}]),
    ],
)
def test_a_value_of_another_type_is_refused(
    plan_file: Path, field: str, value: object
) -> None:
    content = json.loads(plan_file.read_text())
    content["stacks"][0][field] = value
    content.pop("sha256")
    plan_file.write_text(json.dumps({**content, "sha256": digest(content)}))
    assert field in refusal(plan_file)
