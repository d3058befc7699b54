"""A pipeline as CodePipeline reads it: stages, actions, conditions, rules."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property, lru_cache, partial
from typing import Any, TypeVar

from generator.cloudformation.conditions import choice
from generator.cloudformation.references import Path
from generator.rules._house import HouseRule, Problem
from generator.rules._nodes import Node, Resource
from generator.rules._providers import ACTIONS, ActionType
from generator.rules._settled import (
    conditions_of,
    constant,
    part,
    parts,
    settled,
    stated,
)

T = TypeVar("T")

PIPELINE = "AWS::CodePipeline::Pipeline"
# Folders of AWS's pages on pipelines.
GUIDE = "codepipeline/latest/userguide/"
API = "codepipeline/latest/APIReference/"
# Where a stage has conditions, in the order in which they are met.
GATES = ("BeforeEntry", "OnSuccess", "OnFailure")


# One object for all scenarios that leave it alike, compared as such.
@dataclass(frozen=True, eq=False)
class Action:
    """An action and its place; text that is not known is empty.

    `order` is None if the run order is not known. `settings`, `inputs` and
    `outputs` are None where an expression hides what is in them. `node.when` has
    the conditions that decide whether the action is there and what is in it.
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

    @cached_property
    def makes(self) -> frozenset[str]:
        """The names of the artifacts it makes; none if one of them is not known."""
        return frozenset(names(self.outputs) or ())

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


@dataclass(frozen=True, eq=False)
class ConditionRule:
    """A rule of a condition."""

    node: Node
    provider: str
    settings: Mapping[str, Node] | None


# What has a provider and its settings.
Configured = Action | ConditionRule


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
    def configured(self) -> Iterator[Configured]:
        """All actions and rules."""
        yield from self.actions
        yield from self.rules

    @property
    def conditions(self) -> Iterator[tuple[Stage, Condition]]:
        """All conditions with their stages."""
        for stage in self.stages:
            for condition in stage.conditions:
                yield stage, condition


class PipelineRule(HouseRule):
    """A rule about pipelines, or about what is configured in them one by one."""

    resource_types = (PIPELINE,)

    def _problems(self, template: Any) -> Iterator[Problem]:
        for found in pipelines(template):
            yield from self._pipeline_problems(found)
        for owner in configured(template):
            yield from self._configured_problems(owner)
            if isinstance(owner, Action):
                yield from self._action_problems(owner)

    def _pipeline_problems(self, found: Pipeline) -> Iterator[Problem]:
        return iter(())

    def _configured_problems(self, owner: Configured) -> Iterator[Problem]:
        return iter(())

    def _action_problems(self, action: Action) -> Iterator[Problem]:
        return iter(())


# Every pipeline rule reads the same template, one after the other.
@lru_cache(maxsize=2)
def pipelines(template: Any) -> tuple[Pipeline, ...]:
    """Each pipeline of the template, once a scenario."""
    reader = _Reader()
    return tuple(_pipeline(each, reader) for each in settled(template, PIPELINE))


@lru_cache(maxsize=2)
def configured(template: Any) -> tuple[Configured, ...]:
    """Each action and rule of the pipelines, once for what its conditions make it."""
    everywhere = (owner for each in pipelines(template) for owner in each.configured)
    return tuple(dict.fromkeys(everywhere))


@dataclass(frozen=True)
class _Reader:
    """Remembers what was read: most scenarios of a pipeline leave an action alike."""

    deciding: dict[Path, set[str]] = field(default_factory=dict)
    read: dict[Any, Any] = field(default_factory=dict)

    def once(self, make: Callable[[Node], T], node: Node, kind: str) -> T:
        """What `make` reads of a node, once for the conditions that decide on it."""
        names = self.deciding.get(node.path)
        if names is None:
            names = conditions_of(node.value) | _on_the_way(node)
            self.deciding[node.path] = names
        when = {name: holds for name, holds in node.when.items() if name in names}
        key = kind, node.path, tuple(when.items())
        if key not in self.read:
            decided = Node(node.value, node.path, when, node.template)
            self.read[key] = make(decided)
        found: T = self.read[key]
        return found


def _on_the_way(node: Node) -> set[str]:
    """The conditions that decide whether a node is there."""
    found: set[str] = set()
    value = node.template.template
    for key in node.path:
        if isinstance(value, dict) and isinstance(name := value.get("Condition"), str):
            found.add(name)
        if chosen := choice(value):
            found.add(chosen[0])
        value = value[key]
    return found


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


def _pipeline(resource: Resource, reader: _Reader) -> Pipeline:
    listed = part(resource.properties, "Stages")
    stages = tuple(
        reader.once(partial(_stage, index, reader), node, f"stage {index}")
        for index, node in enumerate(listed.items())
    )
    is_whole = parts(listed) is not None and all(
        parts(part(stage.node, "Actions")) is not None for stage in stages
    )
    return Pipeline(resource.properties, stages, is_whole)


def _stage(index: int, reader: _Reader, node: Node) -> Stage:
    actions = tuple(
        reader.once(partial(_action, index), action, f"action of {index}")
        for action in stated(node, "Actions").items()
        if isinstance(action.value, dict) and action.is_known
    )
    conditions = tuple(
        reader.once(partial(_condition, gate), condition, "condition")
        for gate in GATES
        for condition in stated(node, gate, "Conditions").items()
    )
    return Stage(node, index, actions, conditions)


def _action(stage: int, node: Node) -> Action:
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


def _condition(gate: str, node: Node) -> Condition:
    rules = tuple(
        ConditionRule(
            rule,
            constant(part(rule, "RuleTypeId", "Provider")),
            settings_of(part(rule, "Configuration")),
        )
        for rule in stated(node, "Rules").items()
    )
    return Condition(node, gate, rules)
