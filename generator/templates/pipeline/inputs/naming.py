"""What everything is called and how it is tagged."""

from dataclasses import dataclass

from troposphere import Parameter, Sub, Tags

from generator.templates.pipeline.inputs import patterns


@dataclass(frozen=True)
class Naming:
    """Names carry the service or, where they do not, the prefix."""

    environment_suffix: Parameter
    service_name: Parameter
    name_prefix: Parameter
    cost_center: Parameter
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
        """The tags of every resource, made afresh: troposphere changes them."""
        return Tags(
            Environment=self.environment_suffix.ref(),
            Project=self.service_name.ref(),
            CostCenter=self.cost_center.ref(),
        )


def naming() -> Naming:
    """Only the environment must be given."""
    return Naming(
        environment_suffix=Parameter(
            "EnvironmentSuffix",
            Type="String",
            Description="Last part of every name, tag Environment",
            **patterns.SUFFIX.required,
        ),
        service_name=Parameter(
            "ServiceName",
            Type="String",
            Default="payment-service",
            Description="First part of the pipeline's name, tag Project",
            **patterns.SERVICE.required,
        ),
        name_prefix=Parameter(
            "NamePrefix",
            Type="String",
            Default="",
            Description="In front of other names, such as ledger-",
            **patterns.PREFIX.optional,
        ),
        cost_center=Parameter(
            "CostCenter",
            Type="String",
            Default="payments",
            Description="Value of the tag CostCenter",
            **patterns.TAG_VALUE.required,
        ),
    )
