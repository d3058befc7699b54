import json
import os
import subprocess
import sys
from pathlib import Path

import boto3
import pytest

from generator.deploy.clients import Clients
from generator.errors import GeneratorError
from generator.parameters.model import Environment
from generator.project import Project
from generator.sandbox import make_template_bucket, reached, sandbox
from tests.sandbox.conftest import Aws
from tests.sandbox.samples import ACCOUNT, PIPELINE, REGION


def read_back(aws: Aws) -> object:
    """Everything that names or numbers a resource."""
    cloudformation = aws.client("cloudformation")
    return (
        cloudformation.describe_stacks()["Stacks"],
        cloudformation.describe_stack_events(StackName="shop")["StackEvents"],
        cloudformation.describe_stack_resources(StackName="shop")["StackResources"],
        cloudformation.list_change_sets(StackName="shop")["Summaries"],
        [key["KeyArn"] for key in aws.client("kms").list_keys()["Keys"]],
        [s["ARN"] for s in aws.client("secretsmanager").list_secrets()["SecretList"]],
        [role["RoleId"] for role in aws.client("iam").list_roles()["Roles"]],
        [
            s["SubscriptionArn"]
            for s in aws.client("sns").list_subscriptions()["Subscriptions"]
        ],
        aws.client("codepipeline").get_pipeline(name="payment-service-pipeline-dev")[
            "pipeline"
        ],
    )


def test_the_next_command_finds_the_same_world(project: Project) -> None:
    with sandbox(project) as simulator:
        aws = Aws(simulator)
        aws.deploy(PIPELINE, Email="a@example.com")
        aws.deploy(PIPELINE, "UPDATE", Email="b@example.com", Retention="60")
        aws.plan(PIPELINE, "UPDATE", Retention="90")
        left = read_back(aws)
    with sandbox(project) as simulator:
        assert read_back(Aws(simulator)) == left


def test_a_failed_command_leaves_its_world_too(project: Project) -> None:
    with pytest.raises(RuntimeError), sandbox(project) as simulator:
        Aws(simulator).deploy(PIPELINE)
        raise RuntimeError
    with sandbox(project) as simulator:
        assert Aws(simulator).stack()["StackStatus"] == "CREATE_COMPLETE"


def test_what_a_stack_retained_outlives_the_command(project: Project) -> None:
    with sandbox(project) as simulator:
        aws = Aws(simulator)
        aws.deploy(PIPELINE)
        aws.client("cloudformation").delete_stack(StackName="shop")
    with sandbox(project) as simulator:
        buckets = Aws(simulator).client("s3").list_buckets()["Buckets"]
        assert [b["Name"] for b in buckets] == [
            f"pipeline-artifacts-dev-{ACCOUNT}-{REGION}-an"
        ]


def test_sessions_are_of_the_account_that_was_asked_for(aws: Aws) -> None:
    identity = aws.client("sts", "222222222222").get_caller_identity()
    assert identity["Account"] == "222222222222"
    aws.deploy(PIPELINE)
    assert (
        aws.client("cloudformation", "222222222222").describe_stacks()["Stacks"] == []
    )


def test_two_principals_of_one_account_differ(aws: Aws) -> None:
    arns = {
        aws.simulator.session(ACCOUNT, name)
        .client("sts", region_name=REGION)
        .get_caller_identity()["Arn"]
        for name in ("author", "reviewer")
    }
    assert len(arns) == 2


def test_an_environment_is_reached_by_a_role_of_its_account(project: Project) -> None:
    environment = reached(Environment("dev", "333333333333", REGION))
    assert environment.assume_role_arn is not None
    with sandbox(project):
        sts = boto3.client("sts", region_name=REGION)
        user = sts.assume_role(
            RoleArn=environment.assume_role_arn, RoleSessionName="anybody"
        )["AssumedRoleUser"]
    assert ":333333333333:" in user["Arn"]


def test_an_environment_that_is_planned_again_has_its_bucket_already(
    project: Project,
) -> None:
    environment = reached(Environment("dev", "333333333333", REGION))
    with sandbox(project):
        clients = Clients()
        for _ in range(2):
            make_template_bucket(environment, clients)
        buckets = clients.s3(environment).call("list_buckets")["Buckets"]
    assert [each["Name"] for each in buckets] == [environment.template_bucket]


def test_an_environments_own_role_is_kept() -> None:
    role = "arn:aws:iam::333333333333:role/deployer"
    environment = Environment("dev", "333333333333", REGION, assume_role_arn=role)
    assert reached(environment).assume_role_arn == role


