"""E9902 and W9902: settings are texts of the length that is stored."""

import pytest

from generator.rules._pipeline_fragments import BUILD, DEPLOY, SOURCE, WINDOW, pipeline


def build(setting: str) -> str:
    return pipeline(
        SOURCE,
        BUILD.replace(
            "{ProjectName: payment-image}", f"{{ProjectName: image, {setting}}}"
        ),
    )


@pytest.mark.parametrize(
    "setting",
    [
        "EnvironmentVariables: [{name: a, value: b}]",
        "EnvironmentVariables: {name: a}",
        "BuildspecOverride: ''",
        f"BuildspecOverride: {'x' * 1001}",
        f"BuildspecOverride: !Sub '${{Given}}{'x' * 1001}'",
        f"{'k' * 51}: value",
        "BuildspecOverride: !If [IsProduction, [a], b]",
    ],
)
def test_what_codepipeline_cannot_store_is_found(judge, setting):
    assert len(judge("E9902", build(setting))) == 1


@pytest.mark.parametrize(
    "setting",
    [
        f"BuildspecOverride: {'x' * 1000}",
        f"BuildspecOverride: !Sub '${{Given}}{'x' * 1000}'",
        "BuildspecOverride: !Ref Given",
        "BuildspecOverride: !Sub ['${a}', {a: !Ref Given}]",
        "BuildspecOverride: !Join [',', [a, b]]",
        "BuildspecOverride: !If [IsProduction, a, !Ref AWS::NoValue]",
    ],
)
def test_what_fits_or_is_not_known_is_fine(judge, setting):
    assert judge("E9902", build(setting)) == []
    assert judge("W9902", build(setting)) == []


def test_a_rule_may_hold_ten_thousand_characters(judge):
    def text(length: int) -> str:
        cron = f'"{"x" * length}"'
        return pipeline(
            SOURCE, DEPLOY + WINDOW.replace('"* * 9-17 ? * MON-FRI *"', cron)
        )

    assert judge("E9902", text(10_000)) == []
    assert len(judge("E9902", text(10_001))) == 1


def test_decimal_numbers_are_to_be_quoted(judge):
    assert len(judge("W9902", build("PrimarySource: 1.50"))) == 1
    assert judge("E9902", build("PrimarySource: 1.50")) == []
    assert judge("W9902", build("PrimarySource: '1.50'")) == []


@pytest.mark.parametrize("value", ["true", "0"])
def test_what_cloudformation_makes_the_same_text_of_is_fine(judge, value):
    assert judge("W9902", build(f"BatchEnabled: {value}")) == []


def test_settings_of_rules_are_to_be_quoted(judge):
    text = pipeline(SOURCE, DEPLOY + WINDOW.replace("Europe/Berlin", "12.5"))
    assert len(judge("W9902", text)) == 1
