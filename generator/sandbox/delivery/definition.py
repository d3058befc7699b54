"""Pipelines and what they deploy to, as the sandbox's stacks have them."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from generator.sandbox.model import RefusedError, Resource, Stack, World

_PIPELINE = "AWS::CodePipeline::Pipeline"
_GROUP = "AWS::CodeDeploy::DeploymentGroup"
# "By default, the timeout for a manual approval action is seven days" [CodePipeline
# quotas].
_APPROVAL_MINUTES = 7 * 24 * 60


@dataclass(frozen=True)
class Action:
    """An action; `minutes` is how long an approval waits.

    `account` and `region` are where it acts.
    """

    name: str
    category: str
    provider: str
    configuration: Mapping[str, str]
    namespace: str
    order: int
    minutes: int
    account: str
    region: str


@dataclass(frozen=True)
class Stage:
    """A stage; `rolls_back` when a failure deploys the execution before again."""

    name: str
    actions: tuple[Action, ...]
    rolls_back: bool


@dataclass(frozen=True)
class Pipeline:
    """A pipeline; its `identity` is of this making of it alone."""

    identity: str
    name: str
    version: int
    account: str
    region: str
    stages: tuple[Stage, ...]

    def stage(self, name: str) -> Stage:
        """The stage of that name.

        Raises:
            RefusedError: there is none.
        """
        for each in self.stages:
            if each.name == name:
                return each
        raise RefusedError(
            f"Stage {name} is not in pipeline {self.name}", "StageNotFoundException"
        )

    def after(self, name: str) -> Stage | None:
        """The stage that follows."""
        names = [each.name for each in self.stages]
        at = names.index(name) + 1
        return self.stages[at] if at < len(names) else None


def pipelines(world: World) -> Iterator[Pipeline]:
    """Every pipeline that is there."""
    for stack, resource in _resources(world, _PIPELINE):
        if resource.physical_id:
            yield _pipeline(stack, resource)


def find_pipeline(world: World, account: str, region: str, name: str) -> Pipeline:
    """The pipeline of a name.

    Raises:
        RefusedError: there is none.
    """
    for each in pipelines(world):
        if (each.account, each.region, each.name) == (account, region, name):
            return each
    raise RefusedError(
        f"Account '{account}' does not have a pipeline with name '{name}'",
        "PipelineNotFoundException",
    )


def deployment_group(
    world: World, account: str, region: str, application: str, name: str
) -> Mapping[str, Any]:
    """The properties of a deployment group of CodeDeploy.

    Raises:
        RefusedError: there is none.
    """
    for stack, resource in _resources(world, _GROUP):
        if (stack.account, stack.region, resource.physical_id) == (
            account,
            region,
            name,
        ) and resource.properties["ApplicationName"] == application:
            return resource.properties
    raise RefusedError(
        f"No Deployment Group found for name: {name}",
        "DeploymentGroupDoesNotExistException",
    )


def properties_of(
    world: World, account: str, region: str, kind: str, key: str, value: str
) -> Mapping[str, Any]:
    """The properties of a resource by one of them, or nothing."""
    for stack, resource in _resources(world, kind):
        if (stack.account, stack.region) == (account, region):
            found = resource.properties.get(key) or resource.physical_id
            if found == value:
                return resource.properties
    return {}


def rehearsals(pipeline: Pipeline) -> dict[tuple[str, str], str]:
    """(stage, action) -> `tests` or `image`: the builds that are really run.

    As `rehearse` has them: the first action of category Test and of Build.
    """
    found: dict[str, tuple[str, str]] = {}
    for stage in pipeline.stages:
        for action in stage.actions:
            name = {"Test": "tests", "Build": "image"}.get(action.category)
            if name and action.provider == "CodeBuild":
                found.setdefault(name, (stage.name, action.name))
    return {place: name for name, place in found.items()}


def _resources(world: World, kind: str) -> Iterator[tuple[Stack, Resource]]:
    for stack in world.stacks:
        for resource in stack.deployed.resources.values():
            if resource.type == kind:
                yield stack, resource


def _pipeline(stack: Stack, resource: Resource) -> Pipeline:
    return Pipeline(
        resource.identity,
        resource.physical_id,
        int(resource.attributes.get("Version") or 1),
        stack.account,
        stack.region,
        tuple(
            Stage(
                stage["Name"],
                tuple(_action(action, stack) for action in stage["Actions"]),
                (stage.get("OnFailure") or {}).get("Result") == "ROLLBACK",
            )
            for stage in resource.properties["Stages"]
        ),
    )


def _action(action: Mapping[str, Any], stack: Stack) -> Action:
    kind = action["ActionTypeId"]
    role = str(action.get("RoleArn") or "").split(":")
    return Action(
        action["Name"],
        kind["Category"],
        kind["Provider"],
        {name: str(value) for name, value in action.get("Configuration", {}).items()},
        action.get("Namespace") or "",
        int(action.get("RunOrder") or 1),
        int(action.get("TimeoutInMinutes") or _APPROVAL_MINUTES),
        role[4] if len(role) > 4 else stack.account,
        action.get("Region") or stack.region,
    )
