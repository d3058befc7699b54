"""E9930 to E9937 and W9933: deployment groups for Amazon ECS."""

import pytest

from generator.rules._deployment_fragments import DEPLOYMENT_GROUP as GROUP

NO_VALUE = "!Ref AWS::NoValue"
STYLE = """\
      DeploymentStyle:
        DeploymentType: BLUE_GREEN
        DeploymentOption: WITH_TRAFFIC_CONTROL
"""
ALARMS = """\
      AlarmConfiguration:
        Enabled: true
        Alarms: [{Name: payment-5xx}]
"""
ROLLBACK = """\
      AutoRollbackConfiguration:
        Enabled: true
        Events: [DEPLOYMENT_FAILURE, DEPLOYMENT_STOP_ON_ALARM]
"""
READY = "{ActionOnTimeout: CONTINUE_DEPLOYMENT}"
PAIR = """\
          - TargetGroups: [{Name: a}, {Name: b}]
            ProdTrafficRoute: {ListenerArns: [a]}
"""
SERVICES = """\
      ECSServices:
        - {ClusterName: payment, ServiceName: payment-service}
"""
LISTENERS = """\
              ListenerArns:
                - arn:aws:elasticloadbalancing:eu-west-1:111122223333:listener/app/a/b/c
"""


def test_the_pieces_that_are_replaced_are_in_the_fragment():
    for piece in (STYLE, ALARMS, ROLLBACK, READY, SERVICES, LISTENERS):
        assert GROUP.count(piece) == 1, piece


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        (GROUP.replace(STYLE, ""), "needs DeploymentStyle.DeploymentType BLUE_GREEN"),
        (
            GROUP.replace("BLUE_GREEN", "IN_PLACE"),
            "DeploymentType BLUE_GREEN, not IN_PLACE",
        ),
        (
            GROUP.replace(f"        DeploymentReadyOption: {READY}\n", ""),
            "needs BlueGreenDeploymentConfiguration.DeploymentReadyOption",
        ),
        (GROUP.replace(SERVICES, ""), "needs ECSServices"),
        (
            GROUP.replace("TargetGroupPairInfoList:", "Other:"),
            "needs LoadBalancerInfo.TargetGroupPairInfoList",
        ),
        (GROUP + "      AutoScalingGroups: [fleet]\n", "no AutoScalingGroups"),
        (
            GROUP.replace(
                "      LoadBalancerInfo:\n",
                "      LoadBalancerInfo:\n        ElbInfoList: [{Name: a}]\n",
            ),
            "not ElbInfoList",
        ),
        (
            GROUP.replace(
                SERVICES, SERVICES + "        - {ClusterName: a, ServiceName: b}\n"
            ),
            "2 services",
        ),
        (
            GROUP.replace("ComputePlatform: ECS", "ComputePlatform: Server"),
            "is for Server",
        ),
        (GROUP.replace("      ComputePlatform: ECS\n", ""), "is for Server"),
        (
            GROUP.replace(
                "DeploymentType: BLUE_GREEN",
                f"DeploymentType: !If [IsProduction, BLUE_GREEN, {NO_VALUE}]",
            ),
            "needs DeploymentStyle.DeploymentType",
        ),
    ],
)
def test_what_does_not_belong_together_is_found(judge, text, problem):
    assert problem in judge("E9930", text)[0]


@pytest.mark.parametrize(
    "text",
    [
        GROUP,
        GROUP.replace("!Ref Application", "payment"),
        GROUP.replace("BLUE_GREEN", "!Ref Given"),
        GROUP.replace(STYLE, "      DeploymentStyle: !Ref Given\n"),
        GROUP.replace("ComputePlatform: ECS", "ComputePlatform: !Ref Given"),
        # For instances, or for nobody knows what.
        GROUP.replace(SERVICES, "")
        .replace("ComputePlatform: ECS", "ComputePlatform: Server")
        .replace(STYLE, ""),
        GROUP.replace(SERVICES, "")
        .replace("!Ref Application", "payment")
        .replace(STYLE, ""),
    ],
)
def test_groups_that_fit_or_are_not_known_are_fine(judge, text):
    assert judge("E9930", text) == []


def test_the_application_of_the_template_says_what_the_group_is_for(judge):
    text = GROUP.replace(SERVICES, "").replace(STYLE, "")
    assert len(judge("E9930", text)) == 3


def test_a_green_fleet_is_for_instances(judge):
    fleet = "        GreenFleetProvisioningOption: {Action: DISCOVER_EXISTING}\n"
    text = GROUP.replace(
        f"        DeploymentReadyOption: {READY}\n",
        f"        DeploymentReadyOption: {READY}\n{fleet}",
    )
    assert len(judge("E9931", text)) == 1
    server = text.replace(SERVICES, "").replace("Platform: ECS", "Platform: Server")
    assert judge("E9931", server) == []
    assert judge("E9931", text.replace("{Action: DISCOVER_EXISTING}", NO_VALUE)) == []


