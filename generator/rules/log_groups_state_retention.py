"""W9080: a log group says how long it keeps logs."""

from collections.abc import Iterator
from typing import Any

from cfnlint.rules import RuleMatch

from generator.rules import _house
from generator.rules._fragments import TAGS
from generator.rules._nodes import resources


class LogGroupsStateRetention(_house.HouseRule):
    """Flags log groups that never expire by omission."""

    id = "W9080"
    shortdesc = "Log groups state their retention"
    description = (
        "Without RetentionInDays logs are kept, and paid for, for ever. PCI DSS asks "
        "for twelve months of audit logs: 365 days or more in production. Groups of "
        "class DELIVERY are not judged: their retention is fixed."
    )
    source_url = (
        "https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/"
        "aws-resource-logs-loggroup.html"
    )
    tags = ["resources", "logs"]
    pci = ("10.5.1",)
    resource_types = ("AWS::Logs::LogGroup",)

    good = f"""\
Resources:
  Logs:
    Type: AWS::Logs::LogGroup
    DeletionPolicy: Retain
    UpdateReplacePolicy: Retain
    Properties:
      RetentionInDays: 400
{TAGS}"""
    bad = good.replace("      RetentionInDays: 400\n", "")

    def match(self, cfn: Any) -> Iterator[RuleMatch]:
        """Yield a match for each branch without retention."""
        for group in resources(cfn, "AWS::Logs::LogGroup"):
            if any(kind.value == "DELIVERY" for kind in group.get("LogGroupClass")):
                continue
            for retention in group.get("RetentionInDays"):
                if retention.is_absent:
                    yield RuleMatch(
                        retention.rule_path, "RetentionInDays is not stated"
                    )
