from tests.parameters.small_project import SmallProject

VPC, SUBNET, GROUP = "vpc-01234567", "subnet-01234567", "sg-01234567"


def test_a_vpc_without_subnets_and_security_groups_is_refused(
    small: SmallProject,
) -> None:
    (finding,) = small.wrong({"VpcId": VPC})
    assert finding.rule == "both-or-neither"
    assert finding.message == "VpcId is given without SubnetIds and SecurityGroupIds"
    assert finding.hint == (
        "Give VpcId, SubnetIds, SecurityGroupIds together, or none of them."
    )


def test_subnets_without_a_vpc_are_refused(small: SmallProject) -> None:
    (finding,) = small.wrong({"SubnetIds": SUBNET, "SecurityGroupIds": GROUP})
    assert finding.message == "SubnetIds and SecurityGroupIds are given without VpcId"


def test_all_three_or_none_pass(small: SmallProject) -> None:
    together = {"VpcId": VPC, "SubnetIds": SUBNET, "SecurityGroupIds": GROUP}
    assert small.wrong(together) == []
    assert small.wrong(dict.fromkeys(together, "")) == []


def test_a_connection_and_a_token_exclude_each_other(small: SmallProject) -> None:
    connection = "arn:aws:codeconnections:us-east-2:111122223333:connection/0123abcd-ef"
    both = {"ConnectionArn": connection, "OAuthTokenSecretName": "github"}
    (finding,) = small.wrong(both)
    assert (finding.rule, finding.line) == ("one-of", 5)
    assert finding.message == (
        "ConnectionArn and OAuthTokenSecretName are both given; "
        "the pipeline uses only one"
    )
    assert small.wrong({"ConnectionArn": connection}) == []


def test_groups_of_other_templates_do_not_matter(small: SmallProject) -> None:
    small.template(
        "Parameters:\n  NotificationEmail: {Type: String}\n  VpcId: {Type: String}\n"
    )
    assert small.wrong({"VpcId": VPC}) == []
