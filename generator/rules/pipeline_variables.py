"""Variables of pipelines: namespaces, and references to what actions make."""

import re
from collections.abc import Iterator, Sequence

from generator.rules._exported_variables import exported_variables
from generator.rules._house import Problem
from generator.rules._nodes import Node
from generator.rules._pipeline_fragments import (
    APPROVAL,
    BUILD,
    DEPLOY,
    SOURCE,
    pipeline,
)
from generator.rules._pipelines import GUIDE, Action, Pipeline, PipelineRule
from generator.rules._settled import constant, part, parts

# "Variables reference", section Namespaces, AWS CodePipeline User Guide.
RESERVED = ("codepipeline", "variables")


class PipelineNamespaces(PipelineRule):
    """A pipeline namespace is used once and is not an artifact's name.

    Namespaces must be unique in a pipeline and differ from all artifact names;
    codepipeline and variables are reserved. CodePipeline refuses the rest.
    """

    id = "E9904"
    page = f"{GUIDE}reference-variables.html"
    tags = ["resources", "codepipeline", "variables"]

    good = pipeline(SOURCE, BUILD, DEPLOY)
    bad = good.replace("Namespace: BuildVariables", "Namespace: SourceVariables")

    def _pipeline_problems(self, found: Pipeline) -> Iterator[Problem]:
        artifacts = {name for action in found.actions for name in action.makes}
        seen: dict[str, str] = {}
        for action in found.actions:
            namespace = constant(action.namespace)
            problem = ""
            if namespace in RESERVED:
                problem = "is reserved"
            elif namespace in artifacts:
                problem = "is the name of an artifact"
            elif namespace in seen:
                problem = f"is already that of action {seen[namespace]!r}"
            elif namespace:
                seen[namespace] = action.name
            if problem:
                yield action.namespace, f"namespace {namespace!r} {problem}"


_REFERENCE = re.compile(r"#\{([^}]*)\}")
_NAME = re.compile(r"([A-Za-z0-9@_-]+)\.(.+)")
_APPROVAL = (
    APPROVAL + "      Configuration: {CustomData: "
    '"Deploy #{SourceVariables.CommitId}: #{SourceVariables.CommitMessage}"}\n'
)


class PipelineVariableReferences(PipelineRule):
    """A pipeline variable reference names a variable of an earlier action.

    CodePipeline refuses a reference to a namespace that does not exist, and an
    action fails when its provider makes no such variable (CodeBuild: when the
    buildspec does not export it). The action with the namespace must be over: an
    earlier stage, or a lower run order. Source actions cannot use pipeline
    variables.
    """

    id = "E9905"
    page = f"{GUIDE}reference-variables.html"
    tags = ["resources", "codepipeline", "variables"]
    pci = ("6.5.1",)

    good = pipeline(SOURCE, BUILD, _APPROVAL)
    bad = pipeline(
        SOURCE, BUILD, _APPROVAL.replace("SourceVariables.CommitId", "Source.CommitId")
    )

    def _pipeline_problems(self, found: Pipeline) -> Iterator[Problem]:
        for node, reference, before in _references(found):
            if problem := _reference_problem(found, reference, before):
                yield node, f"#{{{reference}}}: {problem}"


# Who refers: an action, or the index of a stage and whether its actions are over.
_Place = Action | tuple[int, bool]


def _references(found: Pipeline) -> Iterator[tuple[Node, str, _Place]]:
    for action in found.actions:
        variables = part(action.node, "EnvironmentVariables").items()
        values = [part(variable, "Value") for variable in variables]
        for node in [*(action.settings or {}).values(), *values]:
            for reference in _REFERENCE.findall(node.text):
                yield node, reference, action
    for stage, condition in found.conditions:
        place = (stage.index, condition.gate != "BeforeEntry")
        for rule in condition.rules:
            for node in (rule.settings or {}).values():
                for reference in _REFERENCE.findall(node.text):
                    yield node, reference, place


def _reference_problem(found: Pipeline, reference: str, place: _Place) -> str:
    # CloudFormation fills placeholders in; only then is there a name.
    if "${" in reference:
        return ""
    match = _NAME.fullmatch(reference)
    if match is None:
        return "a reference is a namespace and a key with a period between them"
    namespace, key = match.groups()
    if namespace == "codepipeline":
        known = "PipelineExecutionId"
        return "" if key == known else f"codepipeline has only {known}"
    if namespace == "variables":
        return _pipeline_variable(found, key, place)
    owners = [
        action for action in found.actions if constant(action.namespace) == namespace
    ]
    if not owners:
        hidden = not found.is_whole or any(
            not action.namespace.is_absent and not constant(action.namespace)
            for action in found.actions
        )
        return "" if hidden else f"no action has the namespace {namespace!r}"
    if not any(_is_over(owner, place) for owner in owners):
        return f"action {owners[0].name!r} is not over by then"
    made = _variables(found, owners[0])
    if made is not None and key not in made:
        return f"{owners[0].name!r} makes {', '.join(made) or 'no variables'}"
    return ""


def _pipeline_variable(found: Pipeline, key: str, place: _Place) -> str:
    if isinstance(place, Action) and place.category == "Source":
        return "a source action cannot use pipeline variables"
    declared = parts(part(found.node, "Variables"))
    if declared is None:
        return ""
    known = [constant(part(variable, "Name")) for variable in declared]
    return (
        "" if key in known or "" in known else "the pipeline declares no such variable"
    )


def _is_over(owner: Action, place: _Place) -> bool:
    if isinstance(place, Action):
        return owner.precedes(place) is not False
    stage, are_actions_over = place
    return owner.stage < stage or (owner.stage == stage and are_actions_over)


def _variables(found: Pipeline, action: Action) -> Sequence[str] | None:
    """The variables the action makes; None if they are not known."""
    if action.provider == "Commands":
        listed = parts(part(action.node, "OutputVariables"))
        return None if listed is None else tuple(map(constant, listed))
    if action.provider == "CodeBuild":
        return exported_variables(action, found.node.when)
    # A pull request adds variables to those of the connection.
    if (
        action.provider == "CodeStarSourceConnection"
        and not part(found.node, "Triggers").is_absent
    ):
        return None
    return action.type.variables if action.type else None
