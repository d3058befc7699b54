import pytest

from generator.parameters.checks.references import is_reference
from tests.parameters.small_project import SmallProject


@pytest.mark.parametrize(
    ("value", "problem"),
    [
        ("{{resolve:ssm:}}", "refers to ssm without a valid parameter name"),
        ("{{resolve:ssm:/a b:1}}", "refers to ssm without a valid parameter name"),
        ("{{resolve:ssm-secure:/a:latest}}",
         "refers to ssm-secure without a valid parameter name"),
        ("{{resolve:secretsmanager:}}",
         "refers to Secrets Manager without a valid secret"),
        ("{{resolve:secretsmanager:app:SecretBinary}}",
         "refers to Secrets Manager without a valid secret"),
        ("{{resolve:secretsmanager:app:SecretString:key:AWSCURRENT:id}}",
         "refers to both a stage and a version of a secret"),
        ("{{resolve:vault:app}}",
         "refers to a service that is not ssm, ssm-secure or secretsmanager"),
        ("{resolve:ssm:/a:1}", "holds a dynamic reference that is not well formed"),
        ("{{ resolve:ssm:/a:1 }}", "holds a dynamic reference that is not well formed"),
        ("{{resolve:ssm:/a:1}", "holds a dynamic reference that is not well formed"),
        ("resolve:ssm:/a:1", "holds a dynamic reference that is not well formed"),
    ],
)  # fmt: skip
def test_a_malformed_reference_is_refused(
    small: SmallProject, value: str, problem: str
) -> None:
    found = [f for f in small.wrong({"TaskRoleArn": value}) if f.rule == "reference"]
    assert [f.message for f in found] == [f"TaskRoleArn {problem}"]


@pytest.mark.parametrize(
    "value",
    [
        "{{resolve:ssm:/a/b:1}}",
        "{{resolve:ssm:name}}",
        "{{resolve:ssm-secure:name:10}}",
        "{{resolve:ssm:arn:aws:ssm:us-east-2:111122223333:parameter/a:1}}",
        "{{resolve:secretsmanager:app}}",
        "{{resolve:secretsmanager:app:SecretString:password}}",
        "{{resolve:secretsmanager:app:SecretString:password:AWSCURRENT}}",
        "{{resolve:secretsmanager:app:SecretString:password::id}}",
        "{{resolve:secretsmanager:"
        "arn:aws:secretsmanager:us-east-2:111122223333:secret:app-AbCdEf"
        ":SecretString:password::}}",
    ],
)
def test_well_formed_references_pass(small: SmallProject, value: str) -> None:
    assert is_reference(value)
    assert small.wrong({"AppPassword": value}) == []


def test_a_reference_in_a_tag_is_refused(small: SmallProject) -> None:
    (finding,) = [
        f
        for f in small.wrong({}, tags={"T": "{{resolve:ssm:/a:1}}"})
        if f.rule == "reference"
    ]
    assert finding.message == (
        "tag T holds a dynamic reference, which stack tags cannot"
    )
