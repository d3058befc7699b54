"""`cost` as a user calls it: options, several files, both formats, exit codes."""

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from generator.review.prices import prices
from tests.checkout import copy_to, imported
from tests.checkout import run as run_process
from tests.cli.commands import Ran, run
from tests.parameters.small_project import ENVIRONMENTS, SmallProject

TEMPLATE = """\
Parameters:
  NotificationEmail: {Type: String}
  Encryption: {Type: String, Default: AES256}
  ComputeType: {Type: String, Default: BUILD_GENERAL1_SMALL}
Conditions:
  UsesKey: !Equals [!Ref Encryption, 'aws:kms']
Resources:
  Key: {Type: AWS::KMS::Key, Condition: UsesKey}
  Bucket: {Type: AWS::S3::Bucket}
  Logs: {Type: AWS::Logs::LogGroup, Properties: {RetentionInDays: 30}}
  Build:
    Type: AWS::CodeBuild::Project
    Properties: {Environment: {ComputeType: !Ref ComputeType}}
  Mail: {Type: AWS::SNS::Subscription, Properties: {Protocol: email}}
  Pipeline:
    Type: AWS::CodePipeline::Pipeline
    Properties:
      PipelineType: V2
      Stages:
      - Actions: [{ActionTypeId: {Owner: AWS, Provider: S3}}]
      - Actions: [{ActionTypeId: {Owner: AWS, Provider: CodeBuild}}]
      - Actions: [{ActionTypeId: {Owner: AWS, Provider: Manual}}]
      - Actions: [{ActionTypeId: {Owner: AWS, Provider: CodeDeployToECS}}]
"""
MINUTES = "CodePipeline V2, action minutes"
BUILDS = "CodeBuild BUILD_GENERAL1_SMALL, minutes"
KEPT, RECEIVED = "CloudWatch logs kept, GB", "CloudWatch logs received, GB"
ARTIFACTS, MAILS = "S3 artifacts, GB", "SNS e-mails"
KEYS = "KMS customer managed keys"


@pytest.fixture
def small(small: SmallProject) -> SmallProject:
    small.template(TEMPLATE)
    return small


def cost(small: SmallProject, *arguments: str) -> Ran:
    return run("--project", str(small.root), "cost", *arguments)


def document(small: SmallProject, *arguments: str) -> dict[str, Any]:
    ran = cost(small, *arguments, "--format", "json")
    assert ran.code == 0
    return ran.json


def quantities(small: SmallProject, *arguments: str) -> dict[str, Decimal]:
    (stack,) = document(small, *arguments)["stacks"]
    return {line["what"]: Decimal(line["quantity"]) for line in stack["lines"]}


def dollars(amount: Decimal) -> Decimal:
    return amount.quantize(Decimal("0.01"))


OPTIONS = [
    ("--builds", "7", {MINUTES: 7 * (5 + 15 + 1), BUILDS: 7 * 5}),
    ("--minutes", "8", {MINUTES: 100 * (8 + 15 + 1), BUILDS: 100 * 8}),
    ("--deploy-minutes", "20", {MINUTES: 100 * (5 + 20 + 1)}),
    ("--artifact-gb", "2.5", {ARTIFACTS: Decimal("2.5")}),
    ("--log-gb", "0.5", {RECEIVED: Decimal("0.5"), KEPT: Decimal("0.5")}),
    ("--mails", "3", {MAILS: 3}),
]


@pytest.mark.parametrize(("option", "value", "changed"), OPTIONS)
def test_an_option_changes_its_rows_and_no_others(
    option: str, value: str, changed: dict[str, Any], small: SmallProject
) -> None:
    small.file()
    assert quantities(small, option, value) == quantities(small) | changed


def test_a_key_is_paid_for_with_aws_kms_only(small: SmallProject) -> None:
    small.file({"Encryption": "AES256"})
    without = quantities(small)
    small.file({"Encryption": "aws:kms"})
    assert quantities(small) == without | {KEYS: 1}
    assert KEYS not in without


def test_what_had_to_be_assumed_is_stated_in_both_formats(small: SmallProject) -> None:
    stored = "{Type: 'AWS::SSM::Parameter::Value<String>', Default: /key}"
    small.template(TEMPLATE.replace("{Type: String, Default: AES256}", stored))
    small.file()
    words = "`Key` is made, as it is when `Encryption` is `aws:kms`"
    (stack,) = document(small)["stacks"]
    assert stack["assumed"] == [words]
    assert words in " ".join(cost(small).out.split())


