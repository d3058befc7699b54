"""The policies that SAM puts into the role of a function."""

import pytest

FUNCTION = """\
Transform: AWS::Serverless-2016-10-31
Resources:
  Function:
    Type: AWS::Serverless::Function
    Properties:
      Policies: POLICIES
"""
ANY = "{Statement: [{Effect: Allow, Action: s3:*, Resource: '*'}]}"


@pytest.mark.parametrize("policies", [ANY, f"[AWSLambdaExecute, {ANY}]"])
def test_a_document_is_judged(judge, policies):
    assert len(judge("W9950", FUNCTION.replace("POLICIES", policies))) == 1


@pytest.mark.parametrize(
    "policies",
    ["AWSLambdaExecute", "[{S3ReadPolicy: {BucketName: b}}]", "!Ref Given"],
)
def test_names_and_policy_templates_are_not(judge, policies):
    assert judge("W9950", FUNCTION.replace("POLICIES", policies)) == []
    assert judge("W9951", FUNCTION.replace("POLICIES", policies)) == []


@pytest.mark.parametrize(
    ("action", "found"),
    [
        ("[ec2:CreateNetworkInterface, ec2:DescribeSubnets]", 0),
        ("[ecs:Poll, ecs:RegisterTaskDefinition]", 0),
        ("[ec2:CreateNetworkInterface, s3:GetObject]", 1),
    ],
)
def test_what_the_guides_of_aws_allow_anywhere_is_fine(judge, action, found):
    policy = ANY.replace("s3:*", action)
    assert len(judge("W9951", FUNCTION.replace("POLICIES", policy))) == found
