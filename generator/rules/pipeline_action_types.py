"""E9019: an action of AWS stands in a category in which it is offered."""

from collections.abc import Iterator
from typing import Any

from cfnlint.rules import RuleMatch

from generator.rules import _house
from generator.rules._actions import ACTIONS
from generator.rules._pipeline_fragments import BUILD, SOURCE, pipeline
from generator.rules._pipelines import PIPELINE, pipelines
from generator.rules._scenarios import part

# Types that the tables do not hold and that exist or may: Lambda has a "Lambda
# deploy action reference"; Commands is met as a build; "Valid input and output
# artifacts for each action type" lists connections as ThirdParty, against the
# action's own page.
_ALSO = {
    ("Build", "AWS", "Commands"),
    ("Deploy", "AWS", "Lambda"),
    ("Source", "ThirdParty", "CodeStarSourceConnection"),
}


class PipelineActionTypes(_house.HouseRule):
    """Flags a known provider under a category or owner it is not offered for."""

    id = "E9019"
    shortdesc = "A pipeline action has a category and owner its provider is offered in"
    description = (
        "CodePipeline refuses an action type that does not exist, such as "
        "InspectorScan as a Test (it is an Invoke action) or GitHub of owner AWS. "
        "Providers that this rule does not know, and custom actions, are not judged."
    )
    source_url = (
        "https://docs.aws.amazon.com/codepipeline/latest/userguide/"
        "action-reference.html"
    )
    tags = ["resources", "codepipeline", "actions"]
    resource_types = (PIPELINE,)

    good = pipeline(SOURCE, BUILD)
    bad = good.replace(
        "{Category: Build, Owner: AWS,", "{Category: Deploy, Owner: AWS,"
    )

    def match(self, cfn: Any) -> Iterator[RuleMatch]:
        """Yield a match for each action, in each branch."""
        for found in pipelines(cfn):
            for action in found.actions:
                offered = {
                    (category, owner)
                    for category, owner, provider in ACTIONS
                    if provider == action.provider
                }
                if (
                    not offered
                    or not (action.category and action.owner)
                    or action.owner == "Custom"
                    or (action.category, action.owner) in offered
                    or (action.category, action.owner, action.provider) in _ALSO
                ):
                    continue
                listed = " or ".join(
                    f"{category} of {owner}" for category, owner in sorted(offered)
                )
                yield RuleMatch(
                    part(action.node, "ActionTypeId").rule_path,
                    f"{action.provider} is offered as {listed}, not as "
                    f"{action.category} of {action.owner}",
                )
