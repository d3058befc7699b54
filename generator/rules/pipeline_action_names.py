"""E9018: the actions of a stage have names of their own."""

from collections.abc import Iterator
from typing import Any

from cfnlint.rules import RuleMatch

from generator.rules import _house
from generator.rules._pipeline_fragments import BUILD, SOURCE, pipeline
from generator.rules._pipelines import PIPELINE, pipelines
from generator.rules._scenarios import part


class PipelineActionNames(_house.HouseRule):
    """Flags two actions of one name in a stage."""

    id = "E9018"
    shortdesc = "The actions of a pipeline stage have different names"
    description = (
        "CodePipeline refuses two actions of one name in a stage. (That stages have "
        "different names cfn-lint checks itself.)"
    )
    source_url = (
        "https://docs.aws.amazon.com/codepipeline/latest/userguide/"
        "action-requirements.html"
    )
    tags = ["resources", "codepipeline", "actions"]
    resource_types = (PIPELINE,)

    good = pipeline(
        SOURCE,
        BUILD
        + """\
    - Name: Lint
      ActionTypeId: {Category: Test, Owner: AWS, Provider: CodeBuild, Version: "1"}
      Configuration: {ProjectName: payment-lint}
      InputArtifacts: [{Name: SourceOutput}]
""",
    )
    bad = good.replace("Name: Lint", "Name: Image")

    def match(self, cfn: Any) -> Iterator[RuleMatch]:
        """Yield a match for each repeated name, in each branch."""
        for found in pipelines(cfn):
            for stage in found.stages:
                seen: set[str] = set()
                for action in stage.actions:
                    if action.name and action.name in seen:
                        yield RuleMatch(
                            part(action.node, "Name").rule_path,
                            f"the stage already has an action {action.name!r}",
                        )
                    seen.add(action.name)
