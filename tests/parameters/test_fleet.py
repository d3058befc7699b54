from collections.abc import Callable
from pathlib import Path

import pytest

from generator.findings import Finding
from generator.parameters.files import load
from generator.parameters.fleet import across
from generator.parameters.model import ParameterFile
from tests.parameters.blue_green import project, values
from tests.parameters.small_project import (
    ENVIRONMENTS,
    TEMPLATE,
    VALUES,
    SmallProject,
)


def every(file: ParameterFile) -> bool:
    return True


def found(
    small: SmallProject,
    rule: str,
    chosen: Callable[[ParameterFile], bool] = every,
) -> list[Finding]:
    findings = across(load(small.project), chosen)
    return sorted(finding for finding in findings if finding.rule == rule)


def path(small: SmallProject, rest: str) -> str:
    return str(small.project.params / rest)


def test_two_stacks_that_would_make_one_role_are_told_at_both(
    small: SmallProject,
) -> None:
    small.file({"ServiceName": "ledger"}, name="ledger")
    small.file({"ServiceName": "refunds"}, name="refunds")
    ledger, refunds = found(small, "name-clash")
    assert ledger.file == path(small, "dev/ledger.small.json")
    assert ledger.message == (
        'the IAM role "codebuild-role-dev" would also be made by '
        f"{path(small, 'dev/refunds.small.json')}; the name is unique in one account"
    )
    assert "ledger.small.json" in refunds.message
    assert ledger.hint == "Give one of them another name, suffix or prefix."


def test_only_the_chosen_file_is_told_of_a_clash(small: SmallProject) -> None:
    small.file({"ServiceName": "ledger"}, name="ledger")
    small.file({"ServiceName": "refunds"}, name="refunds")
    (finding,) = found(small, "name-clash", lambda file: file.name == "refunds")
    assert "made by" in finding.message
    assert finding.file == path(small, "dev/refunds.small.json")


def test_a_prefix_parts_them(small: SmallProject) -> None:
    small.file({"ServiceName": "ledger", "NamePrefix": "ledger-"}, name="ledger")
    small.file({"ServiceName": "refunds"}, name="refunds")
    assert found(small, "name-clash") == []


def test_a_second_region_of_an_account_shares_iams_names(small: SmallProject) -> None:
    small.environments(
        '[prod]\naccount = "444455556666"\nregion = "us-east-2"\n'
        '[prod-eu]\naccount = "444455556666"\nregion = "eu-west-1"\n'
        'parameters.EnvironmentSuffix = "prod"\n'
    )
    small.file(environment="prod")
    small.file(environment="prod-eu")
    clashing = {finding.message.split()[1] for finding in found(small, "name-clash")}
    assert clashing == {"IAM"}


def test_bucket_names_are_unique_among_all_accounts(small: SmallProject) -> None:
    text = "Parameters: {NotificationEmail: {Type: String}}\nResources:\n"
    text += "  B: {Type: 'AWS::S3::Bucket', Properties: {BucketName: shared}}\n"
    small.template(text)
    small.file()
    small.file(environment="prod")
    assert len(found(small, "name-clash")) == 2


def test_a_service_has_one_pipeline_whatever_its_language(small: SmallProject) -> None:
    for template in ("pipeline", "pipeline-go", "pipelines"):
        small.template(TEMPLATE, template)
        small.write(f"dev/ledger.{template}.yaml", "Parameters: {EnvironmentSuffix: x}")
    one, other = found(small, "stack-name")
    assert one.message.endswith("is the same stack, ledger-pipeline-dev")
    assert {one.file, other.file} == {
        path(small, f"dev/ledger.{template}.yaml")
        for template in ("pipeline", "pipeline-go")
    }


def test_two_files_of_one_stack_are_told(small: SmallProject) -> None:
    small.file(name="ledger")
    small.write("dev/ledger.small.yaml", 'Parameters: {NotificationEmail: "a@b.io"}')
    one, other = found(small, "stack-name")
    assert one.message == (
        f"{path(small, 'dev/ledger.small.yaml')} is the same stack, ledger-small-dev"
    )
    assert other.file.endswith("ledger.small.yaml")
    assert found(small, "name-clash") == []


