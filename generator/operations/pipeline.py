"""A stack's pipeline: its name and its actions, as AWS has them now."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from generator.cloudformation.partitions import partition_of
from generator.deploy.calls import Api
from generator.deploy.clients import Clients
from generator.deploy.mask import Mask, mask_for
from generator.deploy.outcome import Outcome, Stopped
from generator.deploy.state.stack import find as find_stack
from generator.deploy.state.stack import resources
from generator.deploy.target import Target
from generator.operations.refusals import in_words

_PIPELINE = "AWS::CodePipeline::Pipeline"
# Domains of the console by partition [the partitions' own getting started guides].
_CONSOLES = {
    "aws-cn": "console.amazonaws.cn",
    "aws-us-gov": "console.amazonaws-us-gov.com",
}
# "By default, the timeout for a manual approval action is seven days" [CodePipeline
# quotas].
_APPROVAL_MINUTES = 7 * 24 * 60


@dataclass(frozen=True)
class Action:
    """An action as it is defined; `timeout` is in minutes, of an approval."""

    stage: str
    name: str
    category: str
    provider: str
    configuration: Mapping[str, str]
    account: str
    region: str
    timeout: int


@dataclass(frozen=True)
class Pipeline:
    """A pipeline that a stack made; `version` rises when its structure changes."""

    target: Target
    name: str
    version: int
    actions: tuple[Action, ...]
    clients: Clients

    @property
    def stages(self) -> tuple[str, ...]:
        """Names of the stages, in order."""
        return tuple(dict.fromkeys(action.stage for action in self.actions))

    @cached_property
    def mask(self) -> Mask:
        """What of AWS's texts nobody may see."""
        return mask_for(self.target)

    @property
    def console_url(self) -> str:
        """Where the pipeline is in the console."""
        region = self.target.environment.region
        domain = _CONSOLES.get(partition_of(region).name, "console.aws.amazon.com")
        return (
            f"https://{domain}/codesuite/codepipeline/pipelines/{self.name}/view"
            f"?region={region}"
        )

    def elsewhere(self, action: Action) -> str:
        """Where an action is done in another account or region; else nothing."""
        here = self.target.environment
        if (action.account, action.region) == (here.account, here.region):
            return ""
        return f"account {action.account}, {action.region}"

    def of(self, category: str) -> tuple[Action, ...]:
        """The actions of a category: Source, Build, Test, Approval, Deploy, Invoke."""
        return tuple(one for one in self.actions if one.category == category)

    def ask(self, service: str) -> Api:
        """The client of a service, in the pipeline's account and region."""
        return self.clients.service(service, self.target.environment)

    def command(self, name: str) -> str:
        """A command for a person who is to go on with this pipeline."""
        return f"`python -m generator pipeline {name} {self.target.file.path}`"


def has_pipeline(target: Target) -> bool:
    """Does the committed template make a pipeline?"""
    return any(
        resource.get("Type") == _PIPELINE
        for resource in target.template.resources.values()
    )


def find(target: Target, api: Api, clients: Clients) -> Pipeline:
    """The pipeline of a stack.

    Raises:
        Stopped: there is no stack, or no pipeline in it.
    """
    stack = find_stack(api, target.stack_name)
    deploy = f"Run `python -m generator deploy {target.file.path}`."
    if stack is None:
        raise Stopped(Outcome.MISUSED, "the stack is not deployed.", deploy)
    name = next(_names(api, stack["StackId"]), "")
    if not name:
        status = stack["StackStatus"]
        raise Stopped(Outcome.MISUSED, f"the stack ({status}) has no pipeline.", deploy)
    with in_words(f"pipeline {name}"):
        codepipeline = clients.service("codepipeline", target.environment)
        found = codepipeline.call("get_pipeline", name=name)["pipeline"]
    return Pipeline(
        target,
        name,
        found.get("version", 1),
        tuple(
            _action(stage["name"], action, target)
            for stage in found["stages"]
            for action in stage["actions"]
        ),
        clients,
    )


def _names(api: Api, stack_id: str) -> Iterator[str]:
    for resource in resources(api, stack_id):
        # A pipeline's physical id is its name [resource reference, Ref].
        if resource["ResourceType"] == _PIPELINE and resource.get("PhysicalResourceId"):
            yield resource["PhysicalResourceId"]


def _action(stage: str, action: Mapping[str, Any], target: Target) -> Action:
    kind = action["actionTypeId"]
    role = (action.get("roleArn") or "").split(":")
    here = target.environment
    return Action(
        stage,
        action["name"],
        kind["category"],
        kind["provider"],
        action.get("configuration") or {},
        role[4] if len(role) > 4 else here.account,
        action.get("region") or here.region,
        action.get("timeoutInMinutes") or _APPROVAL_MINUTES,
    )
