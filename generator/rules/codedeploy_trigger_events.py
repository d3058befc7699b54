"""E9037: the triggers of an ECS group wait for events that ECS has."""

from collections.abc import Iterator
from typing import Any

from cfnlint.rules import RuleMatch

from generator.rules import _house
from generator.rules._deployment_fragments import DEPLOYMENT_GROUP
from generator.rules._deployment_groups import GROUP, ecs_groups
from generator.rules._scenarios import constant, part, parts

# "Service quotas", AWS CodeDeploy User Guide.
MOST_TRIGGERS = 10


class CodedeployTriggerEvents(_house.HouseRule):
    """Flags events of instances in a group for ECS, and too many triggers."""

    id = "E9037"
    shortdesc = "Triggers of an ECS deployment group wait for deployment events"
    description = (
        "InstanceStart and the like happen on instances only: in a group for ECS the "
        "message never comes. A group has at most 10 triggers."
    )
    source_url = (
        "https://docs.aws.amazon.com/codedeploy/latest/userguide/"
        "monitoring-sns-event-notifications-create-trigger.html"
    )
    tags = ["resources", "codedeploy", "notifications"]
    resource_types = (GROUP,)
    pci = ("10.7.2",)

    good = (
        DEPLOYMENT_GROUP
        + """\
      TriggerConfigurations:
        - TriggerName: failed
          TriggerTargetArn: !ImportValue deployment-topic
          TriggerEvents: [DeploymentFailure]
"""
    )
    bad = good.replace("[DeploymentFailure]", "[InstanceFailure]")

    def match(self, cfn: Any) -> Iterator[RuleMatch]:
        """Yield a match for each event, in each branch."""
        for group in ecs_groups(cfn):
            triggers = part(group, "TriggerConfigurations")
            known = parts(triggers)
            if known is not None and len(known) > MOST_TRIGGERS:
                yield RuleMatch(
                    triggers.rule_path,
                    f"{len(known)} triggers, {MOST_TRIGGERS} are allowed",
                )
            for trigger in triggers.items():
                for event in part(trigger, "TriggerEvents").items():
                    if constant(event).startswith("Instance"):
                        yield RuleMatch(
                            event.rule_path, f"{event.value} never happens in ECS"
                        )
