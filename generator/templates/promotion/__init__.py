"""A promotion: one image, from a push through up to three targets.

This is the table of contents. What builds the image is the pipeline's; each target is
a stack of target.yaml in an account of its own.
"""

from troposphere import Sub, Template

from generator.buildspecs import Buildspecs
from generator.templates.concern import assemble
from generator.templates.pipeline.approvers import approvers
from generator.templates.pipeline.artifacts import artifact_store
from generator.templates.pipeline.build_network import build_network
from generator.templates.pipeline.build_resources import build_resources
from generator.templates.pipeline.delivery import delivery
from generator.templates.pipeline.encryption import encryption
from generator.templates.pipeline.inputs import OF_OTHER_ACCOUNTS
from generator.templates.pipeline.languages import NODE, Language
from generator.templates.pipeline.notified_events import CONSOLE_DOMAINS
from generator.templates.pipeline.source import (
    SOURCE_ARTIFACT,
    webhook,
    webhook_secret,
)
from generator.templates.pipeline.topics import topics
from generator.templates.pipeline.unit_tests import unit_tests
from generator.templates.promotion import live_changes
from generator.templates.promotion.access import bucket_statements, key_statements
from generator.templates.promotion.approvals import approval
from generator.templates.promotion.inputs import promotion_inputs
from generator.templates.promotion.inputs.rules import promotion_rules
from generator.templates.promotion.notifications import notifications
from generator.templates.promotion.outputs import promotion_outputs
from generator.templates.promotion.rollout import rollout, verification
from generator.templates.promotion.stages import promoted_image, stages

DESCRIPTION = (
    "Promotion of a containerised payment service: GitHub, unit tests, one image, "
    "and its deployment to up to three accounts, one after the other"
)


def promotion(buildspecs: Buildspecs, language: Language = NODE) -> Template:
    """Make the template; the buildspecs are embedded as they are."""
    given = promotion_inputs(language)
    targets = given.targets
    key = encryption(inputs=given, readers=key_statements(targets))
    store = artifact_store(
        inputs=given,
        key_arn=key.key_arn,
        readers=lambda bucket: bucket_statements(bucket, targets),
    )
    network = build_network(inputs=given)
    mail = topics(inputs=given, encryption=key)
    image = promoted_image(given)
    around = rollout(given, store, image)
    own = verification(given)
    builds = tuple(
        build_resources(
            build,
            reads=(reads,),
            inputs=given,
            buildspecs=buildspecs,
            store=store,
            network=network,
            encryption=key,
        )
        for build, reads in (
            (unit_tests(given), SOURCE_ARTIFACT),
            (image, SOURCE_ARTIFACT),
            (around, image.artifact),
            (own, SOURCE_ARTIFACT),
        )
    )
    listed = stages(given, image, around, own)
    deliver = delivery(
        inputs=given,
        store=store,
        stages=listed,
        builds=builds,
        encryption=key,
        elsewhere=given.elsewhere.store,
    )
    people = tuple(
        approvers(
            title=f"{each.title}ApproverPolicy",
            name=Sub(
                f"${{ServiceName}}-approver-${{{each.name.title}}}-${{EnvironmentSuffix}}"
            ),
            there=each.has_approver_policy,
            pipeline=f"${{{deliver.pipeline.title}}}",
            service="${ServiceName}",
            stages=[stage for stage in listed if stage.there is each.has_approver],
            projects=[build.project_arn for build in builds],
            artifacts=store.objects,
        )
        for each in targets
    )
    secret = webhook_secret(inputs=given)
    hook = webhook(inputs=given, secret=secret, pipeline=deliver.pipeline)
    notices = notifications(
        inputs=given,
        topics=mail,
        encryption=key,
        pipeline=deliver.pipeline,
    )
    return assemble(
        description=DESCRIPTION,
        inputs=given,
        mappings=CONSOLE_DOMAINS,
        concerns=(
            key,
            store,
            network,
            *builds,
            deliver,
            *people,
            secret,
            hook,
            mail,
            notices,
            *(approval(given, each, key) for each in targets),
        ),
        outputs=promotion_outputs(
            store=store,
            topics=mail,
            rollout=builds[2],
            delivery=deliver,
            approvers=[
                (each, policy.approver_policy)
                for each, policy in zip(targets, people, strict=True)
            ],
        ),
        rules=promotion_rules(given),
        breaking_changes=live_changes.BREAKING,
        noted_changes=live_changes.NOTED,
        of_other_accounts=[
            *OF_OTHER_ACCOUNTS,
            # Of this account, and of another region.
            given.elsewhere.other_region_artifact_key_arn.title,
            *(
                role.title
                for each in targets
                for role in (each.deploy_role_arn, each.observer_role_arn)
            ),
        ],
    )
