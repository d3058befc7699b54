"""E9009: the filters of a trigger can stand together."""

from collections.abc import Iterator
from typing import Any

from cfnlint.rules import RuleMatch

from generator.rules import _house
from generator.rules._nodes import Node
from generator.rules._pipeline_fragments import BUILD, DEPLOY, SOURCE, pipeline
from generator.rules._pipelines import PIPELINE, pipelines
from generator.rules._scenarios import constant, part, parts, stated

# CodePipeline API: GitPushFilterList, GitPullRequestFilterList and the pattern
# lists of the filter criteria; the events are those of GitPullRequestFilter.
MOST_FILTERS = 3
MOST_PATTERNS = 8
EVENTS = ("OPEN", "UPDATED", "CLOSED")
_CRITERIA = ("Branches", "FilePaths", "Tags")


class PipelineTriggerFilters(_house.HouseRule):
    """Flags combinations and numbers of filters that CodePipeline refuses."""

    id = "E9009"
    shortdesc = "The filters of a pipeline trigger can stand together"
    description = (
        "In one filter, tags exclude branches and file paths, and file paths need "
        "branches; a trigger has at most 3 filters a kind and 8 patterns a list. "
        "CodePipeline refuses the rest. Push and PullRequest may stand together."
    )
    # That tags exclude the others and paths need branches is not on the page:
    # "trigger configuration ... is not valid" is the answer of the service.
    source_url = (
        "https://docs.aws.amazon.com/codepipeline/latest/userguide/"
        "pipelines-filter.html"
    )
    tags = ["resources", "codepipeline", "triggers"]
    resource_types = (PIPELINE,)

    good = pipeline(
        SOURCE,
        BUILD,
        DEPLOY,
        properties="""\
PipelineType: V2
Triggers:
  - ProviderType: CodeStarSourceConnection
    GitConfiguration:
      SourceActionName: GitHub
      Push:
        - Branches: {Includes: [main]}
          FilePaths: {Includes: ["services/payment/**"]}
""",
    )
    bad = good.replace("Branches: {Includes: [main]}", 'Tags: {Includes: ["v*"]}')

    def match(self, cfn: Any) -> Iterator[RuleMatch]:
        """Yield a match for each filter, in each branch."""
        for found in pipelines(cfn):
            for trigger in part(found.node, "Triggers").items():
                for kind in ("Push", "PullRequest"):
                    filters = part(trigger, "GitConfiguration", kind)
                    known = parts(filters)
                    if known and len(known) > MOST_FILTERS:
                        yield RuleMatch(
                            filters.rule_path,
                            f"{len(known)} {kind} filters, {MOST_FILTERS} are allowed",
                        )
                    for node in filters.items():
                        for place, problem in _problems(node):
                            yield RuleMatch(place.rule_path, problem)


def _problems(node: Node) -> Iterator[tuple[Node, str]]:
    tags, branches, paths = (
        stated(node, key) for key in ("Tags", "Branches", "FilePaths")
    )
    if not tags.is_absent and not (branches.is_absent and paths.is_absent):
        yield tags, "Tags cannot stand with Branches or FilePaths in one filter"
    elif not paths.is_absent and branches.is_absent:
        yield paths, "FilePaths need Branches in the same filter"
    for key in _CRITERIA:
        for side in ("Includes", "Excludes"):
            patterns = part(node, key, side)
            known = parts(patterns)
            if known and len(known) > MOST_PATTERNS:
                yield patterns, f"{len(known)} patterns, {MOST_PATTERNS} are allowed"
    for event in part(node, "Events").items():
        if constant(event) and constant(event) not in EVENTS:
            yield event, f"{event.value!r} is not one of {', '.join(EVENTS)}"
