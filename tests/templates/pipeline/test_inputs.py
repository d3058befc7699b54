"""Parameters that explain themselves, and switches that turn one thing each."""

import re
from typing import Any

import pytest

from generator.cloudformation.values import truth
from tests.templates.stack import (
    APPROVERS,
    ARM,
    BASE_IMAGES,
    BOUNDED,
    BUILD_SECRET,
    BUILD_SECRET_KEY,
    BY_ECS,
    CHATTED,
    CODE_ARTIFACT,
    CONNECTED,
    CONNECTION,
    DATABASE,
    DOCKER_HUB,
    ECR,
    HOOKED,
    INFORMED,
    KMS,
    MAILED,
    ON_CALL,
    PACKAGES,
    PACKAGES_KEY,
    REQUIRED,
    SCANNER_MIRRORS,
    SECRET_KEY,
    SIGNED,
    TASK_ROLE,
    TEST_LISTENER,
    TESTED,
    VPC,
    stack,
    template,
)

PARAMETERS = template()["Parameters"]
each = pytest.mark.parametrize("name", PARAMETERS)


@each
def test_a_parameter_says_what_it_is_and_what_it_takes(name: str) -> None:
    declared = PARAMETERS[name]
    assert declared["Description"]
    assert declared["ConstraintDescription"]


@each
def test_a_parameter_takes_nothing_else(name: str) -> None:
    declared = PARAMETERS[name]
    limited = {"AllowedPattern"}, {"AllowedValues"}, {"MinValue", "MaxValue"}
    assert [limit for limit in limited if limit <= set(declared)]


@each
def test_a_pattern_is_about_the_whole_value(name: str) -> None:
    pattern = PARAMETERS[name].get("AllowedPattern", "^$").removeprefix("^$|")
    assert (pattern[0], pattern[-1]) == ("^", "$")


def test_every_parameter_stands_once_in_the_form_in_the_order_of_the_file() -> None:
    groups = template()["Metadata"]["AWS::CloudFormation::Interface"]["ParameterGroups"]
    shown = [name for group in groups for name in group["Parameters"]]
    assert shown == list(PARAMETERS)
    assert all(group["Label"]["default"] for group in groups)


def test_only_what_nobody_else_can_know_must_be_given() -> None:
    required = {name for name, each in PARAMETERS.items() if "Default" not in each}
    # With CodeDeploy these must be given, too: a rule of the template says so.
    assert required == set(REQUIRED) - set(BY_ECS)


def test_no_parameter_holds_a_secret() -> None:
    """Secrets are resolved by name; NoEcho would show that one passes through."""
    assert not [name for name, each in PARAMETERS.items() if each.get("NoEcho")]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("EnvironmentSuffix", "dev"),
        ("ServiceName", "ledger"),
        ("NamePrefix", ""),
        ("NamePrefix", "ledger-"),
        ("ConnectionArn", ""),
        ("ConnectionArn", CONNECTION),
        ("ConnectionArn", CONNECTION.replace("codeconn", "codestar-conn")),
        ("ConnectionArn", CONNECTION.replace("arn:aws:", "arn:aws-us-gov:")),
        ("GitHubBranch", "release/2026.11"),
        ("ServicePath", "."),
        ("ServicePath", "services/payment-service"),
        ("SubnetIds", VPC["SubnetIds"]),
        ("EcrRepositoryName", "payments/service"),
        ("TaskRoleArn", "arn:aws-cn:iam::111122223333:role/path/to/task"),
        ("PermissionsBoundaryArn", "arn:aws:iam::aws:policy/PowerUserAccess"),
        ("ProductionListenerArn", TEST_LISTENER),
        ("NotificationEmail", "payments+dev@example.co.uk"),
        ("OAuthTokenSecretName", "shared/github"),
        ("RollbackAlarmNames", ""),
        ("CodeArtifactRepositoryArn", CODE_ARTIFACT["CodeArtifactRepositoryArn"]),
        ("CommandBeforeTests", "npm run migrate &&\nnpm run seed"),
        ("BuildArguments", '{"A": "two\nlines"}'),
        ("BaseImageRepositoryArns", BASE_IMAGES["BaseImageRepositoryArns"]),
        ("Waivers", "CVE-2025-26519:2026-12-31,GHSA-jf85-cpcp-j695:2026-12-31"),
        ("RollbackAlarmNames", "5xx of the payment service,a"),
        ("RollbackAlarmNames", ",".join("abcdefghij")),
    ],
)
def test_a_pattern_takes_real_values(name: str, value: str) -> None:
    assert re.search(PARAMETERS[name]["AllowedPattern"], value)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("EnvironmentSuffix", ""),
        ("EnvironmentSuffix", "Dev"),
        ("EnvironmentSuffix", "a-very-long-suffix"),
        ("ServiceName", "payment_service"),
        ("NamePrefix", "ledger"),
        ("ConnectionArn", "github"),
        ("ConnectionArn", f" {CONNECTION}"),
        ("GitHubOwner", "example payments"),
        ("GitHubOwner", ""),
        ("ServicePath", "/etc"),
        ("ServicePath", "services/"),
        ("ServicePath", "$(id)"),
        ("SubnetIds", "subnet-0a1b2c3d, subnet-0b2c3d4e"),
        ("VpcId", "subnet-0a1b2c3d"),
        ("EcrRepositoryName", "111122223333.dkr.ecr.us-east-2.amazonaws.com/A"),
        ("TaskExecutionRoleArn", ""),
        ("TaskExecutionRoleArn", "arn:aws:iam::111122223333:user/alice"),
        ("BlueTargetGroupName", f"{TEST_LISTENER}"),
        ("OAuthTokenSecretName", "arn:aws:secretsmanager:us-east-2:1:secret:token"),
        ("RollbackAlarmNames", "unhealthy,"),
        ("RollbackAlarmNames", "unhealthy, slow"),
        ("RollbackAlarmNames", ",".join("abcdefghijk")),
        ("NotificationEmail", "payments"),
    ],
)
def test_a_pattern_refuses_the_usual_mistakes(name: str, value: str) -> None:
    assert not re.search(PARAMETERS[name]["AllowedPattern"], value)


