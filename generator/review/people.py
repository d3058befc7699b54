"""What people may do with a stack: no template grants it, and a review asks for it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from generator.cloudformation.conditions import Branch, elements
from generator.cloudformation.document import Template
from generator.cloudformation.policies import statements
from generator.review.conditions import way_to, when
from generator.review.expressions import say
from generator.review.markdown import code, codes, listed, table
from generator.review.statements import who

_INTRODUCTION = (
    "What a person may do is granted outside this template: in IAM Identity Center,"
    " or by policies of the account. Whoever has one of these decides what is"
    " deployed."
)


@dataclass(frozen=True)
class Power:
    """Something people do with a resource of a type, and the actions it takes.

    `on` are the ARNs: `{}` is that of the resource.
    """

    type: str
    what: str
    actions: tuple[str, ...]
    on: tuple[str, ...] = ("{}",)


# Service Authorization Reference, "Actions, resources, and condition keys" of
# CodePipeline, CodeBuild and CodeDeploy. StartBuild takes another buildspec and
# runs it with the project's role (CodeBuild API reference, buildspecOverride).
_POWERS = (
    Power(
        "AWS::CodePipeline::Pipeline",
        "start, stop, retry or take back a release",
        (
            "codepipeline:StartPipelineExecution",
            "codepipeline:StopPipelineExecution",
            "codepipeline:RetryStageExecution",
            "codepipeline:RollbackStage",
        ),
        ("{}", "{}/*"),
    ),
    Power(
        "AWS::CodePipeline::Pipeline",
        "change the pipeline past every review",
        ("codepipeline:UpdatePipeline", "codepipeline:OverrideStageCondition"),
        ("{}", "{}/*"),
    ),
    Power(
        "AWS::CodeBuild::Project",
        "run commands of their own with the build's role",
        ("codebuild:StartBuild", "codebuild:UpdateProject"),
    ),
    Power(
        "AWS::CodeDeploy::DeploymentGroup",
        "deploy without the pipeline, or stop a deployment",
        ("codedeploy:CreateDeployment", "codedeploy:StopDeployment"),
    ),
)
_STACK = (
    "deploy a change of this template",
    ("cloudformation:CreateChangeSet", "cloudformation:ExecuteChangeSet"),
    ("arn:…:cloudformation:…:stack/<stack>/*",),
)

Row = tuple[str, str, str, str]


def people(template: Template) -> str:
    """The part's text: who, as people, may approve, release, deploy and assume."""
    rows = [*_approvals(template), *_powers(template)]
    what, actions, on = _STACK
    rows.append((what, codes(actions), codes(on), ""))
    header = ("A person may", "With", "On", "There when")
    parts = [_INTRODUCTION, table(header, rows), *_assumed(template)]
    return "\n\n".join(["### People", *parts])


def _approvals(template: Template) -> Iterator[Row]:
    for name, pipeline in _of("AWS::CodePipeline::Pipeline", template):
        for stage in elements(pipeline["Properties"]["Stages"], way_to(pipeline)):
            for action in elements(stage.value["Actions"], stage.way):
                if say(action.value["ActionTypeId"]["Provider"], template) == "Manual":
                    yield _approval(name, stage.value["Name"], action, template)


def _approval(pipeline: str, stage: Any, action: Branch, template: Template) -> Row:
    arn = say({"Fn::GetAtt": [pipeline, "Arn"]}, template)
    where = f"{arn}/{say(stage, template)}/{say(action.value['Name'], template)}"
    permission = code("codepipeline:PutApprovalResult")
    return (
        "approve or refuse a release",
        permission,
        code(where),
        when(action.way, template),
    )


def _powers(template: Template) -> Iterator[Row]:
    for power in _POWERS:
        for name, resource in _of(power.type, template):
            arn = _arn(name, resource, template)
            yield (
                power.what,
                codes(power.actions),
                codes(form.format(arn) for form in power.on),
                when(way_to(resource), template),
            )


def _arn(name: str, resource: Mapping[str, Any], template: Template) -> str:
    if resource["Type"] != "AWS::CodeDeploy::DeploymentGroup":
        return say({"Fn::GetAtt": [name, "Arn"]}, template)
    application = say(resource["Properties"]["ApplicationName"], template)
    group = say({"Ref": name}, template)
    return f"arn:…:codedeploy:…:deploymentgroup:{application}/{group}"


def _of(kind: str, template: Template) -> Iterator[tuple[str, Mapping[str, Any]]]:
    return ((n, r) for n, r in template.resources.items() if r["Type"] == kind)


def _assumed(template: Template) -> Iterator[str]:
    """Which roles people may assume, by the trust of each."""
    closed = []
    for name, role in _of("AWS::IAM::Role", template):
        document = role["Properties"]["AssumeRolePolicyDocument"]
        trusting = [s for s in statements(document) if s.allows]
        others = dict.fromkeys(
            name
            for statement in trusting
            if "Principal" in statement.all_but
            or any(each.kind != "Service" for each in statement.principals)
            for name in who(statement, template)
        )
        if others:
            yield f"**{code(name)} may be assumed by {listed(others)}.**"
        else:
            closed.append(code(name))
    if closed:
        yield f"No person may assume {listed(closed, 'or')}: they trust services only."
