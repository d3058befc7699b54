"""CloudWatch log groups."""

from generator.rules._fragments import TAGS
from generator.rules._schemas import required
from generator.rules._shapes import ShapeRule


class LogGroupsStateRetention(ShapeRule):
    """Log groups state their retention.

    Without RetentionInDays logs are kept, and paid for, for ever. PCI DSS asks for
    twelve months of audit logs: 365 days or more in production. Groups of class
    DELIVERY are not judged: their retention is fixed.
    """

    id = "W9980"
    page = "AWSCloudFormation/latest/UserGuide/aws-resource-logs-loggroup.html"
    tags = ["resources", "logs"]
    pci = ("10.5.1",)
    resource_types = ("AWS::Logs::LogGroup",)

    when = {
        "properties": {"LogGroupClass": {"enum": ["STANDARD", "INFREQUENT_ACCESS"]}}
    }
    shape = required("RetentionInDays", "RetentionInDays is not stated")
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
