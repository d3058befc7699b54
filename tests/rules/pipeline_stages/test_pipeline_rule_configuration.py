"""E9913: the settings of the rules of stage conditions."""

import pytest

from generator.rules import _cron
from generator.rules._pipeline_fragments import DEPLOY, SOURCE, pipeline


def ruled(provider: str, settings: str) -> str:
    return pipeline(
        SOURCE,
        DEPLOY
        + f"""\
  BeforeEntry:
    Conditions:
      - Result: FAIL
        Rules:
          - Name: Judged
            RuleTypeId:
              {{Category: Rule, Owner: AWS, Provider: {provider}, Version: "1"}}
            Configuration: {settings}
""",
    )


@pytest.mark.parametrize(
    ("provider", "settings", "problem"),
    [
        ("DeploymentWindow", "{TimeZone: UTC}", "needs 'Cron'"),
        ("DeploymentWindow", "{Cron: '0 18 ? * MON-FRI *'}", "field hours"),
        ("DeploymentWindow", "{Cron: 0 9 * * MON}", "5 fields"),
        (
            "DeploymentWindow",
            "{Cron: '* * * ? * MON', TimeZone: 'UTC+1'}",
            "TimeZone 'UTC+1'",
        ),
        ("CloudWatchAlarm", "{WaitTime: '5'}", "needs 'AlarmName'"),
        ("CloudWatchAlarm", "{AlarmName: a, WaitTime: 5m}", "number of minutes"),
        ("CloudWatchAlarm", "{AlarmName: a, AlarmStates: 'OK,BAD'}", "'BAD'"),
        ("LambdaInvoke", "{AlarmName: a}", "needs 'FunctionName'"),
        ("VariableCheck", "{Variable: a, Value: b}", "needs 'Operator'"),
        (
            "VariableCheck",
            "{Variable: a, Value: b, Operator: GT}",
            "not one of EQ, NE, CONTAINS, MATCHES",
        ),
    ],
)
def test_wrong_settings_are_found(judge, provider, settings, problem):
    assert problem in judge("E9913", ruled(provider, settings))[0]


@pytest.mark.parametrize(
    ("provider", "settings"),
    [
        (
            "DeploymentWindow",
            "{Cron: '* * 9-17 ? * MON-FRI *', TimeZone: Europe/Berlin}",
        ),
        ("DeploymentWindow", "{Cron: '0 0 9-17 ? * MON-FRI', TimeZone: 'UTC-03:00'}"),
        ("DeploymentWindow", "{Cron: '0 0 9-17 ? * MON-FRI *', TimeZone: PST}"),
        ("DeploymentWindow", "{Cron: !Ref Given, TimeZone: !Ref Given}"),
        ("DeploymentWindow", "{Cron: '#{variables.WINDOW}'}"),
        ("CloudWatchAlarm", "{AlarmName: a}"),
        ("CloudWatchAlarm", "{AlarmName: a, WaitTime: '10', AlarmStates: 'ALARM, OK'}"),
        ("LambdaInvoke", "{FunctionName: f, UserParameters: '{}'}"),
        ("VariableCheck", "{Variable: a, Value: b, Operator: MATCHES}"),
        ("OfTomorrow", "{Anything: goes}"),
        ("!Ref Given", "{Anything: goes}"),
        ("LambdaInvoke", "!Ref Given"),
    ],
)
def test_right_and_unknown_settings_are_fine(judge, provider, settings):
    assert judge("E9913", ruled(provider, settings)) == []


def test_each_branch_is_judged(judge):
    settings = "!If [IsProduction, {FunctionName: f}, {Function: f}]"
    assert len(judge("E9913", ruled("LambdaInvoke", settings))) == 2


@pytest.mark.parametrize(
    "expression",
    [
        "* * * * * *",
        "* * 9-17 ? * MON-FRI *",
        "0 0/15 8,12,20 1-15 JAN-MAR ? 2026-2030",
        "* * * L * ?",
        "* * * L-3 * ?",
        "* * * LW * ?",
        "* * * 15W * ?",
        "* * * ? * 6L",
        "* * * ? * 6#3",
        "* * * ? * mon-fri",
        "*/5 * * ? * SAT,SUN",
    ],
)
def test_cron_expressions_of_the_guide_pass(expression):
    assert _cron.problem(expression) == ""


@pytest.mark.parametrize(
    ("expression", "problem"),
    [
        ("", "0 fields"),
        ("* * * ? * MON * *", "8 fields"),
        ("* 60 * ? * MON", "'60' is not a value of the field minutes"),
        ("* * 24 ? * MON", "field hours"),
        ("* * * 0 * ?", "field day-of-month"),
        ("* * * ? 13 MON", "field month"),
        ("* * * ? * 8", "field day-of-week"),
        ("* * * ? * MONDAY", "field day-of-week"),
        ("* * * ? * MON 1969", "field year"),
        ("* * * ? * ?", "not for both"),
        ("* * * W * ?", "field day-of-month"),
    ],
)
def test_other_cron_expressions_are_explained(expression, problem):
    assert problem in _cron.problem(expression)


@pytest.mark.parametrize(
    ("provider", "meant"),
    [
        ("DeploymentWindows", "DeploymentWindow"),
        ("Lambdainvoke", "LambdaInvoke"),
        ("Codebuild", "CodeBuild"),
        ("Commands", ""),
        ("OfTomorrow", ""),
        ("!Ref Given", ""),
    ],
)
def test_a_slip_of_the_pen_in_a_provider_is_named(judge, provider, meant):
    found = judge("E9913", ruled(provider, "{}"))
    assert len(found) == bool(meant)
    assert all(f"did you mean {meant}?" in each for each in found)
