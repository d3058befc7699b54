"""`page` as a reviewer calls it: one stack, with its own values."""

from pathlib import Path

import pytest

from tests.cli.commands import Ran, run
from tests.parameters.small_project import ENVIRONMENTS, SmallProject
from tests.review.markdown_reader import part, read

TEMPLATE = """\
Parameters:
  NotificationEmail: {Type: String}
  AppPassword: {Type: String, NoEcho: true, Default: ''}
  Encryption: {Type: String, Default: AES256, Description: How to encrypt}
Conditions:
  UsesKey: !Equals [!Ref Encryption, 'aws:kms']
  HasPassword: !Not [!Equals [!Ref AppPassword, '']]
Resources:
  Key:
    Type: AWS::KMS::Key
    Condition: UsesKey
    Properties: {EnableKeyRotation: true, Description: !Ref AppPassword}
  Topic:
    Type: AWS::SNS::Topic
    Properties: {TopicName: !Sub '${AWS::AccountId}-${NotificationEmail}'}
  Extra:
    Type: AWS::SNS::Topic
    Condition: HasPassword
    Properties: {TopicName: !Sub 'x-${AppPassword}'}
"""


@pytest.fixture
def small(small: SmallProject) -> SmallProject:
    small.template(TEMPLATE)
    return small


def page(small: SmallProject, *arguments: str) -> Ran:
    return run("--project", str(small.root), "page", *arguments)


def evidence(text: str, requirement: str) -> str:
    (table,) = read(part(text, "## Evidence for PCI DSS")).tables
    return next(row[1] for row in table if row[0].startswith(f"{requirement} "))


def test_only_what_holds_for_the_values_is_there(small: SmallProject) -> None:
    small.file({"Encryption": "AES256"})
    without = page(small).out
    assert "`Key`" not in part(without, "## Resources")
    assert evidence(without, "3.7") == "nothing"
    small.file({"Encryption": "aws:kms"})
    text = page(small).out
    assert "`Key`" in part(text, "## Resources")
    # Without a condition: for this stack it is true.
    assert evidence(text, "3.7") == "the key changes every year (Key)"
    assert "is `aws:kms`" not in text


def test_a_value_stands_with_the_file_that_gives_it(small: SmallProject) -> None:
    file = small.file({"Encryption": "aws:kms"})
    (table,) = read(part(page(small).out, "## Parameters")).tables
    (row,) = (row for row in table if row[0] == "Encryption")
    assert row == ["Encryption", "aws:kms", f"{file.path}:4", "How to encrypt"]


def test_the_page_says_where_the_stack_is(small: SmallProject) -> None:
    small.file()
    text = page(small).out
    assert text.startswith("# payment-service-small-dev\n")
    assert "in account `111122223333`, region `us-east-2`" in text
    # In names the account stays a word, as the page of the template has it.
    assert "`<account>-" in part(text, "## Resources")


def test_a_secret_decides_and_is_not_shown(small: SmallProject) -> None:
    small.file({"AppPassword": "letmein", "Encryption": "aws:kms"})
    text = page(small).out
    assert "`Extra`" in text
    assert "letmein" not in text
    assert "| `AppPassword` | hidden |" in text


def test_vulnerabilities_that_are_accepted_stand_there_for_the_auditor(
    small: SmallProject,
) -> None:
    small.template(
        TEMPLATE.replace("Conditions:", "  Waivers: {Type: String}\nConditions:")
    )
    small.file(environment="prod")
    small.write(
        "payment-service.waivers.toml",
        '[[waivers]]\nid = "CVE-2025-26519"\nreason = "iconv is | not used"\n'
        'owner = "payments"\nexpires = 2099-06-30\nenvironments = ["dev"]\n',
    )
    small.file()
    text = page(small, "--env", "dev").out
    (table,) = read(part(text, "## Accepted vulnerabilities")).tables
    assert table[1:] == [
        ["CVE-2025-26519", "iconv is | not used", "payments", "2099-06-30"]
    ]
    assert "Accepted vulnerabilities" not in page(small, "--env", "prod").out


def test_several_stacks_are_files_of_a_folder(
    small: SmallProject, tmp_path: Path
) -> None:
    small.file()
    small.file(environment="prod")
    ran = page(small, "--out", str(tmp_path / "new"))
    names = ["payment-service-small-dev.md", "payment-service-small-prod.md"]
    assert sorted(path.name for path in (tmp_path / "new").iterdir()) == names
    assert ran.out == ""
    text = (tmp_path / "new" / names[1]).read_text("utf-8")
    assert text == page(small, "--env", "prod").out


def test_a_folder_that_cannot_be_is_a_sentence(
    small: SmallProject, tmp_path: Path
) -> None:
    small.file()
    (tmp_path / "file").touch()
    ran = page(small, "--out", str(tmp_path / "file" / "folder"))
    assert ran.code == 1
    assert "cannot be written" in ran.err


def test_a_region_without_prices_has_a_page_all_the_same(small: SmallProject) -> None:
    small.environments(ENVIRONMENTS.replace("us-east-2", "me-south-1"))
    small.file()
    ran = page(small)
    assert ran.code == 0
    assert "no prices for the region me-south-1" in part(ran.out, "## Cost")


def test_a_template_that_means_nothing_is_a_sentence(small: SmallProject) -> None:
    small.template(TEMPLATE.replace("!Ref Encryption", "!Ref Nothing"))
    small.file()
    ran = page(small)
    assert ran.code == 1
    assert "[Nothing]" in ran.err
    assert "generator validate" in ran.err


def test_what_is_accepted_of_the_stack_is_listed(small: SmallProject) -> None:
    small.file()
    assert "Accepted findings" not in page(small).out
    small.environments(
        f"{ENVIRONMENTS}[[dev.suppress]]\n"
        'file = "payment-service.small"\nrule = "name-clash"\n'
        'reason = "the other stack goes | soon"\nexpires = 2030-06-30\n'
    )
    (rows,) = read(part(page(small).out, "## Accepted findings")).tables
    assert rows[1:] == [["name-clash", "the other stack goes | soon", "2030-06-30"]]
