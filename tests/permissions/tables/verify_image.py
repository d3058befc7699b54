"""What looks at the signature before a deployment: it may ask KMS, and sign nothing."""

from dataclasses import replace

from tests.permissions.rows import regional, row
from tests.permissions.tables.anybody import temptations
from tests.permissions.tables.approvers import WHATEVER
from tests.permissions.tables.builds import build_temptations, work
from tests.permissions.tables.places import (
    ANOTHER_KEY,
    BUILT,
    READ,
    SIGNING_KEY,
    SOURCE,
    TESTED,
    WRITE,
)
from tests.permissions.tables.trust import trusted_by

_WHO = "VerifyImageRole"
_NEEDS = "signing key"

ALLOWED = [
    *(
        replace(each, needs=each.needs | {_NEEDS})
        for each in work(_WHO, "verify-image", "{artifacts}")
        if each.what not in ("uploads its output", "downloads the source")
        and "code artifact" not in each.needs
    ),
    row(_WHO, "reads what is about to be deployed", READ, BUILT, needs=_NEEDS),
    row(
        _WHO,
        "asks whether the key signed it",
        "kms:Verify",
        SIGNING_KEY,
        needs=_NEEDS,
    ),
    row(
        "codebuild.amazonaws.com",
        "acts for the verification",
        "sts:AssumeRole",
        "{VerifyImageRole}",
        context={
            "aws:SourceAccount": "{account}",
            "aws:SourceArn": "{VerifyImageProject}",
        },
        needs=_NEEDS,
    ),
    row(
        "PipelineRole",
        "starts the verification",
        "codebuild:BatchGetBuilds codebuild:StartBuild",
        "{VerifyImageProject}",
        needs=_NEEDS,
    ),
]

DENIED = [
    *temptations(_WHO),
    *build_temptations(_WHO),
    row(_WHO, "signs by itself", "kms:Sign", SIGNING_KEY),
    row(_WHO, "believes another key", "kms:Verify", ANOTHER_KEY),
    row(_WHO, "changes what is deployed", WRITE, BUILT),
    row(_WHO, "reads other artifacts", READ, SOURCE, TESTED),
    row(
        _WHO,
        "writes the image build's log",
        "logs:PutLogEvents",
        regional("logs", "log-group:/aws/codebuild/docker-build-dev:log-stream:4f1d"),
    ),
    row(
        WHATEVER,
        "lets something else verify",
        "codebuild:RetryBuild codebuild:RetryBuildBatch codebuild:StartBuild "
        "codebuild:StartBuildBatch codebuild:UpdateProject",
        "{VerifyImageProject}",
    ),
    *trusted_by(
        "codebuild.amazonaws.com",
        "{VerifyImageRole}",
        "{VerifyImageProject}",
        ["{DockerBuildProject}", regional("codebuild", "project/ledger-build")],
    ),
]
