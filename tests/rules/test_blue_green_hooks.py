"""E9920-E9922: blue/green deployments by a hook of CloudFormation."""

from collections.abc import Callable

import pytest

from generator.rules.blue_green_hooks import BlueGreenHookResources

Judge = Callable[[str, str], list[str]]
GOOD = BlueGreenHookResources.good
ROUTING = """\
        Type: TimeBasedCanary
        TimeBasedCanary: {StepPercentage: 15, BakeTimeMins: 5}
"""


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        ("LogicalID: Service}", "LogicalID: Servcie}", "no resource Servcie"),
        ("LogicalID: Service}", "LogicalID: Listener}", "not AWS::ECS::Service"),
        ("{Type: EXTERNAL}", "{Type: CODE_DEPLOY}", "controller CODE_DEPLOY"),
        ("      DeploymentController: {Type: EXTERNAL}\n", "", "controller ECS"),
        ("LogicalID: Listener", "LogicalID: BlueTargets", "Listener"),
        ("[BlueTargets, Green", "[Listener, Green", "TargetGroup"),
        (", GreenTargets]", ", GreenTasks]", "no resource GreenTasks"),
        (", GreenTargets]", "]", "1 logical IDs"),
        ("[BlueTasks,", "[Tasks,", "no resource Tasks"),
        ("GreenTaskSet]", "BlueTaskSet]", "blue already"),
    ],
)
def test_what_a_hook_names_is_there_and_of_its_type(
    old: str, new: str, problem: str, judge: Judge
) -> None:
    (found,) = judge("E9920", GOOD.replace(old, new, 1))
    assert problem in found


def test_a_test_listener_is_one_too(judge: Judge) -> None:
    route = "              TestTrafficRoute: {LogicalID: Service}\n"
    place = "              TargetGroups: [Blue"
    (found,) = judge("E9920", GOOD.replace(place, route + place))
    assert "AWS::ElasticLoadBalancingV2::Listener" in found


@pytest.mark.parametrize(
    ("routing", "problem"),
    [
        ("Type: AllAtOnce", ""),
        ("Type: !Ref Given", ""),
        ("Type: TimeBasedLinear\n        TimeBasedLinear: {StepPercentage: 14}", ""),
        ("Type: TimeBasedLinear\n        TimeBasedLinear: {StepPercentage: 13}", "13"),
        (
            "Type: TimeBasedLinear\n        TimeBasedLinear: {StepPercentage: 101}",
            "101",
        ),
        ("Type: TimeBasedLinear\n        TimeBasedLinear: {BakeTimeMins: -1}", "-1"),
        ("Type: TimeBasedLinear", "needs a section"),
        ("Type: Canary", "AllAtOnce"),
        ("Type: AllAtOnce\n        TimeBasedLinear: {}", "does not belong"),
    ],
)
def test_traffic_is_shifted_as_codedeploy_can(
    routing: str, problem: str, judge: Judge
) -> None:
    found = judge("E9921", GOOD.replace(ROUTING, f"        {routing}\n"))
    assert len(found) == bool(problem)
    assert all(problem in each for each in found)


@pytest.mark.parametrize(
    ("hook", "problem"),
    [
        ("{AfterInstall: check}", ""),
        ("{AfterInstall: !Ref Given}", ""),
        ("{AfterInstall: !Ref Service}", "not a Lambda function"),
        ("{Install: check}", "no event Install"),
    ],
)
def test_an_event_that_there_is_calls_a_function(
    hook: str, problem: str, judge: Judge
) -> None:
    events = f"      LifecycleEventHooks: {hook}\n"
    found = judge(
        "E9921", GOOD.replace("      Applications:\n", events + "      Applications:\n")
    )
    assert len(found) == bool(problem)
    assert all(problem in each for each in found)


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        (GOOD.replace("[AWS::CodeDeployBlueGreen]", "AWS::CodeDeployBlueGreen"), ""),
        (GOOD.replace("[AWS::CodeDeployBlueGreen]", "[]"), "needs the transform"),
        (GOOD.replace("Cluster: payment", "Cluster: !ImportValue c", 1), "ImportValue"),
        (
            GOOD + "  Nested:\n    Type: AWS::CloudFormation::Stack\n"
            "    Properties: {TemplateURL: https://b.s3.amazonaws.com/t}\n",
            "nested",
        ),
        (
            GOOD.replace(
                "      Applications:\n",
                "      Applications:\n        - Target: {LogicalID: Service}\n",
            ),
            "another one",
        ),
        # Without the hook all of this is allowed.
        ("Resources: {}\nOutputs: {Name: {Value: !ImportValue name}}\n", ""),
    ],
)
def test_a_template_has_nothing_that_the_hook_excludes(
    text: str, problem: str, judge: Judge
) -> None:
    found = judge("E9922", text)
    assert len(found) == bool(problem)
    assert all(problem in each for each in found)


@pytest.mark.parametrize("rule", ["E9920", "E9921", "E9922"])
@pytest.mark.parametrize(
    "hooks", ["", "Hooks: text", "Hooks: {One: {Type: AWS::CodeDeploy::BlueGreen}}"]
)
def test_a_hook_without_properties_is_no_crash(
    rule: str, hooks: str, judge: Judge
) -> None:
    found = judge(
        rule, f"Transform: AWS::CodeDeployBlueGreen\n{hooks}\nResources: {{}}\n"
    )
    assert found == []
