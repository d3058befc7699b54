"""E9045: a project of a pipeline has CODEPIPELINE as source and as artifacts."""

from collections.abc import Iterator
from typing import Any

from cfnlint.rules import RuleMatch

from generator.rules import _house
from generator.rules._fragments import build_project
from generator.rules._nodes import resources, together


class PipelineProjectsTakeBothEnds(_house.HouseRule):
    """Flags CODEPIPELINE on one side only, which CodeBuild refuses."""

    id = "E9045"
    shortdesc = "CODEPIPELINE is both source and artifacts of a project, or neither"
    description = (
        "CodeBuild refuses a project with Source.Type CODEPIPELINE and another "
        "Artifacts.Type, and the reverse."
    )
    # The page has the types; that they go together only is also what the project
    # construct of the AWS CDK insists on.
    source_url = "https://docs.aws.amazon.com/codebuild/latest/APIReference/API_ProjectSource.html"
    tags = ["resources", "codebuild"]
    resource_types = ("AWS::CodeBuild::Project",)

    good = build_project()
    bad = build_project(artifacts="{Type: NO_ARTIFACTS}")

    def match(self, cfn: Any) -> Iterator[RuleMatch]:
        """Yield a match for each branch in which one side differs."""
        for project in resources(cfn, "AWS::CodeBuild::Project"):
            for source in project.get("Source", "Type"):
                for artifacts in project.get("Artifacts", "Type"):
                    if not (source.is_known and artifacts.is_known):
                        continue
                    sides = (source.value, artifacts.value)
                    if together(cfn, source.when, artifacts.when) is None:
                        continue
                    if sides.count("CODEPIPELINE") == 1:
                        yield RuleMatch(
                            artifacts.rule_path,
                            f"Source is {sides[0]} and artifacts are {sides[1]}: "
                            "CODEPIPELINE must be both or neither",
                        )
