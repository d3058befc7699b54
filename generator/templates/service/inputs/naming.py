"""What everything is called and how it is tagged."""

from dataclasses import dataclass

from troposphere import Parameter, Sub, Tags

from generator.templates import patterns, tagging
from generator.templates.switch import Switch
from generator.templates.tagging import resource_tags


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
        """The tags of every resource."""
        return resource_tags(
            self.names_project.choose(self.project.ref(), self.service_name.ref())
        )


def naming() -> Naming:
    """Only the environment must be given."""
    return Naming(
        environment_suffix=tagging.environment_suffix(
            "Environment of the stack: the last part of every name and "
            "the value of the tag Environment"
        ),
        service_name=Parameter(
            "ServiceName",
            Type="String",
            Default="payment-service",
            Description="The service: the first part of the names of cluster, service "
            "and logs",
            **patterns.SERVICE.required,
        ),
        project=tagging.project("the service's name"),
        cost_center=tagging.cost_center(),
        names_project=tagging.names_project(),
    )
