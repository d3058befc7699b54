"""Settings of pipeline actions that are JSON, and the texts that break it."""

import json
import re
from collections.abc import Iterator

from generator.cloudformation.references import substitute
from generator.rules._house import Problem
from generator.rules._pipeline_fragments import BUILD, SOURCE, pipeline
from generator.rules._pipelines import GUIDE, Configured, PipelineRule

# Output variables in which a person may write anything, also quotes and line
# breaks ("Variables reference", AWS CodePipeline User Guide).
FREE_TEXTS = ("CommitMessage", "PullRequestTitle")
_REFERENCE = re.compile(r"#\{[^{}]*\}")
_FREE = re.compile(rf"#\{{[^.{{}}]+\.(?:{'|'.join(FREE_TEXTS)})\}}")
_VARIABLES = (
    "\n        ProjectName: payment-image\n        EnvironmentVariables: "
    """'[{"name": "COMMIT", "value": "#{SourceVariables.CommitId}"}]'"""
)


class FreeTextIsNotPutIntoJson(PipelineRule):
    """What people write freely is not put into a setting that is JSON.

    CodePipeline puts variables into a setting as they are. A quote, a backslash or a
    second line in a commit message ends the JSON text around it: the action fails, or
    gets settings that the committer has written. Hand on the commit's id, and ask for
    the message where it is needed.
    """

    id = "W9916"
    page = f"{GUIDE}reference-variables.html"
    tags = ["resources", "codepipeline", "variables"]
    pci = ("6.2.4",)

    good = pipeline(SOURCE, BUILD.replace("{ProjectName: payment-image}", _VARIABLES))
    bad = good.replace("SourceVariables.CommitId", "SourceVariables.CommitMessage")

    def _configured_problems(self, owner: Configured) -> Iterator[Problem]:
        for key, node in (owner.settings or {}).items():
            free = _FREE.findall(node.text)
            if free and _is_json(node.text):
                yield (
                    node,
                    f"{key} is JSON, and {free[0]} is not escaped in it: a quote "
                    "in the text breaks it",
                )


def _is_json(text: str) -> bool:
    """Whether it is an object or a list, whatever the variables will be."""
    # A digit is JSON inside of quotes and outside.
    filled = substitute(_REFERENCE.sub("0", text), lambda _: "0")
    try:
        return isinstance(json.loads(filled), dict | list)
    except ValueError:
        return False
