"""W9074: a topic refuses messages that are not encrypted in transit."""

from collections.abc import Iterator
from typing import Any

from cfnlint.rules import RuleMatch

from generator.rules import _house
from generator.rules._attached import attached_policies, refuses_plain_http
from generator.rules._messaging_fragments import TOPIC, TOPIC_POLICY, template
from generator.rules._nodes import in_words, resources


class TopicsRefusePlainHttp(_house.HouseRule):
    """Flags topics without a policy that denies plain HTTP."""

    id = "W9074"
    shortdesc = "Topic policies refuse plain HTTP"
    description = (
        "SNS answers plain HTTP unless the topic policy denies sns:Publish to everyone "
        "where aws:SecureTransport is false. Services of AWS use TLS, so they are not "
        "hit."
    )
    source_url = (
        "https://docs.aws.amazon.com/sns/latest/dg/sns-security-best-practices.html"
    )
    tags = ["resources", "sns", "encryption"]
    pci = ("2.2.7", "4.2.1")
    resource_types = ("AWS::SNS::Topic",)

    good = template(TOPIC, TOPIC_POLICY)
    bad = template(
        TOPIC, TOPIC_POLICY[: TOPIC_POLICY.index("          - Effect: Deny")]
    )

    def match(self, cfn: Any) -> Iterator[RuleMatch]:
        """Yield a match for each topic, and case, that takes plain HTTP."""
        for topic in resources(cfn, "AWS::SNS::Topic"):
            case = attached_policies(cfn, topic).lack(
                topic.properties.when,
                lambda statement: refuses_plain_http(statement, "sns:Publish"),
            )
            if case is not None:
                yield RuleMatch(
                    topic.properties.rule_path,
                    f"No policy denies plain HTTP{in_words(case)}: Deny sns:Publish, "
                    "Principal *, Bool aws:SecureTransport false",
                )
