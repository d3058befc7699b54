"""One image, from a push through up to three accounts, one after the other."""

import json
import re
from typing import Any

import pytest

from generator.cloudformation.assertions import broken_assertions
from generator.templates.pipeline import pipeline
from generator.templates.pipeline.languages import LANGUAGES, Language
from generator.templates.promotion import promotion
from tests.templates.promotion.stack import (
    ABROAD,
    ACCOUNTS,
    APPROVED,
    ASKED,
    BACK,
    EVERYTHING,
    NAMES,
    OTHER_BUCKET,
    OTHER_KEY,
    OTHER_REGION,
    REQUIRED,
    THREE,
    VERIFIED,
    WINDOWS,
    by_ecs,
    stack,
    template,
)
from tests.templates.stack import APPROVERS, buildspecs, stack_of

PARAMETERS = template()["Parameters"]
BUILDS = ["Source", "UnitTests", "DockerBuild"]
LIMITED = ("ObserverRoleArn", "EcsClusterName", "EcsServiceName", "ServiceUrl")
DIGEST = "#{DockerBuildVariables.IMAGE_DIGEST}"


def stages(*given: dict[str, str]) -> dict[str, Any]:
    declared = stack(*given).properties("Pipeline")["Stages"]
    found = {each["Name"]: each for each in declared}
    assert len(found) == len(declared)
    return found


def role(kind: str, number: int) -> str:
    return f"arn:aws:iam::{ACCOUNTS[number]}:role/{kind}-role-{NAMES[number]}"


def actions(stage: str, *given: dict[str, str]) -> dict[str, Any]:
    return {each["Name"]: each for each in stages(*given)[stage]["Actions"]}


def variables(action: dict[str, Any]) -> dict[str, str]:
    text = action["Configuration"]["EnvironmentVariables"]
    # CodePipeline User Guide, "Quotas": a setting of an action.
    assert len(text) <= 1000
    return {each["name"]: each["value"] for each in json.loads(text)}


def test_each_target_has_its_stages_in_order() -> None:
    assert list(stages()) == [*BUILDS, "Deploy-dev"]
    three = [f"Deploy-{name}" for name in NAMES]
    assert list(stages(THREE)) == [*BUILDS, *three]
    asked = [f"{what}-{name}" for name in NAMES for what in ("Approve", "Deploy")]
    assert list(stages(THREE, APPROVED)) == [*BUILDS, *asked]


def test_a_target_that_is_not_there_leaves_no_trace() -> None:
    assert not re.search(r"[Tt]arget-?[23]", json.dumps(stack().resources))
    assert "Target3" in json.dumps(stack(THREE).resources)


def test_every_target_runs_the_digest_that_was_built_once() -> None:
    assert len(stack(EVERYTHING).of_type("AWS::CodeBuild::Project")) == 4
    for name in NAMES:
        found = actions(f"Deploy-{name}", THREE)
        for action in ("Prepare", "Verify"):
            assert variables(found[action])["IMAGE_DIGEST"] == DIGEST
        assert found["Prepare"]["InputArtifacts"] == [{"Name": "DockerBuildOutput"}]
        assert found["Deploy"]["InputArtifacts"] == found["Prepare"]["OutputArtifacts"]


def test_what_is_deployed_is_looked_at_before_and_after() -> None:
    found = actions("Deploy-dev", VERIFIED)
    order = {name: each["RunOrder"] for name, each in found.items()}
    assert order == {"Prepare": 1, "Deploy": 2, "Verify": 3, "Test": 4}
    assert {variables(found[name])["STEP"] for name in ("Prepare", "Verify")} == {
        "prepare",
        "verify",
    }


def test_the_pipeline_deploys_by_the_role_of_the_target_alone() -> None:
    made = stack(THREE)
    roles = [role("deploy", number) for number in (0, 1, 2)]
    found = [actions(f"Deploy-{name}", THREE)["Deploy"] for name in NAMES]
    assert [each["RoleArn"] for each in found] == roles
    assert made.resources_of("PipelineRole", "sts:AssumeRole") == roles
    assert not any(
        each.startswith(("codedeploy:", "ecs:", "iam:"))
        for each in made.actions("PipelineRole")
    )


