"""What everything is called and how it is tagged."""

from dataclasses import dataclass

from troposphere import Equals, Not, Parameter, Ref, Sub, Tags

from generator.templates.pipeline.inputs import patterns
from generator.templates.switch import Switch


@dataclass(frozen=True)
class Naming:
    """The parameters that the pipeline's file has, too, with the same values.

    Only what the pipeline's parameters name by a name is named here. AWS makes up
    the other names: they fit whatever a service is called, and nothing stands in
    the way of a replacement.
    """

    environment_suffix: Parameter
    service_name: Parameter
    project: Parameter
    cost_center: Parameter
    names_project: Switch
    label: str = "Names and tags"

    def of_service(self) -> Sub:
        """For example `payment-service-dev`: the ECS service and its family."""
        return Sub("${ServiceName}-${EnvironmentSuffix}")

    def of(self, kind: str) -> Sub:
        """For example `payment-service-cluster-dev`."""
        return Sub(f"${{ServiceName}}-{kind}-${{EnvironmentSuffix}}")

    def log_group(self) -> Sub:
        """Where the tasks write."""
        return Sub("/ecs/${ServiceName}-${EnvironmentSuffix}")

    def tags(self) -> Tags:
        """The tags of every resource, made afresh: troposphere changes them."""
        return Tags(
            Environment=self.environment_suffix.ref(),
            Project=self.names_project.choose(
                self.project.ref(), self.service_name.ref()
            ),
            CostCenter=self.cost_center.ref(),
        )


def naming() -> Naming:
    """Only the environment must be given."""
    return Naming(
        environment_suffix=Parameter(
            "EnvironmentSuffix",
            Type="String",
            Description="Environment of the stack: the last part of every name and "
            "the value of the tag Environment",
            **patterns.SUFFIX.required,
        ),
        service_name=Parameter(
            "ServiceName",
            Type="String",
            Default="payment-service",
            Description="The service: the first part of the names of cluster, service "
            "and logs",
            **patterns.SERVICE.required,
        ),
        project=Parameter(
            "Project",
            Type="String",
            Default="",
            Description="Value of the tag Project; empty for the service's name",
            **patterns.TAG_VALUE.optional,
        ),
        cost_center=Parameter(
            "CostCenter",
            Type="String",
            Default="payments",
            Description="Value of the tag CostCenter",
            **patterns.TAG_VALUE.required,
        ),
        names_project=Switch("NamesProject", Not(Equals(Ref("Project"), ""))),
    )
