"""E9011: a stage condition has a result that its gate knows."""

from collections.abc import Iterator
from typing import Any

from cfnlint.rules import RuleMatch

from generator.rules import _house
from generator.rules._nodes import Node
from generator.rules._pipeline_fragments import BUILD, DEPLOY, SOURCE, pipeline
from generator.rules._pipelines import PIPELINE, Condition, Stage, pipelines
from generator.rules._scenarios import constant, part, parts, stated

# "Configure conditions for a stage", AWS CodePipeline User Guide.
RESULTS = {
    "BeforeEntry": ("FAIL", "SKIP"),
    "OnSuccess": ("ROLLBACK", "FAIL"),
    "OnFailure": ("ROLLBACK",),
}
SKIPPING_RULES = ("LambdaInvoke", "VariableCheck")
# CodePipeline API: ConditionList and RuleDeclarationList.
MOST_CONDITIONS = 1
MOST_RULES = 5
WINDOW = """\
  BeforeEntry:
    Conditions:
      - Result: FAIL
        Rules:
          - Name: OfficeHours
            RuleTypeId:
              {Category: Rule, Owner: AWS, Provider: DeploymentWindow, Version: "1"}
            Configuration: {Cron: "* * 9-17 ? * MON-FRI *", TimeZone: Europe/Berlin}
"""


class PipelineConditions(_house.HouseRule):
    """Flags results, retries and numbers of conditions that a stage cannot have."""

    id = "E9011"
    shortdesc = "A stage condition has a result that its gate knows"
    description = (
        "BeforeEntry may FAIL or SKIP, OnSuccess ROLLBACK or FAIL, OnFailure "
        "ROLLBACK; only LambdaInvoke and VariableCheck rules may SKIP. OnFailure has "
        "a result of its own or conditions, not both; RetryConfiguration belongs to "
        "RETRY. A gate has one condition of at most 5 rules."
    )
    source_url = "https://docs.aws.amazon.com/codepipeline/latest/userguide/stage-conditions.html"
    tags = ["resources", "codepipeline", "conditions"]
    resource_types = (PIPELINE,)
    pci = ("6.5.1",)

    good = pipeline(SOURCE, BUILD, DEPLOY + WINDOW)
    bad = good.replace("Result: FAIL", "Result: ROLLBACK")

    def match(self, cfn: Any) -> Iterator[RuleMatch]:
        """Yield a match for each gate and condition, in each branch."""
        for found in pipelines(cfn):
            for _, condition in found.conditions:
                for node, problem in _condition_problems(condition):
                    yield RuleMatch(node.rule_path, problem)
            for stage in found.stages:
                for node, problem in (
                    *_gate_problems(stage),
                    *_failure_problems(stage),
                ):
                    yield RuleMatch(node.rule_path, problem)


def _condition_problems(condition: Condition) -> Iterator[tuple[Node, str]]:
    result = part(condition.node, "Result")
    allowed = RESULTS[condition.gate]
    if condition.result and condition.result not in allowed:
        yield (
            result,
            f"{condition.gate} cannot {condition.result}, only {' or '.join(allowed)}",
        )
    if condition.result == "SKIP":
        for rule in condition.rules:
            if rule.provider and rule.provider not in SKIPPING_RULES:
                yield rule.node, f"a {rule.provider} rule cannot SKIP a stage"
    if len(condition.rules) > MOST_RULES:
        yield (
            part(condition.node, "Rules"),
            f"{len(condition.rules)} rules, {MOST_RULES} are allowed",
        )


def _gate_problems(stage: Stage) -> Iterator[tuple[Node, str]]:
    for gate in RESULTS:
        conditions = part(stage.node, gate, "Conditions")
        known = parts(conditions)
        if known is not None and len(known) > MOST_CONDITIONS:
            yield conditions, f"{len(known)} conditions, {MOST_CONDITIONS} is allowed"


def _failure_problems(stage: Stage) -> Iterator[tuple[Node, str]]:
    conditions, result, retry = (
        stated(stage.node, "OnFailure", key)
        for key in ("Conditions", "Result", "RetryConfiguration")
    )
    if not conditions.is_absent and not result.is_absent:
        yield result, "OnFailure has a Result or Conditions, not both"
    elif not retry.is_absent and (
        result.is_absent or constant(result) not in ("", "RETRY")
    ):
        yield retry, "RetryConfiguration needs Result RETRY"
