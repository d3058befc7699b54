import pytest

from tests.parameters.small_project import SmallProject

LONG = "x" * 5000


@pytest.mark.parametrize(
    ("key", "value", "rule", "message"),
    [
        ("NodeVersion", "21", "allowed-values",
         'NodeVersion is "21"; it may be 18, 20, 22'),
        ("ServiceName", "Pay", "allowed-pattern",
         'ServiceName is "Pay", which does not match ^[a-z][a-z0-9-]*$'),
        ("ServiceName", "pay\n", "allowed-pattern",
         "ServiceName is 'pay\\n', which does not match ^[a-z][a-z0-9-]*$"),
        ("BuildTimeoutMinutes", "soon", "type",
         'BuildTimeoutMinutes is "soon", not a number'),
        ("BuildTimeoutMinutes", "٣٠", "type",
         'BuildTimeoutMinutes is "٣٠", not a number'),
        ("BuildTimeoutMinutes", 4, "range",
         'BuildTimeoutMinutes is "4", less than 5'),
        ("BuildTimeoutMinutes", "481", "range",
         'BuildTimeoutMinutes is "481", more than 480'),
        ("Label", "a", "length",
         "Label is 1 characters long; at least 2 are needed"),
        ("Label", "a" * 9, "length",
         "Label is 9 characters long; at most 8 are allowed"),
        ("Label", LONG, "too-long",
         "Label has 5,000 bytes; CloudFormation takes 4,096"),
        ("SubnetIds", "subnet-01234567,10.0.0.0", "allowed-pattern",
         'SubnetIds has item 2, "10.0.0.0", which does not match '
         "^$|^subnet-[0-9a-f]{8,17}$"),
        ("Ports", "80, http", "type", 'Ports has item 2, "http", not a number'),
        ("Zone", "vpc-1", "type", 'Zone is "vpc-1", not a VPC ID'),
        ("Zone", "", "type", 'Zone is "", not a VPC ID'),
    ],
)  # fmt: skip
def test_a_value_that_the_template_forbids_is_told(
    small: SmallProject, key: str, value: object, rule: str, message: str
) -> None:
    found = [f for f in small.wrong({key: value}) if f.rule != "both-or-neither"]
    assert [(f.rule, f.message, f.line) for f in found] == [(rule, message, 4)]


def test_the_hint_is_the_templates_constraint_description(small: SmallProject) -> None:
    (finding,) = small.wrong({"ServiceName": "Pay"})
    assert finding.hint == "lower case, digits and hyphens"


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("NodeVersion", 22),
        ("BuildTimeoutMinutes", "1e2"),
        ("BuildTimeoutMinutes", 5.5),
        ("BuildTimeoutMinutes", 480),
        ("Ports", "80, 443"),
        ("Zone", "vpc-0123456789abcdef0"),
        ("ConnectionArn", "{{resolve:ssm:/connection:3}}"),
        ("NamePrefix", ""),
    ],
)
def test_values_that_the_template_allows_pass(
    small: SmallProject, key: str, value: object
) -> None:
    assert small.wrong({key: value}) == []


@pytest.mark.parametrize(
    ("key", "rule"),
    [
        ("ServiceName", "allowed-pattern"),
        ("NodeVersion", "allowed-values"),
        ("BuildTimeoutMinutes", "type"),
        ("Zone", "type"),
    ],
)
def test_a_reference_is_refused_where_cloudformation_judges_its_text(
    small: SmallProject, key: str, rule: str
) -> None:
    (finding,) = small.wrong({key: "{{resolve:ssm:/services/x:3}}"})
    assert finding.rule == rule
    assert finding.hint.startswith("Write the value itself")


def test_a_value_of_an_ssm_type_is_the_name_of_a_parameter(small: SmallProject) -> None:
    small.template(
        "Parameters:\n"
        "  NotificationEmail: {Type: String}\n"
        "  Image: {Type: 'AWS::SSM::Parameter::Value<String>'}\n"
    )
    assert small.wrong({"Image": "/images/latest"}) == []
    (finding,) = small.wrong({"Image": "not a name"})
    assert finding.message == (
        'Image is "not a name", not the name of a Systems Manager parameter'
    )


def test_a_pattern_that_cannot_be_judged_is_told_not_skipped(
    small: SmallProject,
) -> None:
    small.template(
        "Parameters:\n"
        "  NotificationEmail: {Type: String}\n"
        "  A: {Type: String, AllowedPattern: '[a-z&&[^b]]'}\n"
    )
    (finding,) = small.wrong({"A": "a"})
    assert finding.message == (
        "A cannot be judged: the template's pattern [a-z&&[^b]] has "
        "an intersection of classes"
    )


def test_a_value_that_may_be_secret_is_never_shown(small: SmallProject) -> None:
    token = "ghp_" + "a1B2" * 9
    for finding in small.wrong({"NodeVersion": token, "AppPassword": "hunter22"}):
        assert token not in finding.message + finding.hint
        assert "hunter22" not in finding.message + finding.hint


UNSEEN = "ConnectionArn has a character that nobody sees"


@pytest.mark.parametrize(
    ("value", "message"),
    [
        ("team ", "ConnectionArn begins or ends with a blank"),
        (
            "a\u200bb",
            "ConnectionArn has a character that nobody sees: ZERO WIDTH SPACE",
        ),
        ("a\u00a0b", "ConnectionArn has a character that nobody sees: NO-BREAK SPACE"),
        ("a\nb", "ConnectionArn has a character that nobody sees: U+000A"),
    ],
)
def test_what_nobody_sees_is_a_warning(
    small: SmallProject, value: str, message: str
) -> None:
    found = [f for f in small.wrong({"ConnectionArn": value}) if f.rule == "unseen"]
    assert [(f.message, f.severity, f.line) for f in found] == [(message, "warning", 4)]


def test_spaces_and_letters_of_any_script_are_seen(small: SmallProject) -> None:
    found = small.wrong({"ConnectionArn": "Zahlung für 支払い"})
    assert "unseen" not in [f.rule for f in found]
