"""What a pipeline deploys onto: a service on ECS behind a load balancer.

This is the table of contents. The order of the concerns is the order of the
resources in the template, and the order in which one would explain it.
"""

from troposphere import Template

from generator.buildspecs import Buildspecs
from generator.templates.concern import assemble
from generator.templates.service.alarms import rollback_alarms
from generator.templates.service.deployments import CHANGED
from generator.templates.service.inputs import inputs
from generator.templates.service.inputs.rules import rules
from generator.templates.service.load_balancer import load_balancer
from generator.templates.service.outputs import outputs
from generator.templates.service.roles import infrastructure_role, task_roles
from generator.templates.service.scaling import service_scaling
from generator.templates.service.security_groups import security_groups
from generator.templates.service.tasks import tasks

DESCRIPTION = (
    "What a pipeline deploys onto: an Amazon ECS service on Fargate behind a load "
    "balancer with blue and green target groups, its roles, scaling and alarms"
)


def service(_: Buildspecs) -> Template:
    """Make the template."""
    given = inputs()
    groups = security_groups(inputs=given)
    balancer = load_balancer(inputs=given, groups=groups)
    roles = task_roles(inputs=given)
    infrastructure = infrastructure_role(inputs=given, balancer=balancer)
    alarms = rollback_alarms(inputs=given, balancer=balancer)
    running = tasks(
        inputs=given,
        groups=groups,
        balancer=balancer,
        roles=roles,
        infrastructure=infrastructure,
        alarms=alarms,
    )
    return assemble(
        description=DESCRIPTION,
        inputs=given,
        mappings={},
        concerns=(
            groups,
            balancer,
            roles,
            infrastructure,
            alarms,
            running,
            service_scaling(inputs=given, tasks=running),
        ),
        outputs=outputs(
            inputs=given,
            balancer=balancer,
            roles=roles,
            tasks=running,
            alarms=alarms,
        ),
        rules=rules(),
        changed_by_deployments=CHANGED,
    )