def test_each_target_is_deployed_to_by_its_own_controller() -> None:
    providers = [
        actions(f"Deploy-{name}", THREE)["Deploy"]["ActionTypeId"]["Provider"]
        for name in NAMES
    ]
    assert providers == ["CodeDeployToECS", "ECS", "CodeDeployToECS"]
    ecs = actions("Deploy-staging", THREE)["Deploy"]["Configuration"]
    named = ecs["ClusterName"], ecs["ServiceName"]
    assert named == ("payments-staging", "refunds-staging")


def test_an_approval_says_what_is_asked_for_and_since_when_it_runs_before() -> None:
    first = actions("Approve-dev", APPROVED)["Approval"]["Configuration"]
    assert first["CustomData"] == (
        f"Commit #{{SourceVariables.CommitId}}, image {DIGEST}"
    )
    last = actions("Approve-prod", THREE, APPROVED)["Approval"]["Configuration"]
    assert last["CustomData"].endswith("in staging since #{Target2Verified.RUNS_SINCE}")
    verify = actions("Deploy-staging", THREE)["Verify"]
    assert verify["Namespace"] == "Target2Verified"


def test_what_an_approval_names_is_exported_by_the_build() -> None:
    project = stack().properties("RolloutProject")
    buildspec = project["Source"]["BuildSpec"]
    assert "exported-variables: [RUNS_DIGEST, RUNS_SINCE]" in buildspec


def test_each_approval_has_people_of_its_own() -> None:
    made = stack(THREE, APPROVED)
    for number, name in enumerate(NAMES, 1):
        asked = actions(f"Approve-{name}", THREE, APPROVED)["Approval"]
        topic = f"Target{number}ApprovalTopic"
        assert asked["Configuration"]["NotificationArn"] == topic
        mail = made.properties(f"Target{number}ApprovalSubscription")
        assert mail["Endpoint"] == f"approvers-{name}@example.com"
    published = made.resources_of("PipelineRole", "sns:Publish")
    assert published == [f"Target{number}ApprovalTopic" for number in (1, 2, 3)]


def test_each_target_has_approvers_of_its_own() -> None:
    policies = stack(EVERYTHING, APPROVERS).of_type("AWS::IAM::ManagedPolicy")
    approve = {
        name: policies[f"Target{number}ApproverPolicy"]["PolicyDocument"]["Statement"][
            0
        ]
        for number, name in enumerate(NAMES, 1)
    }
    for name, statement in approve.items():
        (place,) = statement["Resource"]
        assert statement["Action"] == ["codepipeline:PutApprovalResult"]
        assert place.endswith(f":Pipeline/Approve-{name}/Approval")
    # Nobody is asked, or nobody wants it.
    for given in ({}, APPROVERS, APPROVED):
        made = stack(given).of_type("AWS::IAM::ManagedPolicy")
        assert not any("Approver" in name for name in made)


def test_a_rejection_rolls_nothing_back() -> None:
    found = stages(APPROVED, BACK)
    assert "OnFailure" not in found["Approve-dev"]
    assert found["Deploy-dev"]["OnFailure"] == {"Result": "ROLLBACK"}
    assert "OnFailure" not in stages()["Deploy-dev"]


def test_the_window_is_looked_at_after_the_approval() -> None:
    found = stages(APPROVED, WINDOWS, {"DeploymentWindowTimeZone": "Europe/Berlin"})
    assert "BeforeEntry" not in found["Approve-dev"]
    (condition,) = found["Deploy-dev"]["BeforeEntry"]["Conditions"]
    (rule,) = condition["Rules"]
    assert rule["Configuration"] == {
        "Cron": "* * 9-16 ? * MON-THU *",
        "TimeZone": "Europe/Berlin",
    }
    assert "BeforeEntry" not in stages()["Deploy-dev"]


