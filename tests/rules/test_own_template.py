"""Our template has no finding, and one from exactly the rule that is broken."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

# Whole templates are read again and again here: tox's, for the time.
pytestmark = pytest.mark.whole_way

TEXT = (Path(__file__).parents[2] / "templates_out" / "pipeline.yaml").read_text()
ANOTHER = "arn:aws:iam::111122223333:role/another"
SECRET = "{{resolve:secretsmanager:registry}}"


def statement(document: Any, part: str) -> Any:
    """The first statement that has `part` among its actions or principals."""
    return next(s for s in document["Statement"] if part in str(s))


def variable(resources: Any, name: str, value: str) -> None:
    resources["UnitTestProject"]["Environment"]["EnvironmentVariables"].append(
        {"Name": name, "Value": value}
    )


def environment(resources: Any, project: str, **values: Any) -> None:
    resources[project]["Environment"].update(values)


def build_policy(resources: Any) -> Any:
    return resources["UnitTestRole"]["Policies"][0]["PolicyDocument"]


def without(resources: Any, name: str, *keys: str) -> None:
    """Take the property at the end of `keys` away."""
    parent = resources[name]
    for key in keys[:-1]:
        parent = parent[key]
    del parent[keys[-1]]


def without_statement(resources: Any, policy: str, part: str, key="PolicyDocument"):
    document = resources[policy][key]
    document["Statement"] = [s for s in document["Statement"] if part not in str(s)]


def long_policy(resources: Any, count: int) -> None:
    build_policy(resources)["Statement"].append(
        {
            "Effect": "Allow",
            "Action": "s3:GetObject",
            "Resource": [f"arn:aws:s3:::bucket-number-{n:04}/*" for n in range(count)],
        }
    )


# Of commands that need no privileges, with the output that the pipeline waits for.
LISTING = """\
version: 0.2
phases: {build: {commands: [aws s3 ls]}}
artifacts: {files: [report.xml]}
"""
BROKEN: dict[str, Callable[[Any], Any]] = {
    "W9940": lambda r: without(r, "UnitTestProject", "LogsConfig"),
    "E9941": lambda r: environment(r, "DockerBuildProject", PrivilegedMode=False),
    "W9941": lambda r: (
        environment(r, "UnitTestProject", PrivilegedMode=True),
        r["UnitTestProject"]["Source"].update(BuildSpec=LISTING),
    ),
    "E9942": lambda r: variable(r, "REGISTRY", SECRET),
    "W9942": lambda r: variable(r, "DB_PASSWORD", "hunter2-hunter2"),
    "W9944": lambda r: environment(
        r,
        "UnitTestProject",
        Image={
            "Fn::If": [
                "UsesArm",
                "aws/codebuild/amazonlinux-aarch64-standard:3.0",
                "aws/codebuild/standard:5.0",
            ]
        },
    ),
    "E9945": lambda r: r["UnitTestProject"]["Artifacts"].update(Type="NO_ARTIFACTS"),
    "E9946": lambda r: environment(
        r, "UnitTestProject", ImagePullCredentialsType="SERVICE_ROLE"
    ),
    "W9950": lambda r: statement(build_policy(r), "s3:").update(Action="s3:*"),
    "W9951": lambda r: statement(build_policy(r), "s3:").update(Resource="*"),
    "W9952": lambda r: statement(
        r["PipelineRole"]["Policies"][0]["PolicyDocument"], "iam:PassRole"
    ).pop("Condition"),
    "W9953": lambda r: statement(
        r["PipelineRole"]["AssumeRolePolicyDocument"], "codepipeline"
    ).pop("Condition"),
    "E9954": lambda r: long_policy(r, 300),
    "W9954": lambda r: long_policy(r, 250),
    "E9955": lambda r: statement(
        r["EncryptionKey"]["KeyPolicy"], "kms:EncryptionContext"
    )["Action"].append("kms:DescribeKey"),
    "W9970": lambda r: without(r, "ArtifactBucket", "BucketEncryption"),
    "W9971": lambda r: without(r, "ArtifactBucket", "VersioningConfiguration"),
    "W9972": lambda r: without(
        r, "ArtifactBucket", "PublicAccessBlockConfiguration", "BlockPublicAcls"
    ),
    "W9973": lambda r: without_statement(
        r, "ArtifactBucketPolicy", "aws:SecureTransport"
    ),
    "E9973": lambda r: r["AccessLogBucket"]["BucketEncryption"][
        "ServerSideEncryptionConfiguration"
    ][0]["ServerSideEncryptionByDefault"].update(SSEAlgorithm="aws:kms"),
    "W9974": lambda r: without_statement(
        r, "NotificationTopicPolicy", "aws:SecureTransport"
    ),
    "E9975": lambda r: without_statement(
        r, "NotificationTopicPolicy", "events.amazonaws.com"
    ),
    "E9976": lambda r: r["NotificationTopic"].update(KmsMasterKeyId="alias/aws/sns"),
    "W9977": lambda r: without(r, "UndeliveredQueue", "SqsManagedSseEnabled"),
    "W9978": lambda r: without_statement(
        r, "UndeliveredQueuePolicy", "aws:SecureTransport"
    ),
    "E9978": lambda r: without_statement(
        r, "UndeliveredQueuePolicy", "events.amazonaws.com"
    ),
    "W9980": lambda r: without(r, "UnitTestLogGroup", "RetentionInDays"),
    "W9981": lambda r: r["PipelineRule"]["Targets"][0].pop("DeadLetterConfig"),
    "E9982": lambda r: r["PipelineRule"]["Targets"][0].update(RoleArn=ANOTHER),
    "E9983": lambda r: statement(
        r["EncryptionKey"]["KeyPolicy"], "events.amazonaws.com"
    ).update(Condition={"StringEquals": {"aws:SourceAccount": "111122223333"}}),
    "E9984": lambda r: without_statement(
        r, "EncryptionKey", "events.amazonaws.com", "KeyPolicy"
    ),
    "W9984": lambda r: without(r, "EncryptionKey", "EnableKeyRotation"),
    "W9990": lambda r: r["Application"]["Tags"].pop(),
}


def test_our_template_has_no_finding(ids):
    assert ids(TEXT, lambda resources: None) == set()


@pytest.mark.parametrize("rule", BROKEN)
def test_what_is_broken_is_found_by_its_rule_alone(ids, rule):
    assert ids(TEXT, BROKEN[rule]) == {rule}


@pytest.mark.parametrize(
    ("rule", "old", "new"),
    [
        ("E9943", 'nodejs: "$NODE_VERSION"', 'node: "$NODE_VERSION"'),
        ("W9943", 'nodejs: "$NODE_VERSION"', "nodejs: 16"),
    ],
)
def test_what_is_broken_in_a_buildspec_is_found(ids, rule, old, new):
    assert old in TEXT
    assert ids(TEXT.replace(old, new), lambda resources: None) == {rule}


def test_a_new_rule_that_the_queue_does_not_know_loses_its_events(ids):
    def forget(resources):
        allow = statement(
            resources["UndeliveredQueuePolicy"]["PolicyDocument"], "events."
        )
        allow["Condition"]["ArnEquals"]["aws:SourceArn"].pop()

    assert ids(TEXT, forget) == {"E9978"}
