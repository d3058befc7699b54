"""E9006: the image keys of a CodeDeployToECS action come in pairs."""

from collections.abc import Iterator
from typing import Any

from cfnlint.rules import RuleMatch

from generator.rules import _house
from generator.rules._actions import IMAGE_KEYS
from generator.rules._pipeline_fragments import BUILD, DEPLOY, SOURCE, pipeline
from generator.rules._pipelines import PIPELINE, pipelines
from generator.rules._scenarios import constant


class PipelineImagePlaceholders(_house.HouseRule):
    """Flags half a pair, a placeholder in brackets, and one used twice."""

    id = "E9006"
    shortdesc = "An image of CodeDeployToECS has an artifact and a placeholder"
    description = (
        "ImageNArtifactName says where imageDetail.json is, ImageNContainerName which "
        "placeholder in the task definition it fills: IMAGE1_NAME for <IMAGE1_NAME>. "
        "One without the other, or brackets in the key, leaves the placeholder in "
        "the task definition and the deployment fails."
    )
    source_url = (
        "https://docs.aws.amazon.com/codepipeline/latest/userguide/"
        "action-reference-ECSbluegreen.html"
    )
    tags = ["resources", "codepipeline", "actions"]
    resource_types = (PIPELINE,)

    good = pipeline(SOURCE, BUILD, DEPLOY)
    bad = good.replace("IMAGE1_NAME", "<IMAGE1_NAME>")

    def match(self, cfn: Any) -> Iterator[RuleMatch]:
        """Yield a match for each pair of keys, in each branch."""
        for found in pipelines(cfn):
            for action in found.actions:
                if action.provider != "CodeDeployToECS" or action.settings is None:
                    continue
                seen: set[str] = set()
                for artifact, placeholder in IMAGE_KEYS:
                    for key, other in (
                        (artifact, placeholder),
                        (placeholder, artifact),
                    ):
                        if key in action.settings and other not in action.settings:
                            yield RuleMatch(
                                action.settings[key].rule_path,
                                f"{key} needs {other}",
                            )
                    if placeholder not in action.settings:
                        continue
                    name = constant(action.settings[placeholder])
                    if "<" in name or ">" in name:
                        problem = f"{placeholder} is the placeholder without < and >"
                    elif name and name in seen:
                        problem = f"{name!r} is the placeholder of another image"
                    else:
                        seen.add(name)
                        continue
                    yield RuleMatch(action.settings[placeholder].rule_path, problem)
