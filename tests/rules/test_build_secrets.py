"""E9942 for what is a secret, W9942 for what looks like one."""

import json

import pytest

from generator.rules._fragments import build_project


def variable(value, name="REGISTRY_PASSWORD", kind="PLAINTEXT"):
    return build_project(
        environment="EnvironmentVariables:\n"
        f"  - {{Name: {name}, Type: {kind}, Value: {value}}}\n"
    )


HIDDEN = """\
Parameters:
  Hidden: {Type: String, NoEcho: true}
  Shown: {Type: String}
"""
SECRETS = [
    "'{{resolve:secretsmanager:registry:SecretString:password}}'",
    "!Sub '{{resolve:secretsmanager:${Given}}}'",
    "'{{resolve:ssm-secure:password}}'",
    "AKIAIOSFODNN7EXAMPLE",
    "ghp_" + "a" * 36,
]


@pytest.mark.parametrize("value", SECRETS)
def test_a_secret_is_found_whatever_its_name(judge, value):
    assert len(judge("E9942", variable(value, name="X"))) == 1


def test_a_no_echo_parameter_is_a_secret(judge):
    assert len(judge("E9942", variable("!Ref Hidden") + HIDDEN)) == 1
    assert judge("E9942", variable("!Ref Shown") + HIDDEN) == []


@pytest.mark.parametrize("kind", ["SECRETS_MANAGER", "PARAMETER_STORE", "!Ref Given"])
def test_variables_that_name_a_secret_are_fine(judge, kind):
    text = variable("registry:password", kind=kind)
    assert judge("E9942", text) == judge("W9942", text) == []


def test_the_type_defaults_to_plaintext(judge):
    text = variable(SECRETS[0]).replace("Type: PLAINTEXT, ", "")
    assert len(judge("E9942", text)) == 1


def test_each_branch_is_judged(judge):
    for value in (
        f"!If [IsProduction, {SECRETS[0]}, none]",
        f"!If [IsProduction, none, {SECRETS[0]}]",
    ):
        assert len(judge("E9942", variable(value, name="X"))) == 1


def test_variables_of_a_buildspec_are_judged(judge):
    text = build_project(
        buildspec="version: 0.2\nenv:\n  variables:\n    API_KEY: 8d1c2f3a9b\n"
        "phases: {build: {commands: [ls]}}\n"
    )
    assert judge("E9942", text) == []
    assert len(judge("W9942", text)) == 1


def action(variables):
    return f"""\
Resources:
  Pipeline:
    Type: AWS::CodePipeline::Pipeline
    Properties:
      Stages:
        - Name: Build
          Actions:
            - Name: Build
              Configuration:
                EnvironmentVariables: '{variables}'
"""


def test_variables_of_a_pipeline_action_are_judged(judge):
    plain = [{"name": "X", "value": "{{resolve:secretsmanager:registry}}"}]
    named = ["no variable", {**plain[0], "type": "SECRETS_MANAGER"}]
    assert len(judge("E9942", action(json.dumps(plain)))) == 1
    assert judge("E9942", action(json.dumps(named))) == []
    assert judge("E9942", action("no json")) == []
    assert judge("E9942", action("{}")) == []


@pytest.mark.parametrize(
    "name", ["DB_PASSWORD", "github_token", "API_KEY", "AWS_SECRET_ACCESS_KEY"]
)
def test_a_literal_under_the_name_of_a_secret_is_found(judge, name):
    assert len(judge("W9942", variable("s3cr3t-value", name=name))) == 1


@pytest.mark.parametrize(
    "name",
    ["PASSWORD_SECRET_NAME", "TOKEN_URL", "REGISTRY_SECRET", "TOKENS_PER_MINUTE"],
)
def test_names_of_other_things_are_fine(judge, name):
    assert judge("W9942", variable("docker-registry-credentials-dev", name=name)) == []


@pytest.mark.parametrize(
    "value", ["''", "true", "'12'", "!Ref Given", "$OTHER", "arn:aws:secretsmanager:x"]
)
def test_values_that_are_no_secret_are_fine(judge, value):
    assert judge("W9942", variable(value, name="DB_PASSWORD")) == []