def test_a_template_that_means_nothing_is_a_sentence(small: SmallProject) -> None:
    small.template(TEMPLATE.replace("!Ref ComputeType", "!Ref Nothing"))
    file = small.file()
    ran = cost(small)
    assert ran.code == 1
    assert f"small.yaml cannot be evaluated for {file.path}" in ran.err
    assert "[Nothing]" in ran.err


def test_amounts_add_up(small: SmallProject) -> None:
    small.file()
    small.file({"Encryption": "aws:kms"}, environment="prod")
    read = document(small)
    for stack in read["stacks"]:
        for line in stack["lines"]:
            quantity, price = Decimal(line["quantity"]), Decimal(line["price"])
            assert quantity * price == Decimal(line["amount"])
        amounts = (Decimal(line["amount"]) for line in stack["lines"])
        assert dollars(sum(amounts, Decimal(0))) == Decimal(stack["total"])
    total = sum(Decimal(stack["total"]) for stack in read["stacks"])
    assert total == Decimal(read["total"])
    free = sum(Decimal(amount) for amount in read["free_tier"].values())
    assert free > 0
    assert total - free == Decimal(read["total_after_free_tier"])


def test_a_stack_says_what_it_is_and_how_good_its_prices_are(
    small: SmallProject,
) -> None:
    small.environments(ENVIRONMENTS.replace("us-east-2", "eu-central-1"))
    file = small.file()
    (stack,) = document(small)["stacks"]
    price = prices("eu-central-1")
    assert price.unconfirmed
    assert {name: stack[name] for name in stack if name not in ("lines", "total")} == {
        "stack": "payment-service-small-dev",
        "file": str(file.path),
        "account": "111122223333",
        "region": "eu-central-1",
        "prices_of": price.date,
        "unconfirmed": list(price.unconfirmed),
        "assumed": [],
    }


def test_stacks_of_one_account_share_its_free_tier(small: SmallProject) -> None:
    small.file()
    alone = document(small)["free_tier"]
    small.file(name="refund-service")
    shared = document(small)["free_tier"]
    assert list(shared) == list(alone) == ["111122223333"]
    # Of its minutes and mails the first stack leaves nothing; of the logs it does.
    one_gb_of_logs = dollars(prices("us-east-2").each["log_gb"])
    both = {name: Decimal(amount) for name, amount in shared.items()}
    assert both == {
        name: Decimal(amount) + one_gb_of_logs for name, amount in alone.items()
    }


def test_stacks_of_two_accounts_have_a_free_tier_each(small: SmallProject) -> None:
    small.file()
    small.file({"ComputeType": "BUILD_GENERAL1_LARGE"}, environment="prod")
    dev, prod = (
        document(small, "--env", name)["free_tier"] for name in ("dev", "prod")
    )
    # No minute of a large machine is free.
    assert Decimal(*prod.values()) < Decimal(*dev.values())
    assert document(small)["free_tier"] == dev | prod


def test_files_environments_and_services_are_chosen(small: SmallProject) -> None:
    path = small.file().path
    small.file(environment="prod")
    small.file(name="refund-service")

    def chosen(*arguments: str) -> list[str]:
        return [each["stack"] for each in document(small, *arguments)["stacks"]]

    assert len(chosen()) == 3
    assert chosen(str(path)) == ["payment-service-small-dev"]
    assert chosen("--env", "prod") == ["payment-service-small-prod"]
    assert chosen("--service", "refund-service") == ["refund-service-small-dev"]


def test_the_table_has_every_stack_the_total_and_the_assumptions(
    small: SmallProject,
) -> None:
    small.environments(ENVIRONMENTS.replace("us-east-2", "eu-central-1", 1))
    small.file(name="pay")
    small.file({"Encryption": "aws:kms"}, environment="prod", name="pay")
    read = document(small, "--builds", "7")
    ran = cost(small, "--builds", "7")
    assert ran.code == 0
    assert ran.err == ""
    for stack in read["stacks"]:
        assert stack["stack"] in ran.out
        assert stack["total"] in ran.out
    assert f"Total {read['total']}; {read['total_after_free_tier']} if" in ran.out
    assert f"account 444455556666: -{read['free_tier']['444455556666']}" in ran.out
    assert "7 executions of the pipeline" in ran.out
    doubts = ", ".join(prices("eu-central-1").unconfirmed)
    text = " ".join(ran.out.split())
    assert f"not confirmed for this region: {doubts}" in text
    assert f"Prices of us-east-2: {prices('us-east-2').date}" in text
    # A stack without a key has none, and not one for nothing.
    row = next(line for line in ran.out.splitlines() if "KMS customer" in line)
    cells = [cell.strip() for cell in row.strip("│").split("│")]
    assert cells[1:] == ["-", "1.00"]


