"""What the parameter files and environments.toml say, once read and merged."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from generator.cloudformation.partitions import partition_of
from generator.findings import Finding, Severity
from generator.parameters.organization import Organization

ACCOUNT = "account"
# Templates that there are several of, `<kind>-<which>`.
_IN_VARIANTS = ("pipeline", ACCOUNT)


@dataclass(frozen=True)
class Place:
    """Where a value was written: a file, and a line that counts from 1."""

    file: str
    line: int = 1

    def finding(
        self,
        rule: str,
        message: str,
        hint: str = "",
        severity: Severity = "error",
    ) -> Finding:
        """What is wrong here."""
        return Finding(self.file, self.line, rule, message, severity, hint)


@dataclass(frozen=True)
class Suppression:
    """Why a rule's findings in one file, `<name>.<template>`, are accepted.

    `expires` is its last day; `place` is where it was written.
    """

    file: str
    rule: str
    reason: str
    expires: date
    place: Place


@dataclass(frozen=True)
class Waiver:
    """Why a vulnerability of one service is accepted, by whom, and until when.

    `expires` is its last day, `environments` those that it is for: none means
    all. `place` is where it was written.
    """

    id: str
    reason: str
    owner: str
    expires: date
    environments: tuple[str, ...]
    place: Place


@dataclass(frozen=True)
class Environment:
    """One account and one region that stacks are deployed to.

    Environments come in the order in which changes travel (dev, staging,
    prod). `role_arn` is CloudFormation's service role; `assume_role_arn` (with
    `external_id`) is how the deployer reaches the account; `template_bucket` is
    where templates go that are too long for a call. `plan_expiry` is how many
    days after it was made a plan may be deployed. `parameters` and
    `tags` are defaults for all files of the environment; `parameter_places`
    and `tag_places` say where each default was written. `require` is what the
    values of all its files must meet (see `demands`), `suppress` what is accepted
    of single files, `depends_on` what stands before what (see `order`).
    `organization` is where its account template goes beyond its own account.
    """

    name: str
    account: str
    region: str
    role_arn: str | None = None
    assume_role_arn: str | None = None
    external_id: str | None = None
    template_bucket: str = ""
    termination_protection: bool = False
    require_review: bool = False
    plan_expiry: int = 7
    parameters: Mapping[str, str] = field(default_factory=dict)
    tags: Mapping[str, str] = field(default_factory=dict)
    parameter_places: Mapping[str, Place] = field(default_factory=dict)
    tag_places: Mapping[str, Place] = field(default_factory=dict)
    require: Mapping[str, Any] = field(default_factory=dict)
    require_places: Mapping[str, Place] = field(default_factory=dict)
    suppress: tuple[Suppression, ...] = ()
    depends_on: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    depends_on_places: Mapping[str, Place] = field(default_factory=dict)
    organization: Organization | None = None

    @property
    def partition(self) -> str:
        """The partition of the region, `aws` for all but a few."""
        return partition_of(self.region).name

    @property
    def own_bucket(self) -> str:
        """The bucket for templates that the account's own stack makes.

        Only this account can have one of the name (S3 User Guide, "Namespaces for
        general purpose buckets").
        """
        return f"cloudformation-templates-{self.account}-{self.region}-an"

    @property
    def url_suffix(self) -> str:
        """What `AWS::URLSuffix` is in the region."""
        return partition_of(self.region).url_suffix


@dataclass(frozen=True)
class ParameterFile:
    """One stack: a parameter file merged with its environment's defaults.

    `parameters` and `tags` are the values that the stack gets, all strings as
    CloudFormation takes them; a parameter that is not in here is not sent, so
    that the template's own default applies. `parameter_places` and
    `tag_places` say where each value was written. `waivers` are the vulnerabilities
    that its service may have in this environment.
    """

    path: Path
    environment: Environment
    name: str
    template: str
    parameters: Mapping[str, str]
    tags: Mapping[str, str]
    stack_policy: Mapping[str, Any] | None = None
    parameter_places: Mapping[str, Place] = field(default_factory=dict)
    tag_places: Mapping[str, Place] = field(default_factory=dict)
    waivers: tuple[Waiver, ...] = ()

    @property
    def stack_name(self) -> str:
        """For example `payment-service-pipeline-dev`."""
        return f"{self.name}-{self.kind}-{self.environment.name}"

    @property
    def kind(self) -> str:
        """What the stack is: a pipeline of any language is a pipeline.

        A service has one, so that it keeps its stack when its language changes, and
        the roles of an account reach it. An account has one stack, too.
        """
        return kind_of(self.template)

    @property
    def place(self) -> Place:
        """The file as a whole."""
        return Place(str(self.path))

    def place_of(self, parameter: str) -> Place:
        """Where the value of a parameter was written, else the file's start."""
        return self.parameter_places.get(parameter, self.place)

    def place_of_tag(self, key: str) -> Place:
        """Where a tag was written, else the file's start."""
        return self.tag_places.get(key, self.place)


def kind_of(template: str) -> str:
    """The kind of a template, by its name."""
    kind, _, which = template.partition("-")
    return kind if which and kind in _IN_VARIANTS else template
