"""The payment pipeline: from a push to a blue/green deployment on ECS.

This is the table of contents. The order of the concerns is the order of the
resources in the template, and the order in which one would explain it.
"""

from troposphere import Template

from generator.buildspecs import Buildspecs
from generator.templates.concern import assemble
from generator.templates.pipeline.artifacts import artifact_store
from generator.templates.pipeline.builds import build_network, docker_build, unit_tests
from generator.templates.pipeline.delivery import delivery
from generator.templates.pipeline.deployment import deployment
from generator.templates.pipeline.encryption import encryption
from generator.templates.pipeline.inputs import inputs
from generator.templates.pipeline.logs import build_logs
from generator.templates.pipeline.notifications import (
    CONSOLE_DOMAINS,
    notifications,
    topic,
)
from generator.templates.pipeline.outputs import outputs
from generator.templates.pipeline.source import webhook, webhook_secret

DESCRIPTION = "Payment service pipeline, GitHub to blue/green deployment on ECS"


def pipeline(buildspecs: Buildspecs) -> Template:
    """Make the template; the buildspecs are embedded as they are."""
    given = inputs()
    key = encryption(inputs=given)
    store = artifact_store(inputs=given, encryption=key)
    logs = build_logs(inputs=given, encryption=key)
    told = topic(inputs=given, encryption=key)
    network = build_network(inputs=given)
    tests = unit_tests(
        inputs=given,
        buildspecs=buildspecs,
        store=store,
        build_logs=logs,
        network=network,
        encryption=key,
    )
    image = docker_build(
        inputs=given,
        buildspecs=buildspecs,
        store=store,
        build_logs=logs,
        network=network,
        encryption=key,
    )
    deploy = deployment(
        inputs=given, store=store, topic=told.notification_topic, encryption=key
    )
    deliver = delivery(
        inputs=given,
        store=store,
        tests=tests,
        image=image,
        deployment=deploy,
        encryption=key,
    )
    secret = webhook_secret(inputs=given)
    hook = webhook(inputs=given, secret=secret, pipeline=deliver.pipeline)
    tell = notifications(
        inputs=given,
        notification_topic=told.notification_topic,
        encryption=key,
        pipeline=deliver.pipeline,
        application=deploy.application,
    )
    return assemble(
        description=DESCRIPTION,
        inputs=given,
        mappings=CONSOLE_DOMAINS,
        concerns=(
            key,
            store,
            logs,
            network,
            tests,
            image,
            deploy,
            deliver,
            secret,
            hook,
            told,
            tell,
        ),
        outputs=outputs(
            store=store,
            topic=told,
            tests=tests,
            image=image,
            deployment=deploy,
            delivery=deliver,
        ),
    )