@pytest.mark.parametrize(
    ("listeners", "count"),
    [
        ("[a]", 0),
        ("[!Ref Given]", 0),
        ("[!If [IsProduction, a, b]]", 0),
        ("!Ref Given", 0),
        ("[a, b]", 1),
        ("[]", 1),
        (f"[!If [IsProduction, a, {NO_VALUE}]]", 1),
        (f"[a, !If [IsProduction, b, {NO_VALUE}]]", 1),
    ],
)
def test_a_route_has_one_listener(judge, listeners, count):
    given = f"              ListenerArns: {listeners}\n"
    assert len(judge("E9932", GROUP.replace(LISTENERS, given))) == count
    test_route = f"            TestTrafficRoute: {{ListenerArns: {listeners}}}\n"
    assert (
        len(judge("E9932", GROUP.replace(LISTENERS, LISTENERS + test_route))) == count
    )


@pytest.mark.parametrize(
    ("text", "count"),
    [
        (GROUP.replace(", {Name: payment-green}", ""), 1),
        (GROUP.replace("            ProdTrafficRoute:\n" + LISTENERS, ""), 1),
        (GROUP.replace("\n" + LISTENERS, " !Ref Given\n"), 0),
        (GROUP.replace("\n" + LISTENERS, " {}\n"), 1),
        (
            GROUP.replace(
                "      AutoRollback",
                PAIR + "      AutoRollback",
            ),
            1,
        ),
    ],
)
def test_one_pair_of_two_groups_with_a_route(judge, text, count):
    assert len(judge("E9932", text)) == count


@pytest.mark.parametrize(
    ("alarms", "count"),
    [
        (ALARMS, 0),
        ("", 1),
        (ALARMS.replace("true", "false"), 1),
        (ALARMS.replace("true", "!Ref Given"), 0),
        (ALARMS.replace("        Enabled: true\n", ""), 1),
        (ALARMS.replace("[{Name: payment-5xx}]", "[]"), 1),
        (ALARMS.replace("[{Name: payment-5xx}]", "!Ref Given"), 0),
        (ALARMS.replace("        Alarms: [{Name: payment-5xx}]\n", ""), 1),
        ("      AlarmConfiguration: !Ref Given\n", 0),
        (f"      AlarmConfiguration: !If [IsProduction, !Ref Given, {NO_VALUE}]\n", 1),
    ],
)
def test_a_rollback_on_alarms_has_alarms(judge, alarms, count):
    assert len(judge("E9933", GROUP.replace(ALARMS, alarms))) == count


def test_the_event_and_the_alarms_may_hang_on_one_condition(judge):
    event = f"!If [IsProduction, DEPLOYMENT_STOP_ON_ALARM, {NO_VALUE}]"
    named = "{{Enabled: true, Alarms: [{{Name: a}}]}}"
    alarms = f"      AlarmConfiguration: !If [{{0}}, {named}, {{1}}]\n"
    text = GROUP.replace("FAILURE, DEPLOYMENT_STOP_ON_ALARM", f"FAILURE, {event}")
    both = text.replace(ALARMS, alarms.format("IsProduction", NO_VALUE))
    assert judge("E9933", both) == []
    assert judge("W9933", both) == []
    crossed = (
        text.replace(ALARMS, alarms.format("IsTest", NO_VALUE))
        + """\
Parameters:
  Stage: {Type: String}
Conditions:
  IsProduction: !Equals [!Ref Stage, prod]
  IsTest: !Equals [!Ref Stage, test]
"""
    )
    assert len(judge("E9933", crossed)) == 1
    assert len(judge("W9933", crossed)) == 1


@pytest.mark.parametrize(
    ("rollback", "count"),
    [
        (ROLLBACK, 0),
        ("", 1),
        (ROLLBACK.replace(", DEPLOYMENT_STOP_ON_ALARM", ""), 1),
        (ROLLBACK.replace("true", "false"), 0),
        (ROLLBACK.replace("        Enabled: true\n", ""), 1),
        (ROLLBACK.replace("true", "!Ref Given"), 0),
        (ROLLBACK.replace("DEPLOYMENT_STOP_ON_ALARM", "!Ref Given"), 0),
        (
            ROLLBACK.replace(
                "[DEPLOYMENT_FAILURE, DEPLOYMENT_STOP_ON_ALARM]", "!Ref Given"
            ),
            0,
        ),
        ("      AutoRollbackConfiguration: !Ref Given\n", 0),
    ],
)
def test_an_alarm_rolls_back(judge, rollback, count):
    assert len(judge("W9933", GROUP.replace(ROLLBACK, rollback))) == count


