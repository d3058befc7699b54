"""A bucket and a key of another region, for one promotion and its targets there."""

from typing import Any

import pytest

from generator.cloudformation.assertions import broken_assertions
from tests.templates.promotion import stack as promotion
from tests.templates.store.stack import PIPELINE, REQUIRED, ROLES, stack, template


def statements(policy: str, *given: dict[str, str]) -> dict[str, Any]:
    """By their Sids; of each the role that it lets in, or nobody."""
    made = stack(*given).properties(policy)
    document = made.get("KeyPolicy") or made["PolicyDocument"]
    return {
        each["Sid"]: each.get("Condition", {})
        .get("ArnEquals", {})
        .get("aws:PrincipalArn")
        for each in document["Statement"]
    }


def test_its_outputs_are_parameters_of_the_promotion() -> None:
    names = {f"OtherRegion{name[0].upper()}{name[1:]}" for name in stack().outputs}
    assert names < promotion.template()["Parameters"].keys()
    assert "PipelineRoleArn" in template()["Parameters"]
    assert {name[0].lower() + name[1:] for name in ("PipelineRoleArn",)} <= set(
        promotion.stack().outputs
    )


def test_the_key_is_used_by_the_pipeline_and_by_the_targets_there_alone() -> None:
    assert statements("EncryptionKey") == {
        "LetPoliciesOfTheAccountDecide": None,
        "LetThePipelineEncrypt": PIPELINE,
        "LetTarget2Decrypt": ROLES["Target2DeployRoleArn"],
    }
    key = stack().properties("EncryptionKey")
    assert key["EnableKeyRotation"] is True
    account = key["KeyPolicy"]["Statement"][0]
    # Policies of the account do not decide who reads.
    assert not {"kms:Decrypt", "kms:GenerateDataKey"} & set(account["Action"])


def test_a_target_reads_its_own_files_under_the_promotions_number() -> None:
    found = statements("ArtifactBucketPolicy", ROLES)
    assert {sid: role for sid, role in found.items() if role} == {
        f"LetTarget{n}{what}ItsFiles": ROLES[f"Target{n}DeployRoleArn"]
        for n in (1, 2, 3)
        for what in ("Read", "Find")
    }
    document = stack(ROLES).properties("ArtifactBucketPolicy")["PolicyDocument"]
    read = [
        each["Resource"] for each in document["Statement"] if "ReadIts" in each["Sid"]
    ]
    assert read == [[f"ArtifactBucket.Arn/*/Target{n}Fil/*"] for n in (1, 2, 3)]
    assert "LetTarget1ReadItsFiles" not in statements("ArtifactBucketPolicy")


def test_the_bucket_is_the_promotions_in_another_region() -> None:
    here, there = promotion.stack(), stack()
    for name in ("AccessLogBucket", "ArtifactBucket", "AccessLogBucketPolicy"):
        assert there.properties(name) == here.properties(name)


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({"Target2DeployRoleArn": ""}, "no target is in this region"),
        (
            {"Target3DeployRoleArn": REQUIRED["Target2DeployRoleArn"]},
            "Target2DeployRoleArn and Target3DeployRoleArn are one role",
        ),
    ],
)
def test_what_does_not_fit_is_refused_before_anything_is_made(
    given: dict[str, str], says: str
) -> None:
    (found,) = broken_assertions(stack(given).scope)
    assert says in found.description


def test_what_fits_is_not() -> None:
    for given in ({}, ROLES):
        assert not list(broken_assertions(stack(given).scope))
