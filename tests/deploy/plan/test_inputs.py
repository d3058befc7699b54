"""What a plan changes in parameters and tags, old and new."""

from pathlib import Path
from typing import Any

from generator.deploy.plan.inputs import input_changes
from generator.deploy.target import Target
from tests.deploy.project import TEMPLATE, make_project, target

LONGER = TEMPLATE.replace(
    "Parameters:\n", "Parameters:\n  Days: {Type: Number, Default: 30}\n"
)


def stack(*, tags: dict[str, str] | None = None, **parameters: str) -> dict[str, Any]:
    """As DescribeStacks answers it."""
    return {
        "Parameters": [
            {"ParameterKey": name, "ParameterValue": value}
            for name, value in parameters.items()
        ],
        "Tags": [{"Key": k, "Value": v} for k, v in (tags or {}).items()],
    }


def wanted(tmp_path: Path, **parameters: str) -> Target:
    return target(make_project(tmp_path, LONGER), parameters=parameters)


def changed(made: Target, before: dict[str, Any]) -> list[tuple[Any, ...]]:
    return [(one.name, one.before, one.after) for one in input_changes(made, before)]


def test_a_parameter_is_told_with_its_old_and_its_new_value(tmp_path: Path) -> None:
    made = wanted(tmp_path, Days="90")
    tags = dict(made.file.tags)
    assert changed(made, stack(tags=tags, Name="pay", Days="30")) == [
        ("Days", "30", "90")
    ]
    assert changed(made, stack(tags=tags, Name="pay", Days="90")) == []


def test_what_is_not_given_has_the_default(tmp_path: Path) -> None:
    made = wanted(tmp_path)
    tags = dict(made.file.tags)
    assert changed(made, stack(tags=tags, Name="pay", Days="90")) == [
        ("Days", "90", "30")
    ]
    assert changed(made, stack(tags=tags, Name="pay")) == [("Days", None, "30")]


def test_a_parameter_that_goes_is_told(tmp_path: Path) -> None:
    made = wanted(tmp_path, Days="30")
    before = stack(tags=dict(made.file.tags), Name="pay", Days="30", Old="x")
    assert changed(made, before) == [("Old", "x", None)]


def test_tags_are_told_too(tmp_path: Path) -> None:
    made = wanted(tmp_path, Days="30")
    before = stack(tags={"Team": "a"}, Name="pay", Days="30")
    assert changed(made, before) == [
        *((f"tag {key}", None, value) for key, value in made.file.tags.items()),
        ("tag Team", "a", None),
    ]


def test_a_secret_is_not_compared_and_nowhere_shown(tmp_path: Path) -> None:
    made = wanted(tmp_path, Days="30", Secret="s3cr3t-value")
    before = stack(
        tags=dict(made.file.tags), Name="s3cr3t-value", Days="30", Secret="****"
    )
    assert changed(made, before) == [("Name", "****", "pay")]


def test_a_new_stack_changes_nothing(tmp_path: Path) -> None:
    assert changed(wanted(tmp_path), {}) == []
