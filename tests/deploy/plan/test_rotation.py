"""A rotated secret is not deployed by a deployment without changes, and it says so."""

import pytest

from generator.project import Project
from tests.cli.commands import run, run_json
from tests.deploy.cloud import Cloud
from tests.deploy.project import TEMPLATE, add_stack


def written(project: Project, name: str, more: str = "") -> None:
    text = TEMPLATE.replace("!Sub '${Name}-${Secret}'", name).replace(
        "Resources:", f"{more}Resources:"
    )
    (project.templates_out / "store.yaml").write_text(text)


@pytest.mark.parametrize(
    "name",
    [
        "'{{resolve:secretsmanager:token}}'",
        "!Sub '{{resolve:secretsmanager:${Name}}}'",
        "'{{resolve:ssm-secure:/token}}'",
        "!Ref Secret",
    ],
)
def test_a_stack_that_stays_as_it_is_tells_how_to_bring_in_a_rotated_secret(
    cloud: Cloud, project: Project, name: str
) -> None:
    written(project, name)
    secret = {"Secret": "{{resolve:ssm:/token}}"} if "Ref" in name else None
    add_stack(project, "dev", "pay", secret)
    run("deploy", "--yes")

    (stack,) = run_json("deploy", "--yes").json["stacks"]
    assert (stack["outcome"], stack["exit_code"]) == ("unchanged", 0)
    assert stack["hint"].startswith("A rotated secret is not read again by this: Topic")
    assert "A rotated secret" in run("plan").out


@pytest.mark.parametrize(
    "name",
    ["plain", "'{{resolve:ssm:/token:3}}'", "!If [Never, '{{resolve:x}}', plain]"],
)
def test_it_says_nothing_where_nothing_can_rotate(
    cloud: Cloud, project: Project, name: str
) -> None:
    written(project, name, "Conditions: {Never: !Equals [a, b]}\n")
    add_stack(project, "dev", "pay")
    run("deploy", "--yes")
    (stack,) = run_json("deploy", "--yes").json["stacks"]
    assert (stack["outcome"], stack["hint"]) == ("unchanged", "")
