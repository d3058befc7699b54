"""W9053: a service may assume a role only for resources of one's own."""

from collections.abc import Iterator
from typing import Any

from cfnlint.rules import RuleMatch

from generator.rules import _house
from generator.rules._fragments import TAGS
from generator.rules._policies import statements, trust_policies

_SOURCE_KEYS = {
    "aws:sourcearn",
    "aws:sourceaccount",
    "aws:sourceorgid",
    "aws:sourceorgpaths",
}


class ServiceTrustNamesItsSource(_house.HouseRule):
    """Flags trust in a service without aws:SourceArn or aws:SourceAccount."""

    id = "W9053"
    shortdesc = "Role trust in a service names the source account or ARN"
    description = (
        "Without aws:SourceAccount or aws:SourceArn a service can be made to assume "
        "the role on behalf of somebody else (confused deputy). Judged are only "
        "services that are known to send these keys when they assume a role."
    )
    source_url = "https://docs.aws.amazon.com/IAM/latest/UserGuide/confused-deputy.html"
    tags = ["resources", "iam", "confused-deputy"]
    pci = ("7.2.2", "7.2.5")
    resource_types = ("AWS::IAM::Role",)

    good = (
        """\
Resources:
  BuildRole:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument:
        Version: "2012-10-17"
        Statement:
          - Effect: Allow
            Principal: {Service: codebuild.amazonaws.com}
            Action: sts:AssumeRole
            Condition:
              StringEquals: {aws:SourceAccount: !Ref AWS::AccountId}
"""
        + TAGS
    )
    bad = good.replace(
        """\
            Condition:
              StringEquals: {aws:SourceAccount: !Ref AWS::AccountId}
""",
        "",
    )

    def __init__(self) -> None:
        """The services, each with the page that shows the condition."""
        super().__init__()
        self.config_definition = {
            "services": {
                "default": [
                    # CodeBuild guide, "Allow CodeBuild to interact with other
                    # AWS services".
                    "codebuild.amazonaws.com",
                    # CodeDeploy guide, "Cross-service confused deputy prevention".
                    "codedeploy.amazonaws.com",
                    # Not on an AWS page; in use in
                    # awslabs/aws-deployment-framework.
                    "codepipeline.amazonaws.com",
                    # Scheduler guide, "Confused deputy prevention".
                    "scheduler.amazonaws.com",
                    # Resilience Hub guide, "Single-account execution role".
                    "fis.amazonaws.com",
                    # Personalize guide, "Cross-service confused deputy prevention".
                    "personalize.amazonaws.com",
                ],
                "type": "list",
                "itemtype": "string",
            }
        }
        self.configure()

    def match(self, cfn: Any) -> Iterator[RuleMatch]:
        """Yield a match for each statement and branch without a source condition."""
        for _, document in trust_policies(cfn):
            for statement in statements(document):
                if not statement.allows:
                    continue
                services = sorted(statement.services() & set(self.config["services"]))
                if services and any(
                    is_whole and not keys & _SOURCE_KEYS
                    for keys, is_whole in statement.condition_keys()
                ):
                    yield RuleMatch(
                        statement.node.rule_path,
                        f"{', '.join(services)} may assume this role for any account: "
                        "add a condition on aws:SourceAccount or aws:SourceArn",
                    )
