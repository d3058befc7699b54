from tests.sandbox.conftest import Aws
from tests.sandbox.samples import PIPELINE


def test_logs_are_kept_as_long_as_the_template_says(aws: Aws) -> None:
    aws.deploy(PIPELINE)
    logs = aws.client("logs")
    (group,) = logs.describe_log_groups()["logGroups"]
    assert group["logGroupName"] == "/aws/codebuild/docker-build-dev"
    assert group["retentionInDays"] == 30
    aws.deploy(PIPELINE.replace("RetentionInDays: !Ref Retention, ", ""), "UPDATE")
    assert "retentionInDays" not in logs.describe_log_groups()["logGroups"][0]
