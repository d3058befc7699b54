"""The key of the artifacts, which only this promotion uses."""

from dataclasses import dataclass

from troposphere import kms

from generator.templates.pipeline.encryption import (
    ADMINISTRATION,
    ENCRYPT,
    customer_key,
    left_to_the_account,
)
from generator.templates.policy import allow_role
from generator.templates.promotion.access import key_statements
from generator.templates.store.inputs import Inputs


@dataclass(frozen=True)
class Key:
    """The key, by the ARN of which the promotion knows it."""

    encryption_key: kms.Key


def key(*, inputs: Inputs) -> Key:
    """The account administers it, the pipeline's role uses it, targets decrypt."""
    return Key(
        encryption_key=customer_key(
            inputs.naming,
            left_to_the_account(*ADMINISTRATION),
            allow_role(
                "LetThePipelineEncrypt",
                inputs.access.pipeline_role_arn,
                *ENCRYPT,
                on=["*"],
            ),
            *key_statements(inputs.readers),
        )
    )
