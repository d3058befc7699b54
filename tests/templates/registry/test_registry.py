"""One repository in which a tag means one image, for all accounts."""

import json
import re
from typing import Any

import pytest

from generator.cloudformation.assertions import broken_assertions
from tests.templates.registry.stack import (
    LATEST,
    PULLED,
    REQUIRED,
    RUNS,
    repository,
    stack,
    template,
)

PARAMETERS = template()["Parameters"]


def test_only_its_environment_and_its_name_must_be_given() -> None:
    required = {name for name, each in PARAMETERS.items() if "Default" not in each}
    assert required == set(REQUIRED)


def test_every_push_is_scanned_and_no_tag_moves() -> None:
    made = repository()
    assert made["ImageScanningConfiguration"] == {"ScanOnPush": True}
    assert made["ImageTagMutability"] == "IMMUTABLE"
    assert "ImageTagMutabilityExclusionFilters" not in made


def test_one_tag_may_move_where_somebody_says_so() -> None:
    made = repository(LATEST)
    assert made["ImageTagMutability"] == "IMMUTABLE_WITH_EXCLUSION"
    assert made["ImageTagMutabilityExclusionFilters"] == [
        {
            "ImageTagMutabilityExclusionFilterType": "WILDCARD",
            "ImageTagMutabilityExclusionFilterValue": "latest",
        }
    ]


@pytest.mark.parametrize(
    ("name", "value", "taken"),
    [
        ("MutableTag", "cache-*", True),
        ("MutableTag", "*", False),
        ("MutableTag", "a*b", False),
        ("PullAccountIds", "111122223333", True),
        ("PullAccountIds", "*", False),
        ("PullAccountIds", "111122223333, 444455556666", False),
    ],
)
def test_not_everything_may_move_and_not_everybody_may_pull(
    name: str, value: str, taken: bool
) -> None:
    assert bool(re.search(PARAMETERS[name]["AllowedPattern"], value)) is taken


def test_the_accounts_that_are_given_may_pull_and_do_nothing_else() -> None:
    (statement,) = repository(PULLED)["RepositoryPolicyText"]["Statement"]
    assert statement["Principal"] == {"AWS": list(RUNS)}
    assert statement["Action"] == [
        "ecr:BatchCheckLayerAvailability",
        "ecr:BatchGetImage",
        "ecr:GetDownloadUrlForLayer",
    ]
    assert "RepositoryPolicyText" not in repository()


def lifecycle(*given: dict[str, str]) -> list[dict[str, Any]]:
    text = repository(*given)["LifecyclePolicy"]["LifecyclePolicyText"]
    rules: list[dict[str, Any]] = json.loads(text)["rules"]
    return rules


def test_a_thousand_images_stay_and_what_tells_of_them_is_not_counted() -> None:
    """SBOM and provenance have no tag, and go with their image."""
    (newest,) = lifecycle()
    assert newest["selection"] == {
        "tagStatus": "tagged",
        "tagPatternList": ["*"],
        "countType": "imageCountMoreThan",
        "countNumber": 1000,
    }


def test_what_has_no_tag_goes_where_somebody_says_so() -> None:
    newest, untagged = lifecycle({"UntaggedImageDays": "30", "KeptImages": "200"})
    assert newest["selection"]["countNumber"] == 200
    assert untagged["selection"] == {
        "tagStatus": "untagged",
        "countType": "sinceImagePushed",
        "countUnit": "days",
        "countNumber": 30,
    }
    assert newest["rulePriority"] < untagged["rulePriority"]


def test_the_images_outlive_the_stack() -> None:
    made = stack().resources["Repository"]
    assert made["DeletionPolicy"] == "RetainExceptOnCreate"
    assert made["UpdateReplacePolicy"] == "Retain"


def test_it_says_whose_it_is() -> None:
    tags = {each["Key"]: each["Value"] for each in repository()["Tags"]}
    assert tags == {
        "Environment": "dev",
        "Project": "payments/service",
        "CostCenter": "payments",
    }


def test_its_output_is_the_parameter_of_the_pipeline_and_of_the_service() -> None:
    assert stack().outputs["EcrRepositoryName"] == "Repository"
    assert list(broken_assertions(stack(PULLED, LATEST).scope)) == []
