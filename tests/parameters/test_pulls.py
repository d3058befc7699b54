"""What is promoted to an account can be pulled there."""

from pathlib import Path

import pytest

from tests.parameters.promoted import (
    DEV,
    PROD,
    REPOSITORY,
    SERVICE,
    TOOLS,
    Promoted,
)

PROMOTION, REGISTRY = "tools/refunds.promotion", "tools/refunds.registry"
RULE = "image-pull"


@pytest.fixture
def promoted(tmp_path: Path) -> Promoted:
    return Promoted(tmp_path)


def test_accounts_that_the_repository_lets_in_may_pull(promoted: Promoted) -> None:
    assert promoted.found(RULE) == []


def test_an_account_that_it_does_not_let_in_is_told_at_the_list(
    promoted: Promoted,
) -> None:
    promoted.change(REGISTRY, PullAccountIds=DEV)
    (finding,) = promoted.found(RULE)
    assert finding.file == promoted.path(REGISTRY)
    assert finding.line == promoted.line(REGISTRY, "PullAccountIds")
    assert finding.message == (
        f"the repository {REPOSITORY} does not let {PROD} pull, to which "
        f"{promoted.path(PROMOTION)} deploys"
    )
    assert finding.hint == f"Write PullAccountIds={DEV},{PROD}."


def test_where_the_promotion_alone_is_asked_about_it_is_told_there(
    promoted: Promoted,
) -> None:
    promoted.change(REGISTRY, PullAccountIds=None)
    found = promoted.found(RULE, lambda file: file.template == "promotion")
    assert [each.line for each in found] == [
        promoted.line(PROMOTION, f"Target{number}DeployRoleArn") for number in (1, 2)
    ]
    assert {each.hint for each in found} == {
        f"Write PullAccountIds={DEV},{PROD} there."
    }


@pytest.mark.parametrize("why", ["no file", "another repository"])
def test_a_repository_that_no_file_makes_is_a_warning(
    promoted: Promoted, why: str
) -> None:
    """Something else may make it."""
    if why == "no file":
        del promoted.values[REGISTRY]
    else:
        promoted.change(REGISTRY, RepositoryName="ledger")
    (finding,) = promoted.found(RULE)
    assert finding.severity == "warning"
    assert finding.line == promoted.line(PROMOTION, "EcrRepositoryName")
    assert finding.message.startswith(
        f"no registry file of account {TOOLS} has the repository {REPOSITORY}"
    )


def test_another_registry_than_ecr_is_not_ours_to_judge(promoted: Promoted) -> None:
    promoted.change(PROMOTION, EcrRepositoryName=None)
    promoted.change(REGISTRY, PullAccountIds=None)
    assert promoted.found(RULE) == []


def with_service(promoted: Promoted, **values: str | None) -> None:
    """The service that the target of dev deploys is made by a file, too."""
    promoted.values["dev/refunds.service"] = dict(SERVICE)
    promoted.change("dev/refunds.service", **values)


def test_the_execution_role_of_the_service_may_pull_from_the_other_account(
    promoted: Promoted,
) -> None:
    with_service(promoted)
    assert promoted.found(RULE) == []


@pytest.mark.parametrize(
    "values",
    [
        {"EcrRepositoryAccountId": None},
        {"EcrRepositoryName": "payments/ledger"},
        {"EcrRepositoryAccountId": PROD},
    ],
)
def test_an_execution_role_that_may_not_is_told_at_the_service(
    promoted: Promoted, values: dict[str, str | None]
) -> None:
    with_service(promoted, **values)
    (finding,) = promoted.found(RULE)
    file = "dev/refunds.service"
    assert finding.severity == "warning"
    assert finding.file == promoted.path(file)
    assert finding.line == promoted.line(file, "EcrRepositoryName")
    assert finding.message == (
        "the execution role of this service may not pull from "
        f"arn:aws:ecr:us-east-2:{TOOLS}:repository/{REPOSITORY}, which "
        f"{promoted.path(PROMOTION)} promotes"
    )
    assert finding.hint == (
        f"Write EcrRepositoryName={REPOSITORY} and EcrRepositoryAccountId={TOOLS} in "
        "its file."
    )


def test_a_service_that_is_not_the_targets_is_not_asked(promoted: Promoted) -> None:
    with_service(promoted, EcrRepositoryAccountId=None, ServiceName="ledger")
    assert promoted.found(RULE) == []
