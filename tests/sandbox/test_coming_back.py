"""The committed pipeline is made again around what its deleted stack retained."""

import json
from typing import Any

import pytest

from generator.cloudformation import schemas
from generator.cloudformation.document import Template, from_body, read
from generator.project import Project
from generator.sandbox import sandbox
from tests.checkout import ROOT
from tests.sandbox.conftest import Aws
from tests.sandbox.samples import REFUSED, REGION, changed
from tests.templates.stack import KMS, REQUIRED


def upload(aws: Aws, template: Template) -> dict[str, str]:
    """The committed template is too long for a call."""
    s3, place = aws.client("s3"), {"LocationConstraint": REGION}
    if not s3.list_buckets()["Buckets"]:
        s3.create_bucket(Bucket="templates", CreateBucketConfiguration=place)
    key = template.sha256
    s3.put_object(Bucket="templates", Key=key, Body=template.text.encode())
    return {"TemplateURL": f"https://templates.s3.{REGION}.amazonaws.com/{key}"}


def physical_ids(aws: Aws) -> dict[str, str]:
    client = aws.client("cloudformation")
    found = client.list_stack_resources(StackName="shop")["StackResourceSummaries"]
    return {r["LogicalResourceId"]: r["PhysicalResourceId"] for r in found}


def what_is_retained(template: Template) -> str:
    """All that may be imported, and nothing that an import may not have."""
    kept = {
        name: body
        for name, body in template.resources.items()
        if body.get("DeletionPolicy") == "RetainExceptOnCreate"
    }
    sections = ("Parameters", "Mappings", "Conditions")
    body = {name: template.body[name] for name in sections}
    return json.dumps({**body, "Resources": kept})


def to_import(template: Template, there: dict[str, str]) -> list[dict[str, Any]]:
    found = []
    for name, body in template.resources.items():
        if name in there and body.get("DeletionPolicy") == "RetainExceptOnCreate":
            (key,) = schemas.identifier(REGION, body["Type"])
            found.append(
                {
                    "LogicalResourceId": name,
                    "ResourceType": body["Type"],
                    "ResourceIdentifier": {key: there[name]},
                }
            )
    return found


@pytest.mark.parametrize("more", [{}, KMS], ids=["AES256", "aws:kms"])
def test_an_import_and_an_update_bring_the_pipeline_back(
    project: Project, more: dict[str, str]
) -> None:
    template = read(ROOT / "templates_out" / "pipeline.yaml")
    values = {**REQUIRED, **more}
    with sandbox(project) as simulator:
        aws = Aws(simulator)
        client = aws.client("cloudformation")
        url = upload(aws, template)
        aws.deploy("", **values, **url)
        wanted = to_import(template, physical_ids(aws))
        client.delete_stack(StackName="shop")

        retained = what_is_retained(template)
        imported = aws.plan(retained, "IMPORT", ResourcesToImport=wanted, **values)
        assert {c["Action"] for c in changed(imported).values()} == {"Import"}
        client.execute_change_set(ChangeSetName=imported["ChangeSetId"])
        rest = aws.plan("", "UPDATE", **values, **url)
        assert {c["Action"] for c in changed(rest).values()} == {"Add"}
        client.execute_change_set(ChangeSetName=rest["ChangeSetId"])
        assert aws.stack()["StackStatus"] == "UPDATE_COMPLETE"
    with sandbox(project) as simulator:
        assert Aws(simulator).stack()["StackStatus"] == "UPDATE_COMPLETE"


def test_a_failed_creation_by_another_tool_leaves_nothing_in_the_way(
    project: Project,
) -> None:
    """One that does not send RetainExceptOnCreate: the template says it."""
    template = read(ROOT / "templates_out" / "pipeline.yaml")
    kept = [
        name
        for name, body in template.resources.items()
        if body.get("DeletionPolicy", "Delete") != "Delete" and "Condition" not in body
    ]
    # Made last, and refused: so everything that would stay has been made.
    refused = {**REFUSED, "DependsOn": kept}
    broken = {**template.body, "Resources": {**template.resources, "Last": refused}}
    with sandbox(project) as simulator:
        aws = Aws(simulator)
        url = upload(aws, template)
        aws.deploy("", **REQUIRED, **upload(aws, from_body(broken)))
        assert aws.stack()["StackStatus"] == "ROLLBACK_COMPLETE"
        assert len(kept) == 4
        assert not buckets(aws) and not log_groups(aws)

        aws.client("cloudformation").delete_stack(StackName="shop")
        aws.deploy("", **REQUIRED, **url)
        assert aws.stack()["StackStatus"] == "CREATE_COMPLETE"
        assert len(buckets(aws)) == len(log_groups(aws)) == 2


def buckets(aws: Aws) -> list[str]:
    names = [bucket["Name"] for bucket in aws.client("s3").list_buckets()["Buckets"]]
    return [name for name in names if name != "templates"]


def log_groups(aws: Aws) -> list[str]:
    found = aws.client("logs").describe_log_groups()["logGroups"]
    return [group["logGroupName"] for group in found]