@pytest.mark.parametrize(
    ("name", "type_", "default"),
    [
        ("ServiceName", "String", "payment-service"),
        ("NamePrefix", "String", ""),
        ("GitHubBranch", "String", "main"),
        # Node.js 18 has had no security fixes since April 2025.
        ("NodeVersion", "String", "22"),
        ("ScanSeverity", "String", "HIGH"),
        ("ContainerPort", "Number", 8080),
        ("ComputeType", "String", "BUILD_GENERAL1_MEDIUM"),
        ("BuildTimeoutMinutes", "Number", 60),
        ("ArtifactRetentionDays", "Number", 90),
        ("LogRetentionDays", "Number", 30),
        ("Encryption", "String", "AES256"),
        ("BlueTerminationWaitMinutes", "Number", 5),
    ],
)
def test_a_default_is_what_most_want(name: str, type_: str, default: Any) -> None:
    assert PARAMETERS[name]["Type"] == type_
    assert PARAMETERS[name]["Default"] == default


def test_logs_can_be_kept_a_year_as_pci_dss_asks_and_never_less_than_a_month() -> None:
    allowed = PARAMETERS["LogRetentionDays"]["AllowedValues"]
    assert 365 in allowed
    assert min(allowed) == 30


# What is on when nothing is given.
DEFAULTS = {
    "UsesCodeDeploy",
    "HasProductionListener",
    "UsesToken",
    "UsesDefaultToken",
    "UsesDefaultImage",
    "UsesDefaultCredentials",
}
# What else a parameter turns on, and which defaults it turns off.
SWITCHES: dict[str, tuple[dict[str, str], set[str], set[str]]] = {
    "ecs": (BY_ECS, {"UsesEcs"}, {"UsesCodeDeploy", "HasProductionListener"}),
    "project": ({"Project": "cards"}, {"NamesProject"}, set()),
    "connection": (CONNECTED, {"UsesConnection"}, {"UsesToken", "UsesDefaultToken"}),
    "token": (
        {"OAuthTokenSecretName": "t"},
        {"UsesNamedToken"},
        {"UsesDefaultToken"},
    ),
    "vpc": (VPC, {"HasVpc"}, set()),
    "ecr": (ECR, {"UsesEcr"}, {"UsesDefaultImage", "UsesDefaultCredentials"}),
    "image": ({"ImageName": "pay"}, {"UsesNamedImage"}, {"UsesDefaultImage"}),
    "credentials": (
        {"RegistryCredentialsSecretName": "hub"},
        {"UsesNamedCredentials"},
        {"UsesDefaultCredentials"},
    ),
    "secret key": (SECRET_KEY, {"HasSecretKey"}, set()),
    "base images": (BASE_IMAGES, {"HasBaseImages"}, set()),
    "docker hub": (DOCKER_HUB, {"HasDockerHubSecret"}, set()),
    "build secret": (BUILD_SECRET, {"HasBuildSecret"}, set()),
    "build secret key": (BUILD_SECRET_KEY, {"HasBuildSecretKey"}, set()),
    "signing key": (SIGNED, {"HasSigningKey"}, set()),
    "scanner mirrors": (
        SCANNER_MIRRORS,
        {"HasScannerDatabase", "HasScannerJavaDatabase"},
        set(),
    ),
    "packages": (PACKAGES, {"HasPackageSecret"}, set()),
    "packages key": (PACKAGES_KEY, {"HasPackageSecretKey"}, set()),
    "code artifact": (CODE_ARTIFACT, {"HasCodeArtifact"}, set()),
    "database": (DATABASE, {"HasTestDatabase"}, set()),
    "arm": (ARM, {"UsesArm"}, set()),
    "task role": (TASK_ROLE, {"HasTaskRole"}, set()),
    "test listener": (TESTED, {"HasTestListener"}, set()),
    "one alarm": (
        {"RollbackAlarmNames": "a"},
        {"HasRollbackAlarms", "HasRollbackAlarm1"},
        set(),
    ),
    "ten alarms": (
        {"RollbackAlarmNames": ",".join("abcdefghij")},
        {"HasRollbackAlarms", *(f"HasRollbackAlarm{n}" for n in range(1, 11))},
        set(),
    ),
    "test traffic": (
        {**TESTED, "TestTrafficWaitMinutes": "30"},
        {"HasTestListener", "WaitsForTesters"},
        set(),
    ),
    "a wait without a test listener": ({"TestTrafficWaitMinutes": "30"}, set(), set()),
    "hooks": (
        HOOKED,
        {f"Has{name}" for name in HOOKED},
        set(),
    ),
    "chats": (CHATTED, {"TellsChats"}, set()),
    "information": (
        {"InformationEmail": INFORMED["InformationEmail"]},
        {"HasInformationEmail"},
        set(),
    ),
    "information to several": (INFORMED, {f"Has{name}" for name in INFORMED}, set()),
    "a second address without a first": (
        {"InformationEmail2": INFORMED["InformationEmail2"]},
        set(),
        set(),
    ),
    "addresses": (MAILED, {f"Has{name}" for name in MAILED}, set()),
    "approvers": (APPROVERS, {"CreatesApproverPolicy"}, set()),
    "alarm topic": (ON_CALL, {"HasAlarmTopic"}, set()),
    "stage rollback": ({"StageRollback": "true"}, {"RollsStageBack"}, set()),
    "key": (KMS, {"UsesKey"}, set()),
    "boundary": (BOUNDED, {"HasBoundary"}, set()),
}


