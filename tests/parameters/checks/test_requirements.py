import pytest

from tests.parameters.small_project import ENVIRONMENTS, SmallProject

REQUIRE = """
[prod.require]
BuildTimeoutMinutes = ">= 60"
VpcId = true
NodeVersion = ["20", "22"]
Elsewhere = "x"
"""


@pytest.fixture
def strict(small: SmallProject) -> SmallProject:
    small.environments(ENVIRONMENTS + REQUIRE)
    return small


VPC = {
    "VpcId": "vpc-01234567",
    "SubnetIds": "subnet-01234567",
    "SecurityGroupIds": "sg-01234567",
}


def test_a_value_below_what_the_environment_demands_is_found_at_its_line(
    strict: SmallProject,
) -> None:
    given = {"BuildTimeoutMinutes": "45", **VPC}
    (found,) = strict.wrong(given, environment="prod")
    toml = strict.project.params / "environments.toml"
    assert (found.rule, found.line) == ("require", 4)
    assert found.message == (
        f'BuildTimeoutMinutes is "45", but prod requires >= 60 ({toml}:13)'
    )
    assert found.hint == 'Write "BuildTimeoutMinutes": "60".'


def test_a_default_is_judged_as_well(strict: SmallProject) -> None:
    found = {
        f.message.split(" is ")[0]: f for f in strict.wrong({}, environment="prod")
    }
    assert set(found) == {"BuildTimeoutMinutes", "VpcId"}
    assert "VpcId is not given, but prod requires that it is given" in (
        found["VpcId"].message
    )


def test_enough_is_enough(strict: SmallProject) -> None:
    assert strict.wrong({"BuildTimeoutMinutes": "60", **VPC}, environment="prod") == []


def test_other_environments_demand_nothing(strict: SmallProject) -> None:
    assert strict.wrong({"BuildTimeoutMinutes": "45"}) == []
