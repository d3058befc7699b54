"""E9013: a rule of a stage condition has the settings its provider takes."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from cfnlint.rules import RuleMatch

from generator.rules import _cron, _house
from generator.rules._nodes import Node
from generator.rules._pipeline_fragments import BUILD, DEPLOY, SOURCE, pipeline
from generator.rules._pipelines import PIPELINE, pipelines
from generator.rules._rule_providers import RULES
from generator.rules._scenarios import constant, part

ALARM_STATES = ("ALARM", "OK", "INSUFFICIENT_DATA")
# The three forms on the page of the DeploymentWindow rule.
_TIME_ZONE = re.compile(
    r"[A-Za-z]+(/[A-Za-z0-9_+-]+)+|UTC([+-]\d{2}:\d{2})?|[A-Z]{3,5}"
)
_ALARM = """\
  OnSuccess:
    Conditions:
      - Result: ROLLBACK
        Rules:
          - Name: NoAlarm
            RuleTypeId:
              {Category: Rule, Owner: AWS, Provider: CloudWatchAlarm, Version: "1"}
            Configuration: {AlarmName: payment-5xx, WaitTime: "15"}
"""


class PipelineRuleConfiguration(_house.HouseRule):
    """Flags settings of DeploymentWindow, CloudWatchAlarm and other rules."""

    id = "E9013"
    shortdesc = "A rule of a stage condition has the settings its provider takes"
    description = (
        "DeploymentWindow wants a cron expression that begins with seconds (6 or 7 "
        "fields), CloudWatchAlarm an AlarmName, LambdaInvoke a FunctionName, "
        "VariableCheck Variable, Operator and Value. Providers outside the table of "
        "this rule are not judged."
    )
    source_url = (
        "https://docs.aws.amazon.com/codepipeline/latest/userguide/rule-reference.html"
    )
    tags = ["resources", "codepipeline", "conditions"]
    resource_types = (PIPELINE,)
    pci = ("6.5.1",)

    good = pipeline(SOURCE, BUILD, DEPLOY + _ALARM)
    bad = good.replace("AlarmName: payment-5xx", "FunctionName: check")

    def match(self, cfn: Any) -> Iterator[RuleMatch]:
        """Yield a match for each setting, in each branch."""
        for found in pipelines(cfn):
            for _, condition in found.conditions:
                for rule in condition.rules:
                    accepted = RULES.get(rule.provider)
                    if accepted is None or rule.settings is None:
                        continue
                    problems = (
                        *accepted.problems(rule.provider, rule.settings),
                        *_value_problems(rule.provider, rule.settings),
                    )
                    for node, problem in problems:
                        place = node or part(rule.node, "Configuration")
                        yield RuleMatch(place.rule_path, f"{problem} ({accepted.url})")


def _value_problems(
    provider: str, settings: Mapping[str, Node]
) -> Iterator[tuple[Node, str]]:
    """What is wrong with values that are known when the template is written."""
    known = {
        key: (node, constant(node))
        for key, node in settings.items()
        if constant(node) and "#{" not in constant(node)
    }
    if provider == "DeploymentWindow":
        if "Cron" in known:
            node, cron = known["Cron"]
            problem = _cron.problem(cron)
            if problem:
                yield node, f"Cron {cron!r}: {problem}"
        if "TimeZone" in known:
            node, zone = known["TimeZone"]
            if not _TIME_ZONE.fullmatch(zone):
                yield node, f"TimeZone {zone!r} is not Region/City, UTC+hh:mm or EST"
    if provider == "CloudWatchAlarm":
        if "AlarmStates" in known:
            node, states = known["AlarmStates"]
            for state in re.split(r"[\s,]+", states.strip()):
                if state not in ALARM_STATES:
                    yield node, f"{state!r} is not one of {', '.join(ALARM_STATES)}"
        if "WaitTime" in known:
            node, minutes = known["WaitTime"]
            if not minutes.isdecimal():
                yield node, f"WaitTime {minutes!r} is not a number of minutes"
