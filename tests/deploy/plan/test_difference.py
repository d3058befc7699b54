"""Lists of things with names are compared by name, everything else as it stands."""

from typing import Any

import pytest

from generator.deploy.plan.difference import differences
from generator.deploy.plan.statements import statement_differences


def found(before: Any, after: Any) -> list[tuple[str, str | None, str | None]]:
    return [
        (one.path, one.before, one.after)
        for one in differences(before, after, "", statement_differences)
    ]


def variables(**values: str) -> list[dict[str, str]]:
    return [{"Name": name, "Value": value} for name, value in values.items()]


def test_a_variable_that_comes_first_moves_no_other() -> None:
    before = variables(A="1", B="2")
    after = variables(NEW="0", A="1", B="3")
    assert found(before, after) == [("/B", "2", "3"), ("/NEW", None, "0")]


def test_what_a_thing_says_besides_its_value_is_told() -> None:
    secret = [{"Name": "A", "Value": "x", "Type": "SECRETS_MANAGER"}]
    assert found(variables(A="1"), secret) == [
        ("/A", "1", '{"Type": "SECRETS_MANAGER", "Value": "x"}')
    ]


def test_names_go_as_deep_as_they_are() -> None:
    def stages(timeout: int) -> list[Any]:
        action = {"Name": "Approve", "Configuration": {"Timeout": timeout}}
        return [{"Name": "Source"}, {"Name": "Approval", "Actions": [action]}]

    assert found(stages(1), [stages(2)[1], stages(2)[0]]) == [
        ("/Approval/Actions/Approve/Configuration/Timeout", "1", "2")
    ]


def test_tags_have_keys_and_targets_ids() -> None:
    tags = [{"Key": "Team", "Value": "a"}]
    assert found(tags, [{"Key": "Team", "Value": "b"}]) == [("/Team", "a", "b")]
    targets = [{"Id": "t", "Arn": "a"}]
    assert found(targets, [{"Id": "t", "Arn": "b"}]) == [("/t/Arn", "a", "b")]


def test_another_order_is_told_as_that() -> None:
    before = variables(A="1", B="2")
    assert found(before, before[::-1]) == [(" (order)", None, None)]


@pytest.mark.parametrize(
    "after",
    [["a", "c"], [{"Name": "A"}, {"Name": "A"}], [{"Name": "A"}, {"Other": "B"}]],
)
def test_a_list_without_names_is_compared_as_a_whole(after: list[Any]) -> None:
    ((path, before, _),) = found(["a", "b"], after)
    assert (path, before) == ("", '["a", "b"]')


def test_nothing_differs_where_nothing_does() -> None:
    assert found(variables(A="1"), variables(A="1")) == []


def test_a_policy_that_comes_or_goes_is_told_by_its_statements() -> None:
    statement = {"Effect": "Allow", "Action": "s3:Get", "Resource": "r"}
    policy = {"PolicyName": "p", "PolicyDocument": {"Statement": [statement]}}
    place = "/p/PolicyDocument/s3:Get"
    assert found([], [policy]) == [(f"{place} added", None, "Allow s3:Get on r")]
    assert found([policy], []) == [(f"{place} removed", "Allow s3:Get on r", None)]
