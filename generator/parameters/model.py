"""What the parameter files and environments.toml say, once read and merged."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any


@dataclass(frozen=True)
class Environment:
    """One account and one region that stacks are deployed to.

    Environments come in the order in which changes travel (dev, staging,
    prod). `role_arn` is CloudFormation's service role; `assume_role_arn` (with
    `external_id`) is how the deployer reaches the account. `parameters` and
    `tags` are defaults for all files of the environment.
    """

    name: str
    account: str
    region: str
    role_arn: str | None = None
    assume_role_arn: str | None = None
    external_id: str | None = None
    termination_protection: bool = False
    require_review: bool = False
    parameters: Mapping[str, str] = field(default_factory=dict)
    tags: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class ParameterFile:
    """One stack: a parameter file merged with its environment's defaults.

    `parameters` and `tags` are the effective values, all strings as
    CloudFormation takes them; a parameter that is not in here is not sent, so
    that the template's own default applies.
    """

    path: Path
    environment: Environment
    name: str
    template: str
    parameters: Mapping[str, str]
    tags: Mapping[str, str]
    stack_policy: Mapping[str, Any] | None = None

    @property
    def stack_name(self) -> str:
        """For example `payment-service-pipeline-dev`."""
        return f"{self.name}-{self.template}-{self.environment.name}"
