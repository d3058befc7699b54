"""Sources of pipelines: one way only in which a change starts them."""

from collections.abc import Iterator

from generator.rules._expressions import references
from generator.rules._fragments import TAGS
from generator.rules._house import Problem
from generator.rules._nodes import Node, Resource, resources, together
from generator.rules._pipeline_fragments import BUILD, pipeline
from generator.rules._pipelines import GUIDE, Action, Pipeline, PipelineRule
from generator.rules._settled import constant

WEBHOOK = "AWS::CodePipeline::Webhook"
RULE = "AWS::Events::Rule"
# Sources that poll if nothing is said, and what tells of their changes
# (CodePipeline User Guide, "Action structure reference"; ECR never polls).
_POLLING = {"CodeCommit": "aws.codecommit", "GitHub": "", "S3": "aws.s3"}

_PUSHED = """\
- Name: Source
  Actions:
    - Name: Release
      ActionTypeId: {Category: Source, Owner: AWS, Provider: S3, Version: "1"}
      Configuration:
        S3Bucket: payment-releases
        S3ObjectKey: release.zip
        PollForSourceChanges: "false"
      OutputArtifacts: [{Name: SourceOutput}]
"""
_EVENT = f"""\
  Released:
    Type: AWS::Events::Rule
    Properties:
      EventPattern:
        source: [aws.s3]
        detail-type: [Object Created]
      Targets:
        - Id: pipeline
          Arn: !GetAtt Pipeline.Arn
          RoleArn: arn:aws:iam::111122223333:role/events
          DeadLetterConfig: {{Arn: !ImportValue undelivered-events}}
{TAGS}"""


class SourcesArePolledOrPushed(PipelineRule):
    """A source that a webhook or an event starts does not poll as well.

    GitHub (OAuth), CodeCommit and S3 sources poll unless PollForSourceChanges is
    "false". With a webhook or an EventBridge rule as well, each change runs the
    pipeline twice.
    """

    id = "W9910"
    page = f"{GUIDE}update-change-detection.html"
    tags = ["resources", "codepipeline", "events"]

    good = pipeline(_PUSHED, BUILD) + _EVENT
    bad = good.replace('                PollForSourceChanges: "false"\n', "")

    def _pipeline_problems(self, found: Pipeline) -> Iterator[Problem]:
        for action in found.actions:
            if action.category == "Source" and action.provider in _POLLING:
                poll = (action.settings or {}).get("PollForSourceChanges")
                if action.settings is not None and (
                    poll is None or constant(poll).lower() == "true"
                ):
                    for started_by in _pushes(found, action):
                        yield (
                            poll or action.node,
                            f"{action.name!r} polls, and {started_by} starts the "
                            'pipeline too: set PollForSourceChanges to "false"',
                        )


def _pushes(found: Pipeline, action: Action) -> Iterator[str]:
    """The webhooks and rules that tell the pipeline of a change of this source."""
    template = found.node.template
    for hook in resources(template, WEBHOOK):
        if _meets(hook, "TargetPipeline", found) and any(
            constant(name) == action.name for name in hook.get("TargetAction")
        ):
            yield hook.name
    for rule in resources(template, RULE) if _POLLING[action.provider] else ():
        if _tells(rule, _POLLING[action.provider]) and _meets(
            rule, "Targets.Arn", found
        ):
            yield rule.name


def _tells(rule: Resource, source: str) -> bool:
    """Whether an enabled rule is about events of this source."""
    return any(
        constant(node) == source
        for node in rule.properties.leaves("EventPattern.source")
    ) and not any(state.value == "DISABLED" for state in rule.get("State"))


def _meets(resource: Resource, path: str, found: Pipeline) -> bool:
    """Whether it names the pipeline, in a case in which the pipeline is so."""
    return any(
        _names(node, found)
        and together(node.template, node.when, found.node.when) is not None
        for node in resource.properties.leaves(path)
    )


def _names(node: Node, found: Pipeline) -> bool:
    logical_id = str(found.node.path[1])
    names = {constant(name) for name in found.node.get("Name")} - {""}
    return logical_id in references(node.text) or node.text.rpartition(":")[2] in names
