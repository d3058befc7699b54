"""What may be wrong with the values of one file: one concern a module.

A check is a pure function of a file and its template that yields findings;
`CHECKS` is all of them. None shows a value that may be secret.
"""

from collections.abc import Callable, Iterator

from generator.cloudformation.document import Template
from generator.findings import Finding
from generator.parameters.checks.arns import arns
from generator.parameters.checks.assertions import assertions, partitions
from generator.parameters.checks.deployments import blue_green
from generator.parameters.checks.groups import groups
from generator.parameters.checks.keys import keys
from generator.parameters.checks.organization import organization
from generator.parameters.checks.references import references
from generator.parameters.checks.requirements import requirements
from generator.parameters.checks.secrets import secrets
from generator.parameters.checks.stack import stack
from generator.parameters.checks.tags import tags
from generator.parameters.checks.texts import texts
from generator.parameters.checks.time_zones import time_zone
from generator.parameters.checks.values import values
from generator.parameters.model import ParameterFile

CHECKS: tuple[Callable[[ParameterFile, Template], Iterator[Finding]], ...] = (
    keys,
    values,
    groups,
    blue_green,
    requirements,
    arns,
    references,
    secrets,
    tags,
    texts,
    time_zone,
    stack,
    partitions,
    organization,
)


def check(file: ParameterFile, template: Template) -> Iterator[Finding]:
    """Everything that is wrong with one file, judged by itself."""
    found = [finding for one in CHECKS for finding in one(file, template)]
    yield from found
    wrong = {(finding.file, finding.line) for finding in found}
    yield from assertions(file, template, wrong)
