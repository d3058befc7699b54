"""E9007: a setting that names an artifact names one of the action's inputs."""

from collections.abc import Iterator
from typing import Any

from cfnlint.rules import RuleMatch

from generator.rules import _house
from generator.rules._pipeline_fragments import BUILD, DEPLOY, SOURCE, pipeline
from generator.rules._pipelines import PIPELINE, Action, names, pipelines
from generator.rules._scenarios import constant, part


class PipelineConfigurationArtifacts(_house.HouseRule):
    """Flags artifact names in the configuration that are not input artifacts."""

    id = "E9007"
    shortdesc = "A setting that names an artifact names an input of the action"
    description = (
        "PrimarySource of CodeBuild, the templates and images of CodeDeployToECS and "
        "TemplateConfiguration of CloudFormation name an input artifact of the same "
        "action. With several inputs CodeBuild must be told which is primary."
    )
    source_url = (
        "https://docs.aws.amazon.com/codepipeline/latest/userguide/"
        "action-reference-CodeBuild.html"
    )
    tags = ["resources", "codepipeline", "artifacts"]
    resource_types = (PIPELINE,)

    good = pipeline(SOURCE, BUILD, DEPLOY)
    bad = good.replace(
        "AppSpecTemplateArtifact: BuildOutput", "AppSpecTemplateArtifact: SourceOutput"
    )

    def match(self, cfn: Any) -> Iterator[RuleMatch]:
        """Yield a match for each setting, in each branch."""
        for found in pipelines(cfn):
            for action in found.actions:
                inputs = names(action.inputs)
                if action.type is None or action.settings is None or inputs is None:
                    continue
                yield from _unknown_artifacts(action, inputs)
                if (
                    action.provider == "CodeBuild"
                    and len(inputs) > 1
                    and "PrimarySource" not in action.settings
                ):
                    yield RuleMatch(
                        part(action.node, "Configuration").rule_path,
                        f"CodeBuild with {len(inputs)} inputs needs PrimarySource",
                    )


def _unknown_artifacts(action: Action, inputs: set[str]) -> Iterator[RuleMatch]:
    named = {
        key: constant(node)
        for key, node in (action.settings or {}).items()
        if action.type and key in action.type.artifact_keys
    }
    # cfn-lint looks after TemplatePath itself (E3703).
    if action.provider == "CloudFormation":
        path = (action.settings or {}).get("TemplateConfiguration")
        if path is not None and "::" in constant(path):
            named["TemplateConfiguration"] = constant(path).partition("::")[0]
    for key, artifact in named.items():
        if artifact and artifact not in inputs:
            listed = ", ".join(sorted(inputs)) or "none"
            yield RuleMatch(
                part(action.node, "Configuration", key).rule_path,
                f"{key} names {artifact!r}; the action's inputs are: {listed}",
            )
