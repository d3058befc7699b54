"""What a deployment without changes leaves as it was: values read from elsewhere."""

import json
import re

from generator.cloudformation.document import TemplateError
from generator.cloudformation.settled import settled
from generator.deploy.target import Target
from generator.parameters.expressions import stack_scope

# A parameter's version stands for one value for ever.
_UNPINNED = re.compile(r"\{\{resolve:(?!ssm(?:-secure)?:[^{}]*:\d+\}\})")


def rotation_advice(target: Target) -> str:
    """What to do after a rotation, for a stack that has nothing to change, or "".

    CloudFormation reads a dynamic reference again only when something else
    changes in the resource that holds it [user guide, "Get values stored in
    other services using dynamic references"].
    """
    try:
        resources = settled(stack_scope(target.file, target.template)).resources
    except TemplateError:
        # `validate` says what is wrong; every resource may be there.
        resources = target.template.resources
    holding = [
        name
        for name, resource in resources.items()
        if _UNPINNED.search(json.dumps(resource, default=str))
    ]
    if not holding:
        return ""
    return (
        f"A rotated secret is not read again by this: {', '.join(holding)} keep the "
        "value of their last change. Put the new value under another name and give "
        "that name to the stack, or deploy together with another change to them."
    )
