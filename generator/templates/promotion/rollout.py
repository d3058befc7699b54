"""The builds around a deployment: what is deployed, and whether it runs.

They see a target by its observer's role, which can change nothing there.
"""

from awacs import s3, sts
from troposphere import iam

from generator.templates.pipeline.artifacts import ArtifactStore
from generator.templates.pipeline.builds import Build, variable
from generator.templates.pipeline.signing import (
    builder_variable,
    signing_variable,
    verify_statement,
)
from generator.templates.policy import allow, inline_policy
from generator.templates.promotion.access import files_of
from generator.templates.promotion.inputs import PromotionInputs
from generator.templates.promotion.inputs.targets import Target


def rollout(inputs: PromotionInputs, store: ArtifactStore, image: Build) -> Build:
    """Before a deployment and after it, for every target."""
    settings = inputs.rollout
    return Build(
        name="Rollout",
        description="Makes what is deployed of what runs in a target, and proves that "
        "it runs there afterwards",
        buildspec="buildspec-rollout.yml",
        variables=(
            variable("CONTAINER_NAME", settings.container_name.ref()),
            variable("CONTAINER_PORT", settings.container_port.ref()),
            # What CodeDeploy calls in each target, by the same name there.
            *(variable(each.title, each.ref()) for each in inputs.hooks.functions),
            signing_variable(inputs),
            builder_variable(image),
        ),
        policies=(
            *(each.there.when(_policy(each, store)) for each in inputs.targets),
            inputs.image.has_signing_key.when(
                inline_policy("signing-key", verify_statement(inputs))
            ),
        ),
        # Another file for each target.
        writes=(),
    )


def _policy(target: Target, store: ArtifactStore) -> iam.Policy:
    return inline_policy(
        target.title.lower(),
        allow(
            f"Observe{target.title}",
            sts.AssumeRole,
            on=[target.observer_role_arn.ref()],
        ),
        allow(
            f"Write{target.title}Files",
            s3.PutObject,
            on=[store.objects_of(files_of(target))],
        ),
    )


def verification(inputs: PromotionInputs) -> Build:
    """The service's own tests of a target: its code, so it may do least."""
    settings = inputs.rollout
    return Build(
        name="Verification",
        description="Runs the service's own tests against what was deployed; its code, "
        "so it has no credentials",
        own_buildspec=settings.verification_buildspec.ref(),
        there=settings.has_verification,
        writes=(),
    )
