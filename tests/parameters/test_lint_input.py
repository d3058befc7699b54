from generator.findings import Finding
from generator.parameters.committed import read_template
from generator.parameters.lint_input import Broken, Inputs, LintInput, findings
from tests.parameters.small_project import SmallProject

VPC = {
    "VpcId": "vpc-01234567",
    "SubnetIds": "subnet-01234567",
    "SecurityGroupIds": "sg-01234567",
}


def lint_input(small: SmallProject, values=None, **rest) -> LintInput:
    file = small.file(values, **rest)
    return Inputs().of(file, read_template(small.project, file.template))


def test_values_that_no_rule_can_see_are_no_part_of_the_input(
    small: SmallProject,
) -> None:
    plain = lint_input(small)
    assert lint_input(small, {"SubnetIds": "subnet-01234567"}) == plain
    assert lint_input(small, {"Label": "other"}, name="another") == plain
    assert lint_input(small, tags={"T": "v"}) == plain


def test_every_other_difference_makes_another_input(small: SmallProject) -> None:
    inputs = [
        lint_input(small),
        lint_input(small, {"BuildTimeoutMinutes": "31"}),
        lint_input(small, {"NotificationEmail": "other@example.com"}),
        lint_input(small, VPC),
        lint_input(small, VPC | {"SubnetIds": "subnet-89abcdef"}),
        lint_input(small, environment="prod"),
    ]
    assert len(set(inputs)) == len(inputs)


def test_the_region_is_part_of_the_input(small: SmallProject) -> None:
    before = lint_input(small)
    small.environments('[dev]\naccount = "111122223333"\nregion = "eu-west-1"\n')
    assert lint_input(small).region == "eu-west-1" != before.region


def test_values_that_are_elsewhere_are_not_passed_on(small: SmallProject) -> None:
    given = dict(lint_input(small, {"ServiceName": "{{resolve:ssm:/a:1}}"}).values)
    assert "ServiceName" not in given
    small.template(
        "Parameters: {NotificationEmail: {Type: String},\n"
        "  Image: {Type: 'AWS::SSM::Parameter::Value<String>'}}\n"
        "Resources: {A: {Type: T, Properties: {I: !Ref Image}}}\n"
    )
    assert lint_input(small, {"Image": "/image"}).values == ()


def test_a_finding_stands_where_the_value_does(small: SmallProject) -> None:
    file = small.file({"BuildTimeoutMinutes": "3"})
    template = read_template(small.project, "small")
    broken = Broken("W1030", "error", "too low", 90, "R/P", ("BuildTimeoutMinutes",))
    assert list(findings(file, template, [broken])) == [
        Finding(
            str(file.path),
            4,
            "W1030",
            f"BuildTimeoutMinutes: too low (at R/P, {template.path}:90)",
        )
    ]


def test_a_finding_of_a_default_stands_at_the_file(small: SmallProject) -> None:
    file, template = small.file(), read_template(small.project, "small")
    broken = Broken("E1", "error", "wrong", 90, "R/P", ("Label",))
    (finding,) = findings(file, template, [broken])
    assert (finding.file, finding.line) == (str(file.path), 1)
    assert finding.message == f"wrong (at R/P, {template.path}:90)"


def test_a_finding_without_values_is_the_templates_own(small: SmallProject) -> None:
    file, template = small.file(), read_template(small.project, "small")
    broken = Broken("E1", "error", "wrong", 90, "R/P", ())
    (finding,) = findings(file, template, [broken])
    assert (finding.file, finding.line) == (str(template.path), 90)
    assert finding.message == "wrong"
