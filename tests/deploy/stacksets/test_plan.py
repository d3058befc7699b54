"""What CloudFormation is asked to do, in its own terms."""

from dataclasses import replace

from generator.deploy.stacksets.carry_out import Failure
from generator.deploy.stacksets.members import Members
from generator.deploy.stacksets.plan import plan, preferences
from generator.deploy.stacksets.roll_out import by_reason
from generator.deploy.stacksets.standing import Instance, Standing
from generator.parameters.organization import Organization
from generator.project import Project
from tests.deploy.project import DEV, TEMPLATE, target

HERE = Organization(
    account="999988887777",
    region="eu-west-1",
    organizational_units=("r-ab12", "ou-ab12-11111111"),
    regions=("eu-west-1", "us-east-2"),
    failure_tolerance_percentage=0,
    max_concurrent_count=4,
)
ENVIRONMENT = replace(DEV, organization=HERE)


def test_regions_come_in_the_order_of_the_file_and_a_tolerance_of_nothing_is_sent() -> (
    None
):
    assert preferences(HERE, {"us-east-2", "eu-west-1", "ap-south-1"}) == {
        "RegionConcurrencyType": "SEQUENTIAL",
        "RegionOrder": ["eu-west-1", "us-east-2", "ap-south-1"],
        "FailureTolerancePercentage": 0,
        "MaxConcurrentCount": 4,
    }
    together = replace(HERE, region_concurrency="PARALLEL")
    assert "RegionOrder" not in preferences(together, {"us-east-2"})


def test_each_unit_gets_the_regions_that_it_lacks(project: Project) -> None:
    found = plan(target(project, environment=ENVIRONMENT), None, Members({}))
    create, stacks = found.calls
    assert create.operation == "create_stack_set"
    assert create.arguments["PermissionModel"] == "SERVICE_MANAGED"
    assert create.arguments["AutoDeployment"]["Enabled"] is True
    assert stacks.arguments["DeploymentTargets"] == {
        "OrganizationalUnitIds": list(HERE.organizational_units)
    }
    standing = Standing(
        template=TEMPLATE,
        parameters={},
        tags={},
        settings={},
        targets={"r-ab12": frozenset({"eu-west-1"})},
        instances=(),
        under_way=None,
    )
    calls = plan(target(project, environment=ENVIRONMENT), standing, Members({})).calls
    assert [
        (call.arguments["DeploymentTargets"]["OrganizationalUnitIds"], regions)
        for call in calls
        if (regions := call.arguments.get("Regions"))
    ] == [(["r-ab12"], ["us-east-2"]), (["ou-ab12-11111111"], list(HERE.regions))]


def test_a_suspended_account_is_no_reason_to_update(project: Project) -> None:
    one = Instance(
        *("111122223333", "eu-west-1", "r-ab12", "OUTDATED"),
        *("SKIPPED_SUSPENDED_ACCOUNT", "", "NOT_CHECKED", ""),
    )
    assert not one.is_bad
    assert replace(one, detailed="FAILED").is_behind


def test_a_secret_is_in_no_plan(project: Project) -> None:
    secret = target(project, parameters={"Secret": "s3cret!"}, environment=ENVIRONMENT)
    found = plan(secret, None, Members({}))
    assert "s3cret!" not in str(found.data)
    assert "parameter Secret: ****" in found.changes


def test_a_reason_is_told_once_and_what_was_cancelled_last() -> None:
    failures = [
        Failure("1", "eu-west-1", "CANCELLED", ""),
        Failure("2", "eu-west-1", "FAILED", "no"),
        Failure("3", "eu-west-1", "FAILED", "no"),
    ]
    assert by_reason(failures) == [
        "no: 2 eu-west-1 and 3 eu-west-1",
        "CANCELLED, without a reason: 1 eu-west-1",
    ]
