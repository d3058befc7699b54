import base64
import hashlib

import pytest

from generator.parameters.checks.secrets import display, secret_in
from tests.parameters.small_project import SmallProject

RANDOM = base64.b64encode(hashlib.sha256(b"seed").digest()).decode()


@pytest.mark.parametrize(
    ("value", "what"),
    [
        ("AKIA" + "A1B2" * 4, "an AWS access key"),
        ("ghp_" + "a1B2" * 9, "a GitHub token"),
        ("github_pat_" + "a1B2" * 9, "a GitHub token"),
        ("glpat-" + "a1B2" * 5, "a GitLab token"),
        ("dckr_pat_" + "a1B2" * 6, "a Docker Hub token"),
        ("npm_" + "a1B2" * 9, "an npm token"),
        ("xoxb-" + "123456789012", "a Slack token"),
        ("sk_live_" + "a1B2" * 5, "a payment provider's key"),
        ("AIza" + "a1B2" * 8 + "a1B", "a Google API key"),
        ("eyJhbGciOiJ9.eyJzdWIiOiIx.abc", "a JSON web token"),
        ("-----BEGIN RSA PRIVATE KEY-----", "a private key"),
        ("https://user:pass@example.com", "a password in a URL"),
        ("password=hunter2", "a password"),
        ("API_KEY: abcdef", "a password"),
        (RANDOM, "a long random string"),
    ],
)
def test_what_looks_like_a_secret_is_found_and_not_shown(
    small: SmallProject, value: str, what: str
) -> None:
    assert secret_in(value) == what
    found = [f for f in small.wrong({"Label": value}) if f.rule == "secret"]
    assert [f.message for f in found] == [f'"Label" holds {what}']
    assert display(value) == "(hidden)"


@pytest.mark.parametrize(
    "value",
    [
        "",
        "payment-service-pipeline-with-quite-a-long-name-2024",
        "arn:aws:elasticloadbalancing:us-east-2:111122223333:listener/app/"
        "Payments-External-LB/50dc6c495c0c9188/f2f7dc8efc522ab2",
        "ghcr.io/aquasecurity/trivy:0.74.0@sha256:" + "0123456789abcdef" * 4,
        "2c26b46b68ffc68ff99b453c1d30413413422d706483bfa0f98a5e886266e7ae",
        "subnet-0123456789abcdef0,subnet-0123456789abcdef1",
        "0a1b2c3d-4e5f-6789-abcd-ef0123456789",
        "CodeDeployDefault.ECSCanary10Percent5Minutes",
        "team@example.com",
        "github-oauth-token-dev",
        "https://example.com/a:b",
    ],
)
def test_names_digests_and_arns_are_no_secrets(value: str) -> None:
    assert secret_in(value) is None


def test_a_plain_value_of_a_noecho_parameter_is_refused(small: SmallProject) -> None:
    (finding,) = small.wrong({"AppPassword": "letmein"})
    assert finding.message == (
        '"AppPassword" holds the plain value of a NoEcho parameter'
    )
    assert "{{resolve:secretsmanager:" in finding.hint


def test_a_plain_value_under_a_secret_name_is_refused(small: SmallProject) -> None:
    found = [f for f in small.wrong({"ApiToken": "abc"}) if f.rule == "secret"]
    assert [f.message for f in found] == [
        '"ApiToken" holds a plain value where the name says secret'
    ]


def test_a_secret_in_a_tag_is_refused(small: SmallProject) -> None:
    found = small.wrong({}, tags={"T": "ghp_" + "a1B2" * 9})
    assert [f.message for f in found] == ['tag "T" holds a GitHub token']


def test_the_arn_of_a_secret_is_no_secret(small: SmallProject) -> None:
    small.template(
        "Parameters: {NotificationEmail: {Type: String}, AppSecret: {Type: String}}\n"
    )
    arn = "arn:aws:secretsmanager:us-east-2:111122223333:secret:pay/app-a1B2c3"
    assert small.wrong({"AppSecret": arn}) == []
    assert [f.rule for f in small.wrong({"AppSecret": "letmein"})] == ["secret"]