def test_a_url_is_asked_for_where_it_is_given() -> None:
    assert "SERVICE_URL" not in variables(actions("Deploy-dev")["Verify"])
    asked = actions("Deploy-dev", ASKED, VERIFIED)
    for action in ("Verify", "Test"):
        assert variables(asked[action])["SERVICE_URL"].endswith(
            "dev.example.com/health"
        )


def test_the_settings_of_an_action_fit_at_their_longest() -> None:
    longest = {
        f"Target1{name}": ("https://" + "a" * limit)[:limit]
        for name in (
            "ObserverRoleArn",
            "EcsClusterName",
            "EcsServiceName",
            "ServiceUrl",
        )
        if (limit := PARAMETERS[f"Target1{name}"]["MaxLength"])
    } | {"Target1Name": "a" * 20, "Target1Region": "us-east-1".ljust(20, "1")}
    found = actions("Deploy-" + "a" * 20, longest)["Verify"]
    # A digest in place of the variable.
    assert (
        len(found["Configuration"]["EnvironmentVariables"]) + 71 - len(DIGEST) <= 1000
    )


@pytest.mark.parametrize("policy", ["key", "bucket"])
def test_a_target_is_let_in_by_its_account_and_its_role(policy: str) -> None:
    made = stack(THREE)
    document = (
        made.properties("EncryptionKey")["KeyPolicy"]
        if policy == "key"
        else made.properties("ArtifactBucketPolicy")["PolicyDocument"]
    )
    let_in = {
        (each["Principal"]["AWS"], each["Condition"]["ArnEquals"]["aws:PrincipalArn"])
        for each in document["Statement"]
        if each["Sid"].startswith("LetTarget")
    }
    assert let_in == {
        (
            f"arn:aws:iam::{account}:root",
            f"arn:aws:iam::{account}:role/deploy-role-{name}",
        )
        for account, name in zip(ACCOUNTS, NAMES, strict=True)
    }


def test_a_target_reads_its_own_files_and_no_others() -> None:
    document = stack(THREE).properties("ArtifactBucketPolicy")["PolicyDocument"]
    read = {
        each["Sid"]: each["Resource"]
        for each in document["Statement"]
        if "s3:GetObject" in each["Action"]
    }
    assert read == {
        f"LetTarget{n}ReadItsFiles": [f"ArtifactBucket.Arn/*/Target{n}Fil/*"]
        for n in (1, 2, 3)
    }


def test_artifacts_are_always_under_a_key_of_the_stack() -> None:
    made = stack()
    assert "Encryption" not in PARAMETERS
    assert "Condition" not in template()["Resources"]["EncryptionKey"]
    store = made.properties("Pipeline")["ArtifactStore"]
    assert store["EncryptionKey"] == {"Type": "KMS", "Id": "EncryptionKey.Arn"}


def test_a_target_elsewhere_is_deployed_to_in_its_region_from_the_store_there() -> None:
    pipeline = stack(THREE, ABROAD).properties("Pipeline")
    assert "ArtifactStore" not in pipeline
    stores = {
        each["Region"]: each["ArtifactStore"] for each in pipeline["ArtifactStores"]
    }
    own = stack(THREE).properties("Pipeline")["ArtifactStore"]
    assert stores == {
        "us-east-2": own,
        OTHER_REGION: {
            "Type": "S3",
            "Location": OTHER_BUCKET,
            "EncryptionKey": {"Type": "KMS", "Id": OTHER_KEY},
        },
    }
    regions = {
        (stage, name): action["Region"]
        for stage in stages(THREE, ABROAD)
        for name, action in actions(stage, THREE, ABROAD).items()
        if "Region" in action
    }
    # The builds that look stay with the pipeline.
    assert regions == {("Deploy-prod", "Deploy"): OTHER_REGION}
    looked = actions("Deploy-prod", THREE, ABROAD)
    for name in ("Prepare", "Verify"):
        assert variables(looked[name])["TARGET_REGION"] == OTHER_REGION
        near = actions("Deploy-staging", THREE, ABROAD)[name]
        assert "TARGET_REGION" not in variables(near)


