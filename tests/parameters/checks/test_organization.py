"""What a stack set cannot give to every account and region alike."""

import json
from pathlib import Path

import pytest

from generator.cloudformation.document import read
from generator.parameters.checks.organization import organization
from generator.parameters.model import Environment, ParameterFile
from generator.parameters.organization import Organization
from tests.checkout import ROOT
from tests.templates.account.stack import EXISTING, REPOSITORY

TEMPLATE = read(ROOT / "templates_out/account.yaml")


def messages(*regions: str, **values: str) -> list[str]:
    environment = Environment(
        name="dev",
        account="111122223333",
        region="us-east-2",
        organization=Organization("999988887777", "us-east-2", ("r-ab12",), regions),
    )
    file = ParameterFile(
        Path("f.json"), environment, "delivery", "account", values, tags={}
    )
    return [each.message for each in organization(file, TEMPLATE)]


@pytest.mark.parametrize(
    ("regions", "values", "said"),
    [
        (("us-east-2",), REPOSITORY, ""),
        (("us-east-2", "eu-west-1"), {}, ""),
        (("us-east-2", "eu-west-1"), REPOSITORY, "roles of one name once"),
        (
            ("us-east-2", "eu-west-1"),
            {**REPOSITORY, "RolesRegion": "us-west-2"},
            "has no stack",
        ),
        (("us-east-2", "eu-west-1"), {**REPOSITORY, "RolesRegion": "eu-west-1"}, ""),
        (("us-east-2",), EXISTING, "names account 111122223333"),
    ],
)
def test_roles_are_made_in_one_region_and_no_value_is_of_one_account(
    regions: tuple[str, ...], values: dict[str, str], said: str
) -> None:
    found = messages(*regions, **values)
    assert len(found) == bool(said), json.dumps(found)
    assert said in "".join(found)
