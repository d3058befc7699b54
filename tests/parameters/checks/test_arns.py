import pytest

from tests.parameters.small_project import SmallProject


@pytest.mark.parametrize(
    ("value", "problem"),
    [
        ("arn:aws:iam::999999999999:role/x",
         "names account 999999999999, but the environment dev is account 111122223333"),
        ("arn:aws:sns:eu-west-1:111122223333:topic",
         "names region eu-west-1, but the environment dev is region us-east-2"),
        ("arn:aws-cn:iam::111122223333:role/x",
         "names partition aws-cn, but the environment dev is partition aws"),
        ("arn:aws:iam", 'is "arn:aws:iam", which is no ARN'),
        ("payment-role", 'is "payment-role", which is no ARN'),
        ("ghp_" + "a1B2" * 9, "is (hidden), which is no ARN"),
    ],
)  # fmt: skip
def test_an_arn_of_somewhere_else_is_refused(
    small: SmallProject, value: str, problem: str
) -> None:
    found = [f.message for f in small.wrong({"TaskRoleArn": value}) if f.rule == "arn"]
    assert found == [f"TaskRoleArn {problem}"]


@pytest.mark.parametrize(
    "value",
    [
        "",
        "arn:aws:iam::111122223333:role/x",
        "arn:aws:iam::aws:policy/ReadOnlyAccess",
        "arn:aws:s3:::bucket/key",
        "{{resolve:ssm:/roles/task:1}}",
    ],
)
def test_arns_without_account_or_region_and_of_the_environment_pass(
    small: SmallProject, value: str
) -> None:
    assert small.wrong({"TaskRoleArn": value}) == []


def test_an_arn_is_judged_wherever_it_stands(small: SmallProject) -> None:
    found = small.wrong({"Label": "x", "SubnetIds": "a,arn:aws:s3:eu-west-1::b"})
    assert "SubnetIds names region eu-west-1, but the environment dev is region " in (
        " ".join(finding.message for finding in found)
    )
