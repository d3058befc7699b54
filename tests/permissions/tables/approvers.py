"""People who have the policy for approvers."""

from tests.permissions.rows import AND_EVERYTHING, Row, regional, row
from tests.permissions.tables.places import BUILT, SOURCE

WHO = "ApproverPolicy"
# What other policies give them does not count.
WHATEVER = WHO + AND_EVERYTHING
PIPELINE = "payment-service-pipeline-dev"
APPROVAL = regional("codepipeline", f"{PIPELINE}/ManualApproval/Approval")
STACK = regional("cloudformation", "stack/payment-service-pipeline-dev/0a1b")
PROJECTS = [
    regional("codebuild", f"project/{name}-project-dev")
    for name in ("unit-test", "docker-build")
]
# Sessions of an identity provider do not say whether there was MFA.
SIGNED_IN = {"aws:PrincipalType": "AssumedRole"}
WITH_MFA = {"aws:PrincipalType": "User", "aws:MultiFactorAuthPresent": "true"}
LOOKS = (
    "codepipeline:GetPipeline codepipeline:GetPipelineExecution "
    "codepipeline:GetPipelineState codepipeline:ListActionExecutions "
    "codepipeline:ListPipelineExecutions"
)


def _approves(says: str, who: str, context: dict[str, str]) -> Row:
    return row(
        who,
        says,
        "codepipeline:PutApprovalResult",
        APPROVAL,
        needs="approvers",
        context=context,
    )


ALLOWED = [
    _approves("approves, signed in by an identity provider", WHO, SIGNED_IN),
    _approves("approves as a user with MFA", WHO, WITH_MFA),
    _approves(
        "approves as a developer of another service",
        WHO,
        {**SIGNED_IN, "aws:PrincipalTag/DeveloperOf": "ledger:payment-service-ui"},
    ),
    row(
        WHO,
        "sees what waits",
        LOOKS,
        regional("codepipeline", PIPELINE),
        needs="approvers",
    ),
    row(
        WHO,
        "finds the pipeline from a parameter file",
        "cloudformation:DescribeStacks cloudformation:ListStackResources",
        STACK,
        needs="approvers",
    ),
    row(
        WHATEVER,
        "stops a release",
        "codepipeline:StopPipelineExecution",
        regional("codepipeline", PIPELINE),
        needs="approvers",
    ),
]


DENIED = [
    *(
        _approves(says, WHATEVER, context)
        for says, context in (
            ("approves with an access key", {"aws:PrincipalType": "User"}),
            (
                "approves as a user without MFA",
                {**WITH_MFA, "aws:MultiFactorAuthPresent": "false"},
            ),
            *(
                (
                    "approves what may be their own",
                    {**SIGNED_IN, "aws:PrincipalTag/DeveloperOf": tag},
                )
                for tag in (
                    "payment-service",
                    "payment-service:ledger",
                    "ledger:payment-service",
                    "cards:payment-service:ledger",
                )
            ),
        )
    ),
    row(
        WHO,
        "approves elsewhere",
        "codepipeline:PutApprovalResult",
        regional("codepipeline", f"{PIPELINE}/ManualApproval/Other"),
        regional("codepipeline", f"{PIPELINE}/Release/Approval"),
        regional("codepipeline", "ledger-pipeline-dev/ManualApproval/Approval"),
        regional(
            "codepipeline", "payment-service-pipeline-prod/ManualApproval/Approval"
        ),
        context=SIGNED_IN,
    ),
    row(WHO, "sees others", LOOKS, regional("codepipeline", "ledger-pipeline-dev")),
    row(WHO, "lists all pipelines", "codepipeline:ListPipelines", "*"),
    row(
        WHO,
        "looks at another stack",
        "cloudformation:DescribeStacks cloudformation:ListStackResources",
        regional("cloudformation", "stack/network/0a1b"),
    ),
    row(
        WHATEVER,
        "begins, changes or removes a pipeline's release",
        "codepipeline:DeletePipeline codepipeline:StartPipelineExecution "
        "codepipeline:UpdatePipeline",
        regional("codepipeline", PIPELINE),
    ),
    row(
        WHATEVER,
        "repeats, takes back or lets through a stage",
        "codepipeline:EnableStageTransition codepipeline:OverrideStageCondition "
        "codepipeline:RetryStageExecution codepipeline:RollbackStage",
        regional("codepipeline", f"{PIPELINE}/Deploy"),
    ),
    row(
        WHATEVER,
        "builds something else",
        "codebuild:RetryBuild codebuild:RetryBuildBatch codebuild:StartBuild "
        "codebuild:StartBuildBatch codebuild:UpdateProject",
        *PROJECTS,
    ),
    row(WHATEVER, "puts an artifact in its place", "s3:PutObject", SOURCE, BUILT),
    row(
        WHATEVER,
        "changes the template",
        "cloudformation:ExecuteChangeSet cloudformation:UpdateStack",
        STACK,
    ),
    row(WHO, "reads artifacts", "s3:GetObject", BUILT),
    row(
        WHO,
        "becomes more",
        "iam:AttachUserPolicy",
        "arn:{partition}:iam::{account}:user/person",
    ),
]
