"""What a stack set gives to every account and region alike."""

import re
from collections.abc import Iterator

from generator.cloudformation.document import Template
from generator.findings import Finding
from generator.parameters.model import ACCOUNT, ParameterFile

# The parameters that decide which region has what an account has once.
_REPOSITORY = "Repository"
_ROLES_REGION = "RolesRegion"
_ARN_OF_AN_ACCOUNT = re.compile(r"arn:[^:]*:[^:]*:[^:]*:(\d{12}):", re.ASCII)


def organization(file: ParameterFile, template: Template) -> Iterator[Finding]:
    """Values that are right for one account or region of the stack set alone."""
    target = file.environment.organization
    if target is None or file.kind != ACCOUNT:
        return
    rule = "organization"
    for name, value in file.parameters.items():
        found = _ARN_OF_AN_ACCOUNT.match(value)
        if found and name in template.parameters:
            yield file.place_of(name).finding(
                rule,
                f"{name} names account {found[1]}, and the stack set gives it to every "
                "account",
                "Leave it away, or take the accounts that need it out of the "
                "organizational units.",
            )
    region = file.parameters.get(_ROLES_REGION, "")
    has_roles = bool(file.parameters.get(_REPOSITORY))
    if has_roles and len(target.regions) > 1 and not region:
        yield file.place_of(_REPOSITORY).finding(
            rule,
            f"the stack set has {len(target.regions)} regions, and an account has "
            "roles of one name once",
            f'Write {_ROLES_REGION}: "{target.regions[0]}".',
        )
    if has_roles and region and region not in target.regions:
        yield file.place_of(_ROLES_REGION).finding(
            rule,
            f"{_ROLES_REGION} is {region}, where the stack set has no stack",
            f"It has them in {', '.join(target.regions)}.",
        )
