"""A secret of the template that stands is one, whatever the committed one says."""

import json
from pathlib import Path

from generator.project import Project
from tests.cli.commands import run
from tests.deploy.cloud import Cloud
from tests.deploy.project import TEMPLATE, add_stack

OLD = TEMPLATE.replace("Default: ''", "Default: hunter2hunter2")
# Nothing in it is secret any more.
NEW = TEMPLATE.replace("    NoEcho: true\n", "")
CHANGE = {
    "Action": "Modify",
    "LogicalResourceId": "Topic",
    "PhysicalResourceId": "arn:aws:sns:eu-west-1:111111111111:pay-hunter2hunter2",
    "ResourceType": "AWS::SNS::Topic",
    "Details": [
        {
            "Target": {
                "Attribute": "Properties",
                "Path": "/Properties/TopicName",
                "BeforeValue": "pay-s3cret-given",
                "AfterValue": "pay",
                "RequiresRecreation": "Always",
            }
        }
    ],
}


def stand(cloud: Cloud, project: Project) -> None:
    add_stack(project, "dev", "pay")
    (project.templates_out / "store.yaml").write_text(NEW)
    cloud.add("pay-store-dev", template=OLD, parameters={"Name": "pay"})
    cloud.scripted["pay-store-dev"] = [CHANGE]


def test_what_a_parameter_that_was_secret_fed_is_in_no_review(
    cloud: Cloud, project: Project
) -> None:
    stand(cloud, project)
    ran = run("plan", "--markdown", "review.md")
    assert ran.code == 0
    written = [Path(name).read_text() for name in ("plan.json", "review.md")]
    for text in (ran.out, ran.err, *written):
        assert "s3cret" not in text
        assert "hunter2" not in text
    assert "TopicName" in ran.out


def test_what_was_proven_is_masked_as_it_was_planned(
    cloud: Cloud, project: Project
) -> None:
    stand(cloud, project)
    assert run("plan").code == 0
    ran = run("deploy", "--plan", "plan.json", "--yes", "--allow-replace", "Topic")
    assert ran.code == 0, ran.out + ran.err
    again = run("deploy", "--plan", "plan.json", "--yes", "--allow-replace", "Topic")
    assert "s3cret" not in ran.out + again.out


def test_an_output_that_a_secret_feeds_in_a_way_is_masked(
    cloud: Cloud, project: Project
) -> None:
    stand(cloud, project)
    (stack,) = cloud.stacks
    stack.outputs = {
        "bucketName": "pay",
        "secretTopic": "x-s3cret",
        "topic": "pay-hunter2hunter2",
    }
    ran = run("outputs", "--format", "json")
    assert json.loads(ran.out)["stacks"][0]["outputs"] == {
        "bucketName": "pay",
        "secretTopic": "****",
        "topic": "pay-****",
    }