def test_another_region_that_is_not_there_leaves_no_trace() -> None:
    made = stack(THREE, APPROVED, VERIFIED)
    assert "ArtifactStores" not in made.properties("Pipeline")
    assert not re.search(
        r"other-?region|TARGET_REGION\"", json.dumps(made.resources), re.I
    )
    assert '"Region"' not in json.dumps(made.properties("Pipeline"))


def test_the_pipeline_writes_to_the_store_there_under_its_key() -> None:
    made = stack(THREE, ABROAD)
    bucket = f"arn:aws:s3:::{OTHER_BUCKET}"
    assert f"{bucket}/*" in made.resources_of("PipelineRole", "s3:PutObject")
    assert bucket in made.resources_of("PipelineRole", "s3:ListBucket")
    assert (
        made.resources_of("PipelineRole", "kms:GenerateDataKey").count(OTHER_KEY) == 1
    )
    assert OTHER_KEY not in json.dumps(made.properties("RolloutRole"))


@pytest.mark.parametrize("policy", ["EncryptionKey", "ArtifactBucketPolicy"])
def test_a_target_elsewhere_is_not_let_in_here(policy: str) -> None:
    made = json.dumps(stack(THREE, ABROAD).properties(policy))
    assert "LetTarget2" in made
    assert "LetTarget3" not in made


def test_the_services_own_tests_may_read_its_source_and_nothing_else() -> None:
    made = stack(VERIFIED)
    assert made.actions("VerificationRole") - made.actions("PipelineRole") == {
        "logs:CreateLogStream",
        "logs:PutLogEvents",
    }
    assert made.resources_of("VerificationRole", "s3:GetObject") == [
        "ArtifactBucket.Arn/*/SourceOutp/*"
    ]
    assert "s3:PutObject" not in made.actions("VerificationRole")
    project = made.properties("VerificationProject")
    assert project["Source"]["BuildSpec"] == "tests/verification.yml"


def test_the_builds_around_a_deployment_take_the_observers_roles_alone() -> None:
    roles = [role("observer", number) for number in (0, 1, 2)]
    assert stack(THREE).resources_of("RolloutRole", "sts:AssumeRole") == roles


def test_the_image_build_knows_no_service() -> None:
    project = stack(EVERYTHING).properties("DockerBuildProject")
    names = {each["Name"] for each in project["Environment"]["EnvironmentVariables"]}
    assert not {each for each in names if each.startswith(("ECS_", "TASK_"))}
    assert not any(
        each.startswith("ecs:") for each in stack(EVERYTHING).actions("DockerBuildRole")
    )


def test_what_a_target_must_know_is_an_output_of_its_parameters_name() -> None:
    assert {"pipelineRoleArn", "rolloutRoleArn", "artifactBucketName"} <= set(
        stack().outputs
    )


