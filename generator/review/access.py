"""Who may do what: roles and shared policies, people, then policies of resources."""

from generator.cloudformation.document import Template
from generator.review.markdown import counted, folded
from generator.review.people import people
from generator.review.resource_policies import resource_policies
from generator.review.roles import attached_policies, roles

_HOW_TO_READ = (
    "`<…>` is the value of a parameter, or a name that CloudFormation chooses;"
    " `…` in an ARN is this partition, or this region and account."
)

_NOBODY = "No role and no policy."


def access(template: Template) -> str:
    """The section's text."""
    identities = [*roles(template), *attached_policies(template)]
    others = list(resource_policies(template))
    found = [_HOW_TO_READ, *identities] if identities or others else [_NOBODY]
    parts = [*found, people(template)]
    if others:
        title = counted(len(others), "policy of a resource", "policies of resources")
        parts.append(folded(title, "\n\n".join(others)))
    return "\n\n".join(parts)
