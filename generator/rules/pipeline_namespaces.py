"""E9004: a namespace belongs to one action."""

from collections.abc import Iterator
from typing import Any

from cfnlint.rules import RuleMatch

from generator.rules import _house
from generator.rules._pipeline_fragments import BUILD, DEPLOY, SOURCE, pipeline
from generator.rules._pipelines import PIPELINE, names, pipelines
from generator.rules._scenarios import constant

# "Variables reference", section Namespaces, AWS CodePipeline User Guide.
RESERVED = ("codepipeline", "variables")


class PipelineNamespaces(_house.HouseRule):
    """Flags namespaces used twice, reserved, or equal to an artifact's name."""

    id = "E9004"
    shortdesc = "A pipeline namespace is used once and is not an artifact's name"
    description = (
        "Namespaces must be unique in a pipeline and differ from all artifact names; "
        "codepipeline and variables are reserved. CodePipeline refuses the rest."
    )
    source_url = (
        "https://docs.aws.amazon.com/codepipeline/latest/userguide/"
        "reference-variables.html"
    )
    tags = ["resources", "codepipeline", "variables"]
    resource_types = (PIPELINE,)

    good = pipeline(SOURCE, BUILD, DEPLOY)
    bad = good.replace("Namespace: BuildVariables", "Namespace: SourceVariables")

    def match(self, cfn: Any) -> Iterator[RuleMatch]:
        """Yield a match for each namespace, in each branch."""
        for found in pipelines(cfn):
            artifacts = set().union(
                *(names(action.outputs) or set() for action in found.actions)
            )
            seen: dict[str, str] = {}
            for action in found.actions:
                namespace = constant(action.namespace)
                if not namespace:
                    continue
                if namespace in RESERVED:
                    problem = "is reserved"
                elif namespace in artifacts:
                    problem = "is the name of an artifact"
                elif namespace in seen:
                    problem = f"is already that of action {seen[namespace]!r}"
                else:
                    seen[namespace] = action.name
                    continue
                yield RuleMatch(
                    action.namespace.rule_path, f"namespace {namespace!r} {problem}"
                )
