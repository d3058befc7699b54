from tests.sandbox.conftest import Aws
from tests.sandbox.samples import PIPELINE


def test_the_project_is_read_back_as_the_template_says(aws: Aws) -> None:
    aws.deploy(PIPELINE)
    (project,) = aws.client("codebuild").batch_get_projects(
        names=["docker-build-project-dev"]
    )["projects"]
    assert project["source"] == {"type": "CODEPIPELINE", "buildspec": "version: 0.2"}
    assert project["timeoutInMinutes"] == 20
    assert project["environment"]["privilegedMode"] is True
    assert project["environment"]["environmentVariables"][0]["name"] == "TOPIC"
    assert project["logsConfig"]["cloudWatchLogs"]["groupName"].endswith("-dev")
    assert "vpcConfig" not in project


def test_the_project_can_be_in_a_vpc_and_have_a_key(aws: Aws) -> None:
    key = "arn:aws:kms:us-east-2:111111111111:key/1"
    body = PIPELINE.replace(
        'TimeoutInMinutes: "20"', f"EncryptionKey: {key}\n      ConcurrentBuildLimit: 2"
    )
    aws.deploy(body, ConnectionArn="arn:aws:x", Subnets="subnet-1,subnet-2")
    (project,) = aws.client("codebuild").batch_get_projects(
        names=["docker-build-project-dev"]
    )["projects"]
    assert project["vpcConfig"]["subnets"] == ["subnet-1", "subnet-2"]
    assert project["encryptionKey"] == key
    assert project["concurrentBuildLimit"] == 2
