"""What the tests of a service need, and where both builds get packages from."""

from dataclasses import dataclass

from troposphere import Equals, Not, Parameter, Ref

from generator.templates import patterns
from generator.templates.pipeline.inputs.optional import given, optional
from generator.templates.switch import Switch


@dataclass(frozen=True)
class UnitTestInputs:
    """Everything may be left empty: then the tests get nothing but the source."""

    package_secret_name: Parameter
    package_secret_key_arn: Parameter
    code_artifact_repository_arn: Parameter
    test_variables: Parameter
    command_before_tests: Parameter
    test_database: Parameter
    test_database_image: Parameter
    has_package_secret: Switch
    has_package_secret_key: Switch
    has_code_artifact: Switch
    has_test_database: Switch
    label: str = "Packages and unit tests"


def unit_test_inputs() -> UnitTestInputs:
    """Who writes the service's code may read what these bring into its tests."""
    return UnitTestInputs(
        package_secret_name=optional(
            "PackageSecretName",
            patterns.SECRET_NAME,
            "Secret whose keys are variables while the unit tests' packages are "
            "installed; the code that is tested can read it, so let it only read",
        ),
        package_secret_key_arn=optional(
            "PackageSecretKeyArn",
            patterns.KEY_ARN,
            "Customer managed key of that secret, if there is one",
        ),
        code_artifact_repository_arn=optional(
            "CodeArtifactRepositoryArn",
            patterns.CODE_ARTIFACT_ARN,
            "Repository of CodeArtifact that both builds read packages from",
        ),
        test_variables=optional(
            "TestVariables",
            patterns.JSON_TEXTS,
            "Variables of the unit tests as a JSON object of texts; no secrets",
            MaxLength=1500,
        ),
        command_before_tests=optional(
            "CommandBeforeTests",
            patterns.COMMAND,
            "Shell command in the service's folder, before its unit tests and after "
            "the database is there",
        ),
        test_database=Parameter(
            "TestDatabase",
            Type="String",
            Default="none",
            AllowedValues=["none", "postgres", "mysql", "redis"],
            Description="Database beside the unit tests; it makes their container a "
            "privileged one, so unreviewed code could leave it",
            ConstraintDescription="none, postgres, mysql or redis",
        ),
        test_database_image=optional(
            "TestDatabaseImage",
            patterns.IMAGE,
            "Image of that database; empty for the official one of the public ECR",
        ),
        has_package_secret=given("HasPackageSecret", "PackageSecretName"),
        has_package_secret_key=given("HasPackageSecretKey", "PackageSecretKeyArn"),
        has_code_artifact=given("HasCodeArtifact", "CodeArtifactRepositoryArn"),
        has_test_database=Switch(
            "HasTestDatabase", Not(Equals(Ref("TestDatabase"), "none"))
        ),
    )
