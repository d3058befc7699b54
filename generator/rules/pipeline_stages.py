"""Stages of pipelines: the conditions at their gates, and what rolls back."""

import re
from collections.abc import Iterator

from generator.rules import _cron
from generator.rules._house import Problem
from generator.rules._pipeline_fragments import BUILD, DEPLOY, SOURCE, WINDOW, pipeline
from generator.rules._pipelines import GUIDE, PIPELINE, Action, Configured, PipelineRule
from generator.rules._providers import RULES, meant
from generator.rules._schemas import (
    Schema,
    all_of,
    has,
    holds,
    must,
    must_not,
    required,
    where,
    within,
)
from generator.rules._settled import constant, part
from generator.rules._shapes import ShapeRule

# "Configure conditions for a stage", AWS CodePipeline User Guide.
_RESULTS = {
    "BeforeEntry": ("FAIL", "SKIP"),
    "OnSuccess": ("ROLLBACK", "FAIL"),
    "OnFailure": ("ROLLBACK",),
}
_SKIPPING_RULES = ("LambdaInvoke", "VariableCheck")


def _conditions(gate: str) -> Schema:
    """What the conditions of a gate may be; how many: CodePipeline API."""
    results = _RESULTS[gate]
    allowed = f"{gate} cannot {{value}}, only {' or '.join(results)}"
    skipping = must("a {value} rule cannot SKIP a stage", enum=_SKIPPING_RULES)
    return within(
        f"{gate}.Conditions",
        must("{count} conditions, 1 is allowed", maxItems=1),
        within("*.Result", must(allowed, enum=results)),
        within(
            "*",
            required("Rules", "a condition has 1 to 5 rules", minItems=1),
            within("Rules", must("{count} rules, 5 are allowed", maxItems=5)),
        ),
        within(
            "*",
            where(
                has("Result", const="SKIP"),
                within("Rules.*.RuleTypeId.Provider", skipping),
            ),
        ),
    )


class PipelineConditions(ShapeRule):
    """A stage condition has a result that its gate knows.

    BeforeEntry may FAIL or SKIP, OnSuccess ROLLBACK or FAIL, OnFailure ROLLBACK;
    only LambdaInvoke and VariableCheck rules may SKIP. OnFailure has a result of
    its own or conditions, not both; RetryConfiguration belongs to RETRY. A gate has
    one condition of 1 to 5 rules.
    """

    id = "E9911"
    page = f"{GUIDE}stage-conditions.html"
    resource_types = (PIPELINE,)
    tags = ["resources", "codepipeline", "conditions"]
    pci = ("6.5.1",)

    _both = "OnFailure has a Result or Conditions, not both"
    _retry = "RetryConfiguration needs Result RETRY"
    shape = within(
        "Stages.*",
        *map(_conditions, _RESULTS),
        within(
            "OnFailure",
            where(
                has("Conditions"),
                within("Result", must_not(_both)),
                where(
                    has("RetryConfiguration"), required("Result", _retry, const="RETRY")
                ),
            ),
        ),
    )
    good = pipeline(SOURCE, BUILD, DEPLOY + WINDOW)
    bad = good.replace("Result: FAIL", "Result: ROLLBACK")


def _no_rollback(message: str) -> Schema:
    never = must_not(message, const="ROLLBACK")
    results = [f"{gate}.Conditions.*.Result" for gate in _RESULTS]
    return all_of(*(within(path, never) for path in ("OnFailure.Result", *results)))


class PipelineRollback(ShapeRule):
    """A pipeline rolls back stages that have something to roll back to.

    In PARALLEL mode executions do not follow one another, so no stage can roll
    back; the source stage never can. CodePipeline refuses both.
    """

    id = "E9912"
    # That of the PARALLEL mode is "Set or change the pipeline execution mode".
    page = f"{GUIDE}stage-rollback.html"
    resource_types = (PIPELINE,)
    tags = ["resources", "codepipeline", "conditions"]
    pci = ("6.5.1",)

    shape = where(
        has("ExecutionMode", const="PARALLEL"),
        within("Stages.*", _no_rollback("no ROLLBACK in PARALLEL mode")),
        within(
            "Stages.*",
            where(
                has("Actions", **holds(has("ActionTypeId.Category", const="Source"))),
                _no_rollback("no ROLLBACK of the source stage"),
            ),
        ),
    )
    good = pipeline(
        SOURCE,
        BUILD,
        DEPLOY + "  OnFailure: {Result: ROLLBACK}\n",
        properties="PipelineType: V2\nExecutionMode: QUEUED\n",
    )
    bad = good.replace("ExecutionMode: QUEUED", "ExecutionMode: PARALLEL")


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


class PipelineRuleConfiguration(PipelineRule):
    """A rule of a stage condition has the settings its provider takes.

    DeploymentWindow wants a cron expression that begins with seconds (6 or 7
    fields), CloudWatchAlarm an AlarmName, LambdaInvoke a FunctionName,
    VariableCheck Variable, Operator and Value. Providers outside the table of this
    rule are not judged.
    """

    id = "E9913"
    page = f"{GUIDE}rule-reference.html"
    tags = ["resources", "codepipeline", "conditions"]
    pci = ("6.5.1",)

    good = pipeline(SOURCE, BUILD, DEPLOY + _ALARM)
    bad = good.replace("AlarmName: payment-5xx", "FunctionName: check")

    def _configured_problems(self, owner: Configured) -> Iterator[Problem]:
        if isinstance(owner, Action):
            return
        accepted = RULES.get(owner.provider)
        if name := meant(owner.provider, [*RULES, "CodeBuild", "Commands"]):
            place = part(owner.node, "RuleTypeId")
            yield place, f"there is no {owner.provider}: did you mean {name}?"
        if accepted and owner.settings is not None:
            whole = part(owner.node, "Configuration")
            yield from accepted.problems(owner.settings, whole)
            for key, node in owner.settings.items():
                text = constant(node)
                # A pipeline variable is known only when the pipeline runs.
                if key in _FORMATS and text and "#{" not in text:
                    for problem in _FORMATS[key](text):
                        yield node, accepted.with_page(problem)


def _cron_problem(cron: str) -> Iterator[str]:
    if problem := _cron.problem(cron):
        yield f"Cron {cron!r}: {problem}"


def _zone_problem(zone: str) -> Iterator[str]:
    if not _TIME_ZONE.fullmatch(zone):
        yield f"TimeZone {zone!r} is not Region/City, UTC+hh:mm or EST"


def _state_problem(states: str) -> Iterator[str]:
    for state in re.split(r"[\s,]+", states.strip()):
        if state not in ALARM_STATES:
            yield f"{state!r} is not one of {', '.join(ALARM_STATES)}"


def _minutes_problem(minutes: str) -> Iterator[str]:
    if not minutes.isdecimal():
        yield f"WaitTime {minutes!r} is not a number of minutes"


# Settings of DeploymentWindow and CloudWatchAlarm; no other provider has them.
_FORMATS = {
    "Cron": _cron_problem,
    "TimeZone": _zone_problem,
    "AlarmStates": _state_problem,
    "WaitTime": _minutes_problem,
}
