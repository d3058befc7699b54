"""E9001: an action's configuration has the keys its provider takes."""

from collections.abc import Iterator
from typing import Any

from cfnlint.rules import RuleMatch

from generator.rules import _house
from generator.rules._pipeline_fragments import BUILD, DEPLOY, SOURCE, pipeline
from generator.rules._pipelines import PIPELINE, pipelines
from generator.rules._scenarios import part


class PipelineActionConfiguration(_house.HouseRule):
    """Flags keys that are missing or unknown, and values outside a key's list."""

    id = "E9001"
    shortdesc = "A pipeline action has the settings that its provider takes"
    description = (
        "CodePipeline refuses an action that lacks a required setting or has an "
        "unknown one, and CloudFormation finds out only during the deployment. "
        "Providers that are not in the table of this rule are not judged."
    )
    source_url = (
        "https://docs.aws.amazon.com/codepipeline/latest/userguide/"
        "action-reference.html"
    )
    tags = ["resources", "codepipeline", "actions"]
    resource_types = (PIPELINE,)

    good = pipeline(SOURCE, BUILD, DEPLOY)
    bad = pipeline(
        SOURCE,
        BUILD,
        DEPLOY.replace("        DeploymentGroupName: payment-service-dev\n", ""),
    )

    def match(self, cfn: Any) -> Iterator[RuleMatch]:
        """Yield a match for each setting, in each branch."""
        for found in pipelines(cfn):
            for action in found.actions:
                if action.type is None or action.settings is None:
                    continue
                whole = part(action.node, "Configuration")
                for node, problem in action.type.settings.problems(
                    action.provider, action.settings
                ):
                    yield RuleMatch(
                        (node or whole).rule_path,
                        f"{problem} ({action.type.settings.url})",
                    )
