import json
from pathlib import Path

import click
import pytest
from click.testing import CliRunner, Result

from generator.cli import generator, params
from generator.errors import GeneratorError, UsageError
from tests.parameters.blue_green import project, values
from tests.parameters.small_project import TEMPLATE, SmallProject


def run(small: SmallProject, *args: str, **rest) -> Result:
    arguments = ["--project", str(small.root), "params", *args]
    return CliRunner().invoke(generator, arguments, **rest)


def refused(small: SmallProject, *args: str) -> GeneratorError:
    result = run(small, *args)
    assert isinstance(result.exception, GeneratorError)
    return result.exception


def test_show_prints_the_stack_and_the_origin_of_each_value(
    small: SmallProject,
) -> None:
    file = small.file({"NodeVersion": "20"})
    result = run(small, "show", str(file.path))
    rows = [line.split() for line in result.stdout.splitlines()]
    assert rows[0] == ["payment-service-small-dev"]
    assert ["NodeVersion", '"20"', f"{file.path}:4"] in rows
    assert ["Team", '"payments"', f"{small.project.params}/environments.toml:6"] in rows


def test_show_says_so_if_there_are_no_tags(small: SmallProject) -> None:
    file = small.file(environment="prod")
    assert "tags: none" in run(small, "show", str(file.path)).stdout


def test_show_as_json(small: SmallProject) -> None:
    file = small.file({"AppPassword": "letmein"})
    said = json.loads(run(small, "show", str(file.path), "--format", "json").stdout)
    assert said["stack"] == "payment-service-small-dev"
    secret = next(row for row in said["parameters"] if row["key"] == "AppPassword")
    assert secret == {
        "key": "AppPassword",
        "value": "(hidden)",
        "from": f"{file.path}:4",
    }


def test_values_in_json_are_the_values(small: SmallProject) -> None:
    file = small.file({"NodeVersion": "20"})
    small.template(TEMPLATE + "  Extra: {Type: AWS::SNS::Topic}\n")
    small.file(environment="prod")
    shown = json.loads(run(small, "show", str(file.path), "--format", "json").stdout)
    values = {row["key"]: row["value"] for row in shown["parameters"]}
    assert (values["NodeVersion"], values["VpcId"]) == ("20", "")
    found = json.loads(run(small, "diff", "dev", "prod", "--format", "json").stdout)
    assert found[0] == {
        "service": "payment-service.small",
        "key": "NodeVersion",
        "left": "20",
        "right": "22",
    }


def test_a_value_that_nobody_gives_is_null(small: SmallProject) -> None:
    small.template("Parameters: {NotificationEmail: {Type: String}, B: {Type: String}}")
    path = str(small.file().path)
    shown = json.loads(run(small, "show", path, "--format", "json").stdout)
    assert shown["parameters"][1] == {"key": "B", "value": None, "from": "missing"}


def test_a_folder_in_json_is_one_document(small: SmallProject) -> None:
    for name in ("ledger", "refunds"):
        small.file(name=name)
    folder = str(small.project.params / "dev")
    shown = json.loads(run(small, "show", folder, "--format", "json").stdout)
    assert [each["stack"] for each in shown] == [
        "ledger-small-dev",
        "refunds-small-dev",
    ]


def test_diff_prints_a_row_for_each_value_that_differs(small: SmallProject) -> None:
    small.file({"NodeVersion": "20"})
    small.file(environment="prod")
    rows = [
        line.split() for line in run(small, "diff", "dev", "prod").stdout.splitlines()
    ]
    assert rows == [
        ["service", "value", "dev", "prod"],
        ["payment-service.small", "NodeVersion", '"20"', '"22"'],
        ["payment-service.small", "tag", "Team", '"payments"', "(none)"],
    ]


def test_diff_of_what_is_the_same_says_so(small: SmallProject) -> None:
    small.file(environment="prod")
    result = run(small, "diff", "prod", "prod")
    assert (result.stdout, result.stderr) == ("", "prod and prod do not differ\n")


def test_diff_as_json_of_one_service(small: SmallProject) -> None:
    small.file(name="ledger")
    small.file(name="refunds")
    result = run(
        small, "diff", "dev", "prod", "--service", "ledger", "--format", "json"
    )
    assert json.loads(result.stdout) == [
        {"service": "ledger.small", "key": "", "left": "there", "right": None}
    ]


def test_diff_names_a_service_that_one_environment_lacks(small: SmallProject) -> None:
    small.file(name="ledger")
    rows = run(small, "diff", "dev", "prod").stdout.splitlines()
    assert rows[1].split() == ["ledger.small", "(file)", "there", "(none)"]


@pytest.mark.parametrize(
    ("target", "first"), [("cli", "["), ("git-sync", "{"), ("codepipeline", "{")]
)
def test_export_prints_the_file_for_another_tool(
    small: SmallProject, target: str, first: str
) -> None:
    file = small.file()
    result = run(small, "export", str(file.path), "--to", target)
    assert (result.exit_code, result.stdout[0]) == (0, first)
    json.loads(result.stdout)


def test_export_takes_one_file(small: SmallProject) -> None:
    small.file(name="ledger")
    small.file(name="refunds")
    folder = str(small.project.params / "dev")
    error = refused(small, "export", folder, "--to", "cli")
    assert (error.message, error.hint) == (
        f"{folder} is 2 parameter files.",
        "Name one of them.",
    )


def test_export_never_prints_a_secret(small: SmallProject) -> None:
    file = small.file({"AppPassword": "letmein"})
    result = run(small, "export", str(file.path), "--to", "cli")
    assert "letmein" not in result.output
    assert isinstance(result.exception, GeneratorError)
    assert "NoEcho" in result.exception.message


