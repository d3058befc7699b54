"""PCI DSS: what this template shows, which rules watch it, what is left to do."""

import tomllib
from collections.abc import Mapping, Sequence
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from generator.cloudformation.document import Template
from generator.review.claims import Claim, found, shown
from generator.review.markdown import code, prose, table

if TYPE_CHECKING:
    # The rules bring cfn-lint with them, which `cost` does not need.
    from generator.rules._house import HouseRule


def evidence(template: Template, rules: Sequence["HouseRule"]) -> str:
    """One row a requirement; `rules` are those that ran over the template."""
    rows = [_row(requirement, template, rules) for requirement in _requirements()]
    header = ("Requirement", "This template shows", "Rules", "Checked", "Yours to do")
    return (
        "PCI DSS v4.0.1. A template gives technical evidence; it makes nobody"
        " compliant. *Checked* counts the resources that the rules judged, and a"
        " template with an error is not written.\n\n"
        f"{table(header, rows)}"
    )


def true_claims(template: Template) -> dict[tuple[str, int], str]:
    """What the template shows, in plain words, by requirement and claim."""
    return {
        (requirement["id"], number): text
        for requirement in _requirements()
        for number, claim in enumerate(requirement.get("shows", []))
        if (text := found(Claim(**claim), template))
    }


def _row(
    requirement: Mapping[str, Any], template: Template, rules: Sequence["HouseRule"]
) -> tuple[str, ...]:
    number = requirement["id"]
    watching = [rule for rule in rules if any(_within(id_, number) for id_ in rule.pci)]
    types = {kind for rule in watching for kind in rule.resource_types}
    checked = sum(each["Type"] in types for each in template.resources.values())
    claims = (Claim(**claim) for claim in requirement.get("shows", []))
    true = [text for claim in claims for text in shown(claim, template)]
    names = " ".join(code(name) for name in sorted(rule.id for rule in watching))
    return (
        f"**{number}** {prose(requirement['topic'])}",
        "<br>".join(true) or "nothing",
        # A rule about what is not there has shown nothing.
        names if checked else "",
        str(checked) if checked else "",
        prose(requirement["duty"]),
    )


def _within(id_: str, number: str) -> bool:
    """7.2.1 is part of 7.2; 10.2 is not part of 10.2.1."""
    return f"{id_}.".startswith(f"{number}.")


@cache
def _requirements() -> list[dict[str, Any]]:
    text = files("generator.review").joinpath("evidence.toml").read_text("utf-8")
    requirements: list[dict[str, Any]] = tomllib.loads(text)["requirements"]
    return requirements
