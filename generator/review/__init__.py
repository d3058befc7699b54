"""The page a reviewer reads: a template in words, tables and one picture."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from generator.cloudformation.document import Template
from generator.review.access import access
from generator.review.diagram import diagram
from generator.review.evidence import evidence
from generator.review.markdown import counted, prose
from generator.review.notifications import notifications
from generator.review.resources import description, outputs, parameters, resources
from generator.review.spending import spending

if TYPE_CHECKING:
    # The rules bring cfn-lint with them, which `cost` does not need.
    from generator.rules._house import HouseRule


def page(template: Template, name: str, rules: Sequence["HouseRule"]) -> str:
    """The Markdown page of `templates_out/<name>.yaml`.

    `rules` are the house rules that judged it. The same input always gives the
    same text.
    """
    sections = {
        "Architecture": diagram(template),
        "Parameters": parameters(template),
        "Resources": resources(template),
        "Who may do what": access(template),
        "Notifications": notifications(template),
        "Outputs": outputs(template),
        "Cost": spending(template),
        "Evidence for PCI DSS": evidence(template, rules),
    }
    made = len(template.resources)
    given = len(template.parameters)
    parts = [
        f"<!-- Generated from {name}.yaml; do not edit. -->",
        f"# {name}.yaml",
        prose(description(template)),
        f"{counted(made, 'resource')}, {counted(given, 'parameter')}.",
        *(f"## {title}\n\n{text}" for title, text in sections.items()),
    ]
    return "\n\n".join(part for part in parts if part) + "\n"