def test_a_service_that_the_next_environment_lacks_is_a_warning(
    small: SmallProject,
) -> None:
    small.file(name="ledger")
    (finding,) = found(small, "missing-service")
    assert (finding.severity, finding.line) == ("warning", 1)
    assert finding.message == "prod, the environment next, has no ledger.small"
    assert finding.hint == (
        "Run `python -m generator params new ledger --env prod "
        f"--from {path(small, 'dev/ledger.small.json')}`."
    )


def test_a_service_that_skipped_an_environment_is_a_warning(
    small: SmallProject,
) -> None:
    small.file(name="ledger", environment="prod")
    (finding,) = found(small, "missing-service")
    assert finding.message == "dev, the environment one before, has no ledger.small"


def test_a_default_that_no_template_knows_is_told_at_its_line(
    small: SmallProject,
) -> None:
    small.environments(ENVIRONMENTS + '[prod.parameters]\nLabl = "x"\n')
    small.file(environment="prod")
    (finding,) = found(small, "unknown-parameter")
    assert (finding.file, finding.line) == (path(small, "environments.toml"), 12)
    assert finding.message == "Labl is no parameter of any template in use"


def test_names_too_long_are_told_where_the_value_stands(small: SmallProject) -> None:
    small.file({"ServiceName": "a" * 60})
    (finding,) = found(small, "name")
    assert finding.line == 4
    assert finding.message.endswith("83 characters; AWS takes 63")


def test_more_tags_than_aws_takes_with_the_templates_own_are_told(
    small: SmallProject,
) -> None:
    small.file(tags={f"T{i}": "v" for i in range(48)})  # and Team of the environment
    (finding,) = found(small, "tag")
    assert finding.message == "Role would have 51 tags, its own included; AWS takes 50"


def test_a_tag_of_the_same_key_counts_once(small: SmallProject) -> None:
    small.file(tags={**{f"T{i}": "v" for i in range(47)}, "CostCenter": "x"})
    assert found(small, "tag") == []


def test_a_tag_that_differs_from_the_templates_in_case_only_is_told(
    small: SmallProject,
) -> None:
    small.file(tags={"costcenter": "x"})
    (finding,) = found(small, "tag")
    assert finding.message == (
        'tag "costcenter" and the template\'s own "CostCenter" differ in case only; '
        "IAM takes them for one"
    )


def test_tags_are_counted_in_every_form_that_templates_have(
    small: SmallProject,
) -> None:
    small.template(
        "Parameters: {NotificationEmail: {Type: String}}\n"
        "Conditions: {Always: !Equals [a, a], Never: !Equals [a, b],\n"
        "  Unknown: !Equals [!GetAtt A.B, b]}\n"
        "Resources:\n"
        "  Map: {Type: 'AWS::SSM::Parameter', Properties: {Tags: {team: x}}}\n"
        "  If: {Type: T, Properties: {Tags: [\n"
        "    !If [Always, {Key: OWNER, Value: x}, !Ref AWS::NoValue],\n"
        "    !If [Never, {Key: OTHER, Value: x}, !Ref AWS::NoValue],\n"
        "    {Key: !GetAtt A.B, Value: x}]}}\n"
        "  Gone: {Type: T, Condition: Never, Properties: {Tags: [{Key: SITE}]}}\n"
        "  Maybe: {Type: T, Condition: Unknown, Properties: {Tags: [{Key: SITE}]}}\n"
        "  Odd: {Type: T, Properties: {Tags: 5}}\n"
    )
    small.file(tags={"Owner": "x", "Other": "x", "Site": "x"})
    told = [finding.message.split(" and ")[0] for finding in found(small, "tag")]
    assert told == ['tag "Owner"', 'tag "Team"']


def test_files_that_agree_have_no_findings(small: SmallProject) -> None:
    for environment in ("dev", "prod"):
        small.file(VALUES, environment=environment)
    assert list(across(load(small.project), every)) == []


def test_a_name_made_of_a_secret_is_not_shown(small: SmallProject) -> None:
    token = "ghp_" + "a1B2" * 20
    for name in ("ledger", "refunds"):
        small.file({"ServiceName": token}, name=name)
    told = list(across(load(small.project), every))
    assert {finding.rule for finding in told} >= {"name", "name-clash"}
    assert all(token not in finding.message for finding in told)


def test_a_copied_file_clashes_once(small: SmallProject) -> None:
    small.file(name="ledger")
    small.file(name="refunds")
    ledger, refunds = found(small, "name-clash")
    assert ledger.message.endswith("; the name is unique in one account, and 2 other "
                                   "names are its, too")  # fmt: skip
    assert refunds.file == path(small, "dev/refunds.small.json")


