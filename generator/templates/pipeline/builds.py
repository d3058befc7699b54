"""A build as one value: what it runs, may do, and is told."""

import re
from dataclasses import dataclass
from typing import Any

from troposphere import Ref, codebuild

from generator.templates.switch import Switch


@dataclass(frozen=True)
class Report:
    """A report of a buildspec: its name there, and TEST or CODE_COVERAGE."""

    name: str
    type: str
    title: str


@dataclass(frozen=True)
class Build:
    """What a build runs, what it may do and which variables it has.

    `name` begins the logical ID of everything that follows from it
    (UnitTestProject) and, in lower case, the physical names. `description` is
    what a reviewer reads, at most 255 characters. `buildspec` is a file of the
    buildspecs folder. `grants` are statements of its role beyond
    what every build needs, `policies` whole policies that depend on a switch;
    `anywhere` names the Sids of those that are not limited to a resource.
    `docker` says whether it runs Docker, which takes a privileged container;
    `docker_when` is the switch of a build that does so only then. `runs_service` says
    whether it runs what the service's image has, too. `there` is the
    switch of a build that is not in every stack. `own_buildspec` is the path of one in
    the service's repository, in place of ours. `writes` are the artifacts that it
    hands on, where it is not one of its name.
    """

    name: str
    description: str
    buildspec: str = ""
    grants: tuple[Any, ...] = ()
    policies: tuple[Any, ...] = ()
    anywhere: tuple[str, ...] = ()
    variables: tuple[Any, ...] = ()
    reports: tuple[Report, ...] = ()
    docker: bool = False
    docker_when: Switch | None = None
    runs_service: bool = False
    # Where it is not made of the name.
    role_name: str = ""
    there: Switch | None = None
    own_buildspec: Any = None
    writes: tuple[str, ...] | None = None

    @property
    def kind(self) -> str:
        """For example `unit-test`, which begins the physical names."""
        return re.sub(r"(?<!^)(?=[A-Z])", "-", self.name).lower()

    @property
    def project(self) -> Ref:
        """The name of its project, for the action that runs it."""
        return Ref(f"{self.name}Project")

    @property
    def artifact(self) -> str:
        """What its action calls what it hands on."""
        return f"{self.name}Output"

    @property
    def artifacts(self) -> tuple[str, ...]:
        """Everything that it hands on."""
        return (self.artifact,) if self.writes is None else self.writes

    @property
    def condition(self) -> dict[str, str]:
        """For everything that it has in the stack."""
        return self.there.condition_of_resource if self.there else {}

    @property
    def namespace(self) -> str:
        """Under which later actions know the variables that it exports."""
        return f"{self.name}Variables"


def variable(name: str, value: Any, **kind: str) -> codebuild.EnvironmentVariable:
    """An environment variable of a build; never a secret without `Type`."""
    return codebuild.EnvironmentVariable(Name=name, Value=value, **kind)
