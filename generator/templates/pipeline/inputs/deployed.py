"""What a deployment follows from, in whatever template it is."""

from typing import Protocol

from troposphere import If

from generator.templates.pipeline.inputs.controller import Controller
from generator.templates.pipeline.inputs.deployment import GroupInputs
from generator.templates.pipeline.inputs.hooks import HookInputs
from generator.templates.pipeline.inputs.naming import Naming


class Deployed(Protocol):
    """The inputs of a template that has an ECS service deployed."""

    @property
    def naming(self) -> Naming:
        """What everything is called."""

    @property
    def controller(self) -> Controller:
        """Who shifts the traffic."""

    @property
    def group(self) -> GroupInputs:
        """What the deployment group is made of."""

    @property
    def hooks(self) -> HookInputs:
        """The functions that CodeDeploy asks."""

    @property
    def boundary(self) -> If:
        """The permissions boundary of every role, if there is one."""
