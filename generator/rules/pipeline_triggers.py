"""Triggers of pipelines: their filters, and the sources they belong to."""

from collections.abc import Iterator

from generator.rules._house import Problem
from generator.rules._pipeline_fragments import BUILD, DEPLOY, SOURCE, pipeline
from generator.rules._pipelines import API, GUIDE, PIPELINE, Pipeline, PipelineRule
from generator.rules._schemas import (
    all_of,
    has,
    must,
    must_not,
    required,
    where,
    within,
)
from generator.rules._settled import constant, part
from generator.rules._shapes import ShapeRule

# CodePipeline API: GitPushFilterList, GitPullRequestFilterList and the pattern
# lists of the filter criteria; the events are those of GitPullRequestFilter.
_EVENTS = ("OPEN", "UPDATED", "CLOSED")
_FILTER = all_of(
    where(
        {"anyOf": [has("Branches"), has("FilePaths")]},
        within(
            "Tags",
            must_not("Tags cannot stand with Branches or FilePaths in one filter"),
        ),
    ),
    *(
        within(f"{key}.{side}", must("{count} patterns, 8 are allowed", maxItems=8))
        for key in ("Branches", "FilePaths", "Tags")
        for side in ("Includes", "Excludes")
    ),
    within(
        "Events.*",
        must(f"{{value!r}} is not one of {', '.join(_EVENTS)}", enum=_EVENTS),
    ),
)


# What else a filter of either kind must have.
_BRANCHES = {
    "Push": where(
        all_of(has("FilePaths"), {"not": has("Tags")}),
        required("Branches", "FilePaths need Branches in the same filter"),
    ),
    "PullRequest": required("Branches", "a PullRequest filter needs Branches"),
}


class PipelineTriggerFilters(ShapeRule):
    """The filters of a pipeline trigger can stand together.

    In one filter, tags exclude branches and file paths, and file paths need
    branches, as does every filter of pull requests; a trigger has at most 3 filters
    a kind and 8 patterns a list.
    CodePipeline refuses the rest. Push and PullRequest may stand together.
    """

    id = "E9909"
    # That tags exclude the others and paths need branches is not on the page:
    # "trigger configuration ... is not valid" is the answer of the service.
    page = f"{GUIDE}pipelines-filter.html"
    resource_types = (PIPELINE,)
    tags = ["resources", "codepipeline", "triggers"]

    shape = all_of(
        *(
            within(
                f"Triggers.*.GitConfiguration.{kind}",
                must(f"{{count}} {kind} filters, 3 are allowed", maxItems=3),
                within("*", all_of(_FILTER, branches)),
            )
            for kind, branches in _BRANCHES.items()
        )
    )
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


class PipelineTriggerSources(PipelineRule):
    """A pipeline trigger names a connection source action, once.

    SourceActionName must be a CodeStarSourceConnection action of the pipeline
    (other sources, GitHub by OAuth among them, have no triggers), and an action has
    one trigger. CodePipeline refuses the rest.
    """

    id = "E9910"
    page = f"{API}API_GitConfiguration.html"
    tags = ["resources", "codepipeline", "triggers"]

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
      Push: [{Branches: {Includes: [main]}}]
""",
    )
    bad = good.replace("SourceActionName: GitHub", "SourceActionName: Image")

    def _pipeline_problems(self, found: Pipeline) -> Iterator[Problem]:
        sources = _connection_sources(found)
        seen: set[str] = set()
        for trigger in part(found.node, "Triggers").items():
            node = part(trigger, "GitConfiguration", "SourceActionName")
            name = constant(node)
            if name in seen:
                yield node, f"{name!r} already has a trigger"
            elif name and sources is not None and name not in sources:
                yield (
                    node,
                    f"{name!r} is not a CodeStarSourceConnection action of this "
                    "pipeline",
                )
            if name:
                seen.add(name)


def _connection_sources(found: Pipeline) -> set[str] | None:
    """Names of the connection sources; None if an action's name is not known."""
    actions = list(found.actions)
    if not found.is_whole or any(
        not action.name or not action.provider for action in actions
    ):
        return None
    return {
        action.name
        for action in actions
        if action.provider == "CodeStarSourceConnection"
    }
