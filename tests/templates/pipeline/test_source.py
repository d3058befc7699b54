"""A push starts the pipeline once, by connection or by token."""

from typing import Any

import pytest

from tests.templates.stack import CONNECTED, CONNECTION, Stack, stack


def source_action(of: Stack) -> dict[str, Any]:
    (action,) = of.properties("Pipeline")["Stages"][0]["Actions"]
    return dict(action)


def test_a_connection_is_used_when_one_is_given() -> None:
    action = source_action(stack(CONNECTED, {"GitHubBranch": "develop"}))
    assert action["ActionTypeId"] == {
        "Category": "Source",
        "Owner": "AWS",
        "Provider": "CodeStarSourceConnection",
        "Version": "1",
    }
    assert action["Configuration"] == {
        "ConnectionArn": CONNECTION,
        "FullRepositoryId": "example-payments/payment-service",
        "BranchName": "develop",
        # Or every push would start the pipeline twice.
        "DetectChanges": "false",
    }


def test_with_a_connection_a_push_to_the_branch_is_the_trigger() -> None:
    of = stack(CONNECTED, {"GitHubBranch": "develop"})
    assert of.properties("Pipeline")["Triggers"] == [
        {
            "ProviderType": "CodeStarSourceConnection",
            "GitConfiguration": {
                "SourceActionName": source_action(of)["Name"],
                "Push": [{"Branches": {"Includes": ["develop"]}}],
            },
        }
    ]


def test_with_a_connection_there_is_neither_webhook_nor_secret() -> None:
    assert not {"Webhook", "WebhookSecret"} & set(stack(CONNECTED).resources)


def test_without_a_connection_github_takes_the_token() -> None:
    action = source_action(stack())
    assert action["ActionTypeId"] == {
        "Category": "Source",
        "Owner": "ThirdParty",
        "Provider": "GitHub",
        "Version": "1",
    }
    assert action["Configuration"] == {
        "Owner": "example-payments",
        "Repo": "payment-service",
        "Branch": "main",
        # The whole secret is the token: a key would ask for JSON.
        "OAuthToken": "{{resolve:secretsmanager:github-oauth-token-dev}}",
        "PollForSourceChanges": "false",
    }


def test_the_token_may_be_in_a_secret_of_any_name() -> None:
    action = source_action(stack({"OAuthTokenSecretName": "shared/github"}))
    token = action["Configuration"]["OAuthToken"]
    assert token == "{{resolve:secretsmanager:shared/github}}"


def test_a_token_has_no_trigger_because_codepipeline_refuses_it() -> None:
    assert "Triggers" not in stack().properties("Pipeline")


def test_with_a_token_a_signed_webhook_starts_the_source_action() -> None:
    of = stack()
    assert of.properties("Webhook") | {"Tags": None} == {
        "Authentication": "GITHUB_HMAC",
        "AuthenticationConfiguration": {
            "SecretToken": "{{resolve:secretsmanager:WebhookSecret}}"
        },
        "Filters": [{"JsonPath": "$.ref", "MatchEquals": "refs/heads/{Branch}"}],
        "RegisterWithThirdParty": True,
        "TargetPipeline": "Pipeline",
        "TargetPipelineVersion": "Pipeline.Version",
        "TargetAction": source_action(of)["Name"],
        "Tags": None,
    }


def test_the_stack_makes_the_webhooks_secret_and_nobody_has_to_know_it() -> None:
    made = stack().properties("WebhookSecret")["GenerateSecretString"]
    # GITHUB_HMAC takes up to 100 characters.
    assert 32 <= made["PasswordLength"] <= 100
    assert "SecretString" not in stack().properties("WebhookSecret")


@pytest.mark.parametrize("given", [{}, CONNECTED], ids=["token", "connection"])
def test_either_way_the_artifact_and_the_variables_have_the_same_names(
    given: dict[str, str],
) -> None:
    action = source_action(stack(given))
    assert action["OutputArtifacts"] == [{"Name": "SourceOutput"}]
    assert action["Namespace"] == "SourceVariables"


def test_services_share_the_tokens_secret_whatever_their_prefix() -> None:
    of = stack({"NamePrefix": "ledger-"})
    token = source_action(of)["Configuration"]["OAuthToken"]
    assert token == "{{resolve:secretsmanager:github-oauth-token-dev}}"
