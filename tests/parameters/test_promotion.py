"""A promotion and its targets say the same of each other."""

from pathlib import Path

import pytest

from tests.parameters.promoted import DEV, PROD, TOOLS, Promoted, of_target

PROMOTION, TARGET = "tools/refunds.promotion", "dev/refunds.target"


@pytest.fixture
def promoted(tmp_path: Path) -> Promoted:
    return Promoted(tmp_path)


def told(promoted: Promoted, file: str, parameter: str) -> str:
    """The one finding, which stands at the line of a parameter."""
    (finding,) = promoted.found()
    assert finding.file == promoted.path(file)
    assert finding.line == promoted.line(file, parameter)
    assert finding.severity == "error"
    assert finding.hint
    return finding.message


def test_what_fits_is_found_to_fit(promoted: Promoted) -> None:
    assert promoted.found() == []
    assert promoted.found("missing-service") == []


def test_the_promotion_that_we_make_has_what_is_compared(promoted: Promoted) -> None:
    """Its parameters, roles and bucket have the names that the checks look for."""
    promoted.use_the_real_one()
    assert promoted.found() == promoted.found("image-pull") == []
    for number in (1, 2):
        promoted.change(PROMOTION, **{f"Target{number}EcsServiceName": "ledger"})
    promoted.change(PROMOTION, NamePrefix="r-")
    told = [Path(each.file).stem for each in promoted.found()]
    # Roles of two kinds and the bucket have the prefix.
    assert told.count("refunds.target") == 6
    assert told.count("refunds.promotion") == 2


def test_a_promotion_without_files_of_its_targets_is_not_proven(
    promoted: Promoted,
) -> None:
    """Their account may be somebody else's: that is no error."""
    other = of_target("555566667777", "dev")
    promoted.change(
        PROMOTION, **{f"Target1{name}": value for name, value in other.items()}
    )
    (finding,) = promoted.found()
    assert finding.severity == "warning"
    assert finding.line == promoted.line(PROMOTION, "Target1DeployRoleArn")
    assert finding.message == (
        "no environment here is of account 555566667777: nothing proves that "
        "arn:aws:iam::555566667777:role/deploy-role-dev is there"
    )


def test_a_target_without_a_file_is_told_with_the_command_that_writes_it(
    promoted: Promoted,
) -> None:
    del promoted.values[TARGET]
    message = told(promoted, PROMOTION, "Target1DeployRoleArn")
    assert message == (
        f"no target file of account {DEV} makes arn:aws:iam::{DEV}:role/deploy-role-dev"
    )
    (finding,) = promoted.found()
    other = promoted.path("prod/refunds.target")
    assert finding.hint == (
        f"Run `python -m generator params new refunds --env dev --from {other}`."
    )
    del promoted.values["prod/refunds.target"]
    assert [each.hint for each in promoted.found()] == [
        "Write params/dev/refunds.target.json.",
        "Write params/prod/refunds.target.json.",
    ]


def test_a_role_that_the_target_does_not_make_is_told_with_the_one_it_makes(
    promoted: Promoted,
) -> None:
    promoted.change(TARGET, NamePrefix="r-")
    message = told(promoted, PROMOTION, "Target1DeployRoleArn")
    assert message.startswith(f"no target file of account {DEV} makes")
    (finding,) = promoted.found()
    assert finding.hint.endswith(f"makes arn:aws:iam::{DEV}:role/r-deploy-role-dev.")


@pytest.mark.parametrize(
    ("parameter", "wrong", "right"),
    [
        (
            "ObserverRoleArn",
            f"arn:aws:iam::{DEV}:role/observer-role-prod",
            f"arn:aws:iam::{DEV}:role/observer-role-dev",
        ),
        ("DeploymentController", "ECS", "CODE_DEPLOY"),
        ("EcsClusterName", "cluster-prod", "cluster-dev"),
        ("EcsServiceName", "refunds-prod", "refunds-dev"),
        ("CodeDeployApplicationName", "refunds-app-prod", "refunds-app-dev"),
        ("DeploymentGroupName", "ledger-dg-dev", "refunds-dg-dev"),
    ],
)
def test_what_the_target_says_otherwise_is_told_at_its_line(
    promoted: Promoted, parameter: str, wrong: str, right: str
) -> None:
    name = f"Target1{parameter}"
    promoted.change(PROMOTION, **{name: wrong})
    assert told(promoted, PROMOTION, name) == (
        f"{name} is {wrong}, and {promoted.path(TARGET)} has {right}"
    )


def test_what_the_target_says_and_the_promotion_does_not_is_told(
    promoted: Promoted,
) -> None:
    promoted.change(PROMOTION, Target1DeploymentGroupName=None)
    (finding,) = promoted.found()
    assert finding.message.startswith("Target1DeploymentGroupName is empty, and")


def test_an_application_where_ecs_deploys_is_told_once(promoted: Promoted) -> None:
    """By the promotion's own rule."""
    promoted.use_the_real_one()
    promoted.change(
        TARGET,
        DeploymentController="ECS",
        BlueTargetGroupName=None,
        GreenTargetGroupName=None,
        ProductionListenerArn=None,
    )
    promoted.change(
        PROMOTION, Target1DeploymentController="ECS", Target1DeploymentGroupName=None
    )
    assert promoted.found() == []
    (finding,) = promoted.alone(PROMOTION)
    assert finding.line == promoted.line(PROMOTION, "Target1CodeDeployApplicationName")
    assert finding.message.endswith("is CodeDeploy's: leave it out with ECS")


