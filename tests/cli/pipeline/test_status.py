"""`pipeline status` shows what runs, where each stage is and who let it out."""

import json
from pathlib import Path

import jsonschema
import pytest

import generator.deploy
from generator.project import Project
from tests.cli.commands import run, run_json
from tests.deploy.cloud import Cloud
from tests.deploy.project import TEMPLATE, add_stack
from tests.deploy.wire import ApiError
from tests.operations.aws import ALICE, ECS_DEPLOY, Aws, commit, digest, execution_id

WRITES = ("Put", "Retry", "Start", "Rollback", "Stop", "Continue", "Create")


@pytest.fixture(autouse=True)
def nothing_is_written(aws: Aws) -> object:
    yield
    assert not [name for name in aws.names() if name.startswith(WRITES)]


def test_it_shows_commit_and_digest_that_run_and_who_approved(aws: Aws) -> None:
    aws.execute(1)
    aws.execute(2, ended="InProgress", at="ManualApproval", days=0.1)
    aws.serve(1)
    out = run("pipeline", "status").out
    assert f"runs  {commit(1)[:7]} {digest(1)[:19]}  Change number 1" in out
    assert "approved by Approver/alice" in out
    assert "ManualApproval  waits" in out
    assert f"UTC: {digest(2)[:19]}" in out
    assert "next: python -m generator pipeline approve params/dev/pay.store.json" in out


def test_it_shows_how_far_codedeploy_has_shifted_the_traffic(aws: Aws) -> None:
    aws.execute(1)
    aws.execute(2, ended="InProgress", days=0.1)
    aws.shift(1, 2, 10)
    out = run("pipeline", "status").out
    assert "CodeDeploy deployment d-2: InProgress" in out
    assert f"90 % of the traffic  {commit(1)[:7]} {digest(1)[:19]}\n" in out
    assert f"10 % of the traffic  {commit(2)[:7]} {digest(2)[:19]}  new" in out
    assert f"runs  {commit(1)[:7]}" in out
    aws.shift(1, 2, 60)
    assert f"runs  {commit(2)[:7]}" in run("pipeline", "status").out


def test_it_shows_a_deployment_of_ecs_itself(aws: Aws) -> None:
    aws.actions[-1] = ECS_DEPLOY
    aws.execute(1)
    aws.serve(1)
    assert f"runs  {commit(1)[:7]}" in run("pipeline", "status").out
    aws.service_deployment = ecs_deployment(1, 2)
    out = run("pipeline", "status").out
    assert "ECS deployment dep: IN_PROGRESS" in out
    assert f"20 % of the traffic  {digest(2)[:19]}  new" in out


def ecs_deployment(old: int, new: int) -> dict[str, object]:
    return {
        "serviceDeploymentArn": "arn:aws:ecs:eu-west-1:111111111111:x/dep",
        "status": "IN_PROGRESS",
        "sourceServiceRevisions": [
            {"arn": f"x/{old}", "requestedProductionTrafficWeight": 80.0}
        ],
        "targetServiceRevision": {
            "arn": f"x/{new}",
            "requestedProductionTrafficWeight": 20.0,
        },
    }


def test_a_service_that_cannot_be_read_does_not_hide_the_pipeline(aws: Aws) -> None:
    aws.execute(1)
    ran = run("pipeline", "status")
    assert ran.code == 0
    assert "there is no ECS service service in cluster cluster" in ran.out
    assert "DockerBuild" in ran.out


def test_who_may_not_see_the_service_still_sees_the_pipeline(aws: Aws) -> None:
    aws.execute(1)
    aws.refusals["GetDeploymentGroup"] = ApiError("AccessDeniedException", "no", 403)
    ran = run("pipeline", "status")
    assert ran.code == 0
    assert "what runs is not known" in ran.out and "DockerBuild" in ran.out


def test_a_service_in_another_account_is_not_asked_for_here(aws: Aws) -> None:
    aws.execute(1)
    original = aws.GetPipeline

    def elsewhere(name: str) -> dict[str, object]:
        found = original(name)
        (action,) = found["pipeline"]["stages"][-1]["actions"]
        action["roleArn"] = "arn:aws:iam::222222222222:role/deploy"
        return found

    aws.GetPipeline = elsewhere  # type: ignore[method-assign]
    assert "runs in account 222222222222, eu-west-1" in run("pipeline", "status").out
    assert "GetDeploymentGroup" not in aws.names()


def test_all_is_a_line_a_pipeline_with_what_failed_first(
    aws: Aws, cloud: Cloud
) -> None:
    add_stack(Project(Path()), "dev", "away")
    aws.execute(1)
    aws.serve(1)
    ran = run("pipeline", "status")
    lines = ran.out.splitlines()
    assert "away" in lines[1] and "not deployed" in lines[1]
    assert "pay" in lines[2] and "idle" in lines[2]
    assert "2 pipelines: 1 failed, 0 waiting for approval, 0 moving" in ran.out
    assert ran.code == 2
    assert run("pipeline", "status", "--all", "--service", "pay").out.count("idle") == 1


def test_json_has_everything_but_the_token_that_answers(aws: Aws) -> None:
    aws.execute(1)
    aws.execute(2, ended="InProgress", at="ManualApproval", days=0.1)
    aws.serve(1)
    ran = run_json("pipeline", "status")
    schema = json.loads(
        (Path(generator.deploy.__path__[0]) / "result.schema.json").read_text()
    )
    jsonschema.validate(ran.json, schema)
    (stack,) = ran.json["stacks"]
    assert stack["pipeline"]["origins"][digest(1)]["approved_by"] == ALICE
    assert stack["pipeline"]["waiting"]["execution"] == execution_id(2)
    assert "abc" not in ran.out


@pytest.mark.parametrize(
    ("error", "code", "said"),
    [
        (ApiError("PipelineNotFoundException", "x"), 2, "does not exist (any more)"),
        (ApiError("AccessDeniedException", "no", 403), 1, "Check the credentials"),
    ],
)
def test_what_aws_refuses_is_one_sentence_with_a_next_step(
    aws: Aws, error: ApiError, code: int, said: str
) -> None:
    aws.refusals["GetPipelineState"] = error
    ran = run("pipeline", "status")
    assert (ran.code, said in ran.out) == (code, True)


def test_a_file_without_a_pipeline_is_misuse(aws: Aws) -> None:
    Path("templates_out/store.yaml").write_text(TEMPLATE)
    ran = run("pipeline", "status")
    assert (ran.code, "template with a pipeline" in ran.err) == (2, True)


def test_a_stack_that_has_made_no_pipeline_is_misuse(aws: Aws, cloud: Cloud) -> None:
    cloud.stack("pay-store-dev").resources.clear()
    ran = run("pipeline", "status")
    assert (ran.code, "has no pipeline" in ran.out) == (2, True)
    assert "generator deploy" in ran.out


def test_credentials_of_another_account_are_misuse(
    aws: Aws, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "CAROL")
    ran = run("pipeline", "status")
    assert (ran.code, "of account 222222222222" in ran.err) == (2, True)
    assert aws.calls == []