NEW = ("new", "refunds", "--env", "dev", "--from", "payment-service")


def test_new_without_a_terminal_invents_nothing(small: SmallProject) -> None:
    small.file({"ServiceName": "payment-service"})
    error = refused(small, *NEW)
    assert error.message.startswith("2 values of ")
    assert error.details == (
        "ServiceName must be decided: it was payment-service.",
        "NamePrefix must be decided: another stack makes resources of that name.",
    )
    assert error.hint == "Add --set ServiceName=refunds --set NamePrefix=refunds-."
    folder = small.project.params / "dev"
    assert [path.name for path in folder.iterdir()] == ["payment-service.small.json"]


def test_new_writes_what_is_valid_with_all_answers(small: SmallProject) -> None:
    small.file({"ServiceName": "payment-service"})
    answers = ("--set", "ServiceName=refunds", "--set", "NamePrefix=refunds-")
    result = run(small, *NEW, *answers)
    path = small.project.params / "dev" / "refunds.small.json"
    assert result.stdout == f"{path}\n"
    assert result.stderr == f"next: python -m generator validate {path}\n"
    assert json.loads(path.read_text())["Parameters"] == {
        "ServiceName": "refunds",
        "NotificationEmail": "team@example.com",
        "NamePrefix": "refunds-",
    }


def test_new_does_not_write_what_would_be_wrong(small: SmallProject) -> None:
    small.file({"ServiceName": "payment-service"})
    answers = ("--set", "ServiceName=refunds", "--set", "NamePrefix=")
    error = refused(small, *NEW, *answers)
    path = small.project.params / "dev" / "refunds.small.json"
    assert error.message.startswith(f"{path} would be wrong: the IAM role ")
    assert error.hint.endswith("Nothing was written.")
    assert not path.exists()


@pytest.mark.parametrize(
    ("key", "why"),
    [
        ("Service", "it was payment-service"),
        ("Blue", "payment-service.small.json has it, too"),
        ("Green", "payment-service.small.json has it, too"),
        ("Production", "payment-service.small.json has it, too"),
    ],
)
def test_new_asks_what_the_service_deploys_to(
    small: SmallProject, key: str, why: str
) -> None:
    project(small)
    twins = {"Blue": "blue", "Green": "green"}
    small.file(values("payment-service", **twins))
    lines = refused(small, *NEW).details
    (line,) = (each for each in lines if each.startswith(f"{key} must be decided: "))
    assert line.endswith(f"{why}.")


def test_new_asks_for_the_network_and_for_defaults_of_the_old_service(
    small: SmallProject,
) -> None:
    network = {
        "VpcId": "vpc-01234567",
        "SubnetIds": "subnet-01234567",
        "SecurityGroupIds": "sg-01234567",
    }
    small.file(network)
    error = refused(small, *NEW)
    assert "VpcId must be decided: it was vpc-01234567." in error.details
    assert "--set SubnetIds=subnet-01234567" in error.hint
    # Nobody wrote the service's name: the template's default has it.
    assert "--set ServiceName=refunds" in error.hint
    moved = ("new", "payment-service", "--env", "prod", "--from", "payment-service")
    assert "--set VpcId=VALUE" in refused(small, *moved).hint


def test_new_without_a_terminal_names_what_must_be_given(small: SmallProject) -> None:
    role = "arn:aws:iam::111122223333:role/x"
    small.file({"TaskRoleArn": role})
    moved = ("new", "payment-service", "--env", "prod", "--from", "payment-service")
    error = refused(small, *moved)
    assert isinstance(error, UsageError)
    assert error.details == (
        "TaskRoleArn must be decided: it names another account or region.",
    )
    assert error.hint == "Add --set TaskRoleArn=VALUE."
    answer = "TaskRoleArn=arn:aws:iam::444455556666:role/x"
    assert run(small, *moved, "--set", answer).exit_code == 0
    assert not (small.project.params / "prod" / "x").exists()


def test_new_on_a_terminal_asks_with_the_proposal_as_default(
    small: SmallProject, monkeypatch: pytest.MonkeyPatch
) -> None:
    small.file({"ServiceName": "payment-service"})
    monkeypatch.setattr(params, "on_a_terminal", lambda: True)
    result = run(small, *NEW, input="\nrf-\n")
    assert result.exit_code == 0
    path = small.project.params / "dev" / "refunds.small.json"
    said = json.loads(path.read_text())["Parameters"]
    assert (said["ServiceName"], said["NamePrefix"]) == ("refunds", "rf-")
    assert "NamePrefix: another stack makes resources of that name" in result.stderr


def test_new_leaves_nothing_behind_if_it_is_broken_off(
    small: SmallProject, monkeypatch: pytest.MonkeyPatch
) -> None:
    small.file({"ServiceName": "payment-service"})
    monkeypatch.setattr(params, "on_a_terminal", lambda: True)

    def interrupt(*_: object, **__: object) -> None:
        raise click.Abort

    monkeypatch.setattr(click, "prompt", interrupt)
    assert run(small, *NEW).exit_code == 1
    names = [p.name for p in Path(small.project.params / "dev").iterdir()]
    assert names == ["payment-service.small.json"]


def test_an_answer_without_an_equals_sign_is_refused(small: SmallProject) -> None:
    small.file()
    error = refused(small, *NEW, "--set", "NamePrefix")
    assert error.message == "--set NamePrefix has no =."


def test_nobody_is_asked_without_a_terminal() -> None:
    assert params.on_a_terminal() is False
