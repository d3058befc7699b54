"""W9974 for topics, W9978 for queues: the same statement."""

import pytest

from generator.rules._messaging_fragments import (
    QUEUE,
    QUEUE_POLICY,
    TOPIC,
    TOPIC_POLICY,
    template,
)

KINDS = [
    ("W9974", TOPIC, TOPIC_POLICY, "sns:Publish"),
    ("W9978", QUEUE, QUEUE_POLICY.replace("!GetAtt Failed.Arn", "arn"), "sqs:*"),
]


@pytest.mark.parametrize(("rule", "resource", "policy", "action"), KINDS)
class TestPlainHttp:
    def test_without_a_policy_it_is_found(self, judge, rule, resource, policy, action):
        assert len(judge(rule, template(resource))) == 1

    def test_with_the_statement_it_is_fine(self, judge, rule, resource, policy, action):
        assert judge(rule, template(resource, policy)) == []

    def test_another_action_is_not_enough(self, judge, rule, resource, policy, action):
        other = policy.replace(f"Action: {action}", "Action: sns:Subscribe")
        assert len(judge(rule, template(resource, other))) == 1

    def test_a_case_without_it_is_found(self, judge, rule, resource, policy, action):
        sometimes = policy.replace(
            "    Type:", "    Condition: IsProduction\n    Type:", 1
        )
        (finding,) = judge(rule, template(resource, sometimes))
        assert "when IsProduction is false" in finding

    def test_only_its_own_policy_counts(self, judge, rule, resource, policy, action):
        other = policy.replace("s: [!Ref ", "s: [!Ref Another")
        assert other != policy
        assert len(judge(rule, template(resource, other))) == 1


def test_an_inline_policy_counts(judge):
    inline = TOPIC_POLICY.replace("SNS::TopicPolicy", "SNS::TopicInlinePolicy").replace(
        "Topics: [!Ref Topic]", "TopicArn: !GetAtt Topic.TopicArn"
    )
    assert judge("W9974", template(TOPIC, inline)) == []
