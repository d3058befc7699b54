from tests.sandbox.conftest import Aws
from tests.sandbox.samples import ACCOUNT, PIPELINE, REGION


def test_the_pipeline_is_read_back_with_its_stages(aws: Aws) -> None:
    aws.deploy(PIPELINE)
    client = aws.client("codepipeline")
    answer = client.get_pipeline(name="payment-service-pipeline-dev")
    pipeline = answer["pipeline"]
    assert [s["name"] for s in pipeline["stages"]] == [
        "Source",
        "DockerBuild",
        "Deploy",
    ]
    build = pipeline["stages"][1]["actions"][0]
    assert build["configuration"] == {"ProjectName": "docker-build-project-dev"}
    assert build["runOrder"] == 1
    assert pipeline["pipelineType"] == "V2"
    assert pipeline["artifactStore"]["encryptionKey"]["type"] == "KMS"
    tags = client.list_tags_for_resource(resourceArn=answer["metadata"]["pipelineArn"])
    assert tags["tags"] == [{"key": "Environment", "value": "dev"}]


def test_a_changed_pipeline_gets_the_next_version(aws: Aws) -> None:
    aws.deploy(PIPELINE)
    changed = PIPELINE.replace("- Name: Deploy", "- Name: Release")
    tagged = changed.replace("[{Key: Environment, Value: !Ref Environment}]", "[]")
    assert aws.deploy(tagged, "UPDATE")["StackStatus"] == "UPDATE_COMPLETE"
    client = aws.client("codepipeline")
    pipeline = client.get_pipeline(name="payment-service-pipeline-dev")["pipeline"]
    assert pipeline["stages"][-1]["name"] == "Release"
    assert pipeline["version"] == 2
    arn = f"arn:aws:codepipeline:{REGION}:{ACCOUNT}:payment-service-pipeline-dev"
    assert client.list_tags_for_resource(resourceArn=arn)["tags"] == []
