"""What was judged is what is sent: the files are read once by each command."""

import json

import pytest
import yaml

from generator.cloudformation import document
from generator.findings import Finding
from generator.project import Project
from tests.cli.commands import run_json
from tests.deploy.cloud import Cloud
from tests.deploy.project import TEMPLATE, add_stack

ADDED = {
    "Action": "Add",
    "LogicalResourceId": "Bucket",
    "ResourceType": "AWS::S3::Bucket",
}


@pytest.mark.parametrize("command", [["plan"], ["deploy", "--yes"]])
def test_a_file_that_changes_after_it_was_judged_changes_nothing(
    command: list[str],
    cloud: Cloud,
    project: Project,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    path = add_stack(project, "dev", "pay")
    template = project.templates_out / "store.yaml"
    environments = project.params / "environments.toml"

    def judge_and_lose(*_: object) -> list[object]:
        content = json.loads(path.read_text())
        content["Parameters"]["Name"] = "unjudged"
        path.write_text(json.dumps(content))
        template.write_text(TEMPLATE.replace("Retain", "Delete"))
        environments.write_text(environments.read_text() + '[dev.tags]\nA = "b"\n')
        return []

    monkeypatch.setattr("generator.parameters.judge", judge_and_lose)
    assert run_json(*command).code == 0
    (sent,) = [
        arguments
        for name, arguments in cloud.endpoint.calls
        if name == "CreateChangeSet"
    ]
    assert sent["TemplateBody"] == TEMPLATE
    assert sent["Parameters"] == [{"ParameterKey": "Name", "ParameterValue": "pay"}]
    assert sent["Tags"] == [{"Key": "Project", "Value": "payments"}]


def test_a_plan_of_one_stack_parses_its_template_once(
    cloud: Cloud, project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    add_stack(project, "dev", "pay")
    # Scripted, so that the stand-in for CloudFormation parses nothing.
    cloud.scripted["pay-store-dev"] = [ADDED]
    parsed = []
    compose = yaml.CSafeLoader.get_single_node

    def counted(loader: yaml.CSafeLoader) -> object:
        # Every reader of YAML goes through here, cfn-lint's own included.
        parsed.append(type(loader).__module__)
        return compose(loader)

    monkeypatch.setattr(yaml.CSafeLoader, "get_single_node", counted)
    assert run_json("plan").code == 0
    assert parsed == [document.__name__]


def test_the_same_warning_of_many_files_is_told_once(
    cloud: Cloud, project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    names = [f"service-{number}" for number in range(5)]
    for name in names:
        add_stack(project, "dev", name)
    findings = [
        Finding(f"params/dev/{name}.store.json", 1, "r", f"no {name}", "warning")
        for name in names
    ]
    monkeypatch.setattr("generator.parameters.judge", lambda *_: findings)
    err = run_json("plan").err
    assert err.count("warning: ") == 1
    assert "no service-0 (4 more like this: `validate`)" in err
