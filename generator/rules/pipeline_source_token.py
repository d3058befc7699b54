"""W9017: a source action's token does not stand in the template."""

from collections.abc import Iterator
from typing import Any

from cfnlint.rules import RuleMatch

from generator.rules import _house
from generator.rules._expressions import literal
from generator.rules._pipeline_fragments import BUILD, pipeline
from generator.rules._pipelines import PIPELINE, pipelines

_GITHUB = """\
- Name: Source
  Actions:
    - Name: GitHub
      ActionTypeId:
        {Category: Source, Owner: ThirdParty, Provider: GitHub, Version: "1"}
      Configuration:
        Owner: acme
        Repo: payment-service
        Branch: main
        OAuthToken: "{{resolve:secretsmanager:github-oauth-token-dev}}"
      OutputArtifacts: [{Name: SourceOutput}]
"""


class PipelineSourceToken(_house.HouseRule):
    """Flags an OAuthToken that is written in the template."""

    id = "W9017"
    shortdesc = "The OAuthToken of a source is a dynamic reference to a secret"
    description = (
        "A token in the template is readable by everyone who can read the "
        "repository or the stack. Refer to a Secrets Manager secret, or use a "
        "connection, which has no token at all."
    )
    source_url = (
        "https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/"
        "dynamic-references-secretsmanager.html"
    )
    tags = ["resources", "codepipeline", "secrets"]
    resource_types = (PIPELINE,)
    pci = ("8.6.2",)

    good = pipeline(_GITHUB, BUILD)
    bad = good.replace(
        "{{resolve:secretsmanager:github-oauth-token-dev}}", "a-token-in-clear-text"
    )

    def match(self, cfn: Any) -> Iterator[RuleMatch]:
        """Yield a match for each token, in each branch."""
        for found in pipelines(cfn):
            for action in found.actions:
                node = (action.settings or {}).get("OAuthToken")
                if node is None:
                    continue
                text = node.text
                # A parameter may hold a reference; then the text is a placeholder.
                if literal(text) == text and "{{resolve:" not in text:
                    yield RuleMatch(
                        node.rule_path,
                        "the token stands in the template: use "
                        "{{resolve:secretsmanager:...}}",
                    )
