"""What a template has that costs money, for the values of one stack."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest

from generator.cloudformation.document import (
    Template,
    TemplateError,
    as_text,
    from_body,
    read,
)
from generator.cloudformation.scope import NO_VALUE, is_known, parameter_values
from generator.cloudformation.values import names_given
from generator.review.cost import SMALL, Footprint
from generator.review.footprint import footprint as of_scope
from tests.checkout import ROOT
from tests.cloudformation.expressions import (
    EXPRESSIONS,
    MEANINGLESS,
    PARAMETERS,
    PSEUDO,
)
from tests.cloudformation.expressions import TEMPLATE as EXPRESSIONS_OF

MEDIUM, LARGE = "BUILD_GENERAL1_MEDIUM", "BUILD_GENERAL1_LARGE"
ABSENT = {"Ref": "AWS::NoValue"}


def resource(kind: str, condition: str = "", **properties: Any) -> dict[str, Any]:
    made: dict[str, Any] = {"Type": f"AWS::{kind}", "Properties": properties}
    return made | ({"Condition": condition} if condition else {})


def template(*resources: Mapping[str, Any], **sections: Any) -> Template:
    made = {f"R{number}": each for number, each in enumerate(resources)}
    return from_body({"Resources": made, **sections})


def footprint(body: Template, given: Mapping[str, str]) -> Footprint:
    return of_scope(names_given(body, parameter_values(body, given)))


def has(*resources: Mapping[str, Any]) -> Footprint:
    return footprint(template(*resources), {})


SWITCH: dict[str, Any] = {
    "Parameters": {"On": {"Type": "String", "Default": "no"}},
    "Conditions": {"IsOn": {"Fn::Equals": [{"Ref": "On"}, "yes"]}},
}


def action(provider: str, owner: str = "AWS") -> dict[str, Any]:
    return {"Name": provider, "ActionTypeId": {"Owner": owner, "Provider": provider}}


def pipeline(*actions: Any, kind: Any = "V2") -> dict[str, Any]:
    stages = [{"Name": "Only", "Actions": list(actions)}]
    return resource("CodePipeline::Pipeline", PipelineType=kind, Stages=stages)


BODY = read(ROOT / "templates_out" / "pipeline.yaml")
DEFAULTS = footprint(BODY, {})


def test_our_pipeline_pays_for_its_source_two_builds_and_a_deployment() -> None:
    """And not for its approval."""
    assert DEFAULTS.v2_pipelines == DEFAULTS.deployments == DEFAULTS.other_actions == 1
    assert DEFAULTS.compute_types == (MEDIUM, MEDIUM)


SWITCHED: list[tuple[dict[str, str], dict[str, Any]]] = [
    ({"Encryption": "aws:kms"}, {"keys": 1}),
    ({"Encryption": "AES256"}, {}),
    # The secret of the webhook, which a connection does without.
    ({"ConnectionArn": "arn:aws:codeconnections:::connection/x"}, {"secrets": 0}),
    ({"LogRetentionDays": "365"}, {"log_days": 365}),
    ({"NodeVersion": "20"}, {}),
]


@pytest.mark.parametrize(("values", "difference"), SWITCHED, ids=str)
def test_a_parameter_of_our_pipeline_changes_what_it_should(
    values: dict[str, str], difference: dict[str, Any]
) -> None:
    assert footprint(BODY, values) == replace(DEFAULTS, **difference)


def test_approvals_and_custom_actions_are_not_billed() -> None:
    billed = has(pipeline(action("ECR"), action("CodeDeployToECS")))
    free = (action("Manual"), action("OurOwn", owner="Custom"))
    assert has(pipeline(action("ECR"), action("CodeDeployToECS"), *free)) == billed
    assert (billed.deployments, billed.other_actions) == (1, 1)


def test_builds_are_no_other_actions() -> None:
    """Their minutes are those of the projects."""
    assert has(pipeline(action("CodeBuild"), action("S3"))).other_actions == 1


def test_actions_of_a_v1_pipeline_are_not_billed() -> None:
    old = has(pipeline(action("S3"), action("CodeDeploy"), kind="V1"))
    assert old == Footprint(v1_pipelines=1)


def test_a_pipeline_without_a_type_is_v1() -> None:
    untyped = resource("CodePipeline::Pipeline", Stages=[])
    assert has(untyped, pipeline()) == Footprint(v1_pipelines=1, v2_pipelines=1)


@pytest.mark.parametrize(("value", "count"), [("yes", 1), ("no", 0)])
def test_a_resource_counts_where_its_condition_holds(value: str, count: int) -> None:
    body = template(resource("KMS::Key", "IsOn"), **SWITCH)
    assert footprint(body, {"On": value}).keys == count


def test_a_default_stands_for_a_parameter_that_is_not_given() -> None:
    body = template(resource("KMS::Key", "IsOn"), **SWITCH)
    assert footprint(body, {}) == footprint(body, {"On": "no"})


def test_a_boolean_default_is_compared_as_cloudformation_does() -> None:
    body = template(
        resource("KMS::Key", "IsOn"),
        Parameters={"On": {"Type": "String", "Default": True}},
        Conditions={"IsOn": {"Fn::Equals": [{"Ref": "On"}, "true"]}},
    )
    assert footprint(body, {}).keys == 1


@pytest.mark.parametrize(("value", "count"), [("yes", 2), ("no", 1)])
def test_a_stage_or_an_action_may_depend_on_a_condition(value: str, count: int) -> None:
    maybe = {"Fn::If": ["IsOn", action("S3"), ABSENT]}
    body = template(pipeline(action("ECR"), maybe), **SWITCH)
    assert footprint(body, {"On": value}).other_actions == count
    stages = [{"Name": "One", "Actions": [action("ECR")]}]
    more = {"Name": "Two", "Actions": [action("S3")]}
    conditional = resource(
        "CodePipeline::Pipeline",
        PipelineType="V2",
        Stages=[*stages, {"Fn::If": ["IsOn", more, ABSENT]}],
    )
    body = template(conditional, **SWITCH)
    assert footprint(body, {"On": value}).other_actions == count


@pytest.mark.parametrize(("value", "size"), [("yes", LARGE), ("no", SMALL)])
def test_the_compute_type_may_depend_on_a_condition(value: str, size: str) -> None:
    chosen = {"ComputeType": {"Fn::If": ["IsOn", LARGE, SMALL]}}
    body = template(resource("CodeBuild::Project", Environment=chosen), **SWITCH)
    assert footprint(body, {"On": value}).compute_types == (size,)


def test_logs_are_kept_as_long_as_the_longest_group_keeps_them() -> None:
    groups = [resource("Logs::LogGroup", RetentionInDays=days) for days in (14, 90, 30)]
    assert has(*groups) == Footprint(log_groups=3, log_days=90)


def test_logs_that_are_never_deleted_count_as_a_year() -> None:
    assert has(resource("Logs::LogGroup")).log_days == 365


def test_only_mails_are_mails() -> None:
    kinds = ("email", "email-json", "sqs", "https", "lambda")
    topics = [resource("SNS::Subscription", Protocol=kind) for kind in kinds]
    assert has(*topics) == Footprint(mail_subscriptions=2)


def test_what_has_no_price_of_its_own_is_not_counted() -> None:
    assert has({"Type": "AWS::SNS::Topic"}, resource("IAM::Role")) == Footprint()


def with_compute_type(expression: Any) -> Footprint:
    """What a build project costs whose compute type is an expression."""
    build = resource("CodeBuild::Project", Environment={"ComputeType": expression})
    resources = {**EXPRESSIONS_OF["Resources"], "Build": build}
    body = from_body({**EXPRESSIONS_OF, "Resources": resources})
    return of_scope(names_given(body, {**parameter_values(body, PARAMETERS), **PSEUDO}))


@pytest.mark.parametrize(("expression", "value"), EXPRESSIONS)
def test_an_expression_costs_what_cloudformation_makes_of_it(
    expression: Any, value: Any
) -> None:
    if not is_known(value):
        found = with_compute_type(expression)
        assert found.compute_types == (SMALL,)
        assert any("the compute type of `Build`" in text for text in found.assumed)
    elif isinstance(value, list | dict):
        with pytest.raises(TemplateError):
            with_compute_type(expression)
    else:
        found = with_compute_type(expression)
        assert found.compute_types == (SMALL if value is NO_VALUE else as_text(value),)
        assert found.assumed == ()


@pytest.mark.parametrize("expression", MEANINGLESS)
def test_what_means_nothing_has_no_price(expression: Any) -> None:
    with pytest.raises(TemplateError):
        with_compute_type(expression)


UNKNOWN = {
    "Parameters": {"Must": {"Type": "String"}},
    "Conditions": {"IsX": {"Fn::Equals": [{"Ref": "Must"}, "x"]}},
}


def test_what_may_be_made_counts_and_is_said() -> None:
    found = footprint(template(resource("KMS::Key", "IsX"), **UNKNOWN), {})
    assert found.keys == 1
    assert found.assumed == ("`R0` is made, as it is when `Must` is `x`",)


def test_an_action_that_may_be_there_counts_and_is_said() -> None:
    maybe = {"Fn::If": ["IsX", action("S3"), ABSENT]}
    found = footprint(template(pipeline(maybe), **UNKNOWN), {})
    assert found.other_actions == 1
    assert found.assumed == ("`R0` has an action that is there when `Must` is `x`",)


@pytest.mark.parametrize(
    ("properties", "kind", "counted"),
    [
        ({"RetentionInDays": {"Ref": "Must"}}, "Logs::LogGroup", {"log_days": 365}),
        ({"Protocol": {"Ref": "Must"}}, "SNS::Subscription", {"mail_subscriptions": 1}),
    ],
)
def test_what_nobody_knows_counts_as_the_dearer(
    properties: dict[str, Any], kind: str, counted: dict[str, int]
) -> None:
    found = footprint(template(resource(kind, **properties), **UNKNOWN), {})
    assert {name: getattr(found, name) for name in counted} == counted
    assert len(found.assumed) == 1


def test_what_costs_by_the_hour_is_said_not_to_be_counted() -> None:
    made = template(
        resource("ECS::Service"), resource("ElasticLoadBalancingV2::LoadBalancer")
    )
    tasks, hours = footprint(made, {}).assumed
    assert "tasks of `R0`" in tasks
    assert "capacity units of `R1`" in hours
