"""What the other templates' resources look like, for all roles that compare."""

from collections.abc import Sequence
from dataclasses import dataclass

from troposphere import Ref, iam

from generator.templates.account.inputs import Inputs
from generator.templates.account.made import (
    Made,
    actions,
    is_reading,
    places,
)
from generator.templates.account.policies import managed_policy
from generator.templates.policy import allow

# Buckets have a policy of their own: one cannot hold what all services have.
_APART = "Storage"


@dataclass(frozen=True)
class Reading:
    """CloudFormation, a plan and a deployment see the same."""

    read_resources: iam.ManagedPolicy
    read_storage: iam.ManagedPolicy

    @property
    def policies(self) -> list[Ref]:
        """For a role that has nothing optional."""
        return [self.read_resources.ref(), self.read_storage.ref()]


def reading(*, inputs: Inputs, made: Sequence[Made]) -> Reading:
    """What a plan asks of retained resources, and drift of those that are there.

    No values of secrets: `read` of a secret has none.
    """
    return Reading(
        read_resources=_policy(
            "ReadResources", inputs, [one for one in made if one.kind.group != _APART]
        ),
        read_storage=_policy(
            "ReadStorage", inputs, [one for one in made if one.kind.group == _APART]
        ),
    )


def _policy(title: str, inputs: Inputs, made: Sequence[Made]) -> iam.ManagedPolicy:
    anywhere = actions(*(one.kind.anywhere for one in made))
    readable = [one for one in made if one.kind.read]
    # Of all services: an action means nothing on what another one has.
    read = allow(
        "ReadResources",
        *actions(*(one.kind.read for one in readable)),
        on=places(readable),
    )
    return managed_policy(
        title,
        inputs=inputs,
        statements=[read],
        anywhere=[each for each in anywhere if is_reading(each)],
    )