BROKEN = [
    ({"Target2Name": "staging"}, "Target2Name does nothing without"),
    ({"Target2DeployRoleArn": THREE["Target2DeployRoleArn"]}, "takes Target2Name, too"),
    (
        {"Target1CodeDeployApplicationName": ""},
        "with CODE_DEPLOY Target1CodeDeployApplicationName must be given",
    ),
    (
        {"Target1DeploymentController": "ECS"},
        "Target1CodeDeployApplicationName is CodeDeploy's: leave it out with ECS",
    ),
    (by_ecs(3), "Target3 takes Target2: give the targets in order"),
    (
        {**THREE, "Target2DeployRoleArn": REQUIRED["Target1DeployRoleArn"]},
        "Target1 and Target2 have one role",
    ),
    ({**THREE, "Target3Name": "dev"}, "Target1 and Target3 have one name"),
    ({"VpcId": "vpc-0a1b2c3d"}, "go together"),
    (
        {**THREE, **ABROAD, "OtherRegionArtifactKeyArn": ""},
        "OtherRegion takes OtherRegionArtifactKeyArn, too",
    ),
    (
        {**THREE, **ABROAD, "OtherRegionArtifactBucketName": ""},
        "OtherRegion takes OtherRegionArtifactBucketName, too",
    ),
    ({**THREE, **ABROAD, "Target3Region": ""}, "no target is in OtherRegion"),
    (
        {**THREE, **ABROAD, "Target3Region": "eu-central-1"},
        "Target3Region is another than OtherRegion",
    ),
    ({"Target1Region": OTHER_REGION}, "Target1Region is another than OtherRegion"),
    (
        {"OtherRegionArtifactBucketName": OTHER_BUCKET},
        "OtherRegionArtifactBucketName does nothing without OtherRegion",
    ),
    (
        {"OtherRegionArtifactKeyArn": OTHER_KEY},
        "OtherRegionArtifactKeyArn does nothing without OtherRegion",
    ),
    (ABROAD, "Target3Region does nothing without Target3DeployRoleArn"),
]


@pytest.mark.parametrize(("given", "says"), BROKEN, ids=lambda each: str(each)[:40])
def test_what_does_not_fit_is_refused_before_anything_is_made(
    given: dict[str, str], says: str
) -> None:
    found = broken_assertions(stack(given).scope)
    assert any(says in str(each) for each in found), found


@pytest.mark.parametrize("language", LANGUAGES, ids=lambda each: each.template)
def test_services_in_every_language_can_be_promoted(language: Language) -> None:
    """The template of one is a line in the list of templates."""
    made = stack_of(
        promotion(buildspecs(), language=language).to_dict(), REQUIRED, THREE
    )
    own = pipeline(buildspecs(), language=language).to_dict()["Resources"][
        "UnitTestProject"
    ]
    project = made.properties("UnitTestProject")
    assert project["Source"]["BuildSpec"] == str(
        own["Properties"]["Source"]["BuildSpec"]
    )
    assert set(made.resources) == set(stack(THREE).resources)
    assert not list(broken_assertions(made.scope))


def test_what_fits_is_not() -> None:
    for given in ({}, THREE, EVERYTHING, {**EVERYTHING, **ABROAD}):
        assert not list(broken_assertions(stack(given).scope))


@pytest.mark.parametrize(
    ("name", "value", "taken"),
    [
        ("Target1DeployRoleArn", "arn:aws:iam::444455556666:role/*", False),
        ("Target2ObserverRoleArn", "arn:aws:iam::444455556666:role/observer?", False),
        ("Target2ObserverRoleArn", "", True),
        ("Target1DeploymentWindow", "* * 9-16 ? * MON-THU *", True),
        ("Target1DeploymentWindow", "0 0 9-16 ? * MON-THU", True),
        ("Target1DeploymentWindow", "9-16 ? * MON-THU *", False),
        ("Target1ServiceUrl", "http://dev.example.com", False),
        ("Target1ServiceUrl", "https://dev.example.com:8443/health?deep=1", True),
        ("Target1ServiceUrl", "https://dev.example.com/$(id)", False),
        ("Target1ServiceUrl", 'https://dev.example.com/"', False),
        ("DeploymentWindowTimeZone", "America/Argentina/Buenos_Aires", True),
        ("Target1Name", "Prod", False),
        ("OtherRegion", "eu-west-1", True),
        ("OtherRegion", "us-gov-west-1", True),
        ("OtherRegion", "eusc-de-east-1", True),
        ("OtherRegion", "Ireland", False),
        ("Target1Region", 'eu-west-1"', False),
        ("OtherRegionArtifactBucketName", "bucket/*", False),
        ("OtherRegionArtifactKeyArn", "alias/artifacts", False),
    ],
)
def test_a_value_that_would_mean_something_else_is_refused(
    name: str, value: str, taken: bool
) -> None:
    assert bool(re.search(PARAMETERS[name]["AllowedPattern"], value)) is taken
