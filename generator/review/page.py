"""The pages a reviewer reads: a template, or one stack, in words and tables."""

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import TYPE_CHECKING

from generator.cloudformation.document import Template
from generator.cloudformation.scope import Scope, parameter_values
from generator.cloudformation.settled import settled
from generator.cloudformation.values import names_given
from generator.review.access import access
from generator.review.diagram import diagram
from generator.review.evidence import evidence
from generator.review.markdown import counted, prose
from generator.review.notifications import notifications
from generator.review.resources import description, outputs, parameters, resources
from generator.review.spending import spending
from generator.review.stack import Stack, accepted, suppressed

if TYPE_CHECKING:
    # The rules bring cfn-lint with them, which `cost` does not need.
    from generator.rules._house import HouseRule

# Where the template's own page is priced; a stack has a region of its own.
_REGION = "us-east-2"


def page(template: Template, name: str, rules: Sequence["HouseRule"]) -> str:
    """The Markdown page of `templates_out/<name>.yaml`: whatever its parameters.

    `rules` are the house rules that judged it. The same input always gives the
    same text.
    """
    defaults = {**parameter_values(template, {}), "AWS::Region": _REGION}
    made = counted(len(template.resources), "resource")
    given = counted(len(template.parameters), "parameter")
    return _page(
        [
            f"<!-- Generated from {name}.yaml; do not edit. -->",
            f"# {prose(name)}.yaml",
            prose(description(template)),
            f"{made}, {given}.",
        ],
        template,
        rules,
        parameters(template, _REGION),
        spending(names_given(template, defaults), _REGION, "the default parameters"),
    )


def stack_page(stack: Stack, scope: Scope, rules: Sequence["HouseRule"]) -> str:
    """The Markdown page of one stack: only what holds for its values.

    `scope` says what the names in its template mean to it.
    """
    template = settled(scope, stack.kept)
    return _page(
        [
            f"# {prose(stack.name)}",
            prose(description(template)),
            stack.introduction(len(template.resources)),
        ],
        template,
        rules,
        stack.parameters(template),
        spending(scope, stack.region, "these parameters"),
        {
            **({"Accepted findings": suppressed(stack)} if stack.suppressed else {}),
            **({"Accepted vulnerabilities": accepted(stack)} if stack.accepted else {}),
        },
    )


def _page(
    head: Sequence[str],
    template: Template,
    rules: Sequence["HouseRule"],
    values: str,
    cost: str,
    more: Mapping[str, str] = MappingProxyType({}),
) -> str:
    sections = {
        "Architecture": diagram(template),
        "Parameters": values,
        "Resources": resources(template),
        "Who may do what": access(template),
        "Notifications": notifications(template),
        "Outputs": outputs(template),
        "Cost": cost,
        "Evidence for PCI DSS": evidence(template, rules),
        **more,
    }
    parts = [*head, *(f"## {title}\n\n{text}" for title, text in sections.items())]
    return "\n\n".join(part for part in parts if part) + "\n"
