"""What a stage is made of: actions, and what comes with each."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from troposphere import codepipeline

from generator.templates.pipeline.builds import Build
from generator.templates.pipeline.source import SOURCE_ARTIFACT
from generator.templates.switch import Always, Switch


@dataclass(frozen=True)
class Action:
    """An action as CodePipeline takes it, and what comes with it.

    `build` is the build that it runs, `grants` are statements of the
    pipeline's role, `policies` whole policies of it that depend on a switch, and
    `reasons` says of their statements with `Resource: '*'` why they have it.
    """

    declaration: Any
    build: Build | None = None
    grants: tuple[Any, ...] = ()
    policies: tuple[Any, ...] = ()
    reasons: Mapping[str, str] = field(default_factory=dict)

    @property
    def reads(self) -> tuple[str, ...]:
        """The artifacts that it takes."""
        return tuple(each.Name for each in self.declaration.InputArtifacts)


@dataclass(frozen=True)
class Stage:
    """Actions that begin together once the stage before has succeeded.

    `conditions` are the stage's own: BeforeEntry, OnSuccess, OnFailure. `there` is
    the switch of a stage that is not in every stack.
    """

    name: Any
    actions: tuple[Action, ...]
    conditions: Mapping[str, Any] = field(default_factory=dict)
    there: Switch | Always | None = None

    @property
    def declaration(self) -> Any:
        """The stage as CodePipeline takes it."""
        stage = codepipeline.Stages(
            Name=self.name,
            Actions=[action.declaration for action in self.actions],
            **self.conditions,
        )
        return self.there.when(stage) if self.there else stage


def build_action(
    name: str, build: Build, *, category: str = "Test", reads: str = SOURCE_ARTIFACT
) -> Action:
    """Run a build on an artifact; `category` is Test or Build."""
    exports = {"Namespace": build.namespace} if category == "Build" else {}
    return Action(
        codepipeline.Actions(
            Name=name,
            **exports,
            ActionTypeId=aws_action(category, "CodeBuild"),
            Configuration={"ProjectName": build.project},
            InputArtifacts=[codepipeline.InputArtifacts(Name=reads)],
            OutputArtifacts=[codepipeline.OutputArtifacts(Name=build.artifact)],
        ),
        build=build,
    )


def aws_action(category: str, provider: str) -> codepipeline.ActionTypeId:
    """A provider of AWS's own."""
    return codepipeline.ActionTypeId(
        Category=category, Owner="AWS", Provider=provider, Version="1"
    )
