"""Every parameter and switch of the service template, one group a class."""

from dataclasses import dataclass

from generator.templates.service.inputs.naming import Naming, naming
from generator.templates.service.inputs.network import (
    ListenerInputs,
    NetworkInputs,
    listener_inputs,
    network_inputs,
)
from generator.templates.service.inputs.operations import (
    AlarmInputs,
    DeploymentInputs,
    alarm_inputs,
    deployment_inputs,
)
from generator.templates.service.inputs.tasks import (
    AccessInputs,
    TaskInputs,
    access_inputs,
    task_inputs,
)


@dataclass(frozen=True)
class Inputs:
    """The groups of the console form, in its order."""

    naming: Naming
    network: NetworkInputs
    listeners: ListenerInputs
    tasks: TaskInputs
    access: AccessInputs
    deployment: DeploymentInputs
    alarms: AlarmInputs


def inputs() -> Inputs:
    """All of them."""
    return Inputs(
        naming=naming(),
        network=network_inputs(),
        listeners=listener_inputs(),
        tasks=task_inputs(),
        access=access_inputs(),
        deployment=deployment_inputs(),
        alarms=alarm_inputs(),
    )
