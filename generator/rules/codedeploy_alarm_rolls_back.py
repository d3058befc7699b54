"""W9033: a deployment that an alarm stops is rolled back."""

from collections.abc import Iterator
from typing import Any

from cfnlint.rules import RuleMatch

from generator.rules import _house
from generator.rules._deployment_fragments import DEPLOYMENT_GROUP
from generator.rules._deployment_groups import GROUP
from generator.rules._nodes import Node
from generator.rules._scenarios import constant, part, parts, settled
from generator.rules.codedeploy_stop_on_alarm import EVENT


class CodedeployAlarmRollsBack(_house.HouseRule):
    """Flags enabled alarms without DEPLOYMENT_STOP_ON_ALARM."""

    id = "W9033"
    shortdesc = "Deployment alarms come with DEPLOYMENT_STOP_ON_ALARM"
    description = (
        "An alarm stops the deployment; only the rollback event "
        "DEPLOYMENT_STOP_ON_ALARM brings the last good version back."
    )
    source_url = (
        "https://docs.aws.amazon.com/codedeploy/latest/userguide/"
        "deployments-rollback-and-redeploy.html"
    )
    tags = ["resources", "codedeploy", "rollback"]
    resource_types = (GROUP,)
    pci = ("6.5.1",)

    good = DEPLOYMENT_GROUP
    bad = good.replace(
        "[DEPLOYMENT_FAILURE, DEPLOYMENT_STOP_ON_ALARM]", "[DEPLOYMENT_FAILURE]"
    )

    def match(self, cfn: Any) -> Iterator[RuleMatch]:
        """Yield a match for each group, in each branch."""
        for group in settled(cfn, GROUP):
            alarms = part(group.properties, "AlarmConfiguration")
            if constant(part(alarms, "Enabled")) == "true" and not _rolls_back(
                part(group.properties, "AutoRollbackConfiguration")
            ):
                yield RuleMatch(
                    alarms.rule_path, f"an alarm stops, but {EVENT} is not in Events"
                )


def _rolls_back(rollback: Node) -> bool:
    """Whether the event is listed, or cannot be ruled out."""
    enabled = part(rollback, "Enabled")
    if enabled.is_absent or constant(enabled) == "false":
        return False
    events = parts(part(rollback, "Events"))
    return events is None or any(constant(event) == EVENT for event in events)