def switched_on(*given: dict[str, str]) -> set[str]:
    scope = stack(*given).scope
    return {name for name in template()["Conditions"] if truth(name, scope)}


def test_only_defaults_are_on_when_nothing_is_given() -> None:
    assert switched_on() == DEFAULTS


@pytest.mark.parametrize("what", SWITCHES)
def test_each_switch_is_turned_by_its_own_parameters(what: str) -> None:
    given, on, off = SWITCHES[what]
    assert switched_on(given) == (DEFAULTS - off) | on


def test_there_is_no_other_switch() -> None:
    known = DEFAULTS.union(*(on for _, on, _ in SWITCHES.values()))
    assert set(template()["Conditions"]) == known


def test_artifacts_outlive_the_longest_approval() -> None:
    shortest = PARAMETERS["ArtifactRetentionDays"]["MinValue"]
    assert shortest * 24 * 60 > PARAMETERS["ApprovalTimeoutMinutes"]["MaxValue"]


def test_a_former_parameter_says_what_to_write_in_its_place() -> None:
    former = template()["Metadata"]["FormerParameters"]
    assert set(former) == {
        "GitHubTokenSecretName",
        "RegistrySecretName",
        "RollbackAlarmName",
    }
    for name, instead in former.items():
        assert name not in PARAMETERS
        assert any(f"Write {known}" in instead for known in PARAMETERS)


@pytest.mark.parametrize("missing", VPC)
def test_a_vpc_needs_subnets_and_security_groups(missing: str) -> None:
    given = {name: value for name, value in VPC.items() if name != missing}
    assert "HasVpc" not in switched_on(given)


def test_every_role_has_the_boundary_when_there_is_one() -> None:
    roles = stack(BOUNDED).of_type("AWS::IAM::Role")
    boundary = BOUNDED["PermissionsBoundaryArn"]
    assert len(roles) == 4
    assert {each["PermissionsBoundary"] for each in roles.values()} == {boundary}
    unbound = stack().of_type("AWS::IAM::Role")
    assert not [name for name, each in unbound.items() if "PermissionsBoundary" in each]


def test_base_images_and_packages_may_be_of_another_account() -> None:
    """`validate` refuses an ARN of another one in every other parameter."""
    shared = template()["Metadata"]["OfOtherAccounts"]
    assert shared == ["BaseImageRepositoryArns", "CodeArtifactRepositoryArn"]
    assert set(shared) <= set(template()["Parameters"])