def test_another_controller_is_told_once_and_not_as_a_second_deployment(
    promoted: Promoted,
) -> None:
    """The target's own group and the promotion's action have one service."""
    promoted.use_the_real_one()
    promoted.change(
        PROMOTION,
        Target1DeploymentController="ECS",
        Target1CodeDeployApplicationName=None,
        Target1DeploymentGroupName=None,
    )
    assert "Target1DeploymentController is ECS" in str(promoted.found())
    assert promoted.found("shared-deployment") == []
    # Whoever else deploys to that service is told, and so is the target.
    promoted.values["dev/ledger.target"] = {
        **promoted.values[TARGET],
        "ServiceName": "ledger",
        "NamePrefix": "l-",
    }
    told = promoted.found("shared-deployment")
    assert {Path(each.file).stem for each in told} == {
        "refunds.target",
        "ledger.target",
    }


def test_a_target_of_another_region_is_told(promoted: Promoted) -> None:
    promoted.environments = promoted.environments.replace(
        f'account = "{DEV}"\nregion = "us-east-2"',
        f'account = "{DEV}"\nregion = "eu-west-1"',
    )
    message = told(promoted, PROMOTION, "Target1DeployRoleArn")
    assert message == (
        f"Target1Region is empty, and {promoted.path(TARGET)} is in eu-west-1"
    )


@pytest.mark.parametrize(
    ("parameter", "wrong"),
    [
        ("PipelineRoleArn", f"arn:aws:iam::{TOOLS}:role/codepipeline-role-dev"),
        ("PipelineRoleArn", f"arn:aws:iam::{DEV}:role/codepipeline-role-tools"),
        ("RolloutRoleArn", f"arn:aws:iam::{TOOLS}:role/codepipeline-role-tools"),
        ("ArtifactBucketName", f"pipeline-artifacts-dev-{DEV}-us-east-2-an"),
    ],
)
def test_a_target_that_lets_in_somebody_else_is_told_at_its_line(
    promoted: Promoted, parameter: str, wrong: str
) -> None:
    right = promoted.values[TARGET][parameter]
    promoted.change(TARGET, **{parameter: wrong})
    message = told(promoted, TARGET, parameter)
    assert message.startswith(
        f"{parameter} is {wrong}, and {promoted.path(PROMOTION)}, which deploys here, "
        f"has {right}: it could not "
    )


def test_where_the_promotion_alone_is_asked_about_it_is_told_there(
    promoted: Promoted,
) -> None:
    promoted.change(TARGET, ArtifactBucketName="another-bucket")
    (finding,) = promoted.found(chosen=lambda file: file.template == "promotion")
    assert finding.file == promoted.path(PROMOTION)
    assert finding.line == promoted.line(PROMOTION, "Target1DeployRoleArn")
    assert "ArtifactBucketName another-bucket" in finding.message


def test_a_file_that_nobody_asked_about_is_not_told(promoted: Promoted) -> None:
    promoted.change(TARGET, ArtifactBucketName="another-bucket")
    promoted.change(PROMOTION, Target2EcsServiceName="ledger")
    assert promoted.found(chosen=lambda file: file.template == "registry") == []
    (finding,) = promoted.found(chosen=lambda file: file.environment.name == "dev")
    assert finding.file == promoted.path(TARGET)


def test_two_targets_with_one_service_are_told(promoted: Promoted) -> None:
    again = of_target(DEV, "dev")
    promoted.change(
        PROMOTION, **{f"Target2{name}": value for name, value in again.items()}
    )
    message = told(promoted, PROMOTION, "Target2EcsServiceName")
    assert message.startswith(
        "Target2EcsServiceName is refunds-dev, the service of Target1EcsServiceName"
    )


def test_services_of_one_name_in_two_accounts_are_two(promoted: Promoted) -> None:
    promoted.change("prod/refunds.target", EcsServiceName="refunds-dev")
    promoted.change("prod/refunds.target", EcsClusterName="cluster-dev")
    promoted.change(PROMOTION, Target2EcsServiceName="refunds-dev")
    promoted.change(PROMOTION, Target2EcsClusterName="cluster-dev")
    assert promoted.found() == []


def test_a_target_that_no_promotion_names_is_nobodys_mistake(
    promoted: Promoted,
) -> None:
    promoted.change(
        PROMOTION, **{f"Target2{name}": None for name in of_target(PROD, "prod")}
    )
    assert promoted.found() == []


def test_without_a_promotion_nothing_is_asked(promoted: Promoted) -> None:
    del promoted.values[PROMOTION]
    promoted.change(TARGET, ArtifactBucketName="another-bucket")
    assert promoted.found() == []


@pytest.mark.parametrize(
    ("file", "says"),
    [
        (PROMOTION, "AfterAllowTrafficHook is count, and {path} has none"),
        (TARGET, "AfterAllowTrafficHook is empty, and {path} has count"),
    ],
)
def test_what_codedeploy_calls_stands_in_both(
    promoted: Promoted, file: str, says: str
) -> None:
    promoted.use_the_real_one()
    promoted.change(file, AfterAllowTrafficHook="count")
    messages = [each.message for each in promoted.found()]
    # Of the promotion's own each target is told.
    assert len(messages) == (2 if file == PROMOTION else 1)
    assert says.format(path=promoted.path(TARGET)) in messages[0]
    for other in (PROMOTION, TARGET, "prod/refunds.target"):
        promoted.change(other, AfterAllowTrafficHook="count")
    assert promoted.found() == []
