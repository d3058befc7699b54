"""The registry template as one stack sees it."""

from collections.abc import Mapping
from functools import cache
from typing import Any

from generator.templates.registry import registry
from tests.templates.stack import COMMERCIAL, Stack, buildspecs, stack_of

REQUIRED = {"EnvironmentSuffix": "dev", "RepositoryName": "payments/service"}
# Where services run, beside the account of the repository.
RUNS = ("444455556666", "777788889999")
PULLED = {"PullAccountIds": ",".join(RUNS)}
LATEST = {"MutableTag": "latest"}


@cache
def template() -> Mapping[str, Any]:
    """As troposphere gives it."""
    data: Mapping[str, Any] = registry(buildspecs()).to_dict()
    return data


def stack(*given: Mapping[str, str], pseudo: Mapping[str, str] = COMMERCIAL) -> Stack:
    """A stack with the required parameters and what is given on top."""
    return stack_of(template(), REQUIRED, *given, pseudo=pseudo)


def repository(*given: Mapping[str, str]) -> dict[str, Any]:
    """The one resource."""
    return stack(*given).properties("Repository")
