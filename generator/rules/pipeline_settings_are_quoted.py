"""W9002: settings of actions and rules are written as the texts they become."""

from collections.abc import Iterator
from typing import Any

from cfnlint.rules import RuleMatch

from generator.rules import _house
from generator.rules._pipeline_fragments import BUILD, DEPLOY, SOURCE, pipeline
from generator.rules._pipelines import PIPELINE, pipelines


class PipelineSettingsAreQuoted(_house.HouseRule):
    """Flags numbers and booleans in the configuration of actions and rules."""

    id = "W9002"
    shortdesc = "Numbers and booleans in pipeline settings are quoted"
    description = (
        "CodePipeline takes texts only. CloudFormation turns a number or boolean "
        "into one (0010 into 8, yes into true), so what is reviewed is not what is "
        'stored; quote it: "false", "0".'
    )
    source_url = (
        "https://docs.aws.amazon.com/codepipeline/latest/APIReference/"
        "API_ActionDeclaration.html"
    )
    tags = ["resources", "codepipeline", "actions"]
    resource_types = (PIPELINE,)

    good = pipeline(
        SOURCE.replace(
            "BranchName: main\n", 'BranchName: main\n        DetectChanges: "false"\n'
        ),
        BUILD,
        DEPLOY,
    )
    bad = good.replace('"false"', "false")

    def match(self, cfn: Any) -> Iterator[RuleMatch]:
        """Yield a match for each number or boolean, in each branch."""
        for found in pipelines(cfn):
            owners = [*found.actions, *_rules(found)]
            for owner in owners:
                for key, node in (owner.settings or {}).items():
                    if isinstance(node.value, bool | int | float):
                        yield RuleMatch(
                            node.rule_path, f"{key} is not a text: put it in quotes"
                        )


def _rules(found: Any) -> Iterator[Any]:
    for _, condition in found.conditions:
        yield from condition.rules
