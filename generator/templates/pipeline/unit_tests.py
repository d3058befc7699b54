"""The first build: lints, audits and tests what pull-request authors wrote."""

from generator.templates.pipeline.builds import Build, Report, variable
from generator.templates.pipeline.inputs import Inputs


def unit_tests(inputs: Inputs) -> Build:
    """It runs unreviewed code, so it can do least: no registry, no secret, no ECS."""
    builds = inputs.builds
    return Build(
        name="UnitTest",
        description="Lints, audits and tests the service; runs unreviewed code, so "
        "it has no credentials",
        buildspec="buildspec-test.yml",
        variables=(
            variable("NODE_VERSION", builds.node_version.ref()),
            variable("SERVICE_PATH", builds.service_path.ref()),
        ),
        reports=(
            Report("tests", "TEST", title="UnitTestReportGroup"),
            Report("coverage", "CODE_COVERAGE", title="CoverageReportGroup"),
        ),
    )
