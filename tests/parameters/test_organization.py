"""`[<environment>.organization]`, each mistake at its line."""

import pytest

from generator.errors import UsageError
from generator.parameters.environments import parse_environments
from generator.parameters.organization import Organization

START = '[dev]\naccount = "111122223333"\nregion = "us-east-2"\n[dev.organization]\n'
GOOD = {
    "account": '"999988887777"',
    "organizational_units": '["ou-ab12-11111111", "r-ab12"]',
    "regions": '["us-east-2", "eu-west-1"]',
}


def parse(**changed: str) -> Organization | None:
    lines = [f"{key} = {value}" for key, value in {**GOOD, **changed}.items() if value]
    return parse_environments(START + "\n".join(lines), "e.toml")[0].organization


def test_everything_it_may_say_is_read() -> None:
    role = "arn:aws:iam::999988887777:role/stack-sets"
    assert parse(
        region='"eu-west-1"',
        call_as='"DELEGATED_ADMIN"',
        assume_role_arn=f'"{role}"',
        failure_tolerance_count="0",
        max_concurrent_percentage="50",
        region_concurrency='"PARALLEL"',
        retain_stacks_on_account_removal="true",
    ) == Organization(
        account="999988887777",
        region="eu-west-1",
        organizational_units=("ou-ab12-11111111", "r-ab12"),
        regions=("us-east-2", "eu-west-1"),
        call_as="DELEGATED_ADMIN",
        assume_role_arn=role,
        failure_tolerance_count=0,
        max_concurrent_percentage=50,
        region_concurrency="PARALLEL",
        retain_stacks_on_account_removal=True,
    )


def test_the_stack_set_stands_in_the_environments_region() -> None:
    found = parse()
    assert found
    assert (found.region, found.call_as) == ("us-east-2", "SELF")


@pytest.mark.parametrize(
    ("key", "value", "said"),
    [
        ("account", "", "e.toml:4 organization of dev has no account"),
        ("account", "999988887777", "e.toml:5 organization of dev has account"),
        ("organizational_units", "[]", "e.toml:6 "),
        (
            "organizational_units",
            '["payments"]',
            'e.toml:6 organization of dev has "pa',
        ),
        ("regions", '["us-east-2", "us-east-2"]', "in regions twice"),
        ("regions", '"us-east-2"', "no list of regions"),
        ("call_as", '"ROOT"', 'e.toml:8 organization of dev has call_as "ROOT"'),
        ("failure_tolerance_percentage", "101", "e.toml:8 "),
        ("max_concurrent_count", "0", "e.toml:8 "),
        ("retain_stacks_on_account_removal", '"yes"', "not true or false"),
        ("assume_role_arn", '"arn:aws:iam::111122223333:role/a"', "another account"),
        ("regiones", "[]", 'an unknown key "regiones"'),
    ],
)
def test_a_mistake_is_told_with_its_line(key: str, value: str, said: str) -> None:
    with pytest.raises(UsageError) as caught:
        parse(**{key: value})
    assert said in caught.value.message


def test_of_a_count_and_a_percentage_there_is_one() -> None:
    with pytest.raises(UsageError, match=r"e.toml:9 .*max_concurrent_count and max_"):
        parse(max_concurrent_count="2", max_concurrent_percentage="10")
