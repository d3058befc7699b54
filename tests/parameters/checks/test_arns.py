import pytest

from tests.parameters.small_project import TEMPLATE, SmallProject


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


def test_a_parameter_that_is_of_other_accounts_takes_theirs(
    small: SmallProject,
) -> None:
    small.template(f"{TEMPLATE}Metadata:\n  OfOtherAccounts: [TaskRoleArn]\n")
    for elsewhere in (
        "arn:aws:iam::999999999999:role/x",
        "arn:aws:ecr:eu-west-1:999999999999:repository/base",
    ):
        assert small.wrong({"TaskRoleArn": elsewhere}) == []
    (finding,) = small.wrong({"TaskRoleArn": "arn:aws-cn:iam::999999999999:role/x"})
    assert "names partition aws-cn" in finding.message
    (finding,) = small.wrong({"ConnectionArn": "arn:aws:iam::999999999999:role/x"})
    assert "names account 999999999999" in finding.message


def test_an_arn_is_judged_wherever_it_stands(small: SmallProject) -> None:
    found = small.wrong({"Label": "x", "SubnetIds": "a,arn:aws:s3:eu-west-1::b"})
    assert "SubnetIds names region eu-west-1, but the environment dev is region " in (
        " ".join(finding.message for finding in found)
    )


LISTENER = "arn:aws:elasticloadbalancing:us-east-2:111122223333:listener/app/pay"


@pytest.mark.parametrize(
    ("value", "problem"),
    [
        (LISTENER.replace("us-east-2", "") + "/50dc6c495c0c9188/f2f7dc8efc522ab2",
         "which lacks the region"),
        ("arn:aws:sns:us-east-2::topic", "which lacks the account"),
        (f"{LISTENER}/50dc6c495c0c9188", "does not end in listener/app/NAME/ID/ID"),
        (f"{LISTENER}/50dc6c495c0c9188/f2f7dc8efc52",
         "does not end in listener/app/NAME/ID/ID"),
        ("arn:aws:kms:us-east-2:111122223333:key/0d4e6f8a-1b3c",
         "does not end in key/ID"),
    ],
)  # fmt: skip
def test_an_arn_that_is_cut_short_is_refused(
    small: SmallProject, value: str, problem: str
) -> None:
    found = [f.message for f in small.wrong({"TaskRoleArn": value}) if f.rule == "arn"]
    assert len(found) == 1
    assert problem in found[0]


@pytest.mark.parametrize(
    "value",
    [
        f"{LISTENER}/50dc6c495c0c9188/f2f7dc8efc522ab2",
        "arn:aws:kms:us-east-2:111122223333:alias/payments",
        "arn:aws:kms:us-east-2:111122223333:key/mrk-" + "0a" * 16,
        "arn:aws:apigateway:us-east-2::/restapis/a",
    ],
)
def test_whole_arns_pass(small: SmallProject, value: str) -> None:
    assert small.wrong({"TaskRoleArn": value}) == []
