"""Each rule about pipelines and deployments, broken once in our own template."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

# Whole templates are read again and again here: tox's, for the time.
pytestmark = pytest.mark.whole_way

TEXT = (Path(__file__).parents[2] / "templates_out" / "pipeline.yaml").read_text()
WINDOW: dict[str, Any] = {
    "Name": "OfficeHours",
    "RuleTypeId": {
        "Category": "Rule",
        "Owner": "AWS",
        "Provider": "DeploymentWindow",
        "Version": "1",
    },
    "Configuration": {"Cron": "0 18 ? * MON-FRI *"},
}


def stage(resources: Any, name: str) -> Any:
    # One that is not in every stack stands in an If.
    return next(s for s in resources["Pipeline"]["Stages"] if s.get("Name") == name)


def action(resources: Any, name: str) -> Any:
    """The first action of a stage; where a condition chooses one, the first choice."""
    first = stage(resources, name)["Actions"][0]
    return first["Fn::If"][1] if "Fn::If" in first else first


def connection(resources: Any) -> Any:
    return action(resources, "Source")


def token(resources: Any) -> Any:
    return stage(resources, "Source")["Actions"][1]["Fn::If"][1]


def settings(resources: Any, name: str, **values: Any) -> None:
    action(resources, name)["Configuration"].update(values)


def push_filter(resources: Any) -> Any:
    trigger = resources["Pipeline"]["Triggers"]["Fn::If"][1][0]
    return trigger["GitConfiguration"]["Push"][0]


def git(resources: Any) -> Any:
    return resources["Pipeline"]["Triggers"]["Fn::If"][1][0]["GitConfiguration"]


def entry(resources: Any, result: str, rule: Any) -> None:
    stage(resources, "Deploy")["BeforeEntry"] = {
        "Conditions": [{"Result": result, "Rules": [rule]}]
    }


def roll_back_in_parallel(resources: Any) -> None:
    resources["Pipeline"]["ExecutionMode"] = "PARALLEL"
    stage(resources, "Deploy")["OnFailure"] = {"Result": "ROLLBACK"}


def pair(resources: Any) -> Any:
    balancer = resources["DeploymentGroup"]["LoadBalancerInfo"]
    return balancer["TargetGroupPairInfoList"][0]


def blue_green(resources: Any) -> Any:
    return resources["DeploymentGroup"]["BlueGreenDeploymentConfiguration"]


def rollback(resources: Any) -> Any:
    return resources["DeploymentGroup"]["AutoRollbackConfiguration"]


def untyped(resources: Any) -> None:
    del resources["Pipeline"]["PipelineType"]


BROKEN: dict[str, Callable[[Any], Any]] = {
    "E9901": lambda r: action(r, "Deploy")["Configuration"].pop("DeploymentGroupName"),
    "E9902": lambda r: settings(r, "ManualApproval", CustomData="x" * 1001),
    "W9902": lambda r: settings(r, "ManualApproval", CustomData=1.5),
    "E9903": lambda r: action(r, "UnitTests").update(InputArtifacts=[]),
    "E9904": lambda r: action(r, "UnitTests").update(Namespace="DockerBuildOutput"),
    "E9905": lambda r: settings(r, "ManualApproval", CustomData="#{Commit.Id}"),
    "E9906": lambda r: action(r, "Deploy")["Configuration"].pop("Image1ArtifactName"),
    "E9907": lambda r: settings(r, "Deploy", AppSpecTemplateArtifact="SourceOutput"),
    "E9908": lambda r: r["Pipeline"].update(PipelineType="V1"),
    "W9908": untyped,
    "E9909": lambda r: push_filter(r).update(Tags={"Includes": ["v*"]}),
    "E9910": lambda r: git(r).update(SourceActionName="UnitTests"),
    "W9910": lambda r: token(r)["Configuration"].pop("PollForSourceChanges"),
    "E9911": lambda r: stage(r, "Deploy").update(
        OnFailure={"Result": "ROLLBACK", "RetryConfiguration": {}}
    ),
    "E9912": roll_back_in_parallel,
    "E9913": lambda r: entry(r, "FAIL", WINDOW),
    "E9914": lambda r: action(r, "UnitTests").update(Commands=["npm test"]),
    "E9915": lambda r: action(r, "UnitTests").update(TimeoutInMinutes=60),
    "E9916": lambda r: settings(r, "UnitTests", EnvironmentVariables="A=b"),
    "W9916": lambda r: settings(
        r,
        "UnitTests",
        EnvironmentVariables='[{"name": "M", "value": '
        '"#{SourceVariables.CommitMessage}"}]',
    ),
    "E9918": lambda r: action(r, "UnitTests").update(
        InputArtifacts=[{"Name": "TestOutput"}],
        OutputArtifacts=[{"Name": "TestOutput"}],
    ),
    "W9917": lambda r: token(r)["Configuration"].update(OAuthToken="in-clear-text"),
    "E9919": lambda r: action(r, "UnitTests")["ActionTypeId"].update(Category="Deploy"),
    "E9930": lambda r: r["DeploymentGroup"].pop("DeploymentStyle"),
    "E9931": lambda r: blue_green(r).update(GreenFleetProvisioningOption={}),
    "E9932": lambda r: pair(r)["ProdTrafficRoute"]["ListenerArns"].append(
        "arn:aws:elasticloadbalancing:us-east-2:111122223333:listener/app/a/b/c"
    ),
    "E9933": lambda r: r["DeploymentGroup"].pop("AlarmConfiguration"),
    "W9933": lambda r: rollback(r)["Events"].pop(),
    "E9934": lambda r: blue_green(r)["DeploymentReadyOption"].update(
        ActionOnTimeout="STOP_DEPLOYMENT"
    ),
    "E9935": lambda r: r["DeploymentGroup"].update(
        DeploymentConfigName="CodeDeployDefault.AllAtOnce"
    ),
    "E9936": lambda r: (
        rollback(r).pop("Events"),
        r["DeploymentGroup"].pop("AlarmConfiguration"),
    ),
    "E9949": lambda r: r["UnitTestProject"]["Source"].update(
        BuildSpec="version: 0.2\nphases: {build: {commands: [npm test]}}"
    ),
    "E9937": lambda r: r["DeploymentGroup"]["TriggerConfigurations"][0].update(
        TriggerEvents=["InstanceFailure"]
    ),
}


@pytest.mark.parametrize("rule", BROKEN)
def test_what_is_broken_is_found_by_its_rule_alone(ids, rule):
    assert ids(TEXT, BROKEN[rule]) == {rule}


def test_every_rule_about_pipelines_and_deployments_is_broken_once(house_rules):
    judged = {
        rule.id
        for rule in house_rules.values()
        if {"codepipeline", "codedeploy"} & {*rule.tags}
        # The service is not in the template of the pipeline.
        and "AWS::ECS::Service" not in rule.resource_types
    }
    assert judged == {*BROKEN}


def test_a_variable_that_the_buildspec_does_not_export_is_found(ids):
    def misspell(resources):
        settings(
            resources, "ManualApproval", CustomData="#{DockerBuildVariables.IMAGE}"
        )

    assert ids(TEXT, misspell) == {"E9905"}
