"""`bootstrap` makes the account's own stack, reviewed like any other."""

import json
import shutil
from pathlib import Path

import pytest

from generator.parameters.model import Environment
from generator.project import Project
from generator.sandbox import sandbox
from tests.checkout import ROOT
from tests.cli.commands import run, run_json
from tests.templates.account.stack import stack


@pytest.fixture
def account(project: Project) -> Path:
    """The project with the committed template of accounts; its parameter file."""
    for each in (ROOT / "templates_out").glob("account*"):
        shutil.copy(each, project.templates_out)
    (project.params / "dev").mkdir(exist_ok=True)
    return project.params / "dev" / "delivery.account.json"


def test_without_a_repository_the_bucket_is_made_under_a_name_that_is_known(
    account: Path, project: Project
) -> None:
    done = run("bootstrap", "--sandbox", "--env", "dev", "--yes")
    assert done.code == 0, done.err
    assert "TemplateBucket" in done.out
    assert "environments.toml needs nothing" in done.out
    assert json.loads(account.read_text()) == {"Parameters": {}}
    with sandbox(project) as simulated:
        s3 = simulated.session("111111111111").client("s3")
        assert [b["Name"] for b in s3.list_buckets()["Buckets"]] == [
            "cloudformation-templates-111111111111-eu-west-1-an"
        ]


def test_with_a_repository_it_says_what_to_write_and_repeats_without_a_change(
    account: Path,
) -> None:
    first = run(
        *("bootstrap", "--sandbox", "--env", "dev", "--yes"),
        *("--repository", "example/deployments"),
    )
    assert first.code == 0, first.err
    arn = "arn:aws:iam::111111111111"
    assert f'role_arn = "{arn}:role/delivery-cloudformation-dev"' in first.out
    boundary = f'PermissionsBoundaryArn = "{arn}:policy/delivery-boundary-dev"'
    assert boundary in first.out
    text = account.read_text()
    again = run_json("bootstrap", "--sandbox", "--env", "dev", "--yes")
    assert again.outcomes == {"delivery-account-dev": "unchanged"}
    assert account.read_text() == text


def test_it_is_reviewed_before_it_is_made(account: Path) -> None:
    done = run("bootstrap", "--sandbox", "--env", "dev")
    assert done.code == 2
    assert "no terminal" in done.err


def test_cloudformations_role_does_not_make_the_stack_that_it_is_in(
    account: Path, project: Project
) -> None:
    toml = project.params / "environments.toml"
    role = "arn:aws:iam::111111111111:role/delivery-cloudformation-dev"
    text = toml.read_text()
    toml.write_text(text.replace("[dev]\n", f'[dev]\nrole_arn = "{role}"\n', 1))
    assert role in toml.read_text()
    assert run("bootstrap", "--sandbox", "--env", "dev", "--yes").code == 0
    planned = run("plan", "--sandbox", str(account), "--out", "plan.json")
    assert planned.code == 0, planned.err
    assert json.loads(Path("plan.json").read_text())["stacks"][0]["role_arn"] is None


def test_the_template_is_the_one_that_reaches_the_environments_stacks(
    account: Path, project: Project
) -> None:
    shutil.copy(
        ROOT / "templates_out" / "promotion.yaml",
        project.templates_out / "promotion.yaml",
    )
    promotion = account.with_name("refunds.promotion.json")
    promotion.write_text('{"Parameters": {}}')
    done = run("bootstrap", "--sandbox", "--env", "dev", "--yes")
    assert not account.exists()
    assert account.with_name("delivery.account-tools.json").exists(), done.err
    again = run_json("bootstrap", "--sandbox", "--env", "dev", "--yes")
    assert again.outcomes == {"delivery-account-dev": "unchanged"}


def test_another_template_of_the_account_changes_the_stack_that_it_has(
    account: Path, project: Project
) -> None:
    repository = ("--repository", "example/deployments")
    first = run("bootstrap", "--sandbox", "--env", "dev", "--yes", *repository)
    assert first.code == 0, first.err
    account.rename(account.with_name("delivery.account-tools.json"))
    second = run("bootstrap", "--sandbox", "--env", "dev", "--yes")
    assert second.code == 0, second.err + second.out
    assert "replace" not in second.out.lower()
    with sandbox(project) as simulated:
        session = simulated.session("111111111111")
        client = session.client("cloudformation", region_name="eu-west-1")
        stacks = [each["StackName"] for each in client.describe_stacks()["Stacks"]]
    assert stacks == ["delivery-account-dev"]


def test_where_plans_are_reviewed_it_says_how_this_stack_is_planned(
    account: Path, project: Project
) -> None:
    refused = run("bootstrap", "--sandbox", "--env", "prod", "--yes")
    assert refused.code == 5
    path = project.params / "prod" / "delivery.account.json"
    assert f"plan {path}" in refused.err


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ((), "one environment at a time"),
        (("--env", "nowhere"), "no environment"),
        (("--env", "dev", "--service", "pay"), "one environment at a time"),
    ],
)
def test_another_use_is_refused(
    account: Path, arguments: tuple[str, ...], said: str
) -> None:
    done = run("bootstrap", "--sandbox", *arguments)
    assert done.code == 2
    assert said in done.err
    assert not account.exists()


def test_a_file_that_is_there_says_what_the_repository_is(account: Path) -> None:
    account.write_text('{"Parameters": {"Repository": "example/deployments"}}')
    done = run(
        *("bootstrap", "--sandbox", "--env", "dev", "--yes"),
        *("--repository", "example/other"),
    )
    assert done.code == 2
    assert "is there already" in done.err


def test_the_deployer_and_the_template_know_the_bucket_by_one_name() -> None:
    environment = Environment("dev", "111122223333", "us-east-2")
    assert stack().properties("TemplateBucket")["BucketName"] == environment.own_bucket
