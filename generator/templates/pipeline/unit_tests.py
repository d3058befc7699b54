"""The first build: lints, audits and tests what pull-request authors wrote."""

from generator.templates.pipeline.builds import Build, Report, variable
from generator.templates.pipeline.inputs.building import Building
from generator.templates.pipeline.packages import (
    ANYWHERE,
    code_artifact_policy,
    code_artifact_variables,
    package_secret_policies,
)


def unit_tests(inputs: Building) -> Build:
    """It runs unreviewed code, so it can do least: no registry, no ECS.

    Of secrets it may read what installs its packages, if that is given.
    """
    builds, tests = inputs.builds, inputs.unit_tests
    plain = {
        "TEST_VARIABLES": tests.test_variables,
        "COMMAND_BEFORE_TESTS": tests.command_before_tests,
        "TEST_DATABASE": tests.test_database,
        "TEST_DATABASE_IMAGE": tests.test_database_image,
        "PACKAGE_SECRET_NAME": tests.package_secret_name,
    }
    return Build(
        name="UnitTest",
        description="Lints and tests the service; runs unreviewed code, so it has no "
        "credentials but those of packages, if they are given",
        buildspec=builds.language.buildspec,
        variables=(
            variable(builds.language.variable, builds.runtime_version.ref()),
            variable("SERVICE_PATH", builds.service_path.ref()),
            *(variable(name, parameter.ref()) for name, parameter in plain.items()),
            *code_artifact_variables(inputs),
        ),
        policies=(*package_secret_policies(inputs), code_artifact_policy(inputs)),
        anywhere=ANYWHERE,
        docker_when=tests.has_test_database,
        runs_service=True,
        reports=(
            Report("tests", "TEST", title="UnitTestReportGroup"),
            Report("coverage", "CODE_COVERAGE", title="CoverageReportGroup"),
        ),
    )
