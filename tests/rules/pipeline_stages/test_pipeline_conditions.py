"""E9911 and E9912: what a stage can do when a condition is not met."""

import pytest

from generator.rules._pipeline_fragments import BUILD, DEPLOY, SOURCE, pipeline

RULE = """\
          - Name: Rule{number}
            RuleTypeId:
              {{Category: Rule, Owner: AWS, Provider: {provider}, Version: "1"}}
            Configuration: !Ref Given
"""


def gate(name: str, result: str, provider="LambdaInvoke", rules=1, conditions=1) -> str:
    listed = "".join(
        RULE.format(number=number, provider=provider) for number in range(rules)
    )
    condition = f"      - Result: {result}\n        Rules:\n{listed}"
    return f"  {name}:\n    Conditions:\n" + condition * conditions


@pytest.mark.parametrize(
    ("name", "allowed"),
    [
        ("BeforeEntry", {"FAIL", "SKIP"}),
        ("OnSuccess", {"FAIL", "ROLLBACK"}),
        ("OnFailure", {"ROLLBACK"}),
    ],
)
def test_each_gate_has_its_results(judge, name, allowed):
    for result in ("FAIL", "SKIP", "ROLLBACK", "RETRY"):
        text = pipeline(SOURCE, DEPLOY + gate(name, result))
        assert (judge("E9911", text) == []) is (result in allowed), result
    assert judge("E9911", pipeline(SOURCE, DEPLOY + gate(name, "!Ref Given"))) == []


def test_the_result_of_each_branch_is_judged(judge):
    either = gate("BeforeEntry", "!If [IsProduction, ROLLBACK, FAIL]")
    [found] = judge("E9911", pipeline(SOURCE, DEPLOY + either))
    assert "BeforeEntry cannot ROLLBACK, only FAIL or SKIP" in found


@pytest.mark.parametrize(
    ("provider", "count"),
    [
        ("LambdaInvoke", 0),
        ("VariableCheck", 0),
        ("!Ref Given", 0),
        ("DeploymentWindow", 1),
        ("CloudWatchAlarm", 1),
        ("Commands", 1),
    ],
)
def test_only_two_rules_can_skip_a_stage(judge, provider, count):
    text = pipeline(SOURCE, DEPLOY + gate("BeforeEntry", "SKIP", provider))
    assert len(judge("E9911", text)) == count


def test_one_condition_of_five_rules(judge):
    def found(**numbers: int) -> int:
        text = pipeline(SOURCE, DEPLOY + gate("BeforeEntry", "FAIL", **numbers))
        return len(judge("E9911", text))

    assert found(rules=5) == 0
    assert found(rules=6) == 1
    assert found(conditions=2) == 1


@pytest.mark.parametrize(
    ("failure", "count"),
    [
        ("{Result: ROLLBACK}", 0),
        ("{Result: RETRY}", 0),
        ("{Result: RETRY, RetryConfiguration: {RetryMode: FAILED_ACTIONS}}", 0),
        ("{Result: !Ref Given, RetryConfiguration: {RetryMode: ALL_ACTIONS}}", 0),
        ("{Result: ROLLBACK, RetryConfiguration: {RetryMode: ALL_ACTIONS}}", 1),
        ("{RetryConfiguration: {RetryMode: ALL_ACTIONS}}", 1),
        ("{Result: ROLLBACK, Conditions: !Ref Given}", 1),
        ("{Conditions: [{Result: ROLLBACK}]}", 1),
        ("{Conditions: [{Result: ROLLBACK, Rules: []}]}", 1),
        ("{Conditions: [{Result: ROLLBACK, Rules: !Ref Given}]}", 0),
        ("!Ref Given", 0),
    ],
)
def test_on_failure_has_a_result_or_conditions(judge, failure, count):
    text = pipeline(SOURCE, DEPLOY + f"  OnFailure: {failure}\n")
    assert len(judge("E9911", text)) == count


ROLLBACK = "  OnFailure: {Result: ROLLBACK}\n"


@pytest.mark.parametrize(
    ("mode", "count"),
    [
        ("SUPERSEDED", 0),
        ("QUEUED", 0),
        ("PARALLEL", 2),
        ("!Ref Given", 0),
        ("!If [IsProduction, QUEUED, PARALLEL]", 2),
    ],
)
def test_no_stage_rolls_back_in_parallel_mode(judge, mode, count):
    text = pipeline(
        SOURCE,
        BUILD + gate("OnSuccess", "ROLLBACK"),
        DEPLOY + ROLLBACK,
        properties=f"PipelineType: V2\nExecutionMode: {mode}\n",
    )
    assert len(judge("E9912", text)) == count


def test_the_source_stage_does_not_roll_back(judge):
    assert len(judge("E9912", pipeline(SOURCE + ROLLBACK, BUILD))) == 1
    retry = "  OnFailure: {Result: RETRY}\n"
    assert judge("E9912", pipeline(SOURCE + retry, BUILD + retry)) == []
