"""What everything is called and how it is tagged."""

from dataclasses import dataclass

from troposphere import Parameter, Sub, Tags

from generator.templates import patterns, tagging
from generator.templates.switch import Switch
from generator.templates.tagging import resource_tags


@dataclass(frozen=True)
class Naming:
    """Names carry the service or, where they do not, the prefix."""

    environment_suffix: Parameter
    service_name: Parameter
    name_prefix: Parameter
    project: Parameter
    cost_center: Parameter
    names_project: Switch
    label: str = "Names and tags"

    def of_service(self, kind: str) -> Sub:
        """For example `payment-service-pipeline-dev`."""
        return Sub(f"${{ServiceName}}-{kind}-${{EnvironmentSuffix}}")

    def prefixed(self, kind: str) -> Sub:
        """For example `ledger-unit-test-project-dev`."""
        return Sub(f"${{NamePrefix}}{kind}-${{EnvironmentSuffix}}")

    def report_group(self, project: str, report: str) -> Sub:
        """`<project>-<report>`: where CodeBuild looks for a buildspec's report."""
        return Sub(f"${{NamePrefix}}{project}-${{EnvironmentSuffix}}-{report}")

    def bucket(self, kind: str) -> Sub:
        """A bucket name that only this account can ever own.

        The form is fixed by `BucketNamespace: account-regional` (S3 User
        Guide, "Namespaces for general purpose buckets").
        """
        return Sub(self.bucket_name(kind))

    @staticmethod
    def bucket_name(kind: str) -> str:
        """The same, for use inside a longer Sub."""
        return (
            f"${{NamePrefix}}{kind}-${{EnvironmentSuffix}}"
            "-${AWS::AccountId}-${AWS::Region}-an"
        )

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
            Description="Service that the pipeline is for: the first part of the names "
            "of pipeline, application and deployment group",
            **patterns.SERVICE.required,
        ),
        name_prefix=Parameter(
            "NamePrefix",
            Type="String",
            Default="",
            Description="In front of all other names, such as ledger-: needed where "
            "several services share an account",
            **patterns.PREFIX.optional,
        ),
        project=tagging.project("the service's name"),
        cost_center=tagging.cost_center(),
        names_project=tagging.names_project(),
    )
