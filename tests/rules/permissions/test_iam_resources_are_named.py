import pytest

POLICY = """\
Resources:
  Policy:
    Type: AWS::IAM::Policy
    Properties:
      PolicyName: p
      Roles: [r]
      PolicyDocument:
        Statement:
          - Effect: Allow
            Action: {action}
            Resource: {resource}
"""


def policy(action, resource='"*"'):
    return POLICY.format(action=action, resource=resource)


def test_actions_that_could_be_narrowed_are_named(judge):
    (finding,) = judge("W9951", policy("[ecr:GetAuthorizationToken, ecr:PutImage]"))
    assert "ecr:PutImage can be limited" in finding
    assert "GetAuthorizationToken" not in finding


@pytest.mark.parametrize(
    "action",
    [
        "ecr:GetAuthorizationToken",
        "[ec2:DescribeSubnets, ec2:DescribeVpcs, ec2:DescribeSecurityGroups]",
        "elasticloadbalancing:Describe*",
        "[sts:GetCallerIdentity, s3:ListAllMyBuckets]",
        "[xray:PutTraceSegments, xray:PutTelemetryRecords]",
        "[ssmmessages:CreateDataChannel, ssmmessages:OpenDataChannel]",
        "cloudwatch:PutMetricData",
        "newservice:NewAction",
    ],
)
def test_actions_without_resources_may_have_every_resource(judge, action):
    assert judge("W9951", policy(action)) == []


@pytest.mark.parametrize("action", ["ecr:Batch*", "s3:Get*"])
def test_wildcards_count_if_most_actions_could_be_narrowed(judge, action):
    assert len(judge("W9951", policy(action))) == 1


@pytest.mark.parametrize("action", ["ec2:Describe*", "autoscaling:Describe*"])
def test_wildcards_that_mostly_need_every_resource_are_fine(judge, action):
    assert judge("W9951", policy(action)) == []


def test_of_many_actions_the_first_are_named(judge):
    actions = ", ".join(
        f"s3:{verb}Object{what}"
        for verb in ("Get", "Put")
        for what in ("", "Acl", "LegalHold", "Retention", "Tagging")
    )
    (finding,) = judge("W9951", policy(f"[{actions}]"))
    assert finding.endswith("and 2 more can be limited to ARNs")


@pytest.mark.parametrize(
    "resource",
    ["arn:aws:s3:::*", "!Sub 'arn:${AWS::Partition}:s3:::*'", "[a, '*']"],
)
def test_an_arn_of_everything_is_every_resource(judge, resource):
    assert len(judge("W9951", policy("s3:GetObject", resource))) == 1


@pytest.mark.parametrize(
    "resource",
    ["arn:aws:s3:::artifacts/*", "!Sub '${Given}/*'", "!Ref Given", "!ImportValue x"],
)
def test_named_and_unknown_resources_are_fine(judge, resource):
    assert judge("W9951", policy("s3:GetObject", resource)) == []


def test_each_branch_is_judged(judge):
    for resource in (
        "!If [IsProduction, arn:aws:s3:::a/*, '*']",
        "!If [IsProduction, '*', arn:aws:s3:::a/*]",
    ):
        assert len(judge("W9951", policy("s3:GetObject", resource))) == 1


@pytest.mark.parametrize(
    "condition",
    [
        "{StringEquals: {aws:ResourceTag/team: pay}}",
        "{ArnEquals: {ecs:cluster: arn:aws:ecs:us-east-2:111122223333:cluster/pay}}",
        "!Ref Given",
    ],
)
def test_a_condition_can_name_the_resources(judge, condition):
    text = policy("ecs:StopTask") + f"            Condition: {condition}\n"
    assert judge("W9951", text) == []


def test_a_condition_of_one_branch_does_not(judge):
    tagged = "{StringEquals: {aws:ResourceTag/team: pay}}"
    either = f"            Condition: !If [IsProduction, {tagged}, !Ref AWS::NoValue]\n"
    assert len(judge("W9951", policy("ecs:StopTask") + either)) == 1


def test_other_conditions_do_not(judge):
    condition = "            Condition: {Bool: {aws:SecureTransport: true}}\n"
    assert len(judge("W9951", policy("ecs:StopTask") + condition)) == 1


def test_exceptions_are_configuration(judge, house_rules):
    rule = house_rules["W9951"]
    rule.configure({"exceptions": ["ecs:StopTask"]})
    try:
        assert judge("W9951", policy("ecs:StopTask")) == []
        assert len(judge("W9951", policy("ecs:ListTasks"))) == 1
    finally:
        rule.configure()


@pytest.mark.parametrize("action", ["s3:*", "'*'"])
def test_every_action_of_a_service_is_said_once(judge, action):
    assert judge("W9951", policy(action)) == []
    assert len(judge("W9950", policy(action))) == 1


def test_all_resources_but_some_are_found(judge):
    text = policy("s3:GetObject", "arn:aws:s3:::a/*").replace(
        "Resource:", "NotResource:"
    )
    (finding,) = judge("W9951", text)
    assert "NotResource" in finding
    assert judge("W9951", text.replace("Effect: Allow", "Effect: Deny")) == []
