"""A pipeline as CodePipeline reads it: stages, actions, conditions, rules."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from generator.rules._house import HouseRule, Problem
from generator.rules._nodes import Node, Resource
from generator.rules._providers import ACTIONS, ActionType
from generator.rules._settled import constant, part, parts, settled, stated

PIPELINE = "AWS::CodePipeline::Pipeline"
# Folders of AWS's pages on pipelines.
GUIDE = "codepipeline/latest/userguide/"
API = "codepipeline/latest/APIReference/"
# Where a stage has conditions, in the order in which they are met.
GATES = ("BeforeEntry", "OnSuccess", "OnFailure")


@dataclass(frozen=True)
class Action:
    """An action and its place; text that is not known is empty.

    `order` is None if the run order is not known. `settings`, `inputs` and
    `outputs` are None where an expression hides what is in them.
    """

    node: Node
    name: str
    stage: int
    order: int | None
    category: str
    owner: str
    provider: str
    namespace: Node
    settings: Mapping[str, Node] | None
    inputs: tuple[Node, ...] | None
    outputs: tuple[Node, ...] | None

    @property
    def type(self) -> ActionType | None:
        """What the provider accepts, if it is one that we know."""
        return ACTIONS.get((self.category, self.owner, self.provider))

    def precedes(self, other: Action) -> bool | None:
        """Whether this action is over before `other` starts; None: not known."""
        if self.stage != other.stage:
            return self.stage < other.stage
        if self.order is None or other.order is None:
            return None
        return self.order < other.order


@dataclass(frozen=True)
class ConditionRule:
    """A rule of a condition."""

    node: Node
    provider: str
    settings: Mapping[str, Node] | None


@dataclass(frozen=True)
class Condition:
    """A condition of a stage and the gate it stands at."""

    node: Node
    gate: str
    rules: tuple[ConditionRule, ...]


@dataclass(frozen=True)
class Stage:
    """A stage; `index` counts from 0."""

    node: Node
    index: int
    actions: tuple[Action, ...]
    conditions: tuple[Condition, ...]


@dataclass(frozen=True)
class Pipeline:
    """A pipeline in one scenario of its conditions.

    `is_whole` is false where an expression hides stages or actions, so that
    nothing can be said of what the pipeline lacks.
    """

    node: Node
    stages: tuple[Stage, ...]
    is_whole: bool

    @property
    def actions(self) -> Iterator[Action]:
        """All actions, stage by stage."""
        for stage in self.stages:
            yield from stage.actions

    @property
    def rules(self) -> Iterator[ConditionRule]:
        """All rules of all conditions."""
        for _, condition in self.conditions:
            yield from condition.rules

    @property
    def configured(self) -> Iterator[Action | ConditionRule]:
        """All that has a provider and its settings: actions and rules."""
        yield from self.actions
        yield from self.rules

    @property
    def conditions(self) -> Iterator[tuple[Stage, Condition]]:
        """All conditions with their stages."""
        for stage in self.stages:
            for condition in stage.conditions:
                yield stage, condition


class PipelineRule(HouseRule):
    """A rule about pipelines, or about their actions one by one."""

    resource_types = (PIPELINE,)

    def _problems(self, template: Any) -> Iterator[Problem]:
        for found in pipelines(template):
            yield from self._pipeline_problems(found)

    def _pipeline_problems(self, found: Pipeline) -> Iterator[Problem]:
        for action in found.actions:
            yield from self._action_problems(action)

    def _action_problems(self, action: Action) -> Iterator[Problem]:
        return iter(())


# Every pipeline rule reads the same template, one after the other.
@lru_cache(maxsize=2)
def pipelines(template: Any) -> tuple[Pipeline, ...]:
    """Each pipeline of the template, once a scenario."""
    return tuple(_pipeline(resource) for resource in settled(template, PIPELINE))


def names(artifacts: tuple[Node, ...] | None) -> set[str] | None:
    """The names of an action's artifacts; None if one of them is not known."""
    if artifacts is None:
        return None
    found = {constant(part(artifact, "Name")) for artifact in artifacts}
    return None if "" in found else found


def settings_of(node: Node) -> dict[str, Node] | None:
    """The keys of a `Configuration` that are there; None if it is not known."""
    if node.is_absent:
        return {}
    if not isinstance(node.value, dict) or any(
        str(key).startswith("Fn::") or key == "Ref" for key in node.value
    ):
        return None
    return {key: value for key, value in node.fields() if not value.is_absent}


def _pipeline(resource: Resource) -> Pipeline:
    listed = part(resource.properties, "Stages")
    stages = tuple(_stage(node, index) for index, node in enumerate(listed.items()))
    is_whole = parts(listed) is not None and all(
        parts(part(stage.node, "Actions")) is not None for stage in stages
    )
    return Pipeline(resource.properties, stages, is_whole)


def _stage(node: Node, index: int) -> Stage:
    actions = tuple(
        _action(action, index)
        for action in stated(node, "Actions").items()
        if isinstance(action.value, dict) and action.is_known
    )
    conditions = tuple(
        _condition(condition, gate)
        for gate in GATES
        for condition in stated(node, gate, "Conditions").items()
    )
    return Stage(node, index, actions, conditions)


def _action(node: Node, stage: int) -> Action:
    order = part(node, "RunOrder")
    # The run order is 1 if nothing is said (CodePipeline API, ActionDeclaration).
    number = "1" if order.is_absent else constant(order)
    return Action(
        node=node,
        name=constant(part(node, "Name")),
        stage=stage,
        order=int(number) if number.isdecimal() else None,
        category=constant(part(node, "ActionTypeId", "Category")),
        owner=constant(part(node, "ActionTypeId", "Owner")),
        provider=constant(part(node, "ActionTypeId", "Provider")),
        namespace=part(node, "Namespace"),
        settings=settings_of(part(node, "Configuration")),
        inputs=parts(part(node, "InputArtifacts")),
        outputs=parts(part(node, "OutputArtifacts")),
    )


def _condition(node: Node, gate: str) -> Condition:
    rules = tuple(
        ConditionRule(
            rule,
            constant(part(rule, "RuleTypeId", "Provider")),
            settings_of(part(rule, "Configuration")),
        )
        for rule in stated(node, "Rules").items()
    )
    return Condition(node, gate, rules)
