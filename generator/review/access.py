"""Who may do what: roles and shared policies in full, then policies of resources."""

from generator.cloudformation.document import Template
from generator.review.markdown import counted, folded
from generator.review.resource_policies import resource_policies
from generator.review.roles import attached_policies, roles

_HOW_TO_READ = (
    "`<…>` is the value of a parameter, or a name that CloudFormation chooses;"
    " `…` in an ARN is this partition, or this region and account."
)


def access(template: Template) -> str:
    """The section's text."""
    identities = [*roles(template), *attached_policies(template)]
    others = list(resource_policies(template))
    if not identities and not others:
        return "No role and no policy."
    parts = [_HOW_TO_READ, *identities]
    if others:
        title = counted(len(others), "policy of a resource", "policies of resources")
        parts.append(folded(title, "\n\n".join(others)))
    return "\n\n".join(parts)