def test_long_stack_names_are_not_cut_off(small: SmallProject) -> None:
    for service in ("settlement-and-clearing", "settlement-and-refunds"):
        small.file(name=service)
        small.file(name=service, environment="prod")
    out = cost(small).out
    head = out.partition("┡")[0].splitlines()[1:]
    columns = zip(*(line.strip("┃").split("┃") for line in head), strict=True)
    names = ["".join(part.strip() for part in column) for column in columns]
    assert "…" not in out
    assert any("settlement-and-refunds-small-prod" in name for name in names)


WRONG = [
    ("--builds", "-1"),
    ("--builds", "1.5"),
    ("--minutes", "many"),
    ("--deploy-minutes", "-5"),
    ("--mails", "1000001"),
    ("--artifact-gb", "-0.1"),
    ("--artifact-gb", "ten"),
    ("--artifact-gb", "1e30"),
    ("--log-gb", "NaN"),
    ("--log-gb", "Infinity"),
    ("--log-gb", ""),
]


@pytest.mark.parametrize(("option", "value"), WRONG)
def test_what_is_no_amount_is_wrong_usage(
    option: str, value: str, small: SmallProject
) -> None:
    small.file()
    ran = cost(small, f"{option}={value}")
    assert ran.code == 2
    assert f"'{option}'" in ran.err
    assert value in ran.err
    assert ran.out == ""


@pytest.mark.parametrize("option", [option for option, _, _ in OPTIONS])
@pytest.mark.parametrize("value", ["0", "1000000"])
def test_the_smallest_and_the_largest_amount_are_estimated(
    option: str, value: str, small: SmallProject
) -> None:
    small.file()
    assert document(small, option, value)["stacks"]


def test_a_region_without_prices_is_named_with_those_that_have(
    small: SmallProject,
) -> None:
    small.environments(ENVIRONMENTS.replace("us-east-2", "ap-south-1", 1))
    small.file()
    small.file(environment="prod")
    ran = cost(small)
    assert ran.code == 2
    assert "ap-south-1" in ran.err
    assert "us-east-2" in ran.err
    assert ran.out == ""
    assert cost(small, "--env", "prod").code == 0


def test_a_compute_type_without_a_price_is_named(small: SmallProject) -> None:
    small.file({"ComputeType": "BUILD_GENERAL1_2XLARGE"})
    ran = cost(small)
    assert ran.code == 2
    assert "BUILD_GENERAL1_2XLARGE" in ran.err


def test_a_file_that_cannot_be_used_is_named(small: SmallProject) -> None:
    small.write("dev/payment-service.small.json", "{")
    ran = cost(small)
    assert ran.code == 1
    assert "dev/payment-service.small.json" in ran.err


def test_a_process_ends_with_the_documented_exit_code(tmp_path: Path) -> None:
    folder = copy_to(tmp_path)
    environments = folder / "params" / "environments.toml"
    assert run_process(folder, "cost", home=tmp_path).returncode == 0
    text = environments.read_text().replace("us-east-2", "ap-south-1")
    environments.write_text(text)
    finished = run_process(folder, "cost", home=tmp_path)
    assert finished.returncode == 2
    assert finished.stderr.startswith("error: There are no prices for the region")
    assert "  hint: It has us-east-1, us-east-2" in finished.stderr
    assert "Traceback" not in finished.stderr
    shown = run_process(folder, "cost", "--help", home=tmp_path).stdout
    assert "2 wrong usage,\n  or a region or a compute type without a price" in shown


def test_nothing_heavy_is_imported(tmp_path: Path) -> None:
    heavy = {"cfnlint", "troposphere", "boto3", "botocore"}
    folder = copy_to(tmp_path)
    modules = imported(folder, "cost", "--format", "json", home=tmp_path)
    assert "yaml" in modules
    assert not (heavy | {"rich"}) & modules
