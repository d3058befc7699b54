"""The account's own stack: what must be there before the others are deployed.

It is made once for an account and region, by somebody who administers it: what
the other templates can do is said here, so none of their roles reaches it. Their
types, names and permissions are read from the other templates; a change of theirs
that needs more changes this template, too, and somebody deploys it first.
"""

from collections.abc import Mapping
from typing import Any

from troposphere import Template

from generator.templates.account.boundary import permissions_boundary
from generator.templates.account.bucket import template_store
from generator.templates.account.cloudformation_role import cloudformation_role
from generator.templates.account.github import github
from generator.templates.account.inputs import inputs
from generator.templates.account.made import made
from generator.templates.account.outputs import outputs
from generator.templates.account.reading import reading
from generator.templates.concern import assemble

DESCRIPTION = (
    "An account's own stack: bucket for templates and, for one GitHub repository, the "
    "roles that plan and deploy, CloudFormation's role and the boundary of all others"
)


def account(templates: Mapping[str, Mapping[str, Any]]) -> Template:
    """Make the template for these others, as troposphere gives them.

    Raises:
        GeneratorError: a template has a type about which nothing is known.
    """
    given, resources = inputs(), made(templates)
    store = template_store(inputs=given)
    boundary = permissions_boundary(inputs=given, templates=templates)
    looking = reading(inputs=given, made=resources)
    cloudformation = cloudformation_role(
        inputs=given,
        boundary=boundary,
        reading=looking,
        made=resources,
    )
    actions = github(
        inputs=given,
        store=store,
        cloudformation=cloudformation,
        reading=looking,
        templates=sorted(templates),
    )
    return assemble(
        description=DESCRIPTION,
        inputs=given,
        mappings={},
        concerns=(store, boundary, looking, cloudformation, actions),
        reaches=sorted(templates),
        outputs=outputs(
            inputs=given,
            store=store,
            boundary=boundary,
            cloudformation=cloudformation,
            github=actions,
        ),
    )
