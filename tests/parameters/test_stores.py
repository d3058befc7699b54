"""A promotion and what it needs in another region say the same of each other."""

from pathlib import Path

import pytest

from generator.findings import Finding
from tests.parameters.promoted import (
    ABROAD,
    BUCKET_ABROAD,
    DEV,
    KEY_ABROAD,
    PROD,
    SERVICE,
    STORE,
    TOOLS,
    Promoted,
)

PROMOTION, TARGET = "tools/refunds.promotion", "prod/refunds.target"
PIPELINE = f"arn:aws:iam::{TOOLS}:role/codepipeline-role-tools"


@pytest.fixture
def promoted(tmp_path: Path) -> Promoted:
    promoted = Promoted(tmp_path)
    promoted.move_abroad()
    return promoted


def told(promoted: Promoted, file: str, parameter: str) -> Finding:
    """The one finding, which stands at the line of a parameter."""
    (finding,) = promoted.found()
    assert finding.file == promoted.path(file)
    assert finding.line == promoted.line(file, parameter)
    assert finding.hint
    return finding


def test_what_fits_is_found_to_fit(promoted: Promoted) -> None:
    assert promoted.found() == promoted.found("image-pull") == []
    assert promoted.found("missing-service") == []
    for file in (PROMOTION, TARGET, STORE):
        assert promoted.alone(file) == []


def test_the_key_of_the_other_region_is_no_mistake_of_its_file(
    promoted: Promoted,
) -> None:
    """Ours is the only ARN there of another region."""
    key = KEY_ABROAD.replace("arn:aws:", "arn:aws-cn:")
    promoted.change(PROMOTION, OtherRegionArtifactKeyArn=key)
    assert "partition aws-cn" in str(promoted.alone(PROMOTION))


@pytest.mark.parametrize(
    ("file", "values", "at", "says"),
    [
        (
            PROMOTION,
            {"OtherRegionArtifactKeyArn": KEY_ABROAD.replace(ABROAD, "us-east-2")},
            "OtherRegionArtifactKeyArn",
            "OtherRegionArtifactKeyArn is of region us-east-2; the key is in region "
            f"{ABROAD}, as the bucket is",
        ),
        (
            PROMOTION,
            {"OtherRegionArtifactKeyArn": KEY_ABROAD.replace(TOOLS, PROD)},
            "OtherRegionArtifactKeyArn",
            f"OtherRegionArtifactKeyArn is of account {PROD}; the key is in account "
            f"{TOOLS}, as the bucket is",
        ),
        (
            TARGET,
            {"ArtifactBucketName": BUCKET_ABROAD.replace(ABROAD, "us-east-2")},
            "ArtifactBucketName",
            f"which deploys here, has {BUCKET_ABROAD}: it could not have its artifacts "
            "read",
        ),
        (
            STORE,
            {"PipelineRoleArn": PIPELINE.replace("-tools", "-dev")},
            "PipelineRoleArn",
            f"which deploys here, has {PIPELINE}: it could not encrypt what it deploys",
        ),
        (
            STORE,
            {"Target2DeployRoleArn": f"arn:aws:iam::{PROD}:role/deploy-role-dev"},
            "Target2DeployRoleArn",
            f"has arn:aws:iam::{PROD}:role/deploy-role-prod: it could not have it read "
            "and decrypted there",
        ),
        (
            STORE,
            {"Target1DeployRoleArn": f"arn:aws:iam::{DEV}:role/deploy-role-dev"},
            "Target1DeployRoleArn",
            "has no such target in this region: nobody reads here by it",
        ),
        (
            STORE,
            {"Target3DeployRoleArn": f"arn:aws:iam::{DEV}:role/deploy-role-dev"},
            "Target3DeployRoleArn",
            "has no such target in this region: nobody reads here by it",
        ),
    ],
)
def test_what_does_not_fit_is_told_at_its_line(
    promoted: Promoted, file: str, values: dict[str, str | None], at: str, says: str
) -> None:
    promoted.change(file, **values)
    finding = told(promoted, file, at)
    assert says in finding.message
    assert finding.severity == "error"


def test_a_region_that_the_promotion_leaves_out_is_told(promoted: Promoted) -> None:
    promoted.change(PROMOTION, Target2Region=None)
    own, store = promoted.found(), promoted.path(STORE)
    messages = {each.file: each.message for each in own}
    assert messages[promoted.path(PROMOTION)] == (
        f"Target2Region is empty, and {promoted.path(TARGET)} is in {ABROAD}"
    )
    # Which bucket the target reads is not asked before that is settled.
    assert messages.keys() == {promoted.path(PROMOTION), store}


def test_a_bucket_that_no_store_makes_is_told_with_those_that_they_make(
    promoted: Promoted,
) -> None:
    for file, name in (
        (PROMOTION, "OtherRegionArtifactBucketName"),
        (TARGET, "ArtifactBucketName"),
    ):
        promoted.change(file, **{name: "another-bucket"})
    finding = told(promoted, PROMOTION, "OtherRegionArtifactBucketName")
    assert finding.message == (
        f"no store file of account {TOOLS} in {ABROAD} makes another-bucket"
    )
    assert finding.hint == f"{promoted.path(STORE)} makes {BUCKET_ABROAD}."


