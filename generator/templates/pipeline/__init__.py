"""The payment pipeline: from a push to a blue/green deployment on ECS.

This is the table of contents. The order of the concerns is the order of the
resources in the template, and the order in which one would explain it.
"""

from collections.abc import Callable, Sequence

from troposphere import Template

from generator.buildspecs import Buildspecs
from generator.templates.concern import assemble
from generator.templates.pipeline import live_changes
from generator.templates.pipeline.actions import Stage
from generator.templates.pipeline.approvers import approvers
from generator.templates.pipeline.artifacts import artifact_store
from generator.templates.pipeline.build_network import build_network
from generator.templates.pipeline.build_resources import build_resources
from generator.templates.pipeline.delivery import delivery
from generator.templates.pipeline.deployment import Deployment, deployment
from generator.templates.pipeline.docker_build import docker_build
from generator.templates.pipeline.encryption import encryption
from generator.templates.pipeline.inputs import (
    FORMER_PARAMETERS,
    OF_OTHER_ACCOUNTS,
    Inputs,
    inputs,
)
from generator.templates.pipeline.inputs.rules import rules
from generator.templates.pipeline.languages import NODE, Language
from generator.templates.pipeline.notifications import notifications
from generator.templates.pipeline.notified_events import CONSOLE_DOMAINS
from generator.templates.pipeline.outputs import outputs
from generator.templates.pipeline.source import webhook, webhook_secret
from generator.templates.pipeline.stages import stages
from generator.templates.pipeline.topics import topics

DESCRIPTION = (
    "Pipeline of a containerised payment service%s: GitHub, unit tests, image build "
    "and scan, manual approval, blue/green deployment on Amazon ECS"
)


# Lists the stages; ours is `stages`.
StageList = Callable[[Inputs, Deployment], Sequence[Stage]]


def pipeline(
    buildspecs: Buildspecs, stages: StageList = stages, language: Language = NODE
) -> Template:
    """Make the template; the buildspecs are embedded as they are."""
    given = inputs(language)
    key = encryption(inputs=given)
    store = artifact_store(inputs=given, key_arn=key.key_arn)
    network = build_network(inputs=given)
    mail = topics(inputs=given, encryption=key)
    deploy = deployment(
        inputs=given,
        topic=mail.notification_topic,
        artifact=store.objects_of(docker_build(given).artifact),
        policy=key.policy,
    )
    listed = stages(given, deploy)
    builds = tuple(
        build_resources(
            action.build,
            reads=action.reads,
            inputs=given,
            buildspecs=buildspecs,
            store=store,
            network=network,
            encryption=key,
        )
        for stage in listed
        for action in stage.actions
        if action.build is not None
    )
    deliver = delivery(
        inputs=given, store=store, stages=listed, builds=builds, encryption=key
    )
    approve = approvers(
        name=given.naming.of_service("approver"),
        there=given.operations.creates_approver_policy,
        pipeline=f"${{{deliver.pipeline.title}}}",
        service="${ServiceName}",
        stages=listed,
        projects=[each.project_arn for each in builds],
        artifacts=store.objects,
    )
    secret = webhook_secret(inputs=given)
    hook = webhook(inputs=given, secret=secret, pipeline=deliver.pipeline)
    notices = notifications(
        inputs=given,
        topics=mail,
        encryption=key,
        pipeline=deliver.pipeline,
        application=deploy.application,
    )
    return assemble(
        # The first language was there before there were others.
        description=DESCRIPTION % (f" in {language.title}" if language != NODE else ""),
        inputs=given,
        mappings=CONSOLE_DOMAINS,
        concerns=(
            key,
            store,
            network,
            *builds,
            deploy,
            deliver,
            approve,
            secret,
            hook,
            mail,
            notices,
        ),
        outputs=outputs(
            inputs=given,
            store=store,
            topics=mail,
            builds=builds,
            deployment=deploy,
            delivery=deliver,
            approvers=approve,
        ),
        rules=rules(given),
        former_parameters=FORMER_PARAMETERS,
        breaking_changes=live_changes.BREAKING,
        noted_changes=live_changes.NOTED,
        of_other_accounts=OF_OTHER_ACCOUNTS,
    )
