"""E9015: only an approval has a timeout of its own."""

from collections.abc import Iterator
from typing import Any

from cfnlint.rules import RuleMatch

from generator.rules import _house
from generator.rules._pipeline_fragments import APPROVAL, BUILD, SOURCE, pipeline
from generator.rules._pipelines import PIPELINE, pipelines
from generator.rules._scenarios import constant, part

# CodePipeline API, ActionTimeout.
LEAST, GREATEST = 5, 86_400


class PipelineActionTimeouts(_house.HouseRule):
    """Flags TimeoutInMinutes of other actions, and values out of range."""

    id = "E9015"
    shortdesc = "Only a manual approval has TimeoutInMinutes, of 5 to 86400"
    description = (
        "CodePipeline lets the timeout of an approval be set (5 to 86400 minutes, "
        "7 days if nothing is said); other actions have the fixed timeout of their "
        "provider. Limit a build in its CodeBuild project."
    )
    source_url = (
        "https://docs.aws.amazon.com/codepipeline/latest/APIReference/"
        "API_ActionDeclaration.html"
    )
    tags = ["resources", "codepipeline", "actions"]
    resource_types = (PIPELINE,)

    good = pipeline(SOURCE, BUILD, APPROVAL + "      TimeoutInMinutes: 1440\n")
    bad = pipeline(SOURCE, BUILD + "      TimeoutInMinutes: 60\n", APPROVAL)

    def match(self, cfn: Any) -> Iterator[RuleMatch]:
        """Yield a match for each timeout, in each branch."""
        for found in pipelines(cfn):
            for action in found.actions:
                node = part(action.node, "TimeoutInMinutes")
                minutes = constant(node)
                if node.is_absent or not action.category:
                    continue
                if action.category != "Approval":
                    yield RuleMatch(
                        node.rule_path,
                        f"a {action.category} action has no timeout of its own",
                    )
                elif minutes.isdecimal() and not LEAST <= int(minutes) <= GREATEST:
                    yield RuleMatch(
                        node.rule_path,
                        f"{minutes} minutes are not {LEAST} to {GREATEST}",
                    )