def test_services_of_their_own_share_nothing(small: SmallProject) -> None:
    project(small)
    for name in ("ledger", "refunds"):
        small.file(values(name), name=name)
    assert found(small, "shared-deployment") == []


@pytest.mark.parametrize(
    ("key", "what", "severity"),
    [
        ("Service", "the ECS service", "error"),
        ("Blue", "the target group", "error"),
        ("Production", "the listener", "warning"),
    ],
)
def test_what_two_services_deploy_through_is_found_at_both_lines(
    small: SmallProject, key: str, what: str, severity: str
) -> None:
    project(small)
    both = values("ledger")
    small.file(both, name="ledger")
    small.file({**values("refunds"), key: both[key]}, name="refunds")
    one, other = found(small, "shared-deployment")
    assert one.message.startswith(what)
    assert one.message.endswith(f"is also that of {other.file}")
    assert one.line == other.line > 1
    assert {one.severity, other.severity} == {severity}
    assert one.hint


BY_ECS = """\
Parameters:
  Cluster: {Type: String}
  Service: {Type: String}
  NotificationEmail: {Type: String}
  Role: {Type: String, Default: ''}
  Where: {Type: String, Default: ''}
Conditions:
  Elsewhere: !Not [!Equals [!Ref Role, '']]
  Abroad: !Not [!Equals [!Ref Where, '']]
Resources:
  Pipeline:
    Type: AWS::CodePipeline::Pipeline
    Properties:
      RoleArn: !Sub arn:aws:iam::${AWS::AccountId}:role/pipeline
      Stages:
        - Name: Deploy
          Actions:
            - Name: Deploy
              ActionTypeId: {Category: Deploy, Owner: AWS, Provider: ECS, Version: '1'}
              Configuration: {ClusterName: !Ref Cluster, ServiceName: !Ref Service}
              RoleArn: !If [Elsewhere, !Ref Role, !Ref AWS::NoValue]
              Region: !If [Abroad, !Ref Where, !Ref AWS::NoValue]
"""


def test_pipelines_by_which_ecs_deploys_have_services_of_their_own_too(
    small: SmallProject,
) -> None:
    small.template(BY_ECS)
    both = {"Cluster": "shared", "Service": "pay"}
    small.file(both, name="ledger")
    small.file(both, name="refunds")
    one, other = found(small, "shared-deployment")
    assert one.line == other.line > 1
    assert one.message.startswith('the ECS service "shared/pay"')
    small.file({**both, "Role": "arn:aws:iam::444455556666:role/t"}, name="refunds")
    assert found(small, "shared-deployment") == []
    # Whoever deploys in that account deploys to the same.
    small.file(both, name="ledger", environment="prod")
    one, other = found(small, "shared-deployment")
    assert {Path(each.file).parent.name for each in (one, other)} == {"dev", "prod"}
    small.file({**both, "Role": "somebody"}, name="refunds")
    assert found(small, "shared-deployment") == []


def test_another_region_has_services_of_the_same_names(small: SmallProject) -> None:
    small.template(BY_ECS)
    both = {"Cluster": "shared", "Service": "pay"}
    small.file({**both, "Where": "eu-west-1"}, name="ledger")
    small.file(both, name="refunds")
    assert found(small, "shared-deployment") == []
    small.file({**both, "Where": "eu-west-1"}, name="refunds")
    assert len(found(small, "shared-deployment")) == 2


def test_another_account_has_services_of_the_same_names(small: SmallProject) -> None:
    project(small)
    small.file(values("pay"))
    small.file(values("pay"), environment="prod")
    assert found(small, "shared-deployment") == []


def test_what_is_there_once_is_missed_nowhere(small: SmallProject) -> None:
    """An account with nothing else is on the way of no service."""
    small.environments(
        '[tools]\naccount = "222233334444"\nregion = "us-east-2"\n' + ENVIRONMENTS
    )
    small.template(TEMPLATE, "registry")
    small.write(
        "tools/images.registry.json", '{"Parameters": {"NotificationEmail": "a@b.io"}}'
    )
    small.file()
    small.file(environment="prod")
    assert found(small, "missing-service") == []
    small.write(
        "tools/ledger.small.json", '{"Parameters": {"NotificationEmail": "a@b.io"}}'
    )
    told = {finding.message for finding in found(small, "missing-service")}
    assert "dev, the environment next, has no ledger.small" in told
