from tests.sandbox.conftest import Aws
from tests.sandbox.samples import PIPELINE


def detect(aws: Aws) -> tuple[str, dict[str, str]]:
    cloudformation = aws.client("cloudformation")
    detection = cloudformation.detect_stack_drift(StackName="shop")
    status = cloudformation.describe_stack_drift_detection_status(
        StackDriftDetectionId=detection["StackDriftDetectionId"]
    )
    drifts = cloudformation.describe_stack_resource_drifts(
        StackName="shop", StackResourceDriftStatusFilters=["MODIFIED", "DELETED"]
    )["StackResourceDrifts"]
    assert status["DriftedStackResourceCount"] == len(drifts)
    return status["StackDriftStatus"], {
        d["LogicalResourceId"]: d["StackResourceDriftStatus"] for d in drifts
    }


def test_a_fresh_stack_is_in_sync(aws: Aws) -> None:
    aws.deploy(PIPELINE)
    assert detect(aws) == ("IN_SYNC", {})
    assert aws.stack()["DriftInformation"]["StackDriftStatus"] == "IN_SYNC"


def test_a_change_behind_the_stacks_back_is_found(aws: Aws) -> None:
    aws.deploy(PIPELINE)
    codepipeline = aws.client("codepipeline")
    name = "payment-service-pipeline-dev"
    pipeline = codepipeline.get_pipeline(name=name)["pipeline"]
    pipeline["roleArn"] = "arn:aws:iam::111111111111:role/codebuild-role-dev"
    codepipeline.update_pipeline(pipeline=pipeline)
    aws.client("codebuild").delete_project(name="docker-build-project-dev")
    assert detect(aws) == (
        "DRIFTED",
        {"Pipeline": "MODIFIED", "BuildProject": "DELETED"},
    )
    drifts = aws.client("cloudformation").describe_stack_resource_drifts(
        StackName="shop", StackResourceDriftStatusFilters=["MODIFIED"]
    )["StackResourceDrifts"]
    (difference,) = drifts[0]["PropertyDifferences"]
    assert difference["PropertyPath"] == "/RoleArn"
    assert difference["ActualValue"].endswith("role/codebuild-role-dev")


def test_a_deleted_pipeline_is_found(aws: Aws) -> None:
    aws.deploy(PIPELINE)
    aws.client("codepipeline").delete_pipeline(name="payment-service-pipeline-dev")
    assert detect(aws) == ("DRIFTED", {"Pipeline": "DELETED"})
