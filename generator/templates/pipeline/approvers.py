"""Who may approve: a policy for people, which the account gives to whom it trusts.

IAM does not know who wrote a commit: no context key of PutApprovalResult says what
waits (Service Authorization Reference, AWS CodePipeline). What it can tell apart is
who asks. So whoever has this policy can change nothing of what is approved, and
whoever carries the tag `DeveloperOf` for the service cannot approve.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from awacs import cloudformation, codebuild, codepipeline, s3
from awacs.aws import BoolIfExists, Condition, Statement, StringEquals, StringLike
from troposphere import StackId, Sub, iam

from generator.cloudformation.conditions import every
from generator.templates.pipeline.actions import Stage
from generator.templates.policy import allow, deny, policy_document, regional_arn
from generator.templates.switch import Switch

# What the page behind the mail's link shows and `generator pipeline approve` asks.
# Not ListPipelines: it is for the console's list of all pipelines alone (CodePipeline
# User Guide, "Grant approval permissions to an IAM user in CodePipeline").
LOOK = (
    codepipeline.GetPipeline,
    codepipeline.GetPipelineExecution,
    codepipeline.GetPipelineState,
    codepipeline.ListActionExecutions,
    codepipeline.ListPipelineExecutions,
)
# What begins, repeats, takes back or changes a release. Nothing is released by
# stopping one: that is left to other policies.
RELEASE = (
    codepipeline.DeletePipeline,
    codepipeline.EnableStageTransition,
    codepipeline.OverrideStageCondition,
    codepipeline.RetryStageExecution,
    codepipeline.RollbackStage,
    codepipeline.StartPipelineExecution,
    codepipeline.UpdatePipeline,
)
# StartBuild takes other commands and another source (CodeBuild API reference).
BUILD = (
    codebuild.RetryBuild,
    codebuild.RetryBuildBatch,
    codebuild.StartBuild,
    codebuild.StartBuildBatch,
    codebuild.UpdateProject,
)


@dataclass(frozen=True)
class Approvers:
    """The stack attaches it to nobody."""

    approver_policy: iam.ManagedPolicy


def approvers(
    *,
    title: str = "ApproverPolicy",
    name: Sub,
    there: Switch,
    pipeline: str,
    service: str,
    stages: Sequence[Stage],
    projects: Sequence[Any],
    artifacts: Any,
) -> Approvers:
    """For the approvals of the stages; `pipeline` and `service` are texts of a Sub.

    The name is fixed, because permission sets of IAM Identity Center refer to a
    policy by its name. `projects` and `artifacts` are ARNs.
    """
    places = [
        regional_arn("codepipeline", f"{pipeline}/{each}") for each in approvals(stages)
    ]
    whole = regional_arn("codepipeline", pipeline)
    return Approvers(
        approver_policy=iam.ManagedPolicy(
            title,
            Condition=there.name,
            ManagedPolicyName=name,
            PolicyDocument=policy_document(
                allow("Approve", codepipeline.PutApprovalResult, on=places),
                allow("SeeWhatWaits", *LOOK, on=[whole]),
                allow(
                    "FindThePipeline",
                    cloudformation.DescribeStacks,
                    cloudformation.ListStackResources,
                    on=[StackId],
                ),
                *_not_everybody(places, service),
                deny(
                    "ReleaseNothing",
                    *RELEASE,
                    on=[whole, regional_arn("codepipeline", f"{pipeline}/*")],
                ),
                deny("BuildNothing", *BUILD, on=list(projects)),
                deny("WriteNoArtifacts", s3.PutObject, on=[artifacts]),
                deny(
                    "ChangeNoTemplate",
                    cloudformation.ExecuteChangeSet,
                    cloudformation.UpdateStack,
                    on=[StackId],
                ),
            ),
        )
    )


def approvals(stages: Sequence[Stage]) -> Iterator[str]:
    """`<stage>/<action>` of each manual approval, as its ARN has it."""
    for stage in stages:
        for action in stage.actions:
            for each in every(action.declaration.to_dict()):
                if each["ActionTypeId"]["Provider"] == "Manual":
                    yield f"{_text(stage.name)}/{each['Name']}"


def _text(name: Any) -> str:
    """The name of a stage, for use in a longer Sub."""
    return name if isinstance(name, str) else str(name.data["Fn::Sub"])


def _not_everybody(places: list[Any], service: str) -> Iterator[Statement]:
    """Neither IAM users without MFA nor developers of the service.

    With IfExists, because requests with access keys do not have the key at all (IAM
    User Guide, "AWS global condition context keys"). Of users alone: sessions of IAM
    Identity Center and of other identity providers do not say whether there was MFA,
    so the provider must ask for it, and the trust of a role that users assume.
    """
    yield deny(
        "NoUserWithoutMfa",
        codepipeline.PutApprovalResult,
        on=places,
        only_if=Condition(
            [
                StringEquals({"aws:PrincipalType": "User"}),
                BoolIfExists({"aws:MultiFactorAuthPresent": "false"}),
            ]
        ),
    )
    # Several services with colons between.
    names = (service, f"{service}:*", f"*:{service}", f"*:{service}:*")
    yield deny(
        "NoDeveloper",
        codepipeline.PutApprovalResult,
        on=places,
        only_if=Condition(
            StringLike({"aws:PrincipalTag/DeveloperOf": [Sub(each) for each in names]})
        ),
    )