def test_no_credentials_are_needed(tmp_path: Path) -> None:
    program = (
        "import boto3; from pathlib import Path\n"
        "from generator.project import Project; from generator.sandbox import sandbox\n"
        "with sandbox(Project(Path(r'%s'))):\n"
        "    client = boto3.client('cloudformation', region_name='us-east-2')\n"
        "    print(client.describe_stacks()['Stacks'])\n"
    )
    clean = {k: v for k, v in os.environ.items() if not k.startswith("AWS_")}
    done = subprocess.run(
        [sys.executable, "-c", program % tmp_path],
        env=clean | {"HOME": str(tmp_path), "PYTHONPATH": str(Path.cwd())},
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout == "[]\n"


def test_the_users_aws_configuration_is_hidden_and_comes_back(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AWS_PROFILE", "needs-a-login")
    monkeypatch.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:9")
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "mine")
    before = dict(os.environ)
    with sandbox(project):
        client = boto3.client("cloudformation", region_name=REGION)
        assert client.describe_stacks()["Stacks"] == []
        assert boto3.client("s3", region_name=REGION).list_buckets()["Buckets"] == []
    assert dict(os.environ) == before


def test_the_real_aws_is_reached_again_afterwards(project: Project) -> None:
    with sandbox(project) as simulator:
        client = Aws(simulator).client("cloudformation")
    from generator.sandbox.wire import WIRE

    assert WIRE(request=client) is None


def test_two_commands_at_once_are_refused(project: Project) -> None:
    with sandbox(project), pytest.raises(GeneratorError) as caught, sandbox(project):
        pass
    assert "another command" in caught.value.message
    assert caught.value.hint


@pytest.mark.parametrize(
    "content",
    ["{", "[]", '{"format": 1}', '{"format": 1, "stacks": [{}], "retained": []}'],
)
def test_a_broken_state_says_how_to_start_over(project: Project, content: str) -> None:
    (project.root / ".sandbox").mkdir()
    file = project.root / ".sandbox" / "state.json"
    file.write_text(content)
    with pytest.raises(GeneratorError) as caught, sandbox(project):
        pass
    assert str(file) in caught.value.message
    assert str(file) in caught.value.hint
    assert file.read_text() == content


def test_a_state_of_another_version_is_not_touched(project: Project) -> None:
    (project.root / ".sandbox").mkdir()
    file = project.root / ".sandbox" / "state.json"
    file.write_text('{"format": 99}')
    with pytest.raises(GeneratorError, match="format 99"), sandbox(project):
        pass
    assert file.read_text() == '{"format": 99}'


def test_a_state_that_moto_would_make_differently_is_refused(project: Project) -> None:
    with sandbox(project) as simulator:
        Aws(simulator).deploy(PIPELINE)
    file = project.root / ".sandbox" / "state.json"
    saved = json.loads(file.read_text())
    saved["stacks"][0]["deployed"]["resources"]["ArtifactKey"]["physical_id"] = "other"
    file.write_text(json.dumps(saved))
    with pytest.raises(GeneratorError, match="ArtifactKey"), sandbox(project):
        pass


def test_a_state_that_cannot_be_made_again_is_refused(project: Project) -> None:
    with sandbox(project) as simulator:
        Aws(simulator).deploy(PIPELINE)
    file = project.root / ".sandbox" / "state.json"
    saved = json.loads(file.read_text())
    saved["stacks"][0]["deployed"]["resources"]["BuildRole"]["properties"] = {}
    file.write_text(json.dumps(saved))
    with pytest.raises(GeneratorError, match="cannot make BuildRole"), sandbox(project):
        pass


def test_no_place_for_the_state_is_said_in_a_sentence(project: Project) -> None:
    (project.root / ".sandbox").write_text("a file")
    with pytest.raises(GeneratorError, match="cannot be made"), sandbox(project):
        pass


def test_noecho_values_are_not_in_the_state(project: Project) -> None:
    with sandbox(project) as simulator:
        Aws(simulator).deploy(PIPELINE, Password="correct horse battery")
    assert "correct horse" not in (project.root / ".sandbox" / "state.json").read_text()


def test_the_missing_extra_is_named_with_the_command(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "moto", None)
    for name in [n for n in sys.modules if n.startswith("generator.sandbox.")]:
        monkeypatch.delitem(sys.modules, name)
    with pytest.raises(GeneratorError) as caught, sandbox(project):
        pass
    assert "moto" in caught.value.message
    assert "pip install" in caught.value.hint
