from generator.parameters.committed import read_template
from generator.parameters.stack_values import (
    Difference,
    differences,
    stack_parameters,
    stack_tags,
)
from tests.parameters.small_project import ENVIRONMENTS, SmallProject


def test_each_value_says_where_it_comes_from(small: SmallProject) -> None:
    small.environments(ENVIRONMENTS + '[dev.parameters]\nLabel = "shared"\n')
    file, params = small.file({"NodeVersion": "20"}, {"Own": "x"}), small.project.params
    template = read_template(small.project, "small")
    found = {v.key: (v.shown, v.origin) for v in stack_parameters(file, template)}
    assert list(found) == list(template.parameters)
    assert found["EnvironmentSuffix"] == ('"dev"', str(params / "dev"))
    assert found["NodeVersion"] == ('"20"', f"{file.path}:4")
    assert found["Label"] == ('"shared"', f"{params}/environments.toml:12")
    assert found["ServiceName"] == ('"payment-service"', str(template.path))
    tags = {value.key: value.origin for value in stack_tags(file)}
    assert tags == {"Team": f"{params}/environments.toml:6", "Own": f"{file.path}:7"}


def test_a_value_that_nobody_gives_is_missing(small: SmallProject) -> None:
    template = small.template("Parameters: {A: {Type: String}}")
    (value, _) = stack_parameters(small.file(), template)
    assert (value.shown, value.origin) == ("", "missing")


def test_secrets_are_hidden(small: SmallProject) -> None:
    token = "ghp_" + "a1B2" * 9
    file = small.file({"AppPassword": "letmein", "Label": token})
    template = read_template(small.project, "small")
    found = {v.key: v.shown for v in stack_parameters(file, template)}
    assert (found["AppPassword"], found["Label"]) == ("(hidden)", "(hidden)")


def test_environments_differ_where_their_values_do(small: SmallProject) -> None:
    template = read_template(small.project, "small")
    dev = [(small.file({"AppPassword": "one", "NodeVersion": "20"}), template)]
    dev.append((small.file(name="refunds"), template))
    other = small.file({"AppPassword": "two"}, {"Team": "b"}, environment="prod")
    assert list(differences(dev, [(other, template)])) == [
        Difference("payment-service.small", "NodeVersion", "20", "22"),
        Difference("payment-service.small", "AppPassword", "(hidden)", "(hidden)"),
        Difference("payment-service.small", "tag Team", "payments", "b"),
        Difference("refunds.small", "", "there", None),
    ]


def test_a_value_that_one_side_lacks_is_a_difference(small: SmallProject) -> None:
    template = small.template("Parameters: {A: {Type: String}}")
    dev, prod = small.file({"A": "x"}), small.file(environment="prod")
    assert list(differences([(dev, template)], [(prod, template)])) == [
        Difference("payment-service.small", "A", "x", None),
        Difference("payment-service.small", "tag Team", "payments", None),
    ]