def test_a_target_without_access_is_told_with_its_line_where_it_has_one(
    promoted: Promoted,
) -> None:
    promoted.change(STORE, Target2DeployRoleArn=None)
    (finding,) = promoted.found()
    assert finding.file == promoted.path(STORE)
    assert finding.message.startswith("Target2DeployRoleArn is empty, and")


def test_where_the_promotion_alone_is_asked_about_it_is_told_there(
    promoted: Promoted,
) -> None:
    promoted.change(STORE, Target2DeployRoleArn=None, PipelineRoleArn=f"{PIPELINE}-2")
    found = promoted.found(chosen=lambda file: file.template == "promotion")
    assert [each.line for each in found] == sorted(
        promoted.line(PROMOTION, name)
        for name in ("OtherRegionArtifactBucketName", "Target2DeployRoleArn")
    )
    assert promoted.found(chosen=lambda file: file.template == "registry") == []


def test_the_pipelines_own_region_is_not_another(promoted: Promoted) -> None:
    promoted.environments = promoted.environments.replace(ABROAD, "us-east-2")
    promoted.change(PROMOTION, Target2Region="us-east-2", OtherRegion="us-east-2")
    messages = [each.message for each in promoted.found()]
    assert "OtherRegion is us-east-2, the pipeline's own" in messages
    own = f"Target2Region is us-east-2, and {promoted.path(TARGET)} is in us-east-2"
    assert own in messages


def test_no_role_reaches_into_another_partition(promoted: Promoted) -> None:
    promoted.environments = promoted.environments.replace(ABROAD, "cn-north-1")
    promoted.change(PROMOTION, Target2Region="cn-north-1", OtherRegion="cn-north-1")
    messages = " ".join(each.message for each in promoted.found())
    assert "OtherRegion is cn-north-1, in another partition than us-east-2" in messages


def test_a_store_that_nobody_wrote_down_is_told_with_its_file(
    promoted: Promoted,
) -> None:
    del promoted.values[STORE]
    finding = told(promoted, PROMOTION, "OtherRegionArtifactBucketName")
    assert finding.hint == "Write params/tools-eu/refunds.store.json."
    head, _, rest = promoted.environments.partition("[tools]")
    assert head.startswith("[tools-eu]")
    promoted.environments = f"[tools]{rest}"
    finding = told(promoted, PROMOTION, "OtherRegionArtifactBucketName")
    assert finding.severity == "warning"
    assert finding.message.startswith(
        f"no environment here is of account {TOOLS} in {ABROAD}: nothing proves"
    )


def test_a_bucket_that_nobody_names_is_told_once(promoted: Promoted) -> None:
    del promoted.values[STORE]
    promoted.change(PROMOTION, OtherRegionArtifactBucketName=None)
    assert promoted.found() == []
    rule = "OtherRegion takes OtherRegionArtifactBucketName, too"
    assert rule in [each.message for each in promoted.alone(PROMOTION)]


def test_a_service_there_pulls_from_the_region_of_the_repository(
    promoted: Promoted,
) -> None:
    promoted.values["prod/refunds.service"] = {
        **SERVICE,
        "EnvironmentSuffix": "prod",
    }
    (finding,) = promoted.found("image-pull")
    assert finding.hint.endswith("EcrRepositoryRegion=us-east-2 in its file.")
    promoted.change("prod/refunds.service", EcrRepositoryRegion="us-east-2")
    assert promoted.found("image-pull") == []


def test_services_of_one_name_in_two_regions_are_two(promoted: Promoted) -> None:
    """One account has them, and one cluster's name."""
    promoted.environments = promoted.environments.replace(PROD, DEV)
    for file in (TARGET, "dev/refunds.target"):
        promoted.change(
            file,
            EcsServiceName="refunds",
            EcsClusterName="payments",
            DeploymentController="ECS",
            BlueTargetGroupName=None,
            GreenTargetGroupName=None,
            ProductionListenerArn=None,
            TaskExecutionRoleArn=f"arn:aws:iam::{DEV}:role/execution",
        )
    for number, name in ((1, "dev"), (2, "prod")):
        promoted.change(
            PROMOTION,
            **{
                f"Target{number}DeployRoleArn": (
                    f"arn:aws:iam::{DEV}:role/deploy-role-{name}"
                ),
                f"Target{number}ObserverRoleArn": (
                    f"arn:aws:iam::{DEV}:role/observer-role-{name}"
                ),
                f"Target{number}DeploymentController": "ECS",
                f"Target{number}EcsServiceName": "refunds",
                f"Target{number}EcsClusterName": "payments",
                f"Target{number}CodeDeployApplicationName": None,
                f"Target{number}DeploymentGroupName": None,
            },
        )
    promoted.change(
        STORE, Target2DeployRoleArn=f"arn:aws:iam::{DEV}:role/deploy-role-prod"
    )
    assert promoted.found() == promoted.found("shared-deployment") == []
