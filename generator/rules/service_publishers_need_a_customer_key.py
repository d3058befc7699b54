"""E9076: what services send to is not encrypted with a key they cannot use."""

from collections.abc import Iterator
from typing import Any

from cfnlint.rules import RuleMatch

from generator.rules import _house
from generator.rules._messaging_fragments import KEY, notified_rule
from generator.rules._nodes import resources, together
from generator.rules._publishers import publishers

_AWS_KEYS = ("alias/aws/sns", "alias/aws/sqs")


class ServicePublishersNeedACustomerKey(_house.HouseRule):
    """Flags topics and queues of services under the AWS managed key."""

    id = "E9076"
    shortdesc = "Topics and queues that services send to use a customer managed key"
    description = (
        "The policies of alias/aws/sns and alias/aws/sqs cannot be changed and do not "
        "let service principals in, so EventBridge, alarms, notification rules, S3 and "
        "SNS lose every message. Use a customer managed key whose policy allows them, "
        "SqsManagedSseEnabled for a queue, or no key."
    )
    source_url = (
        "https://docs.aws.amazon.com/sns/latest/dg/sns-key-management.html"
        "#compatibility-with-aws-services"
    )
    tags = ["resources", "sns", "sqs", "kms", "encryption"]
    pci = ("10.7.2",)
    resource_types = ("AWS::SNS::Topic", "AWS::SQS::Queue")

    good = notified_rule(KEY, topic_key="!GetAtt Key.Arn")
    bad = notified_rule(topic_key="alias/aws/sns")

    def match(self, cfn: Any) -> Iterator[RuleMatch]:
        """Yield a match for each topic or queue, naming the services."""
        senders = list(publishers(cfn))
        for resource in resources(cfn, *self.resource_types):
            for key in resource.get("KmsMasterKeyId"):
                if not key.text.endswith(_AWS_KEYS):
                    continue
                services = {
                    sender.service
                    for sender in senders
                    if sender.to == resource.name
                    and together(cfn, key.when, sender.node.when) is not None
                }
                if services:
                    yield RuleMatch(
                        key.rule_path,
                        f"{', '.join(sorted(services))} cannot use {key.text}: "
                        "messages are dropped. Use a customer managed key",
                    )