def test_without_enabled_alarms_nothing_rolls_back(judge):
    off = GROUP.replace(ROLLBACK, "").replace(ALARMS, ALARMS.replace("true", "false"))
    assert judge("W9933", off) == []


@pytest.mark.parametrize(
    ("old", "new", "count"),
    [
        ("InMinutes: 5", "InMinutes: 2880", 0),
        ("InMinutes: 5", "InMinutes: 2881", 1),
        ("InMinutes: 5", "InMinutes: !Ref Given", 0),
        (READY, "{ActionOnTimeout: STOP_DEPLOYMENT}", 1),
        (READY, "{ActionOnTimeout: STOP_DEPLOYMENT, WaitTimeInMinutes: 0}", 1),
        (READY, "{ActionOnTimeout: STOP_DEPLOYMENT, WaitTimeInMinutes: 60}", 0),
        (READY, "{ActionOnTimeout: STOP_DEPLOYMENT, WaitTimeInMinutes: !Ref Given}", 0),
        (READY, "{ActionOnTimeout: CONTINUE_DEPLOYMENT, WaitTimeInMinutes: 30}", 1),
        (READY, "{ActionOnTimeout: CONTINUE_DEPLOYMENT, WaitTimeInMinutes: 0}", 0),
        (READY, "{ActionOnTimeout: CONTINUE_DEPLOYMENT}", 0),
    ],
)
def test_waits_are_within_the_limits(judge, old, new, count):
    assert len(judge("E9934", GROUP.replace(old, new))) == count


CONFIG = """\
  Config:
    Type: AWS::CodeDeploy::DeploymentConfig
    Properties:
      ComputePlatform: ECS
      TrafficRoutingConfig: {Type: AllAtOnce}
"""
NAME = "CodeDeployDefault.ECSCanary10Percent5Minutes"


@pytest.mark.parametrize(
    ("text", "count"),
    [
        (GROUP.replace(NAME, "CodeDeployDefault.ECSAllAtOnce"), 0),
        (GROUP.replace(NAME, "CodeDeployDefault.AllAtOnce"), 1),
        (GROUP.replace(NAME, "CodeDeployDefault.ECSCanary20Percent5Minutes"), 1),
        (GROUP.replace(NAME, "of-our-own"), 0),
        (GROUP.replace(NAME, "!Ref Given"), 0),
        (GROUP.replace(NAME, "!Ref Config") + CONFIG, 0),
        (GROUP.replace(NAME, "!Ref Config") + CONFIG.replace(" ECS", " Lambda"), 1),
        (GROUP.replace(NAME, "!Ref Config") + CONFIG.replace(" ECS", " !Ref Given"), 0),
        (
            GROUP.replace(NAME, "!Ref Config")
            + CONFIG.replace("      ComputePlatform: ECS\n", ""),
            1,
        ),
        (
            GROUP
            + CONFIG
            + "      MinimumHealthyHosts: {Type: HOST_COUNT, Value: 1}\n",
            1,
        ),
        (GROUP + CONFIG + "      DeploymentConfigName: CodeDeployDefault.Ours\n", 1),
        (GROUP + CONFIG + "      DeploymentConfigName: ours\n", 0),
    ],
)
def test_configurations_are_for_the_platform_of_the_group(judge, text, count):
    assert len(judge("E9935", text)) == count


@pytest.mark.parametrize(
    ("rollback", "count"),
    [
        ("{Enabled: true}", 1),
        ("{Enabled: true, Events: []}", 1),
        ("{Enabled: true, Events: !Ref Given}", 0),
        ("{Enabled: !Ref Given}", 0),
        ("{Enabled: false}", 0),
        (
            f"{{Enabled: true, Events: [!If [IsProduction, A, {NO_VALUE}]]}}",
            1,
        ),
    ],
)
def test_an_enabled_rollback_has_events(judge, rollback, count):
    given = f"      AutoRollbackConfiguration: {rollback}\n"
    assert len(judge("E9936", GROUP.replace(ROLLBACK, given))) == count


def triggers(events: str, number: int = 1) -> str:
    one = f"{{TriggerName: a, TriggerTargetArn: !Ref Given, TriggerEvents: {events}}}"
    return f"      TriggerConfigurations: [{', '.join([one] * number)}]\n"


@pytest.mark.parametrize(
    ("text", "count"),
    [
        (triggers("[DeploymentFailure]"), 0),
        (triggers("[InstanceFailure]"), 1),
        (triggers("[!Ref Given]"), 0),
        (triggers("!Ref Given"), 0),
        (triggers("[DeploymentStop]", 10), 0),
        (triggers("[DeploymentStop]", 11), 1),
        ("      TriggerConfigurations: !Ref Given\n", 0),
    ],
)
def test_triggers_wait_for_events_of_ecs(judge, text, count):
    assert len(judge("E9937", GROUP + text)) == count
