"""Stacks of the account's templates, with the names that AWS would give."""

from collections.abc import Mapping
from functools import cache
from typing import Any

from generator.cloudformation.document import Template, from_body
from generator.cloudformation.scope import Scope, parameter_values
from generator.parameters.accounts import reached
from generator.parameters.model import ACCOUNT, kind_of
from generator.templates import TEMPLATES
from tests.templates.stack import COMMERCIAL, Stack, buildspecs

REPOSITORY = {"Repository": "example/deployments"}
IMMUTABLE = {"SubjectRepository": "example@17/deployments@23"}
PROVIDER = "arn:aws:iam::111122223333:oidc-provider/token.actions.githubusercontent.com"
EXISTING = {"OidcProviderArn": PROVIDER}
# Who is who by the name that the template gives.
NAMES = {
    "GitHubProvider": PROVIDER,
    "PermissionsBoundary": "arn:aws:iam::111122223333:policy/delivery-boundary-dev",
    "CloudFormationRole.Arn": "arn:aws:iam::111122223333:role/"
    "delivery-cloudformation-dev",
    "TemplateBucket.Arn": "arn:aws:s3:::cloudformation-templates-111122223333"
    "-us-east-2-an",
}


@cache
def bodies() -> dict[str, dict[str, Any]]:
    """Every template as troposphere gives it, by name."""
    return {each.name: each.make(buildspecs()).to_dict() for each in TEMPLATES}


@cache
def document(of: str = ACCOUNT) -> Template:
    return from_body(bodies()[of])


def accounts() -> list[str]:
    """The names of the account's templates."""
    return [each.name for each in TEMPLATES if kind_of(each.name) == ACCOUNT]


def others(of: str) -> dict[str, dict[str, Any]]:
    """The templates whose stacks the roles of an account's template reach."""
    return {name: bodies()[name] for name in sorted(reached(document(of)))}


def stack(
    *given: Mapping[str, str], environment: str = "dev", of: str = ACCOUNT
) -> Stack:
    """A stack with these parameters, `of` one of the account's templates."""
    values = {"EnvironmentSuffix": environment}
    for each in given:
        values |= each
    scope = {**parameter_values(document(of), values), **COMMERCIAL}
    return Stack(Scope(document(of), scope, _readable))


def _readable(logical_id: str, attribute: str | None) -> str:
    name = logical_id if attribute is None else f"{logical_id}.{attribute}"
    return NAMES.get(name, name)
