"""What the managed policies of the account's own stack have in common."""

from collections.abc import Iterable, Sequence

from awacs.aws import Action, Statement
from troposphere import iam

from generator.templates.account.inputs import Inputs
from generator.templates.policy import allow_anywhere, policy_document, reasons

_WITHOUT_RESOURCE = "WithoutResource"


def managed_policy(
    title: str,
    *,
    inputs: Inputs,
    statements: Iterable[Statement],
    anywhere: Sequence[Action],
) -> iam.ManagedPolicy:
    """A policy of these statements, and of actions that AWS has no resource for."""
    return iam.ManagedPolicy(
        title,
        Condition=inputs.github.has_repository.name,
        PolicyDocument=policy_document(
            *statements,
            *([allow_anywhere(_WITHOUT_RESOURCE, *anywhere)] if anywhere else []),
        ),
        **({"Metadata": reasons(_WITHOUT_RESOURCE)} if anywhere else {}),
    )
