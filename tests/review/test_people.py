from typing import Any

import pytest

from generator.cloudformation.document import from_body
from generator.review.people import people
from tests.review.markdown_reader import read

PROD = {"IsProd": {"Fn::Equals": [{"Ref": "Stage"}, "prod"]}}


def said(**resources: Any) -> str:
    return people(from_body({"Conditions": PROD, "Resources": resources}))


def rows(**resources: Any) -> list[list[str]]:
    return read(said(**resources)).tables[0][1:]


def pipeline(*stages: Any) -> dict[str, Any]:
    properties = {"Name": "p", "Stages": list(stages)}
    return {"Type": "AWS::CodePipeline::Pipeline", "Properties": properties}


def stage(provider: str) -> dict[str, Any]:
    action = {"Name": "Act", "ActionTypeId": {"Provider": provider}}
    return {"Name": "Stage", "Actions": [action]}


def role(*principals: Any) -> dict[str, Any]:
    document = {
        "Statement": [{"Effect": "Allow", "Principal": each} for each in principals]
    }
    properties = {"AssumeRolePolicyDocument": document}
    return {"Type": "AWS::IAM::Role", "Properties": properties}


def test_who_approves_needs_the_permission_for_that_action() -> None:
    maybe = {"Fn::If": ["IsProd", stage("Manual"), {"Ref": "AWS::NoValue"}]}
    approval = rows(P=pipeline(stage("S3"), maybe))[0]
    assert approval == [
        "approve or refuse a release",
        "codepipeline:PutApprovalResult",
        "arn:…:codepipeline:…:p/Stage/Act",
        "Stage is prod",
    ]


def test_without_an_approval_nobody_approves() -> None:
    found = [row[0] for row in rows(P=pipeline(stage("S3")))]
    assert found == [
        "start, stop, retry or take back a release",
        "change the pipeline past every review",
        "deploy a change of this template",
    ]


def test_what_goes_round_the_pipeline_is_there() -> None:
    build = {"Type": "AWS::CodeBuild::Project", "Properties": {"Name": "b"}}
    names = {"ApplicationName": "a", "DeploymentGroupName": "g"}
    group = {"Type": "AWS::CodeDeploy::DeploymentGroup", "Properties": names}
    assert [row[2] for row in rows(B=build, G=group)[:2]] == [
        "arn:…:codebuild:…:project/b",
        "arn:…:codedeploy:…:deploymentgroup:a/g",
    ]


def test_a_role_of_services_is_nobodys() -> None:
    text = said(R=role({"Service": "codebuild.amazonaws.com"}))
    assert "No person may assume `R`" in text


@pytest.mark.parametrize(
    ("principal", "name"),
    [
        ({"AWS": "arn:aws:iam::111122223333:role/x"}, "arn:aws:iam::111122223333"),
        ({"Federated": "saml"}, "`saml`"),
        ("*", "anybody"),
    ],
)
def test_a_role_that_people_may_assume_is_named(principal: Any, name: str) -> None:
    text = said(R=role({"Service": "s"}, principal))
    assert "**`R` may be assumed by " in text
    assert name in text
    assert "No person" not in text
